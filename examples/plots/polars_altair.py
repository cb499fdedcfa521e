#!/usr/bin/env python3
# Kaesong 2020: the liaison office is blown up
# Figures from a run folder of offramp, drawn with polars and altair.
#
#     pip install polars altair vl-convert-python
#     python THIS_FILE [FOLDER] [PICTURES]
#
# Written by `offramp plots`, to be changed. Shares of simulated trials under stated assumptions: not a forecast.
import sys
from pathlib import Path

import altair as alt
import polars as pl

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/kaesong-2020")
pictures = Path(sys.argv[2] if len(sys.argv) > 2 else "pictures")
pictures.mkdir(parents=True, exist_ok=True)
alt.data_transformers.disable_max_rows()

# What people call things, in the scenario this was written for; other scenarios keep the names of their tables.
scenario = "kaesong-2020"
labels = {
    "international-community": "international community",
    "north-korea": "North Korea",
    "south-korea": "South Korea",
    "united-states": "United States",
    "minor_clash": "minor clash or worse",
    "serious_clash": "serious clash † (a prior)",
    "war": "war † (a prior)",
}
rung_names = ["routine", "protest", "threat", "coercive-act", "show-of-force", "minor-clash", "serious-clash", "war"]


def table(file):
    """A table: an empty cell is unknown, and names are text."""
    names = ["scenario", "policy", "variant", "arm", "baseline_arm", "subject", "outcome", "metric", "mechanism"]
    table = pl.read_csv(
        folder / file, infer_schema_length=None
    )
    table = table.with_columns(pl.col(name).cast(pl.String) for name in names if name in table.columns)
    if set(table["scenario"]) != {scenario}:
        labels.clear()
    return table


def with_arm(table):
    """The table with policy and variant, if there are variants, in one column `arm`."""
    if "variant" not in table.columns:
        return table.with_columns(arm="policy")
    return table.with_columns(arm=pl.format("{} ({})", "policy", "variant"))


def in_order(table, column):
    return table[column].unique(maintain_order=True).to_list()


def label(name):
    return labels.get(name, name.replace("_", " "))


def called(column):
    """A column of names as people call them."""
    return pl.col(column).map_elements(label, return_dtype=pl.String)


def intervals(rows):
    """What the bars are, in words."""
    row = rows.row(0, named=True)
    scope = row.get("ci_scope", "pointwise")
    return f"{row['trials']} trials of each; {100 * row['ci_level']:.4g}% {row['ci_method']} interval of each, {scope}"


def save(chart, name):
    chart.save(pictures / f"{name}.png", ppi=100)
    print(pictures / f"{name}.png")


# How it ends, and whether blood was shed: what is not "no violence" is at least a minor clash.
outcomes = with_arm(table("outcomes.csv"))
clash = with_arm(table("violence.csv")).filter(since="after_onset", violence=1).with_columns(
    outcome=pl.lit("minor_clash"), share=1 - pl.col("share"), ci_low=1 - pl.col("ci_high"), ci_high=1 - pl.col("ci_low")
)
shares = pl.concat([clash.select(outcomes.columns).cast(dict(outcomes.schema)), outcomes])
shares = shares.with_columns(measure=called("outcome"))
measures = in_order(shares, "measure")
shown = in_order(shares, "arm")[:4]  # the first four; name others here

rows = alt.Chart(shares.filter(pl.col("arm").is_in(shown)), title=alt.Title("Clashes, and how it ends", subtitle=intervals(outcomes)))
rows = rows.encode(y=alt.Y("measure", sort=measures, title=None), yOffset=alt.YOffset("arm", sort=shown), color=alt.Color("arm", sort=shown, title=None))
save(
    rows.mark_rule(strokeWidth=2).encode(x=alt.X("ci_low", title="share of trials", axis=alt.Axis(format="%")), x2="ci_high")
    + rows.mark_point(filled=True, size=50, opacity=1).encode(x="share"),
    "outcomes",
)

daily = with_arm(table("daily.csv"))
days = in_order(daily, "arm")[:4]  # the first four; name others here
daily = daily.filter(pl.col("arm").is_in(days))
fans = daily.filter(metric="rung").with_columns(actor=called("subject"))
actors = in_order(fans, "actor")
fans = fans.pivot(on="statistic", index=["arm", "actor", "day"], values="value")
rung = alt.Axis(values=list(range(len(rung_names))), labelExpr=f"{rung_names}[datum.value]", labelOverlap=False) if labels else alt.Axis()
base = alt.Chart(fans).encode(x=alt.X("day", title="days since the onset"))
fan = (
    base.mark_area(opacity=0.25, interpolate="step-after").encode(y=alt.Y("p05", title="rung", axis=rung), y2="p95")
    + base.mark_area(opacity=0.45, interpolate="step-after").encode(y=alt.Y("p25", axis=rung), y2="p75")
    + base.mark_line(interpolate="step-after").encode(y=alt.Y("p50", axis=rung))
)
bands = "line: median; dark: half of the trials; light: 90% of them; a crisis that has ended keeps its last rung"
save(
    fan.properties(width=200, height=160).facet(
        row=alt.Row("arm", sort=days, title=None), column=alt.Column("actor", sort=actors, title=None),
        title=alt.Title("Rungs day by day", subtitle=bands),
    ),
    "rungs",
)

ended = daily.filter(pl.col("metric") == "ended", pl.col("subject") != "unresolved").with_columns(outcome=called("subject")).select("arm", "day", "outcome", "value", "ci_low", "ci_high")
base = alt.Chart(ended).encode(
    x=alt.X("day", title="days since the onset"), color=alt.Color("outcome", sort=in_order(ended, "outcome"), title=None)
)
curves = base.mark_area(opacity=0.25).encode(
    y=alt.Y("ci_low", title="share of trials that ended so", axis=alt.Axis(format="%")), y2="ci_high"
) + base.mark_line().encode(y="value")
save(curves.properties(width=240, height=200).facet(alt.Facet("arm", sort=days, title=None), columns=2), "endings")
