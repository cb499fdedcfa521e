"""The boxes of `offramp discover` against the Exploratory Modeling Workbench, on the same tables.

    python tests/referee/discover.py OFFRAMP

Sweeps small scenarios and describes where a condition holds. Coverage, density, mass and quasi-p-values of every box are
computed anew from the points (quasi-p-values by scipy), and the way of each first box is held against that of
ema_workbench's Prim on the same points: the same points and such points step by step while both peel, and a largest
agreement that is no worse. Exit code 1 where they differ.
"""

import csv
import math
import re
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

warnings.filterwarnings("ignore")

import numpy as np
import pandas as pd
from ema_workbench.analysis import prim
from scipy.stats import binomtest

OFFRAMP = Path(sys.argv[1]).resolve()
RANGES = ["law.deterrence=-3:3", "message_loss=0:0.6", "law.fear=0:8", "law.misperception=0:0.3"]
# What is swept, what varies besides, and conditions upon it.
CASES = [
    (
        ["kaesong-2020", "--policies", "baseline,firm,grit", "--points", "300", "--trials", "150"],
        RANGES,
        [
            ["baseline.serious_clash > 0.2"],
            ["baseline.serious_clash > 0.2", "--threshold", "0.9"],
            ["grit - firm < -0.3", "--metric", "minor_clash", "--boxes", "3"],
            ["firm.days >= 60", "--box", "7"],
        ],
    ),
    (
        ["exact/two-actors", "--points", "400", "--trials", "150"],
        ["law.resolve=-5:-1", "law.reciprocity=0:4", "policy=baseline,blue-restraint,joint-tit-for-tat"],
        [["agreement < 0.3", "--boxes", "2"], ["agreement > 0.5", "--peel", "0.1", "--min-mass", "0.1"]],
    ),
]


def offramp(*words):
    subprocess.run([OFFRAMP, *words, "--quiet"], check=True)


def rows(path):
    with open(path, newline="") as text:
        return list(csv.DictReader(text))


class Checks:
    def __init__(self):
        self.count = self.wrong = 0

    def same(self, name, ours, theirs, tolerance=1e-9):
        self.count += 1
        if not math.isclose(ours, theirs, rel_tol=tolerance, abs_tol=1e-12):
            self.wrong += 1
            print(f"{name}: {ours} here, {theirs} there", file=sys.stderr)

    def holds(self, name, is_so):
        self.count += 1
        if not is_so:
            self.wrong += 1
            print(f"{name} does not hold", file=sys.stderr)


def inside(points, limits, left_out=None):
    """Which points lie in a box; without one of its limits, if one is left out."""
    held = np.ones(len(points), bool)
    for limit in limits:
        column = points[limit["factor"]]
        for end, is_in in [("low", np.greater_equal), ("high", np.less_equal)]:
            if limit[end] and (limit["factor"], end) != left_out:
                held &= is_in(column.to_numpy(float), float(limit[end]))
        if limit["among"] and (limit["factor"], "among") != left_out:
            held &= column.isin(limit["among"].split("|")).to_numpy()
    return held


def boxes(checks, name, folder, points, such):
    """Every box, computed anew from the points."""
    left = np.ones(len(points), bool)
    for box in rows(folder / "boxes.csv"):
        limits = [row for row in rows(folder / "limits.csv") if row["box"] == box["box"]]
        held = inside(points, limits) & left
        n, k = held.sum(), (held & such).sum()
        of = f"{name}, box {box['box']}"
        checks.same(f"{of}: n", int(box["n"]), n)
        checks.same(f"{of}: coverage", float(box["coverage"]), k / such.sum())
        checks.same(f"{of}: density", float(box["density"]), k / n)
        checks.same(f"{of}: mass", float(box["mass"]), n / len(points))
        for limit in limits:
            for end in ["low", "high", "among"]:
                if not limit[end]:
                    checks.holds(f"{of}: no quasi-p-value", limit[f"quasi_p_{end}"] == "")
                    continue
                wider = inside(points, limits, (limit["factor"], end)) & left
                density = (wider & such).sum() / wider.sum()
                theirs = binomtest(int(k), int(n), density, alternative="greater").pvalue
                checks.same(f"{of}: quasi-p of {limit['factor']} {end}", float(limit[f"quasi_p_{end}"]), theirs, 1e-8)
        left &= ~held


