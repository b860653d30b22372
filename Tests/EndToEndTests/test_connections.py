"""Connections, byte by byte: what HTTP allows and SDKs seldom do."""

import json
import socket
import threading
import time

import pytest

from conftest import Server

HEAD = "POST / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Amz-Target: AWSStepFunctions.{}\r\n"


def call(operation="ListActivities", body="{}", *headers, length=None):
    lines = "".join(f"{header}\r\n" for header in headers)
    length = len(body) if length is None else length
    return (HEAD.format(operation) + lines + f"Content-Length: {length}\r\n\r\n" + body).encode()


class Connection:
    def __init__(self, server):
        self.socket = socket.create_connection(("127.0.0.1", server.port), timeout=20)
        self.received = b""

    def send(self, data):
        self.socket.sendall(data)

    def more(self):
        data = self.socket.recv(1 << 16)
        self.received += data
        return data

    def answer(self):
        """Status, head and body of the next answer."""
        while b"\r\n\r\n" not in self.received:
            assert self.more(), "closed without an answer"
        head, _, self.received = self.received.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(": ", 1) for line in head.decode().split("\r\n")[1:])
        while len(self.received) < int(fields.get("content-length", 0)):
            assert self.more(), "closed within an answer"
        length = int(fields.get("content-length", 0))
        body, self.received = self.received[:length], self.received[length:]
        return int(head.split()[1]), fields, body.decode()

    def is_closed(self):
        try:
            return self.more() == b""
        except ConnectionError:
            return True


@pytest.fixture
def connection(server):
    connection = Connection(server)
    yield connection
    connection.socket.close()


@pytest.mark.parametrize("step", [1, 7, 60])
def test_a_call_in_pieces(connection, step):
    data = call(body=json.dumps({"maxResults": 1}))
    for start in range(0, len(data), step):
        connection.send(data[start : start + step])
    status, fields, body = connection.answer()
    assert status == 200 and "activities" in body
    assert fields["content-type"] == "application/x-amz-json-1.0" and len(fields["x-amzn-requestid"]) == 36


def test_calls_sent_ahead_are_answered_in_order(connection):
    connection.send(b"".join(call(body=json.dumps({"maxResults": -number})) for number in range(1, 51)))
    for number in range(1, 51):
        status, _, body = connection.answer()
        assert status == 400 and f"Value '-{number}'" in body


@pytest.mark.parametrize(
    "request_bytes",
    [
        call().replace(b"Content-Length: 2\r\n\r\n{}", b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\n1\r\n}\r\n0\r\n\r\n"),
        call().replace(b"X-Amz-Target", b"x-AMZ-target"),
        call().replace(b"Host", b"Upgrade: h2c\r\nHost"),
        call().replace(b"POST / HTTP", b"POST /? HTTP"),
    ],
    ids=["chunked", "letter case", "upgrade", "query"],
)
def test_other_forms_of_a_call(connection, request_bytes):
    for _ in range(2):
        connection.send(request_bytes)
        status, _, body = connection.answer()
        assert (status, "activities" in body) in [(200, True), (404, False)]
        assert (status == 404) == (b"POST /?" in request_bytes)


def test_a_client_that_waits_for_100_continue(connection):
    head, body = call("ListActivities", "{}", "Expect: 100-continue").split(b"\r\n\r\n")
    connection.send(head + b"\r\n\r\n")
    time.sleep(0.05)
    connection.send(body)
    status, _, text = connection.answer()
    if status == 100:
        status, _, text = connection.answer()
    assert status == 200 and "activities" in text


