import Foundation
import Objectives
import Optimizers
import Reporting
import TeacherStudent

@testable import Experiments

extension Parser {
  /// What stands in the folder of a run or beside it, and is read again: by `rerun`, `report`, or a run that goes on.
  static let runFolder = [
    Parser(text: "summary") { text in
      try RunFixture.folder.store(text, as: "summary.json")
      _ = try RunIndex(RunFixture.folder.url).html(in: RunFixture.folder.url)
      _ = try Summary.read(RunFixture.folder.url, for: RunFixture.experiment)
    },
    Parser(text: "provenance") { text in
      try RunFixture.folder.store(text, as: "provenance.json")
      _ = try RunIndex(RunFixture.folder.url).html(in: RunFixture.folder.url)
      if let provenance = try? json(text).decode(Provenance.self) { _ = provenance.rows }
    },
    Parser(text: "rerun") { text in
      try RunFixture.folder.store(text, as: "spec.json")
      // Without studies nothing is run, and every specification ends with an error.
      _ = try? Rerun(
        RunFixture.folder.url, studies: [], in: ExperimentFolder(root: nil), Runner.Options())
    },
    Parser("checkpoint", seeds: { try CheckpointFixture.seeds() }) { bytes in
      try CheckpointFixture.read(bytes)
    },
    Parser(
      "certificate",
      seeds: {
        var specification = DatasetSpecification()
        (specification.samples, specification.tokens, specification.dimension) = (2, 3, 2)
        return [Array(try DatasetCertificate(Dataset(specification)).json())]
      }
    ) { bytes in
      // No command reads it, so that no error of its decoder is put into words.
      _ = try? DatasetCertificate(json: Data(bytes))
    },
  ]
}

/// The folder of a finished run.
enum RunFixture {
  static let folder = {
    let folder = ScratchFolder("run")
    do {
      try folder.store(experiment.digest + "\n", as: "DONE")
      try folder.store("{study: 'convergence'}", as: "spec.json")
      try folder.store("{experiment: 'fuzz', metrics: {loss: 1}}", as: "summary.json")
      try folder.store("{start: '2026-01-01T00:00:00Z', wallSeconds: 1}", as: "provenance.json")
      try folder.store("step,loss\n0,1\n", as: "curves.csv")
    } catch { fatalError("\(error)") }
    return folder
  }()

  static let experiment = {
    guard let parameters = try? Parser.convergence.defaults() else { fatalError("no defaults") }
    return ResolvedExperiment(
      slug: "fuzz", study: Parser.convergence, question: "?", parameters: parameters, isQuick: false)
  }()
}

/// A piece of a checkpoint that holds a descent.
private enum CheckpointFixture {
  static let folder = ScratchFolder("checkpoint")

  static let checkpoint = {
    guard var checkpoint = try? Checkpoint(folder.url, digest: "fuzz") else { fatalError("no checkpoint") }
    checkpoint.warn = { _ in }
    return checkpoint.section("descent")
  }()

  static let piece = {
    try? checkpoint.keep([0])
    guard let name = Checkpoint.pieces(in: folder.url).first else { fatalError("nothing was kept") }
    return name
  }()

  static func seeds() throws -> [[UInt8]] {
    let rules = try ["adam", "lbfgs", "heavy-ball"].map {
      DescentMember(try OptimizerCatalog.optimizer(named: $0, learningRate: 0.1), from: [1, -2])
    }
    return try rules.map { rule in
      var descent = try Descent(on: Quadratic(spectrum: [1, 3]), members: [rule])
      descent.advance(to: 3)
      return Array(try JSONEncoder().encode(descent.checkpoint))
    }
  }

  /// What is damaged is not read; what is whole is decoded, whoever wrote it.
  static func read(_ bytes: [UInt8]) throws {
    try folder.store(bytes, as: piece)
    Parser.require(checkpoint.value(DescentCheckpoint.self) == nil, "a piece is read without its sum")
    let body = Array("descent\n".utf8) + Array(String(decoding: bytes, as: UTF8.self).utf8)
    let sum = SHA256.hexadecimal(String(decoding: body, as: UTF8.self))
    try folder.store(Array("\(sum)\n".utf8) + body, as: piece)
    if let value = checkpoint.value(DescentCheckpoint.self) { _ = value.trajectories.map(\.label) }
  }
}
