import Interpreter
import StatesLanguage

extension MapRunner {
    /// Writes the files of a ResultWriter, if the Map has one with a bucket.
    func writeResults(_ request: MapRunRequest) async throws(ResultWriteError) {
        guard let writer = request.map.resultWriter, writer.resource != nil else { return }
        do {
            var files = try ResultFiles(writer, request.settings, origin, engine)
            var results = ChildResults(origin: origin, machine: machine, engine: engine)
            while let result = try results.next() { try await files.add(result) }
            if !results.unstarted.isEmpty {
                let claims = try engine.claims(of: origin, with: results.unstarted)
                for child in try await unstarted(results.unstarted, claims, request) {
                    let input = try child.input(request.evaluator, byteLimit: engine.configuration.limits.payloadBytes)
                    try await files.add(pending: child.index, input: input)
                }
            }
            try await files.finish()
        } catch let error as SourceFault {
            throw ResultWriteError(cause: error.cause)
        } catch let error as ServiceError {
            throw ResultWriteError(cause: error.message)
        } catch {
            throw ResultWriteError(cause: "\(error)")
        }
    }
}

/// Results that can't be written: `States.ResultWriterFailed`.
struct ResultWriteError: Error {
    var cause: String
}
