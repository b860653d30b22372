import JSON

extension DefinitionDecoder {
    private static let retrierFields: Set<String> = [
        "ErrorEquals", "IntervalSeconds", "MaxAttempts", "BackoffRate", "MaxDelaySeconds", "JitterStrategy", "Comment",
    ]
    private static let catcherFields: Set<String> = [
        "ErrorEquals", "Next", "ResultPath", "Output", "Assign", "Comment",
    ]
    private static let attemptsLimit: Int64 = 99_999_999
    private static let delayLimit: Int64 = 31_622_400

    mutating func retriers(of object: JSONObject, _ scope: StateScope) -> [Retrier]? {
        let before = findings.count
        let entries = entries("Retry", of: object, scope)
        let retriers = entries.compactMap { retrier($0.object, at: $0.path, isLast: $0.isLast) }
        return hasErrors(since: before) ? nil : retriers
    }

    mutating func catchers(of object: JSONObject, _ scope: StateScope, into node: inout StateNode) -> [Catcher]? {
        let before = findings.count
        var catchers: [Catcher] = []
        for entry in entries("Catch", of: object, scope) {
            if let catcher = catcher(entry.object, at: entry.path, isLast: entry.isLast, scope, into: &node) {
                catchers.append(catcher)
            }
        }
        return hasErrors(since: before) ? nil : catchers
    }

    private struct Entry {
        let object: JSONObject
        let path: DefinitionPath
        let isLast: Bool
    }

    private mutating func entries(_ field: String, of object: JSONObject, _ scope: StateScope) -> [Entry] {
        guard ["Task", "Parallel", "Map"].contains(object["Type"]?.string),
            let values = array(field, in: object, at: scope.path)
        else { return [] }
        var entries: [Entry] = []
        for (number, value) in values.enumerated() {
            let path = scope.path.appending(field).appending(number)
            guard let entry = value.object else {
                expect("Object", at: path)
                continue
            }
            entries.append(Entry(object: entry, path: path, isLast: number == values.count - 1))
        }
        return entries
    }

    private mutating func retrier(_ object: JSONObject, at path: DefinitionPath, isLast: Bool) -> Retrier? {
        checkNames(of: object, allowed: Self.retrierFields, at: path)
        let errors = errorEquals(of: object, at: path, isLast: isLast)
        let interval = object["IntervalSeconds"].map {
            integer($0, at: path.appending("IntervalSeconds"), minimum: 0, maximum: Self.attemptsLimit)
        }
        let attempts = object["MaxAttempts"].map {
            integer($0, at: path.appending("MaxAttempts"), minimum: 0, maximum: Self.attemptsLimit)
        }
        let rate = object["BackoffRate"].map { double($0, at: path.appending("BackoffRate"), minimum: 1) }
        let delay = object["MaxDelaySeconds"].map {
            integer($0, at: path.appending("MaxDelaySeconds"), minimum: 1, maximum: Self.delayLimit)
        }
        let jitter = word("JitterStrategy", of: ["NONE", "FULL"], in: object, at: path)
        if let delay = delay ?? nil, let interval = interval ?? nil, delay < interval {
            refuse(
                "MaxDelaySeconds must be greater than IntervalSeconds", at: path,
                target: path.appending("MaxDelaySeconds"))
        }
        guard let errors, let interval = interval ?? 1, let attempts = attempts ?? 3, let rate = rate ?? 2 else {
            return nil
        }
        return Retrier(
            errorEquals: errors, intervalSeconds: Double(interval), maxAttempts: Int(attempts), backoffRate: rate,
            maxDelaySeconds: (delay ?? nil).map { Double($0) }, jitter: jitter == "FULL")
    }

    private mutating func catcher(
        _ object: JSONObject, at path: DefinitionPath, isLast: Bool, _ scope: StateScope, into node: inout StateNode
    ) -> Catcher? {
        checkNames(of: object, allowed: Self.catcherFields, at: path)
        checkLanguage(of: object, scope.language, at: path)
        require(["Next"], in: object, at: path)
        let errors = errorEquals(of: object, at: path, isLast: isLast)
        let next = string("Next", in: object, at: path).flatMap {
            target($0, at: path.appending("Next"), scope, into: &node)
        }
        let result = resultPath(of: object, at: path)
        var output: JSONataTemplate?
        if scope.language == .jsonata, let value = object["Output"] {
            output = jsonata(value, at: path.appending("Output"), .errorOutput)
        }
        let assign = assign(of: object, at: path, scope.language, .errorOutput)
        guard let errors, let next, let result else { return nil }
        return Catcher(errorEquals: errors, next: next, resultPath: result, output: output, assign: assign)
    }

    private mutating func errorEquals(of object: JSONObject, at path: DefinitionPath, isLast: Bool) -> [String]? {
        require(["ErrorEquals"], in: object, at: path)
        guard let values = array("ErrorEquals", in: object, at: path) else { return nil }
        let place = path.appending("ErrorEquals")
        guard !values.isEmpty else {
            refuse("Value cannot be empty", at: place)
            return nil
        }
        var names: [String] = []
        for (number, value) in values.enumerated() {
            guard let name = value.string else {
                expect("String", at: place.appending(number))
                continue
            }
            names.append(name)
        }
        if names.contains("States.ALL"), names.count > 1 || !isLast {
            refuse(
                "States.ALL must appear alone and at end of list", at: place,
                cure: names.count > 1
                    ? "give 'States.ALL' an entry of its own" : "move this entry behind all others")
            return nil
        }
        return names.count == values.count ? names : nil
    }
}
