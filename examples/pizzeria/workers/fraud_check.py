#!/usr/bin/env python3
"""An activity worker: asks for fraud checks, one after the other, and answers them.

It may run anywhere and in any number; AWS_ENDPOINT_URL says where the workflow server is. `--once` ends it after one
check. Customer "mallory" is a known fraudster."""

import json
import os
import sys
import time

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

ACTIVITY = "pizzeria-fraud-check"


def main():
    workflow = boto3.client(
        "stepfunctions",
        endpoint_url=os.environ.get("AWS_ENDPOINT_URL", "http://127.0.0.1:8083"),
        region_name=os.environ.get("AWS_REGION", "us-east-1"),
        aws_access_key_id=os.environ.get("AWS_ACCESS_KEY_ID", "000000000000"),
        aws_secret_access_key=os.environ.get("AWS_SECRET_ACCESS_KEY", "fermata"),
        config=Config(read_timeout=70),  # GetActivityTask answers after 60 seconds at the latest
    )
    arn = workflow.create_activity(name=ACTIVITY)["activityArn"]
    while True:
        try:
            task = workflow.get_activity_task(activityArn=arn, workerName=f"fraud-desk-{os.getpid()}")
            if not task.get("taskToken"):
                continue  # nothing to do for a minute
            answer(workflow, task)
        except (BotoCoreError, ClientError) as error:
            print(f"fraud desk: {error}; trying again", file=sys.stderr, flush=True)
            time.sleep(1)
            continue
        if "--once" in sys.argv:
            return


def answer(workflow, task):
    order = json.loads(task["input"])
    workflow.send_task_heartbeat(taskToken=task["taskToken"])
    risk = 97 if order["customer"] == "mallory" else min(60, int(order["amount"] / 10))
    workflow.send_task_success(
        taskToken=task["taskToken"], output=json.dumps({"orderId": order["orderId"], "risk": risk})
    )


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        pass
