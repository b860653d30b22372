/// A share as people read it.
enum Percent {
    static func text(_ value: Double) -> String {
        value == value.rounded() ? "\(Int(value)) %" : "\((value * 10).rounded() / 10) %"
    }
}
