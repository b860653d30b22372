/// The variables that an expression assigns itself (`$x := 1`): these are its own, though it reads a workflow variable of
/// the same name until then.
enum LocalBindings {
    static func names(in expression: String) -> Set<String> {
        guard expression.utf8.contains(UInt8(ascii: ":")) else { return [] }
        let scalars = Array(expression.unicodeScalars)
        var names: Set<String> = []
        var place = 0
        var quote: Unicode.Scalar?
        while place < scalars.count {
            let scalar = scalars[place]
            place += 1
            if scalar == "\\" {
                place += 1
            } else if let open = quote {
                if scalar == open { quote = nil }
            } else if scalar == "\"" || scalar == "'" || scalar == "`" {
                quote = scalar
            } else if scalar == "$" {
                let start = place
                while place < scalars.count, VariableName.continues(scalars[place]) { place += 1 }
                var next = place
                while next < scalars.count, scalars[next].properties.isWhitespace { next += 1 }
                guard start < place, next + 1 < scalars.count, scalars[next] == ":", scalars[next + 1] == "=" else {
                    continue
                }
                var name = String.UnicodeScalarView()
                name.append(contentsOf: scalars[start..<place])
                names.insert(String(name))
            }
        }
        return names
    }
}
