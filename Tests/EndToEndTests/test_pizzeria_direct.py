"""The pizzeria's direct integrations: payment by HTTP, orders in DynamoDB, confirmation, dead letters, breaker, saga."""

import json
import sys
import threading
import uuid

import pytest

from conftest import ROOT

DIRECT = ROOT / "examples" / "pizzeria" / "direct"
KEY = "a-key-that-nobody-sees"


@pytest.fixture(scope="module")
def shop(aws_server, client):
    """The payment API, and the ARNs of the state machines by name."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", aws_server.endpoint)
        patch.syspath_prepend(str(DIRECT))
        import payment_api
        import setup

        api = payment_api.API(0, KEY)
        threading.Thread(target=api.serve_forever, daemon=True).start()
        yield api, setup.main(api.url, KEY)
        api.shutdown()
        for name in ("payment_api", "setup"):
            sys.modules.pop(name, None)


@pytest.fixture
def order():
    return f"A-{uuid.uuid4().hex[:8]}"


def run(flow, shop, name, value):
    execution = flow.start(shop[1][name], value)
    description = flow.end(execution, within=60)
    entered = [
        event["stateEnteredEventDetails"]["name"]
        for event in flow.events(execution)
        if "stateEnteredEventDetails" in event
    ]
    return description, entered


def test_a_payment_is_requested_by_http_and_answered_by_a_callback(aws_flow, shop, order):
    description, _ = run(aws_flow, shop, "pay-by-http", {"orderId": order, "amount": 42.85, "card": "4242"})
    assert json.loads(description["output"]) == {"orderId": order, "receipt": f"r-{order}"}
    assert KEY not in json.dumps(aws_flow.events(description["executionArn"]), default=str)


def test_a_declined_payment_comes_by_the_callback(aws_flow, shop, order):
    description, _ = run(aws_flow, shop, "pay-by-http", {"orderId": order, "amount": 1, "card": "declined"})
    assert (description["error"], description["cause"]) == ("PaymentDeclined", "The card issuer refused.")


def test_an_order_that_is_sent_twice_is_kept_once(aws_flow, shop, order):
    value = {"orderId": order, "customer": "Ada", "pizzas": ["margherita", "napoli"]}
    first, _ = run(aws_flow, shop, "keep-order", value)
    again, _ = run(aws_flow, shop, "keep-order", {**value, "customer": "Eve"})
    kept = {"orderId": order, "customer": "Ada", "status": "ACCEPTED"}
    assert json.loads(first["output"]) == {**kept, "isNew": True}
    assert json.loads(again["output"]) == {**kept, "isNew": False}


def test_an_order_is_confirmed_to_subscribers(aws_flow, shop, order, client):
    sns, sqs = client("sns"), client("sqs")
    queue = sqs.create_queue(QueueName=f"subscriber-{order}")["QueueUrl"]
    queue_arn = sqs.get_queue_attributes(QueueUrl=queue, AttributeNames=["QueueArn"])["Attributes"]["QueueArn"]
    topic = sns.create_topic(Name="pizzeria-orders")["TopicArn"]
    sns.subscribe(TopicArn=topic, Protocol="sqs", Endpoint=queue_arn, Attributes={"RawMessageDelivery": "true"})
    value = {"orderId": order, "customer": "Ada", "pizzas": ["a", "b"], "store": "Altstadt"}
    description, _ = run(aws_flow, shop, "confirm-order", value)
    assert json.loads(description["output"])["messageId"]
    [message] = sqs.receive_message(QueueUrl=queue, MessageAttributeNames=["All"])["Messages"]
    assert json.loads(message["Body"]) == {
        "orderId": order,
        "text": "Thank you, Ada! 2 pizzas are on their way.",
    }
    assert message["MessageAttributes"]["store"]["StringValue"] == "Altstadt"


def test_what_can_not_be_baked_is_a_dead_letter(aws_flow, shop, order, client):
    baked, _ = run(aws_flow, shop, "dead-letter", {"pizza": {"name": "margherita", "size": "large"}, "number": 1})
    assert json.loads(baked["output"])["name"] == "large margherita"
    value = {"pizza": {"name": "napoli", "size": "large"}, "number": 2, "orderId": order}
    description, _ = run(aws_flow, shop, "dead-letter", value)
    assert description["error"] == "OvenTooCold"
    sqs = client("sqs")
    queue = sqs.create_queue(QueueName="pizzeria-dead-letters")["QueueUrl"]
    bodies = [json.loads(each["Body"]) for each in sqs.receive_message(QueueUrl=queue)["Messages"]]
    assert {"order": value, "error": "OvenTooCold", "execution": description["executionArn"]} in bodies


# The circuit breaker


@pytest.fixture
def breaker(client):
    """Writes and reads the breaker's record; missing at first."""
    dynamodb = client("dynamodb")
    key = {"service": {"S": "payment"}}
    dynamodb.delete_item(TableName="pizzeria-breakers", Key=key)

    class Breaker:
        def write(self, state, expires=None):
            item = {**key, "state": {"S": state}}
            if expires is not None:
                item["expires"] = {"N": str(expires)}
            dynamodb.put_item(TableName="pizzeria-breakers", Item=item)

        def read(self):
            return dynamodb.get_item(TableName="pizzeria-breakers", Key=key, ConsistentRead=True).get("Item")

    return Breaker()


