public import Foundation

/// Draws figures: each script of a run's folder once as SVG and once as PNG.
///
/// A script `figure.gp` gives figure.svg and figure.png, `figure-rates.gp` gives figure-rates.svg and .png.
/// It starts with `load 'style.gp'`, which chooses the terminal; see ``FigureStyle``. The folder stays complete
/// in itself: `gnuplot figure.gp` there draws the SVG again.
public enum Gnuplot {
  /// What became of the figures.
  public enum Outcome: Equatable, Sendable {
    /// All were drawn; the names of the scripts without `.gp`.
    case drawn([String])
    /// There is no gnuplot.
    case notInstalled
    /// A script failed: its name and what gnuplot said.
    case failed(script: String, message: String)
  }

  /// Where gnuplot is, if it is anywhere on the search path.
  public static func find(path: String? = ProcessInfo.processInfo.environment["PATH"]) -> String? {
    Subprocess.find("gnuplot", path: path)
  }

  /// Draws each script of the folder.
  ///
  /// - Parameters:
  ///   - scripts: File names such as `figure.gp`, in the folder.
  ///   - folder: Where the tables are and the figures go.
  ///   - path: The search path for programs.
  ///   - timeout: Seconds for one figure in one format.
  ///   - shouldStop: Asked while gnuplot works.
  public static func draw(
    _ scripts: [String], in folder: URL, path: String? = ProcessInfo.processInfo.environment["PATH"],
    timeout: Double = 120, shouldStop: () -> Bool = { false }
  ) -> Outcome {
    guard let gnuplot = find(path: path) else { return .notInstalled }
    let names = scripts.map { $0.hasSuffix(".gp") ? String($0.dropLast(3)) : $0 }
    for (script, name) in zip(scripts, names) {
      for format in ["svg", "png"] {
        let variables = "figure = '\(name)'; format = '\(format)'"
        let result = Subprocess.run(
          gnuplot, ["-d", "-e", variables, script], in: folder.path, timeout: timeout, shouldStop: shouldStop)
        if let problem = problem(result, timeout) {
          return .failed(script: script, message: problem)
        }
        guard FileManager.default.fileExists(atPath: folder.appendingPathComponent("\(name).\(format)").path)
        else {
          return .failed(script: script, message: "drew no \(name).\(format); does it load 'style.gp'?")
        }
      }
    }
    return .drawn(names)
  }

  private static func problem(_ result: Subprocess.Result?, _ timeout: Double) -> String? {
    guard let result else { return "gnuplot could not be started" }
    guard !result.timedOut else { return "gnuplot was stopped after \(Progress.duration(timeout))" }
    guard result.status != 0 else { return nil }
    // gnuplot shows the line, a caret under the mistake, and the reason with the line's number.
    let lines = result.errors.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
    let reason = lines.last { $0.contains("line ") } ?? lines.last ?? "gnuplot was stopped"
    return reason.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
  }
}
