//! What stands in the tables of a search, and its numbers for programs.

use super::scale::Scale;
use super::told::{Told, scale};
use crate::answer::frequency::{capital, happens, listed};
use crate::answer::statement::Figures;
use crate::search::chosen::Finalist;
use crate::search::quantity::Quantity;
use crate::stats::Estimate;
use crate::table::search::place_name;
use serde_json::{Value, json};

/// Policies of the front that have a row; the table has all.
const ROWS: usize = 12;

impl Told<'_> {
    /// What stands on the front, and those that are told of.
    pub(super) fn front(&self) -> Figures {
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
    pub(super) fn places(&self) -> Option<Figures> {
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

    pub(super) fn numbers(&self) -> serde_json::Map<String, Value> {
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
