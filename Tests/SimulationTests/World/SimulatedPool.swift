import Glibc
import Synchronization

/// Swift's pool of threads, on one thread and in an order that the seed determines.
///
/// The runtime asks `swift_task_enqueueGlobal_hook` where to run a job of the global executor: actors, tasks, resumed
/// continuations. Jobs that are enqueued on a simulation's thread stay there; all others go the usual way, so the rest of
/// the test process, and other simulations on their threads, don't notice. What sleeps must sleep by the engine's clock:
/// `Task.sleep` leaves the simulation.
///
/// Never leaves its thread after ``install()``, hence `@unchecked Sendable`: it must be reachable from the hooks.
final class SimulatedPool: SerialExecutor, @unchecked Sendable {
    private var ready: [UnownedJob] = []

    func enqueue(_ job: UnownedJob) { ready.append(job) }

    /// Makes this the pool of the thread that calls.
    func install() {
        _ = Self.hooks
        pthread_setspecific(Self.key, Unmanaged.passUnretained(self).toOpaque())
    }

    func uninstall() { pthread_setspecific(Self.key, nil) }

    var isIdle: Bool { ready.isEmpty }

    /// Runs the job at a place of the line.
    func run(_ place: (_ count: Int) -> Int) {
        let job = ready.remove(at: place(ready.count))
        job.runSynchronously(on: asUnownedSerialExecutor())
    }

    // MARK: The runtime's hooks

    private typealias Enqueue = @convention(thin) (UnownedJob) -> Void
    private typealias EnqueueHook = @convention(thin) (UnownedJob, Enqueue) -> Void

    private static let key: pthread_key_t = {
        var key = pthread_key_t()
        pthread_key_create(&key, nil)
        return key
    }()

    private static var current: SimulatedPool? {
        pthread_getspecific(key).map { Unmanaged<SimulatedPool>.fromOpaque($0).takeUnretainedValue() }
    }

    private static let hooks: Void = {
        _ = key
        let process = dlopen(nil, 0)
        dlsym(process, "swift_task_enqueueGlobal_hook")?.assumingMemoryBound(to: EnqueueHook?.self).pointee = {
            job, original in
            if let pool = SimulatedPool.current { pool.ready.append(job) } else { original(job) }
        }
    }()
}
