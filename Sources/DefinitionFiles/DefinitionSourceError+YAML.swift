import StatesLanguage
import Yams

extension DefinitionSourceError {
    init(_ error: YamlError, lines: TextLines) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            self.init(message: problem, position: lines.position(of: mark))
        case .duplicatedKeysInMapping(let duplicates, let context):
            let names = duplicates.sorted()
            self.init(
                message: "the same name twice: \(names.map { "'\($0)'" }.joined(separator: ", "))",
                position: lines.position(of: context.mark))
        default:
            self.init(message: "\(error)", position: nil)
        }
    }
}
