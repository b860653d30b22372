import Interpreter
import JSON
import Journal
import StatesLanguage

extension Engine {
    /// The state of a map run, from its records.
    func foldMapRun(_ origin: MapRunOrigin) throws(ServiceError) -> MapRunMachine {
        var machine = MapRunMachine(settings: origin.body.settings)
        do {
            while true {
                let chunks = try journal.chunks(
                    of: origin.key, from: machine.nextRecord, reversed: false, byteLimit: Self.pageBytes)
                let before = machine.nextRecord
                for chunk in chunks where chunk.firstRecord >= machine.nextRecord {
                    for json in try JSONValue.parse(chunk.bytes).array ?? [] {
                        if let record = MapRunRecord(json) { machine.apply(record) }
                    }
                }
                if machine.nextRecord == before { return machine }
            }
        } catch {
            throw ServiceError(.internalFailure, "The records of \(origin.body.arn) can't be read: \(error)")
        }
    }

    /// Where the items of a map run come from.
    func source(of request: MapRunRequest) async throws(SourceFault) -> any MapRunSource {
        guard request.map.itemReader != nil else { return ArraySource(request.items) }
        throw SourceFault("This server has no reader for \(request.map.itemReader?.resource ?? "").")
    }

    /// The output of a map run that succeeded, without a ResultWriter: what each child gave, in the order of the items.
    ///
    /// It grows a little over the limit of a payload and no further; the state that takes it fails by that.
    func output(of origin: MapRunOrigin, _ machine: MapRunMachine) throws(ServiceError) -> Payload {
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        var results = ChildResults(origin: origin, count: machine.nextChild, engine: self)
        while bytes.count <= configuration.limits.payloadBytes, let result = try results.next() {
            if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
            bytes.append(contentsOf: result.compact(origin))
        }
        bytes.append(UInt8(ascii: "]"))
        return Payload(text: bytes)
    }
}
