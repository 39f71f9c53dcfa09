internal import Experiments
internal import Foundation
internal import Reporting

/// `softmaxlab report`
enum ReportCommand: Command {
  static let name = "report"
  static let summary = "Write one HTML index of all finished runs on disk."
  static let positional: Positional? = Positional(
    "DIR", count: 0...1, help: "The folder to look under; results unless another one is named.")
  static let options = [
    Option("--all", isRequired: true, help: "Every run; a single one has its own report.html."),
    Option("--out", "FILE", help: "The page to write, DIR/index.html by default."),
    Option("--force", help: "Replace a file that is no such index."),
  ]
  static let examples = ["softmaxlab report --all"]

  static func run(_ arguments: Arguments, _ tool: Tool) throws -> ExitCode {
    let folder = try arguments.positionals.first.map { try Arguments.folder($0, "DIR") } ?? tool.results
    let page = try arguments.file("--out") ?? folder.appendingPathComponent("index.html")
    // An index of ours is written anew; anything else a user may want to keep.
    guard arguments.has("--force") || RunIndex.mayReplace(page) else {
      throw FileError.exists(path: page.relativePath)
    }
    let index = try RunIndex(folder)
    for remark in index.remarks { tool.console.say("softmaxlab report: \(remark)") }
    try OutputFile.replace(page.path, with: index.html(in: page.deletingLastPathComponent()))
    try tool.console.print(page.relativePath)
    return .success
  }
}
