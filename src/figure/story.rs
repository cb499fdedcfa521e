//! A trial as the rows of `storylines.csv` tell it, sorted into what is drawn: a lane for each
//! actor with the rung it stands on and the marks of what it did, the lines, the talks, the ending.

use crate::table::sheet::Row;
use std::collections::BTreeMap;

/// What a mark is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Sign {
    /// A party climbs or repeats its rung; a third party presses.
    Escalates,
    /// It holds back in the sight of others.
    Restrains,
    /// It offers talks, and all of the offer arrives; a third party mediates.
    Offers,
    /// Its offer reaches one adversary and another not.
    OffersInPart,
    /// Its offer reaches nobody.
    OffersInVain,
    /// It takes an act of somebody for another.
    Misreads,
    /// Somebody takes for its act what nobody ordered.
    Incident,
    /// It ends its campaign by its own decision.
    StandsDown,
    /// A line is down, is cut or fails.
    Down,
    /// A line is restored.
    Restored,
    /// The scenario says so.
    Scripted,
}

/// Something that happened on a day.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mark {
    pub day: u64,
    pub sign: Sign,
    /// Whether the deed was not what was ordered.
    pub astray: bool,
    /// What happened, in a sentence.
    pub said: String,
    /// A few words to stand beside it, where there is room.
    pub note: Option<String>,
}

impl Mark {
    /// What happened, with its day.
    pub fn told(&self) -> String {
        format!("Day {}: {}", self.day, self.said)
    }
}

/// An actor from the first to the last day.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Lane {
    /// Its name in the tables.
    pub name: String,
    /// The rung it stands on from a day on, counted from 0; nothing of a third party.
    pub rungs: Vec<(u64, usize)>,
    /// Its acts, by day.
    pub acts: Vec<Mark>,
    /// What it misread, and incidents taken for its acts, by day.
    pub befell: Vec<Mark>,
    /// First and last day of its campaigns.
    pub campaigns: Vec<[u64; 2]>,
}

impl Lane {
    /// The rung it stands on at the end of a day.
    pub fn rung(&self, day: u64) -> Option<usize> {
        let before = self.rungs.iter().rev().find(|(from, _)| *from <= day);
        before.map(|(_, rung)| *rung)
    }

    /// The highest rung that it reached, and when first.
    pub fn peak(&self) -> Option<(u64, usize)> {
        let first = self.rungs.iter().rev();
        first.copied().max_by_key(|(_, rung)| *rung)
    }
}

/// The talks of a pair.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Talks {
    pub pair: String,
    /// The level at which they agree.
    pub needed: String,
    /// Day, level and sentence of each change.
    pub moved: Vec<(u64, String, String)>,
}

/// How it ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Ending {
    pub outcome: String,
    /// The day it is dated: calm at the start of its spell.
    pub dated: u64,
}

/// A trial.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct Story {
    /// The date of day 0, as it is written.
    pub onset: String,
    /// The last day.
    pub last: u64,
    pub lanes: Vec<Lane>,
    pub lines: Vec<Mark>,
    pub talks: Vec<Talks>,
    pub scripted: Vec<Mark>,
    pub ending: Option<Ending>,
}

