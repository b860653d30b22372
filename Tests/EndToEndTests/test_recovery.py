"""What was acknowledged survives a `kill -9`. scripts/kill-test does the same at length."""

import json

import pytest

from conftest import Flow, Server, invoke, task


@pytest.fixture
def mortal(tmp_path, functions):
    server = Server(tmp_path / "data", "--config", functions)
    server.start()
    yield server
    server.stop()


def test_a_wait_goes_on(mortal):
    flow = Flow(mortal.client())
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 2, "End": True}}}
    execution = flow.start(flow.create(wait), {"kept": True})
    mortal.kill()
    mortal.start()
    description = flow.end(execution)
    assert json.loads(description["output"]) == {"kept": True}
    assert flow.types(execution).count("WaitStateEntered") == 1


def test_a_token_is_good_after_a_crash(mortal, tmp_path):
    flow = Flow(mortal.client())
    file = tmp_path / "token"
    payload = {"file": str(file), "token": "{% $states.context.Task.Token %}"}
    execution = flow.start(flow.create(invoke("hold", payload, ".waitForTaskToken", TimeoutSeconds=60)))
    flow.until(execution, "TaskSubmitted")
    mortal.kill()
    mortal.start()
    flow.sfn.send_task_success(taskToken=file.read_text().split()[0], output="7")
    assert flow.end(execution)["output"] == "7"


def test_an_activity_task_waits_for_its_worker_over_a_crash(mortal):
    flow = Flow(mortal.client())
    activity = flow.sfn.create_activity(name="patience")["activityArn"]
    execution = flow.start(flow.create(task(activity, Arguments={"n": 1}, TimeoutSeconds=60)))
    mortal.kill()
    mortal.start()
    given = flow.sfn.get_activity_task(activityArn=activity)
    assert json.loads(given["input"]) == {"n": 1}
    mortal.kill()
    mortal.start()
    flow.sfn.send_task_success(taskToken=given["taskToken"], output="2")
    assert flow.end(execution)["output"] == "2"


def test_a_function_under_way_is_called_again(mortal):
    flow = Flow(mortal.client())
    execution = flow.start(flow.create(invoke("slow", {"seconds": 1})))
    flow.until(execution, "TaskStarted")
    mortal.kill()
    mortal.start()
    assert flow.end(execution)["status"] == "SUCCEEDED"
    assert flow.types(execution).count("TaskScheduled") == 1


def test_or_fails_where_the_operator_wants_that(tmp_path, functions):
    server = Server(tmp_path / "data", "--config", functions, "--on-recovery", "fail")
    server.start()
    flow = Flow(server.client())
    execution = flow.start(flow.create(invoke("slow", {"seconds": 1})))
    flow.until(execution, "TaskStarted")
    server.kill()
    server.start()
    assert flow.end(execution)["error"] == "States.TaskFailed"
    server.stop()


def test_stop_and_delete_hold(mortal):
    flow = Flow(mortal.client())
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}}
    machine = flow.create(wait)
    execution = flow.start(machine)
    flow.sfn.stop_execution(executionArn=execution)
    mortal.kill()
    mortal.start()
    assert flow.sfn.describe_execution(executionArn=execution)["status"] == "ABORTED"


def test_a_clean_stop_is_quick_and_status_0(mortal):
    assert mortal.stop() == 0
    mortal.start()
