import Engine
import HTTPTypes
import HummingbirdCore
import Integrations
import JSON
import StepFunctionsAPI

/// The operations of EventBridge that make connections, at the server's door.
enum EventsDoor {
    private static let target = "AWSEvents."

    static func mount(_ api: ConnectionsAPI) -> Mount {
        ServiceDoor.guarded(where: { operation($0) != nil }) { request in
            let scope = RequestScope.of(authorization: request.headers[.authorization], default: .init())
            let body = (try? JSONValue.parse(try await ServiceDoor.body(request))) ?? .null
            do throws(ConnectionsAPI.Failure) {
                return answer(
                    200,
                    try await api.answer(
                        operation(request) ?? "", body, account: scope.account, region: scope.region))
            } catch {
                return answer(400, ["__type": .string(error.type), "message": .string(error.message)])
            }
        }
    }

    private static func operation(_ request: Request) -> String? {
        guard request.method == .post, let text = request.headers[.amzTarget], text.hasPrefix(target) else {
            return nil
        }
        let name = String(text.dropFirst(target.count))
        return ConnectionsAPI.operations.contains(name) ? name : nil
    }

    private static func answer(_ status: Int, _ value: JSONValue) -> Response {
        ServiceDoor.response(status, [("Content-Type", "application/x-amz-json-1.1")], value.serializedBytes())
    }
}
