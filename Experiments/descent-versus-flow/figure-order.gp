# How gradient descent's distance from the flow at a fixed time falls with the learning rate.
width = 760; height = 520
load 'style.gp'
stats 'distances.csv' using 'ratio' nooutput
low = STATS_min; high = STATS_max
stats 'distances.csv' using 'time' nooutput
time = STATS_min
stats 'distances.csv' using 'rate' nooutput
rate = STATS_max
stats 'distances.csv' using (column('time') == time && column('rate') == rate ? column('distance') : NaN) nooutput
far = STATS_max
stats 'distances.csv' using (column('time') == time && column('rate') == rate ? column('modified_distance') : NaN) nooutput
near = STATS_min
stats 'distances.csv' using 'rate' nooutput
lowest = STATS_min
is(r, c) = (column('time') == time && column('ratio') == r) ? column(c) : NaN
set logscale xy
set format y '10^{%L}'
set mxtics 1; set mytics 1
set xrange [0.7*lowest:1.4*rate]
set yrange [1e-14:1e4]
set xlabel 'learning rate η'
set ylabel sprintf('distance at t = %g', time)
set key top left vertical maxrows 4 Left reverse enhanced samplen 2
guide1(x) = 1.6*far*x/rate
guide2(x) = 0.6*near*(x/rate)**2
plot 'distances.csv' using 'rate':(is(low,'distance')) with points lc rgb blue pt 6 title 'from the flow, ratio 10', \
     'distances.csv' using 'rate':(is(high,'distance')) with points lc rgb vermillion pt 6 title 'ratio 10^{25}', \
     'distances.csv' using 'rate':(is(low,'modified_distance')) with points lc rgb blue pt 7 ps 0.7 title 'from that of L + (η/4)|∇L|^2, ratio 10', \
     'distances.csv' using 'rate':(is(high,'modified_distance')) with points lc rgb vermillion pt 7 ps 0.7 title 'ratio 10^{25}', \
     'distances.csv' using 'rate':(is(low,'flow_error')) with points lc rgb blue pt 2 ps 0.6 title 'error of the flow, ratio 10', \
     'distances.csv' using 'rate':(is(high,'flow_error')) with points lc rgb vermillion pt 2 ps 0.6 title 'ratio 10^{25}', \
     guide1(x) with lines lc rgb black dt 2 lw 1.3 title 'slope 1', \
     guide2(x) with lines lc rgb black dt 3 lw 1.3 title 'slope 2'