impl Story {
    /// The story that rows of one trial tell; `None` if they tell none. `rungs` are the names of
    /// the rungs, lowest first.
    pub fn of(rows: &[Row], rungs: &[String]) -> Option<Self> {
        let mut story = Story {
            onset: rows.first()?.text("date").into(),
            ..Story::default()
        };
        let mut offers: BTreeMap<(String, u64), Vec<(bool, String)>> = BTreeMap::new();
        // How bad what began it was, told before the act itself.
        let mut worse: Option<&str> = None;
        for row in rows {
            let day = row.count("day")?;
            story.last = story.last.max(day);
            let (detail, said) = (row.text("detail"), row.text("text"));
            let mark = |sign, note: Option<&str>| Mark {
                day,
                sign,
                astray: false,
                said: said.into(),
                note: note.map(str::to_owned),
            };
            match row.text("kind") {
                "standing" | "cooled" => {
                    let rung = rungs.iter().position(|name| name == row.text("rung"));
                    let lane = story.lane(row.text("actor"));
                    lane.rungs.extend(rung.map(|rung| (day, rung)));
                }
                "severity" => worse = Some(said),
                "act" => story.acted(*row, day, rungs, worse.take()),
                "offer" => {
                    let key = (row.text("actor").to_owned(), day);
                    let fate = (detail == "delivered", said.to_owned());
                    offers.entry(key).or_default().push(fate);
                }
                "campaign" => story.campaign(row.text("actor"), day, mark, detail),
                "perceived" => {
                    let lane = story.lane(row.text("actor"));
                    lane.befell.push(mark(Sign::Misreads, None));
                }
                "incident" => {
                    let lane = story.lane(row.text("actor"));
                    lane.befell.push(mark(Sign::Incident, Some(detail)));
                }
                "channel" if detail == "restored" => story.lines.push(mark(Sign::Restored, None)),
                "channel" => story.lines.push(mark(Sign::Down, None)),
                "scripted" => story.scripted.push(mark(Sign::Scripted, Some(detail))),
                "talks" => story.talked(day, detail, said),
                "ended" => {
                    let (outcome, dated) = detail.split_once(" on day ")?;
                    story.ending = Some(Ending {
                        outcome: outcome.into(),
                        dated: dated.parse().ok()?,
                    });
                }
                _ => {}
            }
        }
        for ((actor, day), fates) in offers {
            story.offered(&actor, day, &fates);
        }
        Some(story)
    }

    fn lane(&mut self, name: &str) -> &mut Lane {
        let place = self.lanes.iter().position(|lane| lane.name == name);
        let place = place.unwrap_or_else(|| {
            self.lanes.push(Lane {
                name: name.into(),
                ..Lane::default()
            });
            self.lanes.len() - 1
        });
        &mut self.lanes[place]
    }

    /// An act, which may be told several times: once for each target. What began the crisis may have
    /// been worse than its sentence says.
    fn acted(&mut self, row: Row, day: u64, rungs: &[String], worse: Option<&str>) {
        let sign = match row.text("act") {
            "escalate" => Sign::Escalates,
            "restrain" => Sign::Restrains,
            "negotiate" => Sign::Offers,
            _ => return,
        };
        let detail = row.text("detail");
        let note = match (
            detail.contains("unauthorised"),
            detail.contains("overshoot"),
        ) {
            (true, _) => Some("nobody ordered it"),
            (false, true) => Some("two rungs at once"),
            (false, false) => None,
        };
        let astray = note.is_some();
        // What is told of day 0 is what began the crisis.
        let note = note.or((day == 0).then(|| row.text("text")));
        let rung = rungs.iter().position(|name| name == row.text("rung"));
        let lane = self.lane(row.text("actor"));
        // On day 0 the trigger is told, and where one stands is told by itself.
        if let (Some(rung), true) = (rung, day > 0 || lane.rungs.is_empty()) {
            lane.rungs.push((day, rung));
        }
        if lane.acts.last().is_none_or(|last| last.day != day) {
            lane.acts.push(Mark {
                day,
                sign,
                astray,
                said: match worse {
                    Some(worse) => format!("{}; {worse}", row.text("text")),
                    None => row.text("text").into(),
                },
                note: note.map(str::to_owned),
            });
        }
    }

    fn campaign(
        &mut self,
        actor: &str,
        day: u64,
        mark: impl Fn(Sign, Option<&str>) -> Mark,
        detail: &str,
    ) {
        let lane = self.lane(actor);
        if detail == "begins" {
            lane.campaigns.push([day, u64::MAX]);
            return;
        }
        if let Some(last) = lane.campaigns.last_mut() {
            last[1] = day;
        }
        if detail != "ends" {
            lane.befell
                .push(mark(Sign::StandsDown, Some("stands down")));
        }
    }

