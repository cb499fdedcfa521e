//! All policies that may be found: who adopts, which preset with which settings, which rules beside it.
//! Small enough to be read aloud, far too large to be tried out.

use super::candidate::{Candidate, Clause, Made, Tuned};
use crate::scenario::Scenario;
use crate::scenario::act::Act;
use crate::scenario::feature;
use crate::scenario::parameter::NumberKind;
use crate::scenario::policy::{Condition, Feature, Policy, RuleEffect};
use crate::scenario::preset::{Adopters, PRESETS, Preset, Setting};
use crate::stats::design::below;

/// Conditions of a rule, at most.
const CONDITIONS: usize = 2;
/// Actors that may adopt in every combination; of more, all together or each alone.
const COMBINED: usize = 3;
/// By how many nat a rule shifts a decision.
const SHIFTS: [f64; 3] = [1.0, 2.0, 4.0];
/// How much sooner channels are restored.
const SEEKS: [f64; 3] = [1.0, 3.0, 10.0];

/// All policies that may be found.
#[derive(Debug, Clone)]
pub struct Grammar {
    /// Who may adopt a policy: sets of actors by place, ascending.
    pub adopters: Vec<Vec<usize>>,
    /// By preset and setting: the values it may have.
    pub grids: Vec<Vec<Values>>,
    /// By set of actors: the presets that all of them may adopt.
    pub presets: Vec<Vec<usize>>,
    /// What a rule may ask for.
    pub atoms: Vec<Condition>,
    /// What a rule may do.
    pub deeds: Vec<RuleEffect>,
    /// What the recovery of channels may be multiplied by; the first changes nothing.
    pub seeks: Vec<f64>,
    /// Rules beside a preset, at most.
    pub rules: usize,
    /// Policies of the scenario that only the side adopts; the first changes nothing.
    pub written: Vec<Policy>,
}

/// The values that a setting may have.
#[derive(Debug, Clone, PartialEq)]
pub struct Values {
    /// Ascending.
    pub values: Vec<f64>,
    /// The place of the default, where the preset has one.
    pub default: Option<usize>,
}

impl Grammar {
    /// The policies that these actors of a scenario may adopt, with so many rules beside a preset at most.
    pub fn new(scenario: &Scenario, side: &[usize], rules: usize) -> Self {
        let adopters = sets(side);
        let grids = PRESETS.iter().map(|preset| {
            let settings = preset.settings.iter();
            settings.map(|setting| grid(setting, scenario)).collect()
        });
        let presets = adopters.iter().map(|actors| {
            let may = |preset: &Preset| {
                let mut roles = actors.iter().map(|a| scenario.actors[*a].is_party());
                match preset.adopters {
                    Adopters::Everybody => true,
                    Adopters::Parties => roles.all(|is_party| is_party),
                    Adopters::ThirdParties => roles.all(|is_party| !is_party),
                }
            };
            let all = PRESETS.iter().enumerate();
            all.filter(|(_, preset)| may(preset))
                .map(|(at, _)| at)
                .collect()
        });
        let own = |policy: &&Policy| {
            let mut adopters = policy.overlays.iter().map(|(actor, _)| actor);
            adopters.all(|actor| side.contains(actor))
        };
        Self {
            grids: grids.collect(),
            presets: presets.collect(),
            atoms: atoms(scenario),
            deeds: deeds(),
            seeks: SEEKS.into(),
            rules,
            written: scenario.policies.iter().filter(own).cloned().collect(),
            adopters,
        }
    }

    /// The same policies where actors have other places: `places` has the new one by the old.
    #[must_use]
    pub fn moved(&self, places: &[Option<usize>]) -> Option<Self> {
        let mut moved = self.clone();
        let written = moved.written.iter_mut().flat_map(|policy| {
            let overlays = policy.overlays.iter_mut();
            overlays.map(|(actor, _)| actor)
        });
        for actor in moved.adopters.iter_mut().flatten().chain(written) {
            *actor = places[*actor]?;
        }
        Some(moved)
    }

