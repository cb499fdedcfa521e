"""Agent-based Monte Carlo simulator of international crises: which restraint walks a crisis back?

The engine of ``offramp`` with the names, defaults and numbers of its command line. It compares policies under
stated assumptions; it does not forecast.

Examples
--------
>>> import offramp as off
>>> found = off.compare("kaesong-2020", trials=200)
>>> found.verdict("maximum-restraint-joint")
'better'
"""

from ._calls import Shipped, attribute, compare, exact, load, run, scenarios, sweep, tip, trace
from ._errors import Problem, ScenarioError, ScenarioWarning, TooLarge, UnknownPolicy
from ._further import calibrate, discover, game, hindcast, search, sensitivity
from ._html import Figure
from ._offramp import Table, __version__
from ._parts import Part, merge, part
from ._results import (
    MEASURES,
    Attribution,
    Calibration,
    Comparison,
    Discovery,
    Estimate,
    Exact,
    Game,
    Hindcast,
    Result,
    Run,
    Search,
    Sensitivity,
    Sweep,
    Tips,
    Trace,
)
from ._scenario import Number, Policy, Range, Scenario

__all__ = [
    "MEASURES",
    "Attribution",
    "Calibration",
    "Comparison",
    "Discovery",
    "Estimate",
    "Exact",
    "Figure",
    "Game",
    "Hindcast",
    "Number",
    "Part",
    "Policy",
    "Problem",
    "Range",
    "Result",
    "Run",
    "Scenario",
    "ScenarioError",
    "ScenarioWarning",
    "Search",
    "Sensitivity",
    "Shipped",
    "Sweep",
    "Table",
    "Tips",
    "TooLarge",
    "Trace",
    "UnknownPolicy",
    "__version__",
    "attribute",
    "calibrate",
    "compare",
    "discover",
    "exact",
    "game",
    "hindcast",
    "load",
    "merge",
    "part",
    "run",
    "scenarios",
    "search",
    "sensitivity",
    "sweep",
    "tip",
    "trace",
]

for _one in (Problem, ScenarioError, ScenarioWarning, TooLarge, UnknownPolicy):
    _one.__module__ = __name__
del _one
