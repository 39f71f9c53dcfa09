internal import LinearAlgebra
internal import Reporting
internal import Spectra
internal import Spelling

/// What `softmaxlab spectrum` reads: a point of the simplex in one of three forms, and a Hessian if there is one.
struct SpectrumInput {
  let point: SimplexPoint
  let hessian: TangentHessian?

  private static let points = ["logits", "x", "log10x"]

  /// Reads `{"logits"|"x"|"log10x": […], "hessian": [[…]]}`.
  ///
  /// - Throws: ``SpecificationError`` that names the source and the key path.
  init(text: String, source: String) throws {
    let json: JSONValue
    do { json = try JSON5.parse(text).value } catch {
      throw SpecificationError.syntax(source: source, error)
    }
    guard let members = json.members else {
      throw SpecificationError.wrongType(
        source: source, path: "the input", expected: "an object", found: json.kind)
    }
    let known = Self.points + ["hessian"]
    for member in members where !known.contains(member.key) {
      throw SpecificationError.unknownKey(
        source: source, path: member.key, suggestion: Spelling.nearest(to: member.key, among: known))
    }
    let given = members.filter { Self.points.contains($0.key) }
    guard let member = given.first else {
      throw SpecificationError.invalid(
        source: source, path: "the input", reason: "has none of the keys logits, x, log10x")
    }
    guard given.count == 1 else {
      throw SpecificationError.invalid(
        source: source, path: given[1].key, reason: "stands beside \(member.key): give one of them")
    }
    let numbers = try Self.numbers(member.value, member.key, source)
    do throws(SpectrumError) {
      point =
        switch member.key {
        case "logits": try SimplexPoint(logits: numbers)
        case "x": try SimplexPoint(weights: numbers)
        default: try SimplexPoint(log10Weights: numbers)
        }
    } catch { throw Self.explain(error, member.key, source) }
    guard let value = json["hessian"], value != .null else {
      hessian = nil
      return
    }
    let matrix = try Self.matrix(value, count: point.count, source)
    do throws(SpectrumError) { hessian = try TangentHessian(matrix, coordinates: point.count) } catch {
      throw Self.explain(error, "hessian", source)
    }
  }

  private static func matrix(_ value: JSONValue, count: Int, _ source: String) throws -> Matrix {
    guard let rows = value.elements else {
      throw SpecificationError.wrongType(
        source: source, path: "hessian", expected: "a list of \(count) rows", found: value.kind)
    }
    guard rows.count == count else {
      throw SpecificationError.invalid(
        source: source, path: "hessian", reason: "has \(rows.count) rows, the point has \(count) coordinates")
    }
    return Matrix(
      rowByRow: try rows.enumerated().map { index, row in
        let elements = try numbers(row, "hessian[\(index)]", source)
        guard elements.count == count else {
          throw SpecificationError.invalid(
            source: source, path: "hessian[\(index)]",
            reason: "has \(elements.count) elements, the point has \(count) coordinates")
        }
        return elements
      })
  }

  private static func numbers(_ value: JSONValue, _ path: String, _ source: String) throws -> [Double] {
    guard let elements = value.elements else {
      throw SpecificationError.wrongType(
        source: source, path: path, expected: "a list of numbers", found: value.kind)
    }
    return try elements.enumerated().map { index, element in
      guard let number = element.number else {
        throw SpecificationError.wrongType(
          source: source, path: "\(path)[\(index)]", expected: "a number", found: element.kind)
      }
      return number
    }
  }

  private static func explain(_ error: SpectrumError, _ key: String, _ source: String) -> any Error {
    func invalid(_ path: String, _ reason: String) -> SpecificationError {
      .invalid(source: source, path: path, reason: reason)
    }
    switch error {
    case .tooFewCoordinates(let count):
      return invalid(key, "has \(count) element\(count == 1 ? "" : "s"): a spectrum needs two at least")
    case .notFinite(let index, let value):
      return invalid("\(key)[\(index)]", "is \(value), not a finite number")
    case .notPositive(let index, let value):
      return invalid("\(key)[\(index)]", "is \(value): weights are positive; log10x holds those below 1e-308")
    case .tooSpread(let range):
      return invalid(key, "spans \(ShortNumber.text(range)) in natural logarithms: a million at most")
    case .badSum(let sum):
      return invalid(
        key, "sums to \(ShortNumber.text(sum)): weights sum to 1 within \(SimplexPoint.sumTolerance)")
    case .hessianNotFinite(let row, let column):
      return invalid("hessian[\(row)][\(column)]", "is not a finite number")
    case .hessianNotSymmetric(let row, let column):
      return invalid(
        "hessian[\(row)][\(column)]", "differs from hessian[\(column)][\(row)]: it must be symmetric")
    case .hessianNotPositiveDefinite(let smallest, let largest):
      let range = "\(ShortNumber.text(smallest)) … \(ShortNumber.text(largest))"
      return invalid(
        "hessian",
        "is not positive definite on the tangent space, beyond rounding: its eigenvalues there are \(range)")
    case .hessianShape, .notConverged: return error
    }
  }
}
