# What Adam does to the modes at the highest ratio: effective rates, and the distance from the edge of stability.
width = 1250; height = 560
load 'style.gp'
set multiplot layout 1,2 margins 0.07,0.925,0.145,0.91 spacing 0.09,0
set mxtics 1; set mytics 1
stats 'adam.csv' using 'seed' nooutput
first = int(STATS_min)
last = int(STATS_max)
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
rate(o) = (int(column('seed')) == first && strcol('optimizer') eq o) ? column('effective_rate') : NaN
set xlabel 'training loss reached'
set xrange [3e-2:3e-7] reverse
set ylabel 'ηλ of each mode, a step'
set yrange [1e-6:300]
set title 'effective rate per mode, ratio 10^{25}, first seed'
set key at graph 0.97,0.03 right bottom Right enhanced opaque
plot 2 with lines lc rgb blue dt 2 lw 1.2 title 'stable below 2 (gradient descent)', \
     38 with lines lc rgb vermillion dt 2 lw 1.2 title 'stable below 38 (Adam, β_1 = 0.9)', \
     'adam-modes.csv' using (column('target_loss')*1.25):(rate('gradient-descent')) with points lc rgb blue pt 6 ps 0.7 title 'ηλ(H), gradient descent', \
     'adam-modes.csv' using (column('target_loss')/1.25):(rate('adam')) with points lc rgb vermillion pt 4 ps 0.7 title 'ηλ(P^{-1}H), Adam'
unset label 999
set title 'Adam along its runs, ratio 10^{25}'
set xlabel 'step of Adam'
set xrange [1:*] noreverse
set ylabel 'training loss'
set yrange [1e-7:100]
set y2range [0:1.8]
set y2tics 0,0.2 nomirror
set border 11
set y2label 'ρ = ηλ_{max}(P^{-1}H)/38'
set key at graph 0.97,0.97 right top Right noreverse enhanced
seed(k, y) = int(column('seed')) == k ? column(y) : NaN
plot for [k=first:last] 'adam.csv' using 'step':(seed(k, 'loss')) with lines lc rgb vermillion lw (k == first ? 2 : 0.8) title (k == first ? 'loss (first seed bold)' : ''), \
     for [k=first:last] 'adam.csv' using 'step':(seed(k, 'stability')) axes x1y2 with lines lc rgb purple lw (k == first ? 2 : 0.8) title (k == first ? 'ρ (right axis)' : ''), \
     1 axes x1y2 with lines lc rgb black dt 2 lw 1.2 title 'edge of stability, ρ = 1'
unset multiplot
