"""`fermata test`, `cost`, `advise` and `convert` as someone uses them."""

import json
import re
import subprocess
import time
import xml.etree.ElementTree as xml

import pytest

from conftest import ROOT, binary, python

STAGES = "examples/pizzeria/stages"
ORDER = {
    "StartAt": "Check",
    "States": {
        "Check": {
            "Type": "Task",
            "Resource": "arn:aws:states:::lambda:invoke",
            "Parameters": {"FunctionName": "echo", "Payload.$": "$"},
            "ResultSelector": {"status.$": "$.Payload.event.status"},
            "Retry": [{"ErrorEquals": ["Busy"], "IntervalSeconds": 10, "MaxAttempts": 2}],
            "Next": "IsPaid",
        },
        "IsPaid": {
            "Type": "Choice",
            "Choices": [{"Variable": "$.status", "StringEquals": "PAID", "Next": "Ship"}],
            "Default": "Refuse",
        },
        "Ship": {"Type": "Pass", "Result": {"shipped": True}, "End": True},
        "Refuse": {"Type": "Fail", "Error": "NotPaid"},
    },
}
TESTS = """\
definition: order.asl.json
mocks: { Check: { payload: { event: { status: PAID } }, delay: 2s } }
tests:
  - name: a paid order
    expect: { output: { shipped: true }, duration: 2s }
  - name: busy at first
    mocks: { Check: [{ error: Busy, times: 2 }, { payload: { event: { status: PAID } } }] }
    expect: { retries: { Check: 2 }, duration: 30s }
"""


@pytest.fixture
def order(tmp_path):
    (tmp_path / "order.asl.json").write_text(json.dumps(ORDER, indent=2))
    (tmp_path / "order.test.yaml").write_text(TESTS)
    return tmp_path


def fails(result, status=1):
    assert result.returncode == status, result.stdout + result.stderr
    return result.stdout + result.stderr


def test_coverage_junit_and_lcov(fermata, order):
    result = fermata(
        "test", order, "--coverage", "--junit", order / "j.xml", "--coverage-lcov", order / "l.info", "--verbose"
    )
    assert "2 passed, 0 failed" in result.stdout and "✓ a paid order" in result.stdout
    assert "not reached" in result.stdout and "IsPaid default → Refuse" in result.stdout
    suites = xml.parse(order / "j.xml").getroot()
    assert len(list(suites.iter("testcase"))) == 2 and not list(suites.iter("failure"))
    lcov = (order / "l.info").read_text()
    assert "FNDA:2,Check" in lcov and "FNDA:0,Refuse" in lcov and lcov.rstrip().endswith("end_of_record")


def test_coverage_min(fermata, order):
    assert "coverage is" in fails(fermata("test", order, "--coverage-min", "90", check=False))
    assert fermata("test", order, "--coverage-min", "60").returncode == 0


def test_filter(fermata, order):
    assert "1 passed" in fermata("test", order, "--filter", "busy").stdout
    assert "No test's name contains 'nothing'" in fails(fermata("test", order, "--filter", "nothing", check=False), 2)


def test_a_failure_shows_both_paths_and_the_difference(fermata, order):
    text = TESTS.replace("shipped: true }, duration: 2s", "shipped: false }, path: [Check, IsPaid, Refuse]")
    (order / "order.test.yaml").write_text(text)
    shown = fails(fermata("test", order, "--junit", order / "j.xml", check=False))
    assert "output.shipped: expected false, got true" in shown
    assert re.search(r"Refuse +-", shown) and re.search(r"\+ +Ship", shown) and "1 passed, 1 failed" in shown
    assert len(list(xml.parse(order / "j.xml").getroot().iter("failure"))) == 1


def test_update(fermata, order):
    file = order / "order.test.yaml"
    file.write_text(TESTS.replace("expect: { output: { shipped: true }, duration: 2s }", "expect:\n      output: old"))
    result = fermata("test", file, "--update")
    assert "updated" in result.stdout and "2 passed" in result.stdout
    assert '"shipped":true' in file.read_text()


def test_watch(order):
    process = subprocess.Popen([binary(), "test", str(order), "--watch"], stdout=subprocess.PIPE, text=True)
    try:
        assert "2 passed" in process.stdout.readline()
        time.sleep(1.1)
        (order / "order.asl.json").write_text(json.dumps(ORDER).replace('"PAID"', '"GIFT"'))
        assert "✗" in next(line for line in process.stdout if line.strip())
    finally:
        process.kill()
        process.wait()


def test_from_execution(fermata, flow, order):
    machine = flow.create(ORDER, name="recorded-order")
    execution = flow.start(machine, {"status": "PAID"})
    flow.end(execution)
    recorded = fermata("test", "--from-execution", execution).stdout
    (order / "recorded.test.yaml").write_text(recorded.replace("recorded-order.asl.json", "order.asl.json"))
    assert "1 passed" in fermata("test", order / "recorded.test.yaml").stdout
    assert "path:" in recorded


