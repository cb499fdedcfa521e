"""Draws docs/reference/scaling.csv as docs/pictures/scaling.png (needs pandas and matplotlib)."""

from pathlib import Path

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt
import pandas as pd

ROOT = Path(__file__).resolve().parents[1]
table = pd.read_csv(ROOT / "docs/reference/scaling.csv")
axes_of = list(table.groupby("axis", sort=False))

figure, panels = plt.subplots(2, len(axes_of), figsize=(13, 5), layout="constrained", sharex="col")
for (name, rows), (above, below) in zip(axes_of, panels.T):
    above.plot(rows["value"], rows["seconds"], "o-", color="#0072b2")
    below.plot(rows["value"], rows["peak_mib"], "o-", color="#d55e00")
    above.set_title(name, fontsize=10)
    if name == "trials":
        above.set_xscale("log")
        above.set_yscale("log")
    else:
        above.set_ylim(0)
    below.set_ylim(0, 70)
    below.axhline(64, color="#999999", linewidth=0.8, linestyle="--")
    for panel in (above, below):
        panel.spines[["top", "right"]].set_visible(False)
panels[0, 0].set_ylabel("seconds")
panels[1, 0].set_ylabel("peak memory, MiB")
figure.savefig(ROOT / "docs/pictures/scaling.png", dpi=110)
