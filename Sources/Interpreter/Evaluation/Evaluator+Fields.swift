import JSON
import JSONPath
import StatesLanguage

/// Fields that are a literal, a `…Path`, or an expression, each with the sentences that AWS has for what they can't be.
extension Evaluator {
    /// `TimeoutSeconds`, `HeartbeatSeconds`.
    mutating func seconds(_ field: Evaluable<Int64>?, field name: String, input: Payload) throws(Fault) -> Int64? {
        guard let field else { return nil }
        switch field {
        case .literal(let value): return value
        case .path(let path):
            let value = try value(of: path, input: input.value)
            guard let seconds = value.integer, seconds > 0 else {
                let detail =
                    value.integer == nil ? "cannot be parsed as a long value" : "references a non-positive value"
                throw Fault.runtime("The \(name)Path parameter \(detail): \(path.text) == \(value.bareText)")
            }
            return min(seconds, Self.longestWait)
        case .expression(let embedded):
            return min(try integer(embedded, input: input), Self.longestWait)
        case .intrinsic: return nil
        }
    }

    private mutating func integer(_ embedded: EmbeddedExpression, input: Payload) throws(Fault) -> Int64 {
        let value = try value(of: embedded, input: input.value)
        let number = try expect("number", value, from: embedded, as: \.number)
        guard let integer = Int64(exactly: number), integer >= 0 else {
            throw Fault.query(
                "The \(embedded.field) field must be a non-negative integer but was: \(value.serialized())",
                location: embedded.field)
        }
        return integer
    }

    /// `Error` and `Cause` of Fail.
    mutating func text(_ field: Evaluable<String>?, field name: String, input: Payload) throws(Fault) -> String? {
        guard let field else { return nil }
        switch field {
        case .literal(let text): return text
        case .path(let path):
            let value: JSONValue
            do throws(JSONPathError) {
                value = try path.evaluate(in: scope(input.value))
            } catch {
                throw Fault(error.notFound(field: "\(name)Path", input: input.value))
            }
            guard case .string(let text) = value else {
                throw Fault.runtime(
                    "The JSONPath '\(path.text)' specified for the field '\(name)Path' must reference a string")
            }
            return text
        case .intrinsic(let call):
            do throws(JSONPathError) {
                return try call.evaluate(in: scope(input.value)).bareText
            } catch {
                throw Fault(error)
            }
        case .expression(let embedded):
            return try expect("string", value(of: embedded, input: input.value), from: embedded, as: \.string)
        }
    }

    /// When a Wait is over, in milliseconds since 1970.
    mutating func due(_ wait: WaitState, input: Payload) throws(Fault) -> Int64 {
        switch wait {
        case .seconds(let field): now + (try waitSeconds(field, input: input)) * 1000
        case .timestamp(let field): try timestamp(field, input: input)
        }
    }

    private mutating func waitSeconds(_ field: Evaluable<Int64>, input: Payload) throws(Fault) -> Int64 {
        switch field {
        case .literal(let value): return value
        case .path(let path):
            let value: JSONValue
            do throws(JSONPathError) {
                value = try path.evaluate(in: scope(input.value))
            } catch {
                throw Fault(.secondsPathMissing(path.text))
            }
            guard let seconds = value.integer else {
                throw Fault(.secondsPathNotLong(path.text, value))
            }
            guard seconds >= 0 else {
                throw Fault(.secondsPathNegative(path.text, value))
            }
            return min(seconds, Self.longestWait)
        case .expression(let embedded): return min(try integer(embedded, input: input), Self.longestWait)
        case .intrinsic: return 0
        }
    }

    /// Seconds; AWS's greatest value for a Wait, a timeout and a heartbeat.
    private static let longestWait: Int64 = 99_999_999

    private mutating func timestamp(_ field: Evaluable<String>, input: Payload) throws(Fault) -> Int64 {
        switch field {
        case .literal(let text): return Timestamp.parse(text)?.milliseconds ?? now
        case .path(let path):
            let value: JSONValue
            do throws(JSONPathError) {
                value = try path.evaluate(in: scope(input.value))
            } catch {
                throw Fault.runtime("The TimestampPath parameter does not reference an input value: \(path.text)")
            }
            guard let text = value.string, let instant = Timestamp.parse(text) else {
                throw Fault(.timestampPathInvalid(path.text, value))
            }
            guard isWithinReach(instant) else {
                throw Fault.runtime(
                    "The TimestampPath parameter references a time too far in the future: \(path.text) == \(text)")
            }
            return instant.milliseconds
        case .expression(let embedded):
            let text = try expect("string", value(of: embedded, input: input.value), from: embedded, as: \.string)
            guard let instant = Timestamp.parse(text) else {
                throw Fault.query(
                    "The Timestamp field cannot be parsed as an ISO-8601 extended offset date-time format string: \(text)",
                    location: embedded.field)
            }
            guard isWithinReach(instant) else {
                throw Fault.query(
                    "The Timestamp field references a time too far in the future: \(text)", location: embedded.field)
            }
            return instant.milliseconds
        case .intrinsic: return now
        }
    }

    /// Step Functions counts the seconds of a wait in 32 bits: one of 24,855 days is taken, the boundary that the recorded
    /// case `test_timestamp_too_far_in_future_boundary[24855]` is named after. What AWS says beyond it is not recorded.
    private func isWithinReach(_ instant: Timestamp.Instant) -> Bool {
        instant.milliseconds - now <= Int64(Int32.max) * 1000
    }

    /// `MaxConcurrency`, `ToleratedFailureCount`, …: an integer that isn't negative.
    mutating func count(_ field: Evaluable<Int64>, name: String, input: Payload) throws(Fault) -> Int64 {
        switch field {
        case .literal(let value): return value
        case .path(let path):
            let value = try value(of: path, input: input.value)
            // A string of digits is taken, too.
            guard let count = value.wholeNumber else {
                throw Fault(.notAnInteger(field: "\(name)Path", path.text, value))
            }
            guard count >= 0 else { throw Fault.runtime("\(name) cannot be negative.") }
            return count
        case .expression(let embedded): return try integer(embedded, input: input)
        case .intrinsic: return 0
        }
    }

    /// `ToleratedFailurePercentage`.
    mutating func percentage(_ field: Evaluable<Double>, input: Payload) throws(Fault) -> Double {
        let percentage: Double
        switch field {
        case .literal(let value): percentage = value
        case .path(let path):
            let value = try value(of: path, input: input.value)
            guard let number = value.number ?? value.string.flatMap({ Double($0) }) else {
                throw Fault(.notAFloat(field: "ToleratedFailurePercentagePath", path.text, value))
            }
            percentage = number
        case .expression(let embedded):
            percentage = try expect("number", value(of: embedded, input: input.value), from: embedded, as: \.number)
        case .intrinsic: percentage = 0
        }
        guard (0...100).contains(percentage) else {
            throw Fault.runtime("ToleratedFailurePercentage must be between 0 and 100.")
        }
        return percentage
    }
}

extension JSONValue {
    fileprivate var wholeNumber: Int64? {
        switch self {
        case .int(let value): value
        case .string(let text): Int64(text)
        default: nil
        }
    }

    /// As causes print values: a string without its quotes, all else as JSON.
    var bareText: String { if case .string(let text) = self { text } else { serialized() } }
}
