"""Task tokens and activities: work that somebody else answers."""

import json
import threading
import time
import uuid

import pytest
from botocore.exceptions import ClientError

from conftest import invoke, task


@pytest.fixture
def held(tmp_path):
    """A machine that hands its token to a file, and the token of the execution started last."""
    file = tmp_path / "tokens"

    def machine(**fields):
        payload = {"file": str(file), "token": "{% $states.context.Task.Token %}"}
        return invoke("hold", payload, ".waitForTaskToken", **fields)

    def token():
        deadline = time.monotonic() + 20
        while not file.exists() or not file.read_text().endswith("\n"):
            assert time.monotonic() < deadline, "no token came"
            time.sleep(0.02)
        return file.read_text().splitlines()[-1]

    machine.token = token
    return machine


def test_success_by_token(sfn, flow, held):
    execution = flow.start(flow.create(held(TimeoutSeconds=60)))
    sfn.send_task_success(taskToken=held.token(), output='{"paid": 12.50}')
    description = flow.end(execution)
    assert json.loads(description["output"]) == {"paid": 12.5}
    types = flow.types(execution)
    assert types.index("TaskSubmitted") < types.index("TaskSucceeded")
    with pytest.raises(ClientError) as error:
        sfn.send_task_success(taskToken=held.token(), output="{}")
    assert error.value.response["Error"]["Code"] == "TaskTimedOut"


def test_failure_by_token(sfn, flow, held):
    execution = flow.start(flow.create(held(TimeoutSeconds=60)))
    sfn.send_task_failure(taskToken=held.token(), error="Declined", cause="no money")
    description = flow.end(execution)
    assert (description["status"], description["error"], description["cause"]) == ("FAILED", "Declined", "no money")


def test_nobody_answers(flow, held):
    description = flow.end(flow.start(flow.create(held(TimeoutSeconds=1))))
    assert description["error"] == "States.Timeout"


def test_heartbeats_hold_a_task_and_their_end_ends_it(sfn, flow, held):
    execution = flow.start(flow.create(held(TimeoutSeconds=60, HeartbeatSeconds=1)))
    token = held.token()
    for _ in range(4):
        time.sleep(0.5)
        sfn.send_task_heartbeat(taskToken=token)
    assert sfn.describe_execution(executionArn=execution)["status"] == "RUNNING"
    description = flow.end(execution)
    assert description["error"] == "States.Timeout"


def test_output_that_is_no_json(sfn, flow, held):
    execution = flow.start(flow.create(held(TimeoutSeconds=60)))
    with pytest.raises(ClientError) as error:
        sfn.send_task_success(taskToken=held.token(), output="{")
    assert error.value.response["Error"]["Code"] == "InvalidOutput"
    sfn.stop_execution(executionArn=execution)


def test_an_activity_and_its_worker(sfn, flow):
    activity = sfn.create_activity(name=f"bake-{uuid.uuid4().hex[:8]}")["activityArn"]
    execution = flow.start(
        flow.create(task(activity, Arguments="{% $states.input %}", TimeoutSeconds=30)), {"pizza": "funghi"}
    )
    given = sfn.get_activity_task(activityArn=activity, workerName="oven-1")
    assert json.loads(given["input"]) == {"pizza": "funghi"}
    sfn.send_task_heartbeat(taskToken=given["taskToken"])
    sfn.send_task_success(taskToken=given["taskToken"], output='"baked"')
    assert flow.end(execution)["output"] == '"baked"'
    assert ["ActivityScheduled", "ActivityStarted", "ActivitySucceeded"] == [
        kind for kind in flow.types(execution) if kind.startswith("Activity")
    ]


def test_a_poll_waits_for_work(sfn, flow):
    activity = sfn.create_activity(name=f"wait-{uuid.uuid4().hex[:8]}")["activityArn"]
    given = {}
    poller = threading.Thread(target=lambda: given.update(sfn.get_activity_task(activityArn=activity)))
    poller.start()
    time.sleep(0.3)
    execution = flow.start(flow.create(task(activity, TimeoutSeconds=30)))
    poller.join(20)
    sfn.send_task_failure(taskToken=given["taskToken"], error="Burnt", cause="too hot")
    assert flow.end(execution)["error"] == "Burnt"
