"""The table that `make bench` prints, and what the peers reached."""

import dataclasses

# Recorded on such a machine in ../shared/bench/sfn/RESULTS.md (22 Nov 2026): not measured here. moto and LocalStack keep
# executions in memory only; Temporal is its dev server on SQLite in WAL mode; DBOS runs inside its client's process.
PEERS = {
    "W1 cpu": "moto 7.7, LocalStack 51, DBOS 12.5 ms",
    "W1 rate": "moto 128, LocalStack 19, DBOS 62/s",
    "W1-task cpu": "LocalStack 148, Temporal 54 + 26, DBOS 12.5 ms",
    "W1-task rate": "LocalStack 6, Temporal 22, DBOS 62/s",
    "W1-sync cpu": "LocalStack 36 ms",
    "W1-sync rate": "LocalStack 28/s",
    "W4 p50": "moto 4.9, LocalStack 15.6, Temporal 50, DBOS 1.9 ms",
    "W4 p99": "moto 7.9, LocalStack 29.5, Temporal 110, DBOS 6.0 ms",
    "W2 1000": "moto 0.95, LocalStack 9.7, Temporal 5.6, DBOS 2.8 s",
    "W2 10000": "moto 14.8 s",
    "W2d 1000": "moto 0.79, LocalStack 14.6, DBOS 11.3 s",
    "W2d 10000": "moto, LocalStack: refused",
    "W3 memory": "LocalStack 55, Temporal ~22, DBOS 18 KiB",
    "W3 rate": "LocalStack 59, Temporal 84, DBOS 207/s",
}


@dataclasses.dataclass
class Row:
    work: str
    figure: str
    bar: str = ""
    """Nil where there is no bar, or where it can't be told on a busy machine."""
    met: bool | None = None
    peers: str = ""

    def print(self):
        mark = "" if self.met is None else "met" if self.met else "NOT MET"
        line = f"{self.work:<72} {self.figure:<34} {self.bar:<22} {mark:<8} {PEERS.get(self.peers, self.peers)}"
        print(line.rstrip(), flush=True)


def heading(text):
    print(f"\n== {text}\n", flush=True)