def test_step_functions_local_mocks(fermata, order):
    config = {
        "StateMachines": {"order": {"TestCases": {"Retried": {"Check": "BusyThenPaid"}}}},
        "MockedResponses": {
            "BusyThenPaid": {
                "0-1": {"Throw": {"Error": "Busy", "Cause": "too much"}},
                "2": {"Return": {"StatusCode": 200, "Payload": {"event": {"status": "PAID"}}}},
            }
        },
    }
    (order / "MockConfigFile.json").write_text(json.dumps(config))
    (order / "local.test.yaml").write_text(
        "definition: order.asl.json\ntests:\n"
        "  - { name: a, mockConfig: { file: MockConfigFile.json, testCase: Retried }, expect: { retries: 2 } }\n"
        "  - { name: b, mockConfig: { file: MockConfigFile.json, testCase: Retired } }\n"
    )
    shown = fails(fermata("test", order / "local.test.yaml", check=False))
    assert "1 passed, 1 failed" in shown and "did you mean 'Retried'?" in shown


def test_real_functions(fermata, functions, order):
    (order / "real.test.yaml").write_text(
        f"definition: order.asl.json\nfunctions: {functions}\nmocks: {{ Check: {{ function: echo }} }}\n"
        "tests:\n  - { name: real, input: { status: PAID }, expect: { output: { shipped: true } } }\n"
    )
    assert "1 passed" in fermata("test", order / "real.test.yaml", "--python", python()).stdout


BAD = [
    ("mocks: { Chek: { result: 1 } }", "the definition has no state 'Chek'", "did you mean 'Check'?"),
    ("expct: 1", "unknown key 'expct'", "did you mean 'expect'?"),
    ("expect: { path: [Check, Ship] }", "no transition leads from 'Check' to 'Ship'", ""),
    ("mocks: { Read: { result: { Itm: {} } } }", "'Itm' is no member of GetItemOutput", "did you mean 'Item'?"),
]


@pytest.mark.parametrize("line, message, cure", BAD)
def test_what_is_wrong_is_said_and_the_others_run(fermata, order, line, message, cure):
    read = {
        "Type": "Task",
        "Resource": "arn:aws:states:::dynamodb:getItem",
        "Parameters": {"TableName": "t", "Key": {"id": {"S": "a"}}},
        "End": True,
    }
    definition = {**ORDER, "States": {**ORDER["States"], "Ship": {"Type": "Pass", "Next": "Read"}, "Read": read}}
    (order / "order.asl.json").write_text(json.dumps(definition))
    (order / "order.test.yaml").write_text(
        "definition: order.asl.json\ntests:\n"
        f"  - name: bad\n    {line}\n"
        "  - { name: good, mocks: { Check: { payload: { event: { status: NO } } } }, expect: { error: NotPaid } }\n"
    )
    shown = fails(fermata("test", order, "--python", python(), check=False))
    assert message in shown and cure in shown and "1 passed, 1 failed" in shown
    assert re.search(r"order\.test\.yaml:\d+", shown)


def test_a_run_without_end_stops_at_the_event_limit(fermata, tmp_path):
    loop = {
        "StartAt": "A",
        "States": {
            "A": {"Type": "Wait", "Seconds": 86400, "Next": "B"},
            "B": {"Type": "Choice", "Choices": [{"Variable": "$.x", "IsPresent": True, "Next": "C"}], "Default": "A"},
            "C": {"Type": "Succeed"},
        },
    }
    (tmp_path / "d.asl.json").write_text(json.dumps(loop))
    (tmp_path / "d.test.yaml").write_text("definition: d.asl.json\ntests: [{ name: a }, { name: b, input: { x: 1 } }]\n")
    shown = fails(fermata("test", tmp_path, check=False))
    assert "maximum number of history events (25000)" in shown and "1 passed, 1 failed" in shown


def cost(*arguments):
    result = subprocess.run([binary(), "cost", *map(str, arguments)], capture_output=True, text=True, cwd=ROOT)
    assert result.returncode == 0, result.stderr
    return result.stdout


def test_cost_of_a_definition(tmp_path):
    (tmp_path / "assume.yaml").write_text("loops: { IsPaymentMade: 6, IsFraudCleared: 18, IsPreparationDone: 30 }")
    file = f"{STAGES}/0-baseline.asl.json"
    report = json.loads(cost(file, "--assume", tmp_path / "assume.yaml", "--executions", "360000/month", "--json"))
    assert report["transitionsPerExecution"]["expected"] == pytest.approx(168)
    assert report["transitionsPerExecution"]["least"] == 15
    assert "3·rounds(IsPaymentMade)" in report["formula"]
    assert report["prices"]["asOf"] and report["monthly"]["transitionsCost"] == pytest.approx(1512)


def test_cost_side_by_side():
    report = json.loads(cost(f"{STAGES}/2-activity.test.yaml", "--executions", "12000/day", "--json"))
    columns = {column["type"]: column for column in report["sideBySide"]}
    assert report["executionsPerMonth"] == 360_000
    assert columns["Standard"]["possible"] and columns["Express nested in Standard"]["possible"]
    assert not columns["Express"]["possible"] and "waits for a task token" in columns["Express"]["note"]
    assert sum(state["transitions"] for state in report["states"]) == pytest.approx(report["monthly"]["transitions"])


