import Integrations
import JSON
import JSONata
import StatesLanguage
import WorkflowTests

/// Checks results of mocks against the services' models, where a botocore is installed.
struct ServiceResults: Sendable {
    private let catalog: ModelCatalog

    /// Nil where there are no models.
    init?(models place: String) {
        guard let directory = ModelCatalog.find(near: place) else { return nil }
        catalog = ModelCatalog(directory: directory)
    }

    func faults(_ resource: TaskResource, _ result: JSONValue) -> [ResultFault] {
        let catalog = catalog
        let check = BlockingWait.value { await catalog.resultCheck(of: resource) }
        let faults = check?.faults(in: result) { value in
            value.string.map { JSONataExpression.embedded(in: $0) != nil } ?? false
        }
        return (faults ?? []).map {
            ResultFault(path: $0.path, message: $0.message, unknown: $0.unknown, known: $0.known)
        }
    }
}
