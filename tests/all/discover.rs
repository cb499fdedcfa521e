//! `offramp discover`: boxes are what the tables beside them say, they lie where enumeration and tipping
//! points put them, the same bytes come of the same sweep, and what cannot be described is refused before
//! anything is written.

use assert_cmd::Command;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

type TableRow = BTreeMap<String, String>;

fn offramp(home: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.current_dir(home).args(arguments).output().unwrap()
}

fn done(home: &Path, arguments: &[&str]) -> String {
    let output = offramp(home, arguments);
    assert!(output.status.success(), "{arguments:?}: {output:?}");
    String::from_utf8(output.stdout).unwrap()
}

/// A sweep of two factors, one of which turns who is better.
fn swept(home: &Path, more: &str) -> PathBuf {
    let common = "sweep exact/two-actors --vary law.resolve=-5:-2 --vary law.reciprocity=0:4 --trials 400 --metric agreement --quiet";
    let words = format!("{common} {more}");
    done(home, &words.split_whitespace().collect::<Vec<_>>());
    home.join("results/two-actors-sweep")
}

const BOTH: &str = "--policies joint-tit-for-tat,blue-restraint --points 160";

fn rows(path: &Path) -> Vec<TableRow> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn number(row: &TableRow, column: &str) -> f64 {
    row[column]
        .parse()
        .unwrap_or_else(|_| panic!("{column} of {row:?}"))
}

/// Whether a point of `classified.csv` lies in a box of `limits.csv`.
fn holds(limits: &[&TableRow], point: &TableRow) -> bool {
    limits.iter().all(|limit| {
        let value = &point[&limit["factor"]];
        let is_in = |end: &str, is_past: fn(f64, f64) -> bool| {
            limit[end].is_empty() || !is_past(value.parse().unwrap(), number(limit, end))
        };
        let among = limit["among"].is_empty() || limit["among"].split('|').any(|one| one == value);
        is_in("low", |value, low| value < low) && is_in("high", |value, high| value > high) && among
    })
}

