import HTTPTypes
import HummingbirdCore
import NIOCore
import StepFunctionsAPI

/// What the rooms beside the Step Functions API have in common at the server's door.
enum ServiceDoor {
    /// A function's zip in Base64 within JSON: AWS takes 70 MB.
    static let bodyLimit = 70 << 20

    /// Requests of a web page are refused: a page that the user happens to visit must not make functions here. (Step
    /// Functions' own operations need a header that browsers ask about first.)
    static func guarded(
        where takes: @escaping @Sendable (Request) -> Bool,
        _ answer: @escaping @Sendable (Request) async throws -> Response
    ) -> Mount {
        Mount(where: takes) { request, _ in
            guard request.headers[.origin] == nil else {
                return json(.forbidden, #"{"__type":"AccessDeniedException","message":"Not for web pages."}"#)
            }
            do {
                return try await answer(request)
            } catch is NIOTooManyBytesError {
                return json(.contentTooLarge, #"{"__type":"RequestEntityTooLargeException","message":"Too large."}"#)
            }
        }
    }

    static func body(_ request: Request) async throws -> [UInt8] {
        Array(try await request.body.collect(upTo: bodyLimit).readableBytesView)
    }

    static func response(_ status: Int, _ headers: [(name: String, value: String)], _ body: [UInt8]) -> Response {
        var fields = HTTPFields()
        for header in headers {
            if let name = HTTPField.Name(header.name) { fields.append(HTTPField(name: name, value: header.value)) }
        }
        return Response(
            status: HTTPResponse.Status(code: status), headers: fields,
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
    }

    private static func json(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status, headers: [.contentType: "application/x-amz-json-1.1"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }
}

extension HTTPField.Name {
    // Literals of the header grammar: the initializer can't refuse them.
    static let amzTarget = HTTPField.Name("x-amz-target") ?? .from
}
