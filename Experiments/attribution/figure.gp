# The five terms of log10 κ(G), stacked, for each teacher's ratio: keys by rows of panels, tokens by columns.
width = 1250; height = 760
load 'style.gp'
kinds = "orthogonal gaussian"
names = "'orthogonal keys' 'Gaussian keys'"
tokens = "5 20 80"
terms = "sampling_floor_term sample_heterogeneity_term value_spike_term temperature_term keys_term"
titles = "'sampling floor: κ(M_0)' 'sample heterogeneity' 'value spike' 'temperature' 'keys'"
colours = "#999999 #56B4E9 #E69F00 #D55E00 #0072B2"
term(k) = column(word(terms, k))
# Where bar k begins and ends: below it stand the terms before it.
below(k) = (k < 2 ? 0 : term(1)) + (k < 3 ? 0 : term(2)) + (k < 4 ? 0 : term(3)) + (k < 5 ? 0 : term(4))
here(j, i) = strcol('keys') eq word(kinds, j) && column('tokens') == int(word(tokens, i))
at(j, i) = here(j, i) ? log10(column('teacher_ratio')) : NaN

set multiplot layout 2,3 margins 0.06,0.80,0.115,0.94 spacing 0.025,0.075
set style fill solid 0.85 noborder
set xrange [-2:28]
set xtics ('1' 1, '5' 5, '15' 15, '25' 25)
set mxtics 1; set mytics 1
set yrange [0:6.4]
set ytics 0,1
unset key
do for [j=1:2] {
  do for [i=1:3] {
    if (j == 1) { set title sprintf('n = %s, d = 20', word(tokens, i)); set xlabel '' } else { unset title; set xlabel 'teacher''s log_{10} mean x_{max}/x_{min}' }
    if (i == 1) { set ylabel 'log_{10} κ(G), '.word(names, j) } else { set ylabel '' }
    if (i == 1) { set format y '%g' } else { set format y '' }
    if (j == 1 && i == 3) { set key at screen 0.995,0.93 right top Left reverse enhanced invert title 'mean over seeds' left } else { unset key }
    plot for [k=1:5] 'means.csv' using (at(j,i)):(0):(at(j,i)-1.4):(at(j,i)+1.4):(below(k)):(below(k)+term(k)) with boxxyerror lc rgb word(colours,k) title word(titles,k), \
         'means.csv' using (at(j,i)):(column('log10_condition_number')):(sprintf('%.2f', column('log10_condition_number'))) with labels offset 0,0.6 font ',9' notitle, \
         'means.csv' using (at(j,i)):(j == 2 ? column('log10_squared_key_condition_number') : NaN) with lines lc rgb black lw 1.2 dt 2 notitle, \
         NaN with lines lc rgb black lw 1.2 dt 2 title 'κ(W)^2'
    unset label 999
  }
}
unset multiplot
