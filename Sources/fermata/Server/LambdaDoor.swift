import Engine
import HTTPTypes
import HummingbirdCore
import LambdaAPI
import StepFunctionsAPI

/// Lambda's REST API at the server's door.
enum LambdaDoor {
    static func mount(_ api: LambdaAPI) -> Mount {
        ServiceDoor.guarded(where: { LambdaRequest.isLambda(path: $0.uri.path) }) { request in
            let scope = RequestScope.of(authorization: request.headers[.authorization], default: .init())
            let reply = await api.answer(
                LambdaRequest(
                    method: request.method.rawValue, path: request.uri.path,
                    query: Dictionary(
                        request.uri.queryParameters.map { (String($0.key), String($0.value)) },
                        uniquingKeysWith: { $1 }),
                    headers: Dictionary(
                        request.headers.map { ($0.name.canonicalName, $0.value) }, uniquingKeysWith: { $1 }),
                    body: try await ServiceDoor.body(request), account: scope.account, region: scope.region))
            return ServiceDoor.response(reply.status, reply.headers.map { ($0.key, $0.value) }, reply.body)
        }
    }
}
