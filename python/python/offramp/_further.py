"""The commands that look further."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from . import _offramp, _words
from ._calls import Folder, Names, Varied
from ._progress import Progress, manner, place
from ._results import Calibration, Discovery, Game, Hindcast, Search, Sensitivity, Sweep, made
from ._scenario import Asked, Scenario, raw


def sensitivity(
    scenario: Asked | Sequence[Asked] | None = None,
    vary: Varied = None,
    *,
    given: Sweep | str | os.PathLike[str] | None = None,
    method: str | None = None,
    of: str | None = None,
    metric: str = "minor_clash",
    group: Mapping[str, Iterable[str]] | None = None,
    points: int | None = None,
    precision: float | None = None,
    most_points: int = 4_096,
    trials: int = 1_000,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Sensitivity:
    """Find what drives an answer: ``offramp sensitivity``.

    Parameters
    ----------
    scenario : Scenario, str, path, or several of them, optional
        Where there are several, which of them is one more factor.
    vary : mapping, str or several, optional
        What varies, as in :func:`sweep`.
    given : Sweep, str or path, optional
        A sweep whose points are looked at (pawn), in place of playing any.
    method : {"sobol", "morris", "pawn"}, optional
        Shares of the variance, elementary effects, or distances between distributions; sobol, where none is
        named, and pawn of a sweep.
    of : str, optional
        A policy, or two as ``"A-B"``: what is asked about. The baseline, where none is named.
    metric : str, default "minor_clash"
        The metric.
    group : mapping of str to paths, optional
        Factors that are moved together, as if they were one.
    points : int, optional
        Base points (sobol: 256), trajectories (morris: 32) or points (pawn: 1,024).
    precision : float, optional
        Double the base points until the interval of each total index is at most so wide.
    most_points : int, default 4_096
        The most base points that may come to.
    trials : int, default 1_000
        Trials of each point.
    seed, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Sensitivity
    """
    if (scenario is None) == (given is None):
        raise ValueError("name scenarios, or a sweep that is given")
    groups = [f"{name}={','.join(paths)}" for name, paths in (group or {}).items()]
    with _folder_of(given) as folder, manner(threads, progress) as how:
        played = _offramp.sensitivity(
            _several(scenario),
            folder,
            method,
            of,
            metric,
            _words.varied(vary),
            groups,
            points,
            precision,
            most_points,
            trials,
            seed,
            place(out, force),
            how,
        )
    return made(Sensitivity, played)


def discover(
    sweep: Sweep | str | os.PathLike[str],
    where: str,
    *,
    policy: str | None = None,
    metric: str | None = None,
    threshold: float | None = None,
    box: int | None = None,
    boxes: int = 1,
    peel: float = 0.05,
    min_mass: float = 0.05,
    halves: int = 100,
    shuffles: int = 199,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
) -> Discovery:
    """Describe the points of a sweep at which something is so: ``offramp discover``.

    Parameters
    ----------
    sweep : Sweep, str or path
        A sweep, or its run folder.
    where : str
        What holds at these points, such as ``"serious_clash > 0.2"`` or ``"grit - firm > 0"``.
    policy : str, optional
        The policy, where that names none and the sweep has several.
    metric : str, optional
        The metric in which two policies are compared; that of the sweep, where none is named.
    threshold : float, optional
        The least density: of the boxes that have it, the one that covers most is told.
    box : int, optional
        The box at this step of ``peeling``, as it is.
    boxes : int, default 1
        The most boxes.
    peel, min_mass : float, default 0.05
        The share of its points that is peeled off a box at a time, and the least share that it may have.
    halves : int, default 100
        Halves of the points that are searched as well.
    shuffles : int, default 199
        Shuffles of the points that say what chance finds.
    seed, out, force
        As in :func:`run`.

    Returns
    -------
    Discovery
    """
    with _folder_of(sweep) as folder, manner(None, None) as how:
        assert folder is not None
        found = _offramp.discover(
            folder,
            where,
            policy,
            metric,
            threshold,
            box,
            boxes,
            float(peel),
            float(min_mass),
            halves,
            shuffles,
            seed,
            place(out, force),
            how,
        )
    return Discovery(found)


def game(
    scenario: Asked,
    players: Names = None,
    *,
    policies_of: Mapping[str, Iterable[str]] | None = None,
    types: Mapping[str, str] | None = None,
    metric: str = "minor_clash",
    margin: float = 0.0,
    trials: int = 16_000,
    worlds: int | None = None,
    world_trials: int = 500,
    posterior: str | None = None,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Game:
    """Let the other side choose as well: ``offramp game``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    players : several str, optional
        Who plays: actors, those that choose together joined by ``+``; the parties that are advised against all
        others, where none is named.
    policies_of : mapping of str to names, optional
        What a player may choose among.
    types : mapping of str to str, optional
        Takes an actor to be of a type of its payoff.
    metric : str, default "minor_clash"
        What is told of profiles beside payoffs.
    margin : float, default 0.0
        Differences of payoffs within so many points do not matter.
    trials : int, default 16_000
        Trials of a profile at most.
    worlds : int, optional
        Play the game in so many worlds as well, a multiple of 10.
    world_trials : int, default 500
        Trials of each profile in each world.
    posterior : str, optional
        Worlds take what data speak on from the draws of a calibration.
    seed, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Game
    """
    with manner(threads, progress) as how:
        found = _offramp.game(
            raw(scenario),
            _words.names("a player", players) or [],
            [(player, list(names)) for player, names in (policies_of or {}).items()],
            list((types or {}).items()),
            metric,
            float(margin),
            trials,
            (None if worlds is None else _words.whole("worlds", worlds), world_trials),
            posterior,
            seed,
            place(out, force),
            how,
        )
    return Game(found)


def search(
    scenario: Asked,
    side: str,
    *,
    minimise: str | None = None,
    maximise: str | None = None,
    subject_to: Names = None,
    front: Names = None,
    against: str = "habits",
    answered_by: str | None = None,
    worlds: int | None = None,
    posterior: str | None = None,
    rules: int = 2,
    budget: int = 2_000_000,
    searches: int = 2,
    trials: int = 20_000,
    margin: float = 0.0,
    elsewhere: Names = None,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Search:
    """Find policies that nobody wrote down: ``offramp search``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    side : str
        Who may adopt a policy: an actor, or several joined by ``+`` (``--for``).
    minimise, maximise : str
        What is to be low, or high: a metric, a deed such as ``"concessions"``, or a payoff.
    subject_to : str or several, optional
        Bounds that have to be kept on average, such as ``"concessions <= 20"``.
    front : str or several, optional
        What is weighed beside what is sought.
    against : {"habits", ...}, default "habits"
        What the other side does.
    answered_by : str, optional
        Who answers.
    worlds : int, optional
        Over so many worlds, a multiple of 10, instead of the scenario as it stands.
    rules : int, default 2
        Rules beside a preset, at most.
    budget : int, default 2_000_000
        Trials of the search, all policies together.
    searches : int, default 2
        Searches that share them.
    trials : int, default 20_000
        Trials on which each policy that came furthest is judged.
    margin : float, default 0.0
        Differences within it do not matter where a simpler policy would do.
    elsewhere : str or several, optional
        Other scenarios in which what was found is tried.
    posterior, seed, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Search
    """
    if (minimise is None) == (maximise is None):
        raise ValueError("name what to minimise, or what to maximise")
    with manner(threads, progress) as how:
        found = _offramp.search(
            raw(scenario),
            side,
            (maximise is None, minimise if maximise is None else maximise),  # type: ignore[arg-type]
            _words.names("a bound", subject_to) or [],
            _words.names("a quantity", front) or [],
            against,
            answered_by,
            None if worlds is None else _words.whole("worlds", worlds),
            posterior,
            rules,
            budget,
            searches,
            trials,
            float(margin),
            _words.names("a scenario", elsewhere) or [],
            seed,
            place(out, force),
            how,
        )
    return Search(found)


def hindcast(
    scenarios: Asked | Sequence[Asked] | None = None,
    *,
    cases: str | os.PathLike[str] | None = None,
    template: str | os.PathLike[str] | None = None,
    sets: Mapping[str, _words.Value] | None = None,
    trials: int = 10_000,
    folds: int | None = None,
    patterns: int = 500,
    posterior: str | None = None,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Hindcast:
    """Forecast crises that happened from their onsets, and score the forecasts: ``offramp hindcast``.

    Parameters
    ----------
    scenarios : Scenario, str, path, or several of them, optional
        Scenarios that say what came of them in ``[observed]``.
    cases, template : str or path, optional
        A table of crises instead, one a row, and how a row becomes a scenario.
    sets : mapping of str to values, optional
        Overrides in every case.
    trials : int, default 10_000
        Trials of each kind of onset.
    folds : int, optional
        Folds in which cases are divided: 10, where the template says what belongs together.
    patterns : int, default 500
        Trials of a scenario, on average, in which patterns of events are measured; 0: they are not.
    posterior, seed, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Hindcast
    """
    asked = _several(scenarios)
    if bool(asked) == (cases is not None):
        raise ValueError("name scenarios, or a table of cases and its template")
    if any(one.sets for one in asked):
        raise ValueError("a hindcast sets numbers alike in all cases: sets={...}")
    with manner(threads, progress) as how:
        played = _offramp.hindcast(
            asked,
            [one.shown for one in asked],
            None if cases is None else os.fspath(cases),
            None if template is None else os.fspath(template),
            _words.overrides(sets or {}),
            trials,
            folds,
            patterns,
            seed,
            posterior,
            place(out, force),
            how,
        )
    return made(Hindcast, played)


def calibrate(
    cases: str | os.PathLike[str] = "crises_world_1945_2017",
    template: str | os.PathLike[str] = "world-cases",
    *,
    sets: Mapping[str, _words.Value] | None = None,
    draws: int = 400,
    places: int = 2_500,
    trials: int = 64,
    rounds: int = 4,
    watched: int | None = None,
    scored: int = 20_000,
    folds: int = 10,
    check: int = 0,
    divisions: int = 1,
    moves: float = 2.0,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
) -> Calibration:
    """Fit the law to crises that happened: ``offramp calibrate``. It takes from minutes to hours.

    Parameters
    ----------
    cases, template : str or path
        A table of cases, and the template that makes scenarios of its rows and has priors.
    sets : mapping of str to values, optional
        Overrides.
    draws : int, default 400
        Draws of the posterior.
    places, trials, rounds : int
        Places at which the law is played for each kind of onset, trials at each, and how often it is learnt
        anew.
    watched : int, optional
        Days after which these trials end.
    scored : int, default 20_000
        Trials of each onset when its cases are forecast and scored.
    folds, divisions : int
        Folds in which cases are held out, and how often they are divided anew.
    check : int, default 0
        Check the fit so often by simulation.
    moves : float, default 2.0
        Accepted moves of each draw in a step.
    seed, out, force, threads
        As in :func:`run`.

    Returns
    -------
    Calibration
        ``tables["posterior"]`` is what ``posterior=`` of other calls takes, once it is saved.
    """
    with manner(threads, None) as how:
        found = _offramp.calibrate(
            os.fspath(cases),
            os.fspath(template),
            _words.overrides(sets or {}),
            draws,
            places,
            trials,
            rounds,
            watched,
            scored,
            folds,
            check,
            divisions,
            float(moves),
            seed,
            place(out, force),
            how,
        )
    return Calibration(found)


def _several(scenarios: Asked | Sequence[Asked] | None) -> list[_offramp.RawScenario]:
    """Scenarios: none, one or several."""
    if scenarios is None:
        return []
    if isinstance(scenarios, (Scenario, str, os.PathLike)):
        return [raw(scenarios)]
    return [raw(one) for one in scenarios]


class _folder_of:
    """The run folder of a sweep: where it stands, or a copy for as long as it is looked at."""

    def __init__(self, sweep: Sweep | str | os.PathLike[str] | None) -> None:
        self._sweep = sweep
        self._beside: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> str | None:
        if not isinstance(self._sweep, Sweep):
            return None if self._sweep is None else os.fspath(self._sweep)
        self._beside = tempfile.TemporaryDirectory()
        return self._sweep.save(Path(self._beside.name) / self._sweep.name)

    def __exit__(self, *_: Any) -> None:
        if self._beside is not None:
            self._beside.cleanup()
