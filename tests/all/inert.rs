//! No number of a scenario is dead: on a scenario with everything switched on, each moves some trial
//! between the ends of its bounds, or is listed here with the reason why not. And every gate that is
//! said to take a number out of force does so.

use crate::row_hash::row_hash;
use offramp::ensemble::Sum;
use offramp::exploration::asked::{PointsAsked, Request};
use offramp::exploration::design::{Design, Point};
use offramp::exploration::play::{Played, play};
use offramp::exploration::space::{Base, Space};
use offramp::model::{Model, Switches};
use offramp::scenario::Draft;
use offramp::scenario::gates::GATES;
use offramp::scenario::parameter::{self, NumberKind, Parameter};
use std::collections::BTreeSet;

const TRIALS: u64 = 256;

/// Everything that is off or rare in the rich scenarios, on and frequent.
const ON: [&str; 22] = [
    "pressure_effect=0.8",
    "deterrence=0.5",
    "exploitation=0.5",
    "answer_r=-0.5",
    "outage_factor=2",
    "worse=0.3",
    "campaign_at_onset=0.5",
    "campaign_begins=0.02",
    "campaign_ends=0.1",
    "signalled=0.3",
    "misperception=0.15",
    "misread_silence=0.02",
    "overshoot=0.05",
    "unauthorised=0.02",
    "cut=0.3",
    "cut_rung=1",
    "fails=0.02",
    "recovers=0.1",
    "per_day=0.02",
    "up_at_onset=true",
    "settles=true",
    "offer_days=5",
];

/// Numbers that move nothing even there, and why.
const INERT: [(&str, &str); 0] = [];

/// Tables of a scenario that move nothing by design, and why.
const INERT_TABLES: [(&str, &str); 1] = [(
    "payoff",
    "what an actor makes of a trial is asked after the trial: games between policies read it",
)];

/// A scenario with three parties, a third party, lines and incidents, under policies that use them.
const RICH: (&str, &[&str]) = (
    "kaesong-2020",
    &[
        "baseline",
        "us-and-community-engage",
        "all-maximum-restraint",
    ],
);
/// Two parties: who has one other only reads its belief in decisions alone.
const TWO: (&str, &[&str]) = ("exact/every-mechanism", &["baseline", "joint-tit-for-tat"]);

fn key(set: &str) -> &str {
    set.split_once('=').unwrap().0
}

/// A scenario over the whole bounds of a number, with everything else on but what `sets` say.
fn space(
    (name, policies): (&str, &[&str]),
    row: &Parameter,
    sets: &[String],
) -> Result<Space, String> {
    let draft = Draft::shipped(name).unwrap();
    let said: BTreeSet<&str> = sets.iter().map(|set| key(set)).chain([row.key]).collect();
    let on = ON.iter().filter(|set| !said.contains(key(set)));
    let all: Vec<String> = on
        .map(|set| (*set).to_owned())
        .chain(sets.to_vec())
        .collect();
    // What the scenario has nobody for is left out.
    let mut kept: Vec<String> = Vec::new();
    for set in all {
        let more = [kept.clone(), vec![set.clone()]].concat();
        if draft.check(&more).is_ok() {
            kept = more;
        }
    }
    let ends = match row.kind {
        NumberKind::Switch => format!("{}=false,true", row.key),
        NumberKind::Rung => format!("{}=0,3", row.key),
        _ => format!("{}={},{}", row.key, row.low, row.high),
    };
    let scenario = draft.check(&kept).unwrap().scenario;
    let request = Request {
        bases: vec![Base::new(draft, kept, scenario)],
        policies: policies.iter().map(ToString::to_string).collect(),
        vary: vec![ends],
        option: "--vary",
        points: PointsAsked::Design(Some(Design::Random), Some(1)),
        posterior: None,
        seed: 0,
    };
    let found = request.check().map_err(|found| found.to_string())?;
    Ok(found.space)
}

struct Rows(Vec<u32>);

impl Sum for Rows {
    fn merge(&mut self, other: &Self) {
        self.0.extend(&other.0);
    }
}

/// Whether some trial goes another way at one end than at the other, under some policy.
fn moves(space: &Space) -> bool {
    let points: Vec<Point> = space.factors[0].ends().map(|end| vec![end]).to_vec();
    let rows = |played: &[Played]| {
        let all = played.iter().flat_map(|one| one.records.rows());
        Rows(all.flat_map(|(_, row)| row.to_vec()).collect())
    };
    let mut seen = Vec::new();
    let keep = |_: usize, rows: Rows| {
        seen.push(rows.0);
        Ok(())
    };
    play((space, &points), 0, (3, 0..TRIALS), &(), rows, keep).unwrap();
    seen[0] != seen[1]
}

#[test]
fn every_number_moves_something_or_is_listed_as_inert() {
    let inert: BTreeSet<&str> = INERT
        .iter()
        .map(|(key, why)| {
            assert!(!why.is_empty());
            *key
        })
        .collect();
    let mut wrong = Vec::new();
    for row in parameter::rows() {
        let space = space(RICH, row, &[]).unwrap_or_else(|why| panic!("{}: {why}", row.key));
        if moves(&space) == inert.contains(row.key) {
            wrong.push(row.key);
        }
    }
    assert!(
        wrong.is_empty(),
        "inert without a reason, or listed although they move: {wrong:?}"
    );
}

/// The payoffs of a scenario, whatever they weigh, leave every row of every policy what it is.
#[test]
fn payoffs_move_no_trial() {
    let (table, why) = INERT_TABLES[0];
    assert!(!why.is_empty());
    let kaesong = Draft::shipped("kaesong-2020").unwrap();
    let written = kaesong.check(&[]).unwrap().scenario;
    let war = format!("{table}.south-korea.war=7000");
    let offers = format!("{table}.international-community.others_offers=-3.5");
    let weighed = kaesong.check(&[war, offers]).unwrap().scenario;
    assert_ne!(weighed.payoffs, written.payoffs);
    assert_eq!(weighed.uncertain, written.uncertain);
    for (p, policy) in written.policies.iter().enumerate() {
        let rows = [&written, &weighed].map(|scenario| {
            let model = Model::compile(scenario, policy, Switches::default());
            row_hash(&model, p as u64, TRIALS)
        });
        assert_eq!(rows[0], rows[1], "{}", policy.name);
    }
}

#[test]
fn every_gate_shuts_what_it_says() {
    let mut open = Vec::new();
    for gate in GATES {
        let row = parameter::rows().find(|row| row.key == gate.key).unwrap();
        let sets: Vec<String> = gate
            .shut
            .iter()
            .map(|(key, value)| {
                let gate = parameter::rows().find(|row| row.key == *key).unwrap();
                match gate.kind {
                    NumberKind::Switch => format!("{key}={}", *value > 0.5),
                    _ => format!("{key}={value}"),
                }
            })
            .collect();
        let beliefs = gate.shut.iter().any(|(key, _)| *key == "threat");
        let shut = space(if beliefs { TWO } else { RICH }, row, &sets);
        if shut.is_ok_and(|shut| moves(&shut)) {
            open.push(format!("{} while {sets:?}", gate.key));
        }
    }
    assert!(open.is_empty(), "{open:#?}");
}