def test_other_requests_and_calls_on_one_connection(connection):
    for _ in range(2):
        connection.send(call())
        assert connection.answer()[0] == 200
        connection.send(b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
        assert connection.answer()[0] == 200


@pytest.mark.parametrize(
    "bad",
    [
        call().replace(b"Content-Length: 2", b"Content-Length: 2\r\nContent-Length: 3"),
        call().replace(b"Content-Length: 2", b"Content-Length: 2\r\nTransfer-Encoding: chunked"),
        call().replace(b"Content-Length: 2", b"Content-Length: -2"),
        call().replace(b"Content-Length: 2", b"Content-Length: 2x"),
        call().replace(b"Host: ", b"Host : "),
        call().replace(b"Host: ", b"Ho\x00st: "),
        b"nonsense\r\n\r\n",
    ],
    ids=["two lengths", "length and chunks", "negative", "no number", "blank in a name", "NUL in a name", "nonsense"],
)
def test_no_call_at_all(connection, bad):
    """Nothing that two parsers could read in two ways is answered with success."""
    connection.send(bad)
    connection.socket.settimeout(2)
    try:
        assert connection.answer()[0] >= 400
    except (AssertionError, TimeoutError, ConnectionError):
        assert b" 200 " not in connection.received


def test_a_body_over_the_limit_is_refused(connection):
    connection.send(call(length=1 << 21, body=""))
    status, _, body = connection.answer()
    assert status == 413 and "RequestEntityTooLargeException" in body


def test_connection_close_is_obeyed(connection):
    connection.send(call("ListActivities", "{}", "Connection: close"))
    status, fields, _ = connection.answer()
    assert status == 200 and fields["connection"] == "close"
    assert connection.is_closed()


def test_a_client_that_has_said_all_is_answered(connection):
    connection.send(call())
    connection.socket.shutdown(socket.SHUT_WR)
    assert connection.answer()[0] == 200
    assert connection.is_closed()


def test_a_poller_that_is_gone_takes_no_task(server, sfn, flow):
    """Its long poll ends with its connection, so the task is for the next one."""
    arn = sfn.create_activity(name=f"gone-{time.time_ns()}")["activityArn"]
    gone = Connection(server)
    gone.send(call("GetActivityTask", json.dumps({"activityArn": arn})))
    time.sleep(0.2)
    gone.socket.close()
    time.sleep(0.2)
    machine = flow.create({"StartAt": "T", "States": {"T": {"Type": "Task", "Resource": arn, "End": True}}})
    execution = flow.start(machine, {"n": 1})
    task = sfn.get_activity_task(activityArn=arn)
    sfn.send_task_success(taskToken=task["taskToken"], output=task["input"])
    assert flow.end(execution)["status"] == "SUCCEEDED"


def test_long_polls_hold_nothing_up(server, sfn):
    arn = sfn.create_activity(name=f"slow-{time.time_ns()}")["activityArn"]
    pollers = [Connection(server) for _ in range(50)]
    for poller in pollers:
        poller.send(call("GetActivityTask", json.dumps({"activityArn": arn})))
    began = time.monotonic()
    threads = [threading.Thread(target=sfn.list_activities) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - began < 5
    for poller in pollers:
        poller.socket.close()


@pytest.mark.parametrize("calls", [1, 2, 30])
def test_all_calls_before_the_client_closed_its_half_are_answered(connection, calls):
    connection.send(b"".join(call(body=json.dumps({"maxResults": -number})) for number in range(1, calls + 1)))
    connection.socket.shutdown(socket.SHUT_WR)
    for number in range(1, calls + 1):
        status, fields, body = connection.answer()
        assert status == 400 and f"Value '-{number}'" in body
        # The last one says so only where the end was seen before its answer was written.
        assert number == calls or "connection" not in fields
    assert connection.is_closed()


def test_other_requests_before_the_client_closed_its_half_are_answered(connection):
    connection.send(call() + b"GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n" + call())
    connection.socket.shutdown(socket.SHUT_WR)
    for _ in range(3):
        assert connection.answer()[0] == 200
    assert connection.is_closed()


def test_what_follows_half_a_call_is_the_end(connection):
    connection.send(call() + call()[:-1])
    connection.socket.shutdown(socket.SHUT_WR)
    assert connection.answer()[0] == 200
    assert connection.is_closed()


def test_the_end_waits_for_no_poll_and_no_idle_connection(tmp_path):
    """Of the two seconds that requests under way have at most, they take none; a poller is told to ask again."""
    server = Server(tmp_path / "data")
    server.start()
    arn = server.client().create_activity(name="idle")["activityArn"]
    pollers = [Connection(server) for _ in range(3)]
    for poller in pollers:
        poller.send(call("GetActivityTask", json.dumps({"activityArn": arn})))
    idle = [Connection(server) for _ in range(5)]
    idle[0].send(call())
    assert idle[0].answer()[0] == 200
    idle[1].send(call()[:20])
    time.sleep(0.2)
    began = time.monotonic()
    assert server.stop() == 0
    assert time.monotonic() - began < 2
    for poller in pollers:
        status, fields, body = poller.answer()
        assert (status, fields["connection"], json.loads(body)["taskToken"]) == (200, "close", None)
    assert all(connection.is_closed() for connection in idle)
