import Dispatch
import Synchronization

/// Runs something asynchronous and waits for it, on a thread that may be held.
enum BlockingWait {
    static func value<Value: Sendable>(_ work: @escaping @Sendable () async -> Value) -> Value {
        let slot = Slot<Value>()
        let done = DispatchSemaphore(value: 0)
        Task.detached {
            let value = await work()
            slot.value.withLock { $0 = value }
            done.signal()
        }
        while true {
            done.wait()
            if let value = slot.value.withLock({ $0 }) { return value }
        }
    }

    private final class Slot<Value: Sendable>: Sendable {
        let value = Mutex<Value?>(nil)
    }
}
