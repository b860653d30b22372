/// Amounts as people read them.
public enum Money {
    /// `$1,530.00`; below a cent with as many digits as say something.
    public static func text(_ amount: Double) -> String {
        let sign = amount < 0 ? "-" : ""
        let value = abs(amount)
        if value > 0, value < 0.01 {
            let digits = decimals(value, 6)
            return "\(sign)$\(digits)"
        }
        return "\(sign)$\(decimals(value, 2))"
    }

    /// A quantity with separators and at most so many decimals.
    public static func quantity(_ value: Double, decimals places: Int = 2) -> String {
        var text = decimals(abs(value), places)
        while text.contains("."), text.last == "0" { text.removeLast() }
        if text.last == "." { text.removeLast() }
        return (value < 0 ? "-" : "") + text
    }

    private static func decimals(_ value: Double, _ places: Int) -> String {
        guard value < 1e15 else { return "\(value)" }
        var scale: Int64 = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int64((value * Double(scale)).rounded())
        let whole = grouped(scaled / scale)
        guard places > 0 else { return whole }
        return "\(whole).\(String(scale + scaled % scale).dropFirst())"
    }

    private static func grouped(_ value: Int64) -> String {
        var digits = Array(String(value))
        var place = digits.count - 3
        while place > 0 {
            digits.insert(",", at: place)
            place -= 3
        }
        return String(digits)
    }
}
