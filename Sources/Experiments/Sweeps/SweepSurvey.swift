internal import Foundation
internal import Reporting

/// Every cell of a sweep's folder with what has become of it, all of it looked at once.
///
/// Index, status and report are made of one survey, so that they agree, and the disk is read once for all three.
struct SweepSurvey {
  /// A cell and what has become of it.
  struct Entry {
    let cell: SweepCell
    let state: CellFolder.State
    /// What its run has found; empty unless it is done.
    let metrics: [JSONValue.Member]
    /// How long its run took, if it is done.
    let seconds: Double?

    /// Looks at a cell.
    ///
    /// - Throws: ``SpecificationError`` for a summary that the run wrote and that has no metrics.
    init(_ cell: SweepCell, in folder: SweepFolder) throws {
      let (state, findings) = folder.cell(cell.address).look(digest: cell.digest)
      (self.cell, self.state) = (cell, state)
      metrics = try findings?.metrics() ?? []
      seconds = findings?.seconds
    }
  }

  /// What sweep.json says; nil if there is none.
  let header: SweepFolder.Header?
  /// By address.
  let entries: [Entry]
  /// What stands among the cells that is none.
  let remarks: [String]

  /// Looks at everything.
  ///
  /// - Parameters:
  ///   - folder: Of the sweep.
  ///   - studies: The catalogue.
  ///   - pause: Called between looks at a cell that is just being made.
  /// - Throws: ``SpecificationError``, `FileError`, if sweep.json cannot be read or the cells cannot be listed.
  /// - Complexity: four small files a cell.
  init(
    _ folder: SweepFolder, studies: [Study], pause: () -> Void = { Thread.sleep(forTimeInterval: 0.005) }
  ) throws {
    var (entries, remarks): ([Entry], [String]) = ([], [])
    var looks = 20
    for name in try folder.cellNames {
      do {
        var cell = try folder.cell(named: name, studies: studies)
        // One that is just being made has no cell.json for a moment.
        while cell == nil, looks > 0 {
          looks -= 1
          pause()
          cell = try folder.cell(named: name, studies: studies)
        }
        guard let cell else {
          throw FileError.unreadable(
            path: folder.cell(name).url.relativePath,
            reason: "there is no cell.json in it, so it is no cell")
        }
        entries.append(try Entry(cell, in: folder))
      } catch { remarks.append("left out: \(error)") }
    }
    header = try folder.header()
    (self.entries, self.remarks) = (entries, remarks)
  }
}
