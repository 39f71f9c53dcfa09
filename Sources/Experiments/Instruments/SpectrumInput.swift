internal import LinearAlgebra
internal import Reporting
internal import Spectra

/// What `softmaxlab spectrum` reads: a point of the simplex in one of three forms, and a Hessian if there is one.
package struct SpectrumInput {
  let point: SimplexPoint
  let hessian: TangentHessian?

  private static let points = ["logits", "x", "log10x"]

  /// Reads `{"logits"|"x"|"log10x": […], "hessian": [[…]]}`.
  ///
  /// - Throws: ``SpecificationError`` that names the source and the key path.
  package init(text: String, source: String) throws {
    let input = try InstrumentInput(text: text, source: source, known: Self.points + ["hessian"])
    let (key, value) = try input.one(of: Self.points)
    let numbers = try input.numbers(value, key)
    do throws(SpectrumError) {
      point =
        switch key {
        case "logits": try SimplexPoint(logits: numbers)
        case "x": try SimplexPoint(weights: numbers)
        default: try SimplexPoint(log10Weights: numbers)
        }
    } catch { throw Self.explain(error, key, input) }
    guard let value = input.value("hessian") else {
      hessian = nil
      return
    }
    let matrix = try input.matrix(value, "hessian", count: point.count)
    // Beyond that sums and products on the way to eigenvalues overflow.
    if let place = matrix.storage.firstIndex(where: { $0.isFinite && abs($0) > Self.largestElement }) {
      let (row, column) = (place % matrix.rows, place / matrix.rows)
      throw input.invalid(
        "hessian[\(row)][\(column)]",
        "is beyond \(ShortNumber.text(Self.largestElement)): scale the Hessian down")
    }
    do throws(SpectrumError) { hessian = try TangentHessian(matrix, coordinates: point.count) } catch {
      throw Self.explain(error, "hessian", input)
    }
  }

  private static let largestElement = 1e300

  private static func explain(_ error: SpectrumError, _ key: String, _ input: InstrumentInput) -> any Error {
    func invalid(_ path: String, _ reason: String) -> SpecificationError {
      input.invalid(path, reason)
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
