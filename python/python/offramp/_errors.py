"""Exceptions and warnings."""

from __future__ import annotations

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong with a scenario, or probably not meant.

    Attributes
    ----------
    severity : str
        ``"error"``: nothing can be run; ``"warning"``: it probably does not say what was meant.
    code : str
        Its kind; these names are stable.
    message : str
        What is wrong.
    file : str
        The file, or ``--set`` for an override.
    line, column : int
        Where, both counted from 1, in characters.
    help : str
        What would be right; may be empty.
    text : str
        All of it for people, with the text underlined, as the command line prints it.
    """

    severity: str
    code: str
    message: str
    file: str
    line: int
    column: int
    help: str
    text: str


class ScenarioError(ValueError):
    """A scenario, an override or a posterior is wrong.

    The message is what the command line prints: every problem, with the text underlined.

    Attributes
    ----------
    problems : list of Problem
        All problems; empty where there is no such scenario.
    """

    def __init__(self, message: str, problems: list[tuple[object, ...]] | None = None) -> None:
        super().__init__(message, problems or [])
        self.problems: list[Problem] = [_problem(one) for one in problems or []]

    def __str__(self) -> str:
        return str(self.args[0])


class UnknownPolicy(ValueError):
    """A scenario has no policy of that name; the message says which it has.

    Attributes
    ----------
    policy : str
        The name that was asked for.
    scenario : str
        The scenario.
    """

    def __init__(self, message: str, policy: str = "", scenario: str = "") -> None:
        super().__init__(message, policy, scenario)
        self.policy = policy
        self.scenario = scenario

    def __str__(self) -> str:
        return str(self.args[0])


class TooLarge(ValueError):
    """A scenario has too many states to be enumerated."""


class ScenarioWarning(UserWarning):
    """A scenario can be run, and probably does not say what was meant."""


def _problem(raw: object) -> Problem:
    """A problem as the engine hands it on: a dictionary of its parts."""
    if isinstance(raw, Problem):
        return raw
    assert isinstance(raw, dict)
    return Problem(**raw)
