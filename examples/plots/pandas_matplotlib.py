#!/usr/bin/env python3
"""Outcome shares, a fan of rungs and outcome curves from a run folder: pandas and matplotlib.

    python examples/plots/pandas_matplotlib.py results/kaesong-2020 [north-korea] [pictures]
"""
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

run = Path(sys.argv[1])
actor = sys.argv[2] if len(sys.argv) > 2 else "north-korea"
pictures = Path(sys.argv[3] if len(sys.argv) > 3 else ".")

outcomes = pd.read_csv(run / "outcomes.csv").query("policy == 'baseline'")
daily = pd.read_csv(run / "daily.csv").query("policy == 'baseline'")

fig, (left, middle, right) = plt.subplots(1, 3, figsize=(13, 4), layout="constrained")

errors = [outcomes.share - outcomes.ci_low, outcomes.ci_high - outcomes.share]
left.errorbar(outcomes.share, outcomes.outcome, xerr=errors, fmt="o", capsize=4)
left.invert_yaxis()
left.set(xlabel="share of trials, 95% interval", title="How it ends")

rungs = daily.query("metric == 'rung' and subject == @actor").pivot(index="day", columns="statistic", values="value")
middle.fill_between(rungs.index, rungs.p05, rungs.p95, alpha=0.25, step="post", label="90% of trials")
middle.fill_between(rungs.index, rungs.p25, rungs.p75, alpha=0.45, step="post", color="C0", label="half of them")
middle.step(rungs.index, rungs.p50, where="post", label="median")
middle.set(xlabel="days since the onset", ylabel="rung", title=actor)
middle.legend(frameon=False)

for outcome, curve in daily.query("metric == 'ended'").groupby("subject", sort=False):
    right.plot(curve.day, curve.value, label=outcome)
    right.fill_between(curve.day, curve.ci_low, curve.ci_high, alpha=0.25)
right.set(xlabel="days since the onset", ylabel="share of trials that ended so", title="Endings")
right.legend(frameon=False)

fig.savefig(pictures / "pandas_matplotlib.png", dpi=80)
