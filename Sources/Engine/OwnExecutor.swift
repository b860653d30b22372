/// Whether the current task prefers an executor of its own, such as an event loop, which nothing that takes long may hold up.
func isOnOwnExecutor() -> Bool { withUnsafeCurrentTask { $0?.unownedTaskExecutor != nil } }

/// Runs what may take long on the pool's threads, where no event loop waits for it.
public func offOwnExecutor<Result: Sendable>(
    _ body: () async throws(ServiceError) -> Result
) async throws(ServiceError) -> Result {
    try await withTaskExecutorPreference(globalConcurrentExecutor, operation: body)
}
