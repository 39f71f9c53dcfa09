# Theory beside simulations: length and angle of the tokens forward, length and overlap of the gradient backward.
width = 1250; height = 900
load 'style.gp'
cases = "ordered chaotic strong erf"
colours = "#0072B2 #D55E00 #009E73 #CC79A7"
titles = "'ordered: α 0.5, 0.5, σ_A 1, σ_w 1' 'chaotic: α 0.3, 0.7, σ_A 1, σ_w 3' 'strong: α 0.7, 0.7, σ_A 2, σ_w 3' 'erf: α 0.4, 0.6, σ_A 1.5, σ_w 2'"
# What the simulations cover: a quick run has one width.
stats 'signals.csv' using 'width' nooutput
narrow = STATS_min; wide = STATS_max
is(c, w, quantity) = strcol('case') eq c && column('width') == w && strcol('quantity') eq quantity
at(c, w, quantity, value) = is(c, w, quantity) ? column(value) : NaN

set multiplot layout 2,2 margins 0.06,0.985,0.1,0.97 spacing 0.075,0.1
set mxtics 1; set mytics 1
set xrange [-0.3:16.3]
set xtics 0,4
set xlabel 'blocks forward'
set ylabel 'q = |x|²/d' offset 1,0
set yrange [0.4:1.25]
set key top right reverse Left enhanced
plot for [i=1:4] 'signals.csv' using 'block':(at(word(cases,i), narrow, 'length', 'low')):(at(word(cases,i), narrow, 'length', 'high')) with filledcurves fc rgb word(colours,i) notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), narrow, 'length', 'theory')) with lines lc rgb word(colours,i) lw 1.8 notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), wide, 'length', 'mean')):(2*column('standard_error')) with yerrorbars lc rgb word(colours,i) pt 7 ps 0.7 lw 1.2 notitle, \
     for [i=1:4] NaN with lines lc rgb word(colours,i) lw 1.8 title word(titles,i)
unset label 999
set ylabel 'c, cosine of two tokens' offset 1,0
set yrange [0:1.05]
set key bottom right reverse Left
plot for [i=1:4] 'signals.csv' using 'block':(at(word(cases,i), narrow, 'correlation', 'low')):(at(word(cases,i), narrow, 'correlation', 'high')) with filledcurves fc rgb word(colours,i) notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), narrow, 'correlation', 'theory')) with lines lc rgb word(colours,i) lw 1.8 notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), wide, 'correlation', 'mean')):(2*column('standard_error')) with yerrorbars lc rgb word(colours,i) pt 7 ps 0.7 lw 1.2 notitle, \
     NaN with lines lc rgb black lw 1.8 title 'theory, d → ∞', \
     keyentry with yerrorbars lc rgb black pt 7 ps 0.7 lw 1.2 title sprintf('simulation, d = %d, mean ± 2 s.e.', wide), \
     keyentry with filledcurves fc rgb black title sprintf('d = %d, 10–90 %% of transformers', narrow)
set xlabel 'blocks backward from the output'
set logscale y
set format y '%g'
set ylabel 'u = |∂ℓ/∂x|²/d' offset 1,0
set yrange [0.07:700]
unset key
plot for [i=1:4] 'signals.csv' using 'block':(at(word(cases,i), narrow, 'gradient-length', 'low')):(at(word(cases,i), narrow, 'gradient-length', 'high')) with filledcurves fc rgb word(colours,i) notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), narrow, 'gradient-length', 'theory')) with lines lc rgb word(colours,i) lw 1.8 notitle, \
     for [i=1:4] '' using 'block':(at(word(cases,i), wide, 'gradient-length', 'mean')):(2*column('standard_error')) with yerrorbars lc rgb word(colours,i) pt 7 ps 0.7 lw 1.2 notitle
set ylabel 'w, product of the gradients of two tokens' offset 1,0
set yrange [0.005:100]
# Before the first block w is 0, and the samples' scatter around it.
later(c, w, quantity, value) = column('block') > 0 && column(value) > 0 ? at(c, w, quantity, value) : NaN
bounded(value) = value > 0.005 ? value : 0.005
plot for [i=1:4] 'signals.csv' using 'block':(column('block') > 0 ? bounded(at(word(cases,i), narrow, 'gradient-overlap', 'low')) : NaN):(at(word(cases,i), narrow, 'gradient-overlap', 'high')) with filledcurves fc rgb word(colours,i) notitle, \
     for [i=1:4] '' using 'block':(later(word(cases,i), narrow, 'gradient-overlap', 'theory')) with lines lc rgb word(colours,i) lw 1.8 notitle, \
     for [i=1:4] '' using 'block':(later(word(cases,i), wide, 'gradient-overlap', 'mean')):(2*column('standard_error')) with yerrorbars lc rgb word(colours,i) pt 7 ps 0.7 lw 1.2 notitle
unset multiplot
