# How the spectrum moves with |p| (left) and with the ratio (right), for few samples and for many.
width = 1150; height = 560
load 'style.gp'
set multiplot layout 1,2 margins 0.075,0.985,0.165,0.92 spacing 0.085,0
sizes = "25 1000 4000"
colours = "#E69F00 #0072B2 #D55E00"
here(k) = column('samples') == int(word(sizes, k))
p(k) = here(k) ? 10**column('log10_prompt_norm') : NaN
r(k) = here(k) ? column('mean_log10_ratio') : NaN

set mxtics 1; set mytics 1
set logscale xy
set format x '%g'
set format y '10^{%L}'
set xlabel '|p*|'
set xrange [2:65]
set xtics (2, 5, 10, 20, 50)
set yrange [1e-8:1e7]
set ytics 1e-8,100
set ylabel 'λ_{max}(G), λ_{min}(G) and their ratio κ(G)'
set title 'N ≫ d: powers of |p|'
set key at graph 0.02,0.985 left top Left reverse enhanced maxrows 3 width -1.5 font ',10'
# Guides stand a little off the points, so that both can be seen; only their slopes mean anything.
plot for [k=2:3] 'growth-means.csv' using (p(k)):(10**column('log10_condition_number')) with points lc rgb word(colours,k) pt 7 ps 0.8 title sprintf('κ, N = %s', word(sizes,k)), \
     14*x**2 with lines lc rgb black lw 1.2 dt 2 title '|p|^2', \
     for [k=2:3] 'growth-means.csv' using (p(k)):(10**column('log10_largest_eigenvalue')) with points lc rgb word(colours,k) pt 9 ps 0.9 title sprintf('λ_{max}, N = %s', word(sizes,k)), \
     5/x with lines lc rgb black lw 1.2 dt 3 title '|p|^{−1}', \
     for [k=2:3] 'growth-means.csv' using (p(k)):(10**column('log10_smallest_eigenvalue')) with points lc rgb word(colours,k) pt 11 ps 0.9 title sprintf('λ_{min}, N = %s', word(sizes,k)), \
     0.12/x**3 with lines lc rgb black lw 1.2 dt 4 title '|p|^{−3}'
unset label 999

unset logscale
set format '%g'
set title 'N = 25: a power of the ratio'
set xlabel 'mean log_{10} x_{max}/x_{min}'
set ylabel 'log_{10} κ(G)'
set xrange [0:*]
set xtics 0,20
set yrange [0:*]
set ytics 0,5
set key at graph 0.02,0.985 left top Left reverse enhanced maxrows 10 width 0
plot for [k=1:3] 'growth-means.csv' using (r(k)):'log10_condition_number' with linespoints lc rgb word(colours,k) pt 7 ps 0.8 lw 1.2 title sprintf('κ(G), N = %s', word(sizes,k)), \
     for [k=1:3] 'growth-means.csv' using (r(k)):'sensitivity_spread' with lines lc rgb word(colours,k) dt 2 lw 1.6 title sprintf('(|Ju|_{(1)}/|Ju|_{(d)})^2, N = %s', word(sizes,k))
unset multiplot
