internal import LinearAlgebra

/// Chemical kinetics by the law of mass action: each reaction runs at k·Π y over its reactants.
struct MassAction: Sendable {
  /// One reaction.
  struct Reaction: Sendable {
    /// k.
    let rate: Double
    /// The species whose concentrations multiply k: none, one or two, which may be the same.
    let reactants: [Int]
    /// How many of each species a reaction makes; negative: uses up.
    let changes: [(species: Int, count: Double)]

    /// A reaction of `reactants` that uses up and makes the species given.
    init(_ rate: Double, _ reactants: [Int], uses: [Int] = [], makes: [Int] = []) {
      self.rate = rate
      self.reactants = reactants
      changes = uses.map { ($0, -1) } + makes.map { ($0, 1) }
    }
  }

  /// The number of species.
  let species: Int
  /// The reactions.
  let reactions: [Reaction]

  /// Writes ẏ.
  func rates(_ y: [Double], into dy: inout [Double]) {
    for i in dy.indices { dy[i] = 0 }
    for reaction in reactions {
      var speed = reaction.rate
      for species in reaction.reactants { speed *= y[species] }
      for change in reaction.changes { dy[change.species] += change.count * speed }
    }
  }

  /// Adds ∂ẏ/∂y.
  func jacobian(_ y: [Double], into jacobian: inout Matrix) {
    for reaction in reactions {
      for (position, species) in reaction.reactants.enumerated() {
        var slope = reaction.rate
        for (other, factor) in reaction.reactants.enumerated() where other != position { slope *= y[factor] }
        for change in reaction.changes { jacobian[change.species, species] += change.count * slope }
      }
    }
  }
}