def test_cost_compares_and_writes_csv():
    old, new = f"{STAGES}/0-baseline.test.yaml", f"{STAGES}/1-callbacks.test.yaml"
    shown = cost("--compare", old, new, "--executions", "360000/month")
    assert f"A: {old}" in shown and f"B: {new}" in shown
    assert re.search(r"transitions an execution +168 +64 +-104", shown)
    assert f"A: {old}" in cost(old, "--compare", new)
    lines = cost(old, "--csv").splitlines()
    assert lines[0].startswith("workflow,state,transitions") and len(lines) > 10


def test_cost_of_executions(fermata, flow):
    machine = flow.create(ORDER, name="cost-order")
    for status in ("PAID", "NO"):
        flow.end(flow.start(machine, {"status": status}))
    report = json.loads(fermata("cost", "--state-machine", "cost-order", "--since", "1d", "--json").stdout)
    assert report["monthly"]["transitions"] == 6 and report["monthly"]["lambdaRequests"] == 2
    counted = fermata("cost", "--state-machine", "cost-order", "--count-start-end", "--json").stdout
    assert json.loads(counted)["monthly"]["transitions"] == 10


def test_cost_of_children(fermata, flow):
    each = {
        "Type": "Map",
        "ItemProcessor": {
            "ProcessorConfig": {"Mode": "DISTRIBUTED", "ExecutionType": "STANDARD"},
            "StartAt": "A",
            "States": {"A": {"Type": "Pass", "Next": "B"}, "B": {"Type": "Pass", "End": True}},
        },
        "End": True,
    }
    for kind, transitions, requests in (("STANDARD", 7, 0), ("EXPRESS", 1, 3)):
        each["ItemProcessor"]["ProcessorConfig"]["ExecutionType"] = kind
        execution = flow.start(flow.create({"StartAt": "Each", "States": {"Each": each}}), [1, 2, 3])
        flow.end(execution)
        monthly = json.loads(fermata("cost", "--execution", execution, "--json").stdout)["monthly"]
        assert (monthly["transitions"], monthly["expressRequests"]) == (transitions, requests)


def test_advice(fermata):
    result = fermata("advise", f"{STAGES}/0-baseline.asl.json", "--json", cwd=ROOT)
    advice = json.loads(result.stdout)["files"][0]["advice"]
    codes = [finding["code"] for finding in advice]
    assert codes.count("FA001") == 3
    assert len({finding["code"] for finding in advice if "saving" in finding} - {"FA001"}) >= 5
    for code in codes:
        assert (ROOT / "docs" / "advice" / f"{code}.md").exists()
    assert "FA001" in fails(fermata("advise", f"{STAGES}/0-baseline.asl.json", "--fail-on", "warning", cwd=ROOT, check=False))
    assert fermata("advise", f"{STAGES}/8-saga.asl.json", "--fail-on", "warning", cwd=ROOT).returncode == 0
    log = json.loads(fermata("advise", f"{STAGES}/0-baseline.asl.json", "--sarif", cwd=ROOT).stdout)
    assert log["version"] == "2.1.0" and len(log["runs"][0]["results"]) == len(advice)


def test_advice_goes_on_after_a_broken_file(fermata, tmp_path):
    (tmp_path / "a.asl.json").write_text('{"StartAt": "A"')
    call = {"Type": "Task", "Resource": "${Function}", "TimeoutSeconds": "${Limit}", "End": True}
    (tmp_path / "b.asl.json").write_text(json.dumps({"StartAt": "B", "States": {"B": call}}).replace('"${Limit}"', "${Limit}"))
    result = fermata("advise", tmp_path, check=False)
    assert result.returncode == 2 and "a.asl.json:1:" in result.stderr and "FA008" in result.stdout


def test_convert(fermata, tmp_path):
    flow = {
        "StartAt": "A",
        "States": {
            "A": {
                "Type": "Pass",
                "Parameters": {"sum.$": "States.MathAdd($.a, 1)", "first.$": "$.list[0]"},
                "ResultPath": "$.r",
                "End": True,
            }
        },
    }
    (tmp_path / "a.asl.json").write_text(json.dumps(flow))
    (tmp_path / "inputs.jsonl").write_text('{"a": 1, "list": [1]}\n{"a": 2, "list": [[3]]}\n{}\n')
    result = fermata("convert", tmp_path / "a.asl.json", "--verify", tmp_path / "inputs.jsonl", "--output", tmp_path / "b.json")
    assert "3 of 3 inputs gave equal outputs" in result.stderr
    assert json.loads((tmp_path / "b.json").read_text())["QueryLanguage"] == "JSONata"
    (tmp_path / "inputs.jsonl").write_text("{broken\n")
    assert "line 1" in fails(fermata("convert", tmp_path / "a.asl.json", "--verify", tmp_path / "inputs.jsonl", check=False))
    (tmp_path / "c.asl.json").write_text(json.dumps(flow).replace("$.list[0]", "$.list[0:3:2]"))
    assert "/States/A/Parameters/first.$" in fails(fermata("convert", tmp_path / "c.asl.json", check=False))
