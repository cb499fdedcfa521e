//! Policies searched, beside enumeration of all of them: what is found is as good as the best there is, and
//! what is said of it is so.

use assert_cmd::Command;
use offramp::crisis::outcome::Outcome;
use offramp::exact::{Limits, solve};
use offramp::model::{Model, Switches};
use offramp::scenario::policy::Feature;
use offramp::scenario::preset::PRESETS;
use offramp::scenario::{Draft, Scenario};
use offramp::search::asked::{SearchAsked, SearchReady};
use offramp::search::candidate::Candidate;
use offramp::search::chosen::Trials;
use offramp::search::grammar::Grammar;
use offramp::search::ground::Ground;
use offramp::search::halving::{ALL, Hunt};
use offramp::search::play::{Course, Luck, Notes, play};
use offramp::search::quantity::{Goal, Quantity};
use offramp::search::standard::Against;
use offramp::stats::decision::Better;
use offramp::stats::moments::Moments;
use offramp::study::measure::Measure;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Both sides have payoffs, and red has policies to answer with.
const SEARCHED: &str = r#"
schema = 1
extends = "BASE"
name = "search"

[crisis]
horizon_days = 4

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

[payoff.red]
agreement = 10
unresolved = 4
war = -30

[payoff.blue]
agreement = 12
war = -20
"#;

/// The scenario in a folder of its own.
fn file(folder: &Path) -> String {
    let base = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/scenarios/exact/two-actors.toml"
    );
    let path = folder.join("search.toml");
    std::fs::write(&path, SEARCHED.replace("BASE", base)).unwrap();
    path.display().to_string()
}

fn scenario() -> Scenario {
    let folder = tempfile::tempdir().unwrap();
    let draft = Draft::file(file(folder.path())).unwrap();
    draft.check(&[]).unwrap().scenario
}

fn asked(budget: u64, rules: usize, seed: u64) -> SearchAsked {
    let scenario = scenario();
    SearchAsked {
        worlds: vec![scenario.clone()],
        scenario,
        side: "blue".into(),
        goal: Goal {
            quantity: Quantity::Metric(Measure::Agreement),
            better: Better::Higher,
        },
        bounds: Vec::new(),
        front: Vec::new(),
        against: Against::Habits,
        other: None,
        rules,
        searches: 1,
        budget,
        trials: Trials {
            choice: 2_000,
            judged: 8_000,
        },
        margin: 0.0,
        seed,
        elsewhere: Vec::new(),
    }
}

/// The exact probability of an agreement.
fn agreement(candidate: &Candidate, grammar: &Grammar, scenario: &Scenario) -> f64 {
    let policy = candidate.with(grammar, &[]);
    let model = Model::compile(scenario, &policy, Switches::default());
    let exact = solve(&model, Limits::default()).unwrap();
    exact.probability(Outcome::Agreement)
}

/// A grammar whose policies enumeration bears: one preset with its settings, and a rule over what a state
/// shows at once.
fn small(mut ready: SearchReady) -> SearchReady {
    let grammar = &mut ready.grammar;
    let cheap = [
        Feature::OwnRung,
        Feature::AdversaryRung,
        Feature::Remembered,
    ];
    grammar.atoms.retain(|atom| cheap.contains(&atom.feature));
    grammar.atoms.truncate(9);
    grammar.seeks.truncate(1);
    let engage = PRESETS.iter().position(|preset| preset.name == "engage");
    for presets in &mut grammar.presets {
        presets.retain(|preset| Some(*preset) == engage);
    }
    ready
}

fn ready(seed: u64) -> SearchReady {
    small(SearchReady::new(asked(0, 1, seed)).unwrap())
}

fn ground(ready: &SearchReady) -> Ground {
    let quantities = &ready.standard.quantities;
    Ground::new(
        ready.asked.worlds.clone(),
        &ready.side,
        quantities,
        None,
        None,
    )
}

