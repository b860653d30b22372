public import JSON

/// Items that become the input of one child (Step Functions, "ItemBatcher").
public struct ItemBatch: Sendable {
    public private(set) var inputs: [JSONValue] = []
    private var bytes: Int
    private let mostItems: Int
    private let mostBytes: Int

    /// Bytes of an execution's input, the most that a batch may have.
    private static let byteLimit: Int64 = 262_144

    public init(_ settings: MapRunSettings) {
        mostItems = settings.maxItemsPerBatch.flatMap { $0 > 0 ? Int(clamping: $0) : nil } ?? .max
        mostBytes = Int(
            min(settings.maxInputBytesPerBatch.flatMap { $0 > 0 ? $0 : nil } ?? Self.byteLimit, Self.byteLimit))
        bytes = Self.input([], settings).serializedBytes().count
    }

    /// False where the batch has no room for the item; the first always has.
    public mutating func add(_ input: JSONValue) -> Bool {
        guard inputs.count < mostItems else { return false }
        let size = input.serializedBytes().count + (inputs.isEmpty ? 0 : 1)
        guard inputs.isEmpty || bytes + size <= mostBytes else { return false }
        inputs.append(input)
        bytes += size
        return true
    }

    /// The input of a child that these items are for.
    public static func input(_ items: [JSONValue], _ settings: MapRunSettings) -> JSONValue {
        var object: JSONObject = [:]
        object["BatchInput"] = settings.batchInput
        object["Items"] = .array(items)
        return .object(object)
    }
}
