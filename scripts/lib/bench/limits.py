"""What the machine itself allows, measured in the same run, and how costs grow."""

import json
import math
import os
import sqlite3
import statistics
import subprocess
import sys
import time
import zlib

from load import PASSES, ROOT, SHARED, bench
from report import Row
from works import closed_loop, mapped


def program(name):
    """A benchmark of Benchmarks/, built; BENCH_PROGRAMS names a folder that has them already."""
    folder = os.environ.get("BENCH_PROGRAMS")
    if not folder:
        build = ["swift", "build", "--package-path", str(ROOT / "Benchmarks"), "-c", "release"]
        subprocess.run([*build, "--product", name], check=True, stdout=sys.stderr)
        folder = subprocess.run([*build, "--show-bin-path"], check=True, capture_output=True, text=True).stdout.strip()
    return os.path.join(folder, name)


def measured(command):
    """The JSON object that a benchmark prints."""
    return json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


def codec(options):
    """JSON beside orjson: CPU time on the same document, turn and turn about."""
    document = str(SHARED / "json" / "orders-1mb.json")
    ours, theirs = program("JSONBenchmark"), [sys.executable, str(options.folder / "orjson_speed.py")]
    runs = [(measured([ours, document]), measured([*theirs, document])) for _ in range(options.rounds + 2)]
    for what, bar in (("parse", 0.95), ("write", 0.5)):
        speeds = [statistics.median(run[side][what] for run in runs) for side in (0, 1)]
        ratio = statistics.median(mine[what] / other[what] for mine, other in runs)
        yield Row(
            f"JSON {what} of 1 MB: {speeds[0]:,.0f} MB/s, orjson {runs[0][1]['version']} {speeds[1]:,.0f} MB/s",
            f"{ratio:.2f} x orjson", f"{bar} x", ratio >= bar)


def journal(options):
    """The journal beside a bare loop over SQLite's C API with the same rows and batch."""
    command = [program("JournalBenchmark"), "--rounds", str(options.rounds), "--json", "yes"]
    rates = measured(command + (["--data", os.environ["BENCH_DATA"]] if "BENCH_DATA" in os.environ else []))
    for batch in ("1", "100"):
        ours, bare = rates[f"journal {batch}"], rates[f"bare {batch}"]
        yield Row(
            f"Journal, {batch} turn{'s' if batch != '1' else ''} a commit: {ours:,.0f}/s, bare SQLite {bare:,.0f}/s",
            f"{ours / bare * 100:.0f} % of bare", "70 %", ours / bare >= 0.7)


def sizes(options):
    """Bytes in the journal beside the history that AWS's API gives for them, compressed."""
    count = options.size(10_000)
    with bench() as server:
        machine = server.machine(PASSES)
        server.load("start", "-c", 32, "-n", 200, "-s", machine, "-x", "warm")
        checkpoint(server)
        before = server.stored()
        server.load("start", "-c", 32, "-n", count, "-s", machine, "-x", "e")
        arn = server.call("ListExecutions", stateMachineArn=machine, maxResults=1)["executions"][0]["executionArn"]
        events = server.call("GetExecutionHistory", executionArn=arn)["events"]
        checkpoint(server)
        grown = (server.stored() - before) / count
        with sqlite3.connect(f"file:{server.server.data}/fermata.db?mode=ro", uri=True) as data:
            query = "SELECT avg(length(first_chunk)) FROM executions WHERE first_chunk IS NOT NULL"
            chunk = data.execute(query).fetchone()[0]
    text = json.dumps(events, separators=(",", ":")).encode()
    packed = len(zlib.compress(text, 9))
    of = f"of {packed} bytes ({len(text):,} of history, compressed)"
    yield Row(f"W1: bytes of records of an execution, {of}", f"{chunk:.0f} = {chunk / packed:.2f} x", "1.5 x", chunk <= 1.5 * packed)
    yield Row("W1: growth of the data files for an execution", f"{grown:.0f} = {grown / packed:.2f} x", "4 x", grown <= 4 * packed)


def checkpoint(server):
    """Stops the server and starts it again: the log is in the database then."""
    server.server.stop()
    server.server.start()


