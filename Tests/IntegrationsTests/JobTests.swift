import Foundation
import JSON
import StatesLanguage
import Testing

@testable import Integrations

/// Each job of `.sync` against a scripted stand-in of its service: submitted, polled, succeeded, failed, stopped.
@Suite(.needsBotocore)
struct JobTests {
    /// By action: what starts the job, and what the start answers.
    private static let starts: [String: (JSONValue, JSONValue)] = [
        "ecs:runTask": (["TaskDefinition": "d"], ["Tasks": [["TaskArn": "t", "ClusterArn": "c"]]]),
        "batch:submitJob": (
            ["JobName": "n", "JobQueue": "q", "JobDefinition": "d"], ["JobId": "j", "JobName": "n"]
        ),
        "glue:startJobRun": (["JobName": "n"], ["JobRunId": "r"]),
        "databrew:startJobRun": (["Name": "n"], ["RunId": "r"]),
        "athena:startQueryExecution": (["QueryString": "SELECT 1"], ["QueryExecutionId": "q"]),
        "mediaconvert:createJob": (["Role": "r", "Settings": [:]], ["Job": ["Id": "m"]]),
        "bedrock:createModelCustomizationJob": (["JobName": "n"], ["JobArn": "arn:job"]),
        "codebuild:startBuild": (["ProjectName": "p"], ["Build": ["Id": "b"]]),
        "codebuild:startBuildBatch": (["ProjectName": "p"], ["BuildBatch": ["Id": "b"]]),
        "sagemaker:createTrainingJob": (["TrainingJobName": "n"], ["TrainingJobArn": "a"]),
        "sagemaker:createTransformJob": (["TransformJobName": "n"], ["TransformJobArn": "a"]),
        "sagemaker:createProcessingJob": (["ProcessingJobName": "n"], ["ProcessingJobArn": "a"]),
        "sagemaker:createHyperParameterTuningJob": (
            ["HyperParameterTuningJobName": "n"], ["HyperParameterTuningJobArn": "a"]
        ),
        "sagemaker:createLabelingJob": (["LabelingJobName": "n"], ["LabelingJobArn": "a"]),
        "elasticmapreduce:createCluster": (["Name": "n", "Instances": [:]], ["JobFlowId": "j", "ClusterArn": "a"]),
        "elasticmapreduce:terminateCluster": (["ClusterId": "j"], [:]),
        "elasticmapreduce:addStep": (["ClusterId": "j", "Step": ["Name": "s"]], ["StepIds": ["s"]]),
        "emr-containers:startJobRun": (["VirtualClusterId": "v"], ["Id": "i", "VirtualClusterId": "v"]),
        "emr-containers:createVirtualCluster": (["Name": "n"], ["Id": "i"]),
        "emr-containers:deleteVirtualCluster": (["Id": "i"], ["Id": "i"]),
        "eks:createCluster": (["Name": "n", "RoleArn": "r"], [:]), "eks:deleteCluster": (["Name": "n"], [:]),
        "eks:createNodegroup": (["ClusterName": "c", "NodegroupName": "n"], [:]),
        "eks:deleteNodegroup": (["ClusterName": "c", "NodegroupName": "n"], [:]),
        "eks:createFargateProfile": (["ClusterName": "c", "FargateProfileName": "n"], [:]),
        "eks:deleteFargateProfile": (["ClusterName": "c", "FargateProfileName": "n"], [:]),
    ]

    /// Shared, as some of the models are large.
    private static let catalog = ModelCatalog(directory: LocalPython.models)

    private struct Job {
        let kind: JobKind
        let service: OptimizedService
        let start: ServiceOperation
        let describe: ServiceOperation
        let stop: ServiceOperation?
        let integration: JobIntegration
        let transport: StandIn
        let request: TaskRequest
    }

