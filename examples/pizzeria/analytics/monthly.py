#!/usr/bin/env python3
"""Sends the monthly analytics to a Fermata that serves, and shows what came of it.

  monthly.py --folder DIR                     the stores' objects lie in a folder (`fermata serve --file-root DIR`)
  monthly.py --bucket NAME --s3 ENDPOINT      or in a bucket (`fermata serve --aws-endpoint ENDPOINT`)

  [--endpoint http://127.0.0.1:8083] [--month 2026-10] [--stores 80]

The objects are made up here, always the same: a CSV of sales a day for each store, and a text of reviews."""

import argparse
import calendar
import json
import pathlib
import random
import time

import boto3

HERE = pathlib.Path(__file__).resolve().parent
MACHINE = "pizzeria-analytics"
ROLE = "arn:aws:iam::000000000000:role/pizzeria"


def days_of(month):
    return calendar.monthrange(*map(int, month.split("-")))[1]


def objects(month, stores):
    """Key and content of each store's objects."""
    for number in range(1, stores + 1):
        store = f"store-{number:02d}"
        chance = random.Random(f"{month} {store}")
        rows = ["store,day,orders,revenue"]
        for day in range(1, days_of(month) + 1):
            orders = chance.randint(80, 200)
            rows.append(f"{store},{month}-{day:02d},{orders},{orders * chance.randint(1500, 2900) / 100:.2f}")
        yield f"{month}/sales/{store}.csv", "\n".join(rows) + "\n"
        yield f"{month}/reviews/{store}.txt", f"{chance.randint(5, 60)} reviews of {store}\n"


def client(service, endpoint):
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="000000000000",
        aws_secret_access_key="test",
    )


def furnish_folder(folder, month, stores):
    for key, content in objects(month, stores):
        path = pathlib.Path(folder).resolve() / key
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return f"file://{pathlib.Path(folder).resolve()}"


def furnish_bucket(s3, bucket, month, stores):
    s3.create_bucket(Bucket=bucket)
    for key, content in objects(month, stores):
        s3.put_object(Bucket=bucket, Key=key, Body=content.encode())
    return bucket


def run(sfn, bucket, month):
    """Starts the workflow and waits for its end: its description, and its map runs."""
    machine = sfn.create_state_machine(
        name=MACHINE, definition=(HERE / "analytics.asl.json").read_text(encoding="utf-8"), roleArn=ROLE
    )["stateMachineArn"]
    order = {"bucket": bucket, "month": month, "days": days_of(month)}
    execution = sfn.start_execution(stateMachineArn=machine, input=json.dumps(order))["executionArn"]
    while (described := sfn.describe_execution(executionArn=execution))["status"] == "RUNNING":
        time.sleep(0.1)
    arns = [run["mapRunArn"] for run in sfn.list_map_runs(executionArn=execution)["mapRuns"]]
    return described, [sfn.describe_map_run(mapRunArn=arn) for arn in reversed(arns)]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--endpoint", default="http://127.0.0.1:8083")
    parser.add_argument("--folder")
    parser.add_argument("--bucket", default="pizzeria-analytics")
    parser.add_argument("--s3")
    parser.add_argument("--month", default="2026-10")
    parser.add_argument("--stores", type=int, default=80)
    options = parser.parse_args()
    if bool(options.folder) == bool(options.s3):
        parser.error("name a --folder, or an --s3 endpoint")
    if options.folder:
        bucket = furnish_folder(options.folder, options.month, options.stores)
    else:
        bucket = furnish_bucket(client("s3", options.s3), options.bucket, options.month, options.stores)
    described, runs = run(client("stepfunctions", options.endpoint), bucket, options.month)
    for map_run in runs:
        label = map_run["mapRunArn"].split("/")[1].split(":")[0]
        seconds = (map_run["stopDate"] - map_run["startDate"]).total_seconds()
        print(
            f"{label:12s} {map_run['itemCounts']['succeeded']:5d} items in {map_run['executionCounts']['succeeded']:3d} "
            f"children, {map_run['maxConcurrency'] or 'any number'} at a time: {seconds:.1f} s"
        )
    print(described["status"], described.get("output") or f"{described.get('error')}: {described.get('cause')}")
    return 0 if described["status"] == "SUCCEEDED" else 1


if __name__ == "__main__":
    raise SystemExit(main())
