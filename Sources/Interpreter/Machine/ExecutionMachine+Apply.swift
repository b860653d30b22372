import JSON
import StatesLanguage

extension ExecutionMachine {
    /// Changes the state by one record. The only writer; the same for live records and for those of the journal.
    public mutating func apply(_ entry: Entry) {
        nextRecord = entry.number + 1
        lastTime = entry.time
        if let event = entry.event { nextEvent = event.id + 1 }
        let id = entry.event?.id ?? 0
        switch entry.record {
        case .executionStarted(let input): begin(input.recorded(at: entry.number), at: entry.time)
        case .stateEntered(let frame, let state, let input):
            enter(frame, state, input.recorded(at: entry.number), entry)
        case .stateExited(let frame, let exit): leave(frame, exit, at: entry)
        case .evaluationFailed(let frame, _, _, _), .parallelFailed(let frame), .mapFailed(let frame):
            frames[frame]?.lastEvent = id
        case .taskScheduled(let frame, let attempt): schedule(frame, attempt, entry)
        case .taskStarted(let frame, _): startTask(frame, entry)
        case .taskSubmitted(let frame, _, let job): submitTask(frame, job, event: id)
        case .callbackReceived(let frame, let result):
            changeTask(frame) { $0.early = result.recorded(at: entry.number) }
        case .taskEnded(let frame, let result):
            frames.change(frame) { $0.lastEvent = id }
            setWork(.none, of: frame)
            setStep(.endTask(result.recorded(at: entry.number)), of: frame)
        case .timerStarted(let frame, let due):
            setWork(.timer(Timer(id: entry.number, due: due)), of: frame)
            setStep(nil, of: frame)
        case .timerFired(let frame): fire(frame)
        case .retryScheduled(let frame, let retrier, let due):
            if frames[frame]?.retries.indices.contains(retrier) == true { frames[frame]?.retries[retrier] += 1 }
            frames[frame]?.kept = nil
            setWork(.timer(Timer(id: entry.number, due: due)), of: frame)
            setStep(nil, of: frame)
        case .parallelStarted(let frame, let input): branch(frame, input.recorded(at: entry.number), event: id)
        case .parallelSucceeded, .mapSucceeded, .iterationFailed, .iterationAborted, .stateAborted: break
        case .mapStarted(let frame, let start): iterate(frame, start, entry)
        case .iterationStarted(let frame, let index, let input):
            startIteration(frame, index, input.recorded(at: entry.number), event: id)
        case .iterationSucceeded(let frame, let index, let child, let output):
            endIteration(frame, index, child, output.recorded(at: entry.number), event: id)
        case .branchSucceeded(let frame, let output): endBranch(frame, output.recorded(at: entry.number))
        case .childFailed(let frame, let child, let error, let cause):
            let last = frames[child]?.lastEvent ?? 0
            frames[frame]?.lastEvent = last
            dropChildren(of: frame, error, cause)
        case .mapRunStarted(let frame, let start):
            frames[frame]?.lastEvent = id
            changeMapRun(frame) {
                $0.id = entry.number
                $0.start = start
            }
        case .mapRunEnded(let frame, let result):
            frames[frame]?.lastEvent = id
            if case .failed(let error, _) = result, let work = frames[frame]?.work, work.canBeRedriven(after: error) {
                frames[frame]?.kept = Frame.Kept(work: work, frames: [:])
            }
            frames[frame]?.work = .none
            setStep(.endMapRun(result.recorded(at: entry.number)), of: frame)
        case .mapRunRedriven(let frame, _, _):
            frames[frame]?.lastEvent = id
            changeMapRun(frame) { $0.redrives += 1 }
            setStep(nil, of: frame)
        case .executionRedriven(let count): redrive(count, entry)
        case .executionEnded(let end):
            status = .ended(end)
            queue.removeAll()
        }
        trimQueue()
    }

