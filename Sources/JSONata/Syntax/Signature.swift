import JSON

/// What a function takes: `<s-nn?:s>`. Arguments are matched against it as text is against a regular expression.
struct Signature: Sendable {
    struct Types: OptionSet, Sendable {
        let rawValue: UInt8
        static let string = Types(rawValue: 1)
        static let number = Types(rawValue: 2)
        static let boolean = Types(rawValue: 4)
        static let null = Types(rawValue: 8)
        static let object = Types(rawValue: 16)
        static let array = Types(rawValue: 32)
        static let function = Types(rawValue: 64)
        static let missing = Types(rawValue: 128)

        static let json: Types = [.string, .number, .boolean, .null, .object, .array, .missing]
        static let any: Types = [.json, .function]

        init(rawValue: UInt8) { self.rawValue = rawValue }

        init?(letter: Character) {
            switch letter {
            case "s": self = .string
            case "n": self = .number
            case "b": self = .boolean
            case "l": self = .null
            case "o": self = .object
            case "a": self = .array
            case "f": self = .function
            default: return nil
            }
        }
    }

    struct Parameter: Sendable {
        var types: Types
        var isArray = false
        /// What the items of the array must be; its first letter.
        var items: Types?
        var itemsText = ""
        var usesContext = false
        var isOptional = false
        var isRepeated = false
    }

    let parameters: [Parameter]

    init(_ text: String, at position: Int = 0) throws(JSONataError) {
        let symbols = Array(text)
        var parameters: [Parameter] = []
        var place = 1
        while place < symbols.count, symbols[place] != ":" {
            switch symbols[place] {
            case "s", "n", "b", "l", "o":
                parameters.append(Parameter(types: (Types(letter: symbols[place]) ?? .any).union(.missing)))
            case "a": parameters.append(Parameter(types: .any, isArray: true))
            case "f": parameters.append(Parameter(types: .function))
            case "j": parameters.append(Parameter(types: .json))
            case "x": parameters.append(Parameter(types: .any))
            case "-":
                if let last = parameters.indices.last {
                    parameters[last].usesContext = true
                    parameters[last].isOptional = true
                }
            case "?": if let last = parameters.indices.last { parameters[last].isOptional = true }
            case "+": if let last = parameters.indices.last { parameters[last].isRepeated = true }
            case "(":
                let end = Self.closing(of: "(", with: ")", in: symbols, from: place)
                let choice = symbols[place + 1..<max(place + 1, min(end, symbols.count))]
                guard !choice.contains("<") else {
                    throw JSONataError("S0402", at: position, token: String(choice), value: .string(String(choice)))
                }
                var types: Types = .missing
                for letter in choice { types.formUnion(Types(letter: letter) ?? []) }
                parameters.append(Parameter(types: types))
                place = end
            case "<":
                guard let last = parameters.indices.last,
                    parameters[last].isArray || parameters[last].types == .function
                else { throw JSONataError("S0401", at: position, token: String(text)) }
                let end = Self.closing(of: "<", with: ">", in: symbols, from: place)
                let inner = String(symbols[place + 1..<max(place + 1, min(end, symbols.count))])
                if parameters[last].isArray, let letter = inner.first {
                    parameters[last].items = Types(letter: letter) ?? (letter == "j" ? .json : .any)
                    parameters[last].itemsText = inner
                }
                place = end
            default: break
            }
            place += 1
        }
        self.parameters = parameters
    }

    private static func closing(of open: Character, with close: Character, in symbols: [Character], from start: Int)
        -> Int
    {
        var depth = 1
        var place = start
        while place < symbols.count {
            place += 1
            guard place < symbols.count else { break }
            if symbols[place] == close {
                depth -= 1
                if depth == 0 { break }
            } else if symbols[place] == open {
                depth += 1
            }
        }
        return place
    }
}
