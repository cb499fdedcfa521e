"""Scenarios: set, check, pickle, and what is wrong with them."""

from __future__ import annotations

import datetime
import pickle
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

import offramp as off
from offramp import _words

KAESONG = "kaesong-2020"


@pytest.fixture(scope="module")
def kaesong() -> off.Scenario:
    return off.Scenario.load(KAESONG)


def test_a_scenario_says_what_it_is(kaesong: off.Scenario) -> None:
    assert kaesong.name == KAESONG
    assert kaesong.actors[:2] == ("north-korea", "south-korea")
    assert next(iter(kaesong.policies)) == "baseline"
    joint = kaesong.policies["maximum-restraint-joint"]
    assert len(joint.actors) > 1 and joint.description and not joint.other_side
    assert any(one.name == KAESONG and one.title == kaesong.title for one in off.scenarios())


def test_numbers_say_where_they_come_from(kaesong: off.Scenario) -> None:
    def loss(scenario: off.Scenario) -> off.Number:
        return next(one for one in scenario.numbers if one.key == "misread_silence")

    under = kaesong.set("law.misread_silence", 0.2)
    assert loss(under).value == 0.2 and loss(under).origin == "set"
    assert loss(kaesong).origin != "set"
    assert len(kaesong.uncertain) > 5
    assert all(one.low < one.high for one in kaesong.uncertain.values())


def test_setting_makes_another_scenario(kaesong: off.Scenario) -> None:
    one = kaesong.set("message_loss", 0.3)
    other = kaesong.set({"message_loss": 0.3})
    assert one == other == kaesong.set(message_loss=0.3) and hash(one) == hash(other)
    assert one != kaesong and kaesong.overrides == ()
    assert one.set(resolve=2).overrides == ("message_loss=0.3", "resolve=2")


@given(some.floats(0, 1, allow_nan=False), some.integers(0, 2**64 - 1))
@settings(max_examples=25, deadline=None)
def test_a_pickle_is_the_scenario_and_a_set_number_is_in_force(loss: float, seed: int) -> None:
    scenario = off.Scenario.load("exact/two-actors").set("message_loss", loss)
    copy = pickle.loads(pickle.dumps(scenario))
    assert copy == scenario and copy.flattened() == scenario.flattened()
    values = {one.value for one in scenario.numbers if one.key == "message_loss"}
    assert values == {loss}
    one = off.run(copy, trials=3, seed=seed)
    assert one == off.run(scenario, trials=3, seed=seed) and one.seed == seed


def test_a_pickle_of_a_shipped_scenario_is_small(kaesong: off.Scenario) -> None:
    assert len(pickle.dumps(kaesong.set("message_loss", 0.3))) < 200


@given(some.text(), some.floats(), some.integers())
def test_values_are_spelt_or_refused(text: str, real: float, whole: int) -> None:
    assert _words.spelt("x", text) == text
    assert int(_words.spelt("x", whole)) == whole
    if real - real == 0:
        assert float(_words.spelt("x", real)) == real
    else:
        with pytest.raises(ValueError, match="finite"):
            _words.spelt("x", real)


def test_every_kind_of_value_is_spelt_as_a_file_has_it() -> None:
    numpy = pytest.importorskip("numpy")
    said = {
        "a": True,
        "b": 3,
        "c": 0.1,
        "d": "word",
        "e": datetime.date(2020, 6, 16),
        "f": [1, "x"],
        "g": numpy.float64(0.25),
        "h": numpy.int32(7),
    }
    spelt = _words.overrides(said)
    assert spelt == ["a=true", "b=3", "c=0.1", "d=word", "e=2020-06-16", 'f=[1, "x"]', "g=0.25", "h=7"]
    for wrong in (None, object(), {"a": 1}):
        with pytest.raises(TypeError):
            _words.override("x", wrong)  # type: ignore[arg-type]
    for path, error in ((3, TypeError), ("a=b", ValueError)):
        with pytest.raises(error):
            _words.override(path, 1)  # type: ignore[arg-type]


def test_what_is_wrong_is_told_as_on_the_command_line(kaesong: off.Scenario) -> None:
    with pytest.raises(off.ScenarioError, match=r"error\[out-of-bounds\]") as raised:
        kaesong.set("message_loss", 1.5)
    assert isinstance(raised.value, ValueError)
    assert len(raised.value.problems) > 1
    problem = raised.value.problems[0]
    assert (problem.code, problem.severity, problem.file) == ("out-of-bounds", "error", "--set")
    assert "1.5" in problem.text and "^" in problem.text
    copy = pickle.loads(pickle.dumps(raised.value))
    assert str(copy) == str(raised.value) and copy.problems == raised.value.problems
    with pytest.raises(off.ScenarioError, match="did you mean"):
        kaesong.set("mesage_loss", 0.1)
    with pytest.raises(off.ScenarioError, match="did you mean `kaesong-2020`"):
        off.Scenario.load("kaesong-2021")


def test_check_finds_all_problems_with_their_lines(tmp_path: Path) -> None:
    file = tmp_path / "mine.toml"
    text = off.Scenario.load(KAESONG).text
    assert off.Scenario.load(KAESONG).check() == []
    file.write_text(text + "\n[nonsense]\nx = 1\n")
    scenario = off.Scenario.load(file)
    problems = scenario.check()
    assert [one.code for one in problems] == ["unknown-key"]
    assert problems[0].line == text.count("\n") + 2 and problems[0].file == str(file)
    with pytest.raises(off.ScenarioError, match="nonsense"):
        off.run(scenario, trials=10)
    file.write_text("this is = = no toml")
    with pytest.raises(off.ScenarioError):
        off.Scenario.load(file)
    with pytest.raises(FileNotFoundError):
        off.Scenario.load(tmp_path / "none.toml")
    # What was read stays as it was, whatever becomes of the file.
    assert scenario.check() == problems


def test_warnings_are_warnings(tmp_path: Path) -> None:
    with pytest.warns(off.ScenarioWarning, match="again"):
        off.run(KAESONG, variants={"message_loss": ["0.1", "0.10"]}, trials=10)


def test_a_scenario_is_shown_escaped() -> None:
    text = off.Scenario.load(KAESONG).text.replace("the liaison office", "<script>alert(1)</script>")
    shown = off.Scenario.parse("odd", text)._repr_html_()
    assert "<script>" not in shown and "&lt;script&gt;" in shown


def test_a_line_of_the_law_that_nobody_takes_is_no_part_of_a_pickle(tmp_path: Path) -> None:
    (tmp_path / "base.toml").write_text(off.Scenario.load(KAESONG).flattened())
    own = 'schema = 1\nname = "own"\nextends = "base.toml"\n[law]\nfear = 1.2\n'
    (tmp_path / "own.toml").write_text(own)
    scenario = off.Scenario.load(tmp_path / "own.toml")
    copy = pickle.loads(pickle.dumps(scenario))
    assert scenario.check() == copy.check() == []
    assert copy.flattened() == scenario.flattened() and "fear = 1.2" not in copy.text
    tables = off.run(scenario, trials=20).tables
    for name, table in off.run(copy, trials=20).tables.items():
        assert table.to_csv() == tables[name].to_csv()
