# Left: the largest gap between log-ratios against the defect of the keys. Right: one sample of each of three regimes.
width = 1250; height = 640
load 'style.gp'
families = "perturbed gaussian frame"
titles = "'orthonormal keys, perturbed' 'Gaussian keys, by d' 'as orthogonal as d allows'"
colours = "#0072B2 #D55E00 #009E73"
stats 'gaps.csv' using 'outputs' nooutput
many = STATS_max; one = STATS_min
stats 'trajectories.csv' using 'token' nooutput
tokens = STATS_max + 1
stats 'trajectories.csv' using 'log10_x_coupled' nooutput
low = STATS_min
stats 'trajectories.csv' using 'log10_x_decoupled' nooutput
low = STATS_min < low ? STATS_min : low
regimes = "many-dimensions between few-dimensions"
array dimensions[3]; array defects[3]
do for [k=1:3] {
  stats 'trajectories.csv' using (strcol('regime') eq word(regimes,k) ? column('dimension') : NaN) nooutput
  dimensions[k] = STATS_min
  stats 'trajectories.csv' using (strcol('regime') eq word(regimes,k) ? column('defect') : NaN) nooutput
  defects[k] = STATS_min
}

set multiplot
set lmargin at screen 0.075; set rmargin at screen 0.5
set bmargin at screen 0.135; set tmargin at screen 0.935
set logscale xy
set format x '10^{%L}'; set format y '10^{%L}'
set mxtics 1; set mytics 1
set xrange [1e-16:3e1]
set yrange [1e-16:3e1]
set xtics 1e-15,1e3; set ytics 1e-15,1e3
set xlabel 'defect max_{ij} ‖K_iK_j^T − δ_{ij} I‖'
set ylabel 'largest gap between log-ratios' offset 0.5,0
set title 'coupled against decoupled flow, every seed'
set key top left Left reverse enhanced
gap(f, m) = (strcol('family') eq f && column('outputs') == m) ? column('log_ratio_gap') : NaN
plot x with lines lc rgb black lw 1.4 dt 2 title 'gap = defect (slope 1)', \
     for [i=1:3] 'gaps.csv' using 'defect':(gap(word(families,i),many)) with points lc rgb word(colours,i) pt 6 ps 0.75 lw 1.3 title word(titles,i).sprintf(', %d outputs', many), \
     for [i=1:3] 'gaps.csv' using 'defect':(gap(word(families,i),one)) with points lc rgb word(colours,i) pt 1 ps 0.7 lw 1.3 title word(titles,i).(one == 1 ? ', 1 output' : sprintf(', %d outputs', one))
unset label 999

# The upper end once more, larger.
unset key; unset title; unset xlabel; unset ylabel
set lmargin at screen 0.31; set rmargin at screen 0.492
set bmargin at screen 0.17; set tmargin at screen 0.5
set xrange [0.03:10]; set yrange [0.03:10]
set xtics (0.1, 1, 10) font ',9'; set ytics (0.1, 1, 10) font ',9' offset 0.7,0
set format x '%g'; set format y '%g'
set object 1 rectangle from graph -0.17,-0.13 to graph 1.02,1.02 behind fillcolor rgb '#ffffff' fillstyle solid 1 noborder
set border 15
plot x with lines lc rgb black lw 1.2 dt 2, \
     for [i=1:3] 'gaps.csv' using 'defect':(gap(word(families,i),many)) with points lc rgb word(colours,i) pt 6 ps 0.6 lw 1.1, \
     for [i=1:3] 'gaps.csv' using 'defect':(gap(word(families,i),one)) with points lc rgb word(colours,i) pt 1 ps 0.5 lw 1.1
unset object 1
set border 3
set xtics font ',11'; set ytics font ',11' offset 0,0

# Three regimes, one below the other.
unset key
set lmargin at screen 0.59; set rmargin at screen 0.985
unset logscale y
set format y '10^{%g}'
set xrange [0.1:*]
set xtics 0.1,10 font ',11'
set yrange [floor(2*low)/2.0:0.15]
set ytics autofreq 0.5 font ',11' offset 0,0
weight(r, a, c) = (strcol('regime') eq r && column('token') == a) ? column(c) : NaN
array names[3] = ['d > N n', 'N < d < N n', 'd < N']
do for [k=1:3] {
  set tmargin at screen 0.935-(k-1)*0.28
  set bmargin at screen 0.935-(k-1)*0.28-0.24
  if (k == 3) { set xlabel 'time t (losses summed over samples)'; set format x '10^{%L}' } else { unset xlabel; set format x '' }
  if (k == 2) { set ylabel 'attention weights x_a(t)' offset 0.5,0 } else { unset ylabel }
  if (k == 1) { set key at screen 0.985,0.985 right top horizontal Left reverse samplen 2 } else { unset key }
  unset title
  set label 1 sprintf('%s:  d = %d, defect %.2g', names[k], dimensions[k], defects[k]) at graph 0.02,0.09 left
  plot for [a=0:tokens-1] 'trajectories.csv' using 'time':(weight(word(regimes,k),a,'log10_x_coupled')) with lines lt a+1 lw 1.8 notitle, \
       for [a=0:tokens-1] 'trajectories.csv' using 'time':(weight(word(regimes,k),a,'log10_x_decoupled')) with lines lt a+1 lw 1.5 dt 2 notitle, \
       NaN with lines lc rgb black lw 1.8 title 'coupled', \
       NaN with lines lc rgb black lw 1.5 dt 2 title 'decoupled'
}
unset multiplot
