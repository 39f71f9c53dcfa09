internal import Foundation
internal import Reporting

/// What a sweep is to compute: the Cartesian product of its axes over an experiment, the last axis varying fastest
/// and the seed fastest of all.
public struct SweepPlan: Sendable {
  /// More cells than this are a slip of the pen, or no work for one folder.
  public static let cellLimit = 100_000

  /// The experiment that is varied.
  public let base: ResolvedExperiment
  /// The parameters that are varied, `seed` or `seeds` among them if seeds are given.
  public let keys: [String]
  /// Every cell once.
  public let cells: [SweepCell]

  /// Plans a sweep.
  ///
  /// - Parameters:
  ///   - base: The experiment, with its overrides.
  ///   - axes: What is varied; without any the experiment is the only cell.
  ///   - seeds: Each cell gets one of them in place of the experiment's own.
  /// - Throws: ``SweepError``, and ``SpecificationError`` for a key or a value the experiment does not take.
  /// - Complexity: under a millisecond for each cell.
  public init(_ base: ResolvedExperiment, axes: [SweepAxis], seeds: ClosedRange<UInt64>? = nil) throws {
    let seedKey = try Self.seedKey(of: base, seeds)
    let keys = axes.map(\.key) + [seedKey].compactMap(\.self)
    for (index, key) in keys.enumerated() where keys[..<index].contains(key) {
      throw SweepError.repeatedAxis(key: key)
    }
    try Self.checkSize(axes.map { ($0.source, $0.values.count) } + [try Self.size(seeds)].compactMap(\.self))
    var settings: [[Override]] = [[]]
    for axis in axes { settings = settings.flatMap { set in axis.values.map { set + [axis.override($0)] } } }
    if let seeds {
      let overrides = try seeds.flatMap { try ResolvedExperiment.seedOverride($0, base.parameters) }
      settings = settings.flatMap { set in overrides.map { set + [$0] } }
    }
    var seen: Set<String> = []
    self.base = base
    self.keys = keys
    // Where one axis overrides another one's values, several settings are one cell.
    cells = try settings.map { SweepCell(try Self.vary(base, $0)) }.filter {
      seen.insert($0.address).inserted
    }
  }

  /// The cells of shard `index` of `count`, from 1 as GNU parallel counts: every count-th, so that shards are alike.
  ///
  /// - Throws: ``SweepError/badShard(_:)``.
  public func shard(_ index: Int, of count: Int) throws -> [SweepCell] {
    guard index >= 1, index <= count else { throw SweepError.badShard("\(index)/\(count)") }
    return stride(from: index - 1, to: cells.count, by: count).map { cells[$0] }
  }

  private static func vary(_ base: ResolvedExperiment, _ overrides: [Override]) throws -> ResolvedExperiment {
    var parameters = base.parameters
    for override in overrides {
      parameters = try base.study.canonical(override.apply(to: parameters), override.source)
    }
    try base.study.validate(parameters, overrides.map(\.source).joined(separator: " "))
    return ResolvedExperiment(
      slug: base.slug, study: base.study, question: base.question, parameters: parameters,
      isQuick: base.isQuick)
  }

  private static func seedKey(of base: ResolvedExperiment, _ seeds: ClosedRange<UInt64>?) throws -> String? {
    guard let seeds else { return nil }
    return try ResolvedExperiment.seedOverride(seeds.lowerBound, base.parameters).first?.path.first
  }

  /// The option of the seeds, and how many they are.
  private static func size(_ seeds: ClosedRange<UInt64>?) throws(SweepError) -> (source: String, count: Int)?
  {
    guard let seeds else { return nil }
    let source = "--seeds \(seeds.lowerBound)..\(seeds.upperBound)"
    guard seeds.upperBound - seeds.lowerBound < UInt64(cellLimit) else {
      throw .tooManyCells(source: source, limit: cellLimit)
    }
    return (source, seeds.count)
  }

  /// Refuses options that together make more cells than a folder is for.
  private static func checkSize(_ options: [(source: String, count: Int)]) throws(SweepError) {
    var product = 1
    // Cut off, so that it does not overflow.
    for option in options { product = min(product, cellLimit + 1) * option.count }
    guard product > cellLimit else { return }
    let sources = options.filter { $0.count > 1 }.map(\.source)
    throw .tooManyCells(source: sources.joined(separator: " "), limit: cellLimit)
  }
}
