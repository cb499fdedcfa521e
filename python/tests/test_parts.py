"""Parts played in any order make what one call comes to, to the byte, and what is none of it is refused."""

from __future__ import annotations

import pickle
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import offramp as off
from conftest import Program

KAESONG = "kaesong-2020"
JOINT = "maximum-restraint-joint"
KOREA = "korea_crises_1968_2013"

#: By name: words of a command line, the run folder they leave, the call that means the same and its arguments.
CASES: dict[str, tuple[list[object], str, Callable[..., off.Result], tuple[object, ...], dict[str, Any]]] = {
    "run": (
        ["run", KAESONG, "--policies", f"baseline,{JOINT}", "--trials", 301, "--seed", 7]
        + ["--set", "message_loss=0.1,0.3", "--daily", "--trials-csv"],
        KAESONG,
        off.run,
        (KAESONG, ["baseline", JOINT]),
        {"trials": 301, "seed": 7, "variants": {"message_loss": [0.1, 0.3]}, "daily": True, "trials_rows": True},
    ),
    "run over a posterior": (
        ["run", KAESONG, "--trials", 203, "--posterior", "korea"],
        KAESONG,
        off.run,
        (KAESONG,),
        {"trials": 203, "posterior": "korea"},
    ),
    "compare": (
        ["compare", KAESONG, "--policies", JOINT, "--trials", 200, "--worlds", 20, "--world-trials", 20]
        + ["--margin", 0.05, "--arm", f"lossy={KAESONG}:{JOINT},message_loss=0.5"],
        f"{KAESONG}-compare",
        off.compare,
        (KAESONG, JOINT),
        {
            "arms": {"lossy": (off.Scenario.load(KAESONG).set(message_loss=0.5), JOINT)},
            "trials": 200,
            "worlds": 20,
            "world_trials": 20,
            "margin": 0.05,
        },
    ),
    "attribute": (
        ["attribute", KAESONG, "--trials", 20, "--outcome", "minor_clash", "--seed", 3],
        f"{KAESONG}-attribute",
        off.attribute,
        (KAESONG,),
        {"trials": 20, "outcome": "minor_clash", "seed": 3},
    ),
    "sweep": (
        ["sweep", KAESONG, "--vary", "message_loss=0:0.4:3", "--vary", "law.deterrence", "--design", "sobol"]
        + ["--points", 12, "--trials", 50, "--policies", f"baseline,{JOINT}"],
        f"{KAESONG}-sweep",
        off.sweep,
        (KAESONG, {"message_loss": (0, 0.4, 3), "law.deterrence": None}),
        {"policies": ["baseline", JOINT], "design": "sobol", "points": 12, "trials": 50},
    ),
    "sensitivity": (
        ["sensitivity", KAESONG, "--vary", "message_loss=0:0.5", "--vary", "law.deterrence", "--method", "morris"]
        + ["--points", 8, "--trials", 64],
        f"{KAESONG}-sensitivity",
        off.sensitivity,
        (KAESONG, {"message_loss": (0, 0.5), "law.deterrence": None}),
        {"method": "morris", "points": 8, "trials": 64},
    ),
    "hindcast": (
        ["hindcast", "--cases", KOREA, "--template", "korea-cases", "--trials", 20, "--patterns", 4],
        f"hindcast-{KOREA}",
        off.hindcast,
        (),
        {"cases": KOREA, "template": "korea-cases", "trials": 20, "patterns": 4},
    ),
}


def _files(folder: Path) -> dict[str, bytes]:
    """Files of a run folder, but for the one that says where and how fast it was run."""
    return {one.name: one.read_bytes() for one in folder.iterdir() if one.name != "host.json"}


def _shuffled(parts: int) -> list[int]:
    order = list(range(1, parts + 1))
    random.Random(parts).shuffle(order)
    return order


@pytest.mark.parametrize("name", CASES)
def test_parts_make_every_byte_of_one_process(name: str, program: Program, tmp_path: Path) -> None:
    words, folder, call, args, options = CASES[name]
    program(*words, "--out", tmp_path / "program", "--quiet")
    theirs = _files(tmp_path / "program" / folder)
    assert len(theirs) > 4
    alone = call(*args, **options)
    for parts in (1, 3, 7):
        played = [
            off.part((at, parts), call, *args, threads=1 + at % 2, **options) for at in _shuffled(parts)
        ]
        assert {(one.name, one.command, one.parts) for one in played} == {(folder, words[0], parts)}
        played = [pickle.loads(pickle.dumps(one)) for one in played]
        found = off.merge(played)
        assert type(found) is type(alone) and found == alone
        assert _files(Path(found.save(tmp_path / f"merged-{parts}"))) == theirs


