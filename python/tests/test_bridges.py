"""Bridges to other packages, where these are there."""

from __future__ import annotations

import pytest

import offramp as off
from offramp import bridges

KAESONG = "kaesong-2020"


def test_a_problem_of_salib_has_every_range() -> None:
    problem = bridges.salib_problem(KAESONG)
    ranges = off.Scenario.load(KAESONG).uncertain
    assert problem["names"] == list(ranges) and problem["num_vars"] == len(ranges)
    assert problem["bounds"] == [[one.low, one.high] for one in ranges.values()]
    morris = pytest.importorskip("SALib.sample.morris")
    points = morris.sample(problem, 2, seed=1)
    found = bridges.measures(KAESONG, dict(zip(problem["names"], points[0])), trials=20)
    assert set(found) == set(off.MEASURES) and 0 <= found["war"] <= 1


def test_a_sweep_is_a_dataset() -> None:
    pytest.importorskip("xarray")
    swept = off.sweep(KAESONG, {"message_loss": [0.0, 0.5]}, policies=["baseline", "maximum-restraint-joint"], trials=30)
    found = bridges.to_xarray(swept)
    assert dict(found.sizes) == {"point": 2, "policy": 2}
    assert list(found["message_loss"].values) == swept.tables["points"].column("message_loss")
    for row in swept.tables["responses"].to_rows():
        assert float(found[row["metric"]].sel(policy=row["policy"])[row["point"]]) == row["value"]
        assert float(found[row["metric"] + "_low"].sel(policy=row["policy"])[row["point"]]) == row["ci_low"]


def test_the_workbench_plays_the_model() -> None:
    workbench = pytest.importorskip("ema_workbench")
    model = bridges.ema_model(KAESONG, ["baseline", "maximum-restraint-joint"], trials=20)
    assert len(model.uncertainties) == len(off.Scenario.load(KAESONG).uncertain)
    experiments, outcomes = workbench.perform_experiments(model, scenarios=2, policies=2)
    assert len(experiments) == 4 and outcomes["war"].shape == (4,)
    first = experiments.iloc[0]
    numbers = {path: first[bridges._identifier(path)] for path in off.Scenario.load(KAESONG).uncertain}
    again = bridges.measures(KAESONG, numbers, first["adopted"], trials=20)
    assert outcomes["minor_clash"][0] == again["minor_clash"]
