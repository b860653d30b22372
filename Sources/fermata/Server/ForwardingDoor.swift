import HTTPTypes
import HummingbirdCore
import Integrations
import StepFunctionsAPI

/// Requests for AWS services that Fermata isn't: sent on to the endpoint that stands in for AWS, so that functions,
/// workers and Terraform need one endpoint for everything.
enum ForwardingDoor {
    /// What belongs to one connection, not to the request (RFC 9110, section 7.6.1), and what is set anew.
    private static let dropped: Set<String> = [
        "connection", "keep-alive", "transfer-encoding", "upgrade", "te", "trailer", "content-length", "host",
        "proxy-authorization", "proxy-authenticate", "expect",
    ]

    /// - Parameter endpoint: where the stand-in is, without a slash at its end.
    static func mount(to endpoint: String) -> Mount {
        ServiceDoor.guarded(where: isForAnother) { request in
            let call = HTTPCall(
                method: request.method.rawValue, url: endpoint + request.uri.string,
                headers: request.headers
                    .filter { !dropped.contains($0.name.canonicalName) }
                    .map { .init(name: $0.name.rawName, value: $0.value) },
                body: try await ServiceDoor.body(request), timeoutSeconds: 60, responseLimit: ServiceDoor.bodyLimit)
            do throws(HTTPFailure) {
                let answer = try await AsyncHTTPTransport.shared.send(call)
                return ServiceDoor.response(
                    answer.status,
                    answer.headers.filter { !dropped.contains($0.name.lowercased()) }.map { ($0.name, $0.value) },
                    answer.body)
            } catch {
                return unreachable(endpoint)
            }
        }
    }

    /// Only AWS's clients sign; the signature names the service.
    private static func isForAnother(_ request: Request) -> Bool {
        guard let authorization = request.headers[.authorization] else { return false }
        return authorization.hasPrefix("AWS4-") && !authorization.contains("/states/aws4_request")
    }

    /// A 4xx: clients try a 5xx again, Terraform for many minutes.
    private static func unreachable(_ endpoint: String) -> Response {
        ServiceDoor.response(
            400, [("Content-Type", "application/x-amz-json-1.1")],
            Array(#"{"__type":"UnknownOperationException","message":"Nothing answers at \#(endpoint)."}"#.utf8))
    }
}
