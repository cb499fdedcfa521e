//! Which policy a search found, and how far one may trust that.

use super::frequency::{Unit, capital, counted, happens, listed, thousands};
use super::game::spoken;
use super::prior;
use super::statement::{Figures, Statement};
use crate::search::asked::SearchFound;
use crate::search::candidate::{Candidate, Made};
use crate::search::chosen::Finalist;
use crate::search::elsewhere::{Elsewhere, Place};
use crate::search::halving::Searched;
use crate::search::quantity::Quantity;
use crate::search::standard::Against;
use crate::stats::Estimate;
use crate::stats::decision::Better;
use crate::strategy::player::HABITS;
use crate::study::assumptions::Assumption;
use crate::table::search::place_name;
use serde_json::{Value, json};

/// Policies of the front that have a row; the table has all.
const ROWS: usize = 12;

/// What was found, and how far one may trust that.
pub fn search(found: &SearchFound) -> Statement {
    let asked = &found.ready.asked;
    let told = Told::new(found);
    let mut sentences = vec![told.best()];
    sentences.extend(told.bounds());
    sentences.extend(told.curse());
    sentences.extend(told.simplest());
    sentences.extend(told.written());
    sentences.extend(told.answered());
    sentences.extend(told.elsewhere());
    sentences.extend(told.apart());
    let tried: usize = found.searched.iter().map(Searched::tried).sum();
    let worlds = match asked.worlds.len() {
        1 => String::new(),
        worlds => format!(" over {worlds} worlds, whose number intervals do not reach beyond"),
    };
    let notes = vec![
        format!(
            "{} tried of {}, in {}; what came furthest was chosen from on other luck ({} each), and is judged on luck that nothing was chosen on ({} each{worlds}). Brackets are 95% intervals, each by itself.",
            counted(tried as u64, "policy").replace("policys", "policies"),
            many(found.ready.grammar.size()),
            counted(asked.searches, "search").replace("searchs", "searches"),
            counted(asked.trials.choice, "trial"),
            counted(asked.trials.judged, "trial"),
        ),
        "It is the best of these policies in this model, whose numbers are partly assumed: read it beside the ends and the other scenarios before you believe it.".to_owned(),
        format!("{} Not a forecast.", prior::sentence(&[&asked.scenario])),
    ];
    let mut figures = vec![told.front()];
    figures.extend(told.places());
    Statement {
        sentences,
        figures,
        notes,
        cite: format!(
            "offramp {}, {}: policies searched for {}, {}, seed {}",
            env!("CARGO_PKG_VERSION"),
            asked.scenario.name,
            asked.side,
            counted(found.trials, "trial"),
            asked.seed,
        ),
        numbers: told.numbers(),
    }
}

/// "1,234", "1.2e9"
fn many(size: f64) -> String {
    if size < 1e6 {
        return thousands(size as u64);
    }
    let exponent = size.log10().floor();
    format!("{:.1}e{exponent}", size / 10_f64.powf(exponent))
}

/// What values of a quantity are told in.
#[derive(Debug, Clone, Copy)]
struct Scale {
    quantity: Quantity,
    unit: Option<Unit>,
}

impl Scale {
    fn of(quantity: Quantity, largest: f64) -> Self {
        let unit = match quantity {
            Quantity::Metric(measure) => Some(Unit::of(measure, largest)),
            Quantity::Deed(_) | Quantity::Payoff => None,
        };
        Self { quantity, unit }
    }

    fn figure(self, value: f64) -> String {
        match self.unit {
            Some(unit @ Unit::Of(_)) => unit.figure(value),
            _ => tenth(value),
        }
    }

    /// "27 [26, 28]"
    fn interval(self, estimate: &Estimate) -> String {
        let Some(value) = estimate.value else {
            return String::new();
        };
        match estimate.interval() {
            None => self.figure(value),
            Some(interval) => format!(
                "{} {}",
                self.figure(value),
                self.ends(interval.low, interval.high)
            ),
        }
    }

    fn ends(self, low: f64, high: f64) -> String {
        format!("[{}, {}]", self.figure(low), self.figure(high))
    }

