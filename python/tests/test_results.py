"""Numbers, tables, words and figures of results."""

from __future__ import annotations

import datetime
import json
import pickle
from pathlib import Path

import pytest

import offramp as off

KAESONG = "kaesong-2020"
JOINT = "maximum-restraint-joint"


@pytest.fixture(scope="module")
def found() -> off.Run:
    return off.run(KAESONG, ["baseline", JOINT], trials=400, trials_rows=True)


@pytest.fixture(scope="module")
def compared() -> off.Comparison:
    return off.compare(KAESONG, trials=400)


def test_an_estimate_has_all_that_belongs_to_it(found: off.Run) -> None:
    war = found.measure("war", JOINT)
    assert war.n == 400 and war.level == 0.95 and war.method == "clopper_pearson"
    assert war.low is not None and war.value is not None and war.low <= war.value
    row = next(one for one in found.tables["outcomes"].to_rows() if one["outcome"] == "war")
    assert found.measure("war", "baseline").value == row["share"]
    peak = found.metric("peak_rung", "mean", "north-korea", policy="baseline")
    assert peak.n == 400 and peak.value is not None
    assert str(off.Estimate(0.5, 0.4, 0.6, 0.95, "wilson", 10)) == "0.5 [0.4, 0.6] (95% wilson, n 10)"
    assert str(off.Estimate(None)) == "unknown"


def test_of_several_policies_one_has_to_be_named(found: off.Run) -> None:
    with pytest.raises(KeyError, match="name a policy"):
        found.war  # noqa: B018
    with pytest.raises(KeyError, match="no measure"):
        found.measure("peace")
    one = off.run(KAESONG, trials=50)
    shares = [one.war, one.agreement, one.unilateral, one.calm, one.unresolved]
    assert sum(share.value or 0 for share in shares) == pytest.approx(1)
    assert (one.days.value or 0) > 1 and one.days.method == "t_mean"
    assert (one.minor_clash.value or 0) >= (one.serious_clash.value or 0)


def test_a_comparison_says_who_is_better(compared: off.Comparison) -> None:
    assert compared.arms[0] == "baseline" and JOINT in compared.arms
    assert compared.verdict(JOINT) == "better" and compared.reached
    near, wide = compared.difference(JOINT), compared.difference(JOINT, scope="simultaneous")
    assert near.value == wide.value
    assert (wide.low or 0) < (near.low or 0) < (near.high or 0) < (wide.high or 0) < 0
    gone = (compared.value(JOINT).value or 0) - (compared.value("baseline").value or 0)
    assert gone == pytest.approx(near.value)
    assert compared.answer and compared.sentences
    given_up = off.compare(KAESONG, JOINT, until=0.001, max_trials=200)
    assert not given_up.reached


def test_an_attribution_and_an_enumeration_have_their_numbers() -> None:
    parts = off.attribute(KAESONG, trials=30).parts
    assert list(parts)[0] == "message-loss" and all(part.n == 30 for part in parts.values())
    law = off.exact("exact/two-actors")
    assert law.probability("war") == pytest.approx(0.88335, abs=1e-5) and law.error_bound("war") < 1e-15
    with pytest.raises(off.TooLarge):
        off.exact(KAESONG, max_states=10)


def test_tables_go_through_arrow_with_units_and_meanings(found: off.Run) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    daily = pyarrow.table(found.tables["daily"])
    assert daily.num_rows == len(found.tables["daily"])
    assert daily.schema.field("date").type == pyarrow.date32()
    assert daily.schema.field("day").type == pyarrow.int64()
    assert daily.schema.field("day").metadata[b"unit"] == b"days"
    assert daily.schema.field("day").metadata[b"description"]
    assert daily.schema.metadata[b"name"] == b"daily"
    assert pyarrow.schema(found.tables["daily"]) == daily.schema
    # A stream is taken once, a table as often as one likes.
    assert pyarrow.table(found.tables["daily"]).equals(daily)


def test_every_table_reads_to_what_its_bytes_say(found: off.Run, compared: off.Comparison) -> None:
    import csv
    import io

    for table in [*found.tables.values(), *compared.tables.values()]:
        lines = list(csv.DictReader(io.StringIO(table.to_csv().decode())))
        rows = table.to_rows()
        assert len(lines) == len(rows) == len(table)
        for line, row in zip(lines, rows):
            for name, kind in table.types.items():
                text, value = line[name], row[name]
                if text == "":
                    assert value is None
                elif kind == "number":
                    assert isinstance(value, float) and value == float(text)
                elif kind == "integer":
                    assert type(value) is int and value == int(text)
                elif kind == "boolean":
                    assert value is (text == "true")
                elif kind == "date":
                    assert value == datetime.date.fromisoformat(text)
                else:
                    assert value == text
        assert set(table.meanings) == set(table.columns)


def test_frames_have_types_and_unknown_cells(found: off.Run) -> None:
    pandas = pytest.importorskip("pandas")
    frame = found.tables["metrics"].to_pandas()
    assert str(frame["value"].dtype) == "float64" and str(frame["n"].dtype) == "int64"
    assert frame["subject"].isna().any() and frame.attrs["units"]["n"] == "trials"
    daily = found.tables["daily"].to_pandas()
    assert pandas.api.types.is_datetime64_any_dtype(daily["date"])
    polars = pytest.importorskip("polars")
    same = found.tables["metrics"].to_polars()
    assert same.shape == frame.shape and same.schema["value"] == polars.Float64
    assert same["subject"].null_count() == int(frame["subject"].isna().sum())
    trials = found.tables["trials"].to_polars()
    assert trials.filter(polars.col("policy") == JOINT).height == 400
    share = trials.filter(policy="baseline", outcome="war").height / 400
    assert share == found.measure("war", "baseline").value


