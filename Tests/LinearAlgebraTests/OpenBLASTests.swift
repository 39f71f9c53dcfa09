import LinearAlgebra
import Testing

@Suite("OpenBLAS")
struct OpenBLASTests {
  @Test func namesItsBuildAndCore() {
    #expect(OpenBLAS.configuration.contains("OpenBLAS"))
    #expect(!OpenBLAS.core.isEmpty)
  }
}
