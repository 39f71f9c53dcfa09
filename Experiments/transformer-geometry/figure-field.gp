# The block map as a vector field, with its fixed points, a trajectory of the theory and its simulation.
width = 1250; height = 620
load 'style.gp'
stats 'signals.csv' using 'width' nooutput
wide = STATS_max
set multiplot layout 1,2 margins 0.06,0.985,0.24,0.93 spacing 0.07,0
set mxtics 1; set mytics 1
set xrange [-0.02:1.06]
set yrange [0:1.08]
set xlabel 'c, cosine of two tokens'
set ylabel 'q = |x|²/d' offset 1,0
set key at screen 0.52,0.115 center top horizontal maxrows 1 reverse Left width 1
do for [k=1:2] {
  name = word("ordered chaotic", k)
  set title (k == 1 ? 'ordered: α_A = α_M = 0.5, σ_w = 1' : 'chaotic: α_A = 0.3, α_M = 0.7, σ_w = 3').', σ_A = 1, n = 16' enhanced
  own(value) = strcol('case') eq name ? column(value) : NaN
  path(value) = strcol('case') eq name && column('width') == wide ? column(value) : NaN
  # Arrows end where one block leads.
  plot 'field.csv' using (own('correlation')):(own('length')):(own('correlation_change')):(own('length_change')) with vectors head size 0.012,20,60 filled lc rgb grey lw 1 title 'one block', \
       'trajectories.csv' using (path('correlation_theory')):(path('length_theory')) with linespoints lc rgb blue pt 6 ps 0.8 lw 1.8 title 'sixteen blocks, theory', \
       '' using (path('correlation_mean')):(path('length_mean')) with points lc rgb vermillion pt 2 ps 0.8 lw 1.4 title sprintf('simulation, d = %d', wide), \
       'fixed-points.csv' using (own('correlation')):(own('length')):(strcol('stable') eq 'yes' ? 7 : 6) with points pt variable lc rgb black ps 1.6 lw 1.6 notitle, \
       keyentry with points pt 7 lc rgb black ps 1.6 title 'stable fixed point', \
       keyentry with points pt 6 lc rgb black ps 1.6 lw 1.6 title 'unstable one'
  unset key
  unset label 999
}
unset multiplot
