//! A policy in words, and as a table of a scenario file.

use super::candidate::{Candidate, Clause, Made, rule_name};
use super::grammar::Grammar;
use crate::scenario::Scenario;
use crate::scenario::act::Act;
use crate::scenario::feature;
use crate::scenario::file::flatten::{flatten_policy, quoted};
use crate::scenario::parameter::NumberKind;
use crate::scenario::policy::{Condition, Feature, Policy, RuleEffect};
use crate::scenario::preset::PRESETS;
use std::fmt::Write;

/// The policy of a scenario that does the same, by name: a policy that was found may be an old one.
pub fn namesake<'g>(candidate: &Candidate, grammar: &'g Grammar) -> Option<&'g str> {
    match candidate.known(grammar) {
        Candidate::Written(at) => Some(&grammar.written[at].name),
        Candidate::Made(_) => None,
    }
}

/// What a policy asks, in a sentence.
pub fn sentence(candidate: &Candidate, grammar: &Grammar, scenario: &Scenario) -> String {
    match candidate {
        Candidate::Written(at) => grammar.written[*at].description.clone(),
        Candidate::Made(made) => {
            let who = adopters(made, grammar, scenario);
            let each = if grammar.adopters[made.adopters].len() > 1 {
                ", each"
            } else {
                ""
            };
            format!("{who}{each}: {}.", asked(made, grammar, scenario))
        }
    }
}

/// Who adopts a policy.
pub fn adopters(made: &Made, grammar: &Grammar, scenario: &Scenario) -> String {
    let adopters = grammar.adopters[made.adopters].iter();
    let names: Vec<&str> = adopters
        .map(|actor| scenario.actors[*actor].label.as_str())
        .collect();
    listed(&names)
}

/// What a policy asks of each of its adopters, without a full stop.
pub fn asked(made: &Made, grammar: &Grammar, scenario: &Scenario) -> String {
    let mut parts = Vec::new();
    if let Some(tuned) = &made.preset {
        let preset = &PRESETS[tuned.preset];
        let settings = preset.settings.iter().enumerate().map(|(at, setting)| {
            let value = tuned.value(grammar, at);
            match setting.kind {
                NumberKind::Rung => {
                    format!("{} {}", setting.key, scenario.rungs[value as usize].name)
                }
                _ => format!("{} {value}", setting.key),
            }
        });
        let settings: Vec<String> = settings.collect();
        let settings = if settings.is_empty() {
            String::new()
        } else {
            format!(" ({})", settings.join(", "))
        };
        parts.push(format!("{}{settings}", preset.name));
    }
    let clauses = made.clauses.iter();
    parts.extend(clauses.map(|clause| clause_words(clause, grammar, scenario)));
    if made.seek > 0 {
        let times = grammar.seeks[made.seek];
        parts.push(format!("restore lines {times} times as soon"));
    }
    parts.join("; ")
}

/// "rule out escalation while the adversary is remembered to have restrained"
fn clause_words(clause: &Clause, grammar: &Grammar, scenario: &Scenario) -> String {
    let deed = match grammar.deeds[clause.deed] {
        RuleEffect::Forbid(act) => format!("rule out {}", noun(act)),
        RuleEffect::Force(act) => format!("always choose {}", noun(act)),
        RuleEffect::Shift {
            escalate,
            negotiate,
        } => {
            let shift = |by: f64, act: Act| {
                let word = if by > 0.0 { "favour" } else { "shun" };
                format!("{word} {} by {} nat", noun(act), by.abs())
            };
            let shifts = [(escalate, Act::Escalate), (negotiate, Act::Negotiate)];
            let shifts = shifts.into_iter().filter(|(by, _)| by.abs() > 0.0);
            let shifts: Vec<String> = shifts.map(|(by, act)| shift(by, act)).collect();
            listed(&shifts)
        }
    };
    let when: Vec<String> = clause
        .when
        .iter()
        .map(|at| condition_words(grammar.atoms[*at], scenario))
        .collect();
    if when.is_empty() {
        return deed;
    }
    format!("{deed} while {}", listed(&when))
}

