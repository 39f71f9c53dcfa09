import Attention
import LinearAlgebra
import Optimizers
import TeacherStudent
import Testing

/// A hundred steps of seven optimizers against an independent NumPy program; see Fixtures/numpy_trajectories.py.
@Suite struct NumPyTrajectoriesTests {
  struct Rule: Decodable {
    let optimizer: String
    let learningRate: Double
  }

  /// What a set of members did: parameters and losses before each step, member by member.
  struct Record {
    var parameters: [[[Double]]]
    var losses: [[Double]]
  }

  static let rules = Swift.Result { try Fixture.decode("numpy_trajectories.json", as: [Rule].self) }
  static let steps = 100

  static func loss(_ trained: PromptAttentionLoss.Parameters) throws -> (PromptAttentionLoss, start: [Double])
  {
    let (tokens, weights, labels) = (
      try Fixture.array("tokens.npy"), try Fixture.array("keyMatrix.npy"), try Fixture.array("labels.npy")
    )
    let d = tokens.shape[2]
    let prompt = try Fixture.array("initialPrompt.npy").elements
    let value = try Fixture.array("initialValue.npy").elements
    let loss = try PromptAttentionLoss(
      tokens: TokenArray(
        samples: tokens.shape[0], tokens: tokens.shape[1], dimension: d, storage: tokens.elements),
      // C order: the rows of W are the columns of what a Matrix would hold.
      keyMatrix: .dense(Matrix(rows: d, columns: d, storage: weights.elements).transposed()),
      labels: Matrix(rows: 1, columns: labels.shape[0], storage: labels.elements), trained: trained,
      value: Matrix(rows: d, columns: 1, storage: value))
    return (loss, trained == .prompt ? prompt : prompt + value)
  }

  static func members(from start: [Double]) throws -> [DescentMember] {
    try rules.get().map {
      DescentMember(
        try OptimizerCatalog.optimizer(named: $0.optimizer, learningRate: $0.learningRate), from: start)
    }
  }

  static func descend(_ loss: PromptAttentionLoss, _ members: [DescentMember]) throws -> Record {
    var descent = try Descent(on: loss, members: members)
    var record = Record(
      parameters: Array(repeating: [], count: members.count),
      losses: Array(repeating: [], count: members.count))
    descent.advance(to: steps, recording: .every(1)) { snapshot in
      for (column, member) in snapshot.members.enumerated() {
        record.parameters[member].append(snapshot.parameters.column(column))
        record.losses[member].append(snapshot.losses[column])
      }
    }
    return record
  }

  /// The steps at which a record leaves NumPy's by more than 1e-10 relative.
  static func violations(_ record: Record, _ trained: PromptAttentionLoss.Parameters) throws -> [String] {
    let parameters = try Fixture.array("parameters_\(trained.rawValue).npy")
    let losses = try Fixture.array("losses_\(trained.rawValue).npy")
    let (rows, d) = (parameters.shape[1], parameters.shape[2])
    var found: [String] = []
    for (member, rule) in try rules.get().enumerated() {
      guard record.losses[member].count == rows else {
        found.append("\(rule.optimizer): \(record.losses[member].count) steps of \(rows)")
        continue
      }
      for step in 0..<rows {
        let at = member * rows + step
        let expected = Array(parameters.elements[at * d..<(at + 1) * d])
        let distance = RoundingErrors.relative(record.parameters[member][step], to: expected)
        let lossDistance = RoundingErrors.relative([record.losses[member][step]], to: [losses.elements[at]])
        if !(distance <= 1e-10 && lossDistance <= 1e-10) {
          found.append("\(rule.optimizer), step \(step): off by \(distance), the loss by \(lossDistance)")
          break
        }
      }
    }
    return found
  }

  @Test(arguments: PromptAttentionLoss.Parameters.allCases)
  func sameTrajectories(_ trained: PromptAttentionLoss.Parameters) throws {
    let (loss, start) = try Self.loss(trained)
    #expect(loss.dimension == start.count)
    let record = try Self.descend(loss, try Self.members(from: start))
    #expect(try Self.violations(record, trained) == [])
  }

  /// With each member twice the products go through BLAS.
  @Test(arguments: PromptAttentionLoss.Parameters.allCases)
  func sameTrajectoriesInAWideLockstep(_ trained: PromptAttentionLoss.Parameters) throws {
    let (loss, start) = try Self.loss(trained)
    let members = try Self.members(from: start)
    let record = try Self.descend(loss, members + members)
    #expect(try Self.violations(record, trained) == [])
  }

  /// Planted faults: a key matrix read transposed, and every learning rate off in its tenth digit.
  @Test func faultyTrajectoriesAreRejected() throws {
    let (loss, start) = try Self.loss(.promptAndValue)
    let members = try Self.members(from: start).map { member in
      var member = member
      member.optimizer.learningRate *= 1 + 1e-8
      return member
    }
    let record = try Self.descend(loss, members)
    #expect(try Self.violations(record, .promptAndValue).count == members.count)

    guard case .dense(let weights) = loss.keyMatrix else { return #expect(Bool(false), "the keys are dense") }
    let tokens = try Fixture.array("tokens.npy")
    let transposed = try PromptAttentionLoss(
      tokens: TokenArray(
        samples: tokens.shape[0], tokens: tokens.shape[1], dimension: tokens.shape[2],
        storage: tokens.elements),
      keyMatrix: .dense(weights.transposed()),
      labels: Matrix(rows: 1, columns: 6, storage: try Fixture.array("labels.npy").elements),
      trained: .promptAndValue)
    let turned = try Self.descend(transposed, try Self.members(from: start))
    #expect(try Self.violations(turned, .promptAndValue).count == members.count)
  }
}
