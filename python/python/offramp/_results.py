"""What calls come to: words, tables, figures and the main numbers."""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple, TypeVar, cast

from . import _html, _offramp
from ._html import Figure

#: What policies are compared by, in the order of tables; all but the last are shares of trials.
MEASURES = ("minor_clash", "serious_clash", "war", "agreement", "unilateral", "calm", "unresolved", "days")


class Estimate(NamedTuple):
    """An estimate, never without its interval.

    Attributes
    ----------
    value : float or None
        The estimate, in the unit of its quantity; none: unknown.
    low, high : float or None
        Ends of the interval.
    level : float or None
        Its nominal coverage.
    method : str or None
        Its method (docs/statistics.md).
    n : int or None
        Trials it rests on.
    """

    value: float | None
    low: float | None = None
    high: float | None = None
    level: float | None = None
    method: str | None = None
    n: int | None = None

    def __str__(self) -> str:
        if self.value is None:
            return "unknown"
        if self.low is None or self.high is None:
            return f"{self.value:.4g}"
        of = f", n {self.n}" if self.n is not None else ""
        level = f"{100 * self.level:g}% " if self.level is not None else ""
        return f"{self.value:.4g} [{self.low:.4g}, {self.high:.4g}] ({level}{self.method}{of})"


class Result:
    """What a call came to: the run folder that the command line would have left, in memory.

    Attributes
    ----------
    tables : mapping of str to Table
        Its tables by the stems of their files.
    """

    _command = ""
    _main_table = ""

    def __init__(self, folder: _offramp.Folder) -> None:
        self._folder = folder
        self.manifest: dict[str, Any] = json.loads(folder.manifest)
        package = json.loads(folder.package)
        self._said: list[str] = package.get("answer") or []
        self._name: str = package["name"]
        self.tables: Mapping[str, _offramp.Table] = MappingProxyType(folder.tables)

    @property
    def name(self) -> str:
        """The name of its run folder."""
        return self._name

    @property
    def command(self) -> str:
        """The command of which it is."""
        return str(self.manifest["command"])

    @property
    def policies(self) -> tuple[str, ...]:
        """The policies that were played."""
        return tuple(self.manifest["policies"])

    @property
    def seed(self) -> int:
        """The root seed."""
        return int(self.manifest["seed"])

    @property
    def trials(self) -> int:
        """Trials of each policy, or what the command counts; 0: enumerated."""
        return int(self.manifest["trials"])

    @property
    def sentences(self) -> tuple[str, ...]:
        """The answer in sentences."""
        return tuple(self._said)

    @property
    def answer(self) -> str:
        """The answer in words: what ``answer.txt`` has, or the sentences."""
        text = self._folder.files.get("answer.txt")
        return text.decode() if text is not None else "\n".join(self._said)

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The figures of its page."""
        return tuple(Figure(*one) for one in self._folder.figures())

    def save(self, folder: str | os.PathLike[str], force: bool = False) -> str:
        """Write the run folder, whole or not at all.

        Parameters
        ----------
        folder : str or path
            The run folder; :func:`offramp.load` reads it back, and so does the command line.
        force : bool, default False
            Replace a run that stands there.

        Returns
        -------
        str
            Where it is.

        Raises
        ------
        FileExistsError
            If something else stands there.
        """
        return os.fspath(self._folder.write(os.fspath(folder), force))

    def _rows(self, table: str, **where: object) -> list[dict[str, Any]]:
        """Rows of a table in which these cells are so; a condition that is None is none."""
        found = self.tables[table]
        wanted = {name: value for name, value in where.items() if value is not None}
        columns = {name: found.column(name) for name in wanted if name in found.columns}
        rows = found.to_rows()
        kept = [i for i in range(len(rows)) if all(columns[name][i] == wanted[name] for name in columns)]
        return [rows[i] for i in kept]

    def _one(self, table: str, **where: object) -> dict[str, Any]:
        """The one row of a table in which these cells are so."""
        rows = self._rows(table, **where)
        said = ", ".join(f"{name}={value!r}" for name, value in where.items() if value is not None)
        if not rows:
            raise KeyError(f"{table} has no row of {said}")
        if len(rows) > 1:
            raise KeyError(f"{table} has {len(rows)} rows of {said}: name a policy or a variant as well")
        return rows[0]

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, (type(self), self._folder.files)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Result) and lasting(self._folder.files) == lasting(other._folder.files)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        words = [type(self).__name__, repr(self.name)]
        if self.trials:
            words.append(f"{self.trials} trials")
        return f"<{' '.join([words[0], ', '.join(words[1:])])}, seed {self.seed}>"

    def _repr_html_(self) -> str:
        figures = self.figures
        shown = [one for one in figures if one.section == figures[0].section] if figures else []
        table = self.tables.get(self._main_table)
        return _html.page(self._said, shown, table._repr_html_() if table is not None else "")


def _restored(kind: type[Result], files: dict[str, bytes]) -> Result:
    return kind(_offramp.Folder.from_files(files))


def lasting(files: dict[str, bytes]) -> dict[str, bytes]:
    """What does not depend on where and how fast it was run."""
    return {file: text for file, text in files.items() if file != "host.json"}


def _estimate(row: Mapping[str, Any], value: str, n: str = "n") -> Estimate:
    cells = (row[value], row["ci_low"], row["ci_high"], row["ci_level"], row["ci_method"], row.get(n))
    return Estimate(*cells)


class Run(Result):
    """A scenario under policies: how its crises end.

    The properties ``war``, ``agreement``, ``unilateral``, ``calm``, ``unresolved``, ``minor_clash`` and
    ``serious_clash`` are shares of trials, ``days`` the mean days restricted to the horizon; of a run of
    several policies or variants, :meth:`measure` takes which.
    """

    _command = "run"
    _main_table = "outcomes"

    def measure(self, measure: str, policy: str | None = None, variant: str | None = None) -> Estimate:
        """Estimate of a measure.

        Parameters
        ----------
        measure : str
            One of ``minor_clash``, ``serious_clash``, ``war``, ``agreement``, ``unilateral``, ``calm``,
            ``unresolved`` (shares of trials) and ``days``.
        policy, variant : str, optional
            Which, where there are several.

        Returns
        -------
        Estimate
        """
        if measure not in MEASURES:
            raise KeyError(f"there is no measure {measure!r}; there are {', '.join(MEASURES)}")
        row = self._one("summary", policy=policy, variant=variant)
        method = row["days_ci_method" if measure == "days" else "share_ci_method"]
        low, high = row[f"{measure}_low"], row[f"{measure}_high"]
        return Estimate(row[measure], low, high, row["ci_level"], method, row["trials"])

    def metric(
        self,
        metric: str,
        statistic: str | None = None,
        subject: str | None = None,
        policy: str | None = None,
        variant: str | None = None,
    ) -> Estimate:
        """Estimate of a metric of ``metrics.csv``, such as ``metric("peak_rung", "mean", "north-korea")``."""
        row = self._one(
            "metrics", metric=metric, statistic=statistic, subject=subject, policy=policy, variant=variant
        )
        return _estimate(row, "value")

    @property
    def minor_clash(self) -> Estimate:
        """Share of trials with at least a minor clash after the onset."""
        return self.measure("minor_clash")

    @property
    def serious_clash(self) -> Estimate:
        """Share of trials with at least a serious clash after the onset."""
        return self.measure("serious_clash")

    @property
    def war(self) -> Estimate:
        """Share of trials that end in war."""
        return self.measure("war")

    @property
    def agreement(self) -> Estimate:
        """Share of trials that end in an agreement."""
        return self.measure("agreement")

    @property
    def unilateral(self) -> Estimate:
        """Share of trials that end because one side gives in."""
        return self.measure("unilateral")

    @property
    def calm(self) -> Estimate:
        """Share of trials that end in calm."""
        return self.measure("calm")

    @property
    def unresolved(self) -> Estimate:
        """Share of trials that are unresolved at the horizon."""
        return self.measure("unresolved")

    @property
    def days(self) -> Estimate:
        """Mean days to the ending, restricted to the horizon."""
        return self.measure("days")


class Comparison(Result):
    """Policies compared under the same luck, trial by trial."""

    _command = "compare"
    _main_table = "comparisons"

    @property
    def arms(self) -> tuple[str, ...]:
        """Its arms, the baseline first."""
        return tuple(arm["name"] for arm in self.manifest["arms"])

    @property
    def metric(self) -> str:
        """What gets the verdict."""
        return str(self.manifest["settings"]["metric"])

    @property
    def reached(self) -> bool:
        """Whether it came as far as it was to go: False where ``max_trials`` came first."""
        return json.loads(self._folder.package).get("reached") is not False

    def value(self, arm: str, metric: str | None = None) -> Estimate:
        """Estimate of a metric of an arm; of the one compared on, where none is named."""
        return _estimate(self._one("policies", arm=arm, metric=metric or self.metric), "value")

    def difference(self, arm: str, metric: str | None = None, scope: str = "pointwise") -> Estimate:
        """Difference of an arm from the baseline.

        Parameters
        ----------
        arm : str
            The arm.
        metric : str, optional
            The metric; the one compared on, where none is named.
        scope : {"pointwise", "simultaneous"}
            Whether the interval holds for this arm alone, or for all together.

        Returns
        -------
        Estimate
            In the unit of the metric; below 0: less than under the baseline.
        """
        row = self._one("comparisons", arm=arm, metric=metric or self.metric, ci_scope=scope)
        return _estimate(row, "difference", "trials")

    def verdict(self, arm: str, metric: str | None = None) -> str | None:
        """What can be said of an arm against the baseline, all arms together: ``"better"`` and so on."""
        rows = self._rows("comparisons", arm=arm, metric=metric or self.metric)
        said = [row["verdict"] for row in rows if row["verdict"] is not None]
        return said[0] if said else None


class Attribution(Result):
    """What caused an outcome: its share among the mechanisms that go wrong."""

    _command = "attribute"
    _main_table = "attribution"

    @property
    def outcome(self) -> str:
        """The outcome that is explained."""
        return str(self.manifest["settings"]["outcome"])

    @property
    def parts(self) -> dict[str, Estimate]:
        """By mechanism, what it adds to the share of trials that end so (Shapley values)."""
        return {row["mechanism"]: _estimate(row, "value", "trials") for row in self._rows("attribution")}


class Exact(Result):
    """A small scenario enumerated: exact probabilities."""

    _command = "exact"
    _main_table = "exact"

    def probability(self, outcome: str, policy: str | None = None) -> float:
        """Probability of an ending."""
        return float(self._one("exact", outcome=outcome, policy=policy)["probability"])

    def error_bound(self, outcome: str, policy: str | None = None) -> float:
        """How far that probability may be off, at most."""
        return float(self._one("exact", outcome=outcome, policy=policy)["error_bound"])


class Sweep(Result):
    """What is uncertain or chosen, varied: ``points`` and ``responses``."""

    _command = "sweep"
    _main_table = "responses"

    @property
    def factors(self) -> tuple[str, ...]:
        """What varies, in order."""
        return tuple(name for name in self.tables["points"].columns if name != "point")


class Tips(Result):
    """Where an answer turns along what is uncertain."""

    _command = "tip"
    _main_table = "tips"

    @property
    def tips(self) -> list[dict[str, Any]]:
        """Rows of ``tips.csv``: of each parameter, whether and where the answer turns."""
        return self.tables["tips"].to_rows()


class Sensitivity(Result):
    """What drives an answer."""

    _command = "sensitivity"
    _main_table = "indices"

    def index(self, factor: str, index: str) -> Estimate:
        """An index of a factor, such as ``index("law.deterrence", "total")``: a row of ``indices.csv``."""
        row = self._one("indices", factor=factor, index=index)
        return Estimate(row["value"], row["ci_low"], row["ci_high"], row.get("ci_level"), row.get("ci_method"))


class Discovery(Result):
    """What the points of a sweep at which something is so have in common."""

    _command = "discover"
    _main_table = "boxes"


class Game(Result):
    """A game between policies: what is stable, and what restraint costs there."""

    _command = "game"
    _main_table = "profiles"


class Search(Result):
    """Policies that nobody wrote down."""

    _command = "search"
    _main_table = "found"

    @property
    def found(self) -> str:
        """The policies that were found, as a scenario file has them."""
        text: bytes = self._folder.files["found.toml"]
        return text.decode()


class Hindcast(Result):
    """Crises that happened, forecast from their onsets and scored."""

    _command = "hindcast"
    _main_table = "scores"


class Calibration(Result):
    """The law fitted to crises that happened."""

    _command = "calibrate"
    _main_table = "posterior_summary"


class Trace:
    """A trial explained, or two under the same luck.

    Attributes
    ----------
    text : str
        An account to read; of two trials, where they part.
    events : Table
        Everything that happened, as event data.
    """

    def __init__(self, story: _offramp.Story) -> None:
        self._story = story
        self.text: str = story.text(False)
        self.events: _offramp.Table = story.events()

    @property
    def everything(self) -> str:
        """The account with every decision, every term and every act seen."""
        return self._story.text(True)

    def to_dict(self) -> dict[str, Any]:
        """All of it: ``trials``, each with its days and the terms of every decision, and their ``parting``."""
        found: dict[str, Any] = json.loads(self._story.json())
        return found

    @property
    def trial(self) -> int:
        """The number of the trial."""
        return int(self.to_dict()["trials"][0]["trial"])

    @property
    def figures(self) -> tuple[Figure, ...]:
        """The trial day by day."""
        return tuple(Figure(*one) for one in self._story.figures())

    def __repr__(self) -> str:
        return self.text

    def _repr_html_(self) -> str:
        return _html.page(self.text.splitlines()[:1], self.figures, self.events._repr_html_())


_KINDS: dict[str, type[Result]] = {kind._command: kind for kind in Result.__subclasses__()}


def of(folder: _offramp.Folder) -> Result:
    """The result of a run folder, by its command."""
    command = json.loads(folder.manifest)["command"]
    return _KINDS.get(command, Result)(folder)


_Kind = TypeVar("_Kind", bound=Result)


def made(kind: type[_Kind], played: _offramp.Folder | _offramp.RawPart) -> _Kind:
    """The result of a call; of one that was asked for a part, that, which nobody sees but who asked."""
    return cast(_Kind, played) if isinstance(played, _offramp.RawPart) else kind(played)