fn noun(act: Act) -> &'static str {
    match act {
        Act::Silence => "silence",
        Act::Escalate => "escalation",
        Act::Restrain => "restraint",
        Act::Negotiate => "negotiation",
    }
}

/// What a condition asks, after "while".
fn condition_words(condition: Condition, scenario: &Scenario) -> String {
    let row = feature::of(condition.feature);
    let (low, high) = (condition.low, condition.high);
    let from_below = high == row.high;
    let rung = |at: i32| {
        let found = scenario.rungs.get(at as usize);
        found.map_or_else(|| at.to_string(), |rung| rung.name.clone())
    };
    let days = |days: i32| {
        if days == 1 {
            "a day".to_owned()
        } else {
            format!("{days} days")
        }
    };
    match condition.feature {
        Feature::OwnRung if from_below => format!("it stands at {} or above", rung(low)),
        Feature::OwnRung => format!("it stands below {}", rung(high + 1)),
        Feature::AdversaryRung if from_below => {
            format!("the adversary stands at {} or above", rung(low))
        }
        Feature::AdversaryRung => format!("the adversary stands below {}", rung(high + 1)),
        Feature::RungLead if from_below => match low {
            0 => "it stands no lower than the adversary".to_owned(),
            1.. => format!("it stands {low} or more rungs above the adversary"),
            -1 => "it stands at most one rung below the adversary".to_owned(),
            _ => format!("it stands at most {} rungs below the adversary", -low),
        },
        Feature::RungLead => match high {
            0 => "it stands no higher than the adversary".to_owned(),
            1 => "it stands at most one rung above the adversary".to_owned(),
            2.. => format!("it stands at most {high} rungs above the adversary"),
            _ => format!("it stands {} or more rungs below the adversary", -high),
        },
        Feature::Remembered if from_below && low < high => {
            "the adversary is remembered to have restrained or negotiated".to_owned()
        }
        Feature::Remembered => match low {
            0 => "nothing is remembered of the adversary".to_owned(),
            1 => "the adversary is remembered to have escalated".to_owned(),
            2 => "the adversary is remembered to have restrained".to_owned(),
            _ => "the adversary is remembered to have negotiated".to_owned(),
        },
        Feature::OwnLast if low == high => "it escalated last".to_owned(),
        Feature::OwnLast => "it restrained or negotiated last".to_owned(),
        // In half log-odds.
        Feature::Belief => {
            let chance = |steps: f64| 100.0 / (1.0 + libm::exp(-steps / 2.0));
            if from_below {
                format!(
                    "it takes an escalating adversary to be at least {:.0}% probable",
                    chance(f64::from(low))
                )
            } else {
                format!(
                    "it takes an escalating adversary to be less than {:.0}% probable",
                    chance(f64::from(high + 1))
                )
            }
        }
        Feature::Talks => format!("talks stand at level {low} or above"),
        Feature::LineUp if low == 0 => "no line is up".to_owned(),
        Feature::LineUp => "a line is up".to_owned(),
        Feature::DaysSinceProvoked if from_below => {
            format!("the last escalation seen is {} or more ago", days(low))
        }
        Feature::DaysSinceProvoked => {
            format!("an escalation was seen within {}", days(high + 1))
        }
        Feature::Initiatives if high == 0 => "its last offer was answered".to_owned(),
        Feature::Initiatives => format!("fewer than {} offers went unanswered", high + 1),
        Feature::Mediated if low == 0 => "nobody mediated yesterday".to_owned(),
        Feature::Mediated => "somebody mediated yesterday".to_owned(),
        Feature::Pressure => format!("pressure of {low} or more is felt"),
        Feature::Day if from_below => format!("{} or more have passed", days(low)),
        Feature::Day => format!("no more than {} have passed", days(high)),
    }
}

/// "a", "a and b", "a, b and c"
fn listed(parts: &[impl AsRef<str>]) -> String {
    match parts {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [most @ .., last] => {
            let most: Vec<&str> = most.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", most.join(", "), last.as_ref())
        }
    }
}

