import Interpreter

enum TimestampText {
    static func text(_ seconds: Double) -> String { Timestamp.text(Int64((seconds * 1000).rounded())) }
}