#[test]
fn boxes_are_what_the_points_beside_them_say() {
    let home = TempDir::new().unwrap();
    let sweep = swept(home.path(), BOTH);
    let sweep = sweep.to_str().unwrap();
    let condition = "joint-tit-for-tat - blue-restraint > 0.02";
    let asked = [
        "discover", sweep, "--where", condition, "--boxes", "3", "--halves", "30",
    ];
    let said = done(home.path(), &asked);
    let folder = home.path().join("results/two-actors-discover");
    let points = rows(&folder.join("classified.csv"));
    let (limits, peeling) = (
        rows(&folder.join("limits.csv")),
        rows(&folder.join("peeling.csv")),
    );
    let boxes = rows(&folder.join("boxes.csv"));
    assert_eq!(points.len(), 160);
    let is = |row: &&TableRow, column: &str| row[column] == "true";
    let all = points.iter().filter(|row| is(row, "such")).count();
    for row in &points {
        assert_eq!(number(row, "value") > 0.02, row["such"] == "true");
        let covers = number(row, "ci_low") <= 0.02 && 0.02 <= number(row, "ci_high");
        assert_eq!(
            (covers, row["ci_method"].as_str()),
            (row["sure"] == "false", "mover")
        );
    }
    let mut left: Vec<&TableRow> = points.iter().collect();
    for one in &boxes {
        let own: Vec<&TableRow> = limits
            .iter()
            .filter(|row| row["box"] == one["box"])
            .collect();
        assert_eq!(own.len(), 2);
        assert_eq!(number(one, "looked_at") as usize, left.len());
        let inside: Vec<&TableRow> = left
            .iter()
            .copied()
            .filter(|point| holds(&own, point))
            .collect();
        assert!(inside.iter().all(|point| point["box"] == one["box"]));
        let such = inside.iter().filter(|row| is(row, "such")).count();
        assert_eq!(
            (number(one, "n") as usize, number(one, "such") as usize),
            (inside.len(), such)
        );
        assert!((number(one, "coverage") - such as f64 / all as f64).abs() < 1e-12);
        assert!((number(one, "density") - such as f64 / inside.len() as f64).abs() < 1e-12);
        assert!((number(one, "mass") - inside.len() as f64 / 160.0).abs() < 1e-12);
        let sure: Vec<&&TableRow> = inside.iter().filter(|row| is(row, "sure")).collect();
        let density = sure.iter().filter(|row| is(row, "such")).count() as f64 / sure.len() as f64;
        assert!((number(one, "sure_density") - density).abs() < 1e-12);
        let told: Vec<&TableRow> = peeling
            .iter()
            .filter(|row| row["box"] == one["box"] && row["told"] == "true")
            .collect();
        assert_eq!(told.len(), 1);
        for column in ["step", "n", "such", "coverage", "density", "limits"] {
            assert_eq!(told[0][column], one[column], "{column}");
        }
        left.retain(|point| !holds(&own, point));
    }
    assert!(left.iter().all(|point| point["box"].is_empty()));
    // Where enumeration has the tip (tests/all/tip.rs) is where the box ends.
    let first = limits
        .iter()
        .find(|row| row["factor"] == "law.resolve")
        .unwrap();
    assert!(
        first["low"].is_empty() && (-4.2..-2.8).contains(&number(first, "high")),
        "{first:?}"
    );
    assert!(number(&boxes[0], "chance_p") <= 0.005 && number(&boxes[0], "density") > 0.7);
    assert!(
        said.contains("Joint-tit-for-tat minus blue-restraint in agreement is above 2 points at"),
        "{said}"
    );
    assert!(said.contains("law.resolve is below -"), "{said}");
    assert!(
        said.contains("It describes the points of the sweep"),
        "{said}"
    );
    // Peeled one after the other: each step has fewer points and is denser.
    for pair in peeling
        .windows(2)
        .filter(|pair| pair[1]["kind"] == "peeled")
    {
        assert!(number(&pair[1], "n") < number(&pair[0], "n"));
        assert!(number(&pair[1], "density") > number(&pair[0], "density"));
    }
}

#[test]
fn the_same_sweep_is_described_by_the_same_bytes() {
    let home = TempDir::new().unwrap();
    let sweep = swept(home.path(), BOTH);
    let sweep = sweep.to_str().unwrap();
    let condition = "joint-tit-for-tat - blue-restraint > 0.02";
    let asked = ["discover", sweep, "--where", condition, "--boxes", "3"];
    let said = done(home.path(), &asked);
    let folder = home.path().join("results/two-actors-discover");
    let again = [&asked[..], &["--out", "again"]].concat();
    assert_eq!(
        done(home.path(), &again).lines().next(),
        said.lines().next()
    );
    for file in [
        "boxes.csv",
        "limits.csv",
        "peeling.csv",
        "classified.csv",
        "answer.txt",
        "manifest.json",
        "datapackage.json",
        "scenario.toml",
    ] {
        let [one, other] = [&folder, &home.path().join("again/two-actors-discover")]
            .map(|of| fs::read(of.join(file)).unwrap());
        assert!(one == other, "{file}");
    }
    // Kept, it is told as it was laid out in its folder.
    let kept = done(home.path(), &asked);
    let answer = fs::read_to_string(folder.join("answer.txt")).unwrap();
    assert!(kept.starts_with(&answer), "{kept}");
}

