internal import LinearAlgebra

extension MLPClassifier {
  /// W^l; for l = L + 1 U.
  private func weights(_ layer: Int, _ offset: Int) -> MatrixPlace {
    MatrixPlace(
      offset: offset + (layer - 1) * width * (width + 1), rows: layer > layers ? classes : width,
      columns: width)
  }

  /// The logits of some samples.
  func forward(_ parameters: [Double], _ offset: Int, samples: [Int], _ workspace: inout Workspace) {
    if workspace.logits.columns != samples.count { workspace = makeWorkspace(columns: samples.count) }
    let scale = network.weightScale / Double(width).squareRoot()
    for (column, sample) in samples.enumerated() {
      for i in 0..<width {
        workspace.values[0].storage[i + column * width] = inputs.storage[i + sample * width]
      }
    }
    apply(0, &workspace)
    let place = MatrixPlace(rows: width, columns: samples.count)
    for layer in 1...layers {
      let matrix = weights(layer, offset)
      let biases = matrix.indices.upperBound
      for column in samples.indices {
        for i in 0..<width {
          workspace.values[layer].storage[i + column * width] = network.biasScale * parameters[biases + i]
        }
      }
      // Two elements of one array at a time: the new one is moved out, and back.
      var next = Matrix(rows: 0, columns: 0)
      swap(&next, &workspace.values[layer])
      BLAS.multiply(
        parameters, matrix, .plain, workspace.values[layer - 1].storage, place, .plain, scale: scale,
        adding: 1, into: &next.storage, place)
      swap(&next, &workspace.values[layer])
      apply(layer, &workspace)
    }
    BLAS.multiply(
      parameters, weights(layers + 1, offset), .plain, workspace.values[layers].storage, place, .plain,
      scale: 1 / Double(width).squareRoot(), into: &workspace.logits.storage,
      MatrixPlace(rows: classes, columns: samples.count))
  }

  /// Adds the gradient with respect to all parameters, from that with respect to the logits.
  func backward(
    _ parameters: [Double], _ offset: Int, _ workspace: inout Workspace, _ gradient: inout [Double]
  ) {
    let count = workspace.logits.columns
    let (place, answers) = (
      MatrixPlace(rows: width, columns: count), MatrixPlace(rows: classes, columns: count)
    )
    let readoutScale = 1 / Double(width).squareRoot()
    let scale = network.weightScale * readoutScale
    let readout = weights(layers + 1, offset)
    BLAS.multiply(
      workspace.logits.storage, answers, .plain, workspace.values[layers].storage, place, .transposed,
      scale: readoutScale, adding: 1, into: &gradient, readout)
    BLAS.multiply(
      parameters, readout, .transposed, workspace.logits.storage, answers, .plain, scale: readoutScale,
      into: &workspace.gradient.storage, place)
    for layer in (1...layers).reversed() {
      for i in workspace.gradient.storage.indices {
        workspace.gradient.storage[i] *= workspace.slopes[layer].storage[i]
      }
      let matrix = weights(layer, offset)
      BLAS.multiply(
        workspace.gradient.storage, place, .plain, workspace.values[layer - 1].storage, place, .transposed,
        scale: scale, adding: 1, into: &gradient, matrix)
      let biases = matrix.indices.upperBound
      for column in 0..<count {
        for i in 0..<width {
          gradient[biases + i] += network.biasScale * workspace.gradient.storage[i + column * width]
        }
      }
      guard layer > 1 else { return }
      BLAS.multiply(
        parameters, matrix, .transposed, workspace.gradient.storage, place, .plain, scale: scale,
        into: &workspace.back.storage, place)
      swap(&workspace.gradient, &workspace.back)
    }
  }

  private func apply(_ layer: Int, _ workspace: inout Workspace) {
    network.activation.apply(
      to: &workspace.values[layer].storage, slopes: &workspace.slopes[layer].storage)
  }
}
