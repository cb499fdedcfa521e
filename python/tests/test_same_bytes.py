"""What a call comes to is what the command line writes, to the byte."""

from __future__ import annotations

import inspect
import pickle
from pathlib import Path

import pytest

import offramp as off
from conftest import Program
from offramp import _offramp

KAESONG = "kaesong-2020"
JOINT = "maximum-restraint-joint"
KOREA = "korea_crises_1968_2013"

#: By name: the words of a command line, the run folder they leave, and the call that means the same.
CASES = {
    "run": (["run", KAESONG, "--trials", 700], KAESONG, lambda: off.run(KAESONG, trials=700)),
    "run with everything": (
        ["run", KAESONG, "--policies", f"baseline,{JOINT}", "--trials", 300, "--seed", 7]
        + ["--set", "message_loss=0.1,0.3", "--daily", "--trials-csv"],
        KAESONG,
        lambda: off.run(
            KAESONG,
            ["baseline", JOINT],
            variants={"message_loss": [0.1, 0.3]},
            trials=300,
            seed=7,
            daily=True,
            trials_rows=True,
        ),
    ),
    "run of all policies under an override": (
        ["run", KAESONG, "--all-policies", "--trials", 100, "--set", "message_loss=0.25"],
        KAESONG,
        lambda: off.run(
            off.Scenario.load(KAESONG).set("message_loss", 0.25), all_policies=True, trials=100
        ),
    ),
    "compare": (
        ["compare", KAESONG, "--trials", 400],
        f"{KAESONG}-compare",
        lambda: off.compare(KAESONG, trials=400),
    ),
    "compare arms in worlds": (
        ["compare", KAESONG, "--policies", JOINT, "--trials", 200, "--margin", 0.05, "--worlds", 20]
        + ["--world-trials", 20, "--threshold", 0.3, "--metric", "serious_clash"]
        + ["--arm", f"lossy={KAESONG}:{JOINT},message_loss=0.5"],
        f"{KAESONG}-compare",
        lambda: off.compare(
            KAESONG,
            JOINT,
            arms={"lossy": (off.Scenario.load(KAESONG).set(message_loss=0.5), JOINT)},
            trials=200,
            margin=0.05,
            worlds=20,
            world_trials=20,
            threshold=0.3,
            metric="serious_clash",
        ),
    ),
    "compare until decided": (
        ["compare", KAESONG, "--policies", JOINT, "--until-decided", "--margin", 0.1],
        f"{KAESONG}-compare",
        lambda: off.compare(KAESONG, JOINT, until_decided=True, margin=0.1),
    ),
    "attribute": (
        ["attribute", KAESONG, "--trials", 60, "--outcome", "minor_clash", "--seed", 3],
        f"{KAESONG}-attribute",
        lambda: off.attribute(KAESONG, outcome="minor_clash", trials=60, seed=3),
    ),
    "exact": (
        ["exact", "exact/two-actors", "--all-policies"],
        "two-actors-exact",
        lambda: off.exact("exact/two-actors", all_policies=True),
    ),
    "sweep": (
        ["sweep", KAESONG, "--vary", "message_loss=0:0.4:3", "--vary", "law.deterrence", "--design", "sobol"]
        + ["--points", 8, "--trials", 50, "--policies", f"baseline,{JOINT}"],
        f"{KAESONG}-sweep",
        lambda: off.sweep(
            KAESONG,
            {"message_loss": (0, 0.4, 3), "law.deterrence": None},
            policies=["baseline", JOINT],
            design="sobol",
            points=8,
            trials=50,
        ),
    ),
    "sweep of all that is uncertain": (
        ["sweep", KAESONG, "--points", 12, "--trials", 40, "--metric", "days"],
        f"{KAESONG}-sweep",
        lambda: off.sweep(KAESONG, points=12, trials=40, metric="days"),
    ),
    "sensitivity": (
        ["sensitivity", KAESONG, "--vary", "message_loss=0:0.5", "--vary", "law.deterrence", "--method", "morris"]
        + ["--points", 8, "--trials", 200, "--of", f"baseline-{JOINT}", "--seed", 2],
        f"{KAESONG}-sensitivity",
        lambda: off.sensitivity(
            KAESONG,
            {"message_loss": (0, 0.5), "law.deterrence": None},
            method="morris",
            points=8,
            trials=200,
            of=f"baseline-{JOINT}",
            seed=2,
        ),
    ),
    "game": (
        ["game", KAESONG, "--trials", 50, "--margin", 5, "--metric", "war"],
        f"{KAESONG}-game",
        lambda: off.game(KAESONG, trials=50, margin=5, metric="war"),
    ),
    "search": (
        ["search", KAESONG, "--for", "south-korea", "--minimise", "serious_clash", "--budget", 120_000]
        + ["--searches", 1, "--trials", 400, "--rules", 0, "--elsewhere", "kaesong-2020-lines-open"],
        f"{KAESONG}-search",
        lambda: off.search(
            KAESONG,
            "south-korea",
            minimise="serious_clash",
            budget=120_000,
            searches=1,
            trials=400,
            rules=0,
            elsewhere="kaesong-2020-lines-open",
        ),
    ),
    "hindcast of a scenario": (
        ["hindcast", "history/pueblo-1968", "--trials", 200, "--patterns", 20],
        "hindcast-pueblo-1968",
        lambda: off.hindcast("history/pueblo-1968", trials=200, patterns=20),
    ),
    "hindcast of a table": (
        ["hindcast", "--cases", KOREA, "--template", "korea-cases", "--trials", 50, "--patterns", 0],
        f"hindcast-{KOREA}",
        lambda: off.hindcast(cases=KOREA, template="korea-cases", trials=50, patterns=0),
    ),
    "calibrate": (
        ["calibrate", "--cases", KOREA, "--template", "korea-cases", "--draws", 8, "--places", 16]
        + ["--trials", 4, "--rounds", 1, "--folds", 0, "--scored", 16],
        f"calibrate-{KOREA}",
        lambda: off.calibrate(
            KOREA, "korea-cases", draws=8, places=16, trials=4, rounds=1, folds=0, scored=16
        ),
    ),
    "tip": (
        ["tip", KAESONG, "--between", f"baseline,{JOINT}", "--along", "message_loss=0:0.5", "--trials", 60],
        f"{KAESONG}-tip",
        lambda: off.tip(KAESONG, ["baseline", JOINT], along={"message_loss": (0, 0.5)}, trials=60),
    ),
    "tip to a value": (
        ["tip", KAESONG, "--of", "baseline", "--reaches", "minor_clash=0.3", "--along", "message_loss=0:0.5"]
        + ["--trials", 60],
        f"{KAESONG}-tip",
        lambda: off.tip(
            KAESONG, of="baseline", reaches=("minor_clash", 0.3), along="message_loss=0:0.5", trials=60
        ),
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_file_of_a_call_is_that_of_the_command_line(
    name: str, program: Program, tmp_path: Path
) -> None:
    words, folder, call = CASES[name]
    program(*words, "--out", tmp_path, "--quiet")
    found = call()
    theirs = {one.name: one.read_bytes() for one in (tmp_path / folder).iterdir()}
    # What a table of cases was read from lies beside the tables, and is none.
    assert {one for one in theirs if one.endswith(".csv")} - {"cases.csv"} == {f"{one}.csv" for one in found.tables}
    for table in found.tables.values():
        assert table.to_csv() == theirs[f"{table.name}.csv"], table.name
    # What differs from run to run says where and how fast it was.
    saved = Path(found.save(tmp_path / "saved"))
    ours = {one.name: one.read_bytes() for one in saved.iterdir()}
    assert ours.keys() == theirs.keys()
    for file in ours.keys() - {"host.json"}:
        assert ours[file] == theirs[file], file
    # And what the command line left reads as what was called for.
    assert off.load(tmp_path / folder) == found
    assert type(off.load(tmp_path / folder)) is type(found)


def test_what_looks_at_a_sweep_is_that_of_the_command_line(program: Program, tmp_path: Path) -> None:
    program("sweep", KAESONG, "--points", 128, "--trials", 16, "--out", tmp_path, "--quiet")
    place = tmp_path / f"{KAESONG}-sweep"
    boxes = ["--where", "minor_clash > 0.2", "--halves", 3, "--shuffles", 19]
    program("discover", place, *boxes, "--out", tmp_path, "--quiet")
    program("sensitivity", "--from", place, "--out", tmp_path, "--quiet")
    swept = off.sweep(KAESONG, points=128, trials=16)
    for given in (swept, place):
        found = off.discover(given, "minor_clash > 0.2", halves=3, shuffles=19)
        assert found == off.load(tmp_path / f"{KAESONG}-discover")
        assert off.sensitivity(given=given) == off.load(tmp_path / f"{KAESONG}-sensitivity")


def test_a_trace_is_that_of_the_command_line(program: Program) -> None:
    words = ["trace", KAESONG, "--find", "worst", "--trials", "300", "--against", JOINT, "--format", "csv"]
    csv = program(*words)
    found = off.trace(KAESONG, find="worst", trials=300, against=JOINT)
    assert found.events.to_csv() == csv
    assert [one["trial"] for one in found.to_dict()["trials"]] == [found.trial] * 2


def test_threads_change_no_byte() -> None:
    assert off.run(KAESONG, trials=600, threads=1) == off.run(KAESONG, trials=600, threads=2)


def test_a_scenario_of_a_file_and_its_pickle_run_to_the_same_bytes(program: Program, tmp_path: Path) -> None:
    base = tmp_path / "base.toml"
    base.write_text(off.Scenario.load(KAESONG).text.replace('name = "kaesong-2020"', ""))
    own = tmp_path / "own.toml"
    own.write_text('schema = 1\nname = "own"\nextends = "base.toml"\n[law]\novershoot = 0.04\n')
    program("run", own, "--trials", 200, "--out", tmp_path, "--quiet", "--set", "resolve=3")
    scenario = off.Scenario.load(own).set("resolve", 3)
    copy = pickle.loads(pickle.dumps(scenario))
    theirs = off.load(tmp_path / "own")
    assert off.run(copy, trials=200) == off.run(scenario, trials=200) == theirs
    # A pickle goes elsewhere: it needs no file, and is none that stands there now.
    base.write_text("something else")
    own.unlink()
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario and copy.flattened() == scenario.flattened()
    assert off.run(copy, trials=200) == theirs


def test_defaults_of_calls_are_those_of_the_library() -> None:
    for name, value in _offramp.defaults().items():
        call, option = name.split(".")
        assert inspect.signature(getattr(off, call)).parameters[option].default == value, name
