/// Valid definitions of all types of states, in both query languages, nested, with loops, retriers and catchers.
///
/// Loops end with the history: whoever runs these gives the history a low limit.
struct RandomDefinition {
    private var random: SeededGenerator
    private var names = 0

    static func text(seed: UInt64) -> String {
        var maker = RandomDefinition(random: SeededGenerator(seed: seed))
        let timeout = maker.random.once(in: 4) ? "\"TimeoutSeconds\": \(20 + maker.random.below(100)), " : ""
        return "{\(timeout)\(maker.level(depth: 2))}"
    }

    private init(random: SeededGenerator) { self.random = random }

    /// A chain, so that each state is reached, with shortcuts and ways back.
    private mutating func level(depth: Int) -> String {
        let chain = (0..<1 + random.below(4)).map { _ in
            names += 1
            return "S\(names)"
        }
        let states = chain.indices.map { place in
            "\"\(chain[place])\": {\(state(place, chain, depth: depth))}"
        }
        return "\"StartAt\": \"\(chain[0])\", \"States\": {\(states.joined(separator: ", "))}"
    }

    private mutating func state(_ place: Int, _ chain: [String], depth: Int) -> String {
        let isLast = place == chain.count - 1
        let next = isLast ? "\"End\": true" : "\"Next\": \"\(chain[place + 1])\""
        let isJSONata = Bool.random(using: &random)
        let language = isJSONata ? "\"QueryLanguage\": \"JSONata\", " : ""
        switch random.below(depth > 0 ? 12 : 8) {
        case 0: return language + pass(isJSONata) + next
        case 1:
            if isLast { return random.once(in: 3) ? fail : language + "\"Type\": \"Succeed\"" }
            return language + choice(isJSONata, chain, next: chain[place + 1])
        case 2: return language + wait(isJSONata) + next
        case 3...7: return language + task(isJSONata) + handlers(isJSONata, chain) + next
        case 8, 9:
            let branches = (0..<1 + random.below(3)).map { _ in "{\(level(depth: depth - 1))}" }
            return language + "\"Type\": \"Parallel\", \"Branches\": [\(branches.joined(separator: ", "))], "
                + flow(isJSONata, hasResult: true) + handlers(isJSONata, chain) + next
        default: return language + map(isJSONata, depth: depth) + handlers(isJSONata, chain) + next
        }
    }

    private var fail: String { "\"Type\": \"Fail\", \"Error\": \"E\", \"Cause\": \"of a Fail\"" }

    private mutating func pass(_ isJSONata: Bool) -> String {
        "\"Type\": \"Pass\", " + (isJSONata || random.once(in: 2) ? "" : "\"Result\": {\"list\": [1, 2], \"a\": 1.0}, ")
            + flow(isJSONata, hasResult: false)
    }

