package import Foundation
internal import LinearAlgebra
internal import Spectra
package import TeacherStudent

/// The attention of a model on a text, head by head.
public struct RealAttentionMap: Sendable {
  /// What a file holds; leading axes may be left out where there is one layer or one head.
  public enum Kind: String, CaseIterable, Codable, Sendable {
    /// Logits, (layers, heads, queries, tokens); −∞ is a mask.
    case logits
    /// Attention weights of the same shape.
    case weights
    /// Queries and keys whose scalar products are the logits, (2, layers, heads, tokens, features).
    case queriesAndKeys = "queries-and-keys"
  }

  /// Logits or weights of a head, a row a query.
  package struct Head: Sendable {
    let rows: [Double]
  }

  /// The heads of all layers in order.
  package let heads: [Head]
  private let tokens: Int
  private let headsPerLayer: Int
  private let kind: AttentionRow.Kind
  private let source: String

  /// Reads a map.
  ///
  /// - Throws: `NumPyFileError` for the file.
  package init(_ url: URL, kind: Kind) throws {
    try self.init(
      NumPyFile.read(url, requireFinite: kind == .queriesAndKeys), kind: kind, source: url.relativePath)
  }

  /// Takes an array; `source` is what errors call it.
  package init(_ array: NumPyArray, kind: Kind, source: String) throws {
    self.source = source
    self.kind = kind == .weights ? .weights : .logits
    let isPair = kind == .queriesAndKeys
    var shape = array.shape[...]
    let wanted =
      isPair
      ? "queries and keys are (2, layers, heads, tokens, features), with two tokens at least"
      : "attention is (layers, heads, queries, tokens), with two tokens at least"
    func refuse() -> NumPyFileError {
      NumPyFileError(file: source, fault: .shapeMismatch(shape: array.shape, requirement: wanted))
    }
    if isPair { guard shape.popFirst() == 2 else { throw refuse() } }
    guard (2...4).contains(shape.count), !array.elements.isEmpty,
      (isPair ? shape[shape.endIndex - 2] : shape[shape.endIndex - 1]) >= 2
    else { throw refuse() }
    let (last, beforeLast) = (shape[shape.endIndex - 1], shape[shape.endIndex - 2])
    let leading = Array(shape.dropLast(2))
    let count = leading.reduce(1, *)
    headsPerLayer = leading.last ?? 1
    let size = beforeLast * last
    guard isPair else {
      tokens = last
      heads = (0..<count).map { Head(rows: Array(array.elements[$0 * size..<($0 + 1) * size])) }
      return
    }
    tokens = beforeLast
    heads = (0..<count).map { head in
      // C order: the transposes of the factors, as columns.
      func factor(_ part: Int) -> Matrix {
        let first = (part * count + head) * size
        return Matrix(rows: last, columns: beforeLast, storage: Array(array.elements[first..<first + size]))
      }
      var product = Matrix(rows: beforeLast, columns: beforeLast)
      BLAS.multiply(factor(1), .transposed, factor(0), .plain, into: &product)
      return Head(rows: product.storage)
    }
  }

  /// Which layer and which of its heads one of ``heads`` is, from 0.
  package func place(ofHead index: Int) -> (layer: Int, head: Int) {
    (index / headsPerLayer, index % headsPerLayer)
  }

  /// Measures the rows of a head, in parallel over a fixed partition.
  ///
  /// - Throws: ``InstrumentError`` for numbers that are no attention.
  package func rows(ofHead index: Int) throws -> [RealAttentionRow] {
    let head = heads[index].rows
    let place = place(ofHead: index)
    let count = head.count / tokens
    let chunk = 32
    let parts = Parallel.map((count + chunk - 1) / chunk) { part in
      Result {
        var meter = AttentionRow.Meter()
        return try (part * chunk..<min((part + 1) * chunk, count)).map { query in
          let row = head[query * tokens..<(query + 1) * tokens]
          do throws(AttentionRow.Fault) {
            return try RealAttentionRow(
              layer: place.layer, head: place.head, query: query, row, kind, &meter)
          } catch {
            throw InstrumentError.attentionRow(
              file: source, reason: "layer \(place.layer), head \(place.head), query \(query): \(error)")
          }
        }
      }
    }
    return try parts.flatMap { try $0.get() }
  }
}
