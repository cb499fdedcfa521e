//! `offramp exact` as a user meets it.

use assert_cmd::Command;
use std::path::Path;

fn offramp(args: &[&str], out: &Path) -> Command {
    let mut command = Command::cargo_bin("offramp").expect("the program is built");
    command.args(args).arg("--out").arg(out);
    command
}

/// Rows of a table, cell by cell, without the columns of what was overridden.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let text = std::fs::read_to_string(path).expect("the table was written");
    let header = text.lines().next().expect("it has a header");
    let overridden = |column: usize| {
        let name = header.split(',').nth(column);
        name.is_some_and(|name| name.starts_with("set:"))
    };
    let cells = |line: &str| {
        let cells = line.split(',').map(str::to_owned).enumerate();
        let cells = cells.filter(|(column, _)| !overridden(*column));
        cells.map(|(_, cell)| cell).collect()
    };
    text.lines().map(cells).collect()
}

fn number(cell: &str) -> f64 {
    cell.parse().expect("the cell is a number")
}

/// States that differ only in what the day has done with are one: a stage that forgot to clear its
/// column would change no probability, only what enumeration costs.
#[test]
fn equal_states_are_merged() {
    let out = tempfile::tempdir().expect("there is room");
    for (scenario, states) in [("two-actors", 9579.0), ("mediator", 2275.0)] {
        offramp(&["exact", &format!("exact/{scenario}"), "-q"], out.path())
            .assert()
            .success();
        let metrics = rows(
            &out.path()
                .join(format!("{scenario}-exact/exact_metrics.csv")),
        );
        let row = metrics.iter().find(|row| row[2] == "states");
        let found = number(&row.expect("states are counted")[5]);
        assert!(
            (found - states).abs() < 0.5,
            "{scenario} has {found} states"
        );
    }
}

#[test]
fn what_is_enumerated_is_within_the_intervals_of_what_is_run() {
    let out = tempfile::tempdir().expect("there is room");
    for scenario in ["two-actors", "mediator"] {
        let name = format!("exact/{scenario}");
        offramp(&["exact", &name, "--all-policies", "-q"], out.path())
            .assert()
            .success();
        offramp(
            &["run", &name, "--all-policies", "-q", "--trials", "20000"],
            out.path(),
        )
        .assert()
        .success();
        let exact = rows(&out.path().join(format!("{scenario}-exact/exact.csv")));
        let run = rows(&out.path().join(scenario).join("outcomes.csv"));
        assert_eq!(
            exact[0],
            [
                "scenario",
                "policy",
                "outcome",
                "probability",
                "error_bound"
            ]
        );
        let [low, high] = ["ci_low", "ci_high"].map(|name| {
            let place = run[0].iter().position(|column| column == name);
            place.expect("shares have intervals")
        });
        let mut outside = 0;
        for (exact, run) in exact[1..].iter().zip(&run[1..]) {
            assert_eq!(exact[..3], run[..3]);
            let p = number(&exact[3]);
            outside += u32::from(!(number(&run[low]) <= p && p <= number(&run[high])));
            assert!(number(&exact[4]) < 1e-15);
        }
        // 20 intervals at 95%, correlated within a policy: the seed is fixed.
        assert!(outside <= 3, "{scenario}: {outside} of {}", run.len() - 1);
    }
}

#[test]
fn the_tables_agree_with_each_other() {
    let out = tempfile::tempdir().expect("there is room");
    let sets = ["--set", "horizon_days=9"];
    let args = [
        &["exact", "exact/mediator", "--policy", "pressure", "-q"][..],
        &sets,
    ]
    .concat();
    offramp(&args, out.path()).assert().success();
    let folder = out.path().join("mediator-exact");
    let outcomes = rows(&folder.join("exact.csv"));
    let sum: f64 = outcomes[1..].iter().map(|row| number(&row[3])).sum();
    assert!((sum - 1.0).abs() < 1e-12);
    let violence = rows(&folder.join("exact_violence.csv"));
    let sum: f64 = violence[1..].iter().map(|row| number(&row[4])).sum();
    assert!(
        (sum - 2.0).abs() < 1e-12,
        "with the trigger, and after the onset"
    );
    let daily = rows(&folder.join("exact_daily.csv"));
    assert_eq!(daily.len(), 1 + 9 * 7);
    for row in &outcomes[1..] {
        let last = daily.iter().find(|d| d[2] == "9" && d[4] == row[2]);
        assert_eq!(last.expect("every outcome has a curve")[8], row[3]);
    }
    // What is unresolved at the horizon has not ended.
    let running = || daily.iter().filter(|row| row[5] == "running");
    let unresolved = &outcomes.last().expect("there are outcomes")[3];
    assert_eq!(
        &running().next_back().expect("there are days")[8],
        unresolved
    );
    // The restricted mean is the sum of what has not ended, day by day, before the horizon.
    let running = running().filter(|row| row[2] != "9");
    let sum: f64 = 1.0 + running.map(|row| number(&row[8])).sum::<f64>();
    let metrics = rows(&folder.join("exact_metrics.csv"));
    assert!(
        (number(&metrics[1][5]) - sum).abs() < 1e-9,
        "{:?}",
        metrics[1]
    );
    // The same again is kept; something else is refused.
    offramp(&args, out.path()).assert().success();
    let other = ["exact", "exact/mediator", "-q"];
    offramp(&other, out.path()).assert().code(2);
}

#[test]
fn too_large_a_scenario_is_refused_and_leaves_nothing() {
    let out = tempfile::tempdir().expect("there is room");
    let args = ["exact", "exact/every-mechanism", "--max-states", "5000"];
    let refused = offramp(&args, out.path()).assert().code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    for part in [
        "more than 5000 states during day",
        "grows them most",
        "horizon_days",
    ] {
        assert!(said.contains(part), "{said}");
    }
    assert_eq!(std::fs::read_dir(out.path()).expect("it exists").count(), 0);
}

#[test]
fn what_takes_more_memory_than_allowed_is_refused_in_time() {
    let out = tempfile::tempdir().expect("there is room");
    let args = ["exact", "exact/every-mechanism", "--max-memory", "20MiB"];
    let refused = offramp(&args, out.path()).assert().code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("more than 20 MiB of states"), "{said}");
    let args = ["exact", "exact/two-actors", "--max-memory", "20"];
    let refused = offramp(&args, out.path()).assert().code(2);
    let said = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(said.contains("500MiB"), "{said}");
}

#[test]
fn what_nothing_reads_is_said_to_be_left_out() {
    let out = tempfile::tempdir().expect("there is room");
    let args = [
        "exact",
        "exact/two-actors",
        "--set=threat=0",
        "--set=trust=0",
        "--set=horizon_days=3",
    ];
    let done = offramp(&args, out.path()).assert().success();
    let said = String::from_utf8_lossy(&done.get_output().stdout).into_owned();
    assert!(said.contains("no rule reads them: belief"), "{said}");
    let package = out.path().join("two-actors-exact/datapackage.json");
    let package = std::fs::read_to_string(package).expect("it was written");
    assert!(package.contains("left_out_of_states"), "{package}");
}
