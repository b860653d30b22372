"""Distributed Maps through the binary: what `fermata map-run` shows, redrives, and a kill in the middle."""

import json
import time

import pytest

from conftest import ROLE
from fermata_server import Server
from map_runs import FileBucket, map_run, wait_for_end


def distributed(states, start, type="EXPRESS", **fields):
    processor = {
        "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": type},
        "StartAt": start,
        "States": states,
    }
    return {
        "StartAt": "Each",
        "States": {"Each": {"Type": "Map", "Label": "Each", "End": True, "ItemProcessor": processor, **fields}},
    }


CHOOSY = {
    "IsSmall": {
        "Type": "Choice",
        "Choices": [{"Variable": "$", "NumericLessThan": 8, "Next": "Fine"}],
        "Default": "TooLarge",
    },
    "Fine": {"Type": "Pass", "End": True},
    "TooLarge": {"Type": "Fail", "Error": "TooLarge", "Cause": "over seven"},
}


@pytest.mark.parametrize("type", ["STANDARD", "EXPRESS"])
def test_map_run_shows_what_failed(flow, fermata, type):
    machine = flow.create(distributed(CHOOSY, "IsSmall", type, ToleratedFailureCount=2))
    execution = flow.start(machine, list(range(10)))
    assert flow.end(execution)["status"] == "SUCCEEDED"
    shown = fermata("map-run", execution).stdout.splitlines()
    assert shown[0].endswith("/Each  SUCCEEDED")
    assert "10 of 10 items 100 %" in shown[1]
    assert shown[2] == "8 succeeded  2 failed"
    assert shown[3] == "TooLarge  2" and shown[4].endswith(": over seven")


def test_an_express_child_is_described(sfn, flow):
    machine = flow.create(distributed(CHOOSY, "IsSmall", ToleratedFailureCount=2))
    execution = flow.start(machine, list(range(10)))
    flow.end(execution)
    run = map_run(sfn, execution)["mapRunArn"]
    failed = sfn.list_executions(mapRunArn=run, statusFilter="FAILED")["executions"]
    assert len(failed) == 2
    child = sfn.describe_execution(executionArn=failed[0]["executionArn"])
    assert (child["input"], child["error"], child["cause"]) == ("8", "TooLarge", "over seven")
    assert child["redriveStatus"] == "REDRIVABLE_BY_MAP_RUN"
    with pytest.raises(sfn.exceptions.ExecutionDoesNotExist):
        sfn.describe_execution(executionArn=failed[0]["executionArn"].replace("/Each:", "/Other:"))


def test_pages_of_children(sfn, flow):
    machine = flow.create(distributed({"P": {"Type": "Pass", "End": True}}, "P"))
    execution = flow.start(machine, list(range(2_500)))
    assert flow.end(execution, within=60)["status"] == "SUCCEEDED"
    run = map_run(sfn, execution)["mapRunArn"]
    pages = list(sfn.get_paginator("list_executions").paginate(mapRunArn=run, maxResults=1_000))
    assert [len(page["executions"]) for page in pages] == [1_000, 1_000, 500]
    assert len({child["name"] for page in pages for child in page["executions"]}) == 2_500
    assert sfn.list_executions(mapRunArn=run, statusFilter="FAILED")["executions"] == []


@pytest.mark.parametrize("type", ["STANDARD", "EXPRESS"])
def test_a_kill_in_the_middle(tmp_path, type):
    """Nothing is lost, nothing is written twice."""
    items = 4_000
    with FileBucket("items", tmp_path) as bucket:
        bucket.put_all({"items.jsonl": "".join(f'{{"id":{n}}}\n' for n in range(items)).encode()})
        place = {"Bucket": bucket.name}
        definition = distributed(
            {"P": {"Type": "Pass", "End": True}},
            "P",
            type,
            ItemReader={
                "Resource": "arn:aws:states:::s3:getObject",
                "ReaderConfig": {"InputType": "JSONL"},
                "Parameters": {**place, "Key": "items.jsonl"},
            },
            ResultWriter={"Resource": "arn:aws:states:::s3:putObject", "Parameters": {**place, "Prefix": "out"}},
        )
        with Server(tmp_path / "data", *bucket.arguments) as server:
            sfn = server.client()
            machine = sfn.create_state_machine(name="m", definition=json.dumps(definition), roleArn=ROLE)
            execution = sfn.start_execution(stateMachineArn=machine["stateMachineArn"])["executionArn"]
            while not (run := map_run(sfn, execution)) or run["itemCounts"]["succeeded"] == 0:
                time.sleep(0.005)
            server.kill()
            server.start()
            end = wait_for_end(server.client(), execution)
            counts = map_run(server.client(), execution)["itemCounts"]
        assert end["status"] == "SUCCEEDED", end
        assert counts["succeeded"] == counts["total"] == counts["resultsWritten"] == items
        manifest = json.loads(bucket.read(json.loads(end["output"])["ResultWriterDetails"]["Key"]))
        written = [
            json.loads(child["Output"])["id"]
            for file in manifest["ResultFiles"]["SUCCEEDED"]
            for child in json.loads(bucket.read(file["Key"]))
        ]
        assert written == list(range(items))


def test_a_redrive_runs_what_failed(sfn, flow):
    machine = flow.create(distributed(CHOOSY, "IsSmall", "STANDARD", MaxConcurrency=1, ToleratedFailureCount=1))
    execution = flow.start(machine, list(range(10)))
    assert flow.end(execution)["error"] == "States.ExceedToleratedFailureThreshold"
    before = map_run(sfn, execution)
    sfn.redrive_execution(executionArn=execution)
    assert flow.end(execution)["error"] == "States.ExceedToleratedFailureThreshold"
    after = map_run(sfn, execution)
    assert after["redriveCount"] == 1 and after["mapRunArn"] == before["mapRunArn"]
    redriven = sfn.list_executions(mapRunArn=after["mapRunArn"], redriveFilter="REDRIVEN")["executions"]
    assert {child["status"] for child in redriven} == {"FAILED"}
    succeeded = sfn.list_executions(mapRunArn=after["mapRunArn"], statusFilter="SUCCEEDED")["executions"]
    assert len(succeeded) == 8 and not any(child["redriveCount"] for child in succeeded)
    events = [event["type"] for event in flow.events(execution)]
    assert events.count("ExecutionRedriven") == events.count("MapRunRedriven") == 1
