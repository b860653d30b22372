/// The keys that a test file may have, level by level.
enum TestFileKeys {
    static let file: Set<String> = [
        "definition", "type", "substitutions", "executions", "lambda", "limits", "tests", "cost", "functions",
        "description",
    ]
    static let test: Set<String> = [
        "name", "description", "state", "input", "variables", "context", "mocks", "mockConfig", "expect", "cases",
        "columns", "rows", "seed", "startTime", "weight",
    ]
    static let expect: Set<String> = [
        "status", "output", "outputIncludes", "error", "cause", "path", "visits", "next", "calls", "retries",
        "duration", "variables", "transitions",
    ]
    static let answer: Set<String> = [
        "result", "payload", "error", "cause", "never", "execution", "function", "delay", "duration", "memory",
        "times", "heartbeatEvery", "heartbeats", "items",
    ]
    static let execution: Set<String> = ["definition", "type", "mocks", "substitutions"]
    static let lambda: Set<String> = ["duration", "memory"]
    static let mockConfig: Set<String> = ["file", "stateMachine", "testCase"]
    static let cost: Set<String> = ["executions", "alongside", "expressMemory"]
    static let alongside: Set<String> = [
        "name", "requests", "duration", "memory", "perMonth", "execution", "input", "item",
    ]
    static let call: Set<String> = ["times", "arguments"]
    static let context: Set<String> = ["Execution", "StateMachine", "State", "Map", "Task"]
    static let limits: Set<String> = ["historyEvents", "payloadBytes"]
}
