import Engine
import Journal
import StatesLanguage
import Testing

/// State machines, versions, aliases, activities and tags without an engine around them.
@Suite struct CatalogTests {
    static let pass = #"{"StartAt":"P","States":{"P":{"Type":"Pass","End":true}}}"#
    static let wait = #"{"StartAt":"W","States":{"W":{"Type":"Wait","Seconds":1,"End":true}}}"#

    static func request(_ name: String, definition: String = pass, publish: Bool = false) -> CreateStateMachineRequest {
        CreateStateMachineRequest(
            scope: Scope(), name: name, definition: definition, roleARN: "arn:aws:iam::000000000000:role/r",
            publish: publish)
    }

    @Test func whatWasCommittedIsThereAfterARestart() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let arn = try await catalog.createStateMachine(Self.request("m", publish: true)).machine.arn
        let update = UpdateStateMachineRequest(arn: arn, definition: Self.wait, publish: true)
        let changed = try await catalog.updateStateMachine(update, scope: Scope())
        _ = try await catalog.createAlias(
            name: "live", description: "d", routes: [("\(arn):1", 25), ("\(arn):2", 75)], scope: Scope())
        try await catalog.tag(arn, [ResourceTag(key: "k", value: "v")])
        let activity = try await catalog.createActivity(
            name: "a", scope: Scope(), encryptionConfiguration: nil, tags: [])

