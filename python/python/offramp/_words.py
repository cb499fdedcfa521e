"""Values of Python in the words of the command line: ``path=value``."""

from __future__ import annotations

import datetime
import json
import math
import operator
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Union

Value = Union[bool, int, float, str, datetime.date, Sequence[Any]]


def override(path: str, value: Value) -> str:
    """One override, as ``--set`` takes it."""
    return f"{_path(path)}={spelt(path, value)}"


def overrides(numbers: Mapping[str, Value]) -> list[str]:
    """Overrides in their order."""
    return [override(path, value) for path, value in numbers.items()]


def variants(numbers: Mapping[str, Iterable[Value]] | None) -> list[str]:
    """Values that make variants: every combination of them is run."""
    found = []
    for path, values in (numbers or {}).items():
        if isinstance(values, (str, bytes)) or not isinstance(values, Iterable):
            raise TypeError(f"variants of {path} must be several values, not {values!r}")
        listed = [spelt(path, value) for value in values]
        if not listed:
            raise ValueError(f"variants of {path} are none")
        found.append(f"{_path(path)}={','.join(listed)}")
    return found


def varied(vary: Mapping[str, Any] | Sequence[str] | str | None) -> list[str]:
    """What varies: ``PATH``, ``PATH=LOW:HIGH`` and so on, or a mapping of paths to ranges and values.

    In a mapping, a tuple of two numbers is a range, a tuple of three a range at so many levels, a list its
    values, and ``None`` the range in ``[uncertain]``.
    """
    if vary is None:
        return []
    if isinstance(vary, str):
        return [vary]
    if not isinstance(vary, Mapping):
        return [_text("what varies", one) for one in vary]
    found = []
    for path, values in vary.items():
        if values is None:
            found.append(_path(path))
        elif isinstance(values, tuple) and len(values) in (2, 3):
            found.append(f"{_path(path)}={':'.join(spelt(path, value) for value in values)}")
        elif isinstance(values, (list, tuple)):
            found.append(f"{_path(path)}={','.join(spelt(path, value) for value in values)}")
        else:
            raise TypeError(f"{path} varies over a tuple (low, high[, n]), a list or None, not {values!r}")
    return found


def spelt(path: str, value: Value) -> str:
    """A value as a scenario file has it; text is taken as the command line takes it."""
    value = getattr(value, "item", lambda: value)()  # a number of numpy
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return value
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{path} must be a finite number, not {value!r}")
        return repr(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(_within(path, one) for one in value)}]"
    raise TypeError(f"{path} cannot be set to {value!r}: a number, a text, a date or a list is meant")


def _within(path: str, value: Any) -> str:
    """A value within a list, where text has quotes."""
    return json.dumps(value) if isinstance(value, str) else spelt(path, value)


def _path(path: str) -> str:
    if not isinstance(path, str):
        raise TypeError(f"the path of a number is text, not {path!r}")
    if "=" in path:
        raise ValueError(f"the path of a number has no `=`: {path!r}")
    return path


def _text(what: str, value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"{what} must be text, not {value!r}")
    return value


def names(what: str, value: str | Iterable[str] | None) -> list[str] | None:
    """Names: one, several, or none that is said."""
    if value is None:
        return None
    if isinstance(value, str):
        return [value]
    return [_text(what, one) for one in value]


def threads(value: int | None) -> int:
    """A number of threads; none said: all cores."""
    if value is None:
        return 0
    if isinstance(value, bool):
        raise TypeError(f"threads must be a whole number, not {value!r}")
    number = operator.index(value)
    if not 0 <= number <= 1024:
        raise ValueError(f"threads must be a whole number from 1 to 1024, or 0 for all cores, not {number}")
    return number


def whole(what: str, value: Any, least: int = 0) -> int:
    """A whole number that is not below the least."""
    if isinstance(value, bool):
        raise TypeError(f"{what} must be a whole number, not {value!r}")
    number = operator.index(value)
    if not least <= number < 2**63:
        raise ValueError(f"{what} must be a whole number, at least {least}, not {number}")
    return number
