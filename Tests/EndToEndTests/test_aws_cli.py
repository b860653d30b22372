"""The AWS CLI, unmodified."""

import json
import os
import pathlib
import subprocess
import sys

AWS = pathlib.Path(sys.executable).with_name("aws")
HELLO = {"StartAt": "Hello", "States": {"Hello": {"Type": "Succeed"}}}


def aws(server, *arguments):
    result = subprocess.run(
        [AWS, "stepfunctions", "--endpoint-url", server.endpoint, *arguments],
        capture_output=True,
        text=True,
        timeout=60,
        env={**os.environ, "AWS_PAGER": ""},
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout or "{}")


def test_create_start_describe_history(server, flow):
    machine = aws(
        server,
        *["create-state-machine", "--name", "by-aws-cli", "--definition", json.dumps(HELLO)],
        *["--role-arn", "arn:aws:iam::000000000000:role/cli"],
    )["stateMachineArn"]
    execution = aws(server, "start-execution", "--state-machine-arn", machine, "--input", '{"a": 1}')["executionArn"]
    flow.end(execution)
    described = aws(server, "describe-execution", "--execution-arn", execution)
    assert described["status"] == "SUCCEEDED" and json.loads(described["output"]) == {"a": 1}
    history = aws(server, "get-execution-history", "--execution-arn", execution)["events"]
    assert [event["type"] for event in history] == [
        *["ExecutionStarted", "SucceedStateEntered", "SucceedStateExited", "ExecutionSucceeded"]
    ]
    listed = aws(server, "list-executions", "--state-machine-arn", machine)["executions"]
    assert [item["executionArn"] for item in listed] == [execution]