/// All policies are played alike, and the 24 that are best then are enumerated: the best of them is the best
/// of all, or lies below it by less than one of many can be seen to be better by mere luck.
fn best_of_all(ready: &SearchReady, ground: &Ground) -> f64 {
    let all = ready.grammar.all(20_000).unwrap();
    assert!(all.len() > 2 * ALL, "{}", all.len());
    let luck = Luck {
        seed: 99,
        first: 0,
        stride: 0,
    };
    let courses: Vec<Course> = all
        .iter()
        .map(|one| Course {
            own: one.overlays(&ready.grammar),
            reply: 0,
            trials: 0..800,
        })
        .collect();
    let played = play(ground, &courses, luck, &()).unwrap();
    let mut order: Vec<usize> = (0..all.len()).collect();
    order.sort_by_key(|at| std::cmp::Reverse(played[*at][0].sum));
    let exact = order
        .iter()
        .take(24)
        .map(|at| agreement(&all[*at], &ready.grammar, &ready.asked.scenario));
    exact.fold(0.0, f64::max)
}

/// Of more than 8,000 policies, a search that tries few of them comes within a point of 100 of the best, by
/// enumeration; the more it may play, the closer; and searches apart agree.
#[test]
fn what_is_found_is_about_as_good_as_the_best_of_all() {
    let first = ready(0);
    let on = ground(&first);
    let best = best_of_all(&first, &on);
    let habits = agreement(&Candidate::HABITS, &first.grammar, &first.asked.scenario);
    assert!(best > habits + 0.1, "{best} {habits}");
    let mut shortfalls = Vec::new();
    for budget in [10_000, 100_000] {
        let mut short = 0.0_f64;
        for number in 0..3 {
            let hunt = Hunt {
                grammar: &first.grammar,
                ground: &on,
                standard: &first.standard,
                all: 0,
            };
            let luck = Luck {
                seed: 5,
                first: number << 40,
                stride: 0,
            };
            let found = hunt.search((number, budget), luck, (&(), &mut ())).unwrap();
            let tried = found.milestones.last().unwrap().tried;
            assert!((tried as f64) < 0.5 * first.grammar.size(), "{tried}");
            let came = &found.runners[0].candidate;
            let value = agreement(came, &first.grammar, &first.asked.scenario);
            short = short.max(best - value);
        }
        shortfalls.push(short);
    }
    println!("best {best}, habits {habits}, short {shortfalls:?}");
    assert!(shortfalls[1] < 0.01, "{shortfalls:?}");
    assert!(shortfalls[1] <= shortfalls[0] + 0.005, "{shortfalls:?}");
}

/// What is judged is not what was chosen for its luck: over 40 searches the judgement is off by nothing on
/// average, as enumeration has it, while what the search saw is too good.
#[test]
fn what_is_judged_is_unbiased_and_what_was_seen_is_not() {
    let scenario = scenario();
    let (mut judged, mut seen, mut covered) = (Vec::new(), Vec::new(), 0);
    let mut known: BTreeMap<Candidate, f64> = BTreeMap::new();
    for seed in 0..40 {
        let mut one = ready(seed);
        one.asked.budget = 6_000;
        one.asked.trials = Trials {
            choice: 300,
            judged: 2_000,
        };
        let found = one.search(&(), &mut ()).unwrap();
        let winner = &found.chosen.finalists[found.chosen.winner];
        let grammar = &found.ready.grammar;
        let truth = *known
            .entry(winner.candidate.clone())
            .or_insert_with(|| agreement(&winner.candidate, grammar, &scenario));
        let estimate = found.judged(winner, Quantity::Metric(Measure::Agreement));
        covered += usize::from(estimate.covers(truth));
        judged.push(estimate.value.unwrap() - truth);
        let chosen_on = &winner.chosen_on[0];
        seen.push(chosen_on.mean().unwrap() - truth);
    }
    let mean = |all: &[f64]| all.iter().sum::<f64>() / all.len() as f64;
    println!(
        "judged {} chosen on {} covered {covered}",
        mean(&judged),
        mean(&seen)
    );
    // A standard deviation of .0014 of the mean: beyond 3.3 of them once in 1,000.
    assert!(mean(&judged).abs() < 0.0048, "{}", mean(&judged));
    assert!(
        mean(&seen) > mean(&judged),
        "{} {}",
        mean(&seen),
        mean(&judged)
    );
    // Intervals at 95%: fewer than 33 of 40 come once in 1,000.
    assert!(covered >= 33, "{covered}");
}

