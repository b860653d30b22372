/// A place in a document, by member names and array indexes from the top.
///
/// Its text is the `location` of AWS's diagnostics: `/States/Choose/Choices[0]/Next`; the top is `/`.
public struct DefinitionPath: Sendable, Hashable, CustomStringConvertible {
    public enum Step: Sendable, Hashable {
        case member(String)
        case element(Int)
    }

    public private(set) var steps: [Step]

    public init(_ steps: [Step] = []) { self.steps = steps }

    public static let top = DefinitionPath()

    public func appending(_ name: String) -> DefinitionPath { DefinitionPath(steps + [.member(name)]) }

    public func appending(_ index: Int) -> DefinitionPath { DefinitionPath(steps + [.element(index)]) }

    public var description: String { steps.isEmpty ? "/" : "/" + Self.text(of: steps) }

    /// `Choices[0]/Next`: the place below the first `count` steps, as AWS names a field of a state.
    public func field(below count: Int) -> String { Self.text(of: steps.dropFirst(count)) }

    private static func text(of steps: some Sequence<Step>) -> String {
        var text = ""
        for step in steps {
            switch step {
            case .member(let name):
                if !text.isEmpty { text += "/" }
                text += name
            case .element(let index):
                text += "[\(index)]"
            }
        }
        return text
    }
}