    private mutating func begin(_ input: Payload, at time: Int64) {
        status = .running
        self.input = input
        setDeadline(from: time)
        let start = definition[level].startAt
        frames[0] = Frame(parent: nil, place: .top, state: start, input: input, variables: [:], lastEvent: 0)
        setStep(.enter(start, input), of: 0)
    }

    /// Of a child of a map run, the map run takes care.
    mutating func setDeadline(from time: Int64) {
        let longest = identity.type == .express ? Self.expressSeconds : nil
        guard level == .top, let seconds = [definition.timeoutSeconds, longest].compactMap(\.self).min() else { return }
        deadline = Timer(id: 0, due: time + seconds * 1000)
    }

    private mutating func enter(_ id: FrameID, _ state: StateIndex, _ input: Payload, _ entry: Entry) {
        guard let event = entry.event else { return }
        let retriers = definition[state].retriers.count
        frames.change(id) { $0.enter(state, input, event, entry.time, retriers: retriers) }
        setStep(.execute, of: id)
    }

    private mutating func leave(_ id: FrameID, _ exit: StateExit, at entry: Entry) {
        guard let event = entry.event else { return }
        setWork(.none, of: id)
        frames.change(id) { frame in
            for assigned in exit.assigned { frame.variables[assigned.name] = assigned.value }
            frame.lastEvent = event.id
            frame.kept = nil
        }
        let output = exit.output.recorded(at: entry.number)
        setStep(exit.next.map { .enter($0, output) } ?? .finish(output), of: id)
    }

    private mutating func changeTask(_ id: FrameID, _ change: (inout TaskWork) -> Void) {
        frames.change(id) { frame in
            guard case .task(var task) = frame.work else { return }
            frame.work = .none
            change(&task)
            frame.work = .task(task)
        }
    }

    private mutating func schedule(_ id: FrameID, _ schedule: TaskSchedule, _ entry: Entry) {
        guard let frame = frames[id], case .task(let state) = self.state(of: frame).kind else { return }
        var schedule = schedule
        schedule.parameters = schedule.parameters.recorded(at: entry.number)
        var work = TaskWork(id: entry.number, scheduledAt: entry.time, schedule: schedule)
        if identity.countsCalls {
            work.call = calls[frame.state, default: 0]
            calls[frame.state] = work.call + 1
        }
        setWork(.task(work), of: id)
        frames.change(id) { $0.lastEvent = entry.event?.id ?? 0 }
        setStep(state.resource.target == .activity ? nil : .startTask, of: id)
    }

    private mutating func startTask(_ id: FrameID, _ entry: Entry) {
        frames.change(id) { $0.lastEvent = entry.event?.id ?? 0 }
        changeTask(id) { task in
            task.phase = .started
            if let seconds = task.schedule.heartbeatSeconds { task.schedule.heartbeatDue = entry.time + seconds * 1000 }
        }
        setStep(nil, of: id)
    }

    private mutating func submitTask(_ id: FrameID, _ job: JSONValue?, event: Int64) {
        frames[id]?.lastEvent = event
        var early: TaskResult?
        changeTask(id) { task in
            task.phase = .submitted
            task.job = job
            early = task.early
        }
        setStep(early.map(Frame.Step.answer), of: id)
    }

    private mutating func fire(_ id: FrameID) {
        guard let frame = frames[id] else { return }
        setWork(.none, of: id)
        if case .wait = state(of: frame).kind { setStep(.endWait, of: id) } else { setStep(.execute, of: id) }
    }

    private mutating func branch(_ id: FrameID, _ input: Payload, event: Int64) {
        guard let frame = frames[id], case .parallel(let branches) = state(of: frame).kind else { return }
        let children = branches.indices.map { nextFrame + $0 }
        nextFrame += branches.count
        frames[id]?.lastEvent = event
        frames[id]?.kept = nil
        frames[id]?.work = .branches(
            BranchWork(
                children: children, outputs: Array(repeating: nil, count: branches.count), remaining: branches.count))
        setStep(nil, of: id)
        for (place, level) in branches.enumerated() {
            add(children[place], below: id, at: .branch(place), level, input, item: frame.item, event: event)
        }
    }