def test_a_table_says_what_it_has(found: off.Run) -> None:
    table = found.tables["outcomes"]
    assert repr(table).startswith("<Table outcomes: 10 rows")
    with pytest.raises(KeyError, match="it has scenario, policy"):
        table.column("none")
    assert found.tables.get("none") is None
    with pytest.raises(TypeError):
        found.tables["outcomes"] = table  # type: ignore[index]


def test_results_are_saved_loaded_and_pickled(found: off.Run, tmp_path: Path) -> None:
    place = Path(found.save(tmp_path / "here"))
    assert (place / "manifest.json").exists()
    assert off.load(place) == found and pickle.loads(pickle.dumps(found)) == found
    # The same again is kept; another is refused, unless it shall be replaced.
    assert Path(found.save(place)) == place
    other = off.run(KAESONG, trials=50)
    with pytest.raises(FileExistsError):
        other.save(place)
    assert off.load(place) == found
    other.save(place, force=True)
    assert off.load(place) == other and other != found
    (tmp_path / "foreign").mkdir()
    (tmp_path / "foreign" / "thesis.txt").write_text("mine")
    with pytest.raises(FileExistsError, match=r"thesis\.txt"):
        other.save(tmp_path / "foreign", force=False)
    assert [one.name for one in (tmp_path / "foreign").iterdir()] == ["thesis.txt"]


def test_a_folder_that_was_spoilt_is_refused(found: off.Run, tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        off.load(tmp_path)
    place = Path(found.save(tmp_path / "here"))
    outcomes = place / "outcomes.csv"
    whole = outcomes.read_text()
    outcomes.write_text(whole.replace("0.95", "much"))
    with pytest.raises(ValueError, match="column ci_level: `much` is no number"):
        len(off.load(place).tables["outcomes"])
    outcomes.write_text(whole.replace("share", "part", 1))
    with pytest.raises(ValueError, match="not those that"):
        len(off.load(place).tables["outcomes"])
    outcomes.unlink()
    with pytest.raises(FileNotFoundError, match=r"outcomes\.csv"):
        off.load(place)
    (place / "manifest.json").write_text("{}")
    outcomes.write_text(whole)
    with pytest.raises(ValueError, match="manifest"):
        off.load(place)


def test_out_is_the_folder_of_run_folders(tmp_path: Path) -> None:
    first = off.run(KAESONG, trials=50, out=tmp_path)
    assert off.load(tmp_path / KAESONG) == first
    with pytest.raises(FileExistsError):
        off.run(KAESONG, trials=60, out=tmp_path)
    assert off.run(KAESONG, trials=60, out=tmp_path, force=True).trials == 60


def test_words_figures_and_table_are_shown(compared: off.Comparison, found: off.Run) -> None:
    for result in (compared, found):
        shown = result._repr_html_()
        assert "<svg" in shown and "<table>" in shown and "prefers-color-scheme: dark" in shown
        assert all(one.title and one.text for one in result.figures)
        assert result.figures[0]._repr_html_().count("<svg") == 1
    assert json.dumps(compared.manifest) and "better" in compared.answer
    assert repr(found) == "<Run 'kaesong-2020', 400 trials, seed 0>"


def test_what_a_scenario_says_is_escaped_wherever_it_is_shown() -> None:
    text = off.Scenario.load(KAESONG).text.replace("the liaison office", "<script>alert(1)</script>")
    text = text.replace('label = "', 'label = "<img src=x onerror=alert(1)>')
    scenario = off.Scenario.parse("odd", text)
    for shown in (
        off.run(scenario, trials=20)._repr_html_(),
        off.compare(scenario, JOINT, trials=20)._repr_html_(),
        off.trace(scenario, 3)._repr_html_(),
    ):
        assert "<script" not in shown and "<img" not in shown


def test_a_trace_tells_a_trial() -> None:
    told = off.trace(KAESONG, 3, against=JOINT)
    assert told.text.startswith("Trial 3 of kaesong-2020, seed 0")
    assert told.trial == 3 and len(told.events) > 0
    alone = off.trace(KAESONG, 3)
    assert len(alone.everything) > len(alone.text)
    assert any(one.svg for one in alone.figures)
    with pytest.raises(LookupError):
        off.trace(KAESONG, find="flipped", against="baseline", trials=20)


def test_a_sweep_has_points_and_responses() -> None:
    swept = off.sweep([KAESONG, "kaesong-2020-lines-open"], {"message_loss": [0, 0.5]}, trials=20)
    assert set(swept.factors) == {"scenario", "message_loss"} and len(swept.tables["points"]) == 4
    one = off.Scenario.load(KAESONG).set("message_loss", 0.1)
    with pytest.raises(ValueError, match="share their overrides"):
        off.sweep([one, "kaesong-2020-lines-open"], "resolve=1,2", trials=20)


def test_tips_are_rows() -> None:
    (tip,) = off.tip(KAESONG, ["baseline", JOINT], along={"message_loss": (0, 0.5)}, trials=20).tips
    assert tip["parameter"] == "message_loss" and tip["policy_a"] == "baseline"
