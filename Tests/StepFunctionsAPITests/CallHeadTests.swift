import Foundation
import Testing

@testable import StepFunctionsAPI

/// The head of a call, read from bytes.
@Suite struct CallHeadTests {
    private static let plain =
        "POST / HTTP/1.1\r\nHost: sync-states.local\r\nX-Amz-Target: AWSStepFunctions.StartSyncExecution\r\n"
        + "authorization:AWS4 \t\r\nCONTENT-LENGTH: 12\r\nConnection: Keep-Alive\r\n\r\n"

    private func read(_ text: String) -> CallHead.Reading {
        Array(text.utf8).withUnsafeBytes { CallHead.read($0) }
    }

    @Test func isReadInPlace() throws {
        let bytes = Array(Self.plain.utf8)
        guard case .call(let head) = read(Self.plain + #"{"a": 1}"#) else {
            Issue.record("not a call")
            return
        }
        #expect(head.length == bytes.count)
        #expect(head.bodyLength == 12)
        #expect(head.target == "AWSStepFunctions.StartSyncExecution")
        #expect(String(decoding: bytes[head.authorization], as: UTF8.self) == "AWS4")
        #expect(head.isSyncHost)
        #expect(head.isKeepAlive)
    }

    @Test func everyBeginningIsIncomplete() {
        let bytes = Array(Self.plain.utf8)
        for count in bytes.indices {
            let reading = bytes[..<count].withUnsafeBytes { CallHead.read($0) }
            #expect(reading == .incomplete, "\(count) bytes")
        }
    }

    /// What is replaced in a plain call, and by what.
    @Test(arguments: [
        ("POST /", "GET /"), ("POST / ", "POST /x "), ("HTTP/1.1", "HTTP/1.0"), ("POST", "post"),
        ("CONTENT-LENGTH: 12\r\n", ""), ("AWSStepFunctions", "AWSEvents"),
        ("CONTENT-LENGTH: 12", "Content-Length: 12\r\nContent-Length: 12"),
        ("CONTENT-LENGTH: 12", "Content-Length: +12"), ("CONTENT-LENGTH: 12", "Content-Length: 0x12"),
        ("CONTENT-LENGTH: 12", "Content-Length: 99999999999999999999"), ("CONTENT-LENGTH: 12", "Content-Length:"),
        ("CONTENT-LENGTH: 12", "Content-Length: 12\r\nTransfer-Encoding: chunked"), ("Keep-Alive", "Upgrade"),
        ("Connection: Keep-Alive", "Expect: 100-continue"), ("Host:", "Host :"), ("Host:", " Host:"), ("Host:", ":"),
        ("Host: ", "Host: \u{1}"), ("X-Amz", "X\u{7F}Amz"), ("\r\nX-Amz", "\nX-Amz"), ("\r\nX-Amz", "\r\n X-Amz"),
        ("Keep-Alive\r\n\r\n", "Keep-Alive\r\n\r{}"),
    ])
    func everythingElseIsForeign(_ part: String, _ other: String) throws {
        let place = try #require(Self.plain.utf8.count > 0 ? Self.plain.range(of: part) : nil)
        #expect(read(Self.plain.replacingCharacters(in: place, with: other) + "\r\n\r\n") == .foreign)
    }

    @Test func closingAndHostsAreKnown() {
        guard
            case .call(let head) = read(
                "POST / HTTP/1.1\r\nhost: x\r\nx-amz-target: AWSStepFunctions.X\r\nconnection: CLOSE\r\ncontent-length: 0\r\n\r\n"
            )
        else {
            Issue.record("not a call")
            return
        }
        #expect(!head.isKeepAlive)
        #expect(!head.isSyncHost)
        #expect(head.authorization.isEmpty)
    }

    @Test(arguments: [(0, CallHead.Reading.incomplete), (1, .foreign)])
    func aHeadHasALimit(_ excess: Int, _ expected: CallHead.Reading) {
        let start = "POST / HTTP/1.1\r\nx: "
        let filler = String(repeating: "a", count: CallHead.lengthLimit - start.utf8.count - 1 + excess)
        #expect(read(start + filler) == expected)
    }
}