    private mutating func add(
        _ id: FrameID, below parent: FrameID, at place: Frame.Place, _ level: LevelIndex, _ input: Payload,
        item: MapItem?, event: Int64
    ) {
        let start = definition[level].startAt
        frames[id] = Frame(
            parent: parent, place: place, state: start, input: input, variables: frames[parent]?.variables ?? [:],
            lastEvent: event, item: item)
        setStep(.enter(start, input), of: id)
    }

    private mutating func endBranch(_ id: FrameID, _ output: Payload) {
        guard let frame = frames[id], let parent = frame.parent, case .branch(let place) = frame.place,
            case .branches(var work) = frames[parent]?.work
        else { return }
        frames[id] = nil
        work.outputs[place] = output
        work.remaining -= 1
        frames[parent]?.work = .branches(work)
        frames[parent]?.lastEvent = frame.lastEvent
        if work.remaining == 0 { setStep(.join, of: parent) }
    }

    private mutating func iterate(_ id: FrameID, _ start: MapStart, _ entry: Entry) {
        let event = entry.event?.id ?? 0
        frames[id]?.lastEvent = event
        frames[id]?.kept = nil
        var items = start.items.recorded(at: entry.number)
        items.parse()
        if let frame = frames[id], case .map(let map) = state(of: frame).kind, case .distributed = map.mode {
            frames[id]?.work = .mapRun(MapRunWork(items: items, count: start.count))
            setStep(nil, of: id)
            return
        }
        frames[id]?.work = .iterations(
            IterationWork(
                items: items, count: start.count, concurrency: start.concurrency,
                outputs: Array(repeating: nil, count: start.count), remaining: start.count, lastInnerEvent: event))
        setStep(.iterate, of: id)
    }

    private mutating func changeIterations(_ id: FrameID, _ change: (inout IterationWork) -> Void) {
        guard case .iterations(var work) = frames[id]?.work else { return }
        // The array of outputs must have one owner while it changes, or each change copies it.
        frames[id]?.work = .none
        change(&work)
        frames[id]?.work = .iterations(work)
    }

    private mutating func startIteration(_ id: FrameID, _ index: Int, _ input: Payload, event: Int64) {
        guard let state = frames[id]?.state, case .map(let map) = definition[state].kind else { return }
        let child = nextFrame
        nextFrame += 1
        var item = MapItem(index: index, value: .null)
        changeIterations(id) { work in
            work.next = index + 1
            work.running.insert(child)
            item.value = work.items.value[index] ?? .null
        }
        setStep(nil, of: id)
        add(child, below: id, at: .iteration(index), map.processor, input, item: item, event: event)
    }

    private mutating func endIteration(
        _ id: FrameID, _ index: Int, _ child: FrameID, _ output: Payload, event: Int64
    ) {
        let inner = frames[child]?.lastEvent ?? event
        frames[child] = nil
        var goesOn = false
        changeIterations(id) { work in
            work.running.remove(child)
            work.outputs[index] = output
            work.remaining -= 1
            work.lastInnerEvent = inner
            goesOn = work.remaining == 0 || work.next < work.count
        }
        frames[id]?.lastEvent = event
        if goesOn { setStep(.iterate, of: id) }
    }

    private mutating func dropChildren(of id: FrameID, _ error: String?, _ cause: String?) {
        if let work = frames[id]?.work {
            let below = descendants(of: id).compactMap { child in frames[child].map { (child, $0) } }
            frames[id]?.kept = Frame.Kept(work: work, frames: Dictionary(uniqueKeysWithValues: below))
        }
        for child in descendants(of: id) { removeFrame(child) }
        setWork(.none, of: id)
        setStep(.handle(error: error, cause: cause), of: id)
    }
}

extension TaskResult {
    func recorded(at record: Int64) -> TaskResult {
        if case .succeeded(let output) = self { .succeeded(output.recorded(at: record)) } else { self }
    }
}
