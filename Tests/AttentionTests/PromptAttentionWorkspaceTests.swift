import Attention
import Optimizers
import Testing

@Suite struct PromptAttentionWorkspaceTests {
  /// Two copies share their buffers, so that the compiler must keep them from running at once.
  @Test func sharedBuffersStayWithOneTask() {
    #expect(!isSendable(PromptAttentionWorkspace.self))
    #expect(!isSendable(Descent<PromptAttentionLoss>.self))
    #expect(isSendable(PromptAttentionLoss.self))
  }
}

/// Whether the compiler takes a type for `Sendable`: it prefers the overload that asks for more.
private func isSendable<Value: Sendable>(_ type: Value.Type) -> Bool { true }

private func isSendable<Value>(_ type: Value.Type, _ unused: Void = ()) -> Bool { false }
