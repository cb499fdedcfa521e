"""To other packages of the field, in a few lines each; each is imported where it is used.

``ema_workbench``, ``SALib`` and ``xarray`` are not needed for anything else.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from ._calls import run
from ._results import MEASURES, Sweep
from ._scenario import Asked, Scenario, raw

if TYPE_CHECKING:
    import xarray


def salib_problem(scenario: Asked) -> dict[str, Any]:
    """``[uncertain]`` as a problem of SALib.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.

    Returns
    -------
    dict
        ``num_vars``, ``names`` (paths) and ``bounds`` (pairs of low and high, in the units of the numbers):
        ranges alone, whatever their distributions.
    """
    ranges = Scenario._of(raw(scenario)).uncertain
    return {
        "num_vars": len(ranges),
        "names": list(ranges),
        "bounds": [[one.low, one.high] for one in ranges.values()],
    }


def measures(
    scenario: Asked,
    numbers: Mapping[str, float],
    policy: str = "baseline",
    trials: int = 1_000,
    seed: int = 0,
    threads: int | None = None,
) -> dict[str, float]:
    """Measures of a policy under numbers: a function for packages that ask at points of their own.

    Returns
    -------
    dict of str to float
        Shares of trials, and ``days``; points share their luck, as those of :func:`offramp.sweep` do.
    """
    at = Scenario._of(raw(scenario)).set(dict(numbers))
    found = run(at, policy, trials=trials, seed=seed, threads=threads)
    values = {name: found.measure(name).value for name in MEASURES}
    return {name: float("nan") if value is None else value for name, value in values.items()}


def ema_model(
    scenario: Asked,
    policies: Sequence[str] = ("baseline",),
    trials: int = 1_000,
    seed: int = 0,
) -> Any:
    """A ``ema_workbench.Model``: ``[uncertain]`` as uncertainties, policies as the lever ``adopted``, measures as
    outcomes.

    Names of the workbench have no dots or dashes, so paths have ``_`` in their place.
    """
    from ema_workbench import CategoricalParameter, Model, RealParameter, ScalarOutcome

    at = Scenario._of(raw(scenario))
    paths = {_identifier(path): path for path in at.uncertain}

    def play(adopted: str = policies[0], **numbers: float) -> dict[str, float]:
        named = {paths[name]: value for name, value in numbers.items()}
        return measures(at, named, adopted, trials, seed)

    model = Model("offramp", function=play)
    model.uncertainties = [
        RealParameter(name, at.uncertain[path].low, at.uncertain[path].high) for name, path in paths.items()
    ]
    model.levers = [CategoricalParameter("adopted", list(policies))]
    model.outcomes = [ScalarOutcome(name) for name in MEASURES]
    return model


def to_xarray(sweep: Sweep) -> xarray.Dataset:
    """A sweep as a ``xarray.Dataset``.

    Returns
    -------
    xarray.Dataset
        Dimensions ``point`` and ``policy``; factors are coordinates of ``point``, measures variables with
        ``<measure>_low`` and ``<measure>_high`` beside them. Unknown is NaN.
    """
    import numpy
    import xarray

    points, responses = sweep.tables["points"], sweep.tables["responses"].to_rows()
    policies = list(dict.fromkeys(row["policy"] for row in responses))
    number = {policy: at for at, policy in enumerate(policies)}
    names = list(dict.fromkeys(row["metric"] for row in responses))
    cells = {
        name + end: numpy.full((len(points), len(policies)), numpy.nan)
        for name in names
        for end in ("", "_low", "_high")
    }
    for row in responses:
        at = (row["point"], number[row["policy"]])
        for end, column in (("", "value"), ("_low", "ci_low"), ("_high", "ci_high")):
            value = row[column]
            cells[row["metric"] + end][at] = numpy.nan if value is None else value
    coordinates: dict[str, Any] = {"point": points.column("point"), "policy": policies}
    coordinates.update({name: ("point", points.column(name)) for name in sweep.factors if name != "policy"})
    variables = {name: (("point", "policy"), values) for name, values in cells.items()}
    return xarray.Dataset(variables, coordinates, {"name": sweep.name, "seed": sweep.seed, "trials": sweep.trials})


def _identifier(path: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in path)
