# Correlations: the map, its iterates, where they end and the slope at 1.
width = 1100; height = 860
load 'style.gp'
set datafile missing '?'
set multiplot layout 2,2 margins 0.08,0.925,0.10,0.945 spacing 0.17,0.13
scales = "1.3 2.5 4.0"
colours = "#0072B2 #D55E00 #009E73"
starts = "0.0 0.5 0.9 0.99"
is(s) = column('sigma_w') == word(scales, s) + 0
map(s, y) = (strcol('map') eq 'correlation' && is(s)) ? column(y) : NaN
fixed(s) = (strcol('map') eq 'correlation' && is(s) && column('x') == 0) ? column('fixed_point') : NaN
of(s, j, y) = (is(s) && column('c0') == word(starts, j) + 0) ? column(y) : NaN
at(s, j) = (is(s) && column('c0') == word(starts, j) + 0) ? column('layer') : NaN

set title 'correlation map at q*, σ_b = 0.3'
set xlabel 'c before a layer'
set ylabel 'c after it'
set xrange [0:1]
set yrange [0:1]
set key left top enhanced
plot x with lines lc rgb grey lw 1.2 dt 2 notitle, \
     for [s=1:3] 'maps.csv' using (map(s,'x')):(map(s,'y')) with lines lc rgb word(colours,s) title 'σ_w = '.word(scales,s), \
     for [s=1:3] 'maps.csv' using (fixed(s)):(fixed(s)) with points lc rgb word(colours,s) pt 3 ps 1.4 lw 1.6 notitle
unset label 999

set title 'correlations: theory, and networks of width N'
set xlabel 'layer'
set ylabel 'c'
set xrange [0:20.4]
set yrange [-0.05:1.05]
unset key
plot for [s=1:3] for [j=1:4] 'correlations.csv' using (at(s,j)):(of(s,j,'theory')) with lines lc rgb word(colours,s) lw 1.4, \
     for [s=1:3] for [j=1:4] 'correlations.csv' using (at(s,j)):(of(s,j,'mean')):(of(s,j,'standard_error')) with yerrorbars lc rgb word(colours,s) pt 7 ps 0.5

unset grid
set style fill solid
set xlabel 'weight scale σ_w'
set ylabel 'bias scale σ_b'
set xrange [1:5]
set yrange [0:4]
set palette defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')
set title 'correlation c* in the end'
set cbrange [0:1]
plot 'phases.csv' using 'sigma_w':'sigma_b':'c_star' with image, 'boundary.csv' using 'sigma_w':'sigma_b' with lines lc rgb '#ffffff' lw 1.6
set palette defined (-1 '#0072B2', 0 '#ffffff', 1 '#D55E00')
set title 'Lyapunov exponent log χ_1 per layer'
set cbrange [-1.2:1.2]
plot 'phases.csv' using 'sigma_w':'sigma_b':(log(column('chi_1'))) with image, 'boundary.csv' using 'sigma_w':'sigma_b' with lines lc rgb black lw 1.6
unset multiplot
