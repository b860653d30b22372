"""The API with boto3: what a client can do, and what it is told when it can't."""

import json
import uuid

import pytest
import urllib.error
import urllib.request
from botocore.exceptions import ClientError

from conftest import ROLE, task

PASS = {"StartAt": "Greet", "States": {"Greet": {"Type": "Pass", "Result": {"hello": "world"}, "End": True}}}


def code(error):
    return error.value.response["Error"]["Code"]


def test_a_state_machine_round_trip(sfn, flow):
    arn = flow.create(PASS)
    described = sfn.describe_state_machine(stateMachineArn=arn)
    assert json.loads(described["definition"]) == PASS
    assert described["status"] == "ACTIVE" and described["type"] == "STANDARD"
    again = sfn.create_state_machine(name=arn.split(":")[-1], definition=json.dumps(PASS), roleArn=ROLE)
    assert again["stateMachineArn"] == arn
    assert arn in [machine["stateMachineArn"] for machine in sfn.list_state_machines()["stateMachines"]]
    sfn.delete_state_machine(stateMachineArn=arn)
    with pytest.raises(ClientError) as error:
        sfn.start_execution(stateMachineArn=arn)
    assert code(error) == "StateMachineDoesNotExist"


def test_an_execution_and_its_history(sfn, flow):
    execution = flow.start(flow.create(PASS), {"from": "boto3"})
    description = flow.end(execution)
    assert description["status"] == "SUCCEEDED"
    assert json.loads(description["output"]) == {"hello": "world"}
    assert flow.types(execution) == ["ExecutionStarted", "PassStateEntered", "PassStateExited", "ExecutionSucceeded"]
    backwards = sfn.get_execution_history(executionArn=execution, reverseOrder=True)["events"]
    assert [event["id"] for event in backwards] == [4, 3, 2, 1]
    bare = sfn.get_execution_history(executionArn=execution, includeExecutionData=False)["events"]
    assert "output" not in bare[-1]["executionSucceededEventDetails"]


def test_history_pages(sfn, flow):
    execution = flow.start(flow.create(PASS))
    flow.end(execution)
    seen, token = [], None
    while True:
        more = {"nextToken": token} if token else {}
        page = sfn.get_execution_history(executionArn=execution, maxResults=3, **more)
        seen += [event["id"] for event in page["events"]]
        token = page.get("nextToken")
        if not token:
            break
    assert seen == [1, 2, 3, 4]


def test_start_is_idempotent_by_name(sfn, flow):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}}
    machine = flow.create(wait)
    first = flow.start(machine, {"n": 1}, name="same")
    assert flow.start(machine, {"n": 1}, name="same") == first
    with pytest.raises(ClientError) as error:
        flow.start(machine, {"n": 2}, name="same")
    assert code(error) == "ExecutionAlreadyExists"
    sfn.stop_execution(executionArn=first, error="Done", cause="with it")
    description = flow.end(first)
    assert (description["status"], description["error"], description["cause"]) == ("ABORTED", "Done", "with it")
    with pytest.raises(ClientError) as error:
        flow.start(machine, {"n": 1}, name="same")
    assert code(error) == "ExecutionAlreadyExists"


def test_list_executions_filters_and_pages(sfn, flow):
    machine = flow.create(PASS)
    arns = [flow.start(machine) for _ in range(5)]
    for arn in arns:
        flow.end(arn)
    pages = sfn.get_paginator("list_executions").paginate(
        stateMachineArn=machine, statusFilter="SUCCEEDED", PaginationConfig={"PageSize": 2}
    )
    listed = [execution["executionArn"] for page in pages for execution in page["executions"]]
    assert sorted(listed) == sorted(arns)
    assert sfn.list_executions(stateMachineArn=machine, statusFilter="FAILED")["executions"] == []


def test_a_running_execution_keeps_its_definition(sfn, flow):
    held = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 1, "Next": "Old"}, "Old": {"Type": "Succeed"}}}
    machine = flow.create(held)
    execution = flow.start(machine)
    sfn.update_state_machine(stateMachineArn=machine, definition=json.dumps(PASS))
    flow.end(execution)
    assert "SucceedStateEntered" in flow.types(execution)
    assert sfn.describe_state_machine_for_execution(executionArn=execution)["definition"] == json.dumps(held)


