package import Reporting

/// The parameters of an experiment.
///
/// Every parameter is a stored property with a default; the encoded form of `init()` is what `describe` lists and
/// what specification files and `--set` may override, object by object. Lists are replaced whole. A property
/// `seeds` (a list) or `seed` is what `--seed` sets.
public protocol Specification: Codable, Sendable {
  /// The defaults.
  init()

  /// Rejects values that decode but make no sense.
  ///
  /// - Throws: ``SpecificationError/invalid(source:path:reason:)``, most simply by
  ///   ``SpecificationError/invalid(_:_:)``.
  func validate() throws
}

extension Specification {
  /// Anything that decodes will do.
  public func validate() throws {}
}

/// A question put to the model: what runs, from which parameters.
///
/// An experiment neither prints nor writes: tables, metrics and notes go to the recorder. The same specification
/// must give the same tables to the byte, whatever the number of threads.
public protocol Experiment: Sendable {
  /// Its parameters.
  associatedtype Spec: Specification

  /// The name in the catalogue, which is also its folder's in Experiments.
  static var name: String { get }

  /// One line that says what it does.
  static var summary: String { get }

  /// Runs it.
  ///
  /// - Throws: What ``Recorder/advance(by:_:)`` throws when the user interrupts must be let through.
  static func run(_ spec: Spec, into recorder: inout Recorder) throws
}

/// An experiment behind a uniform face: parameters as JSON.
public struct Study: Sendable {
  /// ``Experiment/name``.
  public let name: String
  /// ``Experiment/summary``.
  public let summary: String
  /// The default parameters.
  package let defaults: @Sendable () throws -> JSONValue
  /// Decodes parameters strictly and encodes them again, which makes equal specifications equal bytes.
  package let canonical: @Sendable (_ parameters: JSONValue, _ source: String) throws -> JSONValue
  /// Throws if the parameters make no sense together.
  let validate: @Sendable (_ parameters: JSONValue, _ source: String) throws -> Void
  let run: @Sendable (_ parameters: JSONValue, _ recorder: inout Recorder) throws -> Void

  /// The uniform face of an experiment.
  public init<E: Experiment>(_ experiment: E.Type) {
    name = E.name
    summary = E.summary
    defaults = { try JSONValue(encoding: E.Spec()) }
    canonical = { try StrictDecoding.roundTrip($0, as: E.Spec.self, source: $1) }
    validate = { parameters, source in
      do { try StrictDecoding.decode(parameters, as: E.Spec.self, source: source).validate() } catch {
        throw (error as? SpecificationError)?.attributed(to: source) ?? error
      }
    }
    run = { parameters, recorder in
      try E.run(StrictDecoding.decode(parameters, as: E.Spec.self, source: E.name), into: &recorder)
    }
  }
}