/// Notes kept in memory.
#[derive(Default)]
struct Memory {
    noted: Vec<Vec<Moments>>,
    next: usize,
}

impl Notes for Memory {
    fn known(&mut self, count: usize) -> Option<Vec<Moments>> {
        let found = self.noted.get(self.next)?;
        assert_eq!(found.len(), count);
        self.next += 1;
        Some(found.clone())
    }

    fn keep(&mut self, sums: &[Moments]) -> std::io::Result<()> {
        self.noted.push(sums.to_vec());
        self.next += 1;
        Ok(())
    }
}

#[test]
fn what_was_noted_is_not_played_again_and_changes_nothing() {
    let mut one = ready(3);
    one.asked.budget = 20_000;
    let mut whole = Memory::default();
    let first = one.clone().search(&(), &mut whole).unwrap();
    let mut part = Memory {
        noted: whole.noted[..whole.noted.len() / 2].to_vec(),
        next: 0,
    };
    let second = one.search(&(), &mut part).unwrap();
    assert_eq!(part.noted, whole.noted);
    assert_eq!(first.searched[0].milestones, second.searched[0].milestones);
    assert_eq!(first.toml(), second.toml());
}

fn command() -> Command {
    Command::cargo_bin("offramp").unwrap()
}

fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

fn searched(folder: &Path, out: &str, more: &[&str]) -> (String, PathBuf) {
    let out = folder.join(out);
    let output = command()
        .args(["search", &file(folder), "--for", "blue", "--budget=20000"])
        .args(["--trials=1000", "--out"])
        .arg(&out)
        .args(more)
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let told = String::from_utf8(output.stdout).unwrap();
    (told, out.join("search-search"))
}

#[test]
fn the_command_writes_the_same_bytes_on_any_threads() {
    let folder = tempfile::tempdir().unwrap();
    let ways: [&[&str]; 3] = [
        &["--maximise=agreement"],
        &[
            "--minimise=days",
            "--against=best-response",
            "--front=days,payoff",
        ],
        &[
            "--maximise=payoff",
            "--against=worst",
            "--subject-to=own_escalations <= 1",
        ],
    ];
    for (way, more) in ways.into_iter().enumerate() {
        let of = |threads: &str| {
            let threads = format!("--threads={threads}");
            let more = [more, &[threads.as_str()]].concat();
            let (_, folder) = searched(folder.path(), &format!("{way}{threads}"), &more);
            let files = std::fs::read_dir(folder).unwrap();
            let files = files.map(|entry| entry.unwrap().path());
            let files = files.filter(|path| !path.ends_with("host.json"));
            files
                .map(|path| {
                    let name = path.file_name().unwrap().to_owned();
                    (name, std::fs::read(&path).unwrap())
                })
                .collect::<BTreeMap<_, _>>()
        };
        assert!(of("1") == of("2"), "{more:?}");
    }
}

