"""Executions of state machines with a logging configuration, in the files of their log groups."""

import json
import time
import uuid

import pytest

FAILING = {
    "StartAt": "Note",
    "States": {
        "Note": {"Type": "Pass", "Assign": {"seen": True}, "Next": "Stop"},
        "Stop": {"Type": "Fail", "Error": "Broken", "Cause": "on purpose"},
    },
}
EVENTS = ["ExecutionStarted", "PassStateEntered", "PassStateExited", "FailStateEntered", "ExecutionFailed"]


@pytest.fixture
def group(server):
    """A log group of this test alone, and its lines."""

    class Group:
        name = f"/aws/vendedlogs/states/{uuid.uuid4().hex}"
        file = server.data / "logs" / f"{name.strip('/')}.jsonl"

        def configuration(self, level, data=False):
            arn = f"arn:aws:logs:us-east-1:000000000000:log-group:{self.name}:*"
            destinations = [{"cloudWatchLogsLogGroup": {"logGroupArn": arn}}]
            return {"level": level, "includeExecutionData": data, "destinations": destinations}

        def lines(self, count):
            deadline = time.monotonic() + 5
            while True:
                text = self.file.read_text() if self.file.exists() else ""
                if text.count("\n") >= count or time.monotonic() > deadline:
                    return [json.loads(line) for line in text.splitlines()]
                time.sleep(0.02)

    return Group()


@pytest.mark.parametrize("type", ["STANDARD", "EXPRESS"])
@pytest.mark.parametrize("level, expected", [("ALL", EVENTS), ("ERROR", EVENTS[3:]), ("FATAL", EVENTS[4:])])
def test_levels(flow, sfn, group, level, expected, type):
    machine = flow.create(FAILING, type=type, loggingConfiguration=group.configuration(level))
    if type == "STANDARD":
        execution = flow.start(machine, {"a": 1})
        flow.end(execution)
    else:
        execution = sfn.start_sync_execution(stateMachineArn=machine, input="{}")["executionArn"]
    lines = group.lines(len(expected))
    assert [line["type"] for line in lines] == expected
    assert all(line["execution_arn"] == execution and line["redrive_count"] == "0" for line in lines)
    assert lines[-1]["details"] == {"error": "Broken", "cause": "on purpose"}
    assert (lines[-1]["id"], lines[-1]["previous_event_id"]) == ("5", "4")
    assert int(lines[-1]["event_timestamp"]) > 1_700_000_000_000


def test_execution_data(flow, group):
    machine = flow.create(FAILING, loggingConfiguration=group.configuration("ALL", data=True))
    flow.end(flow.start(machine, {"a": 1}))
    started, entered, exited = [line["details"] for line in group.lines(5)[:3]]
    assert (started["input"], started["inputDetails"]) == ('{"a": 1}', {"truncated": False})
    assert entered == {"name": "Note", "input": '{"a": 1}', "inputDetails": {"truncated": False}}
    assert exited["assignedVariables"] == {"seen": "true"}


def test_without_execution_data(flow, group):
    machine = flow.create(FAILING, loggingConfiguration=group.configuration("ALL"))
    flow.end(flow.start(machine, {"secret": 1}))
    lines = group.lines(5)
    assert [line["details"] for line in lines[1:4]] == [{"name": "Note"}, {"name": "Note"}, {"name": "Stop"}]
    assert "secret" not in json.dumps(lines)


def test_an_update_changes_what_is_logged(flow, sfn, group):
    machine = flow.create(FAILING, loggingConfiguration=group.configuration("OFF"))
    flow.end(flow.start(machine))
    sfn.update_state_machine(stateMachineArn=machine, loggingConfiguration=group.configuration("FATAL"))
    execution = flow.start(machine)
    flow.end(execution)
    assert [line["execution_arn"] for line in group.lines(1)] == [execution]
