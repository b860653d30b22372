"""The command line as a person or a script uses it."""

import json
import os
import shutil
import subprocess

import pytest

from conftest import ROOT, Server, binary, python
from fermata_server import free_port

HELLO = {"StartAt": "Hello", "States": {"Hello": {"Type": "Pass", "Result": {"hello": "world"}, "End": True}}}
FAIL = {"StartAt": "No", "States": {"No": {"Type": "Fail", "Error": "No", "Cause": "reason"}}}
COMMANDS = "serve run validate deploy start describe history stop list functions version jsonata jsonpath".split()


def write(folder, definition, name="hello.asl.json"):
    path = folder / name
    path.write_text(json.dumps(definition))
    return path


def test_from_deploy_to_history(fermata, tmp_path):
    file = write(tmp_path, HELLO)
    assert fermata("deploy", file, "--name", "cli-hello").stdout.startswith("created arn:")
    assert fermata("deploy", file, "--name", "cli-hello").stdout.startswith("updated arn:")
    done = fermata("start", "cli-hello", "--input", '{"a": 1}', "--name", "one", "--wait")
    assert "SUCCEEDED" in done.stdout and '"hello": "world"' in done.stdout
    assert "SUCCEEDED" in fermata("describe", "cli-hello/one").stdout
    assert "PassStateEntered" in fermata("history", "cli-hello/one").stdout
    assert len(json.loads(fermata("history", "cli-hello/one", "--json").stdout)["events"]) == 4
    assert "→ Hello" in fermata("history", "cli-hello/one", "--follow").stdout
    assert "cli-hello/one" in fermata("list", "cli-hello").stdout
    assert "cli-hello" in fermata("list").stdout
    assert json.loads(fermata("list", "cli-hello", "--status", "failed", "--json").stdout) == []


def test_a_failed_execution_is_status_1(fermata, tmp_path):
    fermata("deploy", write(tmp_path, FAIL), "--name", "cli-fail")
    result = fermata("start", "cli-fail", "--wait", check=False)
    assert result.returncode == 1 and "reason" in result.stdout


def test_stop(fermata, tmp_path):
    wait = {"StartAt": "W", "States": {"W": {"Type": "Wait", "Seconds": 60, "End": True}}}
    fermata("deploy", write(tmp_path, wait), "--name", "cli-wait")
    arn = fermata("start", "cli-wait").stdout.strip()
    fermata("stop", arn, "--error", "Enough")
    assert json.loads(fermata("describe", arn, "--json").stdout)["error"] == "Enough"


def test_run_without_a_server(fermata, tmp_path):
    result = fermata("run", write(tmp_path, HELLO), cwd=tmp_path)
    assert json.loads(result.stdout) == {"hello": "world"}
    assert "→ Hello" in result.stderr
    result = fermata("run", write(tmp_path, FAIL), "--quiet", check=False, cwd=tmp_path)
    assert result.returncode == 1 and "reason" in result.stderr
    assert os.listdir(tmp_path) == ["hello.asl.json"]


def test_run_calls_functions(fermata, tmp_path, functions):
    call = {"Type": "Task", "Resource": "arn:aws:lambda:us-east-1:000000000000:function:echo", "End": True}
    file = write(tmp_path, {"StartAt": "Call", "States": {"Call": call}})
    result = fermata("run", file, "--input", '{"x": 1}', "--config", functions)
    assert json.loads(result.stdout)["event"] == {"x": 1}


def test_yaml(fermata, tmp_path):
    file = tmp_path / "hello.asl.yaml"
    file.write_text("StartAt: Hello\nStates:\n  Hello:\n    Type: Succeed\n    Comment: ${Greeting}\n")
    assert json.loads(fermata("run", file, "--substitution", "Greeting=hi", "--input", "[1]").stdout) == [1]


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_has_help_with_examples(fermata, command):
    text = fermata(command, "--help").stdout
    assert "USAGE" in text
    assert "EXAMPLE" in text or command == "version"


@pytest.mark.parametrize(
    "arguments, status, words",
    [
        (["list", "--endpoint", "http://127.0.0.1:1"], 2, "No server answers"),
        (["deploy", "nowhere.json", "--name", "x"], 2, "no file nowhere.json"),
        (["start", "nobody"], 3, "StateMachineDoesNotExist"),
        (["start", "nobody", "--input", "{"], 2, "not JSON"),
        (["describe", "a/b"], 3, "ExecutionDoesNotExist"),
        (["history", "nothing"], 2, "names no execution"),
        (["frobnicate"], 64, "frobnicate"),
        (["serve", "--host", "0.0.0.0"], 2, "no authentication"),
        (["serve", "--config", "nowhere.yaml"], 2, "nowhere.yaml"),
        (["demo", "."], 2, "fermata.yaml"),
    ],
)
def test_errors_are_one_line_and_have_their_status(fermata, tmp_path, arguments, status, words):
    result = fermata(*arguments, check=False, cwd=tmp_path)
    assert result.returncode == status
    assert words in result.stderr
    if status != 64:
        assert len(result.stderr.strip().splitlines()) == 1
    assert "\x1b[" not in result.stdout + result.stderr


def test_two_servers_on_one_port_or_one_folder(server, tmp_path):
    for arguments, words in (
        (["--port", str(server.port), "--data", str(tmp_path)], str(server.port)),
        (["--port", str(free_port()), "--data", str(server.data)], str(server.data)),
    ):
        result = subprocess.run(
            [binary(), "serve", *arguments], capture_output=True, text=True, timeout=30, check=False
        )
        assert result.returncode == 2 and words in result.stderr
        assert len(result.stderr.strip().splitlines()) == 1, result.stderr


def test_the_demo_once(tmp_path):
    result = subprocess.run(
        [binary(), "demo", "examples/pizzeria", "--once", "--port", "0", "--data", str(tmp_path / "data")],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "FERMATA_PYTHON": python()},
    )
    assert result.returncode == 0, result.stdout + result.stderr
    assert "✓ TakePayment" in result.stdout and '"status": "DELIVERED"' in result.stdout


def test_the_demo_fails_with_its_order(tmp_path):
    result = subprocess.run(
        [binary(), "demo", "examples/pizzeria", "--once", "--port", "0", "--data", str(tmp_path / "data")]
        + ["--order", "examples/pizzeria/orders/declined.json"],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=ROOT,
        env={**os.environ, "FERMATA_PYTHON": python()},
    )
    assert result.returncode == 1 and "PaymentDeclined" in result.stdout


def test_functions(fermata):
    text = fermata("functions", "--config", ROOT / "examples/pizzeria/fermata.yaml").stdout
    assert "take-payment" in text
    listed = json.loads(fermata("functions", "--config", ROOT / "examples/pizzeria/fermata.yaml", "--json").stdout)
    assert {"name", "runtime", "handler"} <= listed[0].keys()


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completions(fermata, shell, tmp_path):
    script = tmp_path / "completions"
    script.write_text(fermata("--generate-completion-script", shell).stdout)
    assert "map-run" in script.read_text()
    if shutil.which(shell):
        assert subprocess.run([shell, "-n", script], capture_output=True, text=True).stderr == ""