def slope(points):
    """The exponent of the power law through (size, seconds): 1 is linear."""
    logs = [(math.log(size), math.log(seconds)) for size, seconds in points]
    x, y = (statistics.mean(values) for values in zip(*logs))
    return sum((a - x) * (b - y) for a, b in logs) / sum((a - x) ** 2 for a, _ in logs)


def linearity(options):
    """No quadratic behaviour: CPU of the server for a Map and a loop of growing size."""
    loop = {
        "StartAt": "Count",
        "States": {
            "Count": {
                "Type": "Pass",
                "Parameters": {"n.$": "States.MathAdd($.n, 1)", "limit.$": "$.limit"},
                "Next": "More",
            },
            "More": {
                "Type": "Choice",
                "Choices": [{"Variable": "$.n", "NumericLessThanPath": "$.limit", "Next": "Count"}],
                "Default": "Done",
            },
            "Done": {"Type": "Succeed"},
        },
    }
    with bench("--limit", "historyEvents=1000000") as server:
        machines = server.machine(mapped("INLINE")), server.machine(loop)
        for name, machine, values in (
            ("inline Map of 1,000, 3,000 and 10,000 items", machines[0],
             [(size, {"items": list(range(size))}) for size in (1_000, 3_000, 10_000)]),
            ("loop of 2,500, 7,500 and 25,000 events", machines[1],
             [(size, {"n": 0, "limit": size // 4}) for size in (2_500, 7_500, 25_000)]),
        ):  # fmt: skip
            points = []
            for size, value in values:
                cpu = server.cpu()
                repeats = max(3, 20_000 // size)
                for _ in range(repeats):
                    server.run(machine, value)
                points.append((size, max(server.cpu() - cpu, 0.001) / repeats))
            exponent = slope(points)
            times = ", ".join(f"{seconds * 1e3:.1f}" for _, seconds in points)
            yield Row(f"Slope, {name}: {times} ms CPU", f"size^{exponent:.2f}", "linear: under 1.15", exponent < 1.15)


def flat(options):
    """Costs with many executions stored: of a start, and of reads."""
    with bench() as server:
        machine = server.machine(PASSES)
        server.load("start", "-c", 32, "-n", 1_000, "-s", machine, "-x", "first")
        count = options.size(10_000)
        few = min(closed_loop(server, count, PASSES)[0] for _ in range(options.rounds))
        began = time.monotonic()
        server.load("start", "-c", 32, "-n", options.stored, "-s", machine, "-x", "more")
        seconds = time.monotonic() - began
        many = min(closed_loop(server, count, PASSES)[0] for _ in range(options.rounds))
        yield Row(
            f"W1 CPU each with 1,000 and with {options.stored:,} stored ({seconds:.0f} s to store them)",
            f"{few * 1e3:.3f} and {many * 1e3:.3f} ms", "flat: 1.25 x", many <= 1.25 * few)
        names = [f"first-{number}" for number in range(0, 1_000, 5)]
        # Old ones too, which no memory has.
        names += [f"more-{number}" for number in range(0, options.stored, options.stored // 200)]
        prefix = server.call("ListExecutions", stateMachineArn=machine, maxResults=1)["executions"][0]["executionArn"]
        arns = [f"{prefix.rpartition(':')[0]}:{name}" for name in names]
        for name, calls in reads(machine, arns):
            half, most, cpu = timed(server, calls)
            figure = f"{half:.2f}, {most:.2f} ms ({cpu:.2f} ms CPU)"
            yield Row(f"    {name} at {options.stored:,}: p50, p99", figure, "5 ms", half < 5)


def reads(machine, arns):
    yield "ListExecutions (100)", [("ListExecutions", {"stateMachineArn": machine})] * 200
    succeeded = {"stateMachineArn": machine, "statusFilter": "SUCCEEDED"}
    yield "ListExecutions by status (100)", [("ListExecutions", succeeded)] * 200
    for operation in ("DescribeExecution", "GetExecutionHistory"):
        yield operation, [(operation, {"executionArn": arn}) for arn in arns]


def timed(server, calls):
    """Milliseconds of half of the calls, of 99 in 100, and of the server's CPU for one."""
    times, before = [], server.cpu()
    for operation, body in calls:
        start = time.monotonic()
        server.call(operation, **body)
        times.append((time.monotonic() - start) * 1e3)
    times.sort()
    return times[len(times) // 2], times[len(times) * 99 // 100], (server.cpu() - before) * 1e3 / len(calls)
