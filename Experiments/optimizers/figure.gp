# How many steps each optimizer needs, against the teacher's ratio; and the curves at the highest ratio.
width = 1250; height = 640
load 'style.gp'
names = "gradient-descent heavy-ball nesterov normalized-gradient sign-descent polyak rmsprop adagrad adam amsgrad adamw lion lbfgs levenberg-marquardt"
# One colour a family; within it dashes and points tell the rules apart.
colours = "#0072B2 #0072B2 #0072B2 #56B4E9 #CC79A7 #56B4E9 #E69F00 #E69F00 #D55E00 #D55E00 #D55E00 #CC79A7 #009E73 #009E73"
dashes  = "1 2 4 1 1 2 1 2 1 2 4 2 1 2"
points  = "7 5 9 13 11 15 7 5 7 5 9 5 7 5"
colour(i) = word(colours, i)
dash(i) = int(word(dashes, i))
point(i) = int(word(points, i))
steps(n) = (strcol('optimizer') eq n && column('target_loss') == 1e-6) ? column('median_steps') : NaN
loss(n)  = (strcol('optimizer') eq n && column('teacher_ratio') > 1e24) ? column('loss_median') : NaN

set multiplot layout 1,2 margins 0.075,0.80,0.155,0.91 spacing 0.085,0
# Rows of other rules are NaN: skipped, so that a rule's points are joined.
set mxtics 1; set mytics 1
set logscale xy
set format y '10^{%L}'
set format x '10^{%L}'
set xlabel 'teacher''s log_{10} mean x_{max}/x_{min}'
set xtics ('1' 10, '5' 1e5, '15' 1e15, '25' 1e25)
set ylabel 'steps to a loss of 10^{-6}, median over seeds'
set xrange [3:3e25]
set title 'at each rule''s best learning rate'
unset key
plot for [i=1:words(names)] 'medians.csv' using 'teacher_ratio':(steps(word(names,i))) with linespoints lc rgb colour(i) dt dash(i) pt point(i) ps 0.7 lw 1.6
unset label 999
set title 'ratio 10^{25}'
set xlabel 'step'
set ylabel 'training loss, median over seeds'
set xrange [1:*]
set xtics auto
set xtics 1,10
set yrange [1e-8:1]
set key at screen 0.995,0.91 right top noenhanced
plot for [i=1:words(names)] 'bands.csv' using 'step':(loss(word(names,i))) with lines lc rgb colour(i) dt dash(i) lw 1.6 title word(names,i)
unset multiplot
