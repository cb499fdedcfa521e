//! A game over worlds, beside one that is played world by world from the scenario's own text.

use assert_cmd::Command;
use offramp::ensemble::{self, Plan};
use offramp::model::{Model, Switches};
use offramp::scenario::payoff::Payoff;
use offramp::scenario::policy::Policy;
use offramp::scenario::{Draft, Scenario};
use offramp::study::measure::Measure;
use offramp::trial::record::Detail;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// What can be counted without the columns of a game. The base has ranges of its own: of what blue loses
/// by a clash, and of an offer to red, which is set here.
const GAME: &str = r#"
schema = 1
extends = "BASE"
name = "duel"
deciders = ["red"]

[crisis]
horizon_days = 10

[uncertain]
"law.fear" = { low = 1, high = 5, source = "assumed" }
"law.reciprocity" = { low = 0.5, high = 4, source = "assumed" }
"payoff.red.unresolved" = { low = 0, high = 40, source = "assumed" }
"payoff.red.war" = { low = -60, high = 60, source = "assumed" }
"payoff.red.agreement" = { low = 1, high = 20, source = "assumed" }
"payoff.blue.unresolved" = { low = -9, high = 40, source = "assumed" }

[policy.red-restraint]
description = "Red takes no step up."
[policy.red-restraint.red]
preset = "maximum-restraint"

[policy.red-firm]
description = "Red answers each step."
[policy.red-firm.red]
preset = "firm"

[policy.blue-engages]
description = "Blue favours talks."
[policy.blue-engages.blue]
preset = "engage"

[policy.blue-firm]
description = "Blue answers each step."
[policy.blue-firm.blue]
preset = "firm"

[payoff.red]
agreement = 10
unresolved = 4
war = -30

[payoff.blue]
agreement = 12
war = -20
unresolved = -3
days = -0.1
"#;

const RED: [&str; 3] = ["baseline", "red-restraint", "red-firm"];
const BLUE: [&str; 3] = ["baseline", "blue-engages", "blue-firm"];

fn file(folder: &Path) -> String {
    let base = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/exact/two-actors.toml"
    );
    let path = folder.join("duel.toml");
    std::fs::write(&path, GAME.replace("BASE", base)).unwrap();
    path.display().to_string()
}