def agreement(n, k, all_n, all_k):
    spread = n * (all_n - n) * all_k * (all_n - all_k)
    return (k * all_n - n * all_k) / math.sqrt(spread) if spread > 0 else 0.0


def way(checks, name, folder, points, such, more):
    """The way to the first box beside that of the workbench."""
    asked = dict(zip(more[::2], more[1::2]))
    ours = [row for row in rows(folder / "peeling.csv") if row["box"] == "1"]
    peeled = [(int(row["n"]), int(row["such"])) for row in ours if row["kind"] in ("whole", "peeled")]
    peel = float(asked.get("--peel", 0.05))
    alone = prim.Prim(
        points,
        such,
        threshold=0.0001,
        peel_alpha=peel,
        paste_alpha=peel,
        mass_min=float(asked.get("--min-mass", 0.05)),
    )
    box = alone.find_box()
    steps = box.peeling_trajectory
    theirs = list(zip(steps.n.astype(int), steps.k.astype(int)))
    # Theirs go on with pasting, where points come back.
    back = [at for at in range(1, len(theirs)) if theirs[at][0] > theirs[at - 1][0]]
    theirs_peeled = theirs[: back[0]] if back else theirs
    checks.holds(f"{name}: the same {len(peeled)} steps ({len(theirs_peeled)})", peeled == theirs_peeled)
    all_n, all_k = len(points), int(such.sum())
    best_ours = max(agreement(int(row["n"]), int(row["such"]), all_n, all_k) for row in ours)
    best_theirs = max(agreement(n, k, all_n, all_k) for n, k in theirs)
    checks.holds(f"{name}: {best_ours} is no worse than {best_theirs}", best_ours >= best_theirs - 1e-9)
    # Limits of our steps, as they are said, hold the points that they should.
    for row in ours:
        held = np.ones(all_n, bool)
        for asks in filter(None, row["limits"].split("; ")):
            factor, rest = re.fullmatch(r"(\S+) (?:is|lies) (.*)", asks).groups()
            words = rest.split()
            column = points[factor]
            if words[0] in ("below", "above", "from"):
                ends = {"below": (None, -1), "above": (-1, None), "from": (1, 3)}[words[0]]
                low, high = (None if at is None else float(words[at]) for at in ends)
                held &= True if low is None else column.to_numpy(float) >= low
                held &= True if high is None else column.to_numpy(float) <= high
            else:
                held &= column.isin(re.split(", | or ", rest)).to_numpy()
        checks.same(f"{name}: points of step {row['step']}", int(row["n"]), held.sum())
        checks.same(f"{name}: such points of step {row['step']}", int(row["such"]), (held & such).sum())


def main():
    checks = Checks()
    with tempfile.TemporaryDirectory() as home:
        for scenario, vary, conditions in CASES:
            varied = [word for factor in vary for word in ("--vary", factor)]
            offramp("sweep", *scenario, *varied, "--out", home)
            name = scenario[0].split("/")[-1]
            for condition, *more in conditions:
                offramp("discover", f"{home}/{name}-sweep", "--where", condition, *more, "--out", home, "--force")
                folder = Path(home) / f"{name}-discover"
                table = pd.DataFrame(rows(folder / "classified.csv"))
                such = (table["such"] == "true").to_numpy()
                factors = [factor.split("=")[0] for factor in vary]
                points = table[factors].copy()
                for factor in factors:
                    if factor != "policy":
                        points[factor] = points[factor].astype(float)
                boxes(checks, condition, folder, points, such)
                way(checks, condition, folder, points, such, more)
    print(f"{checks.count} numbers of boxes against ema_workbench and scipy, {checks.wrong} differ")
    return 1 if checks.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
