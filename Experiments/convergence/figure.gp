# The talk's two panels: loss against step, and below it the attention ratio reached.
width = 1100; height = 820
load 'style.gp'
set datafile missing '?'  # NaN breaks a line instead of being skipped
# A point nobody sees, so that a panel whose series were not run has axes too.
unseen = "sample [0:1:1] '+' using 1:(1) with dots lc rgb '#ffffffff' notitle"
set multiplot layout 2,2 margins 0.085,0.975,0.125,0.93 spacing 0.085,0.12

# One series: faint lines for the seeds, a band from 10 to 90 %, the median.
# A seed's first row is left out so that one seed's curve does not run into the next one's.
seed(s, y) = (strcol('series') eq s && column('step') > 0) ? column(y) : NaN
band(s, y) = strcol('series') eq s ? column(y) : NaN
at(s)      = strcol('series') eq s ? column('step') : NaN  # else the range would be that of all series

over  = "over.d150.1e+25.gradient-descent over.d400.1e+25.gradient-descent over.d150.1e+25.adam over.d400.1e+25.adam"
under = "under.orthogonal.prompt.10.0.gradient-descent under.orthogonal.prompt.1e+25.gradient-descent under.orthogonal.prompt.10.0.adam under.orthogonal.prompt.1e+25.adam"
overTitles  = "'GD, d = 150' 'GD, d = 400' 'Adam, d = 150' 'Adam, d = 400'"
underTitles = "'GD, ratio 10' 'GD, ratio 10^{25}' 'Adam, ratio 10' 'Adam, ratio 10^{25}'"
colours = "#0072B2 #56B4E9 #D55E00 #E69F00"
faint   = "#990072B2 #9956B4E9 #99D55E00 #99E69F00"

set xlabel 'step'
set xrange [0:*] noextend
set mytics 1

set logscale y
set format y '10^{%L}'
set yrange [1e-33:10]
set ytics 1e-32,1e4
set ylabel 'training loss'
set title 'over-parameterised: d > N, p and v trained'
unset key
plot @unseen, \
     for [i=1:4] 'curves.csv' using (at(word(over,i))):(seed(word(over,i), 'loss')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
     for [i=1:4] 'bands.csv' using (at(word(over,i))):(band(word(over,i), 'loss_p10')):(band(word(over,i), 'loss_p90')) with filledcurves lc rgb word(colours,i) notitle, \
     for [i=1:4] 'bands.csv' using (at(word(over,i))):(band(word(over,i), 'loss_median')) with lines lc rgb word(colours,i) lw 2
unset label 999
set ylabel ''
set title 'under-parameterised: d = 20 < N, orthogonal keys, p trained'
plot @unseen, \
     for [i=1:4] 'curves.csv' using (at(word(under,i))):(seed(word(under,i), 'loss')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
     for [i=1:4] 'bands.csv' using (at(word(under,i))):(band(word(under,i), 'loss_p10')):(band(word(under,i), 'loss_p90')) with filledcurves lc rgb word(colours,i) notitle, \
     for [i=1:4] 'bands.csv' using (at(word(under,i))):(band(word(under,i), 'loss_median')) with lines lc rgb word(colours,i) lw 2

unset logscale y
set format y '%g'
set yrange [0:29]
set ytics 0,5
set ylabel 'log_{10} mean x_{max}/x_{min}'
unset title
set key at graph 0.97,0.72 right enhanced
plot @unseen, \
     for [i=1:4] 'curves.csv' using (at(word(over,i))):(seed(word(over,i), 'log10_mean_ratio')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
     for [i=1:4] 'bands.csv' using (at(word(over,i))):(band(word(over,i), 'log10_mean_ratio_p10')):(band(word(over,i), 'log10_mean_ratio_p90')) with filledcurves lc rgb word(colours,i) notitle, \
     for [i=1:4] 'bands.csv' using (at(word(over,i))):(band(word(over,i), 'log10_mean_ratio_median')) with lines lc rgb word(colours,i) lw 2 title word(overTitles,i), \
     25 with lines lc rgb black lw 1.2 dt 2 title 'teacher'
set ylabel ''
plot @unseen, \
     for [i=1:4] 'curves.csv' using (at(word(under,i))):(seed(word(under,i), 'log10_mean_ratio')) with lines lc rgb word(faint,i) lw 0.8 notitle, \
     for [i=1:4] 'bands.csv' using (at(word(under,i))):(band(word(under,i), 'log10_mean_ratio_p10')):(band(word(under,i), 'log10_mean_ratio_p90')) with filledcurves lc rgb word(colours,i) notitle, \
     for [i=1:4] 'bands.csv' using (at(word(under,i))):(band(word(under,i), 'log10_mean_ratio_median')) with lines lc rgb word(colours,i) lw 2 title word(underTitles,i), \
     25 with lines lc rgb black lw 1.2 dt 2 title 'teachers', \
     1 with lines lc rgb black lw 1.2 dt 2 notitle
unset multiplot
