#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Does something once, whichever thread comes first; the others wait until it is done.
///
/// The system's mutex and not `Synchronization.Mutex`, which the thread sanitizer doesn't see into on Linux (6.3.1).
final class Once: @unchecked Sendable {
    // `isDone` is only touched between lock and unlock. The mutex must not move in memory, so it is allocated.
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private var isDone = false

    init() { pthread_mutex_init(mutex, nil) }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    func callAsFunction(_ body: () -> Void) {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        if isDone { return }
        body()
        isDone = true
    }
}
