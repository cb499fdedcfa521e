"""Indices of `offramp sensitivity` found again from its points and responses, with SALib and numpy.

    python tests/referee/sensitivity.py OFFRAMP

A small scenario is looked at by each method, of a level and of a paired difference; SALib is given the columns of
points.csv and the response of luck.csv, joined by the number of the point, in the order they stand. Then numpy finds the
indices with luck left out from the replicates. Exit code 1 where anything is off.
"""

import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
from frictionless import Package
from SALib.analyze import morris, pawn, sobol
from scipy.stats import ks_2samp

OFFRAMP = Path(sys.argv[1]).resolve()
EXACT, SLICED = 1e-9, 0.03
VARY = ["law.resolve=-4:0", "message_loss=0:1", "law.reciprocity=0:4", "law.fear=1,3,6"]
home = Path(tempfile.mkdtemp())
failures, worst = [], {}


def compare(name, what, ours, theirs, within=EXACT):
    error = float(abs(ours - theirs))
    worst[what] = max(worst.get(what, 0.0), error)
    if not error <= within:
        failures.append(name)
        print(f"FAILED: {name}: {what} {ours}, here {theirs}")


def run(method, of, *more):
    out = home / f"{method}-{of}-{len(more)}"
    vary = [word for factor in VARY for word in ("--vary", factor)]
    asked = [OFFRAMP, "sensitivity", "exact/two-actors", "--method", method, "--of", of, "--metric", "agreement",
             "--trials", "400", "--quiet", "--out", out, *vary, *more]
    subprocess.run([str(word) for word in asked], check=True)
    folder = out / "two-actors-sensitivity"
    report = Package(str(folder / "datapackage.json")).validate()
    if not report.valid:
        failures.append(folder)
        print("FAILED:", folder, report.flatten(["type", "message"])[:3])
    read = lambda file: pd.read_csv(folder / f"{file}.csv")
    points, luck, design, responses = (read(file) for file in ("points", "luck", "design", "responses"))
    # By number, not by order.
    joined = points.merge(luck, on="point").merge(design, on="point", suffixes=("", "_design"))
    levels = responses.pivot(index="point", columns="policy", values="value")
    names = of.split(" - ")
    plain = levels[names[0]] - (levels[names[1]] if len(names) > 1 else 0.0)
    for number, value in plain.items():
        compare(folder, "responses", luck.set_index("point").value[number], value, 1e-12)
    rows = read("indices").set_index(["factor", "index"])
    return folder, joined, rows


def problem(names, groups=None):
    bounds = [[0.0, 1.0]] * len(names)
    found = {"num_vars": len(names), "names": names, "bounds": bounds}
    return found | ({"groups": groups} if groups else {})


def replicates(table):
    return table[[f"replicate_{at}" for at in range(1, 9)]].to_numpy()


def crossed(u, v):
    """The mean over pairs of different replicates of u of one times v of the other."""
    return ((u.sum(1) * v.sum(1) - (u * v).sum(1)) / 56).mean()


def check_sobol(of, *more, groups=None):
    folder, table, rows = run("sobol", of, "--points", "128", *more)
    factors = [text.split("=")[0] for text in VARY]
    names = list(dict.fromkeys(groups or factors))
    k, y = len(names), table.value.to_numpy()
    moved = table.moved.to_numpy().reshape(-1, k + 2)
    if not all((row == ["A", *names, "B"]).all() for row in moved):
        failures.append("order of the design")
    a, b = (table[table.moved == sample] for sample in ("A", "B"))
    # SALib centres by the mean of all outputs, we by that of A and B: its own estimators, so centred.
    centre = np.r_[a.value, b.value].mean()
    theirs = sobol.analyze(problem(factors, groups), y, calc_second_order=False, num_resamples=10, seed=1)
    for at, name in enumerate(names):
        ab = table[table.moved == name]
        first = sobol.first_order(a.value.to_numpy() - centre, ab.value.to_numpy() - centre, b.value.to_numpy() - centre)
        compare(folder, "first_played", rows.value[name, "first_played"], first)
        compare(folder, "total_played", rows.value[name, "total_played"], theirs["ST"][at])
        shift = (y.mean() - centre) * (ab.value.to_numpy() - a.value.to_numpy()).mean() / np.r_[a.value, b.value].var()
        compare(folder, "first_played, by analyze", rows.value[name, "first_played"], theirs["S1"][at] + shift)
        # Luck left out.
        fa, fb, fab = replicates(a), replicates(b), replicates(ab)
        m = np.r_[fa, fb].mean(0)
        variance = (crossed(fa - m, fa - m) + crossed(fb - m, fb - m)) / 2
        compare(folder, "first", rows.value[name, "first"], crossed(fb - m, fab - fa) / variance)
        compare(folder, "total", rows.value[name, "total"], crossed(fab - fa, fab - fa) / 2 / variance)
        for index in ("first", "total", "first_played", "total_played"):
            row = rows.loc[(name, index)]
            if not row.ci_low <= row.value <= row.ci_high:
                failures.append(index)
                print("FAILED:", name, index, "lies outside its interval")


