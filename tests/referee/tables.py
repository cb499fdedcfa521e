"""Reads run folders as an analyst would: Frictionless validates them, pandas reads every table.

    python tests/referee/tables.py RESULTS

RESULTS holds run folders, as `offramp run` writes them. Exit code 1 where anything is off.
"""

import json
import math
import sys
from pathlib import Path

import pandas as pd
from frictionless import Package
from statsmodels.stats.proportion import proportion_confint

PANDAS = {"integer": "Int64", "number": "float64", "string": "string", "date": "string", "boolean": "boolean"}
failures = []


def check(good, what):
    if not good:
        failures.append(what)
        print("FAILED:", what)


def frictionless(folder):
    # trials.csv is long and made of the same columns again and again: a sample of it is enough.
    report = Package(str(folder / "datapackage.json")).validate(limit_rows=20_000)
    for task in report.tasks:
        for error in task.errors[:5]:
            check(False, f"{folder.name}/{task.name}: {error.message}")
    return len(report.tasks)


def read(folder):
    package = json.loads((folder / "datapackage.json").read_text())
    tables = {}
    for resource in package["resources"]:
        fields = resource["schema"]["fields"]
        table = pd.read_csv(folder / resource["path"], dtype={f["name"]: PANDAS[f["type"]] for f in fields}, keep_default_na=False, na_values=[""])
        check(list(table.columns) == [f["name"] for f in fields], f"{folder.name}/{resource['path']}: header")
        check(all(f["description"] for f in fields), f"{folder.name}/{resource['path']}: every column is described")
        check(len(table) > 0, f"{folder.name}/{resource['path']}: rows")
        tables[resource["name"]] = table
    described = {resource["path"] for resource in package["resources"]}
    check(described == {p.name for p in folder.glob("*.csv")}, f"{folder.name}: every table is described")
    return tables


def agree(folder, tables):
    outcomes = tables["outcomes"]
    for _, row in outcomes.iterrows():
        low, high = proportion_confint(row["n"], row["trials"], alpha=1 - row["ci_level"], method="beta")
        close = math.isclose(row["ci_low"], low, abs_tol=1e-9) and math.isclose(row["ci_high"], high, abs_tol=1e-9)
        check(close, f"{folder.name}: interval of {row['outcome']}")
    sums = outcomes.groupby(["scenario", "policy"]).agg(n=("n", "sum"), trials=("trials", "first"))
    check((sums.n == sums.trials).all(), f"{folder.name}: outcomes add up to the trials")
    if "trials" not in tables:
        return
    trials = tables["trials"]
    counts = trials.groupby(["policy", "outcome"]).size()
    for _, row in outcomes.iterrows():
        check(counts.get((row["policy"], row["outcome"]), 0) == row["n"], f"{folder.name}: {row['outcome']} counted in trials.csv")
    metrics = tables["metrics"]
    for _, row in metrics[metrics.statistic.isin(["mean", "restricted_mean"])].iterrows():
        name = row["metric"] if pd.isna(row["subject"]) else f"{row['metric']}:{row['subject']}"
        column = trials.loc[trials.policy == row["policy"], name].astype(float)
        check(math.isclose(column.mean(), row["value"], rel_tol=1e-12, abs_tol=1e-12), f"{folder.name}: mean of {row['metric']}")
    last = tables["daily"].query("metric == 'ended'")
    last = last[last.day == last.day.max()].set_index(["policy", "subject"])["value"]
    for _, row in outcomes.iterrows():
        # Days are written in the digits that their intervals let one tell.
        near = 0.01 * (row["ci_high"] - row["ci_low"])
        check(math.isclose(last[(row["policy"], row["outcome"])], row["share"], abs_tol=near), f"{folder.name}: the curve of {row['outcome']} ends at its share")
    summary = tables["summary"].set_index("policy")
    for _, row in outcomes.iterrows():
        check(summary.loc[row["policy"], row["outcome"]] == row["share"], f"{folder.name}: {row['outcome']} in the summary")


folders = sorted(p.parent for p in Path(sys.argv[1]).glob("*/manifest.json"))
check(folders, "no run folder found")
tables = 0
for folder in folders:
    tables += frictionless(folder)
    agree(folder, read(folder))
print(f"{len(folders)} run folders, {tables} tables:", "failed" if failures else "sound")
sys.exit(bool(failures))