    /// How many policies it has, those of the scenario apart.
    pub fn size(&self) -> f64 {
        let clauses = self.deeds.len() as f64 * self.conditions();
        let (mut sets, mut of_size) = (1.0, 1.0);
        for chosen in 0..self.rules {
            of_size *= (clauses - chosen as f64) / (chosen as f64 + 1.0);
            sets += of_size;
        }
        let presets = |adopters: usize| {
            let of = |preset: &usize| {
                let grids = self.grids[*preset].iter();
                grids.map(|grid| grid.values.len() as f64).product::<f64>()
            };
            1.0 + self.presets[adopters].iter().map(of).sum::<f64>()
        };
        let of = |adopters: usize| presets(adopters) * sets * self.seeks.len() as f64 - 1.0;
        (0..self.adopters.len()).map(of).sum()
    }

    /// How many conditions a rule may have: none, one, or two of unlike features.
    fn conditions(&self) -> f64 {
        let mut by_feature: Vec<(Feature, f64)> = Vec::new();
        for atom in &self.atoms {
            match by_feature.iter_mut().find(|(f, _)| *f == atom.feature) {
                Some((_, count)) => *count += 1.0,
                None => by_feature.push((atom.feature, 1.0)),
            }
        }
        let all = self.atoms.len() as f64;
        let alike: f64 = by_feature.iter().map(|(_, count)| count * count).sum();
        1.0 + all + (all * all - alike) / 2.0
    }

    /// All of its policies, in order; none where there are more than `most`.
    pub fn all(&self, most: usize) -> Option<Vec<Candidate>> {
        if self.size() > most as f64 {
            return None;
        }
        let clauses = self.clauses();
        let mut sets: Vec<Vec<usize>> = vec![Vec::new()];
        let mut last = sets.clone();
        for _ in 0..self.rules {
            let longer = last.iter().flat_map(|set| {
                let from = set.last().map_or(0, |last| last + 1);
                (from..clauses.len()).map(move |next| {
                    let mut longer = set.clone();
                    longer.push(next);
                    longer
                })
            });
            last = longer.collect();
            sets.extend(last.iter().cloned());
        }
        let mut all = Vec::new();
        for adopters in 0..self.adopters.len() {
            for preset in self.tuned(adopters) {
                for set in &sets {
                    for seek in 0..self.seeks.len() {
                        let made = Made {
                            adopters,
                            preset: preset.clone(),
                            clauses: set.iter().map(|at| clauses[*at].clone()).collect(),
                            seek,
                        };
                        if !made.is_empty() {
                            all.push(Candidate::Made(made));
                        }
                    }
                }
            }
        }
        Some(all)
    }

    /// Every rule, in order.
    fn clauses(&self) -> Vec<Clause> {
        let mut conditions: Vec<Vec<usize>> = vec![Vec::new()];
        for (at, atom) in self.atoms.iter().enumerate() {
            conditions.push(vec![at]);
            let later = self.atoms.iter().enumerate().skip(at + 1);
            let unlike = later.filter(|(_, other)| other.feature != atom.feature);
            conditions.extend(unlike.map(|(other, _)| vec![at, other]));
        }
        let of = |deed: usize| {
            let conditions = conditions.iter().cloned();
            conditions.map(move |when| Clause { deed, when })
        };
        let mut all: Vec<Clause> = (0..self.deeds.len()).flat_map(of).collect();
        all.sort();
        all
    }

    /// Every preset with every setting that a set of actors may adopt, and none.
    fn tuned(&self, adopters: usize) -> Vec<Option<Tuned>> {
        let mut all = vec![None];
        for preset in &self.presets[adopters] {
            let mut places: Vec<Vec<usize>> = vec![Vec::new()];
            for grid in &self.grids[*preset] {
                let longer = places.iter().flat_map(|one| {
                    (0..grid.values.len()).map(move |next| {
                        let mut longer = one.clone();
                        longer.push(next);
                        longer
                    })
                });
                places = longer.collect();
            }
            let preset = *preset;
            all.extend(
                places
                    .into_iter()
                    .map(|places| Some(Tuned { preset, places })),
            );
        }
        all
    }

