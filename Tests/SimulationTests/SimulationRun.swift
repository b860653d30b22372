import Foundation
import JSON
import Journal
import StatesLanguage

@testable import Engine

/// The scheduler of a ``Simulation``: it decides at each step what happens next.
struct SimulationRun {
    private let simulation: Simulation
    private let world: World
    private let pool = SimulatedPool()
    private let ledger = Ledger()
    private let directory: String
    private let machines: [(name: String, source: String)]
    private var chance: Chance
    private var disk: SimulatedDisk
    private var outcome = Simulation.Outcome()
    /// Steps until the server is stopped next.
    private var stepsToStop = Int.max
    private var stopsLeft: Int
    /// When all has ended, it goes on for a while: no timer may be left behind.
    private var settlesUntil: Int64?
    private static let settling: Int64 = 120_000
    private var failuresSettled = 0

    private static let executionRole = "arn:aws:iam::000000000000:role/r"
    /// Beyond this nothing comes any more: the longest way through a definition takes less.
    private static let timeLimit: Int64 = 12 * 3_600_000
    private static let stepLimit = 2_000_000

    init(_ simulation: Simulation) {
        self.simulation = simulation
        let seed = simulation.seed
        chance = Chance(seed: seed ^ 0x57E9)
        disk = SimulatedDisk(seed: seed ^ 0xD15C)
        directory = NSTemporaryDirectory() + "fermata-simulation-\(getpid())-\(UUID().uuidString)"
        stopsLeft = simulation.faults?.stops ?? 0
        var generator = Chance(seed: seed)
        var behaviours: [String: Behaviour] = [:]
        var machines: [(String, String)] = [("child", Self.child)]
        for number in 0..<2 {
            let machine = GeneratedMachine(seed: generator.bits(), prefix: number == 0 ? "A" : "B")
            behaviours.merge(machine.behaviours) { first, _ in first }
            machines.append(("m\(number)", machine.source))
        }
        self.machines = machines
        let orders = (0..<generator.number(2...5)).map { number in
            World.Order(
                name: "e\(number)", machine: "m\(generator.below(2))",
                input:
                    #"{"n": \#(generator.below(10)), "list": [\#((0..<generator.below(6)).map(String.init).joined(separator: ", "))]}"#,
                start: generator.below(20_000), stop: generator.happens(0.15) ? generator.below(60_000) : nil)
        }
        world = World(
            behaviours, orders: orders, seed: seed ^ 0x3071D, isRough: simulation.faults != nil,
            mutant: simulation.mutant)
    }

    /// Waits a little and passes its input on.
    private static let child =
        #"{"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 3, "Next": "P"}, "P": {"Type": "Pass", "End": true}}}"#

    mutating func run() -> Simulation.Outcome {
        pool.install()
        defer {
            pool.uninstall()
            try? FileManager.default.removeItem(atPath: directory)
        }
        do {
            try open()
            try prepare()
            world.begin()
            planStop()
            try live()
        } catch {
            world.violate("\(error)")
        }
        world.end()
        stop(crashes: false)
        outcome.violations = world.violations
        outcome.trace = world.trace
        outcome.commits = ledger.commits
        outcome.calls = world.calls.values.reduce(0, +)
        outcome.diskFailures += disk.failures
        return outcome
    }

    // MARK: Steps

    /// Until every execution has come to its end.
    private mutating func live() throws {
        var steps = 0
        while true {
            steps += 1
            guard steps < Self.stepLimit, world.violations.count < 5 else {
                return world.violate("no end after \(steps) steps")
            }
            guard let server = world.server else { return }
            stepsToStop -= 1
            if stepsToStop <= 0 || server.disk.isDown {
                try restart()
            } else if !pool.isIdle, !server.commits.hasWork || chance.happens(0.7) {
                pool.run { chance.below($0) }
            } else if server.commits.hasWork {
                commit(server)
            } else if try isOver(server) {
                // What failed meanwhile is tried again.
                if settlesUntil == nil || disk.failures != failuresSettled {
                    settlesUntil = world.clock.time + Self.settling
                    failuresSettled = disk.failures
                }
                if world.clock.time >= settlesUntil ?? 0 {
                    return try Checks(server: server, world: world, ledger: ledger).finish(&outcome)
                }
                if !passTime(server) { return }
            } else {
                if !passTime(server) { return }
            }
        }
    }

    private mutating func commit(_ server: SimulatedServer) {
        if let slowness = simulation.faults?.slowness {
            set(time: world.clock.time + Int64(chance.number(slowness)), server)
        }
        server.commits.commit { 1 + chance.below($0) }
        world.note("commit \(ledger.commits) of \(ledger.turns)")
    }

    /// Lets time pass to what comes next; false where nothing will.
    private mutating func passTime(_ server: SimulatedServer) -> Bool {
        guard let due = [world.clock.nextDue, server.clock.nextDue].compactMap({ $0 }).min(),
            world.clock.time - SimulatedClock.beginning < Self.timeLimit
        else {
            world.violate("stuck: \(unfinished(server))")
            for text in (try? Checks(server: server, world: world, ledger: ledger).open()) ?? [] { world.note(text) }
            return false
        }
        var time = max(due, world.clock.time)
        if let jump = simulation.faults?.jump, chance.happens(jump) {
            time += Int64(chance.pick([-30_000, -500, 7, 2_000, 61_000, 900_000]))
        }
        set(time: time, server)
        world.note("time")
        return true
    }