FAR = 4_102_444_800  # the year 2100


@pytest.mark.parametrize(
    "record, is_down, card, error, state, calls",
    [
        (None, False, "4242", None, "CLOSED", 1),
        (("CLOSED",), False, "4242", None, "CLOSED", 1),
        (("OPEN", 1_000), False, "4242", None, "CLOSED", 1),
        (("OPEN", FAR), False, "4242", "PaymentUnavailable", "OPEN", 0),
        (None, True, "4242", "PaymentFailed", "OPEN", 1),
        (("CLOSED",), True, "4242", "PaymentFailed", "OPEN", 1),
        (("OPEN", 1_000), True, "4242", "PaymentFailed", "OPEN", 1),
        (("CLOSED",), False, "declined", "PaymentDeclined", "CLOSED", 1),
    ],
)
def test_the_circuit_breaker(aws_flow, shop, order, breaker, record, is_down, card, error, state, calls):
    api = shop[0]
    if record:
        breaker.write(*record)
    api.is_down = is_down
    before = len(api.requests)
    description, _ = run(aws_flow, shop, "circuit-breaker", {"orderId": order, "card": card})
    api.is_down = False
    assert description.get("error") == error
    assert len(api.requests) - before == calls
    item = breaker.read()
    assert item["state"]["S"] == state
    if error == "PaymentFailed":
        seconds = int(item["expires"]["N"]) - description["stopDate"].timestamp()
        assert 55 < seconds <= 60


# The saga


@pytest.mark.parametrize(
    "taken, path",
    [
        (None, ["BookOven", "BookDough", "BookDriver", "Booked"]),
        (
            "driver",
            ["BookOven", "BookDough", "BookDriver", "ReleaseDriver", "ReleaseDough", "ReleaseOven", "OrderUndone"],
        ),
        ("dough", ["BookOven", "BookDough", "ReleaseDough", "ReleaseOven", "OrderUndone"]),
        ("oven", ["BookOven", "ReleaseOven", "OrderUndone"]),
    ],
)
def test_the_saga_undoes_in_reverse(aws_flow, shop, order, client, taken, path):
    dynamodb = client("dynamodb")
    names = {what: f"{what}-{order}" for what in ("oven", "dough", "driver")}
    if taken:
        item = {"resource": {"S": names[taken]}, "orderId": {"S": "another"}}
        dynamodb.put_item(TableName="pizzeria-bookings", Item=item)
    description, entered = run(aws_flow, shop, "saga", {"orderId": order, **dict.fromkeys(names, order)})
    assert entered == path
    booked = {}
    for what, name in names.items():
        item = dynamodb.get_item(TableName="pizzeria-bookings", Key={"resource": {"S": name}}).get("Item")
        booked[what] = item and item["orderId"]["S"]
    if taken:
        assert description["error"] == "OrderUndone"
        assert booked == {what: "another" if what == taken else None for what in names}
    else:
        assert booked == dict.fromkeys(names, order)