    /// Every preset as it is by default, adopted by every set of actors that may.
    pub fn plain(&self) -> Vec<Candidate> {
        let of = |adopters: usize| {
            self.presets[adopters].iter().map(move |preset| {
                let grids = self.grids[*preset].iter();
                let middle = |grid: &Values| grid.default.unwrap_or(grid.values.len() / 2);
                Candidate::Made(Made {
                    adopters,
                    preset: Some(Tuned {
                        preset: *preset,
                        places: grids.map(middle).collect(),
                    }),
                    clauses: Vec::new(),
                    seek: 0,
                })
            })
        };
        (0..self.adopters.len()).flat_map(of).collect()
    }

    /// One at random: with a preset or rules, or both, more often few than many.
    pub fn random(&self, word: &mut impl FnMut() -> u64) -> Candidate {
        loop {
            let adopters = any(self.adopters.len(), word);
            let preset = (one_in(2, word) || self.rules == 0).then(|| self.tune(adopters, word));
            let mut made = Made {
                adopters,
                preset: preset.flatten(),
                clauses: Vec::new(),
                seek: if one_in(4, word) {
                    any(self.seeks.len(), word)
                } else {
                    0
                },
            };
            let least = usize::from(made.preset.is_none()).min(self.rules);
            let most = self.rules - least;
            for _ in 0..least + any(most + 1, word).min(any(most + 1, word)) {
                made.clauses.push(self.clause(word));
            }
            made.tidy();
            if !made.is_empty() {
                return Candidate::Made(made);
            }
        }
    }

    fn tune(&self, adopters: usize, word: &mut impl FnMut() -> u64) -> Option<Tuned> {
        let presets = &self.presets[adopters];
        let preset = *presets.get(any(presets.len().max(1), word))?;
        let grids = self.grids[preset].iter();
        Some(Tuned {
            preset,
            places: grids.map(|grid| any(grid.values.len(), word)).collect(),
        })
    }

    fn clause(&self, word: &mut impl FnMut() -> u64) -> Clause {
        let mut clause = Clause {
            deed: any(self.deeds.len(), word),
            when: Vec::new(),
        };
        for _ in 0..any(CONDITIONS + 1, word) {
            self.ask(&mut clause, word);
        }
        clause
    }

    /// One condition more, of a feature that is not asked for yet.
    fn ask(&self, clause: &mut Clause, word: &mut impl FnMut() -> u64) {
        let atom = any(self.atoms.len(), word);
        let feature = |at: usize| self.atoms[at].feature;
        if clause.when.iter().all(|at| feature(*at) != feature(atom)) {
            clause.when.push(atom);
            clause.when.sort_unstable();
        }
    }

    /// One that is like a candidate but for a thing or two; `other` may lend a rule. What cannot be
    /// varied, a policy of the scenario, gives way to one at random.
    pub fn vary(
        &self,
        candidate: &Candidate,
        other: &Candidate,
        word: &mut impl FnMut() -> u64,
    ) -> Candidate {
        let Candidate::Made(made) = candidate else {
            return self.random(word);
        };
        let mut varied = made.clone();
        loop {
            self.step(&mut varied, other, word);
            varied.tidy();
            if !varied.is_empty() && varied != *made && !one_in(3, word) {
                return Candidate::Made(varied);
            }
        }
    }

