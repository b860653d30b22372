import Interpreter
import JSON

/// What is kept of an Express child once it has ended.
struct ExpressResult: Sendable {
    var index: Int
    var status: ChildStatus
    /// Milliseconds since 1970.
    var startDate: Int64
    var stopDate: Int64
    /// JSON text.
    var input: [UInt8]
    /// JSON text; nil where it is the input.
    var output: [UInt8]?
    var error: String?
    var cause: String?

    /// `[index,status,start,stop,input]`, with the output where it is another, or null, error and cause.
    func write(to bytes: inout [UInt8]) {
        bytes.append(contentsOf: "[\(index),\(status.rawValue),\(startDate),\(stopDate),".utf8)
        bytes.append(contentsOf: input)
        if let output {
            bytes.append(UInt8(ascii: ","))
            bytes.append(contentsOf: output)
        } else if status != .succeeded {
            bytes.append(contentsOf: ",null,".utf8)
            bytes.append(contentsOf: (error.map(JSONValue.string) ?? .null).serializedBytes())
            bytes.append(UInt8(ascii: ","))
            bytes.append(contentsOf: (cause.map(JSONValue.string) ?? .null).serializedBytes())
        }
        bytes.append(UInt8(ascii: "]"))
    }

    init(
        index: Int, status: ChildStatus, startDate: Int64, stopDate: Int64, input: [UInt8], output: [UInt8]? = nil,
        error: String? = nil, cause: String? = nil
    ) {
        self.index = index
        self.status = status
        self.startDate = startDate
        self.stopDate = stopDate
        self.input = input
        self.output = output
        self.error = error
        self.cause = cause
    }

    init?(_ json: JSONValue) {
        guard case .array(let parts) = json, parts.count >= 5, let index = parts[0].integer,
            let status = parts[1].integer.flatMap(ChildStatus.init), let start = parts[2].integer,
            let stop = parts[3].integer
        else { return nil }
        self.index = Int(index)
        self.status = status
        startDate = start
        stopDate = stop
        input = parts[4].serializedBytes()
        if status == .succeeded {
            output = parts.count > 5 ? parts[5].serializedBytes() : nil
        } else {
            error = parts.count > 6 ? parts[6].string : nil
            cause = parts.count > 7 ? parts[7].string : nil
        }
    }

    /// Some results as one chunk.
    static func chunk(_ results: some Sequence<ExpressResult>) -> [UInt8] {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        for result in results {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            result.write(to: &bytes)
        }
        bytes.append(UInt8(ascii: "]"))
        return bytes
    }

    static func results(ofChunk bytes: [UInt8]) -> [ExpressResult] {
        guard case .array(let results)? = try? JSONValue.parse(bytes) else { return [] }
        return results.compactMap(ExpressResult.init)
    }
}
