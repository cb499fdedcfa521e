"""Scenarios."""

from __future__ import annotations

import os
from collections.abc import Mapping
from typing import Any, NamedTuple, Union

from . import _offramp, _words
from ._errors import Problem, _problem


class Policy(NamedTuple):
    """A policy of a scenario.

    Attributes
    ----------
    name : str
        What it is called.
    description : str
        What it says, in a sentence.
    actors : tuple of str
        Who adopts it.
    other_side : bool
        Whether nobody who is advised adopts anything: it is played where it is named, and not unasked.
    """

    name: str
    description: str
    actors: tuple[str, ...]
    other_side: bool


class Number(NamedTuple):
    """A number in force.

    Attributes
    ----------
    key : str
        The parameter.
    whose : str
        The actor, pair, channel or incident that has it; empty for the crisis and its trigger.
    value : bool, int, float or str
        The value.
    unit : str
        Its unit; empty where it has none.
    origin : str
        ``"scenario"``, ``"set"``, ``"default"``, or the base that says it.
    line : int or None
        The line it stands in; none of a default.
    rests_on : tuple of str
        What it rests on.
    """

    key: str
    whose: str
    value: bool | int | float | str
    unit: str
    origin: str
    line: int | None
    rests_on: tuple[str, ...]


class Range(NamedTuple):
    """The range of an uncertain number, both ends in the unit of the number, and why it is uncertain."""

    low: float
    high: float
    why: str


