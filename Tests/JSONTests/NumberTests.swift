import JSON
import Testing

/// A number keeps its text, and compares by its value.
struct NumberTests {
    @Test(arguments: [
        "0", "-0", "1", "-1", "10", "0.0", "-0.0", "1.0", "1.10", "1.5", "-1.5", "100.25", "1e2", "1E2", "1e+2", "1e-2",
        "1.0e0", "1.5E+10", "0e0", "0.1", "0.10", "0.000001", "0.0000001", "0.00000012", "1e-7", "123456789012345678",
        "1234567890123456789", "9223372036854775807", "-9223372036854775808", "9223372036854775808",
        "-9223372036854775809", "18446744073709551616", "99999999999999999999999999", "1e400", "-1e400", "1e-400",
        "0.1234567890123456789", "123456789.123456789", "4.35", "0.30000000000000004", "1234567890123456.7",
        "12345678901234567.8", "9007199254740993", "9007199254740993.0", "3.141592653589793", "2.718281828459045091",
        "100000000000000000000", "1000000000000000000000.5", "0.000000000000000000001", "5e-324",
        "1.7976931348623157e308",
    ])
    func textIsKept(text: String) throws {
        #expect(try JSONValue.parse(text).serialized() == text)
        #expect(try JSONValue.parse("[\(text)]").serialized() == "[\(text)]")
        #expect(try JSONValue.parse("{\"n\":\(text),\"m\":\(text)}").serialized() == "{\"n\":\(text),\"m\":\(text)}")
        #expect(try JSONValue.parse(text).number == Double(text))
    }

    @Test(
        arguments: [
            ("3", 3), ("3.0", 3), ("3e0", 3), ("30e-1", 3), ("-0", 0), ("3.5", nil), ("1e30", nil), ("1e400", nil),
            ("9223372036854775807", .max), ("-9223372036854775808", .min), ("9223372036854775808", nil), ("1e3", 1000),
            ("\"3\"", nil), ("true", nil), ("null", nil), ("[3]", nil),
        ] as [(String, Int64?)])
    func integers(text: String, integer: Int64?) throws {
        #expect(try JSONValue.parse(text).integer == integer)
    }

    @Test(arguments: [
        ["1", "1.0", "1e0", "10e-1", "1.00"], ["0", "-0", "0.0", "-0.0", "0e9"], ["0.5", "5e-1", "0.50"],
        ["100", "1e2", "1E+2", "100.0"], ["9223372036854775808", "9223372036854775808.0", "9.223372036854775808e18"],
    ])
    func formsOfOneValueAreEqual(forms: [String]) throws {
        let values = try forms.map { try JSONValue.parse($0) }
        for left in values {
            for right in values {
                #expect(left == right)
                #expect(left.hashValue == right.hashValue)
            }
        }
    }

    @Test func neighboursDiffer() {
        #expect(JSONValue.int(1) != .int(2))
        #expect(JSONValue.int(9_007_199_254_740_992) != .int(9_007_199_254_740_993))
        #expect(JSONValue.int(1) != .bool(true))
        #expect(JSONValue.int(1) != .string("1"))
        #expect(JSONValue.int(0) != .null)
    }

    @Test(arguments: [
        (0, "0"), (-0.0, "0"), (1, "1"), (-1, "-1"), (1.5, "1.5"), (100, "100"), (0.1, "0.1"), (0.001, "0.001"),
        (0.000001, "0.000001"), (0.0000015, "0.0000015"), (0.0000001, "1e-7"), (-0.0000015e-1, "-1.5e-7"),
        (1e15, "1000000000000000"), (123_456_789_012_345_680_000, "123456789012345680000"),
        (1e20, "100000000000000000000"), (1e21, "1e+21"), (1.5e21, "1.5e+21"), (-1e21, "-1e+21"),
        (9_007_199_254_740_992, "9007199254740992"), (9_007_199_254_740_994, "9007199254740994"),
        (1.7976931348623157e308, "1.7976931348623157e+308"), (5e-324, "5e-324"), (4.35, "4.35"),
        (0.1 + 0.2, "0.30000000000000004"), (1234.5678, "1234.5678"), (1_234_567_890_123_456.8, "1234567890123456.8"),
    ])
    func asECMAScript(value: Double, text: String) {
        #expect(NumberText.ecmaScript(value) == text)
        #expect(JSONValue.double(value).serialized() == text)
    }

    @Test(arguments: [
        (0, "0.0"), (-0.0, "-0.0"), (1, "1.0"), (-1, "-1.0"), (1.5, "1.5"), (100, "100.0"), (0.1, "0.1"),
        (0.001, "0.001"), (0.0001, "1.0E-4"), (0.00012, "1.2E-4"), (9_999_999, "9999999.0"), (1e7, "1.0E7"),
        (12_345_678.9, "1.23456789E7"), (1_234_567.5, "1234567.5"), (1e21, "1.0E21"), (-1.5e-10, "-1.5E-10"),
        (123.456, "123.456"), (9_007_199_254_740_992, "9.007199254740992E15"),
        (1.7976931348623157e308, "1.7976931348623157E308"),
    ])
    func asJava(value: Double, text: String) {
        #expect(NumberText.java(value) == text)
    }

    @Test func numbersThatJSONHasNoTextFor() {
        #expect(JSONValue.double(.nan).serialized() == "\"NaN\"")
        #expect(JSONValue.double(.infinity).serialized() == "\"Infinity\"")
        #expect(JSONValue.double(-.infinity).serialized() == "\"-Infinity\"")
    }

    @Test func extremeIntegers() {
        #expect(JSONValue.int(.max).serialized() == "9223372036854775807")
        #expect(JSONValue.int(.min).serialized() == "-9223372036854775808")
    }

    @Test(arguments: 0..<4 as Range<UInt64>)
    func shortestTextReadsBack(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<3_000 {
            let value = Double(bitPattern: random.next())
            guard value.isFinite else { continue }
            #expect(Double(NumberText.ecmaScript(value)) == value, "seed \(seed)")
            #expect(Double(NumberText.java(value)) == value, "seed \(seed)")
        }
    }
}
