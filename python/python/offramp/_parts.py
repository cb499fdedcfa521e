"""Parts of calls, played anywhere and in any order, and merged to what one call comes to."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, Union

from . import _calls, _further, _offramp, _results, _words
from ._progress import OfPart, Progress, manner, place
from ._results import Result

P = ParamSpec("P")

#: Part i of n; or part i of n of what lies beyond so many trials, which were played before.
Portion = Union[tuple[int, int], tuple[int, int, int]]

#: The most parts that anything is cut into.
MOST_PARTS = 100_000

#: The calls that have parts, and those whose next trials follow from what was played.
_WITH_PARTS: tuple[Callable[..., Result], ...] = (
    _calls.run,
    _calls.compare,
    _calls.attribute,
    _calls.sweep,
    _further.sensitivity,
    _further.hindcast,
)
_WITHOUT_PARTS: tuple[Callable[..., Result], ...] = (
    _calls.tip,
    _further.calibrate,
    _further.discover,
    _further.game,
    _further.search,
)


class Part:
    """One part of a call, in memory: integers that were counted, and what was asked.

    :func:`offramp.merge` makes of all parts what one call comes to. A part pickles, and is small: some 100 KB for
    a policy, whatever its trials, and 110 bytes more for each trial with ``trials_rows``. Parts are equal where
    their files are; where and how fast they were played is no part of that.
    """

    __slots__ = ("_raw",)
    _raw: _offramp.RawPart

    def __init__(self) -> None:
        raise TypeError("a part is played: part((1, 8), offramp.run, ...)")

    @classmethod
    def _of(cls, raw: _offramp.RawPart) -> Part:
        made = object.__new__(cls)
        object.__setattr__(made, "_raw", raw)
        return made

    @property
    def part(self) -> int:
        """Which part it is, counted from 1."""
        return self._raw.numbers[0]

    @property
    def parts(self) -> int:
        """Of how many."""
        return self._raw.numbers[1]

    @property
    def beyond(self) -> int:
        """How many trials were played before those of which it is a part."""
        return self._raw.numbers[2]

    @property
    def name(self) -> str:
        """The name of the run folder of which it is a part."""
        return self._raw.name

    @property
    def command(self) -> str:
        """The command of which it is a part."""
        return self._raw.command

    def save(self, folder: str | os.PathLike[str], force: bool = False) -> str:
        """Write it as a part of a run folder, whole or not at all.

        Parameters
        ----------
        folder : str or path
            The run folder that parts shall make, such as ``results/kaesong-2020``; part 3 of 8 goes into
            ``results/kaesong-2020.parts/3-of-8``, where ``offramp merge`` and :func:`offramp.merge` find it.
        force : bool, default False
            Replace another part that stands there.

        Returns
        -------
        str
            Where it is.

        Raises
        ------
        FileExistsError
            If something else stands there.
        """
        return os.fspath(self._raw.write(os.fspath(folder), bool(force)))

    def _state(self) -> tuple[str, tuple[int, int, int], int, dict[str, bytes]]:
        raw = self._raw
        return raw.name, raw.numbers, raw.total, raw.files

    def __reduce__(self) -> tuple[Any, ...]:
        return _restored, self._state()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Part) and _lasting(self) == _lasting(other)

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        beyond = f" beyond {self.beyond}" if self.beyond else ""
        return f"<Part {self.part} of {self.parts}{beyond}, {self.command} {self.name!r}>"


def part(portion: Portion, call: Callable[P, Result], /, *args: P.args, **kwargs: P.kwargs) -> Part:
    """Play one part of a call: ``--part`` of the command line.

    Parts may be played by any process of any machine, in any order, with any threads: :func:`merge` makes of
    them what the call by itself comes to, to the byte.

    Parameters
    ----------
    portion : (int, int) or (int, int, int)
        Which part, counted from 1, and of how many; for :func:`offramp.run` a third number N says to play only
        what lies beyond the first N trials, the parts of a run of which were played before: ``--beyond``.
    call : function
        :func:`offramp.run`, :func:`offramp.compare`, :func:`offramp.attribute`, :func:`offramp.sweep`,
        :func:`offramp.sensitivity` or :func:`offramp.hindcast`.
    *args, **kwargs
        Its arguments, the same for every part. With ``out`` the part is written there as well, and kept where it
        stands already.

    Returns
    -------
    Part

    Raises
    ------
    ValueError
        If there is no such part, or the call has none: what it plays next follows from what it has played. If
        nothing lies beyond N trials, or it would be others: those of draws of a posterior.

    Examples
    --------
    >>> import offramp as off
    >>> parts = [off.part((i, 3), off.run, "kaesong-2020", trials=500) for i in (3, 1, 2)]
    >>> parts[0]
    <Part 3 of 3, run 'kaesong-2020'>
    >>> off.merge(parts) == off.run("kaesong-2020", trials=500)
    True

    Raised by what is missing:

    >>> parts.append(off.part((1, 1, 500), off.run, "kaesong-2020", trials=800))
    >>> off.merge(parts) == off.run("kaesong-2020", trials=800)
    True
    """
    numbers = _numbers(portion)
    played: Callable[..., Any] = _with_parts(call)
    if numbers[2] and call is not _calls.run:
        raise ValueError(f"what lies beyond so many trials is played of run alone, not of {call.__name__}")
    options: dict[str, Any] = {**kwargs, "out": OfPart(kwargs.get("out"), numbers)}  # type: ignore[arg-type]
    return Part._of(played(*args, **options))


def merge(
    parts: Iterable[Part | str | os.PathLike[str]] | str | os.PathLike[str],
    out: str | os.PathLike[str] | None = None,
    force: bool = False,
    threads: int | None = None,
    progress: Progress = None,
) -> Result:
    """Make of parts what one call would have come to: ``offramp merge``.

    All parts are looked at before anything is written. With those of a run and of what lies beyond it they make
    the run of more trials.

    Parameters
    ----------
    parts : Part, str or path, or several of them
        All parts of one whole, in any order: in memory, or folders of parts, whoever played them, or folders
        that hold these.
    out, force, threads
        As in :func:`offramp.run`.
    progress : callable or bool, optional
        As in :func:`offramp.run`: it counts trials that follow from what was played and are played now, of which
        comparisons and hindcasts have some.

    Returns
    -------
    Result
        A :class:`Run`, :class:`Comparison` and so on, every file of which is that of one call.

    Raises
    ------
    ValueError
        If parts are missing, there twice, changed, of another version, or of different things; the message says
        which.
    """
    single = isinstance(parts, (Part, str, os.PathLike))
    given: list[Any] = [parts] if single else list(parts)  # type: ignore[arg-type]
    with manner(threads, progress) as how:
        folder = _offramp.merge([_raw(one) for one in given], place(out, force), how)
    return _results.of(folder)


def _raw(part: object) -> _offramp.RawPart | str:
    if isinstance(part, Part):
        return part._raw
    if isinstance(part, (str, os.PathLike)):
        return os.fspath(part)
    raise TypeError(f"a part or the path of one is meant, not {part!r}")


def _numbers(portion: Portion) -> tuple[int, int, int]:
    """Part, parts and the trials before them, if they are whole numbers."""
    refused = TypeError(
        f"a part is two whole numbers, such as (3, 8), or three where trials were played before, not {portion!r}"
    )
    if isinstance(portion, str):
        raise refused
    try:
        part, parts, *more = portion
        (beyond,) = more or (0,)
    except (TypeError, ValueError):
        raise refused from None
    return (
        _words.whole("a part", part),
        _words.whole("the number of parts", parts),
        _words.whole("the number of trials before it", beyond),
    )


def _with_parts(call: Callable[P, Result]) -> Callable[P, Result]:
    """A call, if it has parts."""
    known = ", ".join(one.__name__ for one in _WITH_PARTS)
    if call in _WITHOUT_PARTS:
        raise ValueError(
            f"what {call.__name__} plays next follows from what it has played, so no part of it can be played alone; "
            f"parts have {known}"
        )
    if call not in _WITH_PARTS:
        raise TypeError(f"parts have {known} of offramp, not {call!r}")
    return call


def _restored(name: str, numbers: tuple[int, int, int], total: int, files: dict[str, bytes]) -> Part:
    return Part._of(_offramp.RawPart.from_files(name, numbers, total, files))


def _lasting(part: Part) -> tuple[str, tuple[int, int, int], dict[str, bytes]]:
    """What does not depend on where and how fast it was played."""
    name, numbers, _, files = part._state()
    return name, numbers, _results.lasting(files)
