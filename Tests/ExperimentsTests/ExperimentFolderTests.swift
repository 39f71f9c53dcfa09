import ExperimentSupport
import Experiments
import Foundation
import Reporting
import Testing

@Suite struct ExperimentFolderTests {
  @Test func theEnvironmentDecides() {
    let folder = ExperimentFolder.find(
      environment: ["SOFTMAXLAB_EXPERIMENTS": "/somewhere/else"], currentFolder: "/", program: nil)
    #expect(folder.root?.path == "/somewhere/else")
    #expect(folder.slugs.isEmpty)
  }

  @Test func upwardFromTheCurrentFolderThenFromTheProgram() throws {
    try Scratch.folder { scratch in
      let package = scratch.appendingPathComponent("package")
      let inner = package.appendingPathComponent(".build/release")
      try FileManager.default.createDirectory(at: inner, withIntermediateDirectories: true)
      try Demo.write(into: package.appendingPathComponent("Experiments"))
      func find(_ current: URL, _ program: URL?) -> ExperimentFolder {
        ExperimentFolder.find(environment: [:], currentFolder: current.path, program: program)
      }
      // A folder of that name without a package beside it is somebody else's.
      #expect(find(inner, nil).root == nil)
      try OutputFile.write("", to: package.appendingPathComponent("Package.swift").path)
      #expect(find(inner, nil).slugs == ["demo"])
      #expect(find(URL(fileURLWithPath: "/"), inner.appendingPathComponent("softmaxlab")).slugs == ["demo"])
      #expect(find(URL(fileURLWithPath: "/"), nil).root == nil)
    }
  }

  @Test func foldersWithoutSpecificationAreNoExperiments() throws {
    try Scratch.folder { root in
      try Demo.write(into: root)
      try FileManager.default.createDirectory(
        at: root.appendingPathComponent("notes"), withIntermediateDirectories: true)
      #expect(ExperimentFolder(root: root).slugs == ["demo"])
      #expect(ExperimentFolder(root: nil).slugs.isEmpty)
    }
  }
}
