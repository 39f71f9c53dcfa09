/// Why a sweep cannot be made, or not there.
public enum SweepError: Error, Equatable, CustomStringConvertible {
  /// An axis that is not `key.path=a,b,c` or `key.path=lo..hi:count[log]`.
  case malformedAxis(String, reason: String)
  /// Two axes vary one parameter.
  case repeatedAxis(key: String)
  /// Options that make more cells than ``SweepPlan/cellLimit``.
  case tooManyCells(source: String, limit: Int)
  /// A folder that holds another sweep, or none.
  case otherFolder(path: String, holds: String)
  /// The folder of a cell that is a link to another.
  case linkedCell(path: String)
  /// A shard that is not i/n with 1 ≤ i ≤ n.
  case badShard(String)
  /// A metric no finished cell has.
  case unknownMetric(String, suggestion: String)

  /// One line that names the argument.
  public var description: String {
    switch self {
    case .malformedAxis(let text, let reason): "--over \(text): \(reason)"
    case .repeatedAxis(let key): "--over \(key)=…: this parameter is varied twice"
    case .tooManyCells(let source, let limit):
      "\(source): more than \(limit) cells; sweep fewer values at a time"
    case .otherFolder(let path, let holds): "\(path) holds \(holds); give another folder with --out"
    case .linkedCell(let path): "\(path) is a symbolic link, which a sweep does not follow; remove it"
    case .badShard(let text): "--shard \(text): expected i/n with 1 ≤ i ≤ n"
    case .unknownMetric(let name, let suggestion): "--metric \(name): no finished cell has it\(suggestion)"
    }
  }
}