    private func set(time: Int64, _ server: SimulatedServer) {
        world.clock.set(time)
        server.clock.set(time)
    }

    private func unfinished(_ server: SimulatedServer) -> String {
        world.orders.map { order in
            let row = order.arn.flatMap { try? ExecutionARN($0) }.flatMap { try? server.engine.find($0).row }
            return "\(order.name) \(row.map { "\($0.status)" } ?? "not started")"
        }.joined(separator: ", ")
    }

    private func isOver(_ server: SimulatedServer) throws -> Bool {
        for order in world.orders {
            guard let arn = order.arn, try server.engine.find(try ExecutionARN(arn)).row.status != .running else {
                return false
            }
            if order.stop != nil, !order.isStopAcknowledged { return false }
        }
        for run in try Checks.mapRuns(server, world) {
            if run.row.status == .running || run.children.contains(where: { $0.status == .running }) { return false }
        }
        // Nested executions that nobody waits for.
        return try Checks.children(server).allSatisfy { $0.status != .running }
    }

    // MARK: The server's lives

    private mutating func open() throws {
        let world = world
        let server = try SimulatedServer(
            disk: disk, directory: directory, time: world.clock.time, ledger: ledger, seed: chance.bits(),
            mutant: simulation.mutant, checkpointPages: chance.pick([20, 100, 4_096]),
            randomBits: { world.chance.bits() }
        ) { life, engine in [WorldTasks(world, life, engine)] }
        for fault in try ledger.compare(with: server.journal) { world.violate(fault) }
        try Checks(server: server, world: world, ledger: ledger).reopened()
        world.server = server
        let started = wait { try await server.engine.start() }
        if !started { throw SimulationError("the server doesn't start") }
        if let faults = simulation.faults {
            disk.faults.failingWrite = faults.failingWrite
            disk.faults.failingFlush = faults.failingFlush
        }
        world.note("open")
    }

    private mutating func prepare() throws {
        guard let engine = world.server?.engine else { return }
        let machines = machines
        disk.faults = SimulatedDisk.Faults()
        let isDone = wait {
            for (name, source) in machines {
                let request = CreateStateMachineRequest(
                    scope: Scope(), name: name, definition: source, roleARN: Self.executionRole)
                _ = try await engine.catalog.createStateMachine(request)
            }
            _ = try await engine.catalog.createActivity(
                name: "work", scope: Scope(), encryptionConfiguration: nil, tags: [])
        }
        if !isDone { throw SimulationError("the definitions were refused") }
    }

    /// Runs the pool until the body has returned.
    private mutating func wait(_ body: @escaping @Sendable () async throws -> Void) -> Bool {
        let result = Box()
        let world = world
        Task {
            do {
                try await body()
                result.isSuccess = true
            } catch {
                world.note("\(error)")
                if case .invalidDefinition? = (error as? ServiceError)?.code { world.violate("\(error)") }
            }
            result.isOver = true
        }
        var steps = 0
        while !result.isOver, steps < 100_000 {
            steps += 1
            if !pool.isIdle {
                pool.run { _ in 0 }
            } else if let server = world.server, server.commits.hasWork {
                server.commits.commit { $0 }
            } else if let server = world.server, let due = server.clock.nextDue, due < world.clock.time + 60_000 {
                // A pause before it tries again.
                set(time: max(due, world.clock.time), server)
            } else {
                return false
            }
        }
        return result.isSuccess
    }

    private final class Box: @unchecked Sendable {
        var isOver = false
        var isSuccess = false
    }

    private mutating func planStop() {
        guard stopsLeft > 0 else {
            stepsToStop = .max
            return
        }
        stopsLeft -= 1
        stepsToStop = chance.number(1...1_500)
        // In the middle of a commit, at any of its writes and flushes.
        if chance.happens(0.6) { disk.faults.crashAfterOperations = chance.below(120) }
    }

    private mutating func restart() throws {
        let crashes = disk.isDown || chance.happens(0.8)
        stop(crashes: crashes)
        outcome.crashes += crashes ? 1 : 0
        outcome.diskFailures += disk.failures
        disk = SimulatedDisk(after: disk)
        if chance.happens(0.5) { world.clock.set(world.clock.time + Int64(chance.pick([1, 500, 20_000, 400_000]))) }
        try open()
        planStop()
    }

    private mutating func stop(crashes: Bool) {
        guard let server = world.server else { return }
        world.note(crashes ? "crash" : "stop")
        if crashes { server.die() }
        disk.faults = SimulatedDisk.Faults()
        if !wait({ await server.engine.shutdown() }) { world.violate("the server doesn't stop") }
        if !crashes { server.die() }
        // What is left of it in this process comes to its end.
        var steps = 0
        while !pool.isIdle, steps < 100_000 {
            steps += 1
            pool.run { _ in 0 }
        }
        if steps == 100_000 { world.violate("a server that was stopped goes on") }
        world.server = nil
    }
}

struct SimulationError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
