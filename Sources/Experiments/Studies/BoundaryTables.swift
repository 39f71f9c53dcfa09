internal import Reporting
internal import Spectra

/// The tables of the audit.
enum BoundaryTables {
  static func record(
    _ audit: BoundaryAudit, _ asymptotics: BoundaryAsymptotics, into recorder: inout Recorder
  ) {
    recorder.record(
      bounds(audit), as: "bounds",
      says:
        "one row a bound and family: violations, and log10 distances of the points with n ≥ 3, ρ ≥ 10 and L/μ ≥ 2"
    )
    recorder.record(
      talk(audit), as: "talk",
      says: "one row a family and alignment: where (μ/L)(x_max/x_min)² exceeds κ, and by how much at most")
    recorder.record(
      self.asymptotics(asymptotics), as: "asymptotics",
      says: "the largest distance of log10 eigenvalues of J from their limits, k weights being small")
    recorder.record(points(audit), as: "points", says: "one row a point, all numbers as log10")
  }

  private static func bounds(_ audit: BoundaryAudit) -> Table {
    var table = Table([
      .string("bound"), .string("formula"), .string("family"), .integer("points"), .integer("violations"),
      .integer("forgiven_rounding"), .double("largest_excess"), .double("closest_approach"),
      .double("median_distance"), .double("largest_distance"),
    ])
    let all = [("all", audit.verdicts)] + audit.families.map { ($0.family.rawValue, $0.verdicts) }
    for index in audit.verdicts.indices {
      for (family, verdicts) in all {
        let verdict = verdicts[index]
        table.append(
          .string(verdict.bound.name), .string(verdict.bound.formula), .string(family),
          .integer(verdict.points), .integer(verdict.violations), .integer(verdict.forgiven),
          .double(verdict.largestExcess), .double(verdict.closestApproach), .double(verdict.gaps.median),
          .double(verdict.gaps.last ?? .nan))
      }
    }
    return table
  }

  private static func talk(_ audit: BoundaryAudit) -> Table {
    var table = Table([
      .string("family"), .string("alignment"), .integer("points"), .integer("fails"), .double("share"),
      .integer("must_fail"), .double("largest_excess"),
    ])
    for (family, measurements, _) in audit.families {
      for alignment in HessianAlignment.allCases {
        let part = measurements.filter { $0.alignment == alignment }
        guard !part.isEmpty else { continue }
        let failing = part.filter { !$0.talkHolds }
        table.append(
          .string(family.rawValue), .string(alignment.rawValue), .integer(part.count),
          .integer(failing.count), .double(Double(failing.count) / Double(part.count)),
          .integer(part.count { $0.talkMustFail || $0.talkMustFailBalanced }),
          .double(failing.map { $0.bounds.log10Talk - $0.kappa }.max() ?? 0))
      }
    }
    return table
  }

  private static func asymptotics(_ asymptotics: BoundaryAsymptotics) -> Table {
    var table = Table([
      .integer("tokens"), .integer("small"), .string("tied"), .double("log10_epsilon"), .double("deviation"),
    ])
    for entry in asymptotics.cases {
      table.append(
        .integer(entry.tokens), .integer(entry.small), .string(entry.isTied ? "yes" : "no"),
        .double(entry.log10Epsilon), .double(entry.deviation))
    }
    return table
  }

  private static func points(_ audit: BoundaryAudit) -> Table {
    let numbers = [
      "ratio", "second_ratio", "rho", "smallest", "largest", "hessian_spread", "kappa", "kappa_singular",
      "lower", "upper", "talk", "safe",
    ]
    var table = Table(
      [
        .string("family"), .integer("tokens"), .double("decades"), .string("alignment"),
        .string("talk_holds"),
      ] + numbers.map { .double($0) })
    for point in audit.measurements {
      let values = [
        point.ratio, point.secondRatio, point.rho, point.smallest, point.largest, point.spread, point.kappa,
        point.singularKappa, point.bounds.log10Lower, point.bounds.log10Upper, point.bounds.log10Talk,
        2 * point.safeRatio - point.spread,
      ]
      table.append(
        [
          .string(point.family.rawValue), .integer(point.tokens), .double(point.decades),
          .string(point.alignment.rawValue), .string(point.talkHolds ? "yes" : "no"),
        ] + values.map { .double($0) })
    }
    return table
  }
}
