"""Calls that a Dask cluster plays in parts: the same arguments, the same bytes.

Every part is a task of one thread; all of them are merged where the call was made. It needs
``pip install "distributed"``, and the same version of this package on every worker.

Examples
--------
>>> from distributed import Client
>>> import offramp.dask
>>> with Client(n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None) as client:
...     found = offramp.dask.run(client, "kaesong-2020", trials=500, parts=4)
>>> found == offramp.run("kaesong-2020", trials=500)
True
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, ParamSpec, TypeVar, cast

try:
    from distributed import Client, as_completed, get_worker
except ImportError as missing:
    raise ImportError('offramp.dask needs Dask: pip install "distributed"') from missing

from . import _calls, _further, _words
from ._calls import Folder, Names, Varied
from ._parts import MOST_PARTS, Part, merge, part
from ._progress import Progress, manner
from ._results import Attribution, Comparison, Hindcast, Result, Run, Sensitivity, Sweep
from ._scenario import Asked, Scenario, raw

__all__ = ["attribute", "compare", "hindcast", "run", "sensitivity", "sweep"]

P = ParamSpec("P")
R = TypeVar("R", bound=Result)

#: Parts for each thread, where nothing is said: none waits long for the last of another.
_EACH = 4
#: Threads of a cluster that has no worker yet.
_THREADS = 16
#: Trials that a part has at least, where nothing is said: what it costs to begin one is little beside them.
_LEAST = 50_000
#: How often a part is played anew that failed. One whose worker is gone is played elsewhere, as Dask is told by
#: ``distributed.scheduler.allowed-failures``.
_RETRIES = 2


def run(
    client: Client,
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
    parts: int | None = None,
) -> Run:
    """Run a scenario under policies on a cluster: :func:`offramp.run` in parts.

    Parameters
    ----------
    client : distributed.Client
        The client of the cluster.
    scenario : Scenario, str or path
        The scenario, or its name. A file is read here and travels as its text.
    policies, all_policies, variants, trials, seed, daily, trials_rows
        As in :func:`offramp.run`.
    posterior : str, optional
        As in :func:`offramp.run`; a file is read by workers as well, at the same path.
    out, force
        As in :func:`offramp.run`, on this machine. What stands there of the same run is not played again, and
        what stands there of another is refused before anything is submitted.
    threads : int, optional
        Threads on this machine, which merges; a part has one.
    progress : callable or bool, optional
        A function of parts that are done and parts that there are; or True, for a bar where tqdm is there.
    parts : int, optional
        Into how many parts to cut it. Where nothing is said, four for each thread of the cluster, of 50,000
        trials at least.

    Returns
    -------
    Run

    Raises
    ------
    ScenarioError, UnknownPolicy, TypeError, ValueError, FileExistsError
        As in :func:`offramp.run`, before anything is submitted.
    distributed.KilledWorker
        If a part was lost with its worker more often than the cluster allows.
    KeyboardInterrupt
        If it was stopped: parts that wait or are played are given up.
    """
    return _played(
        (client, parts, progress),
        _calls.run,
        _carried(scenario),
        _words.names("a policy", policies),
        all_policies=all_policies,
        variants=None if variants is None else {path: _listed(values) for path, values in variants.items()},
        trials=trials,
        seed=seed,
        daily=daily,
        trials_rows=trials_rows,
        posterior=posterior,
        out=out,
        force=force,
        threads=threads,
    )


def compare(
    client: Client,
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
    parts: int | None = None,
) -> Comparison:
    """Compare policies on a cluster: :func:`offramp.compare` in parts.

    Where the comparison turns follows from what was played, and is looked for on this machine.

    Parameters
    ----------
    client, parts, progress, threads, out, force, posterior
        As in :func:`run`.
    scenario, policies, all_policies, arms, baseline, metric, trials, margin, max_trials
        As in :func:`offramp.compare`.
    worlds, world_trials, threshold, max_memory, seed
        As in :func:`offramp.compare`.
    until, until_decided
        Refused: how long it goes on follows from what was played.

    Returns
    -------
    Comparison
    """
    return _played(
        (client, parts, progress),
        _calls.compare,
        None if scenario is None else _carried(scenario),
        _words.names("a policy", policies),
        all_policies=all_policies,
        arms=None if arms is None else {name: _carried_arm(arm) for name, arm in arms.items()},
        baseline=baseline,
        metric=metric,
        trials=trials,
        until=until,
        until_decided=until_decided,
        margin=margin,
        max_trials=max_trials,
        worlds=worlds,
        world_trials=world_trials,
        threshold=threshold,
        max_memory=max_memory,
        seed=seed,
        posterior=posterior,
        out=out,
        force=force,
        threads=threads,
    )


def attribute(
    client: Client,
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
    parts: int | None = None,
) -> Attribution:
    """Find what caused an outcome on a cluster: :func:`offramp.attribute` in parts.

    Parameters
    ----------
    client, parts, progress, threads, out, force, posterior
        As in :func:`run`.
    scenario, policy, outcome, trials, seed
        As in :func:`offramp.attribute`.

    Returns
    -------
    Attribution
    """
    return _played(
        (client, parts, progress),
        _calls.attribute,
        _carried(scenario),
        policy,
        outcome=outcome,
        trials=trials,
        seed=seed,
        posterior=posterior,
        out=out,
        force=force,
        threads=threads,
    )


def sweep(
    client: Client,
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
    parts: int | None = None,
) -> Sweep:
    """Vary what is uncertain or chosen on a cluster: :func:`offramp.sweep` in parts.

    Parameters
    ----------
    client, parts, progress, threads, out, force, posterior
        As in :func:`run`.
    scenario, vary, policies, all_policies, points, cube, trials, seed, metric
        As in :func:`offramp.sweep`.
    design : {"grid", "lhs", "sobol", "random"} or path, optional
        As in :func:`offramp.sweep`; a file is read by workers as well, at the same path.

    Returns
    -------
    Sweep
    """
    return _played(
        (client, parts, progress),
        _calls.sweep,
        _several(scenario),
        vary,
        policies=_words.names("a policy", policies),
        all_policies=all_policies,
        design=design,
        points=points,
        cube=cube,
        trials=trials,
        seed=seed,
        metric=metric,
        posterior=posterior,
        out=out,
        force=force,
        threads=threads,
    )


def sensitivity(
    client: Client,
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
    parts: int | None = None,
) -> Sensitivity:
    """Find what drives an answer on a cluster: :func:`offramp.sensitivity` in parts.

    Parameters
    ----------
    client, parts, progress, threads, out, force
        As in :func:`run`.
    scenario, vary, method, of, metric, group, points, most_points, trials, seed
        As in :func:`offramp.sensitivity`.
    given, precision
        Refused: of a sweep that is given nothing is played, and how far points are doubled follows from what was
        played.

    Returns
    -------
    Sensitivity
    """
    return _played(
        (client, parts, progress),
        _further.sensitivity,
        None if scenario is None else _several(scenario),
        vary,
        given=given,
        method=method,
        of=of,
        metric=metric,
        group=None if group is None else {name: list(paths) for name, paths in group.items()},
        points=points,
        precision=precision,
        most_points=most_points,
        trials=trials,
        seed=seed,
        out=out,
        force=force,
        threads=threads,
    )


def hindcast(
    client: Client,
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
    parts: int | None = None,
) -> Hindcast:
    """Forecast crises that happened on a cluster: :func:`offramp.hindcast` in parts.

    Patterns of events are measured on this machine.

    Parameters
    ----------
    client, parts, progress, threads, out, force, posterior
        As in :func:`run`.
    cases, template : str or path, optional
        As in :func:`offramp.hindcast`; files are read by workers as well, at the same paths.
    scenarios, sets, trials, folds, patterns, seed
        As in :func:`offramp.hindcast`.

    Returns
    -------
    Hindcast
    """
    return _played(
        (client, parts, progress),
        _further.hindcast,
        None if scenarios is None else _several(scenarios),
        cases=cases,
        template=template,
        sets=sets,
        trials=trials,
        folds=folds,
        patterns=patterns,
        posterior=posterior,
        seed=seed,
        out=out,
        force=force,
        threads=threads,
    )


def _played(
    how: tuple[Client, int | None, Progress],
    call: Callable[P, R],
    *args: P.args,
    **kwargs: P.kwargs,
) -> R:
    """What a call comes to, all parts of which are played by a cluster."""
    client, parts, progress = how
    if not isinstance(client, Client):
        raise TypeError(f"a distributed.Client is meant, not {client!r}")
    if client.asynchronous:
        raise TypeError("a client that waits is meant, not an asynchronous one")
    if parts is not None and not 1 <= _words.whole("parts", parts) <= MOST_PARTS:
        raise ValueError(f"parts must be a whole number from 1 to {MOST_PARTS}, not {parts}")
    options: dict[str, Any] = dict(kwargs)
    threads = options["threads"]
    out, force = options.pop("out"), options.pop("force")
    asked: Callable[..., R] = call
    # The least of parts plays next to nothing, and says all that a part says of the whole: what cannot be meant
    # is found here, before anything is submitted.
    first = part((1, MOST_PARTS), asked, *args, **options)
    if out is not None and first._raw.is_done(os.fspath(out), bool(force)):
        return cast(R, _calls.load(os.path.join(out, first.name)))
    number = parts or _usual(client, first)
    options["threads"] = 1
    with manner(None, progress, unit="parts") as watched:
        done = _gathered(client, first, number, (asked, args, options), watched.progress)
    return cast(R, merge(done, out, force, threads))


def _usual(client: Client, first: Part) -> int:
    """How many parts there are, where nothing is said."""
    threads = sum(client.nthreads().values()) or _THREADS
    return max(1, min(_EACH * threads, first._raw.total // _LEAST, MOST_PARTS))


def _gathered(
    client: Client,
    first: Part,
    number: int,
    what: tuple[Callable[..., Result], tuple[Any, ...], dict[str, Any]],
    heard: Callable[[int, int], Any] | None,
) -> list[Part]:
    """All parts, as they come."""
    # Calls with equal manifests come to equal parts, and others do not.
    token = hashlib.sha256(first._raw.files["manifest.json"]).hexdigest()[:32]
    numbers = [(at, number) for at in range(1, number + 1)]
    keys = [(f"offramp-{first.command}-{token}", *one) for one in numbers]
    call, args, options = what
    futures = client.map(
        _task, numbers, key=keys, retries=_RETRIES, pure=True, call=call, args=args, options=options
    )
    done: list[Part] = []
    try:
        for _, found in as_completed(futures, with_results=True):
            done.append(found)
            if heard is not None:
                heard(len(done), number)
    except BaseException:
        client.cancel(futures)
        raise
    return done


def _task(
    portion: tuple[int, int], call: Callable[..., Result], args: tuple[Any, ...], options: dict[str, Any]
) -> Part:
    """A part, played by a worker."""
    worker = get_worker()
    key = worker.get_current_task()

    def heard(_done: int, _total: int) -> None:
        task = worker.state.tasks.get(key)
        if task is None or task.state == "cancelled":
            raise RuntimeError("nobody waits for this part any more")

    return part(portion, call, *args, progress=heard, **options)


def _carried(scenario: Asked) -> Scenario:
    """A scenario that travels as its text."""
    return Scenario._of(raw(scenario))


def _several(scenarios: Asked | Sequence[Asked]) -> list[Asked]:
    if isinstance(scenarios, (Scenario, str, os.PathLike)):
        return [_carried(scenarios)]
    return [_carried(one) for one in scenarios]


def _carried_arm(arm: Asked | tuple[Asked, str]) -> Asked | tuple[Asked, str]:
    return (_carried(arm[0]), arm[1]) if isinstance(arm, tuple) else _carried(arm)


def _listed(values: Any) -> Any:
    """Values that are asked for more than once; what is none is refused where it is read."""
    return list(values) if isinstance(values, Iterable) and not isinstance(values, (str, bytes)) else values
