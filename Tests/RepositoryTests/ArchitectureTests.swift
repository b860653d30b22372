import Testing

/// The arrows between the rooms (docs/architecture.md): a target imports what it rests on, and nothing else of ours.
@Suite struct ArchitectureTests {
    /// What each target rests on directly; it may import that and all that it rests on in turn.
    static let restsOn: [String: Set<String>] = [
        "JSON": ["Synchronization"],
        "Digests": [],
        "CPCRE2": [],
        "CSQLite": [],
        "JSONata": ["JSON", "Digests", "CPCRE2"],
        "JSONPath": ["JSON", "Digests", "CPCRE2"],
        "StatesLanguage": ["JSONata", "JSONPath"],
        "DefinitionFiles": ["StatesLanguage"],
        "Interpreter": ["StatesLanguage"],
        "Journal": ["JSON", "CSQLite"],
        "Integrations": ["StatesLanguage", "LocalFunctions"],
        "LocalFunctions": ["JSON", "Digests"],
        "LambdaAPI": ["Integrations"],
        "Engine": ["Interpreter", "Journal", "Integrations"],
        "StepFunctionsAPI": ["Engine"],
        "WorkflowTests": ["Interpreter", "DefinitionFiles"],
        "Pricing": ["WorkflowTests"],
        "Advice": ["Pricing"],
        "Conversion": ["WorkflowTests"],
        "fermata": [
            "StepFunctionsAPI", "DefinitionFiles", "LambdaAPI", "WorkflowTests", "Pricing", "Advice", "Conversion",
        ],
    ]

    /// The pure core, and what of the platform it may see: no file, socket, clock or thread among it.
    static let core: [String: Set<String>] = [
        "JSON": ["Synchronization"],
        "Digests": [],
        "JSONata": ["Glibc", "Musl", "Darwin", "Synchronization"],
        "JSONPath": ["Glibc", "Musl", "Darwin", "Synchronization"],
        "StatesLanguage": ["Synchronization"],
        "Interpreter": [],
    ]

    @Test func eachTargetHasItsPlace() {
        #expect(SourceTree.targets.contains("fermata"))
        #expect(SourceTree.targets.subtracting(Self.restsOn.keys) == [])
    }

    @Test func arrowsPointDown() {
        var wrong: [String] = []
        for file in SourceTree.sources {
            let allowed = Self.below(file.target)
            for module in file.imports where Self.restsOn[module] != nil && !allowed.contains(module) {
                wrong.append("\(file.path) imports \(module)")
            }
        }
        #expect(wrong == [])
    }

    @Test func theCoreIsPure() {
        var wrong: [String] = []
        for file in SourceTree.sources {
            guard let platform = Self.core[file.target] else { continue }
            for module in file.imports where Self.restsOn[module] == nil && !platform.contains(module) {
                wrong.append("\(file.path) imports \(module)")
            }
        }
        #expect(wrong == [])
    }

    /// `JSON.Value` can't be told from a member of a type `JSON`: so it is for the libraries that others import.
    @Test func noTypeOfALibraryIsNamedLikeIt() {
        var wrong: [String] = []
        for file in SourceTree.sources where Self.core[file.target] != nil {
            for (number, text) in file.code {
                let words = text.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init)
                for (kind, name) in zip(words, words.dropFirst())
                where ["struct", "class", "enum", "actor", "protocol"].contains(kind) && name == file.target {
                    wrong.append("\(file.path):\(number)")
                }
            }
        }
        #expect(wrong == [])
    }

    private static func below(_ target: String) -> Set<String> {
        var found: Set<String> = []
        var open = Array(restsOn[target] ?? [])
        while let next = open.popLast() {
            if found.insert(next).inserted { open += restsOn[next] ?? [] }
        }
        return found
    }
}
