"""Lambda functions as local processes: what they give, and how their failures look."""

import json

import pytest

from conftest import FUNCTION, invoke, task


def test_invoke_and_function_arn(flow):
    description = flow.run(invoke("echo"), {"a": 1})
    output = json.loads(description["output"])
    assert output["Payload"]["event"] == {"a": 1}
    assert output["StatusCode"] == 200
    description = flow.run(task(FUNCTION + "echo", Arguments="{% $states.input %}"), {"b": 2})
    assert json.loads(description["output"])["event"] == {"b": 2}


@pytest.mark.parametrize(
    "function, error",
    [
        ("crash", ("Lambda.Unknown", "Runtime.ExitError")),
        ("raises", ("NoDough",)),
        ("broken", ("Runtime.ImportModuleError",)),
        ("unserializable", ("Runtime.MarshalError",)),
        ("slow", ("Sandbox.Timedout", "Lambda.TimeoutException", "Lambda.Unknown", "States.Timeout")),
    ],
)
def test_failures_fail_the_task_by_name(flow, server, function, error):
    description = flow.run(invoke(function))
    assert description["status"] == "FAILED"
    assert description["error"] in error
    assert server.get("/healthz") == 200


def test_a_handlers_error_is_caught_by_its_name(flow):
    machine = invoke("raises", Catch=[{"ErrorEquals": ["NoDough"], "Next": "Sorry"}])
    machine["States"]["Sorry"] = {"Type": "Succeed", "Output": "{% $parse($states.input.Cause).errorMessage %}"}
    assert json.loads(flow.run(machine)["output"]) == "the dough is gone"


def test_the_state_times_out_before_the_function(flow):
    description = flow.run(invoke("slow", {"seconds": 1.8}, TimeoutSeconds=1))
    assert (description["status"], description["error"]) == ("FAILED", "States.Timeout")


def test_what_a_function_prints_is_no_answer(flow):
    assert json.loads(flow.run(invoke("chatty"))["output"])["Payload"] == "said"


def test_a_function_that_is_not_there(flow):
    description = flow.run(invoke("nobody"))
    assert description["status"] == "FAILED"
    assert description["error"] in ("Lambda.ResourceNotFoundException", "Lambda.AWSLambdaException")


def test_a_retry_has_another_request_id_each_time(flow):
    machine = invoke(
        "crash", Retry=[{"ErrorEquals": ["States.ALL"], "IntervalSeconds": 1, "MaxAttempts": 1, "BackoffRate": 1}]
    )
    execution = flow.start(flow.create(machine))
    flow.end(execution)
    assert flow.types(execution).count("TaskScheduled") == 2


def test_a_large_payload_passes_and_a_larger_one_fails(flow):
    machine = invoke("echo", {"text": "{% $join([1..$states.input.n].('0123456789')) %}"})
    machine["States"]["Work"]["Output"] = "{% $length($states.result.Payload.event.text) %}"
    assert flow.run(machine, {"n": 20_000})["output"] == "200000"
    description = flow.run(machine, {"n": 30_000})
    assert description["status"] == "FAILED"
