# Ternary plots of three games, and the distance to the nearest face in the logarithm.
width = 1250; height = 860
load 'style.gp'
games = "rock-paper-scissors outward-spiral coordination"
titles = "'rock–paper–scissors' 'losses exceed wins' 'coordination'"
colours = "#0072B2 #D55E00 #009E73"
stats 'orbits.csv' using 'orbit' nooutput
orbits = int(STATS_max) + 1
shown = orbits < 7 ? orbits : 7
at(g, k) = strcol('game') eq g && column('orbit') == k
set multiplot layout 2,3 margins 0.075,0.975,0.115,0.95 spacing 0.065,0.09
set mxtics 1; set mytics 1
unset key
do for [i=1:3] {
  unset border; unset tics; unset grid
  set size ratio -1
  set xrange [-0.04:1.04]
  set yrange [-0.08:0.93]
  set title word(titles, i) offset 0,0.6
  set label 1 'x_1 = 1' at 0,-0.05 center
  set label 2 'x_2 = 1' at 1,-0.05 center
  set label 3 'x_3 = 1' at 0.5,0.915 center
  set object 1 polygon from 0,0 to 1,0 to 0.5,sqrt(0.75) to 0,0 fs empty border lc rgb '#444444' lw 1.2
  plot for [k=0:(i == 3 ? orbits : shown)-1] 'orbits.csv' using (at(word(games,i), k) && column('time') <= (i == 2 ? 1e9 : 60) ? column('right') : NaN):'up' with lines lc rgb word(colours,i) lw 1.1
  if (i == 1) { unset label 999 }
}
unset label 1; unset label 2; unset label 3; unset object 1
set border 3 linecolor rgb '#444444'; set size noratio
set tics nomirror out textcolor rgb '#222222'
set grid linecolor rgb '#e4e4e4' linewidth 0.7 linetype 1 back
set format y '10^{%g}'
set xlabel 'time'
# Closed orbits turn fast: sixty units of time show the rest.
do for [i=1:3] {
  set title ''
  if (i == 1) { set ylabel 'smallest weight' } else { unset ylabel }
  set autoscale xy
  set xrange [0:*]
  set xtics auto nomirror; set ytics auto nomirror
  until = i == 1 ? 60 : 1e9
  plot for [k=0:shown-1] 'orbits.csv' using (at(word(games,i), k) && column('time') <= until ? column('time') : NaN):'log10_distance' with lines lc rgb word(colours,i) lw 1.1
}
unset multiplot
