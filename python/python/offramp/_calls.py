"""The commands: same names, defaults and numbers as the command line."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple, Union

from . import _offramp, _results, _words
from ._progress import Progress, manner, place
from ._results import Attribution, Comparison, Exact, Result, Run, Sweep, Tips, Trace, made
from ._scenario import Asked, Scenario, raw

Names = Union[str, Iterable[str], None]
Folder = Union[str, "os.PathLike[str]", None]
Varied = Union[Mapping[str, Any], Sequence[str], str, None]


class Shipped(NamedTuple):
    """A shipped scenario: its name, one line, and the question it was written to answer."""

    name: str
    title: str
    question: str


def scenarios() -> list[Shipped]:
    """List the shipped scenarios.

    Examples
    --------
    >>> import offramp as off
    >>> [one.name for one in off.scenarios()][:2]
    ['cheonan-2010', 'cuba-1962']
    """
    return [Shipped(*one) for one in _offramp.scenarios()]


def load(folder: str | os.PathLike[str]) -> Result:
    """Read a run folder, whoever wrote it.

    Parameters
    ----------
    folder : str or path
        The run folder, such as ``results/kaesong-2020``.

    Returns
    -------
    Result
        A :class:`Run`, :class:`Comparison` and so on, by its command; of a command that has no call here a
        :class:`Result`, which has its tables, words and figures.

    Raises
    ------
    FileNotFoundError
        If no run is there.
    ValueError
        If a file in it is not what a run leaves.
    """
    return _results.of(_offramp.Folder.read(os.fspath(folder)))


def run(
    scenario: Asked,
    policies: Names = None,
    *,
    all_policies: bool = False,
    variants: Mapping[str, Iterable[_words.Value]] | None = None,
    trials: int = 10_000,
    seed: int = 0,
    daily: bool = False,
    trials_rows: bool = False,
    posterior: str | None = None,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Run:
    """Run a scenario under policies: ``offramp run``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    policies : str or several, optional
        Policies by name; the baseline, where none is named.
    all_policies : bool, default False
        Every policy but those of the other side.
    variants : mapping of str to values, optional
        Values of numbers by path; every combination of them is a variant of the scenario.
    trials : int, default 10_000
        Trials of each policy and variant.
    seed : int, default 0
        Root seed of the draws; every number is a seed like any other.
    daily : bool, default False
        All of ``daily``: acts, channels and mean rungs too, with every digit.
    trials_rows : bool, default False
        One row for each trial as well, in ``tables["trials"]``.
    posterior : str, optional
        Average over the draws of a calibration: a file, or the name of a shipped one.
    out : str or path, optional
        A folder of run folders, in which that of the run is written as the command line does, and goes on
        where it was broken off. Nothing is written where none is named.
    force : bool, default False
        Replace what stands there.
    threads : int, optional
        Threads; all cores, where none is said. They change no result.
    progress : callable or bool, optional
        A function of trials that are done and trials that there are; or True, for a bar where tqdm is there.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError
        If the scenario is wrong; nothing was run.
    UnknownPolicy
        If the scenario has no policy of that name.
    TypeError, ValueError
        If a value is of the wrong type, or cannot be meant.
    KeyboardInterrupt
        If it was stopped; what was finished in ``out`` is kept.

    Examples
    --------
    >>> import offramp as off
    >>> found = off.run("kaesong-2020", trials=500)
    >>> print(found.war)
    0.016 [0.006932, 0.03128] (95% clopper_pearson, n 500)
    >>> found.tables["outcomes"].columns[:4]
    ['scenario', 'policy', 'outcome', 'trials']
    """
    with manner(threads, progress) as how:
        played = _offramp.run(
            raw(scenario),
            _words.variants(variants),
            _words.names("a policy", policies),
            bool(all_policies),
            trials,
            seed,
            bool(daily),
            bool(trials_rows),
            posterior,
            place(out, force),
            how,
        )
    return made(Run, played)


def compare(
    scenario: Asked | None = None,
    policies: Names = None,
    *,
    all_policies: bool = False,
    arms: Mapping[str, Asked | tuple[Asked, str]] | None = None,
    baseline: str | None = None,
    metric: str = "minor_clash",
    trials: int = 10_000,
    until: float | None = None,
    until_decided: bool = False,
    margin: float | None = None,
    max_trials: int = 10_000_000,
    worlds: int | None = None,
    world_trials: int = 500,
    threshold: float | None = None,
    max_memory: int = 1 << 30,
    seed: int = 0,
    posterior: str | None = None,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Comparison:
    """Compare policies under the same luck, trial by trial: ``offramp compare``.

    Parameters
    ----------
    scenario : Scenario, str or path, optional
        The scenario, or its name; may be left out where there are ``arms``.
    policies : str or several, optional
        Policies by name; those of several actors or of third parties, and maximum restraint by one party
        alone, where none is named.
    all_policies : bool, default False
        Every policy but those of the other side.
    arms : mapping of str to Scenario or (Scenario, policy), optional
        Arms of other scenarios, or of the same under other numbers, by name.
    baseline : str, optional
        The arm the others are compared with, if it is not the baseline.
    metric : str, default "minor_clash"
        What gets the verdict.
    trials : int, default 10_000
        Trials of each arm.
    until : float, optional
        Go on until every interval of the metric is this narrow, in its unit.
    until_decided : bool, default False
        Go on until each arm is better, worse or equivalent within the margin.
    margin : float, optional
        Differences within it either way are equivalent.
    max_trials : int, default 10_000_000
        Where a stopping rule gives up; :attr:`Comparison.reached` tells.
    worlds : int, optional
        Play so many worlds as well, a multiple of 10: 200 is usual.
    world_trials : int, default 500
        Trials of each arm in each world.
    threshold : float, optional
        Report the share of worlds in which the metric is at least as good as this.
    max_memory : int, default 2**30
        Bytes that worlds may take.
    seed, posterior, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Comparison

    Examples
    --------
    >>> import offramp as off
    >>> found = off.compare("kaesong-2020", "maximum-restraint-joint", trials=500)
    >>> found.verdict("maximum-restraint-joint")
    'better'
    >>> print(found.difference("maximum-restraint-joint"))
    -0.254 [-0.2943, -0.2173] (95% tango, n 500)
    """
    named = [_arm(name, arm) for name, arm in (arms or {}).items()]
    with manner(threads, progress) as how:
        played = _offramp.compare(
            None if scenario is None else raw(scenario),
            _words.names("a policy", policies),
            bool(all_policies),
            named,
            baseline,
            metric,
            trials,
            (until, bool(until_decided), margin, max_trials),
            (
                None if worlds is None else _words.whole("worlds", worlds),
                world_trials,
                threshold,
                _words.whole("max_memory", max_memory),
            ),
            seed,
            posterior,
            place(out, force),
            how,
        )
    return made(Comparison, played)


def attribute(
    scenario: Asked,
    policy: str = "baseline",
    *,
    outcome: str = "serious_clash",
    trials: int = 2_000,
    seed: int = 0,
    posterior: str | None = None,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Attribution:
    """Find what caused an outcome: ``offramp attribute``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    policy : str, default "baseline"
        The policy under which to ask.
    outcome : str, default "serious_clash"
        The outcome to explain: a measure that happens or not.
    trials : int, default 2_000
        Trials under each of the 64 subsets of mechanisms.
    seed, posterior, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Attribution
    """
    with manner(threads, progress) as how:
        played = _offramp.attribute(
            raw(scenario), policy, outcome, trials, seed, posterior, place(out, force), how
        )
    return made(Attribution, played)


def exact(
    scenario: Asked,
    policies: Names = None,
    *,
    all_policies: bool = False,
    max_memory: int = 1 << 30,
    max_states: int | None = None,
    prune_below: float = 0.0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Exact:
    """Enumerate a small scenario: ``offramp exact``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    policies, all_policies
        As in :func:`run`.
    max_memory : int, default 2**30
        Bytes that states may take.
    max_states : int, optional
        States that may be held at once; as many as fit, where none is said.
    prune_below : float, default 0.0
        Drop states less probable than this, at most 0.01; what was dropped is in the error bound.
    out, force, threads, progress
        As in :func:`run`; progress counts days.

    Returns
    -------
    Exact

    Raises
    ------
    TooLarge
        If it has too many states.

    Examples
    --------
    >>> import offramp as off
    >>> found = off.exact("exact/two-actors")
    >>> round(found.probability("war"), 6)
    0.883351
    """
    limits = (
        _words.whole("max_memory", max_memory),
        None if max_states is None else _words.whole("max_states", max_states),
        float(prune_below),
    )
    with manner(threads, progress) as how:
        names = _words.names("a policy", policies)
        folder = _offramp.exact(raw(scenario), names, bool(all_policies), limits, place(out, force), how)
    return Exact(folder)


def sweep(
    scenario: Asked | Sequence[Asked],
    vary: Varied = None,
    *,
    policies: Names = None,
    all_policies: bool = False,
    design: str | os.PathLike[str] | None = None,
    points: int | None = None,
    cube: int | None = None,
    trials: int = 1_000,
    seed: int = 0,
    metric: str = "minor_clash",
    posterior: str | None = None,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Sweep:
    """Vary what is uncertain or chosen, and play every point with the same luck: ``offramp sweep``.

    Parameters
    ----------
    scenario : Scenario, str, path, or several of them
        Where there are several, which of them is one more factor.
    vary : mapping, str or several, optional
        What varies, by path: a tuple ``(low, high)`` is a range, ``(low, high, n)`` a range at n levels, a list
        its values, None the range in ``[uncertain]``; or the words of ``--vary``. All of ``[uncertain]``, where
        nothing is said.
    policies, all_policies
        Policies that are played at every point; the baseline, where none is named.
    design : {"grid", "lhs", "sobol", "random"} or path, optional
        Where to look, or a CSV file that lists points.
    points : int, optional
        Points of the design: 256, where none is said.
    cube : int, optional
        Points of a Latin hypercube, if not all.
    trials : int, default 1_000
        Trials of each point under each policy.
    metric : str, default "minor_clash"
        What the answer is about; the tables have all.
    seed, posterior, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Sweep

    Examples
    --------
    >>> import offramp as off
    >>> found = off.sweep("kaesong-2020", {"message_loss": [0.0, 0.2, 0.4]}, trials=100)
    >>> found.factors, len(found.tables["points"])
    (('message_loss',), 3)
    """
    single = isinstance(scenario, (Scenario, str, os.PathLike))
    asked: list[Any] = [scenario] if single else list(scenario)  # type: ignore[arg-type]
    with manner(threads, progress) as how:
        played = _offramp.sweep(
            [raw(one) for one in asked],
            _words.varied(vary),
            None if design is None else os.fspath(design),
            points,
            cube,
            _words.names("a policy", policies),
            bool(all_policies),
            trials,
            seed,
            metric,
            posterior,
            place(out, force),
            how,
        )
    return made(Sweep, played)


def tip(
    scenario: Asked,
    between: Iterable[str] | None = None,
    *,
    of: str | None = None,
    reaches: tuple[str, float] | None = None,
    along: Varied = None,
    map: bool = False,
    metric: str = "minor_clash",
    trials: int = 5_000,
    seed: int = 0,
    out: Folder = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Tips:
    """Find where the better policy becomes the worse along what is uncertain: ``offramp tip``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    between : two str, optional
        Two policies that are compared.
    of : str, optional
        One policy instead, whose metric is followed to where it ``reaches`` a value.
    reaches : (str, float), optional
        The metric and that value, such as ``("minor_clash", 0.2)``.
    along : mapping, str or several, optional
        Parameters, each alone: a mapping of paths to tuples ``(low, high)``, None for the range in
        ``[uncertain]``; all of ``[uncertain]``, where nothing is said.
    map : bool, default False
        A map of who is better over the two parameters of ``along`` together.
    metric : str, default "minor_clash"
        What policies are compared on.
    trials : int, default 5_000
        Trials of each policy at each value that is looked at.
    seed, out, force, threads, progress
        As in :func:`run`.

    Returns
    -------
    Tips
    """
    with manner(threads, progress) as how:
        folder = _offramp.tip(
            raw(scenario),
            _words.names("a policy", between),
            of,
            reaches,
            _words.varied(along),
            bool(map),
            metric,
            trials,
            seed,
            place(out, force),
            how,
        )
    return Tips(folder)


def trace(
    scenario: Asked,
    trial: int | None = None,
    policy: str = "baseline",
    *,
    find: str | None = None,
    trials: int = 10_000,
    seed: int = 0,
    against: str | None = None,
    off: Names = None,
    against_off: Names = None,
    threads: int | None = None,
    progress: Progress = None,
) -> Trace:
    """Explain a trial day by day, or where two trials under the same luck part: ``offramp trace``.

    Parameters
    ----------
    scenario : Scenario, str or path
        The scenario, or its name.
    trial : int, optional
        Number of the trial.
    policy : str, default "baseline"
        Its policy.
    find : {"worst", "flipped", "typical"}, optional
        Find a trial worth reading among the first ``trials`` instead.
    trials : int, default 10_000
        Trials to look through.
    seed : int, default 0
        Root seed of the draws.
    against : str, optional
        Another policy to set beside it under the same luck.
    off, against_off : str or several, optional
        Mechanisms that are off, and those that are off besides in the trial set beside it.
    threads, progress
        As in :func:`run`.

    Returns
    -------
    Trace

    Raises
    ------
    LookupError
        If none of the trials flips.
    """
    with manner(threads, progress) as how:
        story = _offramp.trace(
            raw(scenario),
            trial,
            find,
            trials,
            seed,
            policy,
            against,
            _words.names("a mechanism", off) or [],
            _words.names("a mechanism", against_off) or [],
            how,
        )
    if story is None:
        raise LookupError(f"none of the first {trials} trials flips")
    return Trace(story)


def _arm(name: str, arm: Asked | tuple[Asked, str]) -> tuple[str, _offramp.RawScenario, str]:
    scenario, policy = arm if isinstance(arm, tuple) else (arm, "baseline")
    return name, raw(scenario), policy
