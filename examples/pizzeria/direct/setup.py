#!/usr/bin/env python3
"""Makes what the definitions here need, at AWS_ENDPOINT_URL (Fermata's, with moto behind it), and deploys them:

    AWS_ENDPOINT_URL=http://127.0.0.1:8083 setup.py [--payment-api URL]

Tables, a topic, a queue for dead letters, a connection to the payment provider, and a state machine
pizzeria-NAME for each NAME.asl.json. Run it as often as you like."""

import argparse
import os
import pathlib
import string

import boto3
from botocore.config import Config

HERE = pathlib.Path(__file__).resolve().parent
TABLES = {"orders": "orderId", "charges": "chargeId", "breakers": "service", "bookings": "resource"}
CONNECTION = "pizzeria-payment"
BREAKER_SECONDS = 60
ROLE = "arn:aws:iam::000000000000:role/pizzeria"


def client(service):
    region = os.environ.get("AWS_REGION", "us-east-1")
    return boto3.client(service, region_name=region, config=Config(inject_host_prefix=False))


def tables():
    dynamodb = client("dynamodb")
    for name, key in TABLES.items():
        try:
            dynamodb.create_table(
                TableName=f"pizzeria-{name}",
                KeySchema=[{"AttributeName": key, "KeyType": "HASH"}],
                AttributeDefinitions=[{"AttributeName": key, "AttributeType": "S"}],
                BillingMode="PAY_PER_REQUEST",
            )
        except dynamodb.exceptions.ResourceInUseException:
            pass


def connection(api_key):
    """The API key goes into the connection, and is never seen again."""
    events = client("events")
    parameters = {"ApiKeyAuthParameters": {"ApiKeyName": "X-Api-Key", "ApiKeyValue": api_key}}
    settings = {"Name": CONNECTION, "AuthorizationType": "API_KEY", "AuthParameters": parameters}
    try:
        return events.create_connection(**settings)["ConnectionArn"]
    except events.exceptions.ResourceAlreadyExistsException:
        return events.update_connection(**settings)["ConnectionArn"]


def deploy(name, values):
    sfn = client("stepfunctions")
    definition = string.Template((HERE / f"{name}.asl.json").read_text(encoding="utf-8")).safe_substitute(values)
    settings = {"definition": definition, "roleArn": ROLE}
    try:
        return sfn.create_state_machine(name=f"pizzeria-{name}", **settings)["stateMachineArn"]
    except sfn.exceptions.StateMachineAlreadyExists:
        scope = f"{sfn.meta.region_name}:000000000000"
        arn = f"arn:aws:states:{scope}:stateMachine:pizzeria-{name}"
        sfn.update_state_machine(stateMachineArn=arn, **settings)
        return arn


def main(payment_api, api_key, breaker_seconds=BREAKER_SECONDS):
    """The ARNs of the state machines, by name."""
    tables()
    values = {
        "PaymentApi": payment_api,
        "ConnectionArn": connection(api_key),
        "TopicArn": client("sns").create_topic(Name="pizzeria-orders")["TopicArn"],
        "DeadLetterUrl": client("sqs").create_queue(QueueName="pizzeria-dead-letters")["QueueUrl"],
        "BreakerSeconds": str(breaker_seconds),
    }
    return {file.name.split(".")[0]: deploy(file.name.split(".")[0], values) for file in sorted(HERE.glob("*.asl.json"))}


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--payment-api", default="http://127.0.0.1:8090", help="where payment_api.py listens")
    parser.add_argument("--api-key", default="open-sesame", help="what payment_api.py wants to hear")
    options = parser.parse_args()
    for arn in main(options.payment_api, options.api_key).values():
        print(arn)
