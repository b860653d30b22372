#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Moves the log's pages to the database file on a thread of its own, so that commits go on meanwhile.
///
/// Under load it never catches up with the writer, and only a log that was moved whole starts anew. So the writer, told by
/// ``hasFinished()``, moves the few pages that came meanwhile itself.
final class SQLiteCheckpointer: Sendable {
    private let path: String
    private let options: SQLiteJournal.Options
    private let phase = Guarded(Phase())
    private let work = Wakeup()

    private struct Phase: Sendable {
        var isRunning = false
        var hasFinished = false
        var isStopped = false
        var thread: pthread_t?
    }

    init(path: String, options: SQLiteJournal.Options) {
        self.path = path
        self.options = options
    }

    /// Begins to move what is in the log now, unless it is being done. The thread is made at the first request.
    func request() {
        let mustWake = phase.withLock { phase in
            if phase.isRunning || phase.isStopped { return false }
            phase.isRunning = true
            if phase.thread == nil {
                var thread = pthread_t()
                let code = pthread_create(
                    &thread, nil,
                    { context in
                        guard let context else { return nil }
                        Unmanaged<SQLiteCheckpointer>.fromOpaque(context).takeRetainedValue().loop()
                        return nil
                    }, Unmanaged.passRetained(self).toOpaque())
                // Without a thread the writer's own limit bounds the log.
                if code == 0 { phase.thread = thread } else { Unmanaged.passUnretained(self).release() }
            }
            return true
        }
        if mustWake { work.signal() }
    }

    /// Whether a run has ended since the last call.
    func hasFinished() -> Bool {
        phase.withLock { phase in
            defer { phase.hasFinished = false }
            return phase.hasFinished
        }
    }

    /// Waits for the run under way and ends the thread.
    func stop() {
        let thread = phase.withLock { phase in
            phase.isStopped = true
            return phase.thread.take()
        }
        work.signal()
        if let thread { pthread_join(thread, nil) }
    }

    private func loop() {
        var connection: SQLiteConnection?
        while true {
            work.wait()
            if phase.withLock({ $0.isStopped }) { return }
            // A failure here costs nothing but a longer log; the writer meets a lasting one.
            if connection == nil { connection = try? SQLiteConnection(path: path, access: .write, options: options) }
            _ = try? connection?.checkpoint(truncating: false)
            phase.withLock { phase in
                phase.isRunning = false
                phase.hasFinished = true
            }
        }
    }
}

/// One thread waits, another wakes it; a signal before the wait is kept.
private final class Wakeup: @unchecked Sendable {
    // Allocated for good: the system's types must not move. Their own functions make them safe to share, and `isSet` is
    // only touched under the mutex.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private var isSet = false

    init() {
        pthread_mutex_init(mutex, nil)
        pthread_cond_init(condition, nil)
    }

    deinit {
        pthread_cond_destroy(condition)
        pthread_mutex_destroy(mutex)
        condition.deallocate()
        mutex.deallocate()
    }

    func signal() {
        pthread_mutex_lock(mutex)
        isSet = true
        pthread_cond_signal(condition)
        pthread_mutex_unlock(mutex)
    }

    func wait() {
        pthread_mutex_lock(mutex)
        while !isSet { pthread_cond_wait(condition, mutex) }
        isSet = false
        pthread_mutex_unlock(mutex)
    }
}
