import Foundation
import LinearAlgebra
import Spectra
import Testing

/// A point and a Hessian with their spectra in high precision.
///
/// reference_cases.json holds values from 500-digit arithmetic; spectra.json is made by spectra.py beside it, which
/// also recomputes the first: `spectra.py check reference_cases.json`.
struct SpectrumCase: Decodable, CustomTestStringConvertible, Sendable {
  let name: String
  let logits: [Double]
  let hessian: [[Double]]
  let jacobianLog10Eigenvalues: [Double]
  let jacobianLog10Kappa: Double
  let linearizationLog10Eigenvalues: [Double]
  let linearizationLog10Kappa: Double
  let linearizationLog10SingularKappa: Double
  var testDescription: String { name }

  static let all = read("reference_cases") + read("spectra")

  private static func read(_ name: String) -> [SpectrumCase] {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard
      let url = Bundle.module.url(forResource: name, withExtension: "json", subdirectory: "Fixtures"),
      let data = try? Data(contentsOf: url), let cases = try? decoder.decode([SpectrumCase].self, from: data)
    else { fatalError("the fixture \(name).json is missing or malformed") }
    return cases
  }

  func point() throws -> SimplexPoint { try SimplexPoint(logits: logits) }

  func tangentHessian() throws -> TangentHessian {
    try TangentHessian(Matrix(rowByRow: hessian), coordinates: logits.count)
  }
}

/// The largest difference of two lists, infinite for different lengths or NaN.
func distance(_ a: [Double], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
  return worst.isNaN || zip(a, b).contains { ($0 - $1).isNaN } ? .infinity : worst
}
