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
            for (index, input) in await pendingInputs(results.unstarted, request) {
                try await files.add(pending: index, input: input)
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

    /// The inputs of children that never began: the items themselves where no input can be made of them. None where the
    /// source can't be read again; what the others came to is written all the same.
    private func pendingInputs(_ unstarted: Set<Int>, _ request: MapRunRequest) async -> [(Int, Payload)] {
        guard !unstarted.isEmpty, let claims = try? engine.claims(of: origin, with: unstarted),
            let children = try? await self.unstarted(unstarted, claims, request)
        else { return [] }
        return children.map { child in
            let input = try? child.input(request.evaluator, byteLimit: engine.configuration.limits.payloadBytes)
            return (child.index, input ?? child.item)
        }
    }
}

/// Results that can't be written: `States.ResultWriterFailed`.
struct ResultWriteError: Error {
    var cause: String
}
