//! The folder of a sweep, read back: responses belong to points by name whatever the order of rows, and
//! what is no sweep, or was changed by hand, is refused with the reason.

use assert_cmd::Command;
use offramp::exploration::factor::Level;
use offramp::output::swept::{SweptFolder, SweptHeading};
use offramp::study::measure::Measure;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

/// A small sweep of everything that a factor can be.
fn sweep(home: &Path, more: &str) -> PathBuf {
    let common = "sweep exact/mediator --vary message_loss=0:1 --vary law.misperception=0,0.2,0.4 --points 24 --trials 60 --quiet";
    let words = format!("{common} {more}");
    let mut command = Command::cargo_bin("offramp").unwrap();
    command
        .current_dir(home)
        .args(words.split_whitespace())
        .assert()
        .success();
    home.join("results/mediator-sweep")
}

fn read(folder: &Path) -> Result<SweptFolder, String> {
    let heading = SweptHeading::read(folder).map_err(|why| why.to_string())?;
    let whole = heading.whole(&[Measure::War, Measure::Days]);
    whole.map_err(|why| why.to_string())
}

fn refused(folder: &Path) -> String {
    let found = read(folder).map(|_| ());
    found.expect_err("it should have been refused")
}

#[test]
fn a_sweep_reads_back_as_its_tables_have_it() {
    let home = TempDir::new().unwrap();
    let folder = sweep(
        home.path(),
        "--all-policies --csv excel-semicolon --metric war",
    );
    let found = read(&folder).unwrap();
    let table = &found.table;
    let names: Vec<&str> = table
        .asked
        .factors
        .iter()
        .map(|one| one.name.as_str())
        .collect();
    assert_eq!(names, ["message_loss", "law.misperception"]);
    assert_eq!((table.points.len(), table.asked.policies.len()), (24, 4));
    assert_eq!(
        (table.asked.measure, table.asked.sample.trials),
        (Measure::War, 60)
    );
    assert_eq!(found.scenarios[0].name, "mediator");
    // As the files have it, cell by cell.
    let text = fs::read_to_string(folder.join("responses.csv")).unwrap();
    let mut seen = 0;
    for line in text.lines().skip(1) {
        let cells: Vec<String> = line.split(';').map(|cell| cell.replace(',', ".")).collect();
        let Some(measure) = [Measure::War, Measure::Days]
            .into_iter()
            .find(|one| one.name() == cells[3])
        else {
            continue;
        };
        let point = cells[1].parse().unwrap();
        let estimate = table.response(point, &cells[2], measure).unwrap();
        let told = [estimate.value, estimate.low, estimate.high].map(|x| x.unwrap().to_string());
        assert_eq!(told.as_slice(), &cells[4..7]);
        assert_eq!(
            (estimate.method.name(), estimate.n),
            (cells[8].as_str(), 60)
        );
        seen += 1;
    }
    assert_eq!(seen, 24 * 4 * 2);
    assert!(
        table.response(0, "baseline", Measure::Calm).is_none(),
        "it was not asked for"
    );
}

#[test]
fn order_says_nothing_and_a_policy_may_vary() {
    let home = TempDir::new().unwrap();
    let folder = sweep(
        home.path(),
        "--vary policy=baseline,mediate-early --design random",
    );
    let before = read(&folder).unwrap().table;
    assert!(
        before
            .points
            .iter()
            .any(|point| point[2] == Level::Choice(1))
    );
    for file in ["points.csv", "responses.csv"] {
        let text = fs::read_to_string(folder.join(file)).unwrap();
        let mut lines: Vec<&str> = text.lines().collect();
        lines[1..].reverse();
        fs::write(folder.join(file), lines.join("\n")).unwrap();
    }
    assert_eq!(read(&folder).unwrap().table, before);
    assert_eq!(before.column(None, Measure::War).unwrap().len(), 24);
}

