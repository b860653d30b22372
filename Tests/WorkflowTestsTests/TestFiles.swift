import JSON
import StatesLanguage
import WorkflowTests

/// Test files with the definitions that they name, in memory.
enum TestFiles {
    static func read(_ text: String, _ files: [String: String] = ["d.json": order]) throws(TestProblem) -> TestFile {
        try TestFileReader.read(path: "t.test.yaml", text: text) { (name: String) throws(TestProblem) -> String in
            guard let content = files[name] else { throw TestProblem("There is no file \(name).") }
            return content
        }
    }

    static func run(_ text: String, _ files: [String: String] = ["d.json": order]) throws(TestProblem) -> [TestResult] {
        TestRunner.run(try read(text, files))
    }

    /// Check, Choice, Wait until it is paid; then ship.
    static let order = """
        {"StartAt": "Check", "States": {
          "Check": {"Type": "Task", "Resource": "arn:aws:states:::lambda:invoke", "Parameters": {"FunctionName": "check", "Payload.$": "$"},
            "ResultSelector": {"status.$": "$.Payload.status"}, "ResultPath": "$.check",
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 10, "MaxAttempts": 2, "BackoffRate": 2}],
            "Catch": [{"ErrorEquals": ["Lost"], "Next": "Lost"}, {"ErrorEquals": ["Gone"], "Next": "Lost"}],
            "Next": "IsPaid"},
          "IsPaid": {"Type": "Choice", "Choices": [
            {"Variable": "$.check.status", "StringEquals": "PAID", "Next": "Ship"},
            {"Variable": "$.check.status", "StringEquals": "GIFT", "Next": "Ship"}], "Default": "Pause"},
          "Pause": {"Type": "Wait", "Seconds": 2592000, "Next": "Check"},
          "Ship": {"Type": "Task", "Resource": "arn:aws:states:::sqs:sendMessage.waitForTaskToken",
            "Parameters": {"QueueUrl": "q", "MessageBody": {"token.$": "$$.Task.Token", "order.$": "$.order"}},
            "TimeoutSeconds": 600, "HeartbeatSeconds": 60, "ResultPath": "$.shipped", "End": true},
          "Lost": {"Type": "Fail", "Error": "OrderLost", "Cause": "gone"}}}
        """
}
