# How sparse the rows of each layer are, how ill-conditioned each head, and what bounds say of single rows.
width = 1250; height = 1000
load 'style.gp'
stats 'layers.csv' using 'layer' nooutput
layers = int(STATS_max) + 1
stats 'heads.csv' using 'head' nooutput
heads = int(STATS_max) + 1
# Six distinct colours; a deeper model goes through them again with other dashes.
colours = "#0072B2 #D55E00 #009E73 #E69F00 #CC79A7 #56B4E9"
colour(l) = word(colours, int(l) % 6 + 1)
share(l, y) = (column('layer') == l && column(y) > 0) ? 100*column(y) : NaN
of(l, y) = column('layer') == l ? column(y) : NaN

set multiplot layout 2,2 margins 0.065,0.965,0.105,0.95 spacing 0.1,0.125
set mxtics 1
set mytics 1
unset key
set logscale y
set yrange [0.05:130]
set format x '10^{%g}'
set ytics ('0.1' 0.1, '1' 1, '10' 10, '100' 100)
set xrange [0:*]
set xlabel 'r'
set ylabel 'rows with x_{max}/x_{min} ≥ r, %' offset 1,0
set title 'sparsity by layer'
set key top right title 'layer'
plot for [l=0:layers-1] 'survival.csv' using 'log10_value':(share(l, 'ratio_share')) with lines lc rgb colour(l) dt 1+l/6 lw 2 title sprintf('%d', l)
unset label 999
unset key
set xlabel 'k'
set ylabel 'rows with κ(J) ≥ k, %' offset 1,0
set title 'conditioning by layer'
plot for [l=0:layers-1] 'survival.csv' using 'log10_value':(share(l, 'kappa_share')) with lines lc rgb colour(l) dt 1+l/6 lw 2

unset logscale y
set format x '%g'
set format y '%g'
set xlabel 'head'
set ylabel 'layer' offset 0,0
set title 'log_{10} κ(J), median over the rows; ×: a tenth of the rows or more nearly one-hot'
set xrange [-0.5:heads-0.5]
set yrange [layers-0.5:-0.5]
set xtics 0,1
set ytics 0,1
unset grid
unset colorbox
set palette defined (0 '#ffffff', 1 '#6baed6')
set cbrange [0:10]
text(n) = heads <= 16 ? sprintf(n < 9.95 ? '%.1f' : '%.0f', n) : ''
plot 'heads.csv' using 'head':'layer':'log10_kappa_median' with image, \
     'heads.csv' using 'head':'layer':(text(column('log10_kappa_median'))) with labels font ',9', \
     'heads.csv' using (column('head') + 0.34):(column('one_hot_share') >= 0.1 ? column('layer') - 0.3 : NaN) with points pt 2 ps 0.9 lw 1.6 lc rgb '#D55E00'
set grid
set format x '10^{%g}'
set xrange [0:*]
set xtics auto
set mxtics 1
set logscale y
set yrange [0.2:6]
set ytics ('0.2' 0.2, '0.5' 0.5, '1' 1, '2' 2, '5' 5)
set xlabel 'κ(J) of a row'
set ylabel 'bound ÷ κ(J)' offset 1,0
set title 'bounds from a few weights, row by row'
set key top right title ''
plot 'rows.csv' using 'log10_kappa':(10**(column('log10_kappa_upper') - column('log10_kappa'))) with points pt 7 ps 0.22 lc rgb '#0072B2' notitle, \
     'rows.csv' using 'log10_kappa':(10**(column('log10_kappa_lower') - column('log10_kappa'))) with points pt 7 ps 0.22 lc rgb '#E69F00' notitle, \
     1 with lines lc rgb black lw 1.2 dt 2 title 'measured', \
     NaN with points pt 7 ps 1.1 lc rgb '#0072B2' title 'upper bound', \
     NaN with points pt 7 ps 1.1 lc rgb '#E69F00' title 'lower bound'
unset multiplot
