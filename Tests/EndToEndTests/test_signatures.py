"""Signature Version 4A, verified as a service does it: by the public key, with Python's own cryptography."""

import hashlib
import hmac
import http.server
import json
import threading

import pytest
from botocore.auth import SigV4Auth
from botocore.awsrequest import AWSRequest
from botocore.credentials import Credentials
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec

from conftest import Flow, Server, task

KEY, SECRET = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ALGORITHM = "AWS4-ECDSA-P256-SHA256"


def public_key():
    for counter in range(1, 255):
        message = b"\0\0\0\1" + ALGORITHM.encode() + b"\0" + KEY.encode() + bytes([counter]) + b"\0\0\1\0"
        candidate = int.from_bytes(hmac.digest(b"AWS4A" + SECRET.encode(), message, "sha256"), "big")
        if candidate <= ORDER - 2:
            return ec.derive_private_key(candidate + 1, ec.SECP256R1()).public_key()
    raise AssertionError("no key")


class Service(http.server.BaseHTTPRequestHandler):
    """Keeps what it is asked, and answers as EventBridge's PutEvents does."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.asked.append((self.path, dict(self.headers), body))
        answer = b'{"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}'
        self.send_response(200)
        self.send_header("Content-Type", "application/x-amz-json-1.1")
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        pass


@pytest.fixture
def service():
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Service)
    server.asked = []
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()


def test_a_global_endpoint_of_eventbridge_is_signed_for_all_regions(tmp_path, service):
    environment = {"AWS_ACCESS_KEY_ID": KEY, "AWS_SECRET_ACCESS_KEY": SECRET, "AWS_SESSION_TOKEN": "token"}
    endpoint = f"eventbridge=http://127.0.0.1:{service.server_port}"
    with Server(tmp_path, "--aws-endpoint", endpoint, environment=environment) as server:
        flow = Flow(server.client())
        entries = [{"Source": "s", "DetailType": "d", "Detail": {"ü": 1}}]
        description = flow.run(
            task("arn:aws:states:::aws-sdk:eventbridge:putEvents", Arguments={"Entries": entries, "EndpointId": "abc.def"})
        )
    assert json.loads(description["output"]) == {"FailedEntryCount": 0, "Entries": [{"EventId": "1"}]}
    path, headers, body = service.asked[0]
    headers = {name.lower(): value for name, value in headers.items()}
    assert headers["x-amz-region-set"] == "*" and headers["x-amz-security-token"] == "token"
    algorithm, _, rest = headers["authorization"].partition(" ")
    fields = dict(part.split("=", 1) for part in rest.split(", "))
    assert algorithm == ALGORITHM
    date = headers["x-amz-date"]
    assert fields["Credential"] == f"{KEY}/{date[:8]}/events/aws4_request"
    signed = fields["SignedHeaders"].split(";")
    assert {"host", "x-amz-date", "x-amz-region-set", "x-amz-security-token"} <= set(signed)
    request = AWSRequest(
        method="POST", url=f"http://{headers['host']}{path}", headers={name: headers[name] for name in signed}, data=body
    )
    canonical = SigV4Auth(Credentials(KEY, SECRET), "events", "us-east-1").canonical_request(request)
    digest = hashlib.sha256(canonical.encode()).hexdigest()
    text = "\n".join([ALGORITHM, date, f"{date[:8]}/events/aws4_request", digest])
    signature = bytes.fromhex(fields["Signature"])
    public_key().verify(signature, text.encode(), ec.ECDSA(hashes.SHA256()))
    with pytest.raises(InvalidSignature):
        public_key().verify(signature, (text + "0").encode(), ec.ECDSA(hashes.SHA256()))
