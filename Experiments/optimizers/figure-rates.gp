# Sensitivity to the learning rate: the loss after a fixed number of steps over the grid, one panel a rule.
width = 1400; height = 860
load 'style.gp'
names = "gradient-descent heavy-ball nesterov normalized-gradient sign-descent polyak rmsprop adagrad adam amsgrad adamw lion lbfgs levenberg-marquardt"
decades = "1 5 15 25"
titles = "10 10^5 10^{15} 10^{25}"
colours = "#009E73 #56B4E9 #0072B2 #D55E00"
here(n, r) = strcol('optimizer') eq n && abs(log10(column('teacher_ratio')) - r) < 1e-9
# Runs end at 1e-8; what lies below says only how far the last step went.
loss(n, r) = here(n, r) ? (column('loss_median') < 1e-8 ? 1e-8 : column('loss_median')) : NaN
lost(n, r) = (here(n, r) && column('seeds_diverged') > 0) ? 2 : NaN

set multiplot layout 3,5 margins 0.055,0.985,0.105,0.945 spacing 0.035,0.085
set mxtics 1; set mytics 1
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xrange [5e-5:50]
set xtics 1e-4,100
set yrange [3e-9:5]
set ytics 1e-8,100
unset key
do for [k=1:words(names)] {
  n = word(names, k)
  set title n noenhanced offset 0,-0.6
  if (k > 10) { set xlabel 'learning rate' offset 0,0.4 } else { set xlabel '' }
  if (k % 5 == 1) { set ylabel 'loss' offset 1.2,0 } else { set ylabel '' }
  plot for [i=1:4] 'rates.csv' using 'learning_rate':(loss(n, word(decades,i)+0)) with linespoints lc rgb word(colours,i) pt 7 ps 0.4 lw 1.5, \
       for [i=1:4] 'rates.csv' using 'learning_rate':(lost(n, word(decades,i)+0)) with points lc rgb word(colours,i) pt 2 ps 0.6
  unset label 999
}
# The last cell holds the legend.
unset border; unset xtics; unset ytics; unset grid; unset title
set xlabel ''; set ylabel ''
set key at graph 0.05,0.9 left Left reverse enhanced title "teacher ratio\n(×: diverged on a seed)"
plot for [i=1:4] NaN with linespoints lc rgb word(colours,i) pt 7 ps 0.6 lw 1.5 title word(titles,i)
unset multiplot
