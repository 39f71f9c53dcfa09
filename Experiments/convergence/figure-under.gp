# All four under-parameterised problems: keys by columns of panels, loss above, attention ratio below.
width = 1500; height = 820
load 'style.gp'
set datafile missing '?'  # NaN breaks a line instead of being skipped
# A point nobody sees, so that a panel whose series were not run has axes too.
unseen = "sample [0:1:1] '+' using 1:(1) with dots lc rgb '#ffffffff' notitle"
set multiplot layout 2,4 margins 0.065,0.985,0.125,0.93 spacing 0.045,0.12

seed(s, y) = (strcol('series') eq s && column('step') > 0) ? column(y) : NaN
band(s, y) = strcol('series') eq s ? column(y) : NaN
at(s)      = strcol('series') eq s ? column('step') : NaN  # else the range would be that of all series
rules = "10.0.gradient-descent 1e+25.gradient-descent 10.0.adam 1e+25.adam"
titles = "'GD, ratio 10' 'GD, ratio 10^{25}' 'Adam, ratio 10' 'Adam, ratio 10^{25}'"
colours = "#0072B2 #56B4E9 #D55E00 #E69F00"
faint   = "#990072B2 #9956B4E9 #99D55E00 #99E69F00"
problems = "orthogonal.prompt orthogonal.promptAndValue gaussian.prompt gaussian.promptAndValue"
names = "'orthogonal keys, p' 'orthogonal keys, (p, v)' 'Gaussian keys, p' 'Gaussian keys, (p, v)'"
name(j, i) = 'under.'.word(problems, j).'.'.word(rules, i)

set xlabel 'step'
set xrange [0:*] noextend
set xtics 2000
set mytics 1
set logscale y
set format y '10^{%L}'
set yrange [1e-33:10]
set ytics 1e-32,1e4
set ylabel 'training loss'
unset key
do for [j=1:4] {
  set title word(names, j)
  plot @unseen, \
       for [i=1:4] 'curves.csv' using (at(name(j,i))):(seed(name(j,i), 'loss')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
       for [i=1:4] 'bands.csv' using (at(name(j,i))):(band(name(j,i), 'loss_p10')):(band(name(j,i), 'loss_p90')) with filledcurves lc rgb word(colours,i) notitle, \
       for [i=1:4] 'bands.csv' using (at(name(j,i))):(band(name(j,i), 'loss_median')) with lines lc rgb word(colours,i) lw 2
  unset label 999
  set ylabel ''
}
unset logscale y
unset title
unset key
set format y '%g'
set yrange [0:60]
set ytics 0,10
set ylabel 'log_{10} mean x_{max}/x_{min}'
do for [j=1:4] {
  if (j == 1) { set key at graph 0.98,0.96 right enhanced } else { unset key }
  plot @unseen, \
       for [i=1:4] 'curves.csv' using (at(name(j,i))):(seed(name(j,i), 'log10_mean_ratio')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
       for [i=1:4] 'bands.csv' using (at(name(j,i))):(band(name(j,i), 'log10_mean_ratio_p10')):(band(name(j,i), 'log10_mean_ratio_p90')) with filledcurves lc rgb word(colours,i) notitle, \
       for [i=1:4] 'bands.csv' using (at(name(j,i))):(band(name(j,i), 'log10_mean_ratio_median')) with lines lc rgb word(colours,i) lw 2 title word(titles,i), \
       25 with lines lc rgb black lw 1.2 dt 2 title 'teachers', \
       1 with lines lc rgb black lw 1.2 dt 2 notitle
  set ylabel ''
}
unset multiplot
