# Left: κ on the complement against what the |J u| alone foretell. Right: how much of the weakest direction is p*.
width = 1150; height = 560
load 'style.gp'
set multiplot layout 1,2 margins 0.07,0.985,0.165,0.92 spacing 0.085,0
kinds = "orthogonal gaussian"
names = "'orthogonal keys' 'Gaussian keys'"
decades = "1 5 15 25"
ratios = "'ratio 10' 'ratio 10^5' 'ratio 10^{15}' 'ratio 10^{25}'"
colours = "#009E73 #56B4E9 #0072B2 #D55E00"
here(r) = abs(log10(column('teacher_ratio')) - r) < 1e-9

set mxtics 1; set mytics 1
set xrange [0.5:4.2]
set yrange [0.5:4.2]
set xlabel 'Wishart forecast of log_{10} κ(M_⊥), ±2 standard deviations'
set ylabel 'log_{10} κ(M_⊥), measured'
set title 'one point a problem'
set key at graph 0.03,0.97 left top Left reverse enhanced
plot for [i=1:4] 'terms.csv' using (here(int(word(decades,i))) ? column('wishart_forecast') : NaN):'log10_complement_condition_number':(2*column('wishart_standard_deviation')) with xerrorbars lc rgb word(colours,i) pt 7 ps 0.45 lw 0.8 title word(ratios,i), \
     x with lines lc rgb black lw 1 dt 2 title 'equal'
unset label 999

tokens = "5 20 80"
set title 'one point a problem, lines through the means'
set xlabel 'teacher''s log_{10} mean x_{max}/x_{min}'
set ylabel 'cos^2 of the weakest direction with p*'
set xrange [0:26]
set xtics ('1' 1, '5' 5, '15' 15, '25' 25)
set yrange [-0.02:1.02]
set key at graph 0.98,0.46 right top enhanced
dark = "#0072B2 #D55E00"
own(j, i) = strcol('keys') eq word(kinds, j) && column('tokens') == int(word(tokens, i))
x(j, i) = own(j, i) ? log10(column('teacher_ratio')) : NaN
plot for [j=1:2] for [i=1:3] 'terms.csv' using (x(j,i)+0.25*(i-2)):'weakest_along_prompt' with points lc rgb word(dark,j) pt 4+2*i ps 0.55 lw 0.7 notitle, \
     for [j=1:2] for [i=1:3] 'means.csv' using (x(j,i)):'weakest_along_prompt' with lines lc rgb word(dark,j) dt i lw 1.8 title sprintf('%s, n = %s', word(names,j), word(tokens,i))
unset multiplot