/// The tables of a policy of that name, to be pasted into a scenario file.
pub fn toml(candidate: &Candidate, name: &str, grammar: &Grammar, scenario: &Scenario) -> String {
    let description = sentence(candidate, grammar, scenario);
    let made = match candidate {
        Candidate::Made(made) => made,
        Candidate::Written(at) => {
            let policy = Policy {
                name: name.to_owned(),
                description,
                ..grammar.written[*at].clone()
            };
            return flatten_policy(&policy, scenario);
        }
    };
    let mut text = format!("[policy.{name}]\ndescription = {}\n", quoted(&description));
    for actor in &grammar.adopters[made.adopters] {
        let path = format!("policy.{name}.{}", scenario.actors[*actor].name);
        // Writing to a text cannot fail.
        let _ = writeln!(text, "\n[{path}]");
        if made.seek > 0 {
            let _ = writeln!(text, "seeks_channels = {}", grammar.seeks[made.seek]);
        }
        if let Some(tuned) = &made.preset {
            let preset = &PRESETS[tuned.preset];
            let _ = writeln!(text, "preset = \"{}\"", preset.name);
            for (at, setting) in preset.settings.iter().enumerate() {
                let value = tuned.value(grammar, at);
                let _ = match setting.kind {
                    NumberKind::Rung => {
                        let rung = &scenario.rungs[value as usize].name;
                        writeln!(text, "{} = \"{rung}\"", setting.key)
                    }
                    _ => writeln!(text, "{} = {value}", setting.key),
                };
            }
        }
        for (at, clause) in made.clauses.iter().enumerate() {
            let _ = writeln!(text, "\n[{path}.rule.{}]", rule_name(at));
            if !clause.when.is_empty() {
                let when = clause.when.iter().map(|at| asks(grammar.atoms[*at]));
                let when: Vec<String> = when.collect();
                let _ = writeln!(text, "when = {{ {} }}", when.join(", "));
            }
            let _ = match grammar.deeds[clause.deed] {
                RuleEffect::Forbid(act) => writeln!(text, "forbid = \"{}\"", act.name()),
                RuleEffect::Force(act) => writeln!(text, "force = \"{}\"", act.name()),
                RuleEffect::Shift {
                    escalate,
                    negotiate,
                } => writeln!(
                    text,
                    "shift = {{ escalate = {escalate}, negotiate = {negotiate} }}"
                ),
            };
        }
    }
    text
}

/// A condition as a file has it.
fn asks(condition: Condition) -> String {
    let row = feature::of(condition.feature);
    let (low, high) = (condition.low, condition.high);
    if low == high {
        let word = row.words.get((low - row.low) as usize);
        return match word {
            Some(word) => format!("{} = \"{word}\"", row.key),
            None if row.high == 1 => format!("{} = {}", row.key, low == 1),
            None => format!("{} = {low}", row.key),
        };
    }
    let mut ends = Vec::new();
    if low > row.low {
        ends.push(format!("min = {low}"));
    }
    if high < row.high {
        ends.push(format!("max = {high}"));
    }
    format!("{} = {{ {} }}", row.key, ends.join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::file::flatten::flatten;
    use crate::scenario::{parse, read_embedded};
    use crate::trial::words::words;

    /// A policy pasted into the scenario is the policy that was found.
    #[test]
    fn what_is_written_reads_back() {
        for name in ["kaesong-2020", "cuba-1962", "exact/two-actors"] {
            let scenario = read_embedded(name, &[]).unwrap().scenario;
            let side = scenario.deciders.clone();
            let grammar = Grammar::new(&scenario, &side, 3);
            let mut word = words("told", 1, 0);
            let mut all = grammar.plain();
            all.extend((0..100).map(|_| grammar.random(&mut word)));
            all.extend((1..grammar.written.len()).map(Candidate::Written));
            for candidate in all {
                let text = toml(&candidate, "found", &grammar, &scenario);
                let whole = format!("{}\n{text}", flatten(&scenario));
                let read =
                    parse("test.toml", &whole, &[]).unwrap_or_else(|e| panic!("{e}\n{text}"));
                let policy = read.scenario.policy("found").unwrap();
                assert_eq!(policy.overlays, candidate.overlays(&grammar), "{text}");
                assert!(policy.description.ends_with('.'), "{}", policy.description);
            }
        }
    }
}