def check_morris(of, *more, groups=None):
    folder, table, rows = run("morris", of, "--points", "40", *more)
    factors = [text.split("=")[0] for text in VARY]
    names = list(dict.fromkeys(groups or factors))
    theirs = morris.analyze(problem(factors, groups), table[factors].to_numpy(float), table.value.to_numpy(),
                            num_levels=4, num_resamples=10, seed=1)
    for at, name in enumerate(theirs["names"]):
        compare(folder, "mu_star", rows.value[name, "mu_star"], theirs["mu_star"][at])
        if groups and groups.count(name) > 1:
            continue
        compare(folder, "mu", rows.value[name, "mu"], theirs["mu"][at])
        compare(folder, "sigma", rows.value[name, "sigma"], theirs["sigma"][at])
    for name in names:
        here = table.index[table.moved == name]
        d = (replicates(table.loc[here]) - replicates(table.loc[here - 1])) * 1.5
        compare(folder, "mean_square", rows.value[name, "mean_square"], crossed(d, d))


def check_pawn(of):
    folder, table, rows = run("pawn", of, "--points", "1000")
    factors = [text.split("=")[0] for text in VARY]
    y = table.value.to_numpy()
    theirs = pawn.analyze(problem(factors), table[factors].to_numpy(float), y, S=10, seed=1)
    for at, name in enumerate(factors):
        x = table[name].to_numpy(float)
        values = np.unique(x)
        if len(values) <= 10:
            slices = [y[x == value] for value in values]
        else:
            slice_of = np.searchsorted(np.quantile(x, np.arange(1, 10) / 10), x, side="right")
            slices = [y[slice_of == at] for at in range(10)]
            # SALib leaves the largest value out of its last slice.
            compare(folder, "pawn_median, by analyze", rows.value[name, "pawn_median"], theirs["median"][at], SLICED)
            compare(folder, "pawn_max, by analyze", rows.value[name, "pawn_max"], theirs["maximum"][at], SLICED)
        distances = [ks_2samp(part, y).statistic for part in slices]
        compare(folder, "pawn_median", rows.value[name, "pawn_median"], np.median(distances))
        compare(folder, "pawn_max", rows.value[name, "pawn_max"], max(distances))
        within = sum(((part - part.mean()) ** 2).sum() for part in slices) / (len(y) - len(slices))
        compare(folder, "first_played, of slices", rows.value[name, "first_played"], 1 - within / y.var(ddof=1))


for of in ("joint-tit-for-tat", "joint-tit-for-tat - blue-restraint"):
    check_sobol(of)
    check_morris(of)
    check_pawn(of)
acts = ["acts", "message_loss", "acts", "law.fear"]
together = ("--group", "acts=law.resolve,law.reciprocity")
check_sobol("joint-tit-for-tat", *together, groups=acts)
check_morris("joint-tit-for-tat", *together, groups=acts)
for what, error in sorted(worst.items()):
    print(f"{what}: largest error {error:.1e}")
print("sensitivity:", "failed" if failures else "sound")
sys.exit(bool(failures))