    /// A difference as its size: "3 [2, 4]"
    fn size(self, estimate: &Estimate) -> String {
        let scaled = |x: f64| match self.unit {
            Some(unit @ Unit::Of(_)) => tenth(unit.scaled(x)),
            _ => tenth(x),
        };
        let Some(value) = estimate.value else {
            return String::new();
        };
        match estimate.interval() {
            None => scaled(value),
            Some(i) => format!("{} [{}, {}]", scaled(value), scaled(i.low), scaled(i.high)),
        }
    }

    /// A difference as what one has beside another: "3 [2, 4] more"
    fn than(self, estimate: &Estimate) -> String {
        let less = estimate.value.is_some_and(|value| value < 0.0);
        if less {
            format!("{} less", self.size(&estimate.negated()))
        } else {
            format!("{} more", self.size(estimate))
        }
    }

    /// "in 100", "days"
    fn of_what(self) -> String {
        match self.unit {
            Some(Unit::Of(of)) => format!("in {}", thousands(of)),
            _ => self.quantity.unit().to_owned(),
        }
    }

    /// "12 in 100 crises like this one see at least a minor clash"
    fn told(self, value: f64) -> String {
        match (self.quantity, self.unit) {
            (Quantity::Metric(measure), Some(unit)) => unit.told(value, measure),
            _ => format!(
                "{} comes to {:.1} {} on average",
                self.quantity.name(),
                value + 0.0,
                self.quantity.unit()
            ),
        }
    }

    /// What stands above a column.
    fn heading(self) -> String {
        match (self.quantity, self.unit) {
            (Quantity::Metric(measure), Some(Unit::Of(of))) => {
                format!("{} in {}", measure.label(), thousands(of))
            }
            (Quantity::Metric(_), _) => "days".to_owned(),
            _ => format!("{} ({})", self.quantity.name(), self.quantity.unit()),
        }
    }
}

struct Told<'f> {
    found: &'f SearchFound,
    names: Vec<String>,
    scale: Scale,
}

impl<'f> Told<'f> {
    fn new(found: &'f SearchFound) -> Self {
        Self {
            names: found.names(),
            scale: scale(found, found.ready.standard.goal.quantity),
            found,
        }
    }

