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

    /// The row of a Standard child; nil where it was never started.
    func childRow(_ index: Int, of origin: MapRunOrigin) throws(ServiceError) -> ExecutionRow? {
        do throws(JournalError) {
            return try journal.execution(
                owner: MapRunOwner.children(of: origin.key), name: origin.name(ofChild: index))
        } catch {
            throw storageError(error)
        }
    }

    /// The claims that some children were made by.
    func claims(of origin: MapRunOrigin, with children: IndexRanges) throws(ServiceError) -> [MapRunClaim] {
        var claims: [MapRunClaim] = []
        var next: Int64 = 0
        do {
            while true {
                let chunks = try journal.chunks(of: origin.key, from: next, reversed: false, byteLimit: Self.pageBytes)
                    .filter { $0.firstRecord >= next }
                if chunks.isEmpty { return claims }
                for chunk in chunks {
                    let records = try JSONValue.parse(chunk.bytes).array ?? []
                    next = chunk.firstRecord + Int64(max(records.count, 1))
                    for json in records {
                        guard case .claimed(let claim)? = MapRunRecord(json),
                            children.first(from: claim.first).map({ $0 < claim.first + claim.children }) ?? false
                        else { continue }
                        claims.append(claim)
                    }
                }
            }
        } catch {
            throw ServiceError(.internalFailure, "The records of \(origin.body.arn) can't be read: \(error)")
        }
    }

    /// Where the items of a map run come from.
    func source(of request: MapRunRequest, _ origin: MapRunOrigin) async throws(SourceFault) -> any MapRunSource {
        guard let reader = request.map.itemReader else { return ArraySource(request.items) }
        return try await ItemSources(origin: origin, engine: self).source(reader, request.settings)
    }

    /// The output of a map run that succeeded, in the order of the items; with a ResultWriter, where its files are.
    ///
    /// It grows a little over the limit of a payload and no further; the state that takes it fails by that.
    func output(
        of origin: MapRunOrigin, _ machine: MapRunMachine, _ request: MapRunRequest
    ) throws(ServiceError) -> Payload {
        if let writer = request.map.resultWriter, writer.resource != nil,
            let files = try? ResultFiles(writer, request.settings, origin, self)
        {
            return Payload(files.details)
        }
        let transformation = request.map.resultWriter.flatMap(ResultTransformation.init) ?? .compact
        var bytes: [UInt8] = [UInt8(ascii: "[")]
        var results = ChildResults(origin: origin, machine: machine, engine: self)
        while bytes.count <= configuration.limits.payloadBytes, let result = try results.next() {
            for text in transformation.texts(of: result, origin) {
                if bytes.count > 1 { bytes.append(UInt8(ascii: ",")) }
                bytes.append(contentsOf: text)
            }
        }
        bytes.append(UInt8(ascii: "]"))
        return Payload(text: bytes)
    }
}
