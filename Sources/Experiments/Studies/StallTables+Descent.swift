internal import Attention
internal import Foundation
internal import LinearAlgebra
internal import Optimizers
internal import Reporting

/// What gradient descent did, and what was forecast of it.
extension StallTables {
  static func forecasts(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("target_loss"), .double("measured"), .double("kappa"), .double("smallest"), .double("modes"),
        .double("valley"),
      ])
    for link in links {
      for (index, target) in spec.targets.enumerated() {
        let forecast = link.descent.forecasts[index]
        table.append(
          identity(link) + [
            .double(target), .double(link.descent.arrivals[index].map(Double.init) ?? .infinity),
            .double(forecast.conditionNumber), .double(forecast.smallest), .double(forecast.modes),
            .double(forecast.valley),
          ])
      }
    }
    return table
  }

  static func stretches(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("from_loss"), .double("to_loss"), .double("steps"), .double("share_of_steps"),
        .double("local_exponent"), .double("valley_over_measured"), .double("floor_over_measured"),
      ])
    let goal = spec.targets.count - 1
    for link in links {
      let descent = link.descent
      for (begin, end) in (0..<goal).map({ ($0, $0 + 1) }) + [(1, goal)] {
        let steps = descent.arrivals[begin].flatMap { from in descent.arrivals[end].map { Double($0 - from) }
        }
        table.append(
          identity(link) + [
            .double(spec.targets[begin]), .double(spec.targets[end]), .double(steps ?? .nan),
            .double((steps ?? .nan) / (descent.arrivals[goal].map(Double.init) ?? .nan)),
            .double(descent.localExponent(begin, end, spec.targets)),
            .double(descent.valleyQuotient(from: begin, to: end, spec.targets) ?? .nan),
            .double(descent.floorQuotient(from: begin, to: end, spec.targets) ?? .nan),
          ])
      }
    }
    return table
  }

  static func shares(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .double("target_loss"), .integer("step"), .double("slow_share"), .double("slow_share_teacher"),
        .double("largest_share"), .integer("largest_mode"), .double("outside_range"),
        .double("quadratic_over_loss_teacher"), .double("quadratic_over_loss"),
      ])
    for link in links {
      for (target, look) in zip(spec.targets, link.descent.arrivalLooks) {
        guard let look else { continue }
        let largest = look.shares.indices.max { look.shares[$0] < look.shares[$1] } ?? 0
        table.append(
          identity(link) + [
            .double(target), .integer(look.step), .double(look.slowShare), .double(look.slowTeacherShare),
            .double(look.shares[largest]), .integer(largest), .double(1 - look.shares.reduce(0, +)),
            .double(look.quadraticQuotient.teacher), .double(look.quadraticQuotient.iterate),
          ])
      }
    }
    return table
  }

  static func spectra(_ links: [StallLink], _ spec: StallStudy.Spec) -> Table {
    var table = Table(
      identity + [
        .integer("step"), .double("loss"), .integer("mode"), .double("hessian_eigenvalue"),
        .double("gauss_newton_eigenvalue"), .double("rate_times_steps"), .double("share"),
        .double("loss_in_mode"), .double("share_teacher"),
      ])
    for link in hardest(links) {
      for look in link.descent.looks {
        for k in look.eigenvalues.indices {
          table.append(
            identity(link) + [
              .integer(look.step), .double(look.loss), .integer(k), .double(look.hessianEigenvalues[k]),
              .double(look.eigenvalues[k]),
              .double(look.eigenvalues[k] * link.descent.learningRate * Double(look.step)),
              .double(look.shares[k]), .double(look.shares[k] * look.loss), .double(look.teacherShares[k]),
            ])
        }
      }
    }
    return table
  }
}