fn run(args: &[&str]) -> String {
    let output = Command::cargo_bin("offramp")
        .unwrap()
        .args(args)
        .output()
        .unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    String::from_utf8(output.stdout).unwrap()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn bytes(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let files = std::fs::read_dir(folder).unwrap().map(Result::unwrap);
    let file = |entry: std::fs::DirEntry| {
        let name = entry.file_name().into_string().unwrap();
        (name, std::fs::read(entry.path()).unwrap())
    };
    let files = files.map(file);
    files.filter(|(name, _)| name != "host.json").collect()
}

/// What these trials of both policies together show: shares, and mean days.
fn shares(scenario: &Scenario, both: [&str; 2], (first, trials): (u64, u64)) -> [f64; 8] {
    let overlays = both
        .iter()
        .flat_map(|name| scenario.policy(name).unwrap().overlays.clone())
        .collect();
    let policy = Policy {
        name: both.join("+"),
        description: String::new(),
        overlays,
    };
    let model = Model::compile(scenario, &policy, Switches::default());
    let plan = Plan {
        seed: 3,
        first,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let tally = ensemble::run(&model, &plan, &(), |_| Ok(())).unwrap();
    Measure::ALL.map(|measure| measure.count(&tally) as f64 / trials as f64)
}

fn pays(payoff: &Payoff, shares: &[f64; 8]) -> f64 {
    let points = payoff.weights.iter().map(|weight| {
        let key = weight.term.row().key;
        let Some(measure) = Measure::named(key) else {
            assert!(weight.value == 0.0, "{key}");
            return 0.0;
        };
        weight.value * shares[measure as usize]
    });
    points.sum()
}

/// What is stable and what red should choose, in a world of its own.
fn alone(
    folder: &Path,
    row: &BTreeMap<String, String>,
) -> BTreeMap<&'static str, BTreeSet<String>> {
    let sets = row
        .iter()
        .filter_map(|(name, value)| Some(format!("{}={value}", name.strip_prefix("set:")?)));
    let zero = ["others_offers", "own_offers"];
    let zero = zero
        .iter()
        .flat_map(|key| ["red", "blue"].map(|who| format!("payoff.{who}.{key}=0")));
    let sets: Vec<String> = sets.chain(zero).collect();
    assert_eq!(sets.len(), 7 + 4, "{sets:?}");
    let draft = Draft::file(folder.join("duel.toml")).unwrap();
    let scenario = draft.check(&sets).unwrap().scenario;
    let luck = (
        row["first_trial"].parse().unwrap(),
        row["trials"].parse().unwrap(),
    );
    let cells = RED.map(|red| BLUE.map(|blue| shares(&scenario, [red, blue], luck)));
    let of = |actor: &str| {
        let actor = scenario.actors.iter().position(|one| one.name == actor);
        let mut all = scenario.payoffs.iter();
        all.find(|payoff| Some(payoff.actor) == actor).unwrap()
    };
    let pay = |actor: &str| cells.map(|row| row.map(|shares| pays(of(actor), &shares)));
    let (red, blue) = (pay("red"), pay("blue"));
    let agrees = cells.map(|row| row.map(|shares| shares[Measure::Agreement as usize]));
    let mut stable = BTreeSet::new();
    let mut met = [[f64::NEG_INFINITY; 3]; 3];
    for r in 0..3 {
        met[0][r] = agrees[r][0];
        met[2][r] = agrees[r].iter().copied().fold(1.0, f64::min);
        let mut answer: Option<usize> = None;
        for b in 0..3 {
            let answers = blue[r].iter().all(|other| *other <= blue[r][b]);
            // Of several, the worst for red.
            if answers && answer.is_none_or(|known| red[r][b] < red[r][known]) {
                answer = Some(b);
            }
            if answers && red.iter().all(|other| other[b] <= red[r][b]) {
                stable.insert(format!("{} / {}", RED[r], BLUE[b]));
            }
        }
        met[1][r] = agrees[r][answer.unwrap()];
    }
    let best = |met: &[f64; 3]| {
        let most = met.iter().copied().fold(0.0, f64::max);
        let best = RED.iter().zip(met).filter(|(_, value)| **value >= most);
        best.map(|(name, _)| (*name).to_owned()).collect()
    };
    BTreeMap::from([
        ("stable", stable),
        ("by_habit", best(&met[0])),
        ("answered", best(&met[1])),
        ("safest", best(&met[2])),
    ])
}

fn listed(cell: &str) -> BTreeSet<String> {
    let parts = cell.split("; ").filter(|part| !part.is_empty());
    parts.map(String::from).collect()
}

#[test]
fn what_is_found_over_worlds_is_what_is_found_in_each_alone_on_any_threads() {
    let folder = tempfile::tempdir().unwrap();
    let path = file(folder.path());
    let under = |threads: &str| {
        let out = folder.path().join(threads);
        run(&[
            "game",
            &path,
            "--players=red,blue",
            "--policies-of=red=red-restraint,red-firm",
            "--policies-of=blue=blue-engages,blue-firm",
            "--metric=agreement",
            "--trials=500",
            "--worlds=20",
            "--world-trials=200",
            "--seed=3",
            "--set=payoff.red.own_offers=0",
            "--set=payoff.red.others_offers=0",
            "--set=payoff.blue.own_offers=0",
            "--set=payoff.blue.others_offers=0",
            "--threads",
            threads,
            "--out",
            out.to_str().unwrap(),
        ]);
        out.join("duel-game")
    };
    let one = under("1");
    assert!(bytes(&one) == bytes(&under("2")));
    let worlds = rows(&one.join("game_worlds.csv"));
    assert_eq!(worlds.len(), 20);
    let mut counts: BTreeMap<(String, String), usize> = BTreeMap::new();
    for row in &worlds {
        for (finding, expected) in alone(folder.path(), row) {
            assert_eq!(listed(&row[finding]), expected, "{finding} of {row:?}");
            for name in expected {
                *counts.entry((finding.to_owned(), name)).or_default() += 1;
            }
        }
    }
    // The worlds differ in what is stable.
    let stable: BTreeSet<&String> = worlds.iter().map(|row| &row["stable"]).collect();
    assert!(stable.len() > 1, "{stable:?}");
    let shares = rows(&one.join("game_robustness.csv"));
    for row in &shares {
        let key = (row["finding"].clone(), row["strategies"].clone());
        let count = counts.remove(&key);
        let share: f64 = row["share"].parse().unwrap();
        if row["finding"] == "none" {
            let none = worlds.iter().filter(|row| row["stable"].is_empty());
            assert!((share - none.count() as f64 / 20.0).abs() < 1e-12);
            continue;
        }
        let expected = count.unwrap_or_default() as f64 / 20.0;
        assert!((share - expected).abs() < 1e-12, "{key:?}: {share}");
    }
    assert!(counts.is_empty(), "{counts:?}");
}

/// What data speak on comes from the draws of a posterior, each with its number, and the answer says so.
#[test]
fn worlds_take_the_draws_of_a_posterior() {
    let folder = tempfile::tempdir().unwrap();
    let (path, out) = (file(folder.path()), folder.path().join("out"));
    let posterior = folder.path().join("drawn.csv");
    let text = "law,draw,weight,log_likelihood,law.fear\n1,0,1,0,1.5\n1,1,1,0,4.5\n";
    std::fs::write(&posterior, text).unwrap();
    let said = run(&[
        "game",
        &path,
        "--players=red,blue",
        "--trials=100",
        "--worlds=20",
        "--world-trials=10",
        "--posterior",
        posterior.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("Over 20 worlds"), "{said}");
    assert!(said.contains("drawn.csv"), "{said}");
    let worlds = rows(&out.join("duel-game/game_worlds.csv"));
    assert!(worlds.iter().all(|row| !row.contains_key("set:law.fear")));
    let draws: Vec<&str> = worlds.iter().map(|row| row["draw"].as_str()).collect();
    let first = draws.iter().filter(|draw| **draw == "0").count();
    assert!((5..=15).contains(&first), "{draws:?}");
    assert!(
        worlds
            .iter()
            .all(|row| row.contains_key("set:law.reciprocity"))
    );
    // A weight that no actor of the game has in force stays out of it.
    assert!(
        worlds
            .iter()
            .all(|row| !row.keys().any(|key| key.contains(".type.")))
    );
}
