import Attention
import LinearAlgebra
import Testing

@Suite struct AttributionErrorTests {
  @Test func messagesSayWhatIsWrong() {
    let messages: [(AttributionError, String)] = [
      (
        .needsScalarSquaredLoss(.logistic, outputs: 1),
        "the attribution is defined for the squared loss of one output, not for logistic with 1"
      ),
      (
        .tooFewSamples(3, parameters: 5),
        "3 samples cannot determine 5 parameters: the condition number is infinite"
      ),
      (.noComplement(dimension: 1), "in 1 dimension no direction is orthogonal to query and value"),
      (.linearAlgebra(.notConverged(routine: "dgesvj")), "dgesvj did not converge"),
    ]
    for (error, message) in messages { #expect(error.description == message) }
  }
}
