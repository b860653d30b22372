"""The server under test: one for the whole run, with the functions of ./functions and of the pizzeria."""

import contextlib
import json
import os
import pathlib
import socket
import subprocess
import sys
import time
import uuid

import pytest

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
sys.path.insert(0, str(ROOT / "scripts" / "lib"))
os.environ.setdefault("AWS_ACCESS_KEY_ID", "000000000000")
os.environ.setdefault("AWS_SECRET_ACCESS_KEY", "test")
os.environ.setdefault("AWS_DEFAULT_REGION", "us-east-1")

from fermata_server import Server, binary, free_port, python  # noqa: E402

ROLE = "arn:aws:iam::000000000000:role/test"
FUNCTION = "arn:aws:lambda:us-east-1:000000000000:function:"
END = ("SUCCEEDED", "FAILED", "TIMED_OUT", "ABORTED")


@pytest.fixture(scope="session")
def functions(tmp_path_factory):
    """A fermata.yaml of all functions."""
    lines = ["functions:"]
    for file in sorted((HERE / "functions").glob("*.py")):
        lines += [f"  {file.stem}:", f"    handler: {file.with_suffix('')}.handler", "    timeout: 2"]
    for file in sorted((ROOT / "examples" / "pizzeria" / "functions").glob("*.py")):
        if "def handler(" in file.read_text():
            lines.append(f"  {file.stem.replace('_', '-')}: {file.with_suffix('')}.handler")
    path = tmp_path_factory.mktemp("config") / "fermata.yaml"
    path.write_text("\n".join(lines) + "\n")
    return path


@pytest.fixture(scope="session")
def server(tmp_path_factory, functions):
    with Server(tmp_path_factory.mktemp("data"), "--config", functions) as server:
        yield server


@pytest.fixture(scope="session")
def moto(tmp_path_factory):
    """The endpoint of a moto_server."""
    port = free_port()
    script = pathlib.Path(python()).parent / "moto_server"
    log = tmp_path_factory.mktemp("moto") / "log"
    with open(log, "wb") as output:
        process = subprocess.Popen(
            [python(), script, "-H", "127.0.0.1", "-p", str(port)],
            stdout=output,
            stderr=output,
            env={**os.environ, "MOTO_ACCOUNT_ID": "000000000000"},
        )
    deadline = time.monotonic() + 60
    while True:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        assert process.poll() is None and time.monotonic() < deadline, log.read_text(errors="replace")
        time.sleep(0.05)
    yield f"http://127.0.0.1:{port}"
    process.kill()
    process.wait()


@pytest.fixture(scope="session")
def aws_server(tmp_path_factory, functions, moto):
    """A server whose tasks reach moto's services, with the mock configuration ./mock_config.json."""
    arguments = ["--config", functions, "--aws-endpoint", moto, "--mock-config", HERE / "mock_config.json"]
    with Server(tmp_path_factory.mktemp("aws-data"), *arguments) as server:
        yield server


@pytest.fixture
def aws_flow(aws_server):
    return Flow(aws_server.client())


@pytest.fixture(scope="session")
def client(aws_server):
    """Makes boto3 clients of any service at Fermata's own endpoint."""

    def make(service, **options):
        import boto3

        return boto3.client(service, endpoint_url=aws_server.endpoint, region_name="us-east-1", **options)

    return make


@pytest.fixture
def sfn(server):
    return server.client()


@pytest.fixture
def flow(sfn):
    return Flow(sfn)


@pytest.fixture
def fermata(server):
    """Runs a command of the binary against the server."""

    def run(*arguments, check=True, **options):
        environment = {**os.environ, "FERMATA_ENDPOINT": server.endpoint, "FERMATA_PYTHON": python()}
        result = subprocess.run(
            [binary(), *map(str, arguments)], capture_output=True, text=True, timeout=60, env=environment, **options
        )
        assert not check or result.returncode == 0, result.stderr
        return result

    return run


class Flow:
    """State machines and their executions, in few words."""

    def __init__(self, sfn):
        self.sfn = sfn

    def create(self, definition, name=None, **options):
        if not isinstance(definition, str):
            definition = json.dumps(definition)
        name = name or f"test-{uuid.uuid4().hex[:12]}"
        answer = self.sfn.create_state_machine(name=name, definition=definition, roleArn=ROLE, **options)
        return answer["stateMachineArn"]

    def start(self, machine, input=None, **options):
        return self.sfn.start_execution(stateMachineArn=machine, input=json.dumps(input or {}), **options)[
            "executionArn"
        ]

    def end(self, execution, within=30):
        deadline = time.monotonic() + within
        while True:
            description = self.sfn.describe_execution(executionArn=execution)
            if description["status"] in END:
                return description
            assert time.monotonic() < deadline, f"still running after {within} s: {self.types(execution)}"
            time.sleep(0.03)

    def run(self, definition, input=None):
        return self.end(self.start(self.create(definition), input))

    def events(self, execution):
        pages = self.sfn.get_paginator("get_execution_history").paginate(executionArn=execution)
        return [event for page in pages for event in page["events"]]

    def types(self, execution):
        return [event["type"] for event in self.events(execution)]

    def until(self, execution, event, within=20):
        """Waits until the history has an event of that type."""
        deadline = time.monotonic() + within
        while event not in self.types(execution):
            assert time.monotonic() < deadline, f"no {event} after {within} s: {self.types(execution)}"
            time.sleep(0.03)


def task(resource, **fields):
    """A JSONata machine of one Task."""
    state = {"Type": "Task", "Resource": resource, "End": True, **fields}
    return {"QueryLanguage": "JSONata", "StartAt": "Work", "States": {"Work": state}}


def invoke(function, payload="{% $states.input %}", pattern="", **fields):
    """A JSONata machine that calls one function by the optimised integration."""
    arguments = {"FunctionName": function, "Payload": payload}
    return task(f"arn:aws:states:::lambda:invoke{pattern}", Arguments=arguments, **fields)
