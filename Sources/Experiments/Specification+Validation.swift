internal import Optimizers
internal import Spelling
internal import TeacherStudent

/// What studies check before anything runs.
extension Specification {
  /// Rejects the specification unless the condition holds.
  func require(_ condition: Bool, _ path: String, _ reason: String) throws {
    if !condition { throw SpecificationError.invalid(path, reason) }
  }

  /// Rejects a list that names something twice: its results would have one name.
  func requireUnique(_ list: [some Hashable], _ path: String) throws {
    try require(Set(list).count == list.count, path, "names something twice")
  }

  /// Rejects a name that no optimizer has.
  func requireOptimizer(_ name: String, _ path: String) throws {
    let suggestion = Spelling.suggestion(for: name, among: OptimizerCatalog.names)
    try require(OptimizerCatalog.names.contains(name), path, "cannot be '\(name)'\(suggestion)")
  }

  /// Rejects data that cannot be generated, before any others are.
  func requireValid(_ data: DatasetSpecification, _ path: String) throws {
    do { try data.validate() } catch { throw SpecificationError.invalid(path, "\(error)") }
  }
}
