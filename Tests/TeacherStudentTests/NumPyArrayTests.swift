import TeacherStudent
import Testing

@Suite struct NumPyArrayTests {
  @Test func indexInvertsCOrder() {
    let array = NumPyArray(shape: [2, 3, 4], elements: (0..<24).map(Double.init))
    var offset = 0
    for i in 0..<2 {
      for j in 0..<3 {
        for k in 0..<4 {
          #expect(array.index(of: offset) == [i, j, k])
          offset += 1
        }
      }
    }
    #expect(NumPyArray(shape: [], elements: [1]).index(of: 0) == [])
  }

  /// Element (i, j, …) of an array in Fortran order stands at i + j·n₁ + …, whatever the rank.
  @Test(arguments: [[], [5], [2, 3], [3, 1], [2, 3, 4], [2, 1, 3, 2], [3, 2, 2, 1, 2], [0, 3], [2, 0]])
  func fortranOrderIsReversedIndexing(shape: [Int]) {
    let count = shape.reduce(1, *)
    let stored = (0..<count).map(Double.init)
    let reordered = NumPyArray.fromFortranOrder(stored, shape: shape)
    let array = NumPyArray(shape: shape, elements: reordered)
    for offset in 0..<count {
      var (position, stride) = (0, 1)
      for (index, size) in zip(array.index(of: offset), shape) {
        position += index * stride
        stride *= size
      }
      #expect(reordered[offset] == stored[position])
    }
  }

  @Test func shapesArePrintedAsInPython() {
    #expect(NumPyArray.text([]) == "()")
    #expect(NumPyArray.text([3]) == "(3,)")
    #expect(NumPyArray.text([3, 4]) == "(3, 4)")
  }
}
