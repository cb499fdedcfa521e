"""Scores of a hindcast against scoringrules, and its durations against the survival function of statsmodels.

    python tests/referee/hindcast.py HINDCASTS RUNS

HINDCASTS holds folders of `offramp hindcast`, RUNS folders of `offramp run --trials-csv` of the scenarios of one of them
with the same seed and as many trials: what its forecasts of days are made of. Exit code 1 where anything is off.
"""

import math
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import scoringrules
from frictionless import Package
from statsmodels.duration.survfunc import SurvfuncRight

failures, worst = [], {}


def compare(name, what, ours, theirs, within=1e-9):
    error = abs(ours - theirs)
    worst[what] = max(worst.get(what, 0.0), error)
    if not error <= within:
        failures.append(name)
        print(f"FAILED: {name}: {what} {ours}, here {theirs}")


def violence(folder, cases):
    levels = [f"p_violence_{level}" for level in range(1, 5)]
    for _, row in cases[cases.observed_violence.notna()].iterrows():
        name, seen = f"{folder.name} {row['case']}", int(row.observed_violence)
        p = row[levels].to_numpy(float)
        given = np.where(np.arange(1, 5) < row.trigger_violence, 0.0, p)
        for suffix, p in (("", p), ("_given", given / given.sum())):
            # The observed level among all: its binary log score, and the mean over three thresholds.
            compare(name, f"log_violence{suffix}", row[f"log_violence{suffix}"], scoringrules.log_score(1.0, p[seen - 1]))
            compare(name, f"rps_violence{suffix}", row[f"rps_violence{suffix}"], scoringrules.rps_score(seen, p) / 3)
    for _, row in cases[cases.observed_ending.notna()].iterrows():
        p = row[f"p_{row.observed_ending}"]
        compare(f"{folder.name} {row['case']}", "log_ending", row.log_ending, scoringrules.log_score(1.0, p))


def means(folder, cases, scores):
    for score in ("log_violence", "rps_violence", "log_violence_given", "rps_violence_given", "crps_log_days", "log_ending"):
        row = scores.loc[("model", score)]
        compare(folder.name, f"mean of {score}", row["mean"], cases[score].mean())
        compare(folder.name, f"cases of {score}", row["cases"], cases[score].notna().sum())


def counting(folder, cases, scores):
    """Forecasts that count the days of other cases: every case against all others, or those of its kind."""
    days = cases[cases.observed_days.notna()]
    log = np.log(days.observed_days.to_numpy(float))
    for forecaster, alike in (("other_cases", lambda i: days.kind == days.kind), ("same_trigger", lambda i: days.kind == days.kind.iloc[i])):
        found = []
        for i, seen in enumerate(log):
            others = alike(i).to_numpy().copy()
            others[i] = False
            if others.any():
                found.append(scoringrules.crps_ensemble(seen, log[others], estimator="nrg"))
        row = scores.loc[(forecaster, "crps_log_days")]
        compare(folder.name, f"CRPS of {forecaster}", row["mean"], np.mean(found))
        compare(folder.name, f"cases of {forecaster}", row["cases"], len(found))


def durations(folder, cases, runs):
    """The law's own days, from the rows of the trials: a war is censored, what runs at the horizon lies beyond it."""
    for _, row in cases[cases.observed_days.notna()].iterrows():
        trials = pd.read_csv(runs / row["case"] / "trials.csv", usecols=["outcome", "days"])
        open_ended = trials.outcome == "unresolved"
        lasted = trials.days + 1 + open_ended
        curve = SurvfuncRight(lasted, trials.outcome != "war")
        at, mass = np.asarray(curve.surv_times), -np.diff(np.r_[1.0, curve.surv_prob])
        # What no trial outlasted is left where the last war was.
        at, mass = np.r_[at, lasted.max()], np.r_[mass, curve.surv_prob[-1]]
        name, seen = f"{folder.name} {row['case']}", row.observed_days
        pit = mass[at < seen].sum() + mass[at == seen].sum() / 2
        compare(name, "pit_days", row.pit_days, pit)
        # The integral of (F - 1[x >= y])^2 from step to step.
        steps = np.unique(np.r_[np.log(at), math.log(seen)])
        below = np.array([mass[np.log(at) <= x].sum() for x in steps[:-1]])
        squares = (below - (steps[:-1] >= math.log(seen))) ** 2
        compare(name, "crps_log_days", row.crps_log_days, (squares * np.diff(steps)).sum())
        if not (open_ended.any() or (trials.outcome == "war").any()):
            theirs = scoringrules.crps_ensemble(math.log(seen), np.log(lasted.to_numpy(float)), estimator="nrg")
            compare(name, "crps_log_days", row.crps_log_days, theirs)


folders = sorted(path.parent for path in Path(sys.argv[1]).glob("*/hindcast.csv"))
runs = Path(sys.argv[2])
played = 0
for folder in folders:
    for task in Package(str(folder / "datapackage.json")).validate().tasks:
        failures += [f"{folder.name}/{task.name}: {error.message}" for error in task.errors[:5]]
    cases = pd.read_csv(folder / "hindcast.csv", dtype={"case": str})
    scores = pd.read_csv(folder / "scores.csv").set_index(["forecaster", "score"])
    violence(folder, cases)
    means(folder, cases, scores)
    counting(folder, cases, scores)
    if all((runs / case / "trials.csv").exists() for case in cases["case"]):
        durations(folder, cases, runs)
        played += 1
if not folders or not played:
    failures.append("no hindcast, or none whose trials are there")
for what, error in worst.items():
    print(f"{what:28} {error:.1e}")
for failure in failures:
    print("FAILED:", failure)
print(f"{len(folders)} hindcasts:", "failed" if failures else "sound")
sys.exit(bool(failures))
