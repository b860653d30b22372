"""Calls of the API, the C load generator of ../shared/bench/sfn, and what a server's process has used."""

import contextlib
import http.client
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
from fermata_server import ROOT, Server  # noqa: E402

SHARED = pathlib.Path(os.environ.get("FERMATA_SHARED", ROOT.parent / "shared")) / "bench"
ROLE = "arn:aws:iam::000000000000:role/bench"
PAGE = os.sysconf("SC_PAGE_SIZE")


def compiled(source, name, *flags):
    """The program or library that gcc makes of a C file, in a folder that outlives this process."""
    folder = pathlib.Path(tempfile.gettempdir()) / f"fermata-bench-{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    made = folder / name
    if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
        subprocess.check_call(["gcc", "-O2", "-w", *flags, "-o", str(made), str(source)])
    return made


class Bench:
    """A server under measurement."""

    def __init__(self, server):
        self.server = server
        self.made = 0
        self.generator = compiled(SHARED / "sfn" / "sfnload.c", "sfnload")

    @property
    def pid(self):
        return self.server.process.pid

    def call(self, operation, **body):
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=300)
        headers = {"Content-Type": "application/x-amz-json-1.0", "X-Amz-Target": f"AWSStepFunctions.{operation}"}
        connection.request("POST", "/", json.dumps(body), headers)
        answer = connection.getresponse()
        data = answer.read()
        connection.close()
        if answer.status != 200:
            raise RuntimeError(f"{operation}: {answer.status} {data[:400]!r}")
        return json.loads(data)

    def machine(self, definition, kind="STANDARD"):
        self.made += 1
        made = self.call(
            "CreateStateMachine", name=f"bench-{self.made}", definition=json.dumps(definition), roleArn=ROLE, type=kind
        )
        return made["stateMachineArn"]

    def activity(self):
        self.made += 1
        return self.call("CreateActivity", name=f"bench-{self.made}")["activityArn"]

    def command(self, mode, *arguments, limit=900):
        fixed = [str(self.generator), mode, "-h", "127.0.0.1", "-p", str(self.server.port), "-T", str(limit)]
        return fixed + [str(argument) for argument in arguments]

    def load(self, mode, *arguments):
        """Runs the generator; what it printed. An error of the server ends the benchmark."""
        return self.checked(subprocess.run(self.command(mode, *arguments), capture_output=True, text=True).stdout)

    @staticmethod
    def checked(printed):
        result = json.loads(printed)
        if result["errors"]:
            raise RuntimeError(f"{result['errors']} errors, the first: {result['first_error'][:300]}")
        return result

    def run(self, machine, value, **options):
        """Starts one execution and waits for its end; seconds between its dates, and its description."""
        arn = self.call("StartExecution", stateMachineArn=machine, input=json.dumps(value), **options)["executionArn"]
        while True:
            described = self.call("DescribeExecution", executionArn=arn)
            if described["status"] != "RUNNING":
                break
            # Asking without a pause would be most of what is measured.
            time.sleep(0.01)
        if described["status"] != "SUCCEEDED":
            raise RuntimeError(f"{arn}: {described['status']} {described.get('cause')}")
        return described["stopDate"] - described["startDate"], described

    def drain(self, machine):
        while self.call("ListExecutions", stateMachineArn=machine, statusFilter="RUNNING", maxResults=1)["executions"]:
            pass

    def count(self, machine, status="SUCCEEDED"):
        found, token = 0, {}
        while True:
            page = self.call(
                "ListExecutions", stateMachineArn=machine, statusFilter=status, maxResults=1000, **token
            )
            found += len(page["executions"])
            if "nextToken" not in page:
                return found
            token = {"nextToken": page["nextToken"]}

    def cpu(self):
        """Seconds of processor time, user and system, that the server has used."""
        # clock_getcpuclockid(3), which Python has not: nanoseconds, where /proc/PID/stat counts ticks of 10 ms.
        return time.clock_gettime((~self.pid << 3) | 2)

    def resident(self):
        """Bytes of memory of its own that the server has resident."""
        for line in pathlib.Path(f"/proc/{self.pid}/smaps_rollup").read_text().splitlines():
            if line.startswith("Pss:"):
                return int(line.split()[1]) * 1024
        return 0

    def stored(self):
        """Bytes of the data folder's files."""
        return sum(file.stat().st_size for file in self.server.data.iterdir() if file.name.startswith("fermata.db"))


@contextlib.contextmanager
def bench(*arguments, environment=None):
    """A server of its own on data of its own."""
    with tempfile.TemporaryDirectory(prefix="fermata-bench-", dir=os.environ.get("BENCH_DATA")) as folder:
        with Server(pathlib.Path(folder) / "data", *arguments, environment=environment) as server:
            yield Bench(server)


def chain(steps, **state):
    """A definition of so many equal states in a row."""
    names = [f"S{number}" for number in range(1, steps + 1)]
    follows = [{"Next": name} for name in names[1:]] + [{"End": True}]
    return {"StartAt": names[0], "States": {name: {**state, **then} for name, then in zip(names, follows)}}


PASSES = chain(5, Type="Pass")
