"""What a call costs beside the engine: overhead, copies, and the time of 10,000 trials against the program.

    python python/bench.py [PROGRAM]

PROGRAM is the command line of the same sources (default: target/release/offramp). Run it on a quiet machine.
"""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import offramp as off

SCENARIO = "kaesong-2020"
TRIALS = 10_000


def timed(call: Callable[[], object], repeats: int) -> float:
    """Median seconds of a call."""
    seconds = []
    for _ in range(repeats):
        begun = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - begun)
    return statistics.median(seconds)


def simulated(folder: Path) -> float:
    """Seconds from reading the scenario to the last table, as a run folder says."""
    return float(json.loads((folder / "host.json").read_text())["seconds"])


def main() -> None:
    program = sys.argv[1] if len(sys.argv) > 1 else str(Path(__file__).parents[1] / "target/release/offramp")
    scenario = off.Scenario.load(SCENARIO)

    print("calls that play nothing, milliseconds (median):")
    for name, call in {
        "Scenario.load": lambda: off.Scenario.load(SCENARIO),
        "Scenario.set": lambda: scenario.set("message_loss", 0.3),
        "Scenario.policies": lambda: scenario.policies,
        "Scenario.check": lambda: scenario.check(),
    }.items():
        print(f"  {name:20} {1e3 * timed(call, 200):.3f}")
    print(f"  {'run of 1 trial':20} {1e3 * timed(lambda: off.run(scenario, trials=1), 50):.3f}")

    with tempfile.TemporaryDirectory() as out:
        place = Path(out)

        def by_program() -> None:
            words = [program, "run", SCENARIO, "--trials", str(TRIALS), "--out", out, "--force", "--quiet"]
            subprocess.run(words, check=True, capture_output=True)
            theirs.append(simulated(place / SCENARIO))

        def by_call() -> None:
            begun = time.perf_counter()
            found = off.run(scenario, trials=TRIALS)
            whole.append(time.perf_counter() - begun)
            ours.append(float(json.loads(found._folder.files["host.json"])["seconds"]))

        theirs: list[float] = []
        ours: list[float] = []
        whole: list[float] = []
        # Turn by turn, so that what else the machine does falls on both.
        for _ in range(15):
            by_program()
            by_call()
    print(f"{TRIALS} trials of {SCENARIO}, seconds by the engine's own clock, and the whole call:")
    for name, middle in {"least": min, "median": statistics.median}.items():
        program_s, call_s, all_s = middle(theirs), middle(ours), middle(whole)
        more = 100 * (call_s / program_s - 1)
        print(f"  {name:7} program {program_s:.4f}  call {call_s:.4f} ({more:+.1f}%)  whole call {all_s:.4f}")

    found = off.run(scenario, trials=TRIALS, trials_rows=True)
    table = found.tables["trials"]
    begun = time.perf_counter()
    rows = len(table)
    read = time.perf_counter() - begun
    print(f"a table of {rows} rows and {len(table.columns)} columns, milliseconds:")
    print(f"  read, once             {1e3 * read:.1f}")
    for name, take in {"pyarrow": _pyarrow, "polars": _polars, "pandas": _pandas}.items():
        try:
            print(f"  to {name:19} {1e3 * timed(lambda: take(table), 10):.2f}")
        except ImportError:
            print(f"  to {name:19} not installed")


def _pyarrow(table: off.Table) -> object:
    import pyarrow

    return pyarrow.table(table)


def _polars(table: off.Table) -> object:
    return table.to_polars()


def _pandas(table: off.Table) -> object:
    return table.to_pandas()


if __name__ == "__main__":
    main()