def test_parts_go_between_python_and_the_command_line(program: Program, tmp_path: Path) -> None:
    words, folder, call, args, options = CASES["run"]
    alone = call(*args, **options)
    first = off.part((1, 2), call, *args, out=tmp_path, **options)
    place = tmp_path / f"{folder}.parts"
    assert (place / "1-of-2" / "tally.bin").exists()
    assert first == off.part((1, 2), call, *args, **options)
    program(*words, "--part", "2/2", "--out", tmp_path, "--quiet")
    # A part that stands is that of either.
    program(*words, "--part", "1/2", "--out", tmp_path, "--quiet")
    assert off.merge(place) == off.merge([place / "2-of-2", first]) == alone
    # And what was in memory alone is taken by the command line.
    elsewhere = tmp_path / "elsewhere"
    for at in (2, 1):
        saved = off.part((at, 2), call, *args, **options).save(elsewhere / folder)
        assert Path(saved) == elsewhere / f"{folder}.parts" / f"{at}-of-2"
    program("merge", elsewhere / f"{folder}.parts", "--quiet")
    assert off.load(elsewhere / folder) == alone


def test_a_merge_writes_where_it_is_told(tmp_path: Path) -> None:
    parts = [off.part((at, 2), off.run, KAESONG, trials=50) for at in (1, 2)]
    others = [off.part((at, 2), off.run, KAESONG, trials=60) for at in (1, 2)]
    found = off.merge(parts, tmp_path)
    assert off.load(tmp_path / KAESONG) == found == off.merge(parts, tmp_path)
    with pytest.raises(FileExistsError, match="another run"):
        off.merge(others, tmp_path)
    assert off.load(tmp_path / KAESONG) == found
    assert off.load(tmp_path / KAESONG) != off.merge(others, tmp_path, force=True, threads=1)
    with pytest.raises(FileExistsError, match="another run"):
        [one.save(tmp_path / name) for name in ("a", "a") for one in (parts[0], others[0])]


def test_points_that_a_file_lists_are_in_every_part(tmp_path: Path) -> None:
    points = tmp_path / "mine.csv"
    points.write_text("message_loss,policy\n0.1,firm\n0.3,baseline\n0.1,baseline\n")
    alone = off.sweep(KAESONG, design=points, trials=40)
    played = [off.part((at, 2), off.sweep, KAESONG, design=points, trials=40, out=tmp_path) for at in (1, 2)]
    # What stands of the same is kept, and needs its file no more.
    assert played[0] == off.part((1, 2), off.sweep, KAESONG, design=points, trials=40, out=tmp_path)
    points.unlink()
    for parts in (played, pickle.loads(pickle.dumps(played)), tmp_path / f"{KAESONG}-sweep.parts"):
        assert off.merge(parts) == alone
    assert Path(played[0].save(tmp_path / f"{KAESONG}-sweep")).name == "1-of-2"


def test_parts_beyond_the_trials_play_nothing() -> None:
    parts = [off.part((at, 9), off.run, "exact/two-actors", trials=4) for at in _shuffled(9)]
    assert off.merge(parts) == off.run("exact/two-actors", trials=4)


def test_a_run_is_raised_by_what_is_missing(program: Program, tmp_path: Path) -> None:
    def part(portion: tuple[int, int, int], trials: int, **options: Any) -> off.Part:
        return off.part(portion, off.run, KAESONG, ["baseline", JOINT], trials=trials, **options)

    heard: list[tuple[int, int]] = []
    parts = [
        part((1, 2, 300), 700, progress=lambda *one: heard.append(one)),
        part((2, 2, 300), 700),
        part((2, 2, 0), 300),
        part((1, 2, 0), 300),
    ]
    # 200 trials of either policy.
    assert heard[-1] == (400, 400)
    assert [one.beyond for one in parts] == [300, 300, 0, 0] and pickle.loads(pickle.dumps(parts)) == parts
    assert repr(parts[0]) == f"<Part 1 of 2 beyond 300, run '{KAESONG}'>"
    expected = off.run(KAESONG, ["baseline", JOINT], trials=700)
    assert off.merge(parts) == expected
    for one in parts:
        one.save(tmp_path / KAESONG)
    program("merge", tmp_path / f"{KAESONG}.parts", "--quiet")
    assert off.load(tmp_path / KAESONG) == expected
    with pytest.raises(ValueError, match="300"):
        off.merge(parts[:2])


def test_what_cannot_be_raised_is_refused() -> None:
    with pytest.raises(ValueError, match="run alone, not of compare"):
        off.part((1, 1, 100), off.compare, KAESONG, JOINT, trials=200)
    with pytest.raises(ValueError, match="share the trials"):
        off.part((1, 1, 100), off.run, KAESONG, trials=200, posterior="korea")


def test_progress_is_that_of_the_part() -> None:
    heard: list[tuple[int, int]] = []
    off.part((2, 4), off.run, KAESONG, trials=2_000, progress=lambda *one: heard.append(one))
    assert heard[-1] == (500, 500)


def test_a_call_from_a_callback_is_no_part() -> None:
    within: list[off.Result] = []

    def heard(done: int, total: int) -> None:
        if not within:
            within.append(off.run(KAESONG, trials=20))

    part = off.part((1, 2), off.run, KAESONG, trials=100, progress=heard)
    assert within == [off.run(KAESONG, trials=20)] and isinstance(part, off.Part)


