"""What the scripts that run distributed Maps share: buckets in a folder or on moto's S3, and a look at a map run."""

import os
import pathlib
import subprocess
import time
import urllib.parse

from fermata_server import free_port, python

ROLE = "arn:aws:iam::000000000000:role/map"
END_LIMIT = 7200  # seconds
START_LIMIT = 60


class FileBucket:
    """`with FileBucket(name, folder) as bucket:`"""

    def __init__(self, name, folder):
        self.folder = pathlib.Path(folder).resolve() / f"bucket-{name}"
        self.name = f"file://{self.folder}"
        self.arguments = ["--file-root", self.folder]
        self.environment = {}

    def __enter__(self):
        self.folder.mkdir(parents=True)
        return self

    def __exit__(self, *_):
        pass

    def put(self, key, path):
        os.replace(path, self.folder / key)

    def put_all(self, objects):
        for key, content in objects.items():
            path = self.folder / key
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)

    def read(self, key):
        return (self.folder / key).read_bytes()


class MotoBucket:
    """A bucket of a moto server, which runs as long as the `with`."""

    def __init__(self, name, folder):
        self.name = name
        self.port = free_port()
        self.endpoint = f"http://127.0.0.1:{self.port}"
        self.arguments = ["--aws-endpoint", self.endpoint]
        self.environment = {"AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test", "AWS_REGION": "us-east-1"}
        self.log = pathlib.Path(folder) / "moto.log"

    def __enter__(self):
        import boto3

        with open(self.log, "wb") as log:
            self.process = subprocess.Popen(
                [python(), "-m", "moto.server", "-H", "127.0.0.1", "-p", str(self.port)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self.s3 = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            region_name="us-east-1",
            aws_access_key_id="test",
            aws_secret_access_key="test",
        )
        deadline = time.monotonic() + START_LIMIT
        while True:
            try:
                self.s3.create_bucket(Bucket=self.name)
                return self
            except Exception:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.1)

    def __exit__(self, *_):
        self.process.terminate()
        self.process.wait(timeout=20)

    def put(self, key, path):
        with open(path, "rb") as file:
            self.s3.put_object(Bucket=self.name, Key=key, Body=file)

    def put_all(self, objects):
        for key, content in objects.items():
            self.s3.put_object(Bucket=self.name, Key=key, Body=content)

    def read(self, key):
        return self.s3.get_object(Bucket=self.name, Key=urllib.parse.unquote(key))["Body"].read()


def function_config(folder, name, handler, processes):
    """A fermata.yaml with one function, which runs in so many processes at a time."""
    home = pathlib.Path(folder) / "functions"
    home.mkdir()
    module = name.replace("-", "_")
    (home / f"{module}.py").write_text(handler, encoding="utf-8")
    config = home / "fermata.yaml"
    config.write_text(
        f"functions:\n  {name}:\n    handler: {module}.handler\n    concurrency: {processes}\n", encoding="utf-8"
    )
    return config


def map_run(sfn, execution):
    """DescribeMapRun of an execution's only map run; None before it begins."""
    runs = sfn.list_map_runs(executionArn=execution)["mapRuns"]
    return sfn.describe_map_run(mapRunArn=runs[0]["mapRunArn"]) if runs else None


def wait_for_end(sfn, execution):
    deadline = time.monotonic() + END_LIMIT
    while time.monotonic() < deadline:
        described = sfn.describe_execution(executionArn=execution)
        if described["status"] != "RUNNING":
            return described
        time.sleep(0.05)
    raise TimeoutError(f"{execution} did not end")


def peak_megabytes(server):
    """The most memory that the server's process, as it is now, ever held."""
    for line in pathlib.Path(f"/proc/{server.process.pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0
