# Left: what the talk's bound says, and where it fails. Right: what does control ρ.
width = 1250; height = 600
load 'style.gp'
families = "one-small all-but-one-small half-small spread dirichlet"
titles = "'one small' 'all but one small' 'half small' 'spread' 'Dirichlet'"
colours = "#0072B2 #D55E00 #009E73 #E69F00 #CC79A7"
# The talk's depth: weights far below 1e-30 are in the tables.
here(f, holds) = strcol('family') eq f && column('ratio') <= 32 && column('tokens') >= 3 && strcol('talk_holds') eq holds
# (L/μ)·κ: the talk's bound is then one line for all Hessians.
scaled(f, holds) = here(f, holds) ? column('kappa') + column('hessian_spread') : NaN
quotient(f) = (strcol('family') eq f && column('second_ratio') <= 32 && column('tokens') >= 3) ? column('rho') - column('second_ratio') : NaN

set multiplot layout 1,2 margins 0.06,0.985,0.145,0.915 spacing 0.075,0
set mxtics 1; set mytics 1
set format '10^{%g}'
set xrange [0:32]
set xtics 0,5
set yrange [-2:72]
set ytics 0,10
set xlabel 'x_{max} / x_{min}'
set ylabel '(L/μ) κ(J^2H)' offset 0.5,0
set title 'the talk''s form says: not below the line of slope 2'
set key top left Left reverse enhanced
plot for [i=1:5] 'points.csv' using 'ratio':(scaled(word(families,i), 'yes')) with points lc rgb word(colours,i) pt 6 ps 0.45 lw 0.9 notitle, \
     for [i=1:5] 'points.csv' using 'ratio':(scaled(word(families,i), 'no')) with points lc rgb word(colours,i) pt 2 ps 0.4 lw 0.9 notitle, \
     for [i=1:5] NaN with points lc rgb word(colours,i) pt 7 ps 1.1 title word(titles,i), \
     NaN with points lc rgb black pt 6 ps 0.9 lw 1.2 title 'the talk''s form holds', \
     NaN with points lc rgb black pt 2 ps 0.9 lw 1.2 title 'it fails: a counter-example', \
     2*x with lines lc rgb black lw 1.6 dt 2 title '(x_{max}/x_{min})^2, slope 2'
unset label 999
# As a quotient: beside thirty decades a factor n would not be seen.
set logscale y
set format y '%g'
set yrange [0.45:90]
set ytics (0.5, 1, 2, 5, 10, 20, 50)
set xlabel 'x_{(2)} / x_{(n)}, second largest weight over smallest'
set ylabel 'ρ ÷ (x_{(2)} / x_{(n)}),  ρ = κ(J) on the tangent space' offset 1,0
set title 'ρ is x_{(2)}/x_{(n)} within a factor n'
set key top right Right noreverse
plot for [i=1:5] 'points.csv' using 'second_ratio':(10**quotient(word(families,i))) with points lc rgb word(colours,i) pt 6 ps 0.45 lw 0.9 notitle, \
     36 with lines lc rgb black lw 1.4 dt 2 title 'upper bound n, for n = 36', \
     2./3 with lines lc rgb black lw 1.4 dt 3 title 'lower bound 1 − 1/n, for n = 3'
unset multiplot
