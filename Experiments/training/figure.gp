# Loss and attention ratio of every seed against the step.
width = 1000; height = 440
load 'style.gp'
set datafile missing '?'  # NaN breaks a line instead of being skipped
set multiplot layout 1,2 margins 0.09,0.98,0.19,0.95 spacing 0.1,0.1
# Each seed begins with step 0, which a logarithmic axis has no place for and which ends the line of the seed before.
at = "(column('step') > 0 ? column('step') : NaN)"
set logscale x
set format x '10^{%L}'
set xlabel 'step'
unset key
set logscale y
set format y '10^{%L}'
set ylabel 'training loss'
plot 'curves.csv' using @at:'loss' with lines linecolor rgb blue linewidth 1.2
unset label 999
unset logscale y
set format y '%g'
set ylabel 'log_{10} mean x_{max}/x_{min}'
plot 'curves.csv' using @at:'log10_mean_ratio' with lines linecolor rgb vermillion linewidth 1.2
