import JSON
import JSONPath
import StatesLanguage

/// From a state's input to what it works on, and from its result to its output
/// (ASL spec, "Input and Output Processing"; Step Functions, "Transforming data with JSONata").
extension Evaluator {
    /// What the state works on: InputPath and Parameters, or Arguments.
    mutating func effectiveInput(_ input: Payload, of state: State) throws(Fault) -> Payload {
        switch state.dataFlow {
        case .jsonPath(let flow):
            let selected = try select(flow.inputPath, from: input)
            if case .map = state.kind { return selected }
            guard let parameters = flow.parameters else { return selected }
            return rendered(try value(of: parameters, input: selected.value))
        case .jsonata(let flow):
            guard let arguments = flow.arguments else { return input }
            return rendered(try value(of: arguments, input: input.value))
        }
    }

    /// Leaving a state by its own transition.
    mutating func exit(of state: State, input: Payload, result: Payload) throws(Fault) -> StateExit {
        let next: StateIndex? = if case .next(let next) = state.transition { next } else { nil }
        switch state.dataFlow {
        case .jsonPath(let flow): return try exit(by: flow, of: state, input, result, next: next)
        case .jsonata(let flow):
            let inputValue = input.value
            let resultValue = state.kind.hasResult ? result.value : nil
            var output = state.kind.hasResult ? result : input
            if let template = flow.output {
                output = rendered(try value(of: template, input: inputValue, result: resultValue))
            }
            let assigned = try flow.assign.map { (template) throws(Fault) in
                try assign(.jsonata(template), input: inputValue, result: resultValue)
            }
            try checkSize(of: output, name: state.name)
            return StateExit(output: output, assigned: assigned ?? [], next: next)
        }
    }

    private mutating func exit(
        by flow: JSONPathDataFlow, of state: State, _ input: Payload, _ result: Payload, next: StateIndex?
    ) throws(Fault) -> StateExit {
        var result = result
        if let selector = flow.resultSelector { result = Payload(try value(of: selector, input: result.value)) }
        var combined = result
        switch flow.resultPath {
        case .whole: break
        case .discard: combined = input
        case .path(let path): combined = Payload(try set(result.value, at: path, in: input.value))
        }
        let output = rendered(try select(flow.outputPath, from: combined))
        let assigned = try flow.assign.map { (template) throws(Fault) in
            try assign(.jsonPath(template), input: input.value, result: result.value)
        }
        try checkSize(of: output, name: state.name)
        return StateExit(output: output, assigned: assigned ?? [], next: next)
    }

    /// Leaving by a rule of Choice, or by its Default.
    mutating func exit(
        of state: State, input: Payload, by rule: ChoiceRule?, to next: StateIndex
    ) throws(Fault) -> StateExit {
        var output = input
        switch state.dataFlow {
        case .jsonPath(let flow):
            output = rendered(try select(flow.outputPath, from: select(flow.inputPath, from: input)))
        case .jsonata(let flow):
            if let template = rule == nil ? flow.output : rule?.output {
                output = rendered(try value(of: template, input: input.value))
            }
        }
        let template = rule == nil ? state.dataFlow.assign : rule?.assign
        let assigned = try template.map { (template) throws(Fault) in
            try assign(template, input: input.value, result: nil)
        }
        try checkSize(of: output, name: state.name)
        return StateExit(output: output, assigned: assigned ?? [], next: next)
    }

    /// Leaving by a catcher.
    mutating func exit(of state: State, input: Payload, by catcher: Catcher, _ error: JSONValue) throws(Fault)
        -> StateExit
    {
        var output = Payload(error)
        switch state.dataFlow {
        case .jsonPath:
            switch catcher.resultPath {
            case .whole: break
            case .discard: output = input
            case .path(let path): output = Payload(try set(error, at: path, in: input.value))
            }
        case .jsonata:
            if let template = catcher.output {
                output = Payload(try value(of: template, input: input.value, errorOutput: error))
            }
        }
        output.render()
        let assigned = try catcher.assign.map { (template) throws(Fault) in
            try assign(template, input: input.value, result: nil, errorOutput: error)
        }
        try checkSize(of: output, name: state.name)
        return StateExit(output: output, assigned: assigned ?? [], next: catcher.next)
    }

    private mutating func assign(
        _ template: Template, input: JSONValue, result: JSONValue?, errorOutput: JSONValue? = nil
    ) throws(Fault) -> [Assigned] {
        let value = try value(of: template, input: input, result: result, errorOutput: errorOutput)
        let assigned = value.object?.members.map { Assigned(name: $0.key, value: $0.value) } ?? []
        try checkSize(of: assigned)
        return assigned
    }

    private func set(_ value: JSONValue, at path: ReferencePath, in document: JSONValue) throws(Fault) -> JSONValue {
        do throws(JSONPathError) {
            return try path.setting(value, in: document)
        } catch {
            throw Fault(error)
        }
    }

    private func rendered(_ value: JSONValue) -> Payload { rendered(Payload(value)) }

    private func rendered(_ payload: Payload) -> Payload {
        var payload = payload
        if payload.origin == nil { payload.render() }
        return payload
    }
}

extension State.Kind {
    /// Whether `$states.result` exists: Task, Parallel and Map.
    var hasResult: Bool {
        switch self {
        case .task, .parallel, .map: true
        case .pass, .choice, .wait, .succeed, .fail: false
        }
    }
}