    fn winner(&self) -> &'f Finalist {
        &self.found.chosen.finalists[self.found.chosen.winner]
    }

    fn value(&self, one: &Finalist) -> f64 {
        let goal = self.found.ready.standard.goal;
        self.found
            .judged(one, goal.quantity)
            .value
            .unwrap_or_default()
    }

    /// Who is searched for: "South Korea and the United States".
    fn side(&self) -> String {
        let scenario = &self.found.ready.asked.scenario;
        let side = self.found.ready.side.iter();
        let names: Vec<String> = side
            .map(|actor| spoken(&scenario.actors[*actor].label))
            .collect();
        listed(&names)
    }

    /// Who answers.
    fn others(&self) -> String {
        let scenario = &self.found.ready.asked.scenario;
        let other = self.found.ready.other.iter();
        let actors = other.flat_map(|other| &other.player.actors);
        let names: Vec<String> = actors
            .map(|actor| spoken(&scenario.actors[*actor].label))
            .collect();
        listed(&names)
    }

    /// What is told of habits in brackets or after a comma.
    fn habits(&self) -> String {
        let habits = &self.found.chosen.finalists[self.found.chosen.habits];
        self.scale.figure(self.value(habits))
    }

    fn best(&self) -> String {
        let (found, winner) = (self.found, self.winner());
        let asked = &found.ready.asked;
        let value = self.value(winner);
        let reply = match found.reply(winner) {
            Some(HABITS) => "keeping to habit",
            Some(reply) => reply,
            None => "",
        };
        let while_answered = match asked.against {
            Against::Habits => String::new(),
            Against::BestResponse => format!(
                " where {} {}, by {reply}",
                self.others(),
                self.verb(
                    "answers in its own interest",
                    "answer in their own interest"
                )
            ),
            Against::Worst => format!(
                " where {} {}, by {reply}",
                self.others(),
                self.verb("does its worst", "do their worst")
            ),
        };
        let told = format!("{}{while_answered}", self.scale.told(value));
        let result = format!(
            "{told}, against {} where {} to habit{}",
            self.habits(),
            self.keep(),
            if self.habits_miss() {
                ", which does not stay within the bounds"
            } else {
                ""
            }
        );
        let side = self.side();
        match &winner.candidate {
            Candidate::Written(0) => format!(
                "For {side} nothing that was tried does better than to keep to habit: {told}."
            ),
            Candidate::Written(_) => format!(
                "For {side} nothing that was tried does better than {}, which the scenario has: {result}.",
                self.names[found.chosen.winner]
            ),
            Candidate::Made(made) => format!(
                "The best that was found for {side}: {}. With it {result}{}.",
                asks(found, made),
                if self.is_no_better() {
                    "; that is no better, as far as can be told"
                } else {
                    ""
                }
            ),
        }
    }

    /// "it keeps" or "they keep", of the side.
    fn keep(&self) -> &'static str {
        if self.found.ready.side.len() == 1 {
            "it keeps"
        } else {
            "they keep"
        }
    }

    /// A verb of the other side.
    fn verb(&self, one: &'static str, several: &'static str) -> &'static str {
        let other = self.found.ready.other.iter();
        let actors: usize = other.map(|other| other.player.actors.len()).sum();
        if actors == 1 { one } else { several }
    }

    /// Whether the best cannot be told from habits, which stay within the bounds.
    fn is_no_better(&self) -> bool {
        let goal = self.found.ready.standard.goal;
        let difference = self.found.against_habits(self.winner(), goal.quantity);
        let is_open = difference
            .interval()
            .is_none_or(|interval| interval.low <= 0.0 && interval.high >= 0.0);
        is_open && !self.habits_miss()
    }

    /// Whether keeping to habit misses the bounds.
    fn habits_miss(&self) -> bool {
        let habits = &self.found.chosen.finalists[self.found.chosen.habits];
        let ready = &self.found.ready;
        let mut bounds = ready.asked.bounds.iter();
        bounds.any(|bound| self.found.keeps(habits, bound) == Some(false))
    }

    /// Whether the bounds are kept where it is judged, and what comes closest where nothing kept them.
    fn bounds(&self) -> Option<String> {
        let (found, winner) = (self.found, self.winner());
        let bounds = &found.ready.asked.bounds;
        let missed = found.ready.standard.rank(&winner.chosen_on, 0).missed > 0.0;
        let told = bounds.iter().map(|bound| {
            let estimate = found.judged(winner, bound.quantity);
            let value = if bound.quantity.is_binary() {
                let shown = |x: Option<f64>| x.map_or_else(String::new, |x| format!("{x:.3}"));
                let [value, low, high] = [estimate.value, estimate.low, estimate.high].map(shown);
                format!("{value} [{low}, {high}]")
            } else {
                scale(found, bound.quantity).interval(&estimate)
            };
            let keeps = match found.keeps(winner, bound) {
                Some(true) => "kept",
                Some(false) => "not kept",
                None => "kept or not, which cannot be told",
            };
            format!("{bound} is {keeps}, with {value}")
        });
        let told: Vec<String> = told.collect();
        if told.is_empty() {
            return None;
        }
        if missed {
            return Some(format!(
                "Nothing that was tried keeps to what was asked, and this came closest: where it is judged, {}.",
                listed(&told)
            ));
        }
        let all = bounds
            .iter()
            .all(|bound| found.keeps(winner, bound) != Some(false));
        let though = if all {
            ""
        } else {
            "It kept to what was asked where it was chosen, but: "
        };
        Some(format!("{though}{}, where it is judged.", listed(&told)))
    }

    fn curse(&self) -> Option<String> {
        let Candidate::Made(_) = self.winner().candidate else {
            return None;
        };
        let (seen, curse) = (self.found.seen(), self.found.curse());
        Some(format!(
            "Where it was chosen it had looked like {}: the best of many looks better than it is, and its winner's curse is {} {}.",
            self.scale.figure(seen.value?),
            self.scale.size(&curse),
            self.scale.of_what()
        ))
    }

    fn simplest(&self) -> Option<String> {
        let chosen = &self.found.chosen;
        if chosen.simplest == chosen.winner {
            let made = matches!(self.winner().candidate, Candidate::Made(_));
            return made.then(|| {
                "Whatever is left out of it, and everything simpler that was tried, is worse as far as can be told.".to_owned()
            });
        }
        let one = &chosen.finalists[chosen.simplest];
        let name = &self.names[chosen.simplest];
        let goal = self.found.ready.standard.goal.quantity;
        let what = match &one.candidate {
            Candidate::Written(0) => "to keep to habit".to_owned(),
            Candidate::Written(_) => format!("{name}, which the scenario has"),
            Candidate::Made(made) => format!("{name}: {}", asks(self.found, made)),
        };
        let difference = self.found.paired(&chosen.simplest_pairs, goal);
        let worse = difference.interval().is_some_and(|interval| {
            match self.found.ready.standard.goal.better {
                Better::Lower => interval.low > self.found.ready.asked.margin,
                Better::Higher => interval.high < -self.found.ready.asked.margin,
            }
        });
        let but = if worse {
            ": the judgement tells them apart"
        } else {
            ""
        };
        let within = match self.found.ready.asked.margin {
            margin if margin > 0.0 => format!(" by more than {margin}"),
            _ => String::new(),
        };
        Some(format!(
            "The simplest that could not be told from it{within} where it was chosen is {what}. It has {}, {}{but}.",
            self.scale.figure(self.value(one)),
            self.scale.than(&difference),
        ))
    }

    fn written(&self) -> Option<String> {
        let chosen = &self.found.chosen;
        let at = chosen
            .written
            .filter(|at| *at != chosen.winner && *at != chosen.simplest)?;
        let one = &chosen.finalists[at];
        let goal = self.found.ready.standard.goal.quantity;
        let difference = self.found.paired(&chosen.written_pairs, goal);
        let misses = self.found.ready.standard.rank(&one.chosen_on, 0).missed > 0.0;
        let misses = if misses {
            ", though it does not keep the bounds"
        } else {
            ""
        };
        Some(format!(
            "Of the policies that the scenario has, {} does best: {}, {} than what was found{misses}.",
            self.names[at],
            self.scale.figure(self.value(one)),
            self.scale.than(&difference),
        ))
    }

    /// The row of the winner in a place, and that of habits.
    fn in_place(&self, place: &'f Place) -> Option<[&'f Finalist; 2]> {
        let of = |candidate: &Candidate| place.fares.iter().find(|one| one.candidate == *candidate);
        Some([of(&self.winner().candidate)?, of(&Candidate::HABITS)?])
    }

    fn value_in(&self, place: &Place, one: &Finalist) -> f64 {
        let goal = self.found.ready.standard.goal.quantity;
        let column = self.found.ready.standard.column(goal);
        goal.estimate(&one.judged[column], &place.scenario)
            .value
            .unwrap_or_default()
    }

    fn answered(&self) -> Option<String> {
        if let Some(why) = &self.found.ready.unanswered {
            return Some(format!(
                "What it is worth where it is answered cannot be said: {why}."
            ));
        }
        let mut told = Vec::new();
        for place in &self.found.places {
            let Elsewhere::Answered(against) = place.at else {
                continue;
            };
            let [winner, _] = self.in_place(place)?;
            let value = self.scale.figure(self.value_in(place, winner));
            let reply = place.replies.get(winner.reply).map_or("", String::as_str);
            let reply = if reply == "baseline" {
                "its habits"
            } else {
                reply
            };
            told.push(match against {
                Against::Habits => format!(
                    "where {} {} to habit it is {value}",
                    self.others(),
                    self.verb("keeps", "keep")
                ),
                Against::BestResponse => format!(
                    "where {} {}, by {reply}, it is {value}",
                    self.others(),
                    self.verb(
                        "answers in its own interest",
                        "answer in their own interest"
                    )
                ),
                Against::Worst => format!("at worst, by {reply}, {value}"),
            });
        }
        (!told.is_empty()).then(|| format!("{}.", capital(&told.join("; "))))
    }

    /// How it does at both ends and in other scenarios, beside habits.
    fn elsewhere(&self) -> Option<String> {
        let goal = self.found.ready.standard.goal;
        let column = self.found.ready.standard.column(goal.quantity);
        let (mut ends, mut better, mut others) = (Vec::new(), 0, Vec::new());
        let mut count = 0;
        if self.winner().candidate == Candidate::HABITS {
            return None;
        }
        for place in &self.found.places {
            let [winner, habits] = self.in_place(place)?;
            let pair = [winner, habits].map(|one| self.scale.figure(self.value_in(place, one)));
            match &place.at {
                Elsewhere::Answered(_) => {}
                Elsewhere::End(assumption) => {
                    let condition = match assumption {
                        Assumption::Spiral => "if firmness provokes",
                        Assumption::Deterrence => "if firmness deters",
                        Assumption::Default => "as it stands",
                    };
                    ends.push(format!("{} against {} {condition}", pair[0], pair[1]));
                }
                Elsewhere::Scenario(name) => {
                    count += 1;
                    let pairs = &winner.against_habits[column];
                    let difference =
                        goal.quantity
                            .difference(pairs, &place.scenario, crate::study::LEVEL);
                    let surely = difference.interval().is_some_and(|i| match goal.better {
                        Better::Lower => i.high < 0.0,
                        Better::Higher => i.low > 0.0,
                    });
                    if surely {
                        better += 1;
                    } else {
                        others.push(format!("{name} ({} against {})", pair[0], pair[1]));
                    }
                }
            }
        }
        let mut said = format!("Elsewhere, beside habits: {}", listed(&ends));
        if count > 0 {
            said.extend([format!(
                "; surely better in {better} of {count} other scenarios"
            )]);
        }
        if !others.is_empty() {
            said.extend([format!(", not in {}", listed(&others))]);
        }
        Some(said + ".")
    }

    /// What searches apart came to.
    fn apart(&self) -> Option<String> {
        let searched = &self.found.searched;
        if searched.len() < 2 {
            return None;
        }
        let came = searched.iter().filter_map(|one| {
            let last = one.milestones.last()?;
            self.found.along.get(&last.best).copied()
        });
        let came: Vec<f64> = came.collect();
        let told: Vec<String> = came.iter().map(|value| self.scale.figure(*value)).collect();
        let first = told.first()?;
        let first = (!first.is_empty()).then_some(came[0])?;
        let largest = came.iter().fold(0.0_f64, |most, one| most.max(one.abs()));
        let apart = came
            .iter()
            .fold(0.0_f64, |most, one| most.max((one - first).abs()));
        // A tenth of it, or what is told in whole numbers as one.
        let step = match self.scale.unit {
            Some(Unit::Of(of)) => 1.0 / of as f64,
            _ => 1.0,
        };
        let more = if apart <= step.max(largest / 10.0) {
            ""
        } else {
            ": they do not agree, so a larger --budget may find something better"
        };
        Some(format!(
            "{} searches apart came to {} {}{more}.",
            capital(&count_word(searched.len())),
            listed(&told),
            self.scale.of_what()
        ))
    }

    /// What stands on the front, and those that are told of.
    fn front(&self) -> Figures {
        let found = self.found;
        let chosen = &found.chosen;
        let scales: Vec<Scale> = found
            .ready
            .standard
            .quantities
            .iter()
            .map(|quantity| scale(found, *quantity))
            .collect();
        let told = [
            Some(chosen.winner),
            Some(chosen.simplest),
            chosen.written,
            Some(chosen.habits),
        ];
        let all = chosen.finalists.iter().enumerate();
        let mut shown: Vec<(usize, &Finalist)> = all
            .filter(|(at, one)| one.on_front || told.contains(&Some(*at)))
            .collect();
        let value = |one: &Finalist| {
            let goal = found.ready.standard.goal;
            goal.cost(self.value(one))
        };
        shown.sort_by(|a, b| value(a.1).total_cmp(&value(b.1)));
        let all = shown.len();
        // Those that are told of are never left out.
        while shown.len() > ROWS {
            let Some(last) = shown.iter().rposition(|(at, _)| !told.contains(&Some(*at))) else {
                break;
            };
            shown.remove(last);
        }
        let rows = shown.into_iter().map(|(at, one)| {
            let mut row = vec![self.names[at].clone()];
            for scale in &scales {
                row.push(scale.interval(&found.judged(one, scale.quantity)));
            }
            row.push(one.parts.to_string());
            row.push(if one.on_front { "yes" } else { "" }.to_owned());
            row
        });
        let mut header = vec!["policy".to_owned()];
        header.extend(scales.iter().map(|scale| scale.heading()));
        header.extend(["parts".to_owned(), "front".to_owned()]);
        let beside: Vec<&str> = scales.iter().map(|scale| scale.quantity.name()).collect();
        Figures {
            title: format!(
                "What cannot be had together: {}. On the front nothing that was found beat a policy in all of them, where it was chosen{}",
                listed(&beside),
                if all > ROWS {
                    format!("; {} more in found.csv", all - ROWS)
                } else {
                    String::new()
                }
            ),
            header,
            rows: rows.collect(),
            keep: 1,
            wrapped: false,
        }
    }

    /// What was found, in one place after the other.
    fn places(&self) -> Option<Figures> {
        let again = &self.found.again;
        let mut header = vec!["where".to_owned()];
        header.extend(again.iter().map(|candidate| self.found.name(candidate)));
        let here = again.iter().map(|candidate| {
            let all = &self.found.chosen.finalists;
            let one = all.iter().find(|one| one.candidate == *candidate);
            one.map_or_else(String::new, |one| {
                let goal = self.found.ready.standard.goal.quantity;
                self.scale.interval(&self.found.judged(one, goal))
            })
        });
        let mut rows = vec![std::iter::once("here".to_owned()).chain(here).collect()];
        for place in &self.found.places {
            let (kind, name) = place_name(place);
            let name = match kind {
                "answered" => format!("answered: {name}"),
                "end" => format!("end: {name}"),
                _ => name.to_owned(),
            };
            let mut row: Vec<String> = vec![name];
            for candidate in again {
                let one = place.fares.iter().find(|one| one.candidate == *candidate);
                row.push(one.map_or_else(String::new, |one| {
                    self.scale.figure(self.value_in(place, one))
                }));
            }
            rows.push(row);
        }
        let what = match self.scale.quantity {
            Quantity::Metric(measure) if measure.is_binary() => {
                format!(
                    "Crises {} that {}",
                    self.scale.of_what(),
                    happens(measure).0
                )
            }
            Quantity::Metric(_) => "Days".to_owned(),
            quantity => format!("{} in {}", capital(quantity.name()), quantity.unit()),
        };
        (!self.found.places.is_empty()).then_some(Figures {
            title: format!("{what}, here and elsewhere"),
            header,
            rows,
            keep: 1,
            wrapped: false,
        })
    }

    fn numbers(&self) -> serde_json::Map<String, Value> {
        let found = self.found;
        let estimate = |estimate: &Estimate| {
            json!({
                "value": estimate.value, "ci_low": estimate.low, "ci_high": estimate.high,
                "ci_level": estimate.level, "ci_method": estimate.method.name(), "n": estimate.n,
            })
        };
        let policy = |at: usize| {
            let one = &found.chosen.finalists[at];
            let quantities = found.ready.standard.quantities.iter();
            let values = quantities.map(|quantity| {
                let value = estimate(&found.judged(one, *quantity));
                (quantity.name().to_owned(), value)
            });
            json!({
                "policy": self.names[at],
                "description": found.sentence(&one.candidate),
                "parts": one.parts,
                "front": one.on_front,
                "reply": found.reply(one),
                "judged": values.collect::<serde_json::Map<_, _>>(),
            })
        };
        let chosen = &found.chosen;
        let all = (0..chosen.finalists.len()).map(policy);
        [
            ("quantity", json!(self.scale.quantity.name())),
            ("best", policy(chosen.winner)),
            ("simplest", policy(chosen.simplest)),
            ("written", chosen.written.map_or(Value::Null, policy)),
            ("habits", policy(chosen.habits)),
            ("curse", estimate(&found.curse())),
            ("toml", json!(found.toml())),
            ("policies", all.collect()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
        .into_iter()
        .collect()
    }
}

/// What values of a quantity are told in, by what it comes to in any policy that was judged.
fn scale(found: &SearchFound, quantity: Quantity) -> Scale {
    let all = found.chosen.finalists.iter();
    let values = all.filter_map(|one| found.judged(one, quantity).value);
    Scale::of(quantity, values.fold(0.0, f64::max))
}

/// A number to a tenth, of which there is one zero.
fn tenth(value: f64) -> String {
    let rounded = (10.0 * value).round() / 10.0;
    format!("{:.1}", rounded + 0.0)
}

/// What a policy asks, of whom it is where it is not all.
fn asks(found: &SearchFound, made: &Made) -> String {
    let (who, what) = found.asks(made);
    match who {
        Some(who) => format!("{who} alone, {what}"),
        None => what,
    }
}

fn count_word(count: usize) -> String {
    match count {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    }
}
