# Left: the loss of all flows within the hypothesis against its bound. Right: how far each statement is from failing.
width = 1250; height = 560
load 'style.gp'
inside = 0.99
far = 1e4
band(a, c) = column('alpha') == a ? column(c) : NaN
flow(c) = strcol('process') eq 'flow' ? column(c) : NaN

set multiplot layout 1,2 margins 0.07,0.985,0.15,0.92 spacing 0.1,0
set mxtics 1; set mytics 1
set title 'loss of every flow'
set xlabel 'time in units of 1/s_0^2'
set ylabel 'L/L_0' offset 1,0
set xrange [0:12]
set yrange [-20:9.5]
set ytics ('1' 0, '10^{-5}' -5, '10^{-10}' -10, '10^{-15}' -15, '10^{-20}' -20)
set key at graph 0.99,0.995 right top reverse Left enhanced
plot 'bands.csv' using (band(inside,'scaled_time')):'lowest':'highest' with filledcurves lc rgb skyblue title 'all flows within the hypothesis (α = 0.99)', \
     'bands.csv' using (band(inside,'scaled_time')):'p10':'p90' with filledcurves lc rgb blue title '10–90 % of them', \
     'bands.csv' using (band(inside,'scaled_time')):'median' with lines lc rgb blue title 'median', \
     'bands.csv' using (band(far,'scaled_time')):'highest' with lines lc rgb orange dt 2 title 'slowest at α = 10^4', \
     'bands.csv' using (band(inside,'scaled_time')):'log10_bound' with lines lc rgb vermillion lw 2.4 title 'bound: e^{−s_0^2t/2}', \
     -2*x/log(10) with lines lc rgb black dt 3 lw 1.4 title 'limit: r_0 on the weakest mode, e^{−2s_0^2t}'
unset label 999

set title 'distance from failing, over 240 flows a level'
set xlabel '|r_0| over the hypothesis'' limit, α'
set ylabel 'measured over bound (above 1: violated)' offset 0.5,0
set logscale xy
set xrange [0.5:3e6]
set yrange [2e-4:6]
set xtics auto; set ytics auto
set xtics 1,10
set format x '10^{%L}'
set format y '10^{%L}'
set arrow 1 from 1,graph 0 to 1,graph 1 nohead lc rgb grey dt 2
set label 2 'hypothesis fails' at 1.2,2.9e-4 left font ',9' textcolor rgb '#555555'
set label 3 'violated' at 0.6,1.35 left font ',9' textcolor rgb '#555555'
set key at graph 0.99,0.06 right bottom reverse Left enhanced
plot 1 with lines lc rgb black lw 1.2 notitle, \
     'levels.csv' using 'alpha':(2*(1-flow('sigma_min'))) with linespoints lc rgb vermillion pt 7 ps 0.8 title 'drop of σ_N(Φ), worst', \
     'levels.csv' using 'alpha':(1/flow('decay_over_bound_min')) with linespoints lc rgb blue pt 5 ps 0.8 title 'bound''s decay over measured, worst', \
     'levels.csv' using 'alpha':(1/flow('decay_over_bound_median')) with lines lc rgb blue dt 2 lw 1.3 title 'the same, median', \
     'levels.csv' using 'alpha':(flow('path_over_bound_max')) with linespoints lc rgb green pt 9 ps 0.9 title 'path, longest', \
     'levels.csv' using 'alpha':(flow('path_over_bound_median')) with lines lc rgb green dt 2 lw 1.3 title 'the same, median'
unset multiplot
