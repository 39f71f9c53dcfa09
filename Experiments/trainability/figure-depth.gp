# Which fully connected networks learn, beside the depth over which they forget; and both depths against each other.
width = 1250; height = 520
load 'style.gp'
set datafile missing '?'
# The depths and variances there are, ascending, and the half-way points between neighbours.
depths = ''; variances = ''
note(list, x) = strstrt(list, sprintf(' %.10g ', x)) ? list : list.sprintf(' %.10g ', x)
stats 'networks.csv' using (depths = note(depths, column('depth')), variances = note(variances, column('weight_variance')), 1) nooutput
at(list, i) = word(list, i) + 0.0
place(list, x) = sum [i=1:words(list)] (at(list, i) <= x*1.000001 ? 1 : 0)
above(d) = place(depths, d) < words(depths) ? sqrt(d*at(depths, place(depths, d) + 1)) : d*sqrt(d/at(depths, words(depths) - 1))
below(d) = place(depths, d) > 1 ? sqrt(d*at(depths, place(depths, d) - 1)) : d*sqrt(d/at(depths, 2))
step = at(variances, 2) - at(variances, 1)
low = below(at(depths, 1)); high = above(at(depths, words(depths)))
first = at(variances, 1) - step/2; last = at(variances, words(variances)) + step/2
stats 'network-depths.csv' using (column('factor') > 0 && column('factor') < 1e9 ? column('factor') : NaN) nooutput
factor = STATS_median

set multiplot layout 1,2 margins 0.06,0.975,0.15,0.84 spacing 0.17,0
unset grid
set mxtics 1
set logscale y
set xrange [first:last]
set yrange [low:high]
set ytics ()
do for [i=1:words(depths)] { set ytics add (word(depths, i) at(depths, i)) }
set xlabel 'weight variance σ_w^2'
set ylabel 'depth L'
set palette defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')
stats 'networks.csv' using 'test_accuracy' nooutput
set cbrange [0.2:1]
set cblabel 'test accuracy' offset 0.5,0
set colorbox user origin graph 1.02,0 size graph 0.03,1
set style fill solid 1 noborder
set key outside top center horizontal enhanced reverse Left width -1
plot 'networks.csv' using 'weight_variance':'depth':(column('weight_variance')-step/2):(column('weight_variance')+step/2):(below(column('depth'))):(above(column('depth'))):'test_accuracy' with boxxyerror fc palette notitle, \
     'network-depths.csv' using 'weight_variance':(6*column('xi_c')) with lines lc rgb vermillion dt 2 lw 2.4 title '6 ξ_c', \
     'network-depths.csv' using 'weight_variance':(factor*column('xi_c')) with lines lc rgb vermillion lw 2.4 title sprintf('%.1f ξ_c', factor), \
 'network-depths.csv' using 'weight_variance':'trainable_depth' with points lc rgb black pt 7 ps 1.5 title 'accuracy half-way to chance', \
     'network-depths.csv' using 'weight_variance':'trainable_depth' with points lc rgb '#ffffff' pt 7 ps 1 notitle
unset label 999

set grid
unset colorbox
set logscale xy
set xrange [2.5:60]
set xtics (3, 5, 10, 20, 50)
set xlabel 'depth scale of correlations ξ_c'
set ylabel 'trainable depth'
set key outside top center horizontal reverse Left width -2
# Between the depths tried only.
measured(side) = (side*(column('chi_1') - 1) > 0 && column('trainable_depth') > 0 && column('trainable_depth') < 1e9) ? column('trainable_depth') : NaN
set arrow 1 from 2.5,at(depths, words(depths)) to 60,at(depths, words(depths)) nohead lc rgb grey dt 2
set label 2 'deepest tried' at 2.65,at(depths, words(depths))*0.93 textcolor rgb '#555555' font ',10'
plot 6*x with lines lc rgb vermillion dt 2 lw 1.8 title '6 ξ_c', \
     factor*x with lines lc rgb vermillion lw 1.8 title sprintf('%.1f ξ_c', factor), \
     'network-depths.csv' using 'xi_c':(measured(-1)) with points lc rgb blue pt 7 ps 1.3 title 'ordered, χ_1 < 1', \
     'network-depths.csv' using 'xi_c':(measured(1)) with points lc rgb green pt 5 ps 1.2 title 'chaotic, χ_1 > 1'
unset multiplot
