internal import LinearAlgebra
public import Reporting
internal import Spectra

/// The spectrum of the softmax Jacobian at a point, and of the linearised flow with a Hessian: `softmaxlab spectrum`.
public enum SpectrumInstrument {
  /// Beyond this many coordinates only the two extreme eigenvalues are printed.
  package static let listedCoordinates = 2000

  /// What the interface has for the input in `text`; `source` is what errors call it.
  ///
  /// Weights given as x or log10x may miss a sum of 1 by 1e-3 and are divided by their sum.
  ///
  /// - Throws: ``SpecificationError`` for bad input, `SpectrumError` if an iteration does not converge.
  public static func run(text: String, source: String) throws -> JSONValue {
    let input = try SpectrumInput(text: text, source: source)
    let point = input.point
    let isListed = point.count <= listedCoordinates
    let eigenvalues: [Double]
    if isListed {
      eigenvalues = SoftmaxJacobianSpectrum(point).log10Eigenvalues
    } else {
      let extremes = ExtremeEigenvalues(point)
      eigenvalues = [extremes.log10Smallest, extremes.log10Largest]
    }
    let rho = (eigenvalues.last ?? 0) - eigenvalues[0]
    var json: JSONValue = [
      "n": .integer(point.count), "log10Ratio": .double(point.log10Ratio),
      "jacobian": [
        "log10Eigenvalues": .array(eigenvalues.map { .double($0) }), "log10ConditionNumber": .double(rho),
      ],
      "linearization": .null, "bounds": .null,
    ]
    guard let hessian = input.hessian else { return json }
    let spectrum = try LinearizationSpectrum(point, hessian)
    let all = spectrum.log10Eigenvalues
    json["linearization"] = [
      "log10Eigenvalues": .array((isListed ? all : [all[0], all[all.count - 1]]).map { .double($0) }),
      "log10ConditionNumber": .double(spectrum.log10ConditionNumber),
      "log10SingularConditionNumber": .double(spectrum.log10SingularConditionNumber),
    ]
    let bounds = ConditionNumberBounds(point, log10JacobianConditionNumber: rho, hessian)
    json["bounds"] = [
      "log10Lower": .double(bounds.log10Lower), "log10Upper": .double(bounds.log10Upper),
      "log10Talk": .double(bounds.log10Talk),
      "talkHolds": .bool(bounds.talkHolds(log10ConditionNumber: spectrum.log10ConditionNumber)),
    ]
    return json
  }
}
