public import LinearAlgebra
public import Objectives
internal import TeacherStudent

/// Exact second derivatives.
///
/// With a = s∘(u − f), per sample and output: ∂f/∂z = a, ∂²f/∂z² = diag(a) − a sᵀ − s aᵀ, ∂f/∂v = Xᵀs, ∂²f/∂v∂z = XᵀJ.
/// Everything is accumulated in the coordinates of W p and turned by W at the end, so keys are never formed.
extension PromptAttentionLoss: TwiceDifferentiable {
  /// R with RᵀR the Gauss–Newton matrix, N·m × dimension: rows √(ℓ''/N)·∂f/∂θ.
  ///
  /// For cross-entropy ℓ'' is a matrix; its root mixes a sample's m rows.
  ///
  /// - Complexity: O(N·m·n·d + N·m²·d), plus 2·N·m·d² with a dense key matrix.
  public func gaussNewtonFactor(at parameters: [Double]) -> Matrix {
    let query = query(parameters)
    let rowCount = sampleCount * outputs
    var inQuery = Matrix(rows: features, columns: rowCount)
    var inValues = Matrix(rows: rowCount, columns: dimension - features)
    let scale = 1 / Double(sampleCount).squareRoot()
    for i in 0..<sampleCount {
      let state = state(i, query)
      let root = curvatureRoot(state)
      let features = transposedRowProduct(i, state.weights)
      for j in 0..<outputs {
        // Column j of the root of ℓ'' mixes the outputs' gradients in z: Σ_o B_oj a_o.
        var mixed = [Double](repeating: 0, count: tokens)
        for o in 0..<outputs where root[j][o] != 0 {
          for a in 0..<tokens {
            mixed[a] += scale * root[j][o] * state.weights[a] * state.centredValues[o][a]
          }
        }
        inQuery.setColumn(i * outputs + j, to: transposedRowProduct(i, mixed))
        guard trained == .promptAndValue else { continue }
        for o in 0..<outputs where root[j][o] != 0 {
          for k in 0..<self.features {
            inValues[i * outputs + j, o * self.features + k] = scale * root[j][o] * features[k]
          }
        }
      }
    }
    let inPrompt = keyMatrix.transposeApplied(to: inQuery).transposed()
    return Matrix(rows: rowCount, columns: dimension, storage: inPrompt.storage + inValues.storage)
  }

  /// The Hessian, exactly symmetric.
  ///
  /// - Complexity: As ``residualCurvature(at:)``, plus the Gauss–Newton product 2·N·m·dimension².
  public func hessian(at parameters: [Double]) -> Matrix {
    var hessian = gaussNewtonFactor(at: parameters).gram()
    let rest = residualCurvature(at: parameters)
    for k in hessian.storage.indices { hessian.storage[k] += rest.storage[k] }
    return hessian
  }

  /// The second derivatives of the outputs, weighted by the slopes: (1/N) Σ_i Σ_o ℓ'_o ∇²f_o, exactly symmetric.
  ///
  /// Formed as it stands, so that it is as small as the slopes are.
  ///
  /// - Complexity: 2·N·n·d² flops for the prompt's block, and as much again for each trained output.
  public func residualCurvature(at parameters: [Double]) -> Matrix {
    let query = query(parameters)
    let (d, n) = (features, tokens)
    var inQuery = Matrix(rows: d, columns: d)
    var mixed = Matrix(rows: d, columns: dimension - d)
    var scaled = Matrix(rows: d, columns: n)
    for i in 0..<sampleCount {
      let state = state(i, query)
      let s = state.weights
      let x = sampleRows(i)
      var slopes = [Double](repeating: 0, count: n)  // Σ_o ℓ'_o a_o
      for o in 0..<outputs {
        for a in 0..<n { slopes[a] += state.slopes[o] * s[a] * state.centredValues[o][a] }
      }
      for a in 0..<n {
        for k in 0..<d { scaled[k, a] = slopes[a] * x[k, a] }
      }
      BLAS.multiply(scaled, .plain, x, .transposed, adding: 1, into: &inQuery)
      let slopeRows = x * slopes
      let mean = x * s
      for l in 0..<d {
        for k in 0..<d { inQuery[k, l] -= slopeRows[k] * mean[l] + mean[k] * slopeRows[l] }
      }
      guard trained == .promptAndValue else { continue }
      // ∂²f_o/∂p∂v_o = Wᵀ XᵀJX, with XᵀJX = Σ_a s_a (x_a − x_c)(x_a − x_c − ν)ᵀ and ν = Xᵀs − x_c: measured from
      // the dominant token c, no term is larger than the small weights that multiply it.
      let offsets = sampleRows(i, from: state.dominant)
      let offsetMean = offsets * s
      for a in 0..<n {
        for k in 0..<d { scaled[k, a] = s[a] * (offsets[k, a] - offsetMean[k]) }
      }
      var covariance = Matrix(rows: d, columns: d)
      BLAS.multiply(scaled, .plain, offsets, .transposed, into: &covariance)
      for o in 0..<outputs {
        for e in 0..<d * d { mixed.storage[o * d * d + e] += state.slopes[o] * covariance.storage[e] }
      }
    }
    let weight = 1 / Double(sampleCount)
    let promptBlock = keyMatrix.transposeApplied(to: keyMatrix.transposeApplied(to: inQuery).transposed())
    let mixedBlock = keyMatrix.transposeApplied(to: mixed)
    var curvature = Matrix(rows: dimension, columns: dimension)
    for l in 0..<d {
      for k in 0...l {
        curvature[k, l] = weight * 0.5 * (promptBlock[k, l] + promptBlock[l, k])
        curvature[l, k] = curvature[k, l]
      }
    }
    for l in d..<dimension {
      for k in 0..<d {
        curvature[k, l] = weight * mixedBlock[k, l - d]
        curvature[l, k] = curvature[k, l]
      }
    }
    return curvature
  }

  /// A sample's tokens as columns, d × n; as seen from token `origin`, if there is one.
  func sampleRows(_ sample: Int, from origin: Int? = nil) -> Matrix {
    var x = Matrix(rows: features, columns: tokens)
    for a in 0..<tokens {
      for k in 0..<features {
        let base = origin.map { rows[(sample * tokens + $0) * width + k] } ?? 0
        x[k, a] = rows[(sample * tokens + a) * width + k] - base
      }
    }
    return x
  }
}
