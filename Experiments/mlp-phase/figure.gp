# The phase diagram, the boundary as measured, and the depth scales.
width = 1350; height = 480
load 'style.gp'
set datafile missing '?'
set multiplot layout 1,3 margins 0.05,0.985,0.16,0.90 spacing 0.085,0.1

set title 'phase diagram, tanh'
set xlabel 'weight scale σ_w'
set ylabel 'bias scale σ_b'
set xrange [1:5]
set yrange [0:4]
unset key
unset grid
set style fill transparent solid 0.16 noborder
set label 1 'ordered' at 1.5,3.0 textcolor rgb blue front
set label 2 'chaotic' at 3.6,1.2 textcolor rgb vermillion front
set label 3 'χ_1 = 1' at 2.6,2.35 textcolor rgb black front
plot 'boundary.csv' using 'sigma_w':'sigma_b' with filledcurves x1=1 fc rgb blue, \
     'boundary.csv' using 'sigma_w':'sigma_b' with filledcurves x1=5 fc rgb vermillion, \
     'boundary.csv' using 'sigma_w':'sigma_b' with lines lc rgb black lw 2
unset label 999
unset label 1; unset label 2; unset label 3
set grid

set title 'growth of a small displacement'
set xlabel 'weight scale σ_w'
set ylabel 'squared displacement, after a layer over before'
set xrange [0.95:2.25]
set yrange [0.4:1.6]
set key left top enhanced
plot 1 with lines lc rgb grey lw 1.2 dt 2 notitle, \
     'growth.csv' using 'sigma_w':'theory' with lines lc rgb blue title 'χ_1', \
     'growth.csv' using 'sigma_w':'mean':'standard_error' with yerrorbars lc rgb vermillion pt 7 ps 0.6 lw 1.2 title 'networks, ± standard error'

set title 'depth scales, σ_b^2 = 0.05'
set xlabel 'weight variance σ_w^2'
set ylabel 'layers'
set xrange [1:4]
set yrange [0.3:1000]
set logscale y
set key right top enhanced
set arrow 1 from 1.760954639607,0.3 to 1.760954639607,1000 nohead lc rgb grey lw 1.2 dt 2
set label 1 'χ_1 = 1' at 1.8,0.45 textcolor rgb '#555555'
plot 'depths.csv' using 'weight_variance':'xi_c' with lines lc rgb blue title 'ξ_c, correlation', \
     'depths.csv' using 'weight_variance':'xi_q' with lines lc rgb vermillion dt 4 title 'ξ_q, length', \
     'depths.csv' using 'weight_variance':(abs(column('xi_g'))) with lines lc rgb green dt 2 title '|ξ_g|, gradient'
unset multiplot
