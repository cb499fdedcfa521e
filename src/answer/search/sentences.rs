//! What is said of a search, a sentence at a time.

use super::told::{Told, asks, scale};
use crate::answer::frequency::{Unit, capital, listed};
use crate::search::candidate::Candidate;
use crate::search::elsewhere::Elsewhere;
use crate::search::standard::Against;
use crate::stats::decision::Better;
use crate::strategy::player::HABITS;
use crate::study::assumptions::Assumption;

impl Told<'_> {
    pub(super) fn best(&self) -> String {
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

    /// Whether the bounds are kept where it is judged, and what comes closest where nothing kept them.
    pub(super) fn bounds(&self) -> Option<String> {
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

    pub(super) fn curse(&self) -> Option<String> {
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

    pub(super) fn simplest(&self) -> Option<String> {
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

    pub(super) fn written(&self) -> Option<String> {
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

    pub(super) fn answered(&self) -> Option<String> {
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
    pub(super) fn elsewhere(&self) -> Option<String> {
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
    pub(super) fn apart(&self) -> Option<String> {
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
}

fn count_word(count: usize) -> String {
    match count {
        2 => "two".to_owned(),
        3 => "three".to_owned(),
        more => more.to_string(),
    }
}
