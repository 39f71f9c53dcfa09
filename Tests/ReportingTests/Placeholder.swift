/// Placeholder until the tests are written.
enum Placeholder {}
