# Gradient descent at the highest ratio, first seed: the spectrum along training, and which modes hold the loss.
width = 1250; height = 560
load 'style.gp'
set multiplot layout 1,2 margins 0.07,0.985,0.145,0.91 spacing 0.09,0
set mxtics 1; set mytics 1
stats 'spectra.csv' using 'seed' nooutput
first = int(STATS_min)
stats 'spectra.csv' using 'mode' nooutput
last = int(STATS_max)
here(k) = int(column('seed')) == first && int(column('mode')) == k && column('step') > 0
of(k, y) = here(k) ? column(y) : NaN
# η, from one row: rate_times_steps = η·λ·t.
stats 'spectra.csv' using (int(column('seed')) == first && column('step') > 0 ? column('rate_times_steps')/column('gauss_newton_eigenvalue')/column('step') : NaN) nooutput
eta = STATS_max
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xlabel 'step of gradient descent'
set xrange [1:*]
set ylabel 'eigenvalue'
set title 'Gauss–Newton spectrum along training, ratio 10^{25}'
set key at graph 0.03,0.03 left bottom Left reverse enhanced
set yrange [1e-5:3]
plot for [k=1:last] 'spectra.csv' using 'step':(of(k, 'gauss_newton_eigenvalue')) with lines lc rgb '#9fb3c8' lw 1 title (k == last ? 'all others' : ''), \
     'spectra.csv' using 'step':(of(0, 'gauss_newton_eigenvalue')) with lines lc rgb vermillion lw 2.4 title 'smallest', \
     3/(eta*x) with lines lc rgb black dt 2 lw 1.3 title 'below: not converged, ληt < 3'
unset label 999
set title 'loss in each mode, ratio 10^{25}'
set ylabel 'loss'
set yrange [1e-9:1]
set key at graph 0.97,0.97 right top noreverse Right enhanced
plot for [k=1:last] 'spectra.csv' using 'step':(of(k, 'loss_in_mode')) with lines lc rgb '#9fb3c8' lw 1 title (k == last ? 'all other modes' : ''), \
     'spectra.csv' using 'step':(of(0, 'loss_in_mode')) with lines lc rgb vermillion lw 2.4 title 'weakest mode', \
     'spectra.csv' using 'step':(of(0, 'loss')) with lines lc rgb black dt 2 lw 1.6 title 'whole loss'
unset multiplot
