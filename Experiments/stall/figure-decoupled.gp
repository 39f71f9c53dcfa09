# The other case, samples that share no parameters: a power law for as many decades as the ratio asks for.
width = 900; height = 520
load 'style.gp'
set mxtics 1; set mytics 1
set logscale xy
set format x '10^{%L}'
set format y '10^{%L}'
set xlabel 'time: Σ learning rate of gradient descent on the logits'
set ylabel 'smallest of three weights'
set yrange [1e-4:1]
set key at graph 0.97,0.97 right top Right enhanced
ratio(r) = abs(column('ratio')/r - 1) < 1e-9 ? column('smallest_weight') : NaN
plot for [k=1:3] 'decoupled.csv' using 'time':(ratio(10**k)) with lines lt k lw 2 title sprintf('ratio 10^{%d}', k), \
     0.35*x**(-0.5) with lines lc rgb black dt 2 lw 1.3 title 'slope −1/2'
