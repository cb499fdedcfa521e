#!/usr/bin/env python3
"""Outcome shares, a fan of rungs and outcome curves from a run folder: polars and altair.

    python examples/plots/polars_altair.py results/kaesong-2020 [north-korea] [pictures]
"""
import sys
from pathlib import Path

import altair as alt
import polars as pl

run = Path(sys.argv[1])
actor = sys.argv[2] if len(sys.argv) > 2 else "north-korea"
pictures = Path(sys.argv[3] if len(sys.argv) > 3 else ".")
alt.data_transformers.disable_max_rows()

outcomes = pl.read_csv(run / "outcomes.csv").filter(policy="baseline")
daily = pl.read_csv(run / "daily.csv", try_parse_dates=True).filter(policy="baseline")

shares = alt.Chart(outcomes, title="How it ends").encode(y=alt.Y("outcome", sort=None))
shares = shares.mark_rule(strokeWidth=3).encode(
    x=alt.X("ci_low", title="share of trials, 95% interval"), x2="ci_high"
) + shares.mark_point(filled=True, size=80).encode(x="share")

rungs = daily.filter(metric="rung", subject=actor).pivot(on="statistic", index="day", values="value")
days = alt.Chart(rungs, title=actor).encode(x="day")
fan = (
    days.mark_area(opacity=0.25, interpolate="step-after").encode(y=alt.Y("p05", title="rung"), y2="p95")
    + days.mark_area(opacity=0.45, interpolate="step-after").encode(y="p25", y2="p75")
    + days.mark_line(interpolate="step-after").encode(y="p50")
)

ended = alt.Chart(daily.filter(metric="ended"), title="Endings").encode(x="day", color=alt.Color("subject", title="outcome"))
curves = ended.mark_area(opacity=0.25).encode(
    y=alt.Y("ci_low", title="share of trials that ended so"), y2="ci_high"
) + ended.mark_line().encode(y="value")

(shares | fan | curves).resolve_scale(color="independent").save(pictures / "polars_altair.png", ppi=72)