    fn step(&self, made: &mut Made, other: &Candidate, word: &mut impl FnMut() -> u64) {
        match below(8, word) {
            0 => {
                let adopters = any(self.adopters.len(), word);
                let preset = made.preset.as_ref().map(|tuned| tuned.preset);
                if preset.is_none_or(|preset| self.presets[adopters].contains(&preset)) {
                    made.adopters = adopters;
                }
            }
            1 => made.seek = any(self.seeks.len(), word),
            2 => {
                made.preset = if one_in(2, word) {
                    None
                } else {
                    self.tune(made.adopters, word)
                };
            }
            3 | 4 => self.retune(made, word),
            5 => self.add(made, other, word),
            6 if !made.clauses.is_empty() => {
                made.clauses.remove(any(made.clauses.len(), word));
            }
            _ => self.change(made, word),
        }
    }

    /// Another value of a setting: the next, or any.
    fn retune(&self, made: &mut Made, word: &mut impl FnMut() -> u64) {
        let Some(tuned) = made.preset.as_mut().filter(|t| !t.places.is_empty()) else {
            self.change(made, word);
            return;
        };
        let at = any(tuned.places.len(), word);
        let values = self.grids[tuned.preset][at].values.len();
        tuned.places[at] = next(tuned.places[at], values, word);
    }

    /// A rule more, where there is room: a new one, or one of another candidate.
    fn add(&self, made: &mut Made, other: &Candidate, word: &mut impl FnMut() -> u64) {
        if made.clauses.len() >= self.rules {
            self.change(made, word);
            return;
        }
        let lent = match other {
            Candidate::Made(other) if one_in(2, word) => {
                let all = &other.clauses;
                all.get(any(all.len().max(1), word)).cloned()
            }
            _ => None,
        };
        let clause = lent.unwrap_or_else(|| self.clause(word));
        made.clauses.push(clause);
    }

    /// Another deed or condition of a rule.
    fn change(&self, made: &mut Made, word: &mut impl FnMut() -> u64) {
        if made.clauses.is_empty() {
            return;
        }
        let at = any(made.clauses.len(), word);
        let clause = &mut made.clauses[at];
        let asked = any(CONDITIONS + 1, word);
        match clause.when.get(asked).copied() {
            // Another value of the same feature, or none.
            Some(_) if one_in(4, word) => {
                clause.when.remove(asked);
            }
            Some(atom) => {
                let alike = |other: &usize| self.atoms[*other].feature == self.atoms[atom].feature;
                let alike: Vec<usize> = (0..self.atoms.len()).filter(alike).collect();
                let here = alike.iter().position(|other| *other == atom);
                let there = next(here.unwrap_or_default(), alike.len(), word);
                clause.when[asked] = alike[there];
                clause.when.sort_unstable();
            }
            None if clause.when.len() < CONDITIONS && one_in(2, word) => self.ask(clause, word),
            None => clause.deed = any(self.deeds.len(), word),
        }
    }
}

/// A place of so many.
fn any(places: usize, word: &mut impl FnMut() -> u64) -> usize {
    below(places as u64, word) as usize
}

fn one_in(times: u64, word: &mut impl FnMut() -> u64) -> bool {
    below(times, word) == 0
}

/// Another place than one, of so many: most often the next to either side.
fn next(place: usize, places: usize, word: &mut impl FnMut() -> u64) -> usize {
    if one_in(4, word) {
        return any(places, word);
    }
    if one_in(2, word) {
        (place + 1).min(places - 1)
    } else {
        place.saturating_sub(1)
    }
}

/// Sets of actors that may adopt a policy, those of all first.
fn sets(side: &[usize]) -> Vec<Vec<usize>> {
    let chosen = |bits: usize| -> Vec<usize> {
        let all = side.iter().enumerate();
        all.filter(|(at, _)| bits & (1 << at) != 0)
            .map(|(_, actor)| *actor)
            .collect()
    };
    let all = (1 << side.len()) - 1;
    let mut bits: Vec<usize> = if side.len() <= COMBINED {
        (1..=all).collect()
    } else {
        (0..side.len()).map(|at| 1 << at).chain([all]).collect()
    };
    bits.sort_by_key(|bits| (std::cmp::Reverse(bits.count_ones()), *bits));
    bits.into_iter().map(chosen).collect()
}