#[test]
fn a_policy_that_varies_is_a_choice_of_the_box() {
    let home = TempDir::new().unwrap();
    let vary = "--vary policy=baseline,blue-restraint,joint-tit-for-tat --points 240";
    let sweep = swept(home.path(), vary);
    let sweep = sweep.to_str().unwrap();
    let asked = [
        "discover",
        sweep,
        "--where",
        "agreement < 0.3",
        "--format",
        "json",
        "--halves",
        "10",
    ];
    let said: serde_json::Value = serde_json::from_str(&done(home.path(), &asked)).unwrap();
    assert_eq!(said["condition"], "agreement < 0.3");
    let folder = home.path().join("results/two-actors-discover");
    let points = rows(&folder.join("classified.csv"));
    assert!(
        points
            .iter()
            .all(|row| row["ci_method"] == "clopper_pearson")
    );
    let policies = rows(&folder.join("limits.csv"));
    assert_eq!(
        policies
            .iter()
            .map(|row| row["factor"].as_str())
            .collect::<Vec<_>>(),
        ["law.resolve", "law.reciprocity", "policy"]
    );
    // Where the policy alone makes it so, the box names it.
    let best = rows(&folder.join("boxes.csv")).remove(0);
    let own: Vec<&TableRow> = policies.iter().collect();
    let inside = points.iter().filter(|point| holds(&own, point)).count();
    assert_eq!(number(&best, "n") as usize, inside);
    let asked = [
        "discover",
        sweep,
        "--where",
        "agreement < 0.3",
        "--box",
        "2",
        "--halves",
        "10",
        "--force",
        "--quiet",
    ];
    done(home.path(), &asked);
    let step = rows(&folder.join("boxes.csv")).remove(0);
    assert_eq!(step["step"], "2");
    let asked = [
        "discover",
        sweep,
        "--where",
        "agreement < 0.3",
        "--threshold",
        "0.9",
        "--halves",
        "10",
        "--force",
        "--quiet",
    ];
    done(home.path(), &asked);
    let peeling = rows(&folder.join("peeling.csv"));
    let dense = peeling
        .iter()
        .filter(|row| row["kind"] != "freed" && number(row, "density") >= 0.9);
    let most = dense.map(|row| number(row, "such") as u64).max().unwrap();
    let told = peeling.iter().find(|row| row["told"] == "true").unwrap();
    assert!(number(told, "such") as u64 >= most);
}

#[test]
fn what_cannot_be_described_is_refused_before_anything_is_written() {
    let home = TempDir::new().unwrap();
    let sweep = swept(home.path(), BOTH);
    let sweep = sweep.to_str().unwrap();
    let refused = |arguments: &[&str]| {
        let asked = [&["discover"], arguments, &["--out", "none"]].concat();
        let output = offramp(home.path(), &asked);
        assert_eq!(output.status.code(), Some(2), "{arguments:?}: {output:?}");
        assert!(
            !home.path().join("none").exists(),
            "{arguments:?}: something was written"
        );
        String::from_utf8(output.stderr).unwrap()
    };
    for (condition, said) in [
        ("agreement > 0.2", "write `joint-tit-for-tat.agreement`"),
        ("blue-restrain.war > 0.2", "did you mean `blue-restraint`?"),
        (
            "joint-tit-for-tat - blue-restrant > 0",
            "did you mean `blue-restraint`?",
        ),
        ("blue-restrain.war > 0.2", "--> --where:1:1"),
        ("blue-restraint.agreemnt > 0.2", "names no metric"),
        ("blue-restraint.war", "no `<` or `>`"),
        ("blue-restraint.war > 20%", "a share from 0 to 1"),
        ("blue-restraint.war >= 0", "holds at all of 160 points"),
        ("blue-restraint.war > 1", "holds at none of 160 points"),
    ] {
        let found = refused(&[sweep, "--where", condition]);
        assert!(found.contains(said), "{condition}: {found}");
    }
    let good = ["--where", "blue-restraint.agreement > 0.36"];
    for (more, said) in [
        (vec!["--policy", "joint-tit-for-tat"], "leave out --policy"),
        (vec!["--metric", "war"], "leave out"),
        (vec!["--metric", "wra"], "did you mean `war`?"),
        (vec!["--threshold", "1.5"], "a share above 0"),
        (vec!["--box", "500"], "there is no step 500"),
        (vec!["--box", "2", "--boxes", "2"], "cannot be used with"),
        (vec!["--peel", "0.9"], "at most 0.5"),
    ] {
        let found = refused(&[&[sweep][..], &good, &more].concat());
        assert!(found.contains(said), "{more:?}: {found}");
    }
    let hard = [
        "--where",
        "blue-restraint.agreement > 0.36",
        "--threshold",
        "1",
        "--min-mass",
        "0.9",
    ];
    let found = refused(&[&[sweep][..], &hard].concat());
    assert!(found.contains("no box reaches a density of 1"), "{found}");
    for (folder, said) in [
        ("nowhere", "there is no folder nowhere"),
        ("results", "name one within"),
        (
            "results/two-actors-sweep/points.csv",
            "is a file: name its folder",
        ),
    ] {
        let found = refused(&[&[folder][..], &good].concat());
        assert!(found.contains(said), "{folder}: {found}");
    }
    let table = home.path().join("results/two-actors-sweep/responses.csv");
    let text = fs::read_to_string(&table).unwrap();
    fs::write(&table, text.replace("policy,metric", "polici,metric")).unwrap();
    let found = refused(&[&[sweep][..], &good].concat());
    assert!(found.contains("it has no column `policy`"), "{found}");
}

