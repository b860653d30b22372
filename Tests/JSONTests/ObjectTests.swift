import JSON
import Testing

/// Objects small and large (beyond the threshold from which on they have an index) behave alike.
struct ObjectTests {
    static let sizes = [
        0, 1, 2, JSONObject.indexThreshold - 1, JSONObject.indexThreshold, JSONObject.indexThreshold + 1, 200,
    ]

    static func object(_ size: Int) -> JSONObject {
        JSONObject((0..<size).map { ("key\($0)", JSONValue.int(Int64($0))) })
    }

    @Test(arguments: sizes)
    func eachMemberIsFound(size: Int) {
        let object = Self.object(size)
        #expect(object.count == size)
        #expect(object.isEmpty == (size == 0))
        #expect(object.keys == (0..<size).map { "key\($0)" })
        for place in 0..<size {
            #expect(object.position(of: "key\(place)") == place)
            #expect(object["key\(place)"] == .int(Int64(place)))
        }
        #expect(object["key\(size)"] == nil)
        #expect(object[""] == nil)
    }

    @Test(arguments: sizes)
    func membersComeAndGo(size: Int) {
        var object = Self.object(size)
        object["new"] = "x"
        #expect(object.position(of: "new") == size)
        object["new"] = "y"
        #expect(object.count == size + 1)
        #expect(object["new"] == "y")
        object["key0"] = nil
        #expect(object["key0"] == nil)
        #expect(object.position(of: "new") == max(size - 1, 0))
        object["new"] = nil
        object["never"] = nil
        #expect(object.count == max(size - 1, 0))
        for place in 1..<max(size, 1) { #expect(object["key\(place)"] == .int(Int64(place))) }
    }

    @Test func growingAndShrinkingAcrossTheThreshold() {
        var object: JSONObject = [:]
        for place in 0..<100 {
            object["k\(place)"] = .int(Int64(place))
            for earlier in 0...place { #expect(object.position(of: "k\(earlier)") == earlier) }
        }
        for place in 0..<100 {
            object["k\(place)"] = nil
            #expect(object.count == 99 - place)
            #expect(object["k99"] == (place == 99 ? nil : 99))
        }
    }

    @Test(arguments: sizes)
    func orderDoesNotCountForEquality(size: Int) {
        let object = Self.object(size)
        let reversed = JSONObject(members: object.members.reversed())
        #expect(object == reversed)
        #expect(object.hashValue == reversed.hashValue)
        var other = reversed
        other["key0"] = "other"
        #expect(object != other)
        var longer = reversed
        longer["more"] = nil
        #expect(object == longer)
        longer["more"] = .null
        #expect(object != longer)
    }

    @Test(arguments: [3, JSONObject.indexThreshold + 5])
    func twinsCollapse(size: Int) {
        let members = Self.object(size).members
        let object = JSONObject(members: members + [.init(key: "key1", value: true)] + members.prefix(1))
        #expect(object.count == size)
        #expect(object["key1"] == true)
        #expect(object.keys == members.map(\.key))
    }

    @Test func literals() {
        let value: JSONValue = ["a": [1, 2.5, "x", true, nil], "b": [:], "c": []]
        #expect(value.serialized() == #"{"a":[1,2.5,"x",true,null],"b":{},"c":[]}"#)
        #expect(value["a"]?[1] == 2.5)
        #expect(value["a"]?[5] == nil)
        #expect(value["a"]?[-1] == nil)
        #expect(value["a"]?["x"] == nil)
        #expect(value[0] == nil)
        #expect(value["a"]?[2]?.string == "x")
        #expect(value["a"]?[3]?.bool == true)
        #expect(value["a"]?[4]?.isNull == true)
        #expect(value["b"]?.object?.isEmpty == true)
        #expect(value["c"]?.array?.isEmpty == true)
    }
}