#[test]
fn what_is_no_sweep_is_refused_with_the_reason() {
    let home = TempDir::new().unwrap();
    let said = refused(&home.path().join("nothing"));
    assert!(said.contains("there is no folder"), "{said}");
    let folder = sweep(home.path(), "");
    let said = refused(&folder.join("points.csv"));
    assert!(said.contains("is a file: name its folder"), "{said}");
    let said = refused(home.path().join("results").as_path());
    assert!(
        said.contains("name one within") && said.contains("mediator-sweep"),
        "{said}"
    );
    fs::create_dir(home.path().join("empty")).unwrap();
    let said = refused(&home.path().join("empty"));
    assert!(said.contains("there is no manifest.json"), "{said}");
    let draft = home.path().join("results/.offramp-other-sweep");
    fs::create_dir(&draft).unwrap();
    for place in [home.path().join("results/other-sweep"), draft] {
        let said = refused(&place);
        assert!(
            said.contains("the same `offramp sweep` command goes on"),
            "{said}"
        );
    }
    let mut command = Command::cargo_bin("offramp").unwrap();
    let run = ["run", "exact/two-actors", "--trials", "9", "--quiet"];
    command
        .current_dir(home.path())
        .args(run)
        .assert()
        .success();
    let said = refused(&home.path().join("results/two-actors"));
    assert!(
        said.contains("is of `offramp run`, not of `offramp sweep`"),
        "{said}"
    );
}

#[test]
fn what_was_changed_by_hand_is_refused_with_the_place() {
    let home = TempDir::new().unwrap();
    let folder = sweep(home.path(), "");
    let changed = |file: &str, change: &dyn Fn(&str) -> String| {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let other = change(&text);
        assert_ne!(text, other);
        fs::write(&path, other).unwrap();
        let said = refused(&folder);
        fs::write(&path, text).unwrap();
        said
    };
    let line = |text: &str, at: usize| text.lines().nth(at).unwrap().to_owned();
    let cell = |text: &str, at: usize, column: usize, to: &str| {
        let mut cells: Vec<String> = line(text, at).split(',').map(String::from).collect();
        cells[column] = to.to_owned();
        text.replace(&line(text, at), &cells.join(","))
    };
    for (column, to, what) in [
        (
            0,
            "24",
            "`point` is `24`, and should be a whole number from 0 to 23",
        ),
        (0, "4", "point 4 twice"),
        (
            1,
            "much",
            "points.csv, row 4: `message_loss` is `much`, and should be a number",
        ),
        (1, "0.5", "points.csv was changed since"),
    ] {
        let said = changed("points.csv", &|text| cell(text, 4, column, to));
        assert!(said.contains(what), "{what}: {said}");
    }
    let said = changed("points.csv", &|text| {
        text.replace("message_loss", "message_lost")
    });
    assert!(said.contains("no column `message_loss`"), "{said}");
    let said = changed("points.csv", &|text| {
        text.replace(&(line(text, 9) + "\n"), "")
    });
    assert!(said.contains("has 23 points, and 24 were played"), "{said}");
    // The third row is of war.
    for (column, to, what) in [
        (
            0,
            "mediators",
            "point 0 is of scenario `mediator`, not of `mediators`",
        ),
        (1, "99", "there is no point 99"),
        (1, "one", "`point` is `one`"),
        (2, "baselin", "did you mean `baseline`?"),
        (3, "wra", "`metric` is `wra`"),
        (3, "calm", "war of point 0 under baseline is missing"),
        (3, "days", "days of point 0 under baseline is there twice"),
        (4, "some", "responses.csv, row 1: `value` is `some`"),
        (8, "guess", "`ci_method` is `guess`"),
    ] {
        let said = changed("responses.csv", &|text| cell(text, 3, column, to));
        assert!(said.contains(what), "{what}: {said}");
        assert!(said.contains("changed by hand"), "{said}");
    }
    let said = changed("responses.csv", &|text| text.replace("ci_low", "low"));
    assert!(said.contains("no column `ci_low`"), "{said}");
    let said = changed("scenario.toml", &|text| format!("{text}# more\n"));
    assert!(said.contains("scenario.toml was changed since"), "{said}");
    let said = changed("manifest.json", &|text| {
        text.replace("message_loss=0:1", "message_loss=x:1")
    });
    assert!(said.contains("manifest.json"), "{said}");
    let said = changed("manifest.json", &|text| {
        text.replace("\"vary\": \"message_loss", "\"vary\": \"lost")
    });
    assert!(said.contains("`vary` is `lost"), "{said}");
    fs::remove_file(folder.join("responses.csv")).unwrap();
    assert!(refused(&folder).contains("responses.csv is missing"));
}
