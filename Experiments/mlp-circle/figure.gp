# Autocorrelation by layer above; length, curvature and length of the tangent's curve below.
width = 1350; height = 860
load 'style.gp'
set datafile missing '?'
set multiplot layout 2,3 margins 0.065,0.985,0.10,0.945 spacing 0.07,0.13
scales = "1.3 2.5 4.0"
names = "ordered chaotic chaotic"
colours = "#0072B2 #D55E00 #009E73"
layers = "0 1 2 4 7 10"
shades = "#000000 #0072B2 #56B4E9 #009E73 #E69F00 #D55E00"
is(s) = column('sigma_w') == word(scales, s) + 0
here(s, l) = is(s) && column('layer') == word(layers, l) + 0
at(s, l) = here(s, l) ? column('delta') : NaN
of(s, l, y) = here(s, l) ? column(y) : NaN

set xlabel 'angle Δ between inputs'
set ylabel 'correlation c(Δ)'
set xrange [-pi:pi]
set yrange [-1.05:1.05]
set xtics ('−π' -pi, '−π/2' -pi/2, '0' 0, 'π/2' pi/2, 'π' pi)
do for [s=1:3] {
  set title 'σ_w = '.word(scales,s).', '.word(names,s)
  if (s == 1) { set key bottom center maxrows 3 title 'layer' } else { unset key }
  plot for [l=1:6] 'autocorrelation.csv' using (at(s,l)):(of(s,l,'theory')) with lines lc rgb word(shades,l) lw 1.5 title word(layers,l), \
       for [l=1:6] 'autocorrelation.csv' using (at(s,l)):(of(s,l,'mean')) with points lc rgb word(shades,l) pt 7 ps 0.3 notitle
  unset label 999
  set ylabel ''
}
set key left top enhanced
set key title ''
set xtics auto
set xtics 2
set xlabel 'layer'
set xrange [-0.2:10.2]
set yrange [*:*]
set logscale y
set format y '10^{%L}'
quantities = "euclidean_length curvature grassmannian_length"
titles = "'length of the curve, L_E' 'curvature, κ' 'length of the tangent curve, L^G'"
low(q) = 10**(column('log10_'.q) - column('log10_'.q.'_error'))
high(q) = 10**(column('log10_'.q) + column('log10_'.q.'_error'))
do for [k=1:3] {
  q = word(quantities, k)
  set title word(titles, k)
  if (k == 1) { set key left top enhanced } else { unset key }
  if (k == 2) { set format y '%g'; set yrange [0.1:20] } else { set format y '10^{%L}'; set yrange [*:*] }
  plot for [s=1:3] 'geometry.csv' using 'layer':(is(s) ? column(q.'_theory') : NaN) with lines lc rgb word(colours,s) title 'σ_w = '.word(scales,s), \
       for [s=1:3] 'geometry.csv' using 'layer':(is(s) ? 10**column('log10_'.q) : NaN):(low(q)):(high(q)) with yerrorbars lc rgb word(colours,s) pt 7 ps 0.6 notitle
}
unset multiplot
