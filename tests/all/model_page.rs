//! docs/model.md says what the code does, as far as a test can tell.

use offramp::crisis::outcome::Outcome;
use offramp::history::record::{Evidence, Population, RECORD};
use offramp::model::layout::Sites;
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::file::catalog;
use offramp::scenario::{Relation, Scenario, parameter, read_embedded};
use std::collections::BTreeSet;
use std::path::Path;

fn file(path: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(path)).unwrap()
}

/// The rows of the first table after a heading, without header.
fn rows(heading: &str) -> Vec<Vec<String>> {
    let page = file("docs/model.md");
    let section = page.split(heading).nth(1).unwrap();
    section
        .lines()
        .skip_while(|line| !line.starts_with("|---"))
        .skip(1)
        .take_while(|line| line.starts_with('|'))
        .map(|line| {
            let cells = line.trim_matches('|').split('|');
            cells.map(|cell| cell.trim().to_owned()).collect()
        })
        .collect()
}

#[test]
fn it_names_every_parameter() {
    let page = file("docs/model.md");
    let quoted = page.split('`').skip(1).step_by(2);
    let formulas = page.lines().filter(|line| line.starts_with("    "));
    let named: BTreeSet<&str> = quoted
        .chain(formulas)
        .flat_map(|text| text.split(|c: char| !c.is_alphanumeric() && c != '_'))
        .collect();
    for row in parameter::rows() {
        assert!(named.contains(row.key), "{}", row.key);
    }
}

#[test]
fn its_schedule_is_the_table_of_contents_of_the_law() {
    let code = file("src/crisis/day.rs");
    let day = code.split("pub fn day(").nth(1).unwrap();
    let mut played: Vec<String> = day
        .split("play.play(")
        .skip(1)
        .map(|rest| rest.chars().take_while(|c| c.is_alphanumeric()).collect())
        .collect();
    played.dedup();
    let schedule = rows("## 3. Process overview and scheduling");
    let stages: Vec<&str> = schedule.iter().map(|row| row[0].as_str()).collect();
    assert_eq!(stages, played);
    for row in schedule {
        let source = file(&format!("src/crisis/{}", row[1].trim_matches('`')));
        assert!(
            source.contains(&format!("pub struct {}", row[0])),
            "{row:?}"
        );
    }
}

/// Every number of a text.
fn numbers(text: &str) -> Vec<f64> {
    let words = text.split(|c: char| !c.is_ascii_digit() && !"-.".contains(c));
    let words = words.map(|word| word.trim_end_matches('.'));
    words.filter_map(|word| word.parse().ok()).collect()
}

#[test]
fn its_patterns_are_those_of_the_record() {
    let page = rows("### Patterns");
    let listed: Vec<u32> = page.iter().map(|row| row[0].parse().unwrap()).collect();
    assert_eq!(listed, (1..=17).collect::<Vec<u32>>());
    for measured in RECORD {
        let row = &page[measured.quantity.pattern() as usize - 1][2];
        let known = numbers(row);
        let figures = match measured.evidence {
            Evidence::Counts { k, n } => vec![k as f64, n as f64],
            Evidence::Published { value, low, high } => vec![value, low, high],
            Evidence::Range { low, high } => vec![low, high],
            Evidence::Figure(value) => vec![value],
            Evidence::MedianOf(_) | Evidence::SdOfLogs(_) => {
                vec![(measured.value().unwrap() * 100.0).round() / 100.0]
            }
        };
        for figure in figures {
            let is_there = known.iter().any(|number| (number - figure).abs() < 1e-9);
            assert!(is_there, "{figure} of {measured:?} is not in: {row}");
        }
        let is_of_others = measured.population != Population::Reference;
        assert!(
            !is_of_others || row.contains(measured.population.name()),
            "{row}"
        );
    }
}

#[test]
fn its_outcomes_and_switches_are_those_of_the_code() {
    let outcomes = rows("### 7.13 Judge");
    let named: Vec<&str> = outcomes
        .iter()
        .map(|row| row[0].trim_matches('*'))
        .collect();
    assert_eq!(named, Outcome::ALL.map(Outcome::name));
    let switches = rows("## 8. What \"off\" means");
    let named: Vec<&str> = switches
        .iter()
        .map(|row| row[0].trim_matches('`'))
        .collect();
    let names: Vec<_> = Mechanism::ALL.iter().map(|m| m.name()).collect();
    assert_eq!(named, names);
}

/// Words of a day by the table of sites.
fn words(scenario: &Scenario) -> usize {
    let table = rows("**Sites.**");
    let of = |whose: &str| -> usize {
        let row = table.iter().find(|row| row[0] == whose);
        row.unwrap()[1].parse().unwrap()
    };
    let parties = scenario.parties().count();
    let third = scenario.actors.len() - parties;
    let pairs: usize = scenario
        .pairs
        .iter()
        .map(|pair| match pair.relation {
            Relation::Adversaries { .. } => of("pair of adversaries"),
            Relation::Allies => of("pair of allies"),
        })
        .sum();
    parties * of("party")
        + third * of("third party")
        + pairs
        + parties * third * of("third party and party")
}

#[test]
fn its_table_of_sites_adds_up_for_every_shipped_scenario() {
    for shipped in catalog::list().unwrap() {
        let scenario = read_embedded(&shipped.path, &[]).unwrap().scenario;
        assert_eq!(
            words(&scenario),
            Sites::number(&scenario).words,
            "{}",
            shipped.path
        );
    }
}

#[test]
fn a_crisis_begins_as_it_says() {
    let scenario = read_embedded("kaesong-2020", &[]).unwrap().scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let start = |column: offramp::model::layout::Column| model.layout.start()[column.0 as usize];
    assert_eq!(start(model.crisis.violence), 1);
    // The South is alarmed by the trigger; the North by the leaflets that the timeline scripts.
    let (north, south) = (scenario.trigger.actor, scenario.trigger.target);
    let beliefs = model.dyads.iter().flat_map(|dyad| &dyad.beliefs);
    let of = |holder: usize, about: usize| {
        let mut found = beliefs
            .clone()
            .filter(|b| b.holder == holder && b.about == about);
        let belief = found.next().unwrap();
        start(belief.column) - belief.prior
    };
    assert_eq!(of(south, north), 1);
    assert_eq!(of(north, south), 1);
    let memory = |observer: usize, subject: usize| {
        let mut watches = model.watches.iter();
        let watch = watches.find(|w| w.observer == observer && w.subject == subject);
        start(watch.unwrap().memory)
    };
    assert_eq!(memory(south, north), 1);
    assert_eq!(start(model.actors[north].party.as_ref().unwrap().rung), 3);
}
