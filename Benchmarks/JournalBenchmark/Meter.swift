import Glibc

/// Wall time and this process's processor time of a piece of work.
struct Meter {
    let seconds: Double
    let userSeconds: Double
    let systemSeconds: Double

    var cpuSeconds: Double { userSeconds + systemSeconds }

    init(_ work: () throws -> Void) rethrows {
        let (wall, user, system) = Self.now
        try work()
        let (wallAfter, userAfter, systemAfter) = Self.now
        seconds = wallAfter - wall
        userSeconds = userAfter - user
        systemSeconds = systemAfter - system
    }

    static var wallSeconds: Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    private static var now: (Double, Double, Double) {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ value: timeval) -> Double { Double(value.tv_sec) + Double(value.tv_usec) / 1e6 }
        return (
            wallSeconds, seconds(usage.ru_utime), seconds(usage.ru_stime)
        )
    }

    /// One line: operations a second, and microseconds of processor time for each.
    func report(_ name: String, _ count: Int, _ unit: String) {
        func micro(_ value: Double) -> String { fixed(value * 1e6 / Double(count), 1) }
        let padded = name + String(repeating: " ", count: max(0, 46 - name.count))
        print(
            "\(padded) \(fixed(Double(count) / seconds, 0)) \(unit)/s,"
                + " \(micro(cpuSeconds)) us CPU each (user \(micro(userSeconds)), system \(micro(systemSeconds)))")
    }
}

func fixed(_ value: Double, _ places: Int) -> String {
    let scale = places == 0 ? 1.0 : 10.0
    let rounded = (value * scale).rounded() / scale
    return places == 0 ? "\(Int(rounded))" : "\(rounded)"
}
