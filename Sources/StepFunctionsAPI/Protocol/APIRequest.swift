import Engine
import JSON

/// A checked request: reading a member can't find another type than its shape says.
struct APIRequest: Sendable {
    let scope: Scope
    let body: JSONObject
    let isSyncHost: Bool
    let serviceModels: ServiceModels

    /// A member's text; required members are there by then.
    func text(_ name: String) -> String { body[name]?.string ?? "" }

    func optionalText(_ name: String) -> String? { body[name]?.string }

    /// Text that says nothing when it is empty.
    func textIfAny(_ name: String) -> String? { body[name]?.string.flatMap { $0.isEmpty ? nil : $0 } }

    func flag(_ name: String) -> Bool { body[name]?.bool ?? false }

    func integer(_ name: String) -> Int64? { body[name]?.integer }

    /// `maxResults`: 0 and absence mean the default.
    func pageSize(default size: Int = 100) -> Int {
        guard let wanted = integer("maxResults"), wanted > 0 else { return size }
        return Int(wanted)
    }

    /// Without the definition, inputs and outputs (`includedData`).
    var isMetadataOnly: Bool { optionalText("includedData") == "METADATA_ONLY" }
}