/// The values of a setting that are tried.
fn grid(setting: &Setting, scenario: &Scenario) -> Values {
    let top = scenario.rungs.len() as f64 - 1.0;
    let horizon = f64::from(scenario.closing.horizon_days);
    let (values, most): (&[f64], f64) = match (setting.kind, setting.unit) {
        (NumberKind::Rung, _) => (&[1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0, 8.0], top - 1.0),
        (_, "days") => (
            &[
                1.0, 2.0, 3.0, 5.0, 7.0, 10.0, 14.0, 21.0, 30.0, 45.0, 60.0, 90.0, 180.0,
            ],
            horizon,
        ),
        (_, "offers") => (&[1.0, 2.0, 3.0, 5.0, 10.0, 20.0, 40.0], horizon),
        (_, "rungs") => (&[0.0, 1.0, 2.0, 3.0], top),
        (_, "ratio") if setting.low < 1.0 => (&[0.0, 0.25, 0.5, 0.75, 1.0], 1.0),
        (_, "ratio") => (&[1.0, 3.0, 10.0, 30.0], setting.high),
        _ => (&[0.5, 1.0, 1.5, 2.0, 3.0, 4.0, 6.0], setting.high),
    };
    let high = setting.high.min(most.max(setting.low));
    let may = |value: &f64| (setting.low..=high).contains(value);
    let mut values: Vec<f64> = values.iter().copied().filter(may).collect();
    let usual = setting.default.filter(may);
    values.extend(usual.filter(|usual| !values.contains(usual)));
    if values.is_empty() {
        values.push(setting.low);
    }
    values.sort_by(f64::total_cmp);
    let place = |usual: f64| values.iter().position(|value| *value >= usual);
    Values {
        default: usual.and_then(place),
        values,
    }
}

/// What a rule may ask for, by feature.
fn atoms(scenario: &Scenario) -> Vec<Condition> {
    let top = scenario.rungs.len() as i32 - 1;
    let horizon = scenario.closing.horizon_days as i32;
    let third = scenario.actors.iter().any(|actor| !actor.is_party());
    let mut found = Vec::new();
    let mut at_least = |feature: Feature, values: &mut dyn Iterator<Item = i32>| {
        let high = feature::of(feature).high;
        found.extend(values.map(|low| Condition { feature, low, high }));
    };
    at_least(Feature::OwnRung, &mut (1..top));
    at_least(Feature::AdversaryRung, &mut (1..=top));
    at_least(Feature::RungLead, &mut (-2..=2));
    at_least(Feature::Belief, &mut (-2..=2).map(|step| 2 * step));
    at_least(Feature::Talks, &mut [1, 3].into_iter());
    at_least(Feature::Remembered, &mut [Act::Restrain as i32].into_iter());
    at_least(Feature::OwnLast, &mut [Act::Restrain as i32].into_iter());
    let days = || DAYS.into_iter().filter(move |days| *days < horizon);
    at_least(Feature::DaysSinceProvoked, &mut days());
    at_least(Feature::Day, &mut days());
    if third {
        at_least(Feature::Pressure, &mut [1, 3, 6].into_iter());
    }
    let mut at_most = |feature: Feature, values: &mut dyn Iterator<Item = i32>| {
        let low = feature::of(feature).low;
        found.extend(values.map(|high| Condition { feature, low, high }));
    };
    at_most(Feature::OwnRung, &mut (0..top - 1));
    at_most(Feature::AdversaryRung, &mut (0..top));
    at_most(Feature::RungLead, &mut (-2..=1));
    at_most(Feature::Belief, &mut (-2..=2).map(|step| 2 * step - 1));
    at_most(Feature::DaysSinceProvoked, &mut days().map(|days| days - 1));
    at_most(Feature::Initiatives, &mut [0, 2, 9, 29].into_iter());
    at_most(Feature::Day, &mut days());
    let mut exactly = |feature: Feature, value: i32| {
        found.push(Condition {
            feature,
            low: value,
            high: value,
        });
    };
    for act in [Act::Silence, Act::Escalate, Act::Restrain, Act::Negotiate] {
        exactly(Feature::Remembered, act as i32);
    }
    exactly(Feature::OwnLast, Act::Escalate as i32);
    exactly(Feature::LineUp, 0);
    exactly(Feature::LineUp, 1);
    if third {
        exactly(Feature::Mediated, 0);
        exactly(Feature::Mediated, 1);
    }
    found.sort_by_key(|atom| (atom.feature, atom.low, atom.high));
    found
}

