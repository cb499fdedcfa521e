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
from ._html import Figure
from ._offramp import Table, __version__
from ._results import MEASURES, Attribution, Comparison, Estimate, Exact, Result, Run, Sweep, Tips, Trace
from ._scenario import Number, Policy, Range, Scenario

__all__ = [
    "MEASURES",
    "Attribution",
    "Comparison",
    "Estimate",
    "Exact",
    "Figure",
    "Number",
    "Policy",
    "Problem",
    "Range",
    "Result",
    "Run",
    "Scenario",
    "ScenarioError",
    "ScenarioWarning",
    "Shipped",
    "Sweep",
    "Table",
    "Tips",
    "TooLarge",
    "Trace",
    "UnknownPolicy",
    "__version__",
    "attribute",
    "compare",
    "exact",
    "load",
    "run",
    "scenarios",
    "sweep",
    "tip",
    "trace",
]

for _one in (Problem, ScenarioError, ScenarioWarning, TooLarge, UnknownPolicy):
    _one.__module__ = __name__
del _one
