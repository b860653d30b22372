import Dispatch
import Foundation
import Synchronization

/// Threads outside the pools of Dispatch and of Swift's tasks, for work that waits for tasks (``BlockingWait``): in a pool,
/// waiting work takes the threads that the tasks need, and Dispatch only adds one after a second.
enum OwnThreads {
    /// Runs `work` for each number below `count`, as many at a time as there are cores, and returns when all are done.
    static func forEach(_ count: Int, _ work: @Sendable @escaping (Int) -> Void) {
        let numbers = Numbers(count)
        let running = DispatchGroup()
        for _ in 0..<min(count, ProcessInfo.processInfo.activeProcessorCount) {
            running.enter()
            Thread.detachNewThread {
                while let number = numbers.next() { work(number) }
                running.leave()
            }
        }
        running.wait()
    }

    /// Numbers that threads take one by one.
    private final class Numbers: Sendable {
        private let left: Mutex<Range<Int>>

        init(_ count: Int) { left = Mutex(0..<count) }

        func next() -> Int? { left.withLock { $0.popFirst() } }
    }
}
