import Testing

@testable import Interpreter

/// Timestamps: what is one, which moment it is, and how a moment is written.
struct TimestampTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("1970-01-01T00:00:00.001Z", 1), ("1969-12-31T23:59:59.999Z", -1),
        ("2026-11-22T14:00:00Z", 1_795_356_000_000), ("2026-11-22T14:00:00+00:00", 1_795_356_000_000),
        ("2026-11-22T16:30:00+02:30", 1_795_356_000_000), ("2026-11-22T06:00:00-08:00", 1_795_356_000_000),
        ("2000-02-29T12:00:00Z", 951_825_600_000), ("2024-02-29T00:00:00Z", 1_709_164_800_000),
        ("2100-02-28T23:59:59Z", 4_107_542_399_000), ("0001-01-01T00:00:00Z", -62_135_596_800_000),
        ("9999-12-31T23:59:59.999999999Z", 253_402_300_799_999), ("2026-11-22T14:00:00.9999Z", 1_795_356_000_999),
    ])
    func moments(text: String, milliseconds: Int64) {
        #expect(Timestamp.parse(text)?.milliseconds == milliseconds)
    }

    @Test(arguments: [
        "", "2026-11-22", "2026-11-22T14:00:00", "2026-11-22 14:00:00Z", "2026-11-22T14:00Z", "2026-13-01T00:00:00Z",
        "2026-00-01T00:00:00Z", "2026-02-29T00:00:00Z", "2100-02-29T00:00:00Z", "2026-04-31T00:00:00Z",
        "2026-01-00T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z", "2026-01-01T00:00:61Z",
        "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00+0100", "2026-01-01T00:00:00+19:00", "2026-01-01T00:00:00+01:60",
        "2026-01-01T00:00:00Zx", "x2026-01-01T00:00:00Z", "26-01-01T00:00:00Z", "2026-1-1T00:00:00Z",
        "+2026-01-01T00:00:00Z",
        "２026-01-01T00:00:00Z",
    ])
    func notATimestamp(text: String) {
        #expect(Timestamp.parse(text) == nil)
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (-1, "1969-12-31T23:59:59.999Z"),
        (1_795_356_000_123, "2026-11-22T14:00:00.123Z"),
        (951_825_600_000, "2000-02-29T12:00:00.000Z"), (253_402_300_799_999, "9999-12-31T23:59:59.999Z"),
        (-62_135_596_800_000, "0001-01-01T00:00:00.000Z"),
    ])
    func texts(milliseconds: Int64, text: String) {
        #expect(Timestamp.text(milliseconds) == text)
        #expect(Timestamp.parse(text)?.milliseconds == milliseconds)
    }

    @Test func eachDayOfFourCenturies() {
        var last = ""
        for day in -80_000..<70_000 as Range<Int64> {
            let text = Timestamp.text(day * 86_400_000 + 1)
            #expect(Timestamp.parse(text)?.milliseconds == day * 86_400_000 + 1)
            #expect(text > last)
            last = text
        }
    }

    @Test func nanosecondsCompare() throws {
        let earlier = try #require(Timestamp.parse("2026-01-01T00:00:00.000000001Z"))
        let later = try #require(Timestamp.parse("2026-01-01T00:00:00.000000002Z"))
        #expect(earlier < later && earlier != later && earlier.milliseconds == later.milliseconds)
    }
}
