"""How a call is played: threads, who hears how far it is, where its folder goes, and which part of it."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple, Union

from . import _words

Progress = Union[bool, Callable[[int, int], Any], None]


class Manner(NamedTuple):
    """How a call is played."""

    threads: int
    progress: Callable[[int, int], Any] | None


class Place(NamedTuple):
    """Where its run folder goes: into a folder of run folders, or nowhere but memory; and which part is played, of
    how many, and beyond how many trials."""

    out: str | None
    force: bool
    portion: tuple[int, int, int] | None


class OfPart(NamedTuple):
    """What ``out`` of a call is while one part of it is played."""

    out: str | os.PathLike[str] | None
    portion: tuple[int, int, int]


def place(out: str | os.PathLike[str] | OfPart | None, force: bool) -> Place:
    """Where a run folder goes."""
    portion = None
    if isinstance(out, OfPart):
        out, portion = out
    return Place(None if out is None else os.fspath(out), bool(force), portion)


@contextlib.contextmanager
def manner(threads: int | None, progress: Progress, unit: str = "trials") -> Iterator[Manner]:
    """How a call is played, for as long as it is."""
    number = _words.threads(threads)
    if progress is None or progress is False:
        yield Manner(number, None)
    elif callable(progress):
        yield Manner(number, progress)
    elif progress is True:
        try:
            from tqdm.auto import tqdm
        except ImportError:
            yield Manner(number, None)
            return
        with tqdm(unit=unit, unit_scale=True, leave=False) as bar:

            def told(done: int, total: int) -> None:
                bar.total = total
                bar.update(done - bar.n)

            yield Manner(number, told)
    else:
        raise TypeError(f"progress is a function of what is done and what there is, True or None, not {progress!r}")
