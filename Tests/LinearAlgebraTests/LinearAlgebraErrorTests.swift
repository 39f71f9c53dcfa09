import LinearAlgebra
import Testing

@Suite("LinearAlgebraError")
struct LinearAlgebraErrorTests {
  @Test func messagesAreOneLine() {
    let messages: KeyValuePairs<LinearAlgebraError, String> = [
      .notPositiveDefinite(order: 3):
        "the matrix is not positive definite (its leading minor of order 3 is not positive)",
      .singular(pivot: 2): "the matrix is singular (pivot 2 is zero)",
      .notConverged(routine: "dgesvj"): "dgesvj did not converge",
      .notFinite(routine: "QR"): "QR was given a matrix with NaN or infinite elements",
    ]
    for (error, message) in messages { #expect("\(error)" == message) }
  }
}
