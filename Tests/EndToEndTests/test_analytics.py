"""examples/pizzeria/analytics on a folder and on moto's S3: every store once, each connector within its limit."""

import importlib.util
import json
import sys

import pytest

from conftest import ROOT
from fermata_server import Server
from map_runs import FileBucket, MotoBucket

SAMPLE = ROOT / "examples" / "pizzeria" / "analytics"
MONTH = "2026-10"
STORES = 80


@pytest.fixture(scope="module")
def monthly():
    spec = importlib.util.spec_from_file_location("monthly", SAMPLE / "monthly.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules["monthly"] = module
    spec.loader.exec_module(module)
    return module


def most_at_a_time(sfn, arn):
    """Of the children of a map run, by their start and stop dates."""
    moments = []
    for page in sfn.get_paginator("list_executions").paginate(mapRunArn=arn):
        for child in page["executions"]:
            moments += [(child["startDate"], 1), (child["stopDate"], -1)]
    running = most = 0
    for _, change in sorted(moments, key=lambda moment: (moment[0], moment[1])):
        running += change
        most = max(most, running)
    return most


@pytest.mark.parametrize("kind", [FileBucket, MotoBucket])
def test_every_store_is_in_the_report(tmp_path, monthly, kind):
    with kind("pizzeria-analytics", tmp_path) as bucket:
        bucket.put_all({key: content.encode() for key, content in monthly.objects(MONTH, STORES)})
        arguments = ["--config", SAMPLE / "fermata.yaml", *bucket.arguments]
        with Server(tmp_path / "data", *arguments, environment=bucket.environment) as server:
            sfn = server.client()
            end, runs = monthly.run(sfn, bucket.name, MONTH)
            assert end["status"] == "SUCCEEDED", (end.get("error"), end.get("cause"))
            by_label = {run["mapRunArn"].split("/")[1].split(":")[0]: run for run in runs}
            assert by_label["Sales"]["itemCounts"]["succeeded"] == STORES * 31
            for label, most in (("Sales", 20), ("Reviews", 4)):
                run = by_label[label]
                assert run["maxConcurrency"] == most
                assert run["executionCounts"]["succeeded"] == STORES
                assert most_at_a_time(sfn, run["mapRunArn"]) <= most
        output = json.loads(end["output"])
        manifest = json.loads(bucket.read(output["report"]))
        lines = b"".join(bucket.read(file["Key"]) for file in manifest["ResultFiles"]["SUCCEEDED"]).splitlines()
    stores = [json.loads(line) for line in lines]
    assert sorted(store["store"] for store in stores) == [f"store-{number:02d}" for number in range(1, STORES + 1)]
    assert [store["revenue"] for store in stores] == sorted((store["revenue"] for store in stores), reverse=True)
    assert round(sum(store["revenue"] for store in stores), 2) == output["revenue"]
    assert output["best"] == stores[0]["store"] and output["stores"] == STORES
    assert all(3 <= store["stars"] < 5 for store in stores)
