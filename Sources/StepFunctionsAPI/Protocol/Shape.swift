/// What a member of a request may hold: the constraints of the service's API model, as data.
indirect enum Shape: Sendable {
    case string(StringRule)
    case integer(min: Int64? = nil, max: Int64? = nil)
    case number(min: Double? = nil, max: Double? = nil)
    case boolean
    case list(min: Int? = nil, max: Int? = nil, of: Shape)
    case structure(Structure)

    struct StringRule: Sendable {
        var min: Int?
        var max: Int?
        var pattern: Pattern?
        var values: [String]?
    }

    /// A regular expression of the model, with the test that it stands for.
    struct Pattern: Sendable {
        let text: String
        let matches: @Sendable (String) -> Bool
    }

    struct Structure: Sendable {
        /// Its name in AWS's service, which messages print.
        let name: String
        let members: [Member]

        init(_ name: String = "", _ members: [Member]) {
            self.name = name
            self.members = members
        }
    }

    struct Member: Sendable {
        let name: String
        let shape: Shape
        let isRequired: Bool

        static func required(_ name: String, _ shape: Shape) -> Member {
            Member(name: name, shape: shape, isRequired: true)
        }

        static func optional(_ name: String, _ shape: Shape) -> Member {
            Member(name: name, shape: shape, isRequired: false)
        }
    }

    static func text(_ min: Int? = nil, _ max: Int? = nil, pattern: Pattern? = nil) -> Shape {
        .string(StringRule(min: min, max: max, pattern: pattern))
    }

    static func one(of values: String...) -> Shape { .string(StringRule(values: values)) }
}
