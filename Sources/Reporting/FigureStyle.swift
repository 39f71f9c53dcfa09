internal import Foundation

/// The look all figures share, as a gnuplot script.
///
/// Colours are those of Okabe and Ito (2008), told apart by colour-blind readers: `blue`, `vermillion`, `green`,
/// `orange`, `skyblue`, `purple`, `yellow`, `black`, `grey`, and line types 1 to 8 in that order.
///
/// A script may set `width` and `height` (pixels, default 960 × 600) before `load 'style.gp'`.
/// Each figure ends with a footer of slug, digest, commit and seeds; in a multiplot it is drawn with the first plot
/// if `unset label 999` follows that one.
public enum FigureStyle {
  /// The script style.gp.
  public static func script(slug: String, digest: String, commit: String, seeds: String) -> String {
    let footer = [slug, digest, commit, seeds.isEmpty ? "" : "seeds \(seeds)"].filter { !$0.isEmpty }
    return """
      # The style of all figures, and what this one's footer says. Written by softmaxlab.
      footer = '\(quoted(footer.joined(separator: " · ")))'
      \(style)
      """
  }

  /// What stands between single quotes in a script: gnuplot's strings of that kind know one escape.
  package static func quoted(_ text: String) -> String { text.replacing("'", by: "''") }

  private static let style = #"""
    set encoding utf8
    if (!exists('figure')) figure = 'figure'
    if (!exists('format')) format = 'svg'
    if (!exists('width')) width = 960
    if (!exists('height')) height = 600
    if (format eq 'png') {
      set terminal pngcairo size 2*width,2*height font 'DejaVu Sans,11' fontscale 2 linewidth 2 pointscale 2 \
        background '#ffffff' enhanced
    } else {
      name = figure
      do for [i=1:strlen(name)] { if (name[i:i] eq '-') { name = name[1:i-1].'_'.name[i+1:*] } }
      set terminal svg size width,height font 'DejaVu Sans,Helvetica,Arial,sans-serif' fontscale 1 \
        name name background '#ffffff' enhanced
    }
    set output figure.'.'.format

    blue = '#0072B2'; vermillion = '#D55E00'; green = '#009E73'; orange = '#E69F00'
    skyblue = '#56B4E9'; purple = '#CC79A7'; yellow = '#F0E442'; black = '#000000'; grey = '#999999'
    set linetype 1 linecolor rgb blue linewidth 1.8 pointtype 7
    set linetype 2 linecolor rgb vermillion linewidth 1.8 pointtype 5
    set linetype 3 linecolor rgb green linewidth 1.8 pointtype 9
    set linetype 4 linecolor rgb orange linewidth 1.8 pointtype 13
    set linetype 5 linecolor rgb skyblue linewidth 1.8 pointtype 11
    set linetype 6 linecolor rgb purple linewidth 1.8 pointtype 6
    set linetype 7 linecolor rgb yellow linewidth 1.8 pointtype 4
    set linetype 8 linecolor rgb black linewidth 1.8 pointtype 8
    set linetype cycle 8

    set datafile separator comma
    set datafile missing NaN
    set border 3 linecolor rgb '#444444'
    set tics nomirror out textcolor rgb '#222222'
    set grid linecolor rgb '#e4e4e4' linewidth 0.7 linetype 1 back
    set key noenhanced samplen 2 spacing 1.15
    set style fill transparent solid 0.18 noborder
    set bmargin 5
    set label 999 footer at screen 0.995,0.018 right font ',8' textcolor rgb '#777777' noenhanced

    """#
}
