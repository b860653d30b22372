"""Distributed Maps through the binary: what `fermata map-run` shows, redrives, and a kill in the middle."""

import contextlib
import json
import os
import pty
import re
import subprocess
import time

import boto3
import pytest

from conftest import ROLE, binary
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


SLOW = {
    "Slowly": {"Type": "Wait", "Seconds": 1, "Next": "IsSmall"},
    **CHOOSY,
}


def watch(server, execution):
    """What `fermata map-run` writes to a terminal until the map run ends, as the texts of the screen one after the other."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "FERMATA_ENDPOINT": server.endpoint, "TERM": "xterm", "COLUMNS": "100"}
    process = subprocess.Popen([binary(), "map-run", execution], stdout=theirs, stderr=theirs, env=environment)
    os.close(theirs)
    output = b""
    with contextlib.suppress(OSError):  # the terminal is gone with its last writer
        while chunk := os.read(ours, 65_536):
            output += chunk
    os.close(ours)
    assert process.wait(timeout=10) == 0, output
    screens = re.split(r"\x1b\[\d+A\r\x1b\[J", output.decode().replace("\r\n", "\n"))
    return [re.sub(r"\x1b\[[?0-9;]*[a-zA-Z]", "", screen) for screen in screens]


@pytest.mark.parametrize("type", ["STANDARD", "EXPRESS"])
def test_map_run_is_watched_live(server, sfn, flow, type):
    """The bar, the counts, the rate, the end and what failed, on a terminal; and the same after a redrive."""
    machine = flow.create(
        distributed(SLOW, "Slowly", type, MaxConcurrency=3, ToleratedFailureCount=1), name=f"watched-{type}"
    )
    execution = flow.start(machine, [0, 8, 1, 2, 3, 4, 5, 6, 7, 9])
    flow.until(execution, "MapRunStarted")
    screens = watch(server, execution)
    middle = [screen for screen in screens if " RUNNING" in screen]
    assert len(middle) >= 3
    assert any(re.search(r"█+░+ [36] of 10 items [36]0 %", screen) for screen in middle), middle
    assert any("3 running  " in screen and " pending" in screen for screen in middle), middle
    rate = r"\d items a second, about \d+ s left, done at .*\d:\d\d"
    assert any(re.search(rate, screen) for screen in middle), middle
    assert any(re.search(r"TooLarge  1\n  for example arn:.*: over seven", screen) for screen in middle), middle
    assert " FAILED" in screens[-1] and "8 succeeded  2 failed" in screens[-1] and "TooLarge  2" in screens[-1]

    sfn.redrive_execution(executionArn=execution)
    flow.until(execution, "MapRunRedriven")
    screens = watch(server, execution)
    assert "redriven once" in screens[0], screens[0]
    # A Standard child goes on with the state that failed, which does so at once; an Express one waits again.
    if type == "EXPRESS":
        assert "8 of 10 items 80 %" in screens[0], screens[0]
        assert any("8 succeeded  2 running" in screen for screen in screens), screens
    assert "8 succeeded  2 failed" in screens[-1] and "TooLarge  2" in screens[-1]


def test_running_children_are_listed(sfn, flow):
    machine = flow.create(distributed({"W": {"Type": "Wait", "Seconds": 30, "End": True}}, "W", MaxConcurrency=2))
    execution = flow.start(machine, [1, 2, 3])
    flow.until(execution, "MapRunStarted")
    run = map_run(sfn, execution)["mapRunArn"]
    while len(running := sfn.list_executions(mapRunArn=run, statusFilter="RUNNING")["executions"]) < 2:
        time.sleep(0.02)
    assert {child["status"] for child in running} == {"RUNNING"} and "stopDate" not in running[0]
    assert sfn.describe_execution(executionArn=running[0]["executionArn"])["status"] == "RUNNING"
    assert map_run(sfn, execution)["executionCounts"]["pending"] == 1
    sfn.stop_execution(executionArn=execution)


S3 = {"Resource": "arn:aws:states:::s3:getObject", "ReaderConfig": {"InputType": "JSONL"}}


@pytest.mark.parametrize(
    "fields, error, cause",
    [
        ({"ItemReader": {**S3, "Parameters": {"Bucket": "no-such-bucket", "Key": "k"}}}, "ItemReader", "bucket"),
        ({"ItemReader": {**S3, "Parameters": {"Bucket": "map-items", "Key": "missing"}}}, "ItemReader", "key"),
        (
            {
                "ItemReader": {
                    "Resource": "arn:aws:states:::s3:listObjectsV2",
                    "Parameters": {"Bucket": "no-such-bucket"},
                }
            },
            "ItemReader",
            "bucket",
        ),
        (
            {
                "ItemReader": {**S3, "Parameters": {"Bucket": "map-items", "Key": "items"}},
                "ResultWriter": {
                    "Resource": "arn:aws:states:::s3:putObject",
                    "Parameters": {"Bucket": "no-such-bucket", "Prefix": "p"},
                },
            },
            "ResultWriter",
            "bucket",
        ),
    ],
    ids=["bucket", "key", "list", "writer"],
)
def test_what_is_missing_on_s3(aws_flow, moto, fields, error, cause):
    """S3's answer is the cause, and a catcher takes the error."""
    s3 = boto3.client("s3", endpoint_url=moto, region_name="us-east-1")
    with contextlib.suppress(s3.exceptions.BucketAlreadyOwnedByYou):
        s3.create_bucket(Bucket="map-items")
    s3.put_object(Bucket="map-items", Key="items", Body=b"1\n2\n")
    definition = distributed({"P": {"Type": "Pass", "End": True}}, "P", **fields)
    failed = aws_flow.run(definition)
    assert failed["error"] == f"States.{error}Failed" and cause in failed["cause"].lower(), failed
    definition["States"]["Each"]["Catch"] = [{"ErrorEquals": [f"States.{error}Failed"], "Next": "Caught"}]
    definition["States"]["Caught"] = {"Type": "Pass", "Result": "caught", "End": True}
    assert aws_flow.run(definition)["output"] == '"caught"'


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
