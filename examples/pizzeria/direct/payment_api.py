#!/usr/bin/env python3
"""Stands for the payment provider's HTTP API: payment_api.py [--port 8090] [--api-key KEY]

    POST /charges   202 with a chargeId; the outcome comes later, as a callback
    POST /payments  200 with a receipt
    PUT  /outage    204: {"down": true} makes /payments answer 500, as on a bad day

A wrong X-Api-Key gets 401, the card "declined" is refused. The callback is what a webhook's receiver would do: it finds
the task token of the charge in DynamoDB, and answers the workflow with it."""

import argparse
import http.server
import json
import threading
import time
import uuid

import setup

CALLBACK_LIMIT = 30  # seconds


class API(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, port, api_key):
        super().__init__(("127.0.0.1", port), Handler)
        self.api_key = api_key
        self.is_down = False
        self.requests = []
        self.url = f"http://127.0.0.1:{self.server_address[1]}"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)) or b"{}")
        self.server.requests.append((self.path, body))
        if self.headers["X-Api-Key"] != self.server.api_key:
            return self.answer(401, {"message": "wrong key"})
        if self.path == "/payments":
            if self.server.is_down:
                return self.answer(500, {"message": "down"})
            if body.get("card") == "declined":
                return self.answer(402, {"message": "declined"})
            return self.answer(200, {"receipt": f"r-{body['orderId']}"})
        if self.path == "/charges":
            charge = uuid.uuid4().hex
            threading.Thread(target=call_back, args=(charge, body), daemon=True).start()
            return self.answer(202, {"chargeId": charge})
        return self.answer(404, {})

    def do_PUT(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"] or 0)))
        self.server.is_down = bool(body.get("down"))
        self.answer(204, None)

    def answer(self, status, value):
        body = b"" if value is None else json.dumps(value).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass


def call_back(charge, body):
    """Answers the workflow, as soon as it waits."""
    dynamodb, sfn = setup.client("dynamodb"), setup.client("stepfunctions")
    deadline = time.monotonic() + CALLBACK_LIMIT
    while time.monotonic() < deadline:
        item = dynamodb.get_item(TableName="pizzeria-charges", Key={"chargeId": {"S": charge}}).get("Item")
        if item is None:
            time.sleep(0.05)
            continue
        token = item["taskToken"]["S"]
        if body.get("card") == "declined":
            sfn.send_task_failure(taskToken=token, error="PaymentDeclined", cause="The card issuer refused.")
        else:
            sfn.send_task_success(taskToken=token, output=json.dumps({"receipt": f"r-{body['orderId']}"}))
        return


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--port", type=int, default=8090)
    parser.add_argument("--api-key", default="open-sesame")
    options = parser.parse_args()
    API(options.port, options.api_key).serve_forever()
