"""What states do that only a running server shows: time, concurrency, cancellation."""

import json
import time

from conftest import invoke

WAIT = {"Type": "Wait", "Seconds": 30, "End": True}


def test_a_failing_branch_ends_its_siblings(flow):
    parallel = {
        "Type": "Parallel",
        "End": True,
        "Branches": [
            {"StartAt": "Long", "States": {"Long": WAIT}},
            {"StartAt": "Bad", "States": {"Bad": {"Type": "Fail", "Error": "Bad", "Cause": "luck"}}},
        ],
    }
    began = time.monotonic()
    description = flow.run({"StartAt": "Both", "States": {"Both": parallel}})
    assert (description["status"], description["error"]) == ("FAILED", "Bad")
    assert time.monotonic() - began < 10


def test_a_map_keeps_the_order_of_its_items(flow):
    machine = {
        "QueryLanguage": "JSONata",
        "StartAt": "All",
        "States": {
            "All": {
                "Type": "Map",
                "Items": "{% [1..12] %}",
                "MaxConcurrency": 5,
                "ItemProcessor": invoke("echo", Output="{% $states.result.Payload.event * 2 %}"),
                "End": True,
            }
        },
    }
    del machine["States"]["All"]["ItemProcessor"]["QueryLanguage"]
    assert json.loads(flow.run(machine)["output"]) == [2 * item for item in range(1, 13)]


def test_stop_ends_what_waits(sfn, flow):
    execution = flow.start(flow.create({"StartAt": "Long", "States": {"Long": WAIT}}))
    flow.until(execution, "WaitStateEntered")
    sfn.stop_execution(executionArn=execution)
    assert flow.end(execution, within=5)["status"] == "ABORTED"
    assert flow.types(execution)[-1] == "ExecutionAborted"


def test_a_machine_times_out(flow):
    description = flow.run({"TimeoutSeconds": 1, "StartAt": "Long", "States": {"Long": WAIT}})
    assert description["status"] == "TIMED_OUT"


def test_an_endless_loop_stays_stoppable(sfn, flow):
    leave = [{"Variable": "$.stop", "IsPresent": True, "Next": "Done"}]
    states = {
        "A": {"Type": "Pass", "Next": "B"},
        "B": {"Type": "Choice", "Choices": leave, "Default": "A"},
        "Done": {"Type": "Succeed"},
    }
    execution = flow.start(flow.create({"StartAt": "A", "States": states}))
    description = flow.end(execution, within=60)
    assert description["status"] == "FAILED"
    assert len(flow.events(execution)) == 25_000
