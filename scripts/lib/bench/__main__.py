"""The benchmarks: `scripts/bench [NAME ...]`."""

import argparse
import os
import pathlib
import platform
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
import limits  # noqa: E402
import works  # noqa: E402
from report import Row, heading  # noqa: E402

PARTS = {
    "w1": works.passes,
    "w1-task": works.tasks,
    "w1-sync": works.synchronous,
    "w4": works.one_by_one,
    "w2": works.maps,
    "w3": works.parked,
    "commits": works.commits,
    "json": limits.codec,
    "journal": limits.journal,
    "sizes": limits.sizes,
    "slope": limits.linearity,
    "flat": limits.flat,
}
WORKS = list(PARTS)[:6]


class Options:
    folder = pathlib.Path(__file__).resolve().parent

    def __init__(self, given):
        self.rounds = 1 if given.quick else 3
        self.quick = given.quick
        self.stored = given.stored or (1_000_000 if given.long else 20_000 if given.quick else 100_000)
        self.parked = [10_000, 100_000] if given.long else [10_000]

    def size(self, count):
        return count // 4 if self.quick else count


def main():
    parser = argparse.ArgumentParser(prog="scripts/bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(PARTS)}; all without one")
    parser.add_argument("--quick", action="store_true", help="one round, a quarter of the size")
    parser.add_argument("--long", action="store_true", help="100,000 parked, 1,000,000 stored: about 10 minutes more")
    parser.add_argument("--stored", type=int, help="executions that 'flat' stores (100,000)")
    given = parser.parse_args()
    if unknown := [name for name in given.names if name not in PARTS]:
        parser.error(f"there is no {unknown[0]}: {', '.join(PARTS)}")
    options, failures = Options(given), 0
    load, cores = os.getloadavg()[0], os.cpu_count()
    print(f"{platform.platform()}, {cores} cores shared with the load generator, load {load:.1f} at the start.")
    if load > 0.5 * cores:
        print("Something else runs here: CPU figures are inflated, rates and latencies more so.")
    for title, names in (("Works", WORKS), ("Limits of the machine, growth", [n for n in PARTS if n not in WORKS])):
        chosen = [name for name in names if not given.names or name in given.names]
        if not chosen:
            continue
        heading(title)
        Row("work", "here", "must reach", None, "peers (recorded: bench/sfn/RESULTS.md)").print()
        for name in chosen:
            for row in PARTS[name](options):
                row.print()
                failures += row.met is False
    print(f"\n{failures} not met" if failures else "\nall met")


main()