/// The policy pasted into the scenario has, in a comparison, the numbers that it was judged by.
#[test]
fn a_comparison_says_the_same_of_what_was_found() {
    let folder = tempfile::tempdir().unwrap();
    let (told, search) = searched(folder.path(), "out", &["--maximise=agreement"]);
    assert!(
        told.contains("The best that was found for Blue: "),
        "{told}"
    );
    let found = rows(&search.join("found.csv"));
    let row = |policy: &str| {
        let mut all = found.iter();
        let row = all.find(|row| row["policy"] == policy && row["quantity"] == "agreement");
        row.unwrap().clone()
    };
    let scenario = folder.path().join("search.toml");
    let pasted = std::fs::read_to_string(&scenario).unwrap()
        + "\n"
        + &std::fs::read_to_string(search.join("found.toml")).unwrap();
    std::fs::write(&scenario, pasted).unwrap();
    let output = command()
        .args(["compare", scenario.to_str().unwrap(), "--trials=1000"])
        .args(["--policies=baseline,found", "--metric=agreement", "--out"])
        .arg(folder.path())
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    let compared = rows(&folder.path().join("search-compare/policies.csv"));
    for policy in ["baseline", "found"] {
        let mut own = compared.iter();
        let own = own.find(|row| row["policy"] == policy && row["metric"] == "agreement");
        assert_eq!(own.unwrap()["value"], row(policy)["value"], "{policy}");
    }
}

#[test]
fn a_bound_that_nothing_keeps_is_said_with_what_comes_closest() {
    let folder = tempfile::tempdir().unwrap();
    let more = ["--maximise=agreement", "--subject-to=days <= 0.5"];
    let (told, _) = searched(folder.path(), "out", &more);
    assert!(
        told.contains("Nothing that was tried keeps to what was asked, and this came closest: where it is judged, days <= 0.5 is not kept"),
        "{told}"
    );
    let more = ["--minimise=minor_clash", "--subject-to=concessions <= 1"];
    let (told, _) = searched(folder.path(), "kept", &more);
    assert!(told.contains("concessions <= 1 is "), "{told}");
}

#[test]
fn what_cannot_be_searched_is_said_before_anything_runs() {
    let (source, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let told = |more: &[&str]| {
        let output = command()
            .args(["search", &file(source.path()), "--out"])
            .arg(out.path())
            .args(more)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{more:?}");
        String::from_utf8(output.stderr).unwrap()
    };
    for (more, expected) in [
        (&["--for=blu", "--minimise=war"][..], "`blue`"),
        (&["--for=blue+blue", "--minimise=war"], "named twice"),
        (&["--for=blue", "--minimise=wra"], "`war`"),
        (&["--for=blue"], "--minimise"),
        (
            &["--for=blue", "--minimise=war", "--maximise=days"],
            "cannot be used with",
        ),
        (
            &["--for=blue", "--minimise=war", "--subject-to=days < 3"],
            "QUANTITY <=",
        ),
        (
            &[
                "--for=blue",
                "--minimise=war",
                "--subject-to=days<=3",
                "--subject-to=days>=4",
            ],
            "exclude each other",
        ),
        (
            &["--for=blue", "--minimise=war", "--answered-by=blue"],
            "cannot answer as well",
        ),
        (
            &["--for=red+blue", "--minimise=war", "--against=worst"],
            "no adversary",
        ),
        (
            &["--for=blue", "--minimise=war", "--elsewhere=kaesong-2020"],
            "not the same actors or ladder",
        ),
        (
            &["--for=blue", "--minimise=war", "--worlds=15"],
            "multiple of 10",
        ),
        (&["--for=blue", "--minimise=war", "--rules=5"], "0 to 4"),
        (&["--for=blue", "--minimise=war", "--budget=0"], "1000"),
        (
            &["--for=blue", "--minimise=war", "--margin=5"],
            "from 0 to 1",
        ),
        (
            &[
                "--for=blue",
                "--minimise=war",
                "--elsewhere=exact/two-actors,exact/two-actors",
            ],
            "played already",
        ),
        (
            &["--for=blue", "--minimise=war", "--margin=-1"],
            "not negative",
        ),
        (
            &["--for=blue", "--minimise=war", "--set=message_loss=0.1,0.2"],
            "one value",
        ),
    ] {
        let told = told(more);
        assert!(told.contains(expected), "{more:?}: {told}");
    }
    // Nothing says what the side wants.
    let output = command()
        .args([
            "search",
            "exact/mediator",
            "--for=blue",
            "--maximise=payoff",
            "--out",
        ])
        .arg(out.path())
        .output()
        .unwrap();
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("payoff.blue"), "{told}");
    assert!(std::fs::read_dir(out.path()).unwrap().next().is_none());
}