class Scenario:
    """A crisis: a text that was read, and overrides.

    Nothing about it changes: :meth:`set` makes another. It pickles as the texts that it
    was read from and its overrides.

    Examples
    --------
    >>> import offramp as off
    >>> scenario = off.Scenario.load("kaesong-2020")
    >>> scenario.title
    'Kaesong 2020: the liaison office is blown up'
    >>> scenario.set("message_loss", 0.3)
    Scenario('kaesong-2020', message_loss=0.3)
    """

    __slots__ = ("_raw",)
    _raw: _offramp.RawScenario

    def __init__(self) -> None:
        raise TypeError("a scenario is loaded: Scenario.load(name), or Scenario.parse(name, text)")

    @classmethod
    def _of(cls, raw: _offramp.RawScenario) -> Scenario:
        made = object.__new__(cls)
        object.__setattr__(made, "_raw", raw)
        return made

    @classmethod
    def load(cls, name: str | os.PathLike[str]) -> Scenario:
        """Read a scenario.

        Parameters
        ----------
        name : str or path
            A file, else the name of a shipped scenario (:func:`offramp.scenarios`).

        Returns
        -------
        Scenario
            The scenario as it is written now: a file that changes later changes nothing of it.

        Raises
        ------
        ScenarioError
            If its text cannot be read as a scenario, or none is called so. What it says is checked when it is
            used, and by :meth:`check`.
        OSError
            If the file cannot be read.
        """
        return cls._of(_offramp.RawScenario.load(os.fspath(name)))

    @classmethod
    def parse(cls, name: str, text: str) -> Scenario:
        """Read a scenario from a text; what it extends is looked for among the shipped files."""
        return cls._of(_offramp.RawScenario.parse(name, text))

    def set(
        self,
        path: str | Mapping[str, _words.Value] | None = None,
        value: _words.Value | None = None,
        /,
        **numbers: _words.Value,
    ) -> Scenario:
        """Override numbers: ``--set`` of the command line.

        Parameters
        ----------
        path : str or mapping, optional
            A path such as ``"actor.north-korea.resolve"``, a bare key for everywhere, or a mapping of paths to
            values.
        value : bool, int, float, str, date or list, optional
            The value, in the unit of the parameter; text is taken as the command line takes it.
        **numbers
            Bare keys and their values.

        Returns
        -------
        Scenario
            Another scenario; this one stays as it is.

        Raises
        ------
        ScenarioError
            If a path reaches nothing, or a value is out of bounds.
        TypeError
            If a value is nothing that a scenario can say.

        Examples
        --------
        >>> import offramp as off
        >>> off.Scenario.load("kaesong-2020").set("message_loss", 1.5)
        Traceback (most recent call last):
        ...
        offramp.ScenarioError: error[out-of-bounds]: ...
        """
        given: dict[str, Any] = {}
        if isinstance(path, Mapping):
            if value is not None:
                raise TypeError("a mapping has its values with it")
            given.update(path)
        elif path is not None:
            given[path] = value
        elif value is not None:
            raise TypeError("a value without a path")
        given.update(numbers)
        raw = self._raw.under(_words.overrides(given))
        raw.heading()
        return Scenario._of(raw)

    def check(self) -> list[Problem]:
        """All that is wrong with it, and what it is warned of, with file, line and column; nothing: it is sound."""
        return [_problem(one) for one in self._raw.problems()]

    @property
    def name(self) -> str:
        """Its name, which its run folders have too."""
        return self._raw.heading()[0]

    @property
    def title(self) -> str:
        """One line for lists."""
        return self._raw.heading()[1]

    @property
    def question(self) -> str:
        """The question it was written to answer."""
        return self._raw.heading()[2]

    @property
    def overrides(self) -> tuple[str, ...]:
        """Its overrides as ``path=value``, in order."""
        return tuple(self._raw.sets)

    @property
    def text(self) -> str:
        """A text that reads to the same by itself, before overrides."""
        return self._raw.text()

    def flattened(self) -> str:
        """It as it is run: the text of a scenario file with every default and override written out."""
        return self._raw.flattened()

    @property
    def actors(self) -> tuple[str, ...]:
        """Names of its actors, in order."""
        return tuple(self._raw.actors())

    @property
    def policies(self) -> dict[str, Policy]:
        """Its policies by name, the baseline first."""
        return {
            name: Policy(name, says, tuple(actors), other) for name, says, actors, other in self._raw.policies()
        }

    @property
    def numbers(self) -> list[Number]:
        """Every number in force, and where it comes from."""
        return [
            Number(key, whose, _value(value), unit, origin, line, tuple(rests_on))
            for key, whose, value, unit, origin, line, rests_on in self._raw.numbers()
        ]

    @property
    def uncertain(self) -> dict[str, Range]:
        """What ``[uncertain]`` names, by path."""
        return {path: Range(low, high, why) for path, low, high, why in self._raw.uncertain()}

    def __repr__(self) -> str:
        return f"Scenario({', '.join([repr(self._raw.shown), *self.overrides])})"

    def _repr_html_(self) -> str:
        import html

        said = [f"<strong>{html.escape(self.title)}</strong>", html.escape(self.question)]
        rows = "".join(
            f"<tr><td>{html.escape(policy.name)}</td><td>{html.escape(', '.join(policy.actors))}</td>"
            f"<td>{html.escape(policy.description)}</td></tr>"
            for policy in self.policies.values()
        )
        head = "<tr><th>policy</th><th>adopted by</th><th>what it says</th></tr>"
        return f"<p>{'<br>'.join(said)}</p><table><thead>{head}</thead><tbody>{rows}</tbody></table>"

    def _state(self) -> tuple[str, tuple[tuple[str, str], ...], tuple[str, ...]]:
        """What it is called, the texts that it was read from but for those that are shipped, and its overrides."""
        raw = self._raw
        return raw.shown, tuple(raw.texts()), tuple(raw.sets)

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, self._state()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Scenario) and self._state() == other._state()

    def __hash__(self) -> int:
        return hash(self._state())


Asked = Union[Scenario, str, "os.PathLike[str]"]


def raw(scenario: Asked) -> _offramp.RawScenario:
    """A scenario, or one by its name."""
    if isinstance(scenario, Scenario):
        return scenario._raw
    if isinstance(scenario, (str, os.PathLike)):
        return Scenario.load(scenario)._raw
    raise TypeError(f"a scenario, its name or the path of its file is meant, not {scenario!r}")


def _restored(shown: str, texts: tuple[tuple[str, str], ...], sets: tuple[str, ...]) -> Scenario:
    read = _offramp.RawScenario
    plain = read.of_texts(shown, texts) if texts else read.load(shown)
    return Scenario._of(plain.under(list(sets)))


def _value(text: str) -> bool | int | float | str:
    """A value as a file says it."""
    if text in ("true", "false"):
        return text == "true"
    for read in (int, float):
        try:
            return read(text)
        except ValueError:
            pass
    return text.strip('"')
