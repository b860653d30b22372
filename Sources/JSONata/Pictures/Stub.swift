import JSON
struct IntegerPicture { 
  init(_ p: String) throws(JSONataError) {}
  func format(_ n: Double) throws(JSONataError) -> String { "" }
  func parse(_ s: String) throws(JSONataError) -> Double? { nil }
}
struct NumberPicture {
  static func cached(_ p: String, options: Value, _ run: Run) throws(JSONataError) -> NumberPicture { NumberPicture() }
  func format(_ n: Double) throws(JSONataError) -> String { "" }
}
extension Builtin { static let dateFunctions: [Builtin] = [] ; static let statesFunctions: [Builtin] = [] }