/// A folder that stands is told of again; what is forced leaves nothing of before.
#[test]
fn the_same_again_is_kept_and_what_is_forced_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let (first, search) = searched(folder.path(), "out", &["--maximise=agreement"]);
    assert!(search.join("found.toml").exists());
    let (again, _) = searched(folder.path(), "out", &["--maximise=agreement"]);
    // What stood is told in shorter lines.
    let answer = |told: &str| {
        told.split_whitespace()
            .take(16)
            .collect::<Vec<_>>()
            .join(" ")
    };
    assert_eq!(answer(&first), answer(&again));
    std::fs::write(search.join("found.toml"), "# of before\n").unwrap();
    let more = ["--minimise=own_offers", "--force", "--rules=0"];
    let (_, search) = searched(folder.path(), "out", &more);
    let found = std::fs::read_to_string(search.join("found.toml")).unwrap_or_default();
    assert!(!found.contains("# of before"), "{found}");
}

/// Names that the scenario has are left to it, and what it has is no find.
#[test]
fn what_is_found_has_a_name_of_its_own() {
    let folder = tempfile::tempdir().unwrap();
    let (_, search) = searched(folder.path(), "out", &["--maximise=agreement"]);
    let scenario = folder.path().join("search.toml");
    let own =
        "\n[policy.found]\ndescription = \"Another.\"\n[policy.found.blue]\npreset = \"firm\"\n";
    let text = std::fs::read_to_string(&scenario).unwrap();
    let found = std::fs::read_to_string(search.join("found.toml")).unwrap();
    let run = |extra: &str, out: &str| {
        let path = folder.path().join(format!("{out}.toml"));
        let name = format!("name = \"{out}\"");
        std::fs::write(&path, text.replace("name = \"search\"", &name) + extra).unwrap();
        let output = command()
            .args([
                "search",
                path.to_str().unwrap(),
                "--for=blue",
                "--budget=20000",
            ])
            .args(["--trials=1000", "--maximise=agreement", "--out"])
            .arg(folder.path())
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        rows(&folder.path().join(format!("{out}-search/found.csv")))
    };
    let names = |rows: &[BTreeMap<String, String>]| {
        let own = rows.iter().filter(|row| row["quantity"] == "agreement");
        own.map(|row| row["policy"].clone()).collect::<Vec<_>>()
    };
    let taken = names(&run(own, "taken"));
    assert!(taken.contains(&"found-new".to_owned()), "{taken:?}");
    assert_eq!(taken.iter().filter(|name| *name == "found").count(), 1);
    // What was pasted is one of the scenario's, once.
    let pasted = names(&run(&format!("\n{found}"), "pasted"));
    let unlike: std::collections::BTreeSet<&String> = pasted.iter().collect();
    assert_eq!(unlike.len(), pasted.len(), "{pasted:?}");
}

/// Payoffs of another scenario are others: what is sought in them is not tried there.
#[test]
fn payoffs_are_not_carried_to_a_scenario_that_has_others() {
    let (folder, out) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let with = |quantity: &str| {
        command()
            .args(["search", &file(folder.path()), "--for=blue", quantity])
            .args([
                "--elsewhere=exact/two-actors",
                "--budget=5000",
                "--trials=200",
                "--out",
            ])
            .arg(out.path())
            .output()
            .unwrap()
    };
    let told = with("--maximise=payoff");
    assert_eq!(told.status.code(), Some(2));
    let told = String::from_utf8_lossy(&told.stderr).into_owned();
    assert!(told.contains("payoffs, where they are asked for"), "{told}");
    assert!(with("--maximise=agreement").status.success());
}
