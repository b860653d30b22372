"""The sample's orders, each with its story's end."""

import json
import os
import subprocess
import sys

import pytest

from conftest import ROOT

SAMPLE = ROOT / "examples" / "pizzeria"


@pytest.fixture(scope="module")
def machine(server):
    environment = {**os.environ, "AWS_ENDPOINT_URL": server.endpoint}
    worker = subprocess.Popen([sys.executable, SAMPLE / "workers" / "fraud_check.py"], env=environment)
    sfn = server.client()
    sfn.create_activity(name="pizzeria-fraud-check")
    arn = sfn.create_state_machine(
        name="pizzeria-order",
        definition=(SAMPLE / "order.asl.json").read_text(),
        roleArn="arn:aws:iam::000000000000:role/pizzeria",
    )["stateMachineArn"]
    yield arn
    worker.kill()
    worker.wait()


def order(flow, machine, name):
    execution = flow.start(machine, json.loads((SAMPLE / "orders" / f"{name}.json").read_text()))
    return flow.end(execution, within=60), flow.events(execution)


def names(events):
    return [event["stateEnteredEventDetails"]["name"] for event in events if "stateEnteredEventDetails" in event]


def test_two_pizzas_are_delivered(flow, machine):
    description, events = order(flow, machine, "two-pizzas")
    assert description["status"] == "SUCCEEDED"
    assert json.loads(description["output"]) == {
        "orderId": "A-1001",
        "status": "DELIVERED",
        "store": "Altstadt",
        "total": 42.85,
        "currency": "EUR",
        "receipt": "r-A-1001",
        "pizzas": ["large margherita", "medium napoli"],
    }
    assert names(events).count("BakePizza") == 2
    assert [event["type"] for event in events].count("TaskFailed") == 1  # the napoli's cold oven


def test_a_declined_payment_rejects_the_order(flow, machine):
    description, events = order(flow, machine, "declined")
    assert (description["status"], description["error"]) == ("FAILED", "PaymentDeclined")
    assert "RefundPayment" not in names(events)


def test_a_payment_that_never_answers_is_refunded(flow, machine):
    description, events = order(flow, machine, "silent-payment")
    assert (description["status"], description["error"]) == ("FAILED", "OrderRefunded")
    assert "States.Timeout" in description["cause"]
    assert "RefundPayment" in names(events)


def test_a_fraudster_gets_the_money_back_and_no_pizza(flow, machine):
    description, events = order(flow, machine, "fraud")
    assert description["error"] == "OrderRefunded" and "FraudSuspected" in description["cause"]
    assert "WaitForStore" in names(events) and "PreparePizzas" not in names(events)


def test_an_unknown_pizza_is_refused_with_the_menu(flow, machine):
    description, _ = order(flow, machine, "unknown-pizza")
    assert description["error"] == "InvalidOrder" and "margherita" in description["cause"]
