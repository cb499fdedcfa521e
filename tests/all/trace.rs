//! A trace is the trial it explains, its numbers are the law's, and it says where trials part.

use assert_cmd::Command;
use offramp::crisis::chance::{CERTAIN, Note};
use offramp::ensemble::{self, Plan};
use offramp::model::decision::{QUANTUM, Weights, share};
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::file::catalog;
use offramp::scenario::{self, Scenario};
use offramp::trace::event::{AtDusk, Delivery};
use offramp::trace::{Act, Decided, Event, Trace, parting, trace};
use offramp::trial::record::{Detail, Fields};

const TRIALS: u64 = 160;

fn shipped() -> Vec<Scenario> {
    let list = catalog::list().unwrap();
    let read = |path: &str| scenario::read_embedded(path, &[]).unwrap().scenario;
    list.iter().map(|shipped| read(&shipped.path)).collect()
}

/// Rows of the fast path for trials from `first` on.
fn rows(model: &Model, seed: u64, first: u64, trials: u64) -> Vec<Vec<u32>> {
    let plan = Plan {
        seed,
        first,
        trials,
        detail: Detail::Full,
        daily: false,
    };
    let mut rows = Vec::new();
    let keep = |records: offramp::trial::record::Records| {
        rows.extend(records.rows().map(|(_, row)| row.to_vec()));
        Ok(())
    };
    ensemble::run(model, &plan, &(), keep).unwrap();
    rows
}

/// What the row of the fast path says, read off a trace.
fn row_of(model: &Model, scenario: &Scenario, traced: &Trace) -> Vec<u32> {
    let fields = Fields::of(model, Detail::Full);
    let mut row = vec![0; fields.down];
    row[Fields::OUTCOME] = traced.ended().unwrap() as u32;
    row[Fields::DAYS] = traced.ending_day;
    row[Fields::VIOLENCE] = traced.violence_after_onset;
    row[Fields::TRIGGER] = traced.violence_of_trigger;
    let dusks = || traced.days.iter().flat_map(|day| &day.dusk);
    let of = |actor: usize| {
        let name = &scenario.actors[actor].name;
        dusks().filter(move |standing: &&AtDusk| &standing.actor == name)
    };
    for (place, &party) in fields.parties.iter().enumerate() {
        let start = traced.start[party].expect("a party stands on a rung");
        let peak = of(party).filter_map(|standing| standing.rung).max();
        row[fields.peak + place] = peak.unwrap_or(0).max(start);
    }
    row[fields.mechanisms..fields.acts].copy_from_slice(&traced.counts);
    for actor in 0..scenario.actors.len() {
        for (kind, act) in [Act::Escalate, Act::Restrain, Act::Negotiate]
            .into_iter()
            .enumerate()
        {
            let days = of(actor).filter(|standing| standing.act == act).count();
            row[fields.acts + 3 * actor + kind] = days as u32;
        }
    }
    row
}

#[test]
fn tracing_changes_no_trial() {
    for scenario in shipped() {
        let part = TRIALS.div_ceil(scenario.policies.len() as u64);
        for (p, policy) in scenario.policies.iter().enumerate() {
            let model = Model::compile(&scenario, policy, Switches::default());
            let first = p as u64 * part;
            for (i, row) in rows(&model, 3, first, part).into_iter().enumerate() {
                let traced = trace(&scenario, &model, &policy.name, 3, first + i as u64);
                let expected = &row[..Fields::of(&model, Detail::Full).down];
                assert_eq!(
                    row_of(&model, &scenario, &traced),
                    expected,
                    "{} {} trial {}",
                    scenario.name,
                    policy.name,
                    traced.trial
                );
            }
        }
    }
}

