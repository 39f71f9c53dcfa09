# Final test losses of transformers against each exponent, over both, and against the forecast of three constants.
width = 1200; height = 960
load 'style.gp'
set datafile missing '?'
stats 'transformers.csv' using 'attention_strength' nooutput
weakest = STATS_min; strongest = STATS_max
stats 'transformers.csv' using 'loss' nooutput
lowest = STATS_min
fitted(name) = (strcol('learning_rate') eq 'best' && strcol('knows') eq 'exponents') ? column(name) : NaN
stats 'forecasts.csv' using (fitted('correlation')) nooutput
correlation = exists('STATS_max') ? STATS_max : NaN
stats 'forecasts.csv' using (fitted('w_0')) nooutput
base = exists('STATS_max') ? STATS_max : NaN
stats 'forecasts.csv' using (fitted('w_a')) nooutput
angle = exists('STATS_max') ? STATS_max : NaN
stats 'forecasts.csv' using (fitted('w_g')) nooutput
gradient = exists('STATS_max') ? STATS_max : NaN
chance = log(4)
bottom = 0.9*lowest; top = 1.5

set multiplot layout 2,2 margins 0.075,0.91,0.085,0.95 spacing 0.19,0.13
set style fill solid 1 noborder
set palette defined (0 '#440154', 1 '#3b528b', 2 '#21918c', 3 '#5ec962', 4 '#fde725')
set key bottom right enhanced
set yrange [bottom:top]
set arrow 1 from graph 0,first chance to graph 1,first chance nohead lc rgb grey dt 2 lw 1.4
set label 1 'chance' at graph 0.75,first chance*1.03 center textcolor rgb '#555555'
set arrow 2 from first 0,graph 0 to first 0,graph 1 nohead lc rgb grey lw 1
set ylabel 'final test loss'
set xrange [-1.15:1.2]
set cbrange [weakest:strongest]
set cblabel 'α_A' offset -0.5,0
set colorbox user origin graph 1.02,0 size graph 0.03,1
set title 'against the angle exponent' enhanced
set xlabel 'λ_a at the start'
plot 'transformers.csv' using 'angle_exponent':'loss':'attention_strength' with points pt 7 ps 1 lc palette notitle, \
     base + angle*abs(x) with lines lc rgb vermillion lw 1.8 title 'w_0 + w_a |λ_a|'
unset label 999
set title 'against the gradient exponent'
set xlabel 'λ_g(n, L) at the start'
plot 'transformers.csv' using 'gradient_exponent':'loss':'attention_strength' with points pt 7 ps 1 lc palette notitle, \
     base + gradient*abs(x) with lines lc rgb vermillion lw 1.8 title 'w_0 + w_g |λ_g|'
unset arrow 1; unset label 1
set title 'over both'
set xlabel 'λ_a at the start'
set ylabel 'λ_g(n, L) at the start'
set yrange [-0.4:1.2]
set arrow 1 from graph 0,first 0 to graph 1,first 0 nohead lc rgb grey lw 1
set cbrange [lowest:chance]
set cblabel 'final test loss' offset -0.5,0
plot 'transformers.csv' using 'angle_exponent':'gradient_exponent':'loss' with points pt 7 ps 1.5 lc palette notitle
unset arrow 1; unset arrow 2; unset colorbox
set title 'forecast of three constants'.(correlation == correlation ? sprintf(', correlation %.2f', correlation) : '')
set xlabel 'w_0 + max(w_a |λ_a|, w_g |λ_g|)'
set ylabel 'final test loss'
set xrange [bottom:top]
set yrange [bottom:top]
set arrow 1 from graph 0,first chance to graph 1,first chance nohead lc rgb grey dt 2 lw 1.4
set label 1 'chance' at graph 0.01,first chance*1.03 left textcolor rgb '#555555'
below(x) = column('angle_exponent') < 0 ? x : NaN
above(x) = column('angle_exponent') < 0 ? NaN : x
plot x with lines lc rgb grey lw 1.4 notitle, \
     'transformers.csv' using 'forecast':(below(column('loss'))) with points pt 7 ps 1 lc rgb blue title 'λ_a < 0, tokens collapse', \
     'transformers.csv' using 'forecast':(above(column('loss'))) with points pt 5 ps 1 lc rgb vermillion title 'λ_a > 0, tokens separate'
unset multiplot
