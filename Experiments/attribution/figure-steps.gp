# Steps of gradient descent against κ(G) at the teacher, and how well other numbers would have done.
width = 1150; height = 560
load 'style.gp'
set multiplot layout 1,2 margins 0.075,0.985,0.165,0.92 spacing 0.235,0
decades = "1 5 15 25"
ratios = "'ratio 10' 'ratio 10^5' 'ratio 10^{15}' 'ratio 10^{25}'"
colours = "#009E73 #56B4E9 #0072B2 #D55E00"
dimensions = "5 10 20"
points = "9 5 7"
here(i, j) = abs(log10(column('teacher_ratio')) - int(word(decades, i))) < 1e-9 && column('dimension') == int(word(dimensions, j))
x(i, j) = here(i, j) ? 10**column('log10_condition_number') : NaN

set mxtics 1; set mytics 1
set logscale xy
set format '10^{%L}'
set xlabel 'κ(G) at the teacher'
set ylabel 'steps of gradient descent to a loss of 10^{-6}'
set title 'one point a run, at its best learning rate'
set xrange [4:2e4]
set yrange [8:3e4]
set key at graph 0.02,0.985 left top Left reverse enhanced
plot for [j=1:3] for [i=1:4] 'steps.csv' using (x(i,j)):'steps' with points lc rgb word(colours,i) pt int(word(points,j)) ps 0.8 notitle, \
     for [i=1:4] NaN with points lc rgb word(colours,i) pt 7 ps 0.9 title word(ratios,i), \
     for [j=1:3] NaN with points lc rgb black pt int(word(points,j)) ps 0.9 title sprintf('d = %s', word(dimensions,j)), \
     5*x with lines lc rgb black lw 1.2 dt 2 title 'slope 1'
unset label 999

unset logscale
set format '%g'
unset ylabel
set title 'what foretells the steps: |correlation| with their log_{10}'
set xlabel '|correlation|'
set xrange [0:1]
set xtics 0,0.2
set yrange [10.4:-0.6]
set ytics ('log κ(G)' 0, 'log λ_{max}/(p̂ᵀGp̂)' 1, 'log κ(M_⊥)' 2, 'log λ_{min}(G)' 3, 'log λ_{max}(G)' 4, 'mean log ratio' 5, 'log |p*|' 6, 'one-hot share' 7, 'mean entropy' 8)
set style fill solid 0.85 noborder
set key at graph 0.99,0.015 right bottom Right noreverse
plot 'predictors.csv' using (0):0:(0):(abs(column('pooled'))):($0-0.32):($0-0.02) with boxxyerror lc rgb blue title 'all runs', \
     'predictors.csv' using (0):0:(0):(abs(column('within_cells'))):($0+0.02):($0+0.32) with boxxyerror lc rgb orange title 'seeds of equal d and ratio'
unset multiplot