    /// A job whose description has a state; nil: it is gone.
    private static func job(_ name: String, state: String?) async throws -> Job {
        let kind = try #require(JobKind.all.first { "\($0.service):\($0.action)" == name })
        let service = try #require(OptimizedService.all.first { $0.name == kind.service })
        let (sent, started) = try #require(starts[name])
        let model = try await Self.catalog.service(service.model)
        func operation(_ action: String) throws -> ServiceOperation {
            try #require(
                model.operation(service.name == "elasticmapreduce" ? ElasticMapReduce.operation(action) : action),
                "\(action)")
        }
        let start = try operation(kind.action)
        let describe = try operation(kind.describe.action)
        let startBody = try wire(started, start)
        let describeBody = try state.map { try wire(description(kind, $0), describe) } ?? "{}"
        let transport = StandIn { call, number in
            if number == 0 { return StandIn.answer(200, startBody) }
            if state == nil { return StandIn.answer(404, #"{"__type":"ResourceNotFoundException","message":"gone"}"#) }
            return StandIn.answer(200, describeBody)
        }
        let client = AWSClient(
            catalog: Self.catalog,
            configuration: AWSConfiguration(endpoint: "http://stand-in"), transport: transport, now: { 1_000 })
        return Job(
            kind: kind, service: service, start: start, describe: describe,
            stop: try kind.stop.map { try operation($0.action) },
            integration: JobIntegration(client: client, now: { 1_000 }), transport: transport,
            request: .of("\(name).sync", complete(sent, start)))
    }

    /// A description with a state where the kind expects it.
    private static func description(_ kind: JobKind, _ state: String) -> JSONValue {
        (kind.result + kind.state).reversed().reduce(.string(state)) { value, step in
            Int(step) == nil ? .object(JSONObject([(step, value)])) : .array([value])
        }
    }

    /// With something for each member that the operation requires.
    private static func complete(_ sent: JSONValue, _ start: ServiceOperation) -> JSONValue {
        guard var members = sent.object, start.model.serviceID != "EMR", let input = start.input else { return sent }
        for name in input.required where members[AWSNames.member(name)] == nil {
            members[AWSNames.member(name)] =
                switch input.member(name)?.kind {
                case .structure, .map: [:]
                case .list: []
                default: "x"
                }
        }
        return .object(members)
    }

    private static func wire(_ value: JSONValue, _ operation: ServiceOperation) throws -> String {
        guard let output = operation.output, value != [:] else { return "{}" }
        return try JSONBody(ParameterReader(idempotencyToken: nil)).value(value, output).serialized()
    }

    private static func started(_ job: Job) async throws -> StartedJob {
        let outcome = await job.integration.call(job.request)
        guard case .started(let started) = outcome else {
            Issue.record("\(outcome)")
            throw CancellationError()
        }
        return started
    }

    @Test(arguments: starts.keys.sorted())
    func runsAndSucceeds(name: String) async throws {
        let running = try await Self.job(name, state: "SOMETHING_ELSE")
        #expect(running.integration.serves(running.request.resource))
        let started = try await Self.started(running)
        #expect(started.output["SdkHttpMetadata"]?["HttpStatusCode"] == 200)
        #expect(await running.integration.poll(started, of: running.request) == .running(pollAfterSeconds: 1))
        for state in running.kind.succeeded.sorted() {
            let ended = try await Self.job(name, state: state)
            let result = await ended.integration.poll(try await Self.started(ended), of: ended.request)
            guard case .ended(.success(let value)) = result else {
                Issue.record("\(result)")
                continue
            }
            #expect(value.serialized().contains(state))
        }
        if running.kind.endsWhenGone {
            let gone = try await Self.job(name, state: nil)
            guard case .ended(.success) = await gone.integration.poll(try await Self.started(gone), of: gone.request)
            else {
                Issue.record("\(name) isn't gone")
                return
            }
        }
    }

    @Test(arguments: starts.keys.sorted())
    func fails(name: String) async throws {
        for state in try #require(JobKind.all.first { "\($0.service):\($0.action)" == name }).failed.sorted() {
            let job = try await Self.job(name, state: state)
            let result = await job.integration.poll(try await Self.started(job), of: job.request)
            guard case .ended(.failure("States.TaskFailed", let cause)) = result else {
                Issue.record("\(result)")
                continue
            }
            #expect(cause.contains(state))
        }
    }

    @Test(arguments: starts.keys.sorted())
    func stops(name: String) async throws {
        let job = try await Self.job(name, state: "X")
        await job.integration.stop(try await Self.started(job), of: job.request)
        guard let stop = job.stop else {
            #expect(await job.transport.calls.count == 1)
            return
        }
        let call = try #require(await job.transport.calls.last)
        if stop.model.wireProtocol == .json {
            #expect(call.headers.first { $0.name == "X-Amz-Target" }?.value.hasSuffix(".\(stop.name)") == true)
        } else {
            #expect(call.method == stop.method)
            #expect(call.url.hasPrefix("http://stand-in/"))
        }
        #expect(!call.url.contains("null"))
        #expect(!String(decoding: call.body, as: UTF8.self).contains("null"))
    }

    @Test func aContainerThatFailedFailsTheTask() async throws {
        let kind = try #require(JobKind.all.first { $0.service == "ecs" })
        #expect(!kind.isSuccess(["LastStatus": "STOPPED", "Containers": [["ExitCode": 1]]]))
        #expect(kind.isSuccess(["LastStatus": "STOPPED", "Containers": [["ExitCode": 0]]]))
        #expect(!kind.isSuccess(["LastStatus": "STOPPED", "Containers": [["Reason": "never started"]]]))
    }

    @Test func everyKindHasItsTest() {
        #expect(JobKind.all.map { "\($0.service):\($0.action)" }.sorted() == Self.starts.keys.sorted())
    }
}
