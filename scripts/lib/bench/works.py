"""The works of ../shared/bench/sfn against a server of this machine. Each yields (work, figure, bar, whether met)."""

import subprocess
import tempfile
import time

from load import PASSES, Bench, bench, chain, compiled
from report import Row


def closed_loop(server: Bench, count, definition, kind="STANDARD", operation="StartExecution", connections=32):
    """Starts executions over so many connections until all have succeeded: CPU seconds each, rate, and the generator's
    own figures."""
    machine = server.machine(definition, kind)
    cpu, began = server.cpu(), time.monotonic()
    figures = server.load("start", "-c", connections, "-n", count, "-s", machine, "-x", "e", "-a", operation)
    if kind == "STANDARD":
        server.drain(machine)
    seconds = time.monotonic() - began
    used = server.cpu() - cpu
    if kind == "STANDARD" and server.count(machine) != count:
        raise RuntimeError(f"{server.count(machine)} of {count} succeeded")
    return used / count, count / seconds, figures["lat"]


def median_of(runs):
    """By the first figure of each run."""
    return sorted(runs, key=lambda run: run[0])[len(runs) // 2]


def passes(options):
    """W1: five Pass states by StartExecution, 32 connections."""
    count = options.size(20_000)
    with bench() as server:
        closed_loop(server, 1_000, PASSES)
        cpu, rate, latency = median_of([closed_loop(server, count, PASSES) for _ in range(options.rounds)])
    yield Row("W1: five Pass states, durable: server CPU", f"{cpu * 1e3:.3f} ms", "0.15 ms", cpu <= 0.15e-3, "W1 cpu")
    yield Row(
        "    throughput beside the generator", f"{rate:,.0f}/s", "5,000/s where both cores are free",
        None if rate < 5_000 else True, "W1 rate")
    yield Row("    p50, p99 of StartExecution", f"{latency['p50']:.2f}, {latency['p99']:.2f} ms")


def commits(options):
    """How many commits and flushes five Pass states take, alone and in company, and on a disk that takes 5 ms."""
    shim = compiled(options.folder / "sync_meter.c", "sync_meter.so", "-shared", "-fPIC", "-ldl")
    for delay, connections in ((0, 1), (0, 32), (5_000, 32), (5_000, 256)):
        with tempfile.NamedTemporaryFile(prefix="fermata-bench-") as counts:
            environment = {"LD_PRELOAD": str(shim), "SYNC_COUNTS": counts.name, "SYNC_DELAY_US": str(delay)}
            with bench(environment=environment) as server:
                count = options.size(2_000 if connections == 1 else 8_000)
                machine = server.machine(PASSES)

                def read():
                    counts.seek(0)
                    data = counts.read(16)
                    return [int.from_bytes(data[place : place + 8], "little") for place in (0, 8)]

                before = read()
                figures = server.load("start", "-c", connections, "-n", count, "-s", machine, "-x", "e")
                log, other = [after - first for after, first in zip(read(), before)]
        disk = "this disk" if delay == 0 else f"a flush takes {delay // 1000} ms"
        figure = f"{log / count:.3f} and {(log + other) / count:.3f} each, {figures['rate']:,.0f}/s"
        bar, met = "", None
        if delay and connections == 256:
            bar, met = f"over {1e6 / delay:.0f}/s", figures["rate"] > 2 * 1e6 / delay
        yield Row(f"W1: commits and flushes, {connections} connections, {disk}", figure, bar, met)


def tasks(options):
    """W1-task: five activity tasks served by 16 pollers."""
    count = options.size(3_000)
    runs = []
    with bench() as server:
        for _ in range(options.rounds):
            activity = server.activity()
            machine = server.machine(chain(5, Type="Task", Resource=activity))
            cpu, began = server.cpu(), time.monotonic()
            command = server.command("worker", "-c", 16, "-n", count * 5, "-s", activity)
            worker = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
            server.load("start", "-c", 32, "-n", count, "-s", machine, "-x", "e")
            Bench.checked(worker.communicate()[0])
            server.drain(machine)
            seconds = time.monotonic() - began
            used = server.cpu() - cpu
            if server.count(machine) != count:
                raise RuntimeError(f"{server.count(machine)} of {count} succeeded")
            runs.append((used / count, count / seconds))
    cpu, rate = median_of(runs)
    yield Row("W1-task: five activity tasks: server CPU", f"{cpu * 1e3:.2f} ms", "1.0 ms", cpu <= 1e-3, "W1-task cpu")
    yield Row("    throughput", f"{rate:,.0f}/s", "1,000/s", rate >= 1_000, "W1-task rate")


def synchronous(options):
    """W1-sync: five Pass states, Express, by StartSyncExecution."""
    count = options.size(20_000)
    with bench() as server:
        run = lambda n: closed_loop(server, n, PASSES, "EXPRESS", "StartSyncExecution")  # noqa: E731
        run(1_000)
        cpu, rate, latency = median_of([run(count) for _ in range(options.rounds)])
    yield Row(
        "W1-sync: StartSyncExecution, five Pass: server CPU", f"{cpu * 1e3:.3f} ms", "0.08 ms", cpu <= 0.08e-3,
        "W1-sync cpu")
    yield Row("    throughput; p50, p99", f"{rate:,.0f}/s; {latency['p50']:.2f}, {latency['p99']:.2f} ms", peers="W1-sync rate")


def one_by_one(options):
    """W4: one Pass state, started and seen SUCCEEDED, one after another."""
    with bench() as server:
        machine = server.machine(chain(1, Type="Pass"))
        server.load("seq", "-n", 200, "-s", machine, "-x", "warm", "-d", 50)
        done = server.load("seq", "-n", options.size(2_000), "-s", machine, "-x", "q", "-d", 50)["complete"]
    yield Row(
        "W4: start one Pass state and see it SUCCEEDED: p50", f"{done['p50']:.3f} ms", "0.5 ms", done["p50"] <= 0.5,
        "W4 p50")
    yield Row("    p99", f"{done['p99']:.2f} ms", peers="W4 p99")


def mapped(mode, kind=None):
    """A Map over `$.items` whose iterations are one Pass state."""
    config = {"Mode": mode, **({"ExecutionType": kind} if kind else {})}
    processor = {"ProcessorConfig": config, **chain(1, Type="Pass")}
    state = {"Type": "Map", "ItemsPath": "$.items", "MaxConcurrency": 0, "ItemProcessor": processor, "End": True}
    return {"StartAt": "M", "States": {"M": state}}


def maps(options):
    """W2 and W2d: seconds between the dates of the execution."""
    with bench("--limit", "historyEvents=1000000") as server:
        for name, mode, kind, items, bar, peers in (
            ("W2: inline Map", "INLINE", None, 1_000, 0.05, "W2 1000"),
            ("W2: inline Map", "INLINE", None, 10_000, 0.5, "W2 10000"),
            ("W2d: Distributed Map, STANDARD children", "DISTRIBUTED", "STANDARD", 1_000, 0.2, "W2d 1000"),
            ("W2d: Distributed Map, EXPRESS children", "DISTRIBUTED", "EXPRESS", 10_000, 0.6, "W2d 10000"),
        ):
            machine = server.machine(mapped(mode, kind))
            value = {"items": list(range(items))}
            times = []
            for _ in range(max(options.rounds, 3)):
                cpu = server.cpu()
                seconds, _ = server.run(machine, value)
                times.append((seconds, server.cpu() - cpu))
            seconds, cpu = median_of(times)
            yield Row(
                f"{name}, {items:,} items", f"{seconds:.3f} s ({cpu:.2f} s CPU)", f"{bar} s", seconds <= bar, peers)


def parked(options):
    """W3: executions that wait for an activity's worker, then all complete."""
    for count in options.parked:
        with bench() as server, tempfile.NamedTemporaryFile(prefix="fermata-bench-") as tokens:
            activity = server.activity()
            state = {"Type": "Task", "Resource": activity, "TimeoutSeconds": 86_400}
            machine = server.machine(chain(1, **state))
            server.load("start", "-c", 32, "-n", 2_000, "-s", machine, "-x", "warm")
            time.sleep(1)
            before = server.resident()
            server.load("start", "-c", 32, "-n", count, "-s", machine, "-x", "p")
            time.sleep(2)
            each = (server.resident() - before) / count
            cpu = server.cpu()
            time.sleep(3)
            idle = (server.cpu() - cpu) / 3
            server.load("fetch", "-c", 16, "-n", count, "-s", activity, "-o", tokens.name)
            cpu, began = server.cpu(), time.monotonic()
            server.load("done", "-c", 32, "-o", tokens.name)
            rate = count / (time.monotonic() - began)
            cpu = (server.cpu() - cpu) / count
        name = f"W3: {count:,} parked on a task"
        yield Row(f"{name}: memory each", f"{each / 1024:.2f} KiB", "1 KiB", each < 1024, "W3 memory")
        yield Row("    CPU while all wait", f"{idle * 100:.1f} % of a core", "none", idle < 0.01)
        yield Row(
            "    completions", f"{rate:,.0f}/s ({cpu * 1e3:.2f} ms CPU each)", "3,000/s", rate >= 3_000, "W3 rate")


