# Attention alone: 1 − c falls whatever σ_A, in the end by 1 − α_A² each block.
width = 900; height = 600
load 'style.gp'
stats 'collapse.csv' using 'width' nooutput
wide = STATS_max
scales = "0 1 2 4"
colours = "#0072B2 #D55E00 #009E73 #CC79A7"
is(s, value) = column('width') == wide && column('attention_scale') == real(word(scales, s)) ? column(value) : NaN
set logscale y
set format y '%g'
set xrange [-0.3:16.3]
set xtics 0,4
set yrange [0.002:1.2]
set xlabel 'blocks of attention alone, α_A = 0.5'
set ylabel '1 − c'
set key bottom left reverse Left enhanced
plot for [s=1:4] 'collapse.csv' using 'block':(is(s, 'theory')) with lines lc rgb word(colours,s) lw 1.8 title 'theory, σ_A = '.word(scales,s), \
     for [s=1:4] '' using 'block':(is(s, 'mean')):(2*column('standard_error')) with yerrorbars lc rgb word(colours,s) pt 7 ps 0.7 lw 1.2 notitle, \
     keyentry with yerrorbars lc rgb black pt 7 ps 0.7 lw 1.2 title sprintf('simulation, d = %d, mean ± 2 s.e.', wide), \
     [8:16] 0.35*0.75**(x-8) with lines lc rgb black lw 1.4 dt 2 title '(1 − α_A^2) each block'
