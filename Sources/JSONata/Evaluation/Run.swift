import JSON

/// One evaluation: its input, its limits, and what it has used of them.
final class Run {
    /// The program, or the last that was compiled during the evaluation (which goes on numbering where the others ended).
    @exclusivity(unchecked) private(set) var activeProgram: Program
    let dialect: JSONataDialect
    let environment: JSONataEnvironment
    let limits: JSONataLimits
    /// The input document: `$$`.
    let root: Value
    let bindings: [String: JSONValue]

    // An evaluation is one thread's: the checks for overlapping access that a class's variables carry would only cost time.
    @exclusivity(unchecked) private(set) var depth = 0
    @exclusivity(unchecked) private var steps = 0
    @exclusivity(unchecked) private var nextCheck: Int
    private let depthLimit: Int
    private let deadline: UInt64?
    private let stackBase: UInt

    /// Where a field was last found in an object, for each place of the program that looks one up: objects of one array are alike.
    @exclusivity(unchecked) private(set) var hints: UnsafeMutablePointer<Int32>
    private var hintCount: Int
    /// The values of the variables that the expression doesn't bind.
    @exclusivity(unchecked) private var free: [Value]
    /// Whether the caller's bindings hide functions of the library that the expression calls.
    @exclusivity(unchecked) private(set) var hidesBuiltins = false

    /// Whether a number that isn't finite was made, which a result may hold then.
    @exclusivity(unchecked) var hasNonFinite = false

    /// The call that a lambda ends with, when its result is ``Value/unbound``.
    @exclusivity(unchecked) var pendingFunction: Function?
    @exclusivity(unchecked) var pendingArguments: [Value] = []
    /// In place of the arguments: the frame of a lambda that takes them as they are.
    @exclusivity(unchecked) var pendingFrame: Frame?

    var random: RandomSource
    @exclusivity(unchecked) private var closures = ClosureArena()
    /// Containers built into containers: bounds how deep a built value can be.
    @exclusivity(unchecked) private var embeddings = 0
    /// What the functions of this evaluation have prepared; made when it is first asked for.
    private(set) lazy var cache = EvaluationCache()

    /// How much of the stack an evaluation may take: threads other than the main one have 512 KB.
    private static let stackBudget: UInt = 400 * 1024
    private static let checkInterval = 2048

    init(
        _ program: Program, input: JSONValue?, bindings: [String: JSONValue], limits: JSONataLimits,
        environment: JSONataEnvironment, dialect: JSONataDialect
    ) {
        activeProgram = program
        self.dialect = dialect
        self.environment = environment
        self.limits = limits
        self.bindings = bindings
        // Step Functions has no input document: what there is comes as $states.
        root = dialect == .states ? .undefined : Value(input)
        depthLimit = limits.depth
        nextCheck = min(limits.steps, Self.checkInterval)
        if let milliseconds = limits.milliseconds, let clock = environment.monotonicMilliseconds {
            deadline = clock() &+ milliseconds
        } else {
            deadline = nil
        }
        var marker: UInt8 = 0
        stackBase = withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
        hintCount = program.hintCount
        hints = .allocate(capacity: max(1, hintCount))
        hints.initialize(repeating: 0, count: max(1, hintCount))
        random = RandomSource(seed: environment.seed)
        free = []
        if !program.freeNames.isEmpty { bindFree(program) }
    }

    deinit { hints.deallocate() }

    /// What the expression is evaluated for: an array as input is one input, not many.
    var context: Value {
        guard case .array = root else { return root }
        return .list(List(Items([root]), [.sequence, .wrapper]))
    }

    /// Lets go of the closures one by one: a chain of them would otherwise be released through the stack.
    func finish() {
        if !free.isEmpty { free = [] }
        if !pendingArguments.isEmpty { pendingArguments = [] }
        pendingFunction = nil
        pendingFrame = nil
        if !closures.isEmpty { closures.clear() }
    }

    /// Gives values to the variables after those that have one.
    private func bindFree(_ program: Program) {
        free.reserveCapacity(program.freeNames.count)
        for index in free.count..<program.freeNames.count {
            let isBuiltin = program.freeBuiltins[index] != nil
            if !bindings.isEmpty, let value = bindings[program.freeNames[index]] {
                free.append(Value(value))
                if isBuiltin { hidesBuiltins = true }
            } else {
                free.append(isBuiltin ? .unbound : .undefined)
            }
        }
    }

    /// The value of a variable that the expression doesn't bind: the caller's, or a function of the library.
    func freeValue(_ index: Int) -> Value {
        if case .unbound = free[index], let builtin = activeProgram.freeBuiltins[index] {
            free[index] = .function(BuiltinFunction(builtin))
        }
        return free[index]
    }

    /// Makes room for a program that was compiled during the evaluation (`$eval`).
    func extend(by program: Program) {
        let larger = UnsafeMutablePointer<Int32>.allocate(capacity: max(1, program.hintCount))
        larger.initialize(repeating: 0, count: max(1, program.hintCount))
        hints.deallocate()
        hints = larger
        hintCount = program.hintCount
        activeProgram = program
        bindFree(program)
    }
}

// MARK: Limits

extension Run {
    /// Enters a level of evaluation that has a level below it.
    @inline(__always)
    func enter() throws(JSONataError) {
        depth &+= 1
        steps &+= 1
        var marker: UInt8 = 0
        let used = stackBase &- withUnsafePointer(to: &marker) { UInt(bitPattern: $0) }
        if depth >= depthLimit || steps >= nextCheck || (used > Self.stackBudget && used < 1 << 40) {
            try check(stack: used)
        }
    }

    @inline(__always)
    func leave() { depth &-= 1 }

    /// Whether there is room for as many levels below this one.
    @inline(__always)
    func require(levels: Int) throws(JSONataError) {
        if depth &+ levels > depthLimit { throw overflow() }
    }

    @inline(__always)
    func count(steps count: Int = 1) throws(JSONataError) {
        steps &+= count
        if steps >= nextCheck { try check(stack: 0) }
    }

    func restore(depth: Int) { self.depth = depth }

    @inline(never)
    private func check(stack used: UInt) throws(JSONataError) {
        if depth >= depthLimit || (used > Self.stackBudget && used < 1 << 40) { throw overflow() }
        if steps >= limits.steps { throw limitError(ErrorMessage.timeout) }
        if let deadline, let clock = environment.monotonicMilliseconds, clock() > deadline {
            throw limitError(ErrorMessage.timeout)
        }
        nextCheck = min(limits.steps, steps &+ Self.checkInterval)
    }

    @inline(never)
    private func overflow() -> JSONataError { limitError(ErrorMessage.stackOverflow) }

    private func limitError(_ text: String) -> JSONataError {
        JSONataError(dialect == .states ? "" : "U1001", at: 0, text: text)
    }

    /// Refuses to build an array of so many items.
    @inline(__always)
    func require(items: Int) throws(JSONataError) {
        if items > limits.valueSize / 8 { throw limitError(ErrorMessage.memory) }
    }

    /// Refuses to build a text of so many bytes.
    @inline(__always)
    func require(bytes: Int) throws(JSONataError) {
        if bytes > limits.valueSize { throw limitError(ErrorMessage.memory) }
    }

    /// Called where a container is built into another. Deeply nested values would be released through the stack.
    func embed(_ value: Value) throws(JSONataError) {
        switch value {
        case .array, .object, .list, .record: break
        default: return
        }
        embeddings &+= 1
        guard embeddings > 256 else { return }
        if Nesting.exceeds(768, value) { throw limitError(ErrorMessage.memory) }
    }

    func keep(_ closure: Function) { closures.keep(closure) }
}