#[test]
fn the_facts_told_are_as_many_as_the_law_counted() {
    for scenario in shipped() {
        let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
        for trial in 0..20 {
            let traced = trace(&scenario, &model, "baseline", 0, trial);
            let count = |is: &dyn Fn(&Event) -> bool| {
                traced.facts().filter(|(_, fact)| is(fact)).count() as u32
            };
            let told = |note: Note| match note {
                Note::Misperception => {
                    count(&|f| matches!(f, Event::Perceived { misread: true, .. }))
                }
                Note::LostOffer => count(&|f| {
                    matches!(
                        f,
                        Event::Offer {
                            fate: Delivery::Lost,
                            ..
                        }
                    )
                }),
                Note::UnsentOffer => count(&|f| {
                    matches!(
                        f,
                        Event::Offer {
                            fate: Delivery::Unsent,
                            ..
                        }
                    )
                }),
                Note::Overshoot => count(&|f| {
                    matches!(
                        f,
                        Event::Acted {
                            overshoot: true,
                            ..
                        }
                    )
                }),
                Note::Unauthorised => count(&|f| {
                    matches!(
                        f,
                        Event::Acted {
                            unauthorised: true,
                            ..
                        }
                    )
                }),
                Note::Incident => count(&|f| matches!(f, Event::Incident { .. })),
                _ => traced.counts[note.index()],
            };
            for note in Note::COUNTED {
                assert_eq!(
                    told(note),
                    traced.counts[note.index()],
                    "{note:?} in {}",
                    scenario.name
                );
            }
        }
    }
}

/// The probabilities that the terms of a decision give by the law's own weights.
fn odds(model: &Model, decided: &Decided) -> [f64; 3] {
    let units = |nat: f64| (nat * QUANTUM) as i32;
    let sum = |of: &dyn Fn(&offramp::trace::event::Contribution) -> f64| {
        decided
            .terms
            .iter()
            .map(|term| units(of(term)))
            .sum::<i32>()
    };
    let acts = [Act::Escalate, Act::Restrain, Act::Negotiate];
    let mut keep = acts.map(|act| {
        let forbidden = decided.terms.iter().any(|term| term.forbids.contains(&act));
        if forbidden { 0.0 } else { 1.0 }
    });
    for forced in decided.terms.iter().filter_map(|term| term.forces) {
        let place = acts.iter().position(|&act| act == forced).unwrap();
        if keep[place] > 0.0 {
            keep = std::array::from_fn(|act| if act == place { keep[act] } else { 0.0 });
        }
    }
    let places = Weights::places(&[sum(&|term| term.escalate), sum(&|term| term.negotiate)]);
    let [e, n] = places.map(|place| model.weights.table()[place as usize]);
    let (e, n) = (e * keep[0], n * keep[2]);
    let whole = e + keep[1] + n;
    let (e, n) = (share(e, whole), share(n, whole));
    let below_n = (CERTAIN - n).max(e);
    let p = |threshold: u32| f64::from(threshold) / f64::from(CERTAIN);
    [p(e), p(below_n) - p(e), 1.0 - p(below_n)]
}

#[test]
fn the_terms_told_are_the_odds_the_law_used() {
    let mut seen = 0;
    for scenario in shipped() {
        for policy in &scenario.policies {
            let model = Model::compile(&scenario, policy, Switches::default());
            for trial in 0..3 {
                let traced = trace(&scenario, &model, &policy.name, 1, trial);
                for (day, fact) in traced.facts() {
                    if let Event::Decided(decided) = fact {
                        let place = format!("{} {} {trial} {day}", scenario.name, policy.name);
                        assert_eq!(
                            odds(&model, decided).map(f64::to_bits),
                            decided.probabilities.map(f64::to_bits),
                            "{place}: {decided:?}"
                        );
                        seen += 1;
                    }
                }
            }
        }
    }
    assert!(seen > 10_000, "{seen}");
}

