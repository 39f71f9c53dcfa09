extension Pass {
  /// The memory of one part.
  @safe
  struct Part {
    let gradients: UnsafeMutablePointer<Double>
    let losses: UnsafeMutablePointer<Double>
    /// Scratch, handed out from the front.
    let logits: UnsafeMutablePointer<Double>
    let values: UnsafeMutablePointer<Double>
    let change: UnsafeMutablePointer<Double>
    let difference: UnsafeMutablePointer<Double>
    let centre: UnsafeMutablePointer<Double>
    let scale: UnsafeMutablePointer<Double>
    let offset: UnsafeMutablePointer<Double>
    let output: UnsafeMutablePointer<Double>
    let slope: UnsafeMutablePointer<Double>
    let block: UnsafeMutablePointer<Double>

    init(
      gradients: UnsafeMutablePointer<Double>, losses: UnsafeMutablePointer<Double>,
      scratch: UnsafeMutablePointer<Double>, row: Int, wide: Int, tokens: Int, outputs: Int
    ) {
      unsafe self.gradients = gradients
      unsafe self.losses = losses
      unsafe logits = scratch
      unsafe values = logits + row
      unsafe change = values + row * outputs
      unsafe difference = change + row * outputs
      unsafe centre = difference + tokens
      unsafe scale = centre + wide
      unsafe offset = scale + wide
      unsafe output = offset + wide
      unsafe slope = output + wide
      unsafe block = slope + wide
    }
  }
}
