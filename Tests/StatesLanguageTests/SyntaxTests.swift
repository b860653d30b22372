import Testing

@testable import StatesLanguage

/// Small grammars: timestamps, reference paths, resources, near names.
struct SyntaxTests {
    @Test(arguments: [
        "2016-03-14T01:59:00Z", "2030-01-31T12:00:00.123456789Z", "2030-01-31T12:00:00+05:30",
        "2028-02-29T00:00:00-01:00",
    ]) func timestamps(_ text: String) {
        #expect(RFC3339.accepts(text))
    }

    @Test(arguments: [
        "", "2016-03-14", "2016-03-14T01:59Z", "2016-03-14 01:59:00Z", "2016-03-14t01:59:00Z", "2016-03-14T01:59:00z",
        "2016-03-14T01:59:00", "2016-13-14T01:59:00Z", "2016-03-32T01:59:00Z", "2027-02-29T00:00:00Z",
        "2016-03-14T24:59:00Z", "2016-03-14T01:60:00Z", "2016-03-14T01:59:60Z", "2016-03-14T01:59:00.Z",
        "16-03-14T01:59:00Z", "2016-03-14T01:59:00Zx", "2016-03-14T01:59:00+0530",
    ]) func otherTimes(_ text: String) {
        #expect(!RFC3339.accepts(text))
    }

    @Test(arguments: [
        ("$", true), ("$.a.b", true), ("$.a[0]['b.c']", true), (#"$["a*b"]"#, true), ("$$.Execution.Id", true),
        ("$v[1]", true), ("$.delivery-partner", true), ("$.a[*]", false), ("$..a", false), ("$.a[0:1]", false),
        ("$.a[0,1]", false), ("$.a[?(@.b)]", false), ("$.a.length()", false), ("$.*", false), ("$.a['b", false),
    ]) func referencePaths(_ text: String, _ accepted: Bool) {
        #expect(ReferencePathSyntax.accepts(text) == accepted)
    }

    @Test(arguments: [
        ("arn:aws:lambda:us-east-1:123456789012:function:f", TaskResource.Target.function),
        ("arn:aws-cn:lambda:cn-north-1:123456789012:function:f:7", .function),
        ("arn:aws:states:us-east-1:123456789012:activity:a", .activity),
        (
            "arn:aws:states:::states:startExecution.sync:2",
            .integration(.init(service: "states", action: "startExecution", pattern: .sync2))
        ),
        (
            "arn:aws:states:::aws-sdk:dynamodb:query",
            .integration(.init(service: "aws-sdk:dynamodb", action: "query", pattern: .requestResponse))
        ),
        (
            "arn:aws:states:::aws-sdk:s3:listObjectsV2.waitForTaskToken",
            .integration(.init(service: "aws-sdk:s3", action: "listObjectsV2", pattern: .waitForTaskToken))
        ),
        (
            "arn:aws-us-gov:states:::http:invoke",
            .integration(.init(service: "http", action: "invoke", pattern: .requestResponse))
        ),
    ]) func resources(_ arn: String, _ target: TaskResource.Target) throws {
        #expect(try TaskResource.parse(arn).get().target == target)
    }

    @Test(arguments: [
        ("", TaskResource.Problem.notAnARN), ("lambda:invoke", .notAnARN), ("arn:aws:states:::", .notAnARN),
        ("arn:aws:states:::lambda", .unknown), ("arn:aws:states:::lambda:invoke.async", .unknown),
        ("arn:aws:states:::aws-sdk:dynamodb", .unknown), ("arn:aws:states:::aws-sdk:dynamodb:Query", .unknown),
        ("arn:aws:states:::aws-sdk:dynamodb:query.sync", .unknown), ("arn:aws:s3:::bucket", .unknown),
        ("arn:aws:lambda:us-east-1:123456789012:layer:l", .unknown),
        ("arn:aws:states:::http:invoke.waitForTaskToken", .unknown),
    ]) func otherResources(_ arn: String, _ problem: TaskResource.Problem) {
        #expect(TaskResource.parse(arn) == .failure(problem))
    }

    @Test(arguments: [
        ("Nxt", "Next"), ("next", "Next"), ("Netx", "Next"), ("EndState", nil), ("Reslt", "Result"), ("X", nil),
    ]) func nearestNames(_ name: String, _ nearest: String?) {
        #expect(NearestName.of(name, among: ["Next", "End", "Result", "Y"]) == nearest)
    }

    @Test(arguments: [
        ("$x := 1", ["x"]), ("($a:=1; $b  := 2; $c = 3)", ["a", "b"]), ("'$x := 1'", []), ("{\"a\": $x}", []),
        ("$größe := $y", ["größe"]), ("$ := 1", []),
    ]) func localBindings(_ expression: String, _ names: [String]) {
        #expect(LocalBindings.names(in: expression).sorted() == names)
    }
}