def test_tags(sfn, flow):
    arn = flow.create(PASS, tags=[{"key": "team", "value": "dough"}])
    sfn.tag_resource(resourceArn=arn, tags=[{"key": "cost", "value": "7"}])
    sfn.untag_resource(resourceArn=arn, tagKeys=["team"])
    assert sfn.list_tags_for_resource(resourceArn=arn)["tags"] == [{"key": "cost", "value": "7"}]


def test_express_synchronously(sfn, flow):
    arn = flow.create(PASS, type="EXPRESS")
    answer = sfn.start_sync_execution(stateMachineArn=arn, input="{}")
    assert answer["status"] == "SUCCEEDED" and json.loads(answer["output"]) == {"hello": "world"}
    assert answer["billingDetails"]["billedMemoryUsedInMB"] == 64


def test_accounts_and_regions_do_not_meet(server, flow):
    arn = flow.create(PASS)
    other = server.client(account="123456789012", region="eu-central-1")
    assert other.list_state_machines()["stateMachines"] == []
    made = other.create_state_machine(name="mine", definition=json.dumps(PASS), roleArn=ROLE)["stateMachineArn"]
    assert made == "arn:aws:states:eu-central-1:123456789012:stateMachine:mine" and made != arn


@pytest.mark.parametrize(
    "definition, expected",
    [
        ("{", "InvalidDefinition"),
        ({"StartAt": "Nowhere", "States": {"A": {"Type": "Succeed"}}}, "InvalidDefinition"),
        ({"StartAt": "A", "States": {"A": {"Type": "Pass", "Next": "B"}}}, "InvalidDefinition"),
        (task("arn:aws:states:::nothing:atAll"), "InvalidDefinition"),
    ],
)
def test_broken_definitions_are_refused(flow, definition, expected):
    with pytest.raises(ClientError) as error:
        flow.create(definition)
    assert code(error) == expected


def test_validation_names_the_place(sfn):
    answer = sfn.validate_state_machine_definition(definition='{"StartAt": "A", "States": {"A": {"Type": "Pass"}}}')
    assert answer["result"] == "FAIL"
    assert answer["diagnostics"][0]["location"].startswith("/States/A")


def raw(server, body, target="AWSStepFunctions.ListStateMachines"):
    request = urllib.request.Request(
        server.endpoint + "/",
        data=body,
        headers={"X-Amz-Target": target, "Content-Type": "application/x-amz-json-1.0"},
    )
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            return answer.status, json.loads(answer.read())
    except urllib.error.HTTPError as error:
        return error.code, json.loads(error.read() or b"{}")


def test_bad_requests_get_awss_exceptions(server):
    status, answer = raw(server, b"{}", "AWSStepFunctions.MakeCoffee")
    assert status in range(400, 500) and answer["__type"].endswith("UnknownOperationException")
    status, answer = raw(server, b"this is not JSON")
    assert status == 400 and answer["__type"].endswith("SerializationException")
    status, answer = raw(server, b"[1, 2]")
    assert status == 400
    status, answer = raw(server, b'{"maxResults": "many"}')
    assert status == 400
    status, answer = raw(server, b"[" * 100_000)
    assert status == 400
    status, _ = raw(server, b'{"x": "' + b"x" * 3_000_000 + b'"}')
    assert status in range(400, 500)
    assert server.get("/healthz") == 200


def test_input_that_is_no_json(sfn, flow):
    with pytest.raises(ClientError) as error:
        sfn.start_execution(stateMachineArn=flow.create(PASS), input="{")
    assert code(error) == "InvalidExecutionInput"


@pytest.mark.parametrize("token", ["x", "A" * 100, str(uuid.uuid4())])
def test_unknown_tokens(sfn, token):
    with pytest.raises(ClientError) as error:
        sfn.send_task_success(taskToken=token, output="{}")
    assert code(error) in ("InvalidToken", "TaskDoesNotExist")


def test_health(server):
    assert server.get("/healthz") == 200
    assert server.get("/readyz") == 200
    assert server.get("/nothing") == 404
