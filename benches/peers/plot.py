"""Draws docs/reference/peers.json: python plot.py peers.json picture.png"""

import json
import sys

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

with open(sys.argv[1]) as file:
    rows = json.load(file)["peers"][::-1]

figure, axes = plt.subplots(figsize=(7.5, 3.4), layout="constrained")
names = [row["peer"] for row in rows]
times = [row["microseconds_per_trial"] for row in rows]
colours = ["#0072b2" if name.startswith("offramp") else "#999999" for name in names]
axes.barh(names, times, color=colours)
axes.set_xscale("log")
for row, time in zip(rows, times):
    text = f"{time:,.1f} µs" if time < 100 else f"{time:,.0f} µs"
    if row["peer"] != "offramp":
        text += f", {row['times_offramp']:,.3g} times offramp"
    axes.annotate(text, (time, row["peer"]), (4, 0), textcoords="offset points", va="center", fontsize=8)
axes.set_xlim(min(times) / 2, max(times) * 30)
axes.set_xlabel("microseconds a trial, one thread, log scale")
axes.spines[["top", "right"]].set_visible(False)
figure.savefig(sys.argv[2], dpi=144)
