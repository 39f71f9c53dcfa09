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
  /// - Throws: ``SpecificationError``, `FileError`, if sweep.json cannot be read.
  /// - Complexity: four small files a cell.
  init(_ folder: SweepFolder, studies: [Study]) throws {
    var (entries, remarks): ([Entry], [String]) = ([], [])
    for name in folder.cellNames {
      do {
        guard let cell = try folder.cell(named: name, studies: studies) else { continue }
        entries.append(try Entry(cell, in: folder))
      } catch { remarks.append("left out: \(error)") }
    }
    header = try folder.header()
    (self.entries, self.remarks) = (entries, remarks)
  }
}
