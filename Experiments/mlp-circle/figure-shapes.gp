# The image of the circle in one network, in its three principal directions.
width = 1350; height = 900
load 'style.gp'
set datafile missing '?'
set multiplot layout 3,4 margins 0.02,0.98,0.05,0.93 spacing 0.02,0.06
scales = "1.3 2.5 4.0"
colours = "#0072B2 #D55E00 #009E73"
layers = "0 3 6 10"
here(s, l) = column('sigma_w') == word(scales, s) + 0 && column('layer') == word(layers, l) + 0
c(s, l, y) = here(s, l) ? column(y) : NaN
unset key
unset xlabel
unset ylabel
unset border
unset xtics
unset ytics
unset ztics
set xyplane 0
set view 65,35,0.8
set view equal xyz
do for [s=1:3] {
  do for [l=1:4] {
    set title 'σ_w = '.word(scales,s).', layer '.word(layers,l)
    splot 'shapes.csv' using (c(s,l,'x')):(c(s,l,'y')):(c(s,l,'z')) with lines lc rgb word(colours,s) lw 1.4
    unset label 999
  }
}
unset multiplot