    fn talked(&mut self, day: u64, detail: &str, said: &str) {
        let Some((pair, (level, needed))) = detail
            .split_once(": ")
            .and_then(|(pair, levels)| Some((pair, levels.split_once(" of ")?)))
        else {
            return;
        };
        let moved = (day, level.to_owned(), said.to_owned());
        match self.talks.iter_mut().find(|talks| talks.pair == pair) {
            Some(talks) => talks.moved.push(moved),
            None => self.talks.push(Talks {
                pair: pair.into(),
                needed: needed.into(),
                moved: vec![moved],
            }),
        }
    }

    /// What became of an offer, told with the act that made it.
    fn offered(&mut self, actor: &str, day: u64, fates: &[(bool, String)]) {
        let mut acts = self.lane(actor).acts.iter_mut();
        if let Some(act) = acts.find(|act| act.day == day && act.sign == Sign::Offers) {
            let arrived = fates.iter().filter(|(arrived, _)| *arrived).count();
            act.sign = match arrived {
                0 => Sign::OffersInVain,
                n if n < fates.len() => Sign::OffersInPart,
                _ => Sign::Offers,
            };
            for (_, said) in fates {
                act.said += "; ";
                act.said += said;
            }
        }
    }

    /// What the picture shows, in words.
    pub fn words(&self, rungs: &[String], label: impl Fn(&str) -> String) -> String {
        let mut said: Vec<String> = self.ended().into_iter().collect();
        for lane in &self.lanes {
            said.extend(did(lane, rungs, &label(&lane.name)));
        }
        let befell = || self.lanes.iter().flat_map(|lane| &lane.befell);
        let others = [
            (
                befell().filter(|m| m.sign == Sign::Misreads).count(),
                "act misread",
                "acts misread",
            ),
            (
                befell().filter(|m| m.sign == Sign::Incident).count(),
                "incident",
                "incidents",
            ),
            (
                self.lines
                    .iter()
                    .filter(|m| m.sign == Sign::Down && m.day > 0)
                    .count(),
                "line cut or failed",
                "lines cut or failed",
            ),
        ];
        let others: Vec<String> = others
            .into_iter()
            .filter(|(n, ..)| *n > 0)
            .map(|(n, one, more)| format!("{n} {}", if n == 1 { one } else { more }))
            .collect();
        if !others.is_empty() {
            said.push(format!("Besides: {}.", others.join(", ")));
        }
        said.join(" ")
    }

    /// How it ended, in a few words.
    pub fn ending(&self) -> Option<[String; 2]> {
        let Ending { outcome, dated } = self.ending.as_ref()?;
        let day = format!("day {dated}");
        Some(match outcome.as_str() {
            "unresolved" => ["still running".into(), day],
            "unilateral" => ["one side stops".into(), day],
            "calm" => ["calm".into(), format!("since {day}")],
            outcome => [outcome.into(), day],
        })
    }

    fn ended(&self) -> Option<String> {
        let Ending { outcome, dated } = self.ending.as_ref()?;
        Some(match outcome.as_str() {
            "unresolved" => format!("Still running on day {dated}, where the trial stops."),
            "unilateral" => {
                format!("Ends on day {dated}: a party stands down, which closes the crisis.")
            }
            "calm" => format!(
                "Fades into calm on day {dated}; that it lasted was clear on day {}.",
                self.last
            ),
            outcome => format!("Ends in {outcome} on day {dated}."),
        })
    }
}

/// What an actor did, in a sentence.
fn did(lane: &Lane, rungs: &[String], label: &str) -> Option<String> {
    let days = |signs: &[Sign]| {
        let of = lane.acts.iter().filter(|act| signs.contains(&act.sign));
        let n = of.count();
        (n > 0).then(|| format!("on {n} day{}", if n == 1 { "" } else { "s" }))
    };
    let third = lane.rungs.is_empty();
    let (escalates, offers) = if third {
        ("presses", "mediates")
    } else {
        ("escalates", "offers talks")
    };
    let mut parts = Vec::new();
    if let Some(days) = days(&[Sign::Escalates]) {
        parts.push(format!("{escalates} {days}"));
    }
    if let Some(days) = days(&[Sign::Offers, Sign::OffersInPart, Sign::OffersInVain]) {
        let lost = days_of(lane, Sign::OffersInVain);
        let lost = if lost > 0 {
            format!(" ({lost} in vain)")
        } else {
            String::new()
        };
        parts.push(format!("{offers} {days}{lost}"));
    }
    if let Some(days) = days(&[Sign::Restrains]) {
        parts.push(format!("holds back visibly {days}"));
    }
    let parts = match parts.as_slice() {
        [] => return None,
        [one] => one.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    };
    let highest = lane
        .peak()
        .and_then(|(day, rung)| Some((day, rungs.get(rung)?)));
    let highest = highest.map_or_else(String::new, |(day, rung)| {
        format!("; its highest rung is {rung}, on day {day}")
    });
    let mut said = format!("{label} {parts}{highest}.");
    if let Some(first) = said.get(..1).map(str::to_uppercase) {
        said.replace_range(..1, &first);
    }
    Some(said)
}