        let again = try Catalog(journal: journal, committer: DirectCommitter(journal))
        #expect(again.stateMachine(arn: arn) == catalog.stateMachine(arn: arn))
        #expect(try again.resolve(arn: arn, scope: Scope()).revision.revisionID == changed.revisionID)
        #expect(try again.resolve(arn: "\(arn):1", scope: Scope()).revision.definition.source == Self.pass)
        #expect(again.tags(of: arn) == [ResourceTag(key: "k", value: "v")])
        #expect(again.activity(arn: activity.arn) == activity)
        #expect(again.activity(id: activity.id) == activity)
        let next = try await again.createStateMachine(Self.request("n")).machine
        #expect(next.id > again.stateMachine(arn: arn)?.id ?? .max)
        #expect(next.revision > catalog.stateMachine(arn: arn)?.revision ?? .max)
    }

    @Test func whatFailsToCommitIsNotThere() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: BrokenCommitter())
        await #expect(throws: ServiceError.self) { try await catalog.createStateMachine(Self.request("m")) }
        #expect(catalog.stateMachines(in: Scope(), after: nil, limit: 10).isEmpty)
        #expect(throws: ServiceError.self) {
            try catalog.resolve(arn: "arn:aws:states:us-east-1:000000000000:stateMachine:m", scope: Scope())
        }
    }

    @Test func equalCreatesAreOne() async throws {
        let journal = try SQLiteJournal.temporary()
        let committer = DirectCommitter(journal)
        let catalog = try Catalog(journal: journal, committer: committer)
        let ids = try await withThrowingTaskGroup(of: Int64.self) { group in
            for _ in 0..<50 {
                group.addTask { try await catalog.createStateMachine(Self.request("m")).machine.id }
            }
            return try await group.reduce(into: Set()) { $0.insert($1) }
        }
        #expect(ids.count == 1)
        #expect(committer.commits == 1)
        await #expect(throws: ServiceError.self) {
            try await catalog.createStateMachine(Self.request("m", definition: Self.wait))
        }
    }

    @Test func aDeletedMachineKeepsItsExecutionsReachable() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let machine = try await catalog.createStateMachine(Self.request("m")).machine
        try await catalog.deleteStateMachine(arn: machine.arn)
        #expect(catalog.stateMachine(arn: machine.arn) == nil)
        #expect(catalog.ownerID(stateMachine: "m", scope: Scope()) == machine.id)
        #expect(try catalog.revision(number: machine.revision).definition.source == Self.pass)
        let again = try Catalog(journal: journal, committer: DirectCommitter(journal))
        #expect(again.ownerID(stateMachine: "m", scope: Scope()) == machine.id)
        #expect(try await again.createStateMachine(Self.request("m")).machine.id == machine.id)
    }

    @Test func anAliasDrawsByWeight() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let arn = try await catalog.createStateMachine(Self.request("m", publish: true)).machine.arn
        _ = try await catalog.updateStateMachine(
            UpdateStateMachineRequest(arn: arn, definition: Self.wait, publish: true), scope: Scope())
        let alias = try await catalog.createAlias(
            name: "live", description: nil, routes: [("\(arn):1", 30), ("\(arn):2", 70)], scope: Scope())
        var counts = [0, 0]
        for draw in 0..<UInt64(100) {
            let resolved = try catalog.resolve(arn: alias.arn, scope: Scope(), random: draw)
            #expect(resolved.aliasARN == alias.arn)
            counts[resolved.versionARN == "\(arn):1" ? 0 : 1] += 1
        }
        #expect(counts == [30, 70])
    }

    @Test func aResourceHasFiftyTags() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let arn = try await catalog.createStateMachine(Self.request("m")).machine.arn
        try await catalog.tag(arn, (0..<Catalog.tagLimit).map { ResourceTag(key: "k\($0)", value: "") })
        try await catalog.tag(arn, [ResourceTag(key: "k7", value: "new")])
        let error = await #expect(throws: ServiceError.self) {
            try await catalog.tag(arn, [ResourceTag(key: "one more", value: "")])
        }
        #expect(error?.code == .tooManyTags)
        #expect(catalog.tags(of: arn)?.count == Catalog.tagLimit)
        #expect(catalog.tags(of: arn)?[7].value == "new")
        try await catalog.untag(arn, keys: ["k7", "nothing"])
        #expect(catalog.tags(of: arn)?.count == Catalog.tagLimit - 1)
    }

    @Test func versionNumbersAreNeverGivenTwice() async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let arn = try await catalog.createStateMachine(Self.request("m", publish: true)).machine.arn
        let same = try await catalog.publishVersion(arn: arn, scope: Scope(), revisionID: nil, description: nil)
        #expect(same.arn == "\(arn):1")
        try await catalog.deleteVersion(arn: "\(arn):1")
        let next = try await catalog.publishVersion(arn: arn, scope: Scope(), revisionID: nil, description: nil)
        #expect(next.arn == "\(arn):2")
        let error = await #expect(throws: ServiceError.self) {
            try await catalog.publishVersion(arn: arn, scope: Scope(), revisionID: "old", description: nil)
        }
        #expect(error?.code == .conflict)
    }

    @Test(arguments: [
        ("nope", "Invalid Arn: 'Invalid ARN prefix: nope'"),
        (
            "arn:aws:states:us-east-1:000000000000:execution:m:n",
            "Invalid Arn: 'Resource type not valid in this context: execution'"
        ),
        ("arn:aws:states", "Invalid Arn: 'arn:aws:states'"),
    ])
    func aMalformedARNIsNamed(_ arn: String, message: String) async throws {
        let journal = try SQLiteJournal.temporary()
        let catalog = try Catalog(journal: journal, committer: DirectCommitter(journal))
        let error = #expect(throws: ServiceError.self) { try catalog.resolve(arn: arn, scope: Scope()) }
        #expect(error == ServiceError(.invalidArn, message))
    }
}

/// Writes at once.
private final class DirectCommitter: CatalogCommitter {
    private let journal: any Journal
    private let count = Guarded(0)

    init(_ journal: any Journal) { self.journal = journal }

    var commits: Int { count.withLock { $0 } }

    func commit(_ changes: [CatalogChange]) async throws(ServiceError) {
        do {
            try journal.commit(JournalCommit(catalog: changes))
            count.withLock { $0 += 1 }
        } catch {
            throw ServiceError(.internalFailure, "\(error)")
        }
    }
}

private struct BrokenCommitter: CatalogCommitter {
    func commit(_ changes: [CatalogChange]) async throws(ServiceError) {
        throw ServiceError(.internalFailure, "no space is left")
    }
}
