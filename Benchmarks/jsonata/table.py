"""Prints the table of two files of measurements (JSON lines), with the figures of jsonata-js that issue 3 gives.

usage: table.py FERMATA JSONATAPY
       table.py --cases FOLDER      the names of the cases
"""
import json
import math
import pathlib
import statistics
import sys

# Median CPU time on such a machine, in nanoseconds (node 20).
JSONATA_JS = {
    "path": 3_310, "filter_map": 5_120_000, "sum": 10_200_000, "sort": 28_100_000, "group_by": 6_000_000,
    "regex_replace": 747_000, "transform": 22_500_000,
}
OUTLIERS = {"regex_replace", "transform"}


def cases(folder):
    document = json.loads((pathlib.Path(folder) / "cases.json").read_text())
    return [case["id"] for case in (document if isinstance(document, list) else document["cases"])]


def read(path):
    """The median of each case's rounds."""
    rounds = {}
    for line in map(json.loads, open(path)):
        rounds.setdefault(line["id"], []).append(line)
    return {
        case: {
            "evaluate": statistics.median(line["evaluate"] for line in lines),
            "parse": statistics.median(line["parse"] for line in lines),
            "correct": all(line.get("correct", True) for line in lines),
        }
        for case, lines in rounds.items()
    }


def show(nanoseconds):
    if nanoseconds is None:
        return "-"
    for unit, size in (("ms", 1e6), ("µs", 1e3)):
        if nanoseconds >= size:
            return f"{nanoseconds / size:.3g} {unit}"
    return f"{nanoseconds:.3g} ns"


def times(other, own):
    return f"{other / own:.1f}" if other else "-"


def mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios))


def main():
    if sys.argv[1] == "--cases":
        print("\n".join(cases(sys.argv[2])))
        return
    fermata, other = read(sys.argv[1]), read(sys.argv[2])
    print("| case | Fermata | jsonatapy | times | jsonata-js | times | parse | jsonatapy | times |")
    print("| --- | --: | --: | --: | --: | --: | --: | --: | --: |")
    ratios, javascript, parses = {}, [], []
    for case, own in fermata.items():
        ratios[case] = other[case]["evaluate"] / own["evaluate"]
        parses.append(other[case]["parse"] / own["parse"])
        js = JSONATA_JS.get(case)
        if js:
            javascript.append(js / own["evaluate"])
        note = "" if own["correct"] else " (wrong result)"
        print(
            f"| {case}{note} | {show(own['evaluate'])} | {show(other[case]['evaluate'])} | {ratios[case]:.2f} "
            f"| {show(js)} | {times(js, own['evaluate'])} "
            f"| {show(own['parse'])} | {show(other[case]['parse'])} | {parses[-1]:.2f} |"
        )
    plain = [ratio for case, ratio in ratios.items() if case not in OUTLIERS]
    faster = sum(ratio > 1 for ratio in ratios.values())
    print()
    print(f"Faster than jsonatapy in {faster} of {len(ratios)} cases; geometric mean without outliers {mean(plain):.2f}.")
    print(f"Against jsonata-js: geometric mean {mean(javascript):.1f}, least {min(javascript):.1f}.")
    print(f"Parsing: geometric mean {mean(parses):.2f}, least {min(parses):.2f}.")


main()