    /// Fields that shape the output and assign variables; now and then one that fails.
    private mutating func flow(_ isJSONata: Bool, hasResult: Bool) -> String {
        var fields = ""
        if isJSONata {
            let outputs = [
                "{\"in\": \"{% $type($states.input) %}\"}", "\"{% $states.context.Execution.Input %}\"",
                "[\"{% $random() < 2 %}\", \"{% $states.context.State.Name %}\"]", "{\"r\": \"{% $uuid() %}\"}",
            ]
            if random.once(in: 2) { fields += "\"Output\": \(random.pick(outputs)), " }
            if random.once(in: 3) {
                fields += "\"Assign\": {\"v\": \"{% $states.context.State.EnteredTime %}\", \"w\": [1]}, "
            }
            if random.once(in: 12) { fields += "\"Comment\": \"faulty\", " }
        } else {
            if random.once(in: 3) {
                fields += "\"ResultPath\": \(random.pick(["\"$\"", "null", "\"$.r\"", "\"$.a.b\""])), "
            }
            if random.once(in: 3) { fields += "\"Assign\": {\"v.$\": \"$\", \"w\": 2}, " }
            if hasResult, random.once(in: 4) {
                fields += "\"ResultSelector\": {\"all.$\": \"$\", \"u.$\": \"States.UUID()\"}, "
            }
            if random.once(in: 15) { fields += "\"OutputPath\": \"$.no\", " }
        }
        return fields
    }

    private mutating func choice(_ isJSONata: Bool, _ chain: [String], next: String) -> String {
        let target = random.pick(chain)
        let rule =
            isJSONata
            ? "\"Condition\": \"\(random.pick(["{% true %}", "{% false %}", "{% $random() < 0.5 %}", "{% 1 %}"]))\", \"Assign\": {\"c\": 1}"
            : random.pick([
                "\"Variable\": \"$\", \"IsPresent\": true", "\"Variable\": \"$.a\", \"IsNumeric\": true",
                "\"Not\": {\"Variable\": \"$.list\", \"IsPresent\": true}",
            ])
        return "\"Type\": \"Choice\", \"Choices\": [{\(rule), \"Next\": \"\(target)\"}], \"Default\": \"\(next)\""
    }

    private mutating func wait(_ isJSONata: Bool) -> String {
        let seconds = random.below(20)
        return "\"Type\": \"Wait\", "
            + (isJSONata ? "\"Seconds\": \"{% \(seconds) %}\", " : "\"Seconds\": \(seconds), ")
    }

    private mutating func task(_ isJSONata: Bool) -> String {
        let (resource, isFree) = random.pick([
            (Definitions.function, true), (Definitions.activity, true), (Definitions.invoke, false),
            (Definitions.callback, false), (Definitions.job, false),
        ])
        var fields = "\"Type\": \"Task\", \"Resource\": \"\(resource)\", "
        if isJSONata {
            let arguments = [
                "{\"FunctionName\": \"f\", \"QueueUrl\": \"q\", \"MessageBody\": \"{% $states.input %}\"}",
                "\"{% {'n': $states.context.Execution.Name} %}\"",
                "\"{% $states.input.no %}\"",
            ]
            if !isFree || random.once(in: 2) {
                fields += "\"Arguments\": \(arguments[random.once(in: 8) ? 2 : random.below(2)]), "
            }
        } else if !isFree || random.once(in: 2) {
            fields +=
                "\"Parameters\": {\"x.$\": \"$\", \"FunctionName\": \"f\", \"QueueUrl\": \"q\", \"MessageBody.$\": \"$\", \"y\": [1, {\"z.$\": \"$$.State.RetryCount\"}]}, "
        }
        if random.once(in: 2) { fields += "\"TimeoutSeconds\": \(10 + random.below(20)), " }
        if random.once(in: 2) { fields += "\"HeartbeatSeconds\": \(1 + random.below(8)), " }
        return fields + flow(isJSONata, hasResult: true)
    }

    private mutating func map(_ isJSONata: Bool, depth: Int) -> String {
        var fields = "\"Type\": \"Map\", \"ItemProcessor\": {\(level(depth: depth - 1))}, "
        fields += "\"MaxConcurrency\": \(random.below(4)), "
        if isJSONata {
            fields += random.pick([
                "\"Items\": [1, \"{% 'two' %}\", [3]], ", "\"Items\": \"{% $states.context.Execution.Input.list %}\", ",
                "\"Items\": [], ",
                "\"Items\": [{\"x\": 1}, {\"x\": 2}, {}], \"ItemSelector\": \"{% $states.context.Map.Item.Value.x %}\", ",
            ])
        } else {
            fields += "\"InputPath\": \"$$.Execution.Input\", \"ItemsPath\": \"$.list\", "
            if random.once(in: 2) {
                fields += "\"ItemSelector\": {\"i.$\": \"$$.Map.Item.Index\", \"list.$\": \"$.list\", \"a\": 1}, "
            }
        }
        return fields + flow(isJSONata, hasResult: true)
    }

    private mutating func handlers(_ isJSONata: Bool, _ chain: [String]) -> String {
        var fields = ""
        if random.once(in: 2) {
            let jitter = random.once(in: 2) ? ", \"JitterStrategy\": \"FULL\"" : ""
            fields += """
                "Retry": [{"ErrorEquals": ["E"], "MaxAttempts": \(random.below(3))\(jitter)}, {"ErrorEquals": ["States.ALL"], "MaxAttempts": 1}], 
                """
        }
        if random.once(in: 2) {
            let output = isJSONata ? ", \"Output\": \"{% $states.errorOutput %}\"" : ", \"ResultPath\": \"$.caught\""
            fields += "\"Catch\": [{\"ErrorEquals\": [\"States.ALL\"], \"Next\": \"\(random.pick(chain))\"\(output)}], "
        }
        return fields
    }
}
