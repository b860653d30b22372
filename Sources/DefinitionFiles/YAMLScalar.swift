import JSON
import Yams

/// What a scalar of YAML says, by the core schema (YAML 1.2, 10.3), and CloudFormation's short tags.
enum YAMLScalar {
    static func value(of scalar: Node.Scalar) -> JSONValue {
        let text = scalar.string
        // !Ref Name, !GetAtt Name.Arn: as open as ${Name}.
        switch scalar.tag.description {
        case "!Ref", "!GetAtt", "!ImportValue": return .string("${\(text)}")
        default: break
        }
        switch scalar.style {
        case .any, .plain: return plain(text)
        default: return .string(text)
        }
    }

    private static func plain(_ text: String) -> JSONValue {
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE": return .bool(true)
        case "false", "False", "FALSE": return .bool(false)
        default: break
        }
        guard let first = text.utf8.first, first == UInt8(ascii: "-") || (0x30...0x39).contains(first),
            let number = try? JSONValue.parse(text), number.isNumber
        else { return .string(text) }
        return number
    }
}