@pytest.mark.parametrize(
    ("portion", "error", "says"),
    [
        ((0, 3), ValueError, "counted from 1"),
        ((4, 3), ValueError, "no part 4 of 3"),
        ((1, 0), ValueError, "from 1 to 100000 parts"),
        ((1, 100_001), ValueError, "from 1 to 100000 parts"),
        ((-1, 3), ValueError, "at least 0"),
        ((1, 10**30), ValueError, "number of parts"),
        ((1.5, 3), TypeError, "float"),
        ((True, 3), TypeError, "whole number"),
        ((1, 2, 3, 4), TypeError, "two whole numbers"),
        ((1,), TypeError, "two whole numbers"),
        ((1, 2, -1), ValueError, "at least 0"),
        ((1, 2, 10), ValueError, "nothing of 10 trials lies beyond"),
        ("13", TypeError, "two whole numbers"),
        (3, TypeError, "two whole numbers"),
    ],
)
def test_no_part_is_refused(portion: Any, error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        off.part(portion, off.run, KAESONG, trials=10)


@pytest.mark.parametrize(
    ("call", "error", "says"),
    [
        (lambda: off.part((1, 2), off.game, KAESONG), ValueError, "follows from what it has played"),
        (lambda: off.part((1, 2), off.tip, KAESONG), ValueError, "follows from what it has played"),
        (lambda: off.part((1, 2), off.calibrate), ValueError, "follows from what it has played"),
        (lambda: off.part((1, 2), off.compare, KAESONG, until=0.1), ValueError, "leave out until"),
        (lambda: off.part((1, 2), off.compare, KAESONG, until_decided=True, margin=0.1), ValueError, "leave out until"),
        (lambda: off.part((1, 2), off.sensitivity, KAESONG, precision=0.1), ValueError, "leave out precision"),
        (lambda: off.part((1, 2), off.sensitivity, given="x"), ValueError, "nothing is played"),
        (lambda: off.part((1, 2), off.load, "x"), TypeError, "parts have run, compare"),
        (lambda: off.part((1, 2), print, "x"), TypeError, "parts have run, compare"),  # type: ignore[arg-type]
        (lambda: off.part((1, 2), off.run, KAESONG, trials=-1), ValueError, "trials"),
        (lambda: off.part((1, 2), off.run, KAESONG, "nobody"), off.UnknownPolicy, "nobody"),
        (lambda: off.part((1, 2), off.run, KAESONG, peace=True), TypeError, "peace"),  # type: ignore[call-arg]
        (lambda: off.Part(), TypeError, "played"),
        (lambda: off.merge([]), ValueError, "no parts"),
        (lambda: off.merge([3]), TypeError, "part"),  # type: ignore[list-item]
        (lambda: off.merge("/nowhere/at/all"), FileNotFoundError, "/nowhere/at/all"),
    ],
)
def test_what_has_no_parts_is_refused(call: Callable[[], object], error: type[Exception], says: str) -> None:
    with pytest.raises(error, match=says):
        call()


def _part(at: int, parts: int, **options: Any) -> off.Part:
    return off.part((at, parts), off.run, KAESONG, **{"trials": 60, **options})


def test_parts_that_make_no_whole_are_refused(tmp_path: Path) -> None:
    one, two, three = (_part(at, 3) for at in (1, 2, 3))
    compared = [off.part((at, 2), off.compare, KAESONG, JOINT, trials=60) for at in (1, 2)]
    for parts, says in [
        ([one, three], "of 3 parts in memory, one is missing: 2"),
        ([one, two, two], r"part 2/3 is there twice: parts\[1\] and parts\[2\]"),
        ([one, two, _part(3, 3, seed=1)], r"parts\[2\] and parts\[0\] are parts of different things \(seed"),
        ([one, two, _part(3, 3, trials_rows=True)], "different things"),
        ([one, two, _part(3, 4)], r"parts\[2\] is one part of 4, and parts\[0\] one of 3"),
        ([*compared, one, two, three], f"2 things .{KAESONG}-compare, {KAESONG}."),
    ]:
        with pytest.raises(ValueError, match=says):
            off.merge(parts, tmp_path)
        assert list(tmp_path.iterdir()) == []


def test_a_part_that_was_changed_is_refused(tmp_path: Path) -> None:
    whole = [_part(at, 2, trials_rows=True) for at in (1, 2)]
    for file in ("tally.bin", "trials.rows", "manifest.json"):
        for change in (lambda text: text[:-9], lambda text: text.replace(b"a", b"b"), lambda text: b""):
            name, numbers, total, files = whole[1]._state()
            files[file] = change(files[file])
            with pytest.raises(ValueError):
                spoilt = off._parts._restored(name, numbers, total, files)
                off.merge([whole[0], spoilt], tmp_path)
            assert list(tmp_path.iterdir()) == [], file
    assert off.merge(whole) == off.run(KAESONG, trials=60, trials_rows=True)