fn days_of(lane: &Lane, sign: Sign) -> usize {
    lane.acts.iter().filter(|act| act.sign == sign).count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Model, Switches};
    use crate::scenario::file::catalog;
    use crate::table::events::storyline_sheet;
    use crate::table::keys::RunKey;
    use crate::trace::event::{Act, Delivery, Event};
    use crate::trace::trace;

    /// What a reader sees is what was played: the rung of everybody at the end of every day, and
    /// as many acts, offers and misreadings as there were.
    #[test]
    fn a_story_is_the_trial() {
        for shipped in catalog::list().unwrap() {
            let checked = crate::scenario::read_embedded(&shipped.path, &[]).unwrap();
            let scenario = checked.scenario;
            let rungs: Vec<String> = scenario.rungs.iter().map(|r| r.name.clone()).collect();
            let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
            for number in 0..12 {
                let trial = trace(&scenario, &model, "baseline", 0, number);
                let key = RunKey {
                    scenario: scenario.name.clone(),
                    policy: "baseline".into(),
                    variant: None,
                    sets: Vec::new(),
                };
                let sheet = storyline_sheet(&scenario, &[(key, "trial", &trial)]);
                let rows: Vec<Row> = sheet.rows().collect();
                let story = Story::of(&rows, &rungs).unwrap();
                let place = format!("{} {number}", scenario.name);
                for (standing, day) in trial
                    .days
                    .iter()
                    .flat_map(|day| day.dusk.iter().map(move |standing| (standing, day.day)))
                {
                    let lane = story.lanes.iter().find(|lane| lane.name == standing.actor);
                    let lane = lane.unwrap();
                    let rung = lane.rung(u64::from(day)).map(|rung| rung as u32);
                    assert_eq!(rung, standing.rung, "{place} {} day {day}", lane.name);
                    let acts = lane.acts.iter().filter(|act| act.day == u64::from(day));
                    let expected = usize::from(standing.act != Act::Silence);
                    assert_eq!(acts.count(), expected, "{place} {} day {day}", lane.name);
                }
                let told = |is: &dyn Fn(&Event) -> bool| {
                    trial.facts().filter(|(_, fact)| is(fact)).count()
                };
                let lanes = || story.lanes.iter();
                let misread = told(&|f| matches!(f, Event::Perceived { misread: true, .. }));
                let drawn = lanes().flat_map(|lane| &lane.befell);
                let drawn = drawn.filter(|mark| mark.sign == Sign::Misreads).count();
                assert_eq!(drawn, misread, "{place}");
                let lost = told(
                    &|f| matches!(f, Event::Offer { fate, .. } if *fate != Delivery::Delivered),
                );
                let hollow = lanes().flat_map(|lane| &lane.acts);
                let hollow = hollow
                    .filter(|act| [Sign::OffersInVain, Sign::OffersInPart].contains(&act.sign));
                assert_eq!(hollow.count() > 0, lost > 0, "{place}");
                assert_eq!(story.last as usize + 1, trial.days.len(), "{place}");
                let ending = story.ending.unwrap();
                assert_eq!(ending.outcome, trial.outcome, "{place}");
                assert_eq!(ending.dated, u64::from(trial.ending_day), "{place}");
            }
        }
    }
}
