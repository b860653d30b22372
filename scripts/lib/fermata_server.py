"""A Fermata server in a process of its own, for tests and scripts: start, kill -9, start again on the same data."""

import os
import pathlib
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request

ROOT = pathlib.Path(__file__).resolve().parents[2]
START_LIMIT = 30  # seconds


def binary():
    path = os.environ.get("FERMATA_BIN", str(ROOT / ".build" / "release" / "fermata"))
    if not os.access(path, os.X_OK):
        raise SystemExit(f"There is no {path}. Run 'make build' first, or set FERMATA_BIN.")
    return path


def python():
    return os.environ.get("FERMATA_PYTHON", str(ROOT / ".venv" / "bin" / "python"))


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Server:
    """`with Server(data) as server:`; `arguments` go to `fermata serve`."""

    def __init__(self, data, *arguments, environment=None, port=None):
        self.data = pathlib.Path(data)
        self.arguments = [str(argument) for argument in arguments]
        self.environment = environment or {}
        self.port = port or free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.process = None

    def __enter__(self):
        self.start()
        return self

    def __exit__(self, *_):
        self.stop()

    @property
    def log(self):
        return self.data / "server.log"

    def start(self):
        self.data.mkdir(parents=True, exist_ok=True)
        command = [binary(), "serve", "--port", str(self.port), "--data", str(self.data), *self.arguments]
        with open(self.log, "ab") as log:
            self.process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "FERMATA_PYTHON": python(), **self.environment},
            )
        deadline = time.monotonic() + START_LIMIT
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise RuntimeError(f"fermata serve ended with {self.process.returncode}:\n{self.tail()}")
            if self.get("/readyz") == 200:
                return
            time.sleep(0.02)
        raise RuntimeError(f"fermata serve was not ready after {START_LIMIT} s:\n{self.tail()}")

    def get(self, path):
        """The status of a GET, or None without an answer."""
        try:
            with urllib.request.urlopen(self.endpoint + path, timeout=5) as answer:
                return answer.status
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return None

    def tail(self, lines=30):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""

    def kill(self):
        """As a power cut: no chance to write anything."""
        self._end(signal.SIGKILL)

    def stop(self):
        """Returns the exit status."""
        return self._end(signal.SIGTERM)

    def _end(self, number):
        if self.process is None:
            return None
        if self.process.poll() is None:
            self.process.send_signal(number)
        try:
            status = self.process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
            raise RuntimeError(f"fermata serve did not end on signal {number}:\n{self.tail()}") from None
        self.process = None
        return status

    def client(self, account="000000000000", region="us-east-1", attempts=1, **options):
        """boto3's client for Step Functions."""
        import boto3
        from botocore.config import Config

        return boto3.client(
            "stepfunctions",
            endpoint_url=self.endpoint,
            region_name=region,
            aws_access_key_id=account,
            aws_secret_access_key="test",
            config=Config(
                inject_host_prefix=False,
                retries={"total_max_attempts": attempts},
                connect_timeout=5,
                read_timeout=70,
                max_pool_connections=64,
                **options,
            ),
        )
