# One column a teacher's ratio: loss, sharpness beside 2/η, and distance from the flow, over one axis of time.
width = 1250; height = 1000
load 'style.gp'
stats 'paths.csv' using 'ratio' nooutput
low = STATS_min; high = STATS_max
stats 'paths.csv' using 'seed' nooutput
first = STATS_min
gd = "0.1 1 3 10"
gdColours = "#56B4E9 #0072B2 #E69F00 #D55E00"
# The rate of Adam and sign descent that all versions have.
other = 0.03
at(p, eta, c) = (strcol('process') eq p && column('ratio') == ratio && column('seed') == first && (p eq 'gradient-flow' || abs(column('rate')/eta-1) < 1e-6) && column('time') > 0) ? column(c) : NaN
flow(c) = at('gradient-flow', 1, c)

set multiplot
set logscale xy
set format x '10^{%L}'; set format y '10^{%L}'
set mxtics 1; set mytics 1
set xrange [0.05:*]
do for [k=1:2] {
  ratio = k == 1 ? low : high
  left = k == 1 ? 0.075 : 0.575
  set lmargin at screen left; set rmargin at screen left+0.41

  set tmargin at screen 0.9; set bmargin at screen 0.665
  set title (ratio < 1e4 ? sprintf('teacher''s attention ratio %g', ratio) : sprintf('teacher''s attention ratio 10^{%d}', int(log10(ratio)+0.5))) offset 0,-0.5
  unset xlabel; set format x ''
  if (k == 1) { set ylabel 'loss L' offset 0.5,0 } else { unset ylabel }
  set yrange [1e-12:30]
  if (k == 1) { set key at screen 0.53,0.995 center top vertical maxrows 2 Left reverse noenhanced samplen 2 } else { unset key }
  plot for [i=1:4] 'paths.csv' using 'time':(at('gradient-descent',word(gd,i)+0,'loss')) with lines lc rgb word(gdColours,i) lw 1.6 title 'GD η = '.word(gd,i), \
       'paths.csv' using 'time':(at('adam',other,'loss')) with lines lc rgb green lw 1.8 title sprintf('Adam %g', other), \
       'paths.csv' using 'time':(at('sign-descent',other,'loss')) with lines lc rgb purple lw 1.8 title sprintf('sign descent %g', other), \
       'paths.csv' using 'time':(flow('loss')) with lines lc rgb black lw 1.6 dt 2 title 'gradient flow'
  unset label 999
  unset title; unset key

  set tmargin at screen 0.635; set bmargin at screen 0.385
  if (k == 1) { set ylabel 'sharpness λ_{max}(∇^2L)' offset 0.5,0 } else { unset ylabel }
  set yrange [0.1:30]
  do for [i=1:4] {
    eta = word(gd,i)+0
    set arrow i from graph 0,first 2.0/eta to graph 1,first 2.0/eta nohead lc rgb word(gdColours,i) lw 1.1 dt 3
    set label i sprintf('2/η, η = %g', eta) at graph 0.015,first (i < 3 ? 2.0/eta*1.22 : 2.0/eta/1.22) left font ',9' tc rgb word(gdColours,i)
  }
  plot for [i=1:4] 'paths.csv' using 'time':(at('gradient-descent',word(gd,i)+0,'sharpness')) with lines lc rgb word(gdColours,i) lw 1.6, \
       'paths.csv' using 'time':(at('adam',other,'sharpness')) with lines lc rgb green lw 1.8, \
       'paths.csv' using 'time':(at('sign-descent',other,'sharpness')) with lines lc rgb purple lw 1.8, \
       'paths.csv' using 'time':(flow('sharpness')) with lines lc rgb black lw 1.6 dt 2
  unset arrow
  do for [i=1:4] { unset label i }

  set tmargin at screen 0.355; set bmargin at screen 0.085
  set format x '10^{%L}'
  set xlabel 'time t = Σ learning rate'
  if (k == 1) { set ylabel 'distance ‖p − p_{flow}(t)‖' offset 0.5,0 } else { unset ylabel }
  set yrange [1e-15:1e3]
  set label 1 'the flow''s own error' at graph 0.02,0.2 left font ',9' tc rgb '#555555'
  error(c) = (column('ratio') == ratio && column('seed') == first && column('time') > 0) ? column(c) : NaN
  plot for [i=1:4] 'paths.csv' using 'time':(at('gradient-descent',word(gd,i)+0,'distance')) with lines lc rgb word(gdColours,i) lw 1.6, \
       'paths.csv' using 'time':(at('adam',other,'distance')) with lines lc rgb green lw 1.8, \
       'paths.csv' using 'time':(at('sign-descent',other,'distance')) with lines lc rgb purple lw 1.8, \
       'errors.csv' using 'time':(error('error')) with lines lc rgb grey lw 1.2
  unset label 1
}
unset multiplot
