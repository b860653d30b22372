"""Prints, for each case of bench/jsonata, jsonatapy's CPU time of one evaluation and of one parse, as JSON lines.

Data is converted beforehand and the result is left as JSON text or as Python objects, whichever is faster for it.

usage: jsonatapy_benchmark.py FOLDER [CASE]
"""
import json
import pathlib
import statistics
import sys
import time

import jsonatapy


def measure(body):
    runs = 1
    while True:
        start = time.thread_time_ns()
        for _ in range(runs):
            body()
        if time.thread_time_ns() - start > 10_000_000 or runs > 1 << 20:
            break
        runs *= 2
    samples = []
    for _ in range(25 if runs > 1 else 9):
        start = time.thread_time_ns()
        for _ in range(runs):
            body()
        samples.append((time.thread_time_ns() - start) / runs)
    return statistics.median(samples)


def main():
    folder = pathlib.Path(sys.argv[1])
    only = sys.argv[2] if len(sys.argv) > 2 else None
    cases = json.loads((folder / "cases.json").read_text())
    for case in cases if isinstance(cases, list) else cases["cases"]:
        if only and case["id"] != only:
            continue
        text = (folder / "data" / case["data"]).read_text() if case["data"] else "null"
        data = jsonatapy.JsonataData.from_json(text)
        bindings = case.get("bindings")
        expression = jsonatapy.compile(case["expr"])
        best = None
        for evaluate in (expression.evaluate_data_to_json, expression.evaluate_with_data):
            try:
                seconds = measure(lambda: evaluate(data, bindings) if bindings else evaluate(data))
            except ValueError as error:
                print(case["id"], error, file=sys.stderr)
                continue
            best = seconds if best is None else min(best, seconds)
        parse = measure(lambda: jsonatapy.compile(case["expr"]))
        print(json.dumps({"id": case["id"], "evaluate": best, "parse": parse}), flush=True)


main()