/// Days after which a rule may change.
const DAYS: [i32; 6] = [3, 7, 14, 30, 60, 90];

/// What a rule may do.
fn deeds() -> Vec<RuleEffect> {
    let shift = |escalate: f64, negotiate: f64| RuleEffect::Shift {
        escalate,
        negotiate,
    };
    let mut all = vec![RuleEffect::Forbid(Act::Escalate)];
    all.extend(SHIFTS.map(|nat| shift(-nat, 0.0)));
    all.extend(SHIFTS.map(|nat| shift(nat, 0.0)));
    all.extend(SHIFTS.map(|nat| shift(0.0, nat)));
    all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_embedded;
    use crate::trial::words::words;
    use std::collections::BTreeSet;

    fn grammar(name: &str, rules: usize) -> Grammar {
        let scenario = read_embedded(name, &[]).unwrap().scenario;
        let side: Vec<usize> = scenario
            .deciders
            .iter()
            .copied()
            .filter(|actor| scenario.actors[*actor].is_party())
            .collect();
        Grammar::new(&scenario, &side, rules)
    }

    #[test]
    fn its_size_is_the_number_of_its_policies() {
        for rules in [0, 1] {
            let mut grammar = grammar("exact/two-actors", rules);
            grammar.atoms.truncate(12);
            grammar.presets.iter_mut().for_each(|some| some.truncate(9));
            let all = grammar.all(1_000_000).unwrap();
            assert!((grammar.size() - all.len() as f64).abs() < 0.5, "{rules}");
            let unlike: BTreeSet<&Candidate> = all.iter().collect();
            assert_eq!(unlike.len(), all.len());
            assert_eq!(grammar.all(all.len() - 1), None);
        }
        // Two rules, of few conditions.
        let mut grammar = grammar("exact/two-actors", 2);
        grammar.atoms.truncate(3);
        grammar.presets.iter_mut().for_each(|some| some.truncate(2));
        let all = grammar.all(10_000_000).unwrap();
        assert!((grammar.size() - all.len() as f64).abs() < 0.5);
    }

    /// Whatever is drawn or varied is one of its policies.
    #[test]
    fn what_is_drawn_belongs_to_it() {
        let grammar = grammar("kaesong-2020", 2);
        let mut word = words("grammar", 1, 0);
        let mut last = grammar.random(&mut word);
        let mut unlike = BTreeSet::new();
        for _ in 0..5_000 {
            let other = grammar.random(&mut word);
            last = grammar.vary(&last, &other, &mut word);
            let Candidate::Made(made) = &last else {
                panic!("{last:?}")
            };
            assert!(!made.is_empty() && made.clauses.len() <= grammar.rules);
            assert!(made.clauses.is_sorted());
            for clause in &made.clauses {
                let features = clause.when.iter().map(|at| grammar.atoms[*at].feature);
                let features: BTreeSet<Feature> = features.collect();
                assert_eq!(features.len(), clause.when.len());
                assert!(clause.when.is_sorted() && clause.when.len() <= CONDITIONS);
            }
            if let Some(tuned) = &made.preset {
                assert!(grammar.presets[made.adopters].contains(&tuned.preset));
            }
            for less in last.simpler(&grammar) {
                assert!(less.parts(&grammar) < last.parts(&grammar), "{less:?}");
            }
            unlike.insert(last.clone());
        }
        assert!(unlike.len() > 3_000, "{}", unlike.len());
    }
}
