"""The pizzeria's story on a real server: what `fermata cost --execution` counts is what the story's row says."""

import http.server
import json
import os
import re
import subprocess
import threading

import boto3
import pytest

from conftest import ROLE, ROOT, Flow, Server, binary

STAGES = ROOT / "examples" / "pizzeria" / "stages"
ORDER = {
    "orderId": "A-17",
    "customer": {"name": "Lin", "email": "lin@example.com"},
    "channel": "web",
    "pizzas": ["margherita", "napoli"],
    "address": {"street": "Am Ufer 3", "zip": "10115"},
}
# By stage: what goes wrong in its cases, with their weights in the test file.
CASES = {"8-saga": [(None, 0.9), ("fraud", 0.05), ("kitchen", 0.05)]}
TALLIES = {"check-payment": (6, "PAID"), "check-fraud": (18, "CLEARED"), "check-preparation": (30, "READY")}
ANSWERS = {
    "price-order": {"total": 31.5},
    "choose-store": {"name": "Mitte"},
    "assign-driver": {"name": "Ada"},
    "locate-address": {"zip": "10115"},
    "understand-question": {"intent": "order-status", "orderId": "A-17"},
    "answer-question": {"answer": "It bakes."},
    "sum-day": {"revenue": 1},
}
STORES = [{"name": {"S": "Wedding"}, "kilometres": {"N": "4"}}, {"name": {"S": "Mitte"}, "kilometres": {"N": "1.5"}}]


FORWARD = """
import json, urllib.request
def handler(event, context):
    url = "{endpoint}/functions/" + context.function_name
    request = urllib.request.Request(url, json.dumps(event).encode(), method="POST")
    return json.load(urllib.request.urlopen(request))
"""


class World:
    """What the stages call: functions, DynamoDB and the drivers' API, in one HTTP server."""

    def __init__(self):
        self.problem = None
        self.tallies = {}
        self.client = None
        world = self

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self):
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                text = json.dumps(world.answer(self.path, self.headers, body)).encode()
                self.send_response(200)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(text)))
                self.end_headers()
                self.wfile.write(text)

            def log_message(self, *_):
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.endpoint = f"http://127.0.0.1:{self.server.server_port}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def functions(self, folder):
        """A fermata.yaml: every function of the stages asks this world."""
        (folder / "forward.py").write_text(FORWARD.format(endpoint=self.endpoint))
        texts = [path.read_text() for path in STAGES.glob("*.asl.json")]
        names = sorted({name for text in texts for name in re.findall(r'"FunctionName": "([^"]+)"', text)})
        path = folder / "fermata.yaml"
        path.write_text("functions:\n" + "".join(f"  {name}: {folder}/forward.handler\n" for name in names))
        return path

    def answer(self, path, headers, body):
        if path.startswith("/functions/"):
            return self.function(path.split("/")[2], json.loads(body))
        target = headers.get("X-Amz-Target", "")
        if target.endswith(".Query"):
            return {"Items": STORES, "Count": 2, "ScannedCount": 2}
        if target.endswith(".GetItem"):
            return {"Item": {"status": {"S": "BAKING"}}} if b"orders" in body else {}
        return {} if target else {"name": "Ada"}

    def function(self, name, payload):
        if token := payload.get("taskToken") if isinstance(payload, dict) else None:
            self.call_back(name, token)
        if name in TALLIES:
            need, status = TALLIES[name]
            self.tallies[name] = self.tallies.get(name, 0) + 1
            return {"status": status if self.tallies[name] >= need else "PENDING"}
        return ANSWERS.get(name, {"accepted": True})

    def call_back(self, name, token):
        if self.problem == "kitchen" and "kitchen" in name:
            self.client.send_task_failure(taskToken=token, error="OvenBroken")
        else:
            self.client.send_task_success(taskToken=token, output='{"status": "PAID"}')

    def fraud_team(self, activity):
        """Takes one task, as a worker of the activity."""
        task = {}
        while "taskToken" not in task:
            task = self.client.get_activity_task(activityArn=activity, workerName="fraud")
        if self.problem == "fraud":
            self.client.send_task_failure(taskToken=task["taskToken"], error="Fraud")
        else:
            self.client.send_task_success(taskToken=task["taskToken"], output='{"risk": 12}')


@pytest.fixture(scope="module")
def world():
    world = World()
    yield world
    world.server.shutdown()


@pytest.fixture(scope="module")
def pizzeria(tmp_path_factory, world):
    functions = world.functions(tmp_path_factory.mktemp("functions"))
    environment = {"AWS_ENDPOINT_URL_DYNAMODB": world.endpoint}
    with Server(tmp_path_factory.mktemp("story"), "--config", functions, environment=environment) as server:
        world.client = server.client()
        events = boto3.client("events", endpoint_url=server.endpoint)
        connection = events.create_connection(
            Name="drivers",
            AuthorizationType="BASIC",
            AuthParameters={"BasicAuthParameters": {"Username": "pizzeria", "Password": "secret"}},
        )["ConnectionArn"]
        world.activity = world.client.create_activity(name="pizzeria-fraud-check")["activityArn"]
        world.connection = connection
        for name in ("location-finder", "chatbot"):
            world.client.create_state_machine(
                name=name, type="EXPRESS", roleArn=ROLE, definition=(STAGES / f"{name}.asl.json").read_text()
            )
        yield server


@pytest.fixture(scope="module")
def rows():
    result = subprocess.run(
        [binary(), "story", "examples/pizzeria/stages/story.yaml", "--json"], capture_output=True, text=True, cwd=ROOT
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)["stages"]


def definition(stage, world):
    """The stage's definition with the drivers' API of this world; where it would wait for a minute, it doesn't."""
    text = (STAGES / f"{stage}.asl.json").read_text()
    text = text.replace("https://drivers.example.com", world.endpoint)
    text = text.replace("arn:aws:events:us-east-1:000000000000:connection/drivers/1", world.connection)
    document = json.loads(text)
    for state in document["States"].values():
        if state["Type"] == "Wait":
            state["Seconds"] = 0
    return document


def cost(server, execution, *options):
    environment = {**os.environ, "FERMATA_ENDPOINT": server.endpoint}
    result = subprocess.run(
        [binary(), "cost", "--execution", execution, "--json", *options],
        capture_output=True,
        text=True,
        cwd=ROOT,
        env=environment,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


STAGE_NAMES = sorted(path.name.removesuffix(".asl.json") for path in STAGES.glob("[0-9]*.asl.json"))


@pytest.mark.parametrize("number", range(len(STAGE_NAMES)))
def test_a_stage_takes_the_transitions_of_its_row(pizzeria, world, rows, number):
    stage = STAGE_NAMES[number]
    flow = Flow(world.client)
    machine = flow.create(definition(stage, world), name=f"story-{stage}")
    sum_of_transitions = 0
    for problem, weight in CASES.get(stage, [(None, 1)]):
        world.problem = problem
        world.tallies.clear()
        worker = threading.Thread(target=world.fraud_team, args=[world.activity], daemon=True)
        if number >= 2:
            worker.start()
        execution = flow.start(machine, ORDER)
        end = flow.end(execution, within=60)
        assert end["status"] == ("FAILED" if problem else "SUCCEEDED"), (end.get("error"), end.get("cause"))
        report = cost(pizzeria, execution)
        counted = cost(pizzeria, execution, "--count-start-end")["monthly"]["transitions"]
        assert counted == report["monthly"]["transitions"] + 2
        sum_of_transitions += weight * counted
    assert sum_of_transitions == pytest.approx(rows[number]["transitions"])
