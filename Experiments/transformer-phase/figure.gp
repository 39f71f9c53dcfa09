# The two exponents over α and σ_w, each with its zero contour and simulated zeros; and both contours in one diagram.
width = 1500; height = 540
load 'style.gp'
stats 'map.csv' using 'strength' nooutput
low = STATS_min; high = STATS_max
stats 'map.csv' using 'weight_scale' nooutput
bottom = STATS_min; top = STATS_max
# Blue shrinks, white stays, red grows; beyond ±0.5 a block the colour is the end's.
limit(x) = x > 0.5 ? 0.5 : x < -0.5 ? -0.5 : x
simulated(name, value) = strcol('exponent') eq name ? column(value) : NaN
inside(x) = x <= top && x >= bottom ? x : NaN

set multiplot layout 1,3 margins 0.035,0.99,0.27,0.92 spacing 0.1,0
set mxtics 1; set mytics 1
unset grid
set xrange [low:high]
set yrange [bottom:top]
set xtics 0.2
set xlabel 'α = α_A = α_M'
set format cb '%+g'
set ylabel 'σ_w' offset 1,0
set palette defined (-0.5 '#0072B2', -0.25 '#8fc3e3', 0 '#ffffff', 0.25 '#f0b48a', 0.5 '#D55E00')
set cbrange [-0.5:0.5]
set cbtics 0.25
# The bar is solid like the map.
set style fill solid 1 noborder
set colorbox user origin graph 1.02,0 size graph 0.03,1
set key at screen 0.165,0.15 center top vertical maxrows 3 reverse Left enhanced
set title 'angle: λ_a, growth of 1 − c per block' enhanced
plot 'map.csv' using 'strength':'weight_scale':(limit(column('angle_exponent'))) with image notitle, \
     'boundaries.csv' using 'strength':(inside(column('angle'))) with lines lc rgb black lw 2.4 title 'λ_a = 0', \
     '' using 'strength':(inside(column('first_block_angle'))) with lines lc rgb black lw 1.4 dt 3 title 'other definition: first block', \
     'simulated-boundaries.csv' using 'strength':(simulated('angle', 'weight_scale')):(2*column('standard_error')) with yerrorbars lc rgb black pt 7 ps 0.8 lw 1.2 title 'simulated zero ± 2 s.e.'
unset label 999
set key at screen 0.5,0.15 center top horizontal maxrows 2
set title 'gradient: λ_g(n, L), growth of the mean square backward' enhanced
plot 'map.csv' using 'strength':'weight_scale':(limit(column('gradient_exponent'))) with image notitle, \
     'boundaries.csv' using 'strength':(inside(column(4))) with lines lc rgb black lw 2.4 title 'λ_g = 0', \
     'simulated-boundaries.csv' using 'strength':(simulated('gradient', 'weight_scale')):(2*column('standard_error')) with yerrorbars lc rgb black pt 7 ps 0.8 lw 1.2 title 'simulated zero ± 2 s.e.'
set key at screen 0.86,0.15 center top vertical maxrows 2 width -1
set title 'both zero contours' enhanced
set style fill transparent solid 0.18 noborder
set grid linecolor rgb '#e4e4e4' linewidth 0.7 linetype 1 back
set label 1 'tokens separate,' at 0.12,5.45
set label 2 'gradients explode' at 0.12,5.15
set label 3 'tokens' at 0.97,5.75 right
set label 4 'collapse,' at 0.97,5.47 right
set label 7 'gradients' at 0.97,5.19 right
set label 8 'explode' at 0.97,4.91 right
set label 5 'tokens collapse,' at 0.12,2.1
set label 6 'gradients vanish' at 0.12,1.8
plot 'boundaries.csv' using 'strength':(inside(column(4))):(column('angle') > top ? top : column('angle')) with filledcurves fc rgb orange notitle, \
     '' using 'strength':(inside(column('angle'))) with lines lc rgb blue lw 2.4 title 'λ_a = 0, any n', \
     for [k=4:6] '' using 'strength':(inside(column(k))) with lines lc rgb vermillion lw (k == 4 ? 2.4 : 1.4) dt k - 3 title 'λ_g = 0, n = '.word("16 256 65536", k - 3)
unset multiplot
