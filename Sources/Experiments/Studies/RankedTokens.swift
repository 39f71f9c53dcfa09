package import LinearAlgebra
internal import Randomness

/// Sequences to be sorted: each token is to say in which part of its sequence it stands, by a hidden score.
///
/// A token is a random vector, its score the component along a hidden direction, and its label the rank of the score
/// among the sequence's, in equal parts: a token alone does not know it. A uniform answer has a loss of log(parts).
package struct RankedTokens: Sendable {
  /// One token a column, sequence after sequence; |x|² = d.
  package let tokens: Matrix
  /// 0 for the lowest part of a sequence … parts − 1.
  package let labels: [Int]

  /// - Parameter spread: The standard deviation of scores, where that of other components is 1.
  package init(
    width: Int, length: Int, parts: Int, spread: Double, sequences: Int, seed: UInt64, part: String
  ) {
    precondition(length % parts == 0, "parts of a sequence are equal")
    let stream = RandomStream(seed: seed, name: "ranked tokens")
    var draws = stream.substream("direction")
    var direction = draws.normals(width)
    let norm = direction.euclideanNorm
    for i in direction.indices { direction[i] /= norm }
    draws = stream.substream(part)
    var tokens = Matrix(rows: width, columns: length * sequences)
    var labels = [Int](repeating: 0, count: length * sequences)
    for sequence in 0..<sequences {
      var scores: [Double] = []
      for i in 0..<length {
        var token = draws.normals(width)
        let stretch = (spread - 1) * token.dot(direction)
        for k in token.indices { token[k] += stretch * direction[k] }
        let scale = Double(width).squareRoot() / token.euclideanNorm
        token = token.map { scale * $0 }
        scores.append(token.dot(direction))
        tokens.setColumn(sequence * length + i, to: token)
      }
      let order = (0..<length).sorted { scores[$0] < scores[$1] }
      for (rank, i) in order.enumerated() { labels[sequence * length + i] = rank * parts / length }
    }
    (self.tokens, self.labels) = (tokens, labels)
  }
}
