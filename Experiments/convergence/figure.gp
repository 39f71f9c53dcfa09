# The talk's two panels: loss against step, and below it the attention ratio reached.
width = 1100; height = 800
load 'style.gp'
set multiplot layout 2,2 margins 0.085,0.985,0.12,0.93 spacing 0.09,0.09

# One series: faint lines for the seeds, a band from 10 to 90 %, the median.
# A seed's first row is left out so that one seed's curve does not run into the next one's.
seed(s, y) = (strcol('series') eq s && column('step') > 0) ? column(y) : NaN
band(s, y) = strcol('series') eq s ? column(y) : NaN

over  = "over.d150.1e+25.gradient-descent over.d400.1e+25.gradient-descent over.d150.1e+25.adam over.d400.1e+25.adam"
overTitles = "'GD, d = 150' 'GD, d = 400' 'Adam, d = 150' 'Adam, d = 400'"
overColours = "#0072B2 #56B4E9 #D55E00 #E69F00"
under = "under.orthogonal.prompt.10.0.gradient-descent under.orthogonal.prompt.1e+25.gradient-descent under.orthogonal.prompt.10.0.adam under.orthogonal.prompt.1e+25.adam"
underTitles = "'GD, ratio 10' 'GD, ratio 10^{25}' 'Adam, ratio 10' 'Adam, ratio 10^{25}'"
underColours = "#0072B2 #56B4E9 #D55E00 #E69F00"

set key enhanced
set logscale y
set format y '10^{%L}'
set xlabel 'step'
set xrange [0:*]
set yrange [1e-33:10]
set ytics 1e-32,1e4

set ylabel 'training loss'
set title 'over-parameterised: d > N = 100, p and v trained'
set key bottom right
plot for [i=1:4] 'curves.csv' using 'step':(seed(word(over,i), 'loss')) with lines lc rgb word(overColours,i) lw 0.5 dt 3 notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(over,i), 'loss_p10')):(band(word(over,i), 'loss_p90')) with filledcurves lc rgb word(overColours,i) notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(over,i), 'loss_median')) with lines lc rgb word(overColours,i) lw 2 title word(overTitles,i)
unset label 999
set ylabel ''
set title 'under-parameterised: d = 20 < N = 100, orthogonal keys, p trained'
set key top right
plot for [i=1:4] 'curves.csv' using 'step':(seed(word(under,i), 'loss')) with lines lc rgb word(underColours,i) lw 0.5 dt 3 notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(under,i), 'loss_p10')):(band(word(under,i), 'loss_p90')) with filledcurves lc rgb word(underColours,i) notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(under,i), 'loss_median')) with lines lc rgb word(underColours,i) lw 2 title word(underTitles,i)

unset logscale y
set format y '%g'
set yrange [0:29]
set ytics 0,5
set ylabel 'log_{10} mean x_{max}/x_{min}'
unset title
teacher(x) = 25
set key at graph 0.98,0.72 right
plot for [i=1:4] 'curves.csv' using 'step':(seed(word(over,i), 'log10_mean_ratio')) with lines lc rgb word(overColours,i) lw 0.5 dt 3 notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(over,i), 'log10_mean_ratio_p10')):(band(word(over,i), 'log10_mean_ratio_p90')) with filledcurves lc rgb word(overColours,i) notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(over,i), 'log10_mean_ratio_median')) with lines lc rgb word(overColours,i) lw 2 notitle, \
     teacher(x) with lines lc rgb black lw 1.2 dt 2 title 'teacher'
set ylabel ''
plot for [i=1:4] 'curves.csv' using 'step':(seed(word(under,i), 'log10_mean_ratio')) with lines lc rgb word(underColours,i) lw 0.5 dt 3 notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(under,i), 'log10_mean_ratio_p10')):(band(word(under,i), 'log10_mean_ratio_p90')) with filledcurves lc rgb word(underColours,i) notitle, \
     for [i=1:4] 'bands.csv' using 'step':(band(word(under,i), 'log10_mean_ratio_median')) with lines lc rgb word(underColours,i) lw 2 notitle, \
     teacher(x) with lines lc rgb black lw 1.2 dt 2 title 'teachers', \
     1 with lines lc rgb black lw 1.2 dt 2 notitle
unset multiplot
