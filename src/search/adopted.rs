//! What policies of a grammar come to: what each actor adopts, how much there is to it, and what is left
//! where something is taken out.

use super::candidate::{Candidate, Made, Tuned, rule_name};
use super::grammar::Grammar;
use crate::scenario::policy::{Overlay, Policy, Rule};
use crate::scenario::preset::PRESETS;

impl Candidate {
    /// How much there is to it: an actor that adopts it counts one, and so do a preset, each setting that
    /// is not its default, each rule and each condition of a rule.
    pub fn parts(&self, grammar: &Grammar) -> usize {
        match self {
            Self::Written(place) => {
                let overlays = &grammar.written[*place].overlays;
                let rules = |overlay: &Overlay| {
                    let rules = overlay.rules.iter().map(|rule| 1 + rule.when.len());
                    rules.sum::<usize>() + usize::from(overlay.seeks_channels > 1.0)
                };
                // What several actors adopt alike is read once.
                let mut unlike: Vec<&Overlay> = Vec::new();
                for (_, overlay) in overlays {
                    if !unlike.contains(&overlay) {
                        unlike.push(overlay);
                    }
                }
                overlays.len() + unlike.into_iter().map(rules).sum::<usize>()
            }
            Self::Made(made) => {
                let preset = made.preset.as_ref().map_or(0, |tuned| {
                    let grids = &grammar.grids[tuned.preset];
                    let settings = tuned.places.iter().zip(grids);
                    1 + settings
                        .filter(|(place, grid)| grid.default != Some(**place))
                        .count()
                });
                let clauses = made.clauses.iter().map(|clause| 1 + clause.when.len());
                grammar.adopters[made.adopters].len()
                    + preset
                    + clauses.sum::<usize>()
                    + usize::from(made.seek > 0)
            }
        }
    }

    /// What each actor adopts.
    pub fn overlays(&self, grammar: &Grammar) -> Vec<(usize, Overlay)> {
        match self {
            Self::Written(place) => grammar.written[*place].overlays.clone(),
            Self::Made(made) => {
                let overlay = made.overlay(grammar);
                let adopters = grammar.adopters[made.adopters].iter();
                adopters.map(|actor| (*actor, overlay.clone())).collect()
            }
        }
    }

    /// The policy of the scenario that does the same, where it has one; else itself. What rules are called
    /// plays no part.
    #[must_use]
    pub fn known(&self, grammar: &Grammar) -> Self {
        if let Self::Written(_) = self {
            return self.clone();
        }
        let unnamed = |mut overlays: Vec<(usize, Overlay)>| {
            for (_, overlay) in &mut overlays {
                overlay.rules.iter_mut().for_each(|rule| rule.name.clear());
            }
            overlays
        };
        let own = unnamed(self.overlays(grammar));
        let mut written = grammar.written.iter();
        let same = written.position(|policy| unnamed(policy.overlays.clone()) == own);
        same.map_or_else(|| self.clone(), Self::Written)
    }

    /// As a policy of the scenario, together with what others adopt, who are none of its adopters.
    pub fn with(&self, grammar: &Grammar, others: &[(usize, Overlay)]) -> Policy {
        let mut overlays = self.overlays(grammar);
        overlays.extend(others.iter().cloned());
        overlays.sort_by_key(|(actor, _)| *actor);
        Policy {
            name: String::new(),
            description: String::new(),
            overlays,
        }
    }

    /// The same with one thing left out or set to its default, in every way: simpler ones.
    pub fn simpler(&self, grammar: &Grammar) -> Vec<Self> {
        match self {
            Self::Written(_) => Vec::new(),
            Self::Made(made) => made.less(grammar).into_iter().map(Self::Made).collect(),
        }
    }
}

impl Made {
    /// What each adopter adopts.
    pub fn overlay(&self, grammar: &Grammar) -> Overlay {
        let mut overlay = match &self.preset {
            Some(tuned) => {
                let preset = &PRESETS[tuned.preset];
                let value = |key: &str| {
                    let at = preset.settings.iter().position(|s| s.key == key)?;
                    Some(tuned.value(grammar, at))
                };
                preset.expand(value)
            }
            None => Overlay {
                rules: Vec::new(),
                seeks_channels: 1.0,
            },
        };
        overlay.seeks_channels *= grammar.seeks[self.seek];
        let rules = self.clauses.iter().enumerate();
        overlay.rules.extend(rules.map(|(at, clause)| {
            Rule {
                name: rule_name(at),
                when: clause
                    .when
                    .iter()
                    .map(|atom| grammar.atoms[*atom])
                    .collect(),
                effect: grammar.deeds[clause.deed],
            }
        }));
        overlay
    }

    /// The same with one thing left out or set to its default.
    fn less(&self, grammar: &Grammar) -> Vec<Self> {
        let mut found = Vec::new();
        if let Some(tuned) = &self.preset {
            let mut one = self.clone();
            one.preset = None;
            found.push(one);
            for (at, grid) in grammar.grids[tuned.preset].iter().enumerate() {
                if let Some(default) = grid.default.filter(|d| *d != tuned.places[at]) {
                    let mut one = self.clone();
                    let mut tuned = tuned.clone();
                    tuned.places[at] = default;
                    one.preset = Some(tuned);
                    found.push(one);
                }
            }
        }
        for (at, clause) in self.clauses.iter().enumerate() {
            let mut one = self.clone();
            one.clauses.remove(at);
            found.push(one);
            for condition in 0..clause.when.len() {
                let mut one = self.clone();
                one.clauses[at].when.remove(condition);
                one.tidy();
                found.push(one);
            }
        }
        if self.seek > 0 {
            let mut one = self.clone();
            one.seek = 0;
            found.push(one);
        }
        for (at, fewer) in grammar.adopters.iter().enumerate() {
            let own = &grammar.adopters[self.adopters];
            if fewer.len() + 1 == own.len() && fewer.iter().all(|actor| own.contains(actor)) {
                let mut one = self.clone();
                one.adopters = at;
                found.push(one);
            }
        }
        found.retain(|one| !one.is_empty());
        found
    }
}

impl Tuned {
    /// The value of a setting, by its place among those of the preset.
    pub fn value(&self, grammar: &Grammar, setting: usize) -> f64 {
        grammar.grids[self.preset][setting].values[self.places[setting]]
    }
}
