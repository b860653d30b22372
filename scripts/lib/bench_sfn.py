"""Runs the works of ../shared/bench/sfn against a server of its own, from a copy (the folder isn't ours to write to)."""

import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

from fermata_server import ROOT, Server

WORKS = os.environ.get("WORKS", "W1,W1-seq,W1-sync,W4")

with tempfile.TemporaryDirectory(prefix="fermata-bench-") as name:
    folder = pathlib.Path(name)
    shutil.copytree(ROOT.parent / "shared" / "bench" / "sfn", folder / "sfn")
    with Server(folder / "data") as server:
        command = [sys.executable, "bench_sfn.py", "--endpoint", server.endpoint, "--system", "fermata"]
        command += ["--server-pid", str(server.process.pid), "--data-dir", str(server.data), "--works", WORKS]
        sys.exit(subprocess.call(command, cwd=folder / "sfn"))
