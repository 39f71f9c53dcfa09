# Left: small weights on their way to their targets. Right: when the smallest one arrives.
width = 1250; height = 600
load 'style.gp'
flows = "gradient replicator natural"
titles = "'gradient flow, −J^2∇L' 'replicator flow, −J∇L' 'natural flow, −∇L, until it leaves'"
colours = "#D55E00 #0072B2 #009E73"
stats 'flows.csv' using (column('smallest_log10') >= -30 ? column('smallest_log10') : NaN) nooutput
depth = STATS_min
stats 'flows.csv' using (column('smallest_log10') == depth ? column('seed') : NaN) nooutput
first = STATS_min
weight(f, c) = (strcol('flow') eq f && column('smallest_log10') == depth && column('seed') == first && column('coordinate') == c) ? column('log10_x') : NaN

set multiplot layout 1,2 margins 0.08,0.985,0.145,0.915 spacing 0.085,0
set mxtics 1; set mytics 1
set format '10^{%g}'
set xlabel 'time t'
set ylabel 'weight x_j(t)' offset 0.5,0
set xrange [-2:2.1-2*depth]
set yrange [depth-1.5:2]
set title sprintf('three small weights, targets 10^{%g} and 10^{%g}', depth, depth/2)
set key top right Right noreverse enhanced
# Lines start anew at each coordinate: other rows are missing.
set datafile missing NaN
plot for [c=0:2] depth/(c == 0 ? 1 : 2) with lines lc rgb grey lw 1 dt 3 notitle, \
     for [i=1:3] for [c=0:2] 'trajectories.csv' using 'log10_time':(weight(word(flows,i),c)) with lines lc rgb word(colours,i) lw (c == 0 ? 2.2 : 1.1) notitle, \
     for [i=1:3] NaN with lines lc rgb word(colours,i) lw 2.2 title word(titles,i), \
     [4:-1.9*depth] -0.5*x+1.2 with lines lc rgb black lw 1.4 dt 2 title 'slope −½', \
     NaN with lines lc rgb grey lw 1 dt 3 title 'targets'
unset label 999
set xlabel '1 / x_{min} of the target'
set ylabel 'time until x_{min} is within a factor 2'
set xrange [0:108]
set yrange [0:215]
set title 'the time of arrival'
set key top left Left reverse
arrival(f) = strcol('flow') eq f ? column('log10_arrival') : NaN
plot for [i=1:2] 'flows.csv' using (-column('smallest_log10')):(arrival(word(flows,i))) with points lc rgb word(colours,i) pt 6 ps 1.1 lw 1.5 title word(titles,i), \
     2*x with lines lc rgb word(colours,1) lw 1.2 dt 2 title 'slope 2', \
     x with lines lc rgb word(colours,2) lw 1.2 dt 2 title 'slope 1'
unset multiplot