#[test]
fn trials_part_where_their_rows_differ_and_nowhere_else() {
    let scenario = scenario::read_embedded("kaesong-2020.toml", &[])
        .unwrap()
        .scenario;
    let baseline = &scenario.policies[0];
    let here = Model::compile(&scenario, baseline, Switches::default());
    let (mut parted, mut same) = (0, 0);
    for &off in Mechanism::ALL {
        let there = Model::compile(&scenario, baseline, Switches::off(&[off]));
        let (mine, theirs) = (rows(&here, 0, 0, 30), rows(&there, 0, 0, 30));
        for trial in 0..30 {
            let one = trace(&scenario, &here, "all on", 0, trial);
            let two = trace(&scenario, &there, off.name(), 0, trial);
            let outcomes_differ = mine[trial as usize] != theirs[trial as usize];
            let Some(parting) = parting(&one, &two) else {
                assert!(!outcomes_differ, "{off} {trial}");
                same += 1;
                continue;
            };
            parted += 1;
            let before = |traced: &Trace| {
                let days = traced.days.iter().take(parting.day as usize);
                days.map(|day| day.dusk.clone()).collect::<Vec<_>>()
            };
            assert_eq!(before(&one), before(&two), "{off} {trial}");
            assert!(parting.here.is_some() || parting.there.is_some());
        }
    }
    assert!(parted > 20 && same > 20, "{parted} {same}");
}

#[test]
fn a_trial_parts_from_itself_nowhere() {
    let scenario = scenario::read_embedded("kaesong-2020.toml", &[])
        .unwrap()
        .scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let traced = trace(&scenario, &model, "baseline", 0, 5);
    assert_eq!(parting(&traced, &traced), None);
}

fn offramp(arguments: &[&str]) -> String {
    let mut command = Command::cargo_bin("offramp").unwrap();
    let output = command
        .args(arguments)
        .assert()
        .success()
        .get_output()
        .clone();
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn events_are_event_data() {
    let events = offramp(&["trace", "kaesong-2020", "--trial", "4", "--format", "csv"]);
    let mut lines = events.lines();
    assert_eq!(
        lines.next().unwrap(),
        "scenario,policy,trial,day,date,actor,actor_code,target,target_code,act,rung,cameo,cameo_root,goldstein"
    );
    assert_eq!(
        lines.next().unwrap(),
        "kaesong-2020,baseline,4,0,2020-06-16,north-korea,PRK,south-korea,KOR,escalate,coercive-act,170,17,-7"
    );
    assert!(lines.count() > 3);
}

#[test]
fn an_account_says_why_in_numbers_and_in_a_sentence() {
    let told = offramp(&[
        "trace",
        "kaesong-2020",
        "--find",
        "worst",
        "--trials",
        "300",
    ]);
    assert!(told.contains("decides to escalate"), "{told}");
    assert!(told.contains("(p = "), "{told}");
    assert!(told.contains(" nat = resolve "), "{told}");
    assert!(told.contains("not a forecast"), "{told}");
}

#[test]
fn a_flip_is_found_and_its_parting_said() {
    let arguments = "trace kaesong-2020 --find flipped --against-off misperception --trials 300";
    let arguments: Vec<&str> = arguments.split(' ').collect();
    let told = offramp(&arguments);
    assert!(told.contains("The two part on day"), "{told}");
    let json = offramp(&[&arguments[..], &["--format", "json"]].concat());
    let json: serde_json::Value = serde_json::from_str(&json).unwrap();
    let [one, two] = [0, 1].map(|i| json["trials"][i].clone());
    assert_ne!(
        (&one["outcome"], &one["violence_after_onset"]),
        (&two["outcome"], &two["violence_after_onset"])
    );
    assert!(json["parting"]["day"].is_u64());
}

/// Runs `trace` with these arguments and a page in a folder of its own; the page and what was said.
fn drawn(arguments: &str) -> (String, String) {
    let home = tempfile::TempDir::new().unwrap();
    let page = home.path().join("page.html");
    let mut all: Vec<&str> = arguments.split(' ').collect();
    all.extend(["--report", page.to_str().unwrap()]);
    let said = offramp(&all);
    (std::fs::read_to_string(page).unwrap(), said)
}

#[test]
fn a_trial_is_drawn_on_a_page_of_its_own() {
    let (page, said) = drawn("trace cuba-1962 --trial 110");
    assert!(said.contains("Under baseline: war on day 13"), "{said}");
    for part in [
        "Cuba 1962: missiles discovered",
        "Trial 110 under baseline: war, day 13",
        "<svg class=\"strip\"",
        ">general-war<",
        "two rungs at once",
        "Organization of American States presses on 2 days",
        "The days in words",
        "offramp trace cuba-1962 --trial 110 --seed 0 --policy baseline",
        "Content-Security-Policy",
        "Not a forecast",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    let elsewhere = page.replace("http://www.w3.org/2000/svg", "");
    for beyond in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!elsewhere.contains(beyond), "{beyond}");
    }
    assert_eq!(page.matches("<svg ").count(), 1);
    // The same trial is the same page.
    assert_eq!(drawn("trace cuba-1962 --trial 110").0, page);
}

