"""The extension module: what the engine hands on."""

import os
from collections.abc import Sequence
from typing import Any, final

import pandas
import polars

from ._progress import Manner, Place

__version__: str

@final
class Table:
    """A table of a result: the bytes of its CSV file, and the same as Arrow.

    Anything that takes the Arrow PyCapsule interface takes it without a copy: ``polars.DataFrame(table)``,
    ``pyarrow.table(table)``, DuckDB. Unknown cells are null; unit and meaning of a column are in the metadata of
    its field (``unit``, ``description``).
    """

    @property
    def name(self) -> str: ...
    @property
    def meaning(self) -> str: ...
    @property
    def columns(self) -> list[str]: ...
    @property
    def types(self) -> dict[str, str]: ...
    @property
    def units(self) -> dict[str, str]: ...
    @property
    def meanings(self) -> dict[str, str]: ...
    def __len__(self) -> int: ...
    def column(self, name: str) -> list[Any]: ...
    def to_csv(self) -> bytes: ...
    def to_rows(self) -> list[dict[str, Any]]: ...
    def to_pandas(self) -> pandas.DataFrame: ...
    def to_polars(self) -> polars.DataFrame: ...
    def __arrow_c_schema__(self) -> object: ...
    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object: ...
    def _repr_html_(self) -> str: ...

@final
class Folder:
    @staticmethod
    def read(place: str | os.PathLike[str]) -> Folder: ...
    @staticmethod
    def from_files(files: dict[str, bytes]) -> Folder: ...
    @property
    def files(self) -> dict[str, bytes]: ...
    @property
    def manifest(self) -> str: ...
    @property
    def package(self) -> str: ...
    @property
    def tables(self) -> dict[str, Table]: ...
    def write(self, place: str | os.PathLike[str], force: bool) -> os.PathLike[str]: ...
    def figures(self) -> list[tuple[str, str, str, str | None, str]]: ...

@final
class RawPart:
    @staticmethod
    def from_files(name: str, numbers: tuple[int, int, int], total: int, files: dict[str, bytes]) -> RawPart: ...
    @property
    def files(self) -> dict[str, bytes]: ...
    @property
    def name(self) -> str: ...
    @property
    def numbers(self) -> tuple[int, int, int]: ...
    @property
    def command(self) -> str: ...
    @property
    def total(self) -> int: ...
    def write(self, place: str | os.PathLike[str], force: bool) -> os.PathLike[str]: ...
    def is_done(self, out: str | os.PathLike[str], force: bool) -> bool: ...

@final
class RawScenario:
    @staticmethod
    def load(name: str | os.PathLike[str]) -> RawScenario: ...
    @staticmethod
    def parse(name: str, text: str) -> RawScenario: ...
    @staticmethod
    def of_texts(name: str, texts: Sequence[tuple[str, str]]) -> RawScenario: ...
    def texts(self) -> list[tuple[str, str]]: ...
    def under(self, sets: list[str]) -> RawScenario: ...
    @property
    def shown(self) -> str: ...
    @property
    def sets(self) -> list[str]: ...
    def text(self) -> str: ...
    def flattened(self) -> str: ...
    def problems(self) -> list[dict[str, Any]]: ...
    def heading(self) -> tuple[str, str, str]: ...
    def policies(self) -> list[tuple[str, str, list[str], bool]]: ...
    def actors(self) -> list[str]: ...
    def uncertain(self) -> list[tuple[str, float, float, str]]: ...
    def numbers(self) -> list[tuple[str, str, str, str, str, int | None, list[str]]]: ...

@final
class Story:
    def text(self, verbose: bool) -> str: ...
    def json(self) -> str: ...
    def events(self) -> Table: ...
    def figures(self) -> list[tuple[str, str, str, str | None, str]]: ...

def merge(
    parts: Sequence[RawPart | str | os.PathLike[str]],
    place: Place,
    manner: Manner,
) -> Folder: ...
def scenarios() -> list[tuple[str, str, str]]: ...
def defaults() -> dict[str, int | float | str]: ...
def run(
    scenario: RawScenario,
    variants: list[str],
    policies: list[str] | None,
    all_policies: bool,
    trials: int,
    seed_: int,
    daily: bool,
    trials_rows: bool,
    posterior_: str | None,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def compare(
    scenario: RawScenario | None,
    policies: list[str] | None,
    all_policies: bool,
    arms: list[tuple[str, RawScenario, str]],
    baseline: str | None,
    metric: str,
    trials: int,
    until: tuple[float | None, bool, float | None, int],
    worlds: tuple[int | None, int, float | None, int],
    seed_: int,
    posterior_: str | None,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def attribute(
    scenario: RawScenario,
    policy: str,
    outcome_: str,
    trials: int,
    seed_: int,
    posterior_: str | None,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def exact(
    scenario: RawScenario,
    policies: list[str] | None,
    all_policies: bool,
    limits: tuple[int, int | None, float],
    place: Place,
    manner: Manner,
) -> Folder: ...
def sweep(
    scenarios: list[RawScenario],
    vary: list[str],
    design: str | None,
    points: int | None,
    cube: int | None,
    policies: list[str] | None,
    all_policies: bool,
    trials: int,
    seed_: int,
    metric: str,
    posterior_: str | None,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def tip(
    scenario: RawScenario,
    between: list[str] | None,
    of: str | None,
    reaches: tuple[str, float] | None,
    along: list[str],
    map: bool,
    metric: str,
    trials: int,
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder: ...
def trace(
    scenario: RawScenario,
    trial: int | None,
    find: str | None,
    trials: int,
    seed_: int,
    policy: str,
    against: str | None,
    off: list[str],
    against_off: list[str],
    manner: Manner,
) -> Story | None: ...
def sensitivity(
    scenarios: list[RawScenario],
    from_: str | None,
    method: str | None,
    of: str | None,
    metric: str,
    vary: list[str],
    group: list[str],
    points: int | None,
    precision: float | None,
    most_points: int,
    trials: int,
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def discover(
    folder: str,
    condition: str,
    policy: str | None,
    metric: str | None,
    threshold: float | None,
    step: int | None,
    boxes: int,
    peel: float,
    min_mass: float,
    halves: int,
    shuffles: int,
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder: ...
def game(
    scenario: RawScenario,
    players: list[str],
    policies_of: list[tuple[str, list[str]]],
    types: list[tuple[str, str]],
    metric: str,
    margin: float,
    trials: int,
    worlds: tuple[int | None, int],
    posterior_: str | None,
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder: ...
def search(
    scenario: RawScenario,
    side: str,
    sought: tuple[bool, str],
    subject_to: list[str],
    front: list[str],
    against: str,
    answered_by: str | None,
    worlds: int | None,
    posterior_: str | None,
    rules: int,
    budget: int,
    searches: int,
    trials: int,
    margin: float,
    elsewhere: list[str],
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder: ...
def hindcast(
    scenarios: list[RawScenario],
    names: list[str],
    table: str | None,
    template: str | None,
    sets: list[str],
    trials: int,
    folds: int | None,
    patterns: int,
    seed_: int,
    posterior_: str | None,
    place: Place,
    manner: Manner,
) -> Folder | RawPart: ...
def calibrate(
    table: str,
    template: str,
    sets: list[str],
    draws: int,
    places: int,
    trials: int,
    rounds: int,
    watched: int | None,
    scored: int,
    folds: int,
    check: int,
    divisions: int,
    moves: float,
    seed_: int,
    place: Place,
    manner: Manner,
) -> Folder: ...
