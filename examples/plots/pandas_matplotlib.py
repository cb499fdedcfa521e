#!/usr/bin/env python3
# Kaesong 2020: the liaison office is blown up
# Figures from a run folder of offramp, drawn with pandas and matplotlib.
#
#     pip install pandas matplotlib
#     python THIS_FILE [FOLDER] [PICTURES]
#
# Written by `offramp plots`, to be changed. Shares of simulated trials under stated assumptions: not a forecast.
import sys
from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd
from matplotlib.ticker import PercentFormatter

folder = Path(sys.argv[1] if len(sys.argv) > 1 else "results/kaesong-2020")
pictures = Path(sys.argv[2] if len(sys.argv) > 2 else "pictures")
pictures.mkdir(parents=True, exist_ok=True)

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
    table = pd.read_csv(
        folder / file, encoding="utf-8-sig",
        keep_default_na=False, na_values=[""], dtype=dict.fromkeys(names, str),
    )
    if set(table["scenario"]) != {scenario}:
        labels.clear()
    return table


def with_arm(table):
    """The table with policy and variant, if there are variants, in one column `arm`."""
    variant = table["variant"].map(" ({})".format) if "variant" in table else ""
    return table.assign(arm=table["policy"] + variant)


def text(words):
    """Words that matplotlib takes as they are."""
    return str(words).replace("$", r"\$")


def label(name):
    return text(labels.get(name, name.replace("_", " ")))


def intervals(rows):
    """What the bars are, in words."""
    row = rows.iloc[0]
    scope = row.get("ci_scope", "pointwise")
    return f"{row.trials} trials of each; {100 * row.ci_level:.4g}% {row.ci_method} interval of each, {scope}"


def save(fig, name):
    fig.savefig(pictures / f"{name}.png", dpi=100)
    plt.close(fig)
    print(pictures / f"{name}.png")


# How it ends, and whether blood was shed: what is not "no violence" is at least a minor clash.
outcomes = with_arm(table("outcomes.csv"))
none = with_arm(table("violence.csv")).query("since == 'after_onset' and violence == 1")
clash = none.assign(outcome="minor_clash", share=1 - none.share, ci_low=1 - none.ci_high, ci_high=1 - none.ci_low)
shares = pd.concat([clash, outcomes])
measures = list(shares.outcome.unique())
shown = list(shares.arm.unique())[:4]  # the first four; name others here

fig, axis = plt.subplots(figsize=(7, 4.5), layout="constrained")
for i, arm in enumerate(shown):
    rows = shares[shares.arm == arm].set_index("outcome").loc[measures]
    places = [place + (i - (len(shown) - 1) / 2) * 0.18 for place in range(len(measures))]
    bars = [(rows.share - rows.ci_low).clip(0), (rows.ci_high - rows.share).clip(0)]
    axis.errorbar(rows.share, places, xerr=bars, fmt="o", capsize=3, label=text(arm))
axis.set_yticks(range(len(measures)), [label(measure) for measure in measures])
axis.invert_yaxis()
axis.set(xlim=(0, None), xlabel="share of trials\n" + intervals(outcomes), title="Clashes, and how it ends")
axis.xaxis.set_major_formatter(PercentFormatter(1))
axis.grid(axis="x", alpha=0.3)
fig.legend(loc="outside lower center", ncols=2, frameon=False)
save(fig, "outcomes")

daily = with_arm(table("daily.csv"))
days = list(daily.arm.unique())[:4]  # the first four; name others here
rungs = daily[daily.metric == "rung"]
actors = list(rungs.subject.unique())
known = rung_names if labels else []
ended = daily[(daily.metric == "ended") & (daily.subject != "unresolved")]

fig, axes = plt.subplots(
    len(days), len(actors), figsize=(1.5 + 3 * len(actors), 1 + 2.5 * len(days)),
    sharex=True, sharey=True, squeeze=False, layout="constrained",
)
for line, arm in zip(axes, days):
    line[0].set_ylabel(text(arm))
    for axis, actor in zip(line, actors):
        fan = rungs[(rungs.arm == arm) & (rungs.subject == actor)].pivot(index="day", columns="statistic", values="value")
        axis.fill_between(fan.index, fan.p05, fan.p95, alpha=0.25, step="post", label="90% of trials")
        axis.fill_between(fan.index, fan.p25, fan.p75, alpha=0.45, step="post", color="C0", label="half of them")
        axis.step(fan.index, fan.p50, where="post", color="C0", label="median")
        if known:
            axis.set_yticks(range(len(known)), [text(rung) for rung in known])
for axis, actor in zip(axes[0], actors):
    axis.set_title(label(actor))
fig.supxlabel("days since the onset; a crisis that has ended keeps its last rung")
fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside upper center", ncols=3, frameon=False)
save(fig, "rungs")

fig, axes = plt.subplots(
    1, len(days), figsize=(2 + 3.5 * len(days), 4), sharey=True, squeeze=False, layout="constrained"
)
for axis, arm in zip(axes.flat, days):
    for outcome, curve in ended[ended.arm == arm].groupby("subject", sort=False):
        axis.plot(curve.day, curve.value, label=label(outcome))
        axis.fill_between(curve.day, curve.ci_low, curve.ci_high, alpha=0.25)
    axis.set(title=text(arm))
    axis.yaxis.set_major_formatter(PercentFormatter(1))
    axis.grid(alpha=0.3)
axes[0][0].set_ylabel("share of trials that ended so")
fig.supxlabel("days since the onset")
fig.legend(*axes.flat[0].get_legend_handles_labels(), loc="outside right upper", frameon=False)
save(fig, "endings")
