#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// A value that one thread at a time reaches.
///
/// The system's mutex and not `Synchronization.Mutex`, because the thread sanitizer does not see into the latter on Linux
/// (6.3.1) and reports every value inside as a race; with this one its reports mean something.
public final class Guarded<Value: ~Copyable>: @unchecked Sendable {
    // `value` is only touched between lock and unlock, and does not leave `withLock` but as its caller's result. The mutex
    // must not move in memory, so it is allocated.
    @usableFromInline let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    @usableFromInline var value: Value

    public init(_ value: consuming sending Value) {
        self.value = value
        pthread_mutex_init(mutex, nil)
    }

    deinit {
        pthread_mutex_destroy(mutex)
        mutex.deallocate()
    }

    /// Runs `body` while no other thread is in one; it must not call this again.
    @inlinable
    public func withLock<Result, Failure: Error>(
        _ body: (inout Value) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        pthread_mutex_lock(mutex)
        defer { pthread_mutex_unlock(mutex) }
        return try body(&value)
    }
}
