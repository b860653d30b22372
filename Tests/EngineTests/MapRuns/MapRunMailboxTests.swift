import Testing

@testable import Engine

/// What a runner leaves behind.
struct MapRunMailboxTests {
    /// The next runner of the map run must not start while the children of this one are.
    @Test func isAbandonedOnceNoChildIsBeingStarted() async throws {
        let mailbox = MapRunMailbox()
        mailbox.beginLaunch()
        mailbox.beginLaunch()
        let (ends, send) = AsyncStream.makeStream(of: String.self)
        let abandoning = Task {
            await mailbox.abandon()
            send.yield("abandoned")
        }
        try await eventually("launchers are told") { mailbox.isClosed }
        mailbox.endLaunch()
        send.yield("the last launch")
        mailbox.endLaunch()
        await abandoning.value
        var iterator = ends.makeAsyncIterator()
        #expect(await iterator.next() == "the last launch")
        #expect(await iterator.next() == "abandoned")
    }

    @Test func isAbandonedAtOnceWhereNoneIs() async {
        let mailbox = MapRunMailbox()
        await mailbox.abandon()
        #expect(mailbox.isClosed)
    }
}