#[test]
fn the_page_draws_the_way_the_limits_and_the_points() {
    let home = TempDir::new().unwrap();
    let more = "--vary policy=blue-restraint,joint-tit-for-tat --points 120";
    let sweep = swept(home.path(), more);
    let asked = [
        "discover",
        sweep.to_str().unwrap(),
        "--where",
        "agreement < 0.35",
        "--quiet",
    ];
    done(home.path(), &asked);
    let folder = home.path().join("results/two-actors-discover");
    done(
        home.path(),
        &["report", folder.to_str().unwrap(), "--quiet"],
    );
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    for what in [
        "Box 1",
        "The way to box 1",
        "What it asks of each factor",
        "Points over ",
    ] {
        assert!(page.contains(what), "{what}");
    }
    // A mark for each step and each point.
    let steps = rows(&folder.join("peeling.csv")).len();
    assert_eq!(page.matches("<title>step ").count(), steps);
    assert_eq!(page.matches("<title>point ").count(), 120);
}

/// Responses that are dealt anew among the points have nothing in common.
#[test]
fn of_shuffled_responses_no_box_is_told() {
    let home = TempDir::new().unwrap();
    let sweep = swept(home.path(), "--policies blue-restraint --points 160");
    let table = sweep.join("responses.csv");
    let text = fs::read_to_string(&table).unwrap();
    let mut order: Vec<u64> = (0..160).collect();
    order.sort_by_key(|point| (point * 2_654_435_761 % (1 << 32)) * 40_503 % (1 << 31));
    let dealt = text.lines().enumerate().map(|(at, line)| {
        let mut cells: Vec<String> = line.split(',').map(String::from).collect();
        if at > 0 {
            cells[1] = order[cells[1].parse::<usize>().unwrap()].to_string();
        }
        cells.join(",")
    });
    fs::write(&table, dealt.collect::<Vec<_>>().join("\n")).unwrap();
    let sweep = sweep.to_str().unwrap();
    let said = done(
        home.path(),
        &[
            "discover",
            sweep,
            "--where",
            "agreement > 0.37",
            "--boxes",
            "3",
        ],
    );
    assert!(said.contains("No box: no limit"), "{said}");
    let boxes = rows(&home.path().join("results/two-actors-discover/boxes.csv"));
    assert_eq!((boxes.len(), boxes[0]["restricted"].as_str()), (1, "0"));
    assert!(number(&boxes[0], "chance_p") > 0.05, "{boxes:?}");
    // A step of the way can be had even so, as no finding.
    let said = done(
        home.path(),
        &[
            "discover",
            sweep,
            "--where",
            "agreement > 0.37",
            "--box",
            "3",
            "--force",
        ],
    );
    assert!(said.contains("No finding: shuffled points"), "{said}");
}
