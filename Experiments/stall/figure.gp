# The chain of evidence on one page: ratio → condition numbers → their five terms → steps.
width = 1500; height = 560
load 'style.gp'
set multiplot layout 1,3 margins 0.045,0.985,0.145,0.91 spacing 0.055,0
set mxtics 1; set mytics 1
set xlabel 'log_{10} of the teacher''s mean x_{max}/x_{min}'
set xrange [0:26]
set xtics 5

# Left: what the ratio does to the condition numbers.
set title 'condition numbers'
set ylabel 'log_{10} κ'
set yrange [0:42]
set key at graph 0.03,0.985 left top Left reverse enhanced
x = 'log10_teacher_ratio'
plot 'chain-summary.csv' using x:'log10_kappa_linearization_low':'log10_kappa_linearization_high' with filledcurves lc rgb purple notitle, \
     '' using x:'log10_kappa_linearization' with linespoints lc rgb purple pt 13 ps 0.8 title 'J^2H, whole output (mean over samples)', \
     '' using x:'log10_kappa_jacobian_low':'log10_kappa_jacobian_high' with filledcurves lc rgb vermillion notitle, \
     '' using x:'log10_kappa_jacobian' with linespoints lc rgb vermillion pt 5 ps 0.8 title 'softmax Jacobian J (mean over samples)', \
     '' using x:'log10_kappa_hessian_low':'log10_kappa_hessian_high' with filledcurves lc rgb blue notitle, \
     '' using x:'log10_kappa_hessian' with linespoints lc rgb blue pt 7 ps 0.8 title 'Hessian of the loss for the prompt', \
     '' using x:'log10_kappa_natural' with linespoints lc rgb green pt 9 ps 0.8 dt 2 title 'the same, natural gradient', \
     '' using x:'mean_log10_ratio' with lines lc rgb '#777777' dt 3 lw 1.2 title 'mean log_{10} ratio', \
     '' using x:(2*column('mean_log10_ratio')) with lines lc rgb '#777777' dt 4 lw 1.2 title 'twice that'
unset label 999

# Middle: the Hessian's κ as a sum of five terms, stacked; means, since medians do not add up.
set title 'log_{10} κ of the prompt''s Hessian, by cause (means)'
set ylabel 'decades'
set xrange [-2:28]
set yrange [0:5.4]
set key at graph 0.03,0.985 left top Left reverse enhanced invert
set style fill solid 0.85 noborder
set boxwidth 3
terms = 'sampling_floor value_spike sample_heterogeneity temperature'
sum(k) = column('term_'.word(terms, 1).'_mean') + (k > 1 ? column('term_'.word(terms, 2).'_mean') : 0) + (k > 2 ? column('term_'.word(terms, 3).'_mean') : 0) + (k > 3 ? column('term_'.word(terms, 4).'_mean') : 0)
plot 'chain-summary.csv' using x:(sum(4)) with boxes lc rgb vermillion title 'temperature: |p| itself', \
     '' using x:(sum(3)) with boxes lc rgb orange title 'heterogeneity: few samples not one-hot', \
     '' using x:(sum(2)) with boxes lc rgb skyblue title 'value spike', \
     '' using x:(sum(1)) with boxes lc rgb grey title 'sampling floor', \
     '' using x:'log10_kappa_hessian_mean' with points lc rgb black pt 7 ps 0.9 title 'κ (the keys'' term is 0: orthogonal)'
set style fill transparent solid 0.18 noborder
set xrange [0:26]

# Right: steps, forecast and measured.
set title 'steps to a loss of 10^{-6}'
set ylabel 'steps, median over seeds'
set logscale y
set format y '10^{%L}'
set yrange [1:1e6]
set key at graph 0.03,0.985 left top Left reverse enhanced noinvert maxrows 6
plot 'chain-summary.csv' using x:'steps_gradient_descent_low':'steps_gradient_descent_high' with filledcurves lc rgb blue notitle, \
     '' using x:'steps_gradient_descent' with linespoints lc rgb blue pt 7 ps 0.8 title 'gradient descent', \
     '' using x:'steps_heavy_ball' with linespoints lc rgb skyblue pt 11 ps 0.8 title 'with momentum', \
     '' using x:'steps_adam_low':'steps_adam_high' with filledcurves lc rgb vermillion notitle, \
     '' using x:'steps_adam' with linespoints lc rgb vermillion pt 5 ps 0.8 title 'Adam', \
     '' using x:'steps_natural_gradient' with linespoints lc rgb green pt 9 ps 0.8 title 'natural gradient', \
     '' using x:'steps_levenberg_marquardt' with linespoints lc rgb black pt 13 ps 0.8 title 'Levenberg–Marquardt', \
     '' using x:'forecast_kappa' with lines lc rgb '#555555' dt 3 lw 1.4 title 'forecast: κ alone', \
     '' using x:'forecast_smallest' with lines lc rgb '#555555' dt 4 lw 1.4 title 'λ_{min} and η', \
     '' using x:'forecast_modes' with lines lc rgb '#555555' dt 2 lw 1.4 title 'all modes', \
     '' using x:'forecast_valley' with lines lc rgb '#555555' dt 1 lw 1.4 title 'valley along p*'
unset multiplot