#[test]
fn two_trials_are_drawn_with_the_day_on_which_they_part() {
    let arguments = "trace kaesong-2020 --trial 4 --against maximum-restraint-joint";
    let (page, said) = drawn(arguments);
    let told = offramp(&arguments.split(' ').collect::<Vec<_>>());
    let day = told.split("The two part on day ").nth(1).unwrap();
    let day = day.split('.').next().unwrap();
    assert!(said.contains(&format!("The two part on day {day}.")));
    assert_eq!(page.matches("<svg class=\"strip\"").count(), 2);
    let mark = format!(">day {day}: from here on the two differ<");
    assert_eq!(page.matches(&mark).count(), 2, "{mark}");
    for title in [
        "Trial 4 under baseline: ",
        "Trial 4 under maximum-restraint-joint: ",
    ] {
        assert!(
            page.contains(&format!("<h3 dir=\"auto\">{title}")),
            "{title}"
        );
    }
    // Up to that day both strips show the same.
    let marks = |svg: &str| -> Vec<String> {
        let titles = svg.split("<title>").skip(1);
        let titles = titles.filter_map(|rest| rest.split("</title>").next());
        let day = |title: &&str| {
            let number = title
                .strip_prefix("Day ")
                .and_then(|rest| rest.split(':').next());
            number.and_then(|number| number.parse().ok()) < day.parse::<u32>().ok()
        };
        titles
            .filter(day)
            .map(|title| title.split(". The same").next().unwrap().into())
            .collect()
    };
    let svgs: Vec<Vec<String>> = page
        .split("<svg class=\"strip\"")
        .skip(1)
        .map(|rest| marks(rest.split("</svg>").next().unwrap()))
        .collect();
    assert!(!svgs[0].is_empty() && svgs[0] == svgs[1], "{svgs:?}");
    // Beside itself a trial parts nowhere, and still has two figures of different names.
    let (same, _) = drawn("trace kaesong-2020 --trial 4 --against baseline");
    assert!(same.contains("The two trials are the same") && !same.contains("from here on"));
    let titles: std::collections::BTreeSet<&str> = same
        .split("<h3 dir=\"auto\">")
        .skip(1)
        .filter_map(|rest| rest.split("</h3>").next())
        .collect();
    assert_eq!(titles.len(), 2, "{titles:?}");
}

#[test]
fn a_page_that_is_there_is_replaced_only_by_force() {
    let home = tempfile::TempDir::new().unwrap();
    let traced = |more: &[&str]| {
        let mut command = Command::cargo_bin("offramp").unwrap();
        command
            .current_dir(home.path())
            .args(["trace", "kaesong-2020", "--trial", "1", "--report"])
            .args(more);
        command
    };
    traced(&[]).assert().success();
    let page = home.path().join("kaesong-2020-trial-1.html");
    std::fs::write(&page, "mine").unwrap();
    let refused = traced(&[]).assert().code(2);
    let why = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(why.contains("is there already; say --force"), "{why}");
    assert_eq!(std::fs::read_to_string(&page).unwrap(), "mine");
    traced(&["--force"]).assert().success();
    assert!(std::fs::read_to_string(&page).unwrap().contains("<svg"));
    // A folder is made; where a file stands in its place, nothing can be written.
    traced(&["made/page.html"]).assert().success();
    traced(&["kaesong-2020-trial-1.html/page.html"])
        .assert()
        .code(3);
}
