import Experiments
import Foundation
import TeacherStudent

extension Parser {
  /// Arrays: a file, and what reads the numbers in it.
  static let arrays = [
    Parser("npy", seeds: { seeds([[3], [2, 2], [], [0, 5], [2, 1, 3]]) }) { bytes in
      let array = try NumPyFile.decode(Data(bytes), name: "fuzz.npy", requireFinite: false)
      require(array.shape.reduce(1, *) == array.elements.count, "the shape is not that of the elements")
      let again = try NumPyFile.decode(NumPyFile.encode(array), name: "again.npy", requireFinite: false)
      require(again.shape == array.shape, "written and read again it is another array")
    },
    Parser("attention-map", seeds: { seeds([[2, 3], [4], [1, 2, 2]]) }) { bytes in
      let array = try NumPyFile.decode(Data(bytes), name: "fuzz.npy", requireFinite: false)
      _ = try AttentionMapInstrument(array, source: "fuzz.npy").json
    },
    Parser("dataset", seeds: { seeds([[2, 3, 2]]) }) { bytes in
      try ScratchFolder.dataset.store(bytes, as: "tokens.npy")
      _ = try Dataset(directory: ScratchFolder.dataset.url)
    },
  ]

  /// Files of arrays of these shapes.
  private static func seeds(_ shapes: [[Int]]) -> [[UInt8]] {
    shapes.map { shape in
      let elements = (0..<shape.reduce(1, *)).map { Double($0) / 3 }
      return Array(NumPyFile.encode(NumPyArray(shape: shape, elements: elements)))
    }
  }
}

extension ScratchFolder {
  /// Data whose tokens are missing.
  fileprivate static let dataset = {
    let folder = ScratchFolder("dataset")
    do {
      for (name, count) in [("labels", 2), ("teacherPrompt", 2), ("teacherValue", 2)] {
        try NumPyFile.write(
          NumPyArray((0..<count).map { Double($0) }), to: folder.url.appendingPathComponent(name + ".npy"))
      }
    } catch { fatalError("\(error)") }
    return folder
  }()
}
