//! Policies: presets and free rules, and policies that start from others.

use super::Check;
use super::fields::{FieldReader, bounded, rung};
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::act::Act;
use crate::scenario::feature::{FEATURES, FeatureRow};
use crate::scenario::file::structure::{MOST_SHIFT, Section, section};
use crate::scenario::file::tree::{Entry, Node, Value};
use crate::scenario::parameter::NumberKind;
use crate::scenario::policy::{Condition, Overlay, Policy, Rule, RuleEffect};
use crate::scenario::preset::{Adopters, PRESETS, Preset, Setting};

/// The policy that changes nothing and always exists.
pub(crate) const BASELINE: &str = "baseline";

/// What is written of a policy, before what it extends comes in.
struct WrittenPolicy<'t> {
    name: &'t str,
    place: Place,
    description: String,
    extends: Option<(&'t str, Place)>,
    overlays: Vec<(usize, Overlay, Place)>,
}

/// The name of the policy in a path within it.
fn policy_of(path: &str) -> &str {
    path.split('.').nth(1).unwrap_or_default()
}

impl<'t> Check<'t> {
    /// `baseline`, then the declared policies in order.
    pub(super) fn policies(&mut self) -> Vec<Policy> {
        let mut all = Vec::new();
        for entry in self.named("policy") {
            if let Some(written) = self.policy(entry) {
                all.push(written);
            }
        }
        let mut policies = vec![Policy {
            name: BASELINE.to_owned(),
            description: "Everybody decides as the law has it.".to_owned(),
            overlays: Vec::new(),
        }];
        for at in 0..all.len() {
            let overlays = self.composed(&all, at);
            policies.push(Policy {
                name: all[at].name.to_owned(),
                description: all[at].description.clone(),
                overlays,
            });
        }
        policies
    }

    fn policy(&mut self, entry: &'t Entry) -> Option<WrittenPolicy<'t>> {
        self.require_name(&entry.key, entry.place, "a policy");
        if entry.key == BASELINE {
            let problem = Problem::new(
                Code::Duplicate,
                entry.place,
                "the policy `baseline` always exists",
            );
            self.report(problem.help("give this one another name"));
        }
        let path = format!("policy.{}", entry.key);
        let table = self.table(entry, &path)?;
        // The keys of a policy's table are its own words and the actors.
        let section = section("policy");
        let mut overlays = Vec::new();
        for inner in &table.entries {
            if section.key(&inner.key).is_some() {
                continue;
            }
            let path = format!("{path}.{}", inner.key);
            if inner.node.table().is_none() {
                let known: Vec<_> = section.words().collect();
                self.unknown_key(&path, inner, known.iter().copied());
            } else if let Some(actor) = self.find_actor(&inner.key, inner.place) {
                overlays.extend(
                    self.overlay(inner, &path, actor)
                        .map(|overlay| (actor, overlay, inner.place)),
                );
            }
        }
        let fields = FieldReader::unopened(section, &path, table, entry.place);
        let extends = fields.get(self, "extends");
        let description = fields.text(self, "description").unwrap_or_default();
        let extends = extends.and_then(|node| {
            if node.text().is_none() {
                self.wrong_type(&fields.path_of("extends"), node, "the name of a policy");
            }
            Some((node.text()?, node.place))
        });
        if overlays.is_empty() && extends.is_none() {
            let problem = Problem::new(
                Code::Unused,
                entry.place,
                format!("`{path}` changes nothing"),
            );
            self.report(problem.label("nobody adopts anything").warning());
        }
        Some(WrittenPolicy {
            name: &entry.key,
            place: entry.place,
            description,
            extends,
            overlays,
        })
    }

    /// A policy's overlays, by actor, after those of all it extends.
    fn composed(&mut self, all: &[WrittenPolicy<'t>], at: usize) -> Vec<(usize, Overlay)> {
        let names: Vec<_> = all.iter().map(|policy| policy.name.to_owned()).collect();
        let mut chain = vec![at];
        let mut last = at;
        while let Some((name, place)) = all[last].extends {
            // Each link is reported once, with the policy that has it.
            let next = if last == at {
                self.find("policy", &names, name, place)
            } else {
                names.iter().position(|known| known == name)
            };
            let Some(next) = next else { break };
            if chain.contains(&next) {
                if next == at {
                    let message = format!("policy `{}` extends itself", all[at].name);
                    self.report(Problem::new(Code::Extends, place, message));
                }
                break;
            }
            chain.push(next);
            last = next;
        }
        let mut overlays: Vec<(usize, Overlay)> = Vec::new();
        for &link in chain.iter().rev() {
            for (actor, overlay, place) in &all[link].overlays {
                let place = if link == at { *place } else { all[at].place };
                match overlays.iter_mut().find(|(known, _)| known == actor) {
                    None => overlays.push((*actor, overlay.clone())),
                    Some((_, own)) => {
                        own.seeks_channels *= overlay.seeks_channels;
                        for rule in &overlay.rules {
                            self.append(own, rule.clone(), place, all[at].name);
                        }
                    }
                }
            }
        }
        overlays.sort_by_key(|(actor, _)| *actor);
        overlays
    }

    fn append(&mut self, overlay: &mut Overlay, rule: Rule, place: Place, policy: &str) {
        if overlay.rules.iter().any(|known| known.name == rule.name) {
            let message = format!("policy `{policy}` has the rule `{}` twice", rule.name);
            let problem = Problem::new(Code::Duplicate, place, message);
            self.report(problem.help("the policy it extends has it, or its preset, already"));
            return;
        }
        overlay.rules.push(rule);
    }

    /// What one actor adopts: the preset's rules, its own, then those of its parts.
    fn overlay(&mut self, entry: &'t Entry, path: &str, actor: usize) -> Option<Overlay> {
        let table = entry.node.table()?;
        let mut overlay = self.adopted(entry, section("overlay"), path, actor)?;
        let parts = table.entry("part");
        let inside = format!("{path}.part");
        let parts = parts.and_then(|parts| self.table(parts, &inside));
        for part in parts.map_or(&[] as &[Entry], |parts| &parts.entries) {
            self.require_name(&part.key, part.place, "a part");
            let path = format!("{inside}.{}", part.key);
            self.table(part, &path);
            let Some(adopted) = self.adopted(part, section("part"), &path, actor) else {
                continue;
            };
            overlay.seeks_channels *= adopted.seeks_channels;
            for mut rule in adopted.rules {
                rule.name = format!("{}-{}", part.key, rule.name);
                self.append(&mut overlay, rule, part.place, policy_of(&path));
            }
        }
        Some(overlay)
    }

    /// A preset and the rules beside it, for as long as they say.
    fn adopted(
        &mut self,
        entry: &'t Entry,
        section: &'static Section,
        path: &str,
        actor: usize,
    ) -> Option<Overlay> {
        let table = entry.node.table()?;
        let preset = table
            .get("preset")
            .and_then(|node| self.preset(node, path, actor));
        let settings = preset.map_or(&[] as &[Setting], |preset| preset.settings);
        let more: Vec<_> = settings.iter().map(|setting| setting.key).collect();
        let fields = FieldReader::with_more(self, section, path, table, entry.place, &more);
        let mut overlay = match preset {
            Some(preset) => self.expand(preset, &fields),
            None => Overlay {
                rules: Vec::new(),
                seeks_channels: 1.0,
            },
        };
        if section.key("seeks_channels").is_some() {
            overlay.seeks_channels *= fields.real(self, "seeks_channels").unwrap_or(1.0);
        }
        let path = fields.path_of("rule");
        let rules = table
            .entry("rule")
            .and_then(|rules| self.table(rules, &path));
        for entry in rules.map_or(&[] as &[Entry], |rules| &rules.entries) {
            if let Some(rule) = self.rule(entry, &format!("{path}.{}", entry.key)) {
                self.append(&mut overlay, rule, entry.place, policy_of(&path));
            }
        }
        if preset.is_none() && table.entries.is_empty() {
            let problem = Problem::new(
                Code::Unused,
                entry.place,
                format!("`{}` adopts nothing", fields.path),
            );
            self.report(problem.warning());
        }
        self.for_a_while(&mut overlay, &fields);
        Some(overlay)
    }

    /// Conjoins what `while` says to every rule. What can never hold then is left out.
    fn for_a_while(&mut self, overlay: &mut Overlay, fields: &FieldReader<'t>) {
        let Some(entry) = fields.table.entry("while") else {
            return;
        };
        let more = self.conditions(fields, "while");
        if overlay.seeks_channels > 1.0 {
            let message = format!("`{}` seeks channels all the time", fields.path);
            let problem = Problem::new(Code::Inconsistent, entry.place, message);
            self.report(problem.label("cannot hold for a while").help(
                "write `seek = 1` beside the preset, and `seeks_channels` where there is no `while`",
            ));
        }
        let before = overlay.rules.len();
        let rules = std::mem::take(&mut overlay.rules).into_iter();
        overlay.rules = rules.filter_map(|rule| rule.only_while(&more)).collect();
        if before > 0 && overlay.rules.is_empty() {
            let message = format!("no rule of `{}` can ever hold", fields.path);
            let problem = Problem::new(Code::Unused, entry.place, message).warning();
            self.report(problem.label("nor can the conditions of its rules meanwhile"));
        }
    }

    fn preset(&mut self, node: &Node, path: &str, actor: usize) -> Option<&'static Preset> {
        let Some(name) = node.text() else {
            self.wrong_type(&format!("{path}.preset"), node, "the name of a preset");
            return None;
        };
        let names: Vec<_> = PRESETS
            .iter()
            .map(|preset| preset.name.to_owned())
            .collect();
        let preset = &PRESETS[self.find("preset", &names, name, node.place)?];
        let fits = match preset.adopters {
            Adopters::Everybody => true,
            Adopters::Parties => self.is_party[actor],
            Adopters::ThirdParties => !self.is_party[actor],
        };
        if !fits {
            let message = format!("`{}` cannot adopt `{name}`", self.actors[actor]);
            let problem = Problem::new(Code::Inconsistent, node.place, message);
            self.report(problem.label(format!("a preset for {}", preset.adopters.name())));
        }
        Some(preset)
    }

    fn expand(&mut self, preset: &Preset, fields: &FieldReader<'t>) -> Overlay {
        let mut written = Vec::new();
        for setting in preset.settings {
            let path = fields.path_of(setting.key);
            let Some(node) = fields.table.get(setting.key) else {
                if setting.default.is_none() {
                    self.missing(fields.place, &format!("`{path}`"));
                }
                continue;
            };
            let value = if setting.kind == NumberKind::Rung {
                rung(self, node, &path).map(|rung| rung as f64)
            } else {
                bounded(
                    self,
                    &path,
                    node,
                    setting.kind.is_whole(),
                    (setting.low, setting.high),
                    setting.unit,
                )
            };
            let Some(value) = value else { continue };
            if value < setting.low {
                let problem = Problem::new(
                    Code::OutOfBounds,
                    node.place,
                    format!("`{path}` is out of bounds"),
                );
                self.report(problem.label(format!("must be rung {} or higher", setting.low)));
            }
            written.push((setting.key, value));
        }
        preset.expand(|key| {
            written
                .iter()
                .find(|(known, _)| *known == key)
                .map(|(_, value)| *value)
        })
    }

    fn rule(&mut self, entry: &'t Entry, path: &str) -> Option<Rule> {
        self.require_name(&entry.key, entry.place, "a rule");
        let table = self.table(entry, path)?;
        let fields = FieldReader::new(self, section("rule"), path, table, entry.place);
        let when = self.conditions(&fields, "when");
        let effect = match self.one_of(&fields, &["forbid", "force", "shift"])? {
            "forbid" => RuleEffect::Forbid(RuleEffect::FORBIDDEN[fields.choice(self, "forbid")?]),
            "force" => RuleEffect::Force(Act::DECIDED[fields.choice(self, "force")?]),
            _ => self.shift(&fields)?,
        };
        Some(Rule {
            name: entry.key.clone(),
            when,
            effect,
        })
    }

    fn shift(&mut self, fields: &FieldReader<'t>) -> Option<RuleEffect> {
        let node = fields.get(self, "shift")?;
        let path = fields.path_of("shift");
        let Some(table) = node.table() else {
            self.wrong_type(&path, node, "a table such as { escalate = -1.0 }");
            return None;
        };
        let [mut escalate, mut negotiate] = [0.0; 2];
        for entry in &table.entries {
            let at = format!("{path}.{}", entry.key);
            let value = match entry.key.as_str() {
                "escalate" => &mut escalate,
                "negotiate" => &mut negotiate,
                _ => {
                    self.unknown_key(&at, entry, ["escalate", "negotiate"].into_iter());
                    continue;
                }
            };
            *value = bounded(
                self,
                &at,
                &entry.node,
                false,
                (-MOST_SHIFT, MOST_SHIFT),
                "nat",
            )
            .unwrap_or(0.0);
        }
        Some(RuleEffect::Shift {
            escalate,
            negotiate,
        })
    }

    fn conditions(&mut self, fields: &FieldReader<'t>, key: &str) -> Vec<Condition> {
        let Some(node) = fields.get(self, key) else {
            return Vec::new();
        };
        let path = fields.path_of(key);
        let Some(table) = node.table() else {
            self.wrong_type(&path, node, "a table of features");
            return Vec::new();
        };
        let mut conditions = Vec::new();
        for entry in &table.entries {
            let at = format!("{path}.{}", entry.key);
            let Some(row) = FEATURES.iter().find(|row| row.key == entry.key) else {
                self.unknown_key(&at, entry, FEATURES.iter().map(|row| row.key));
                continue;
            };
            conditions.extend(self.condition(row, &entry.node, &at));
        }
        conditions
    }

    /// A feature's value: one, or `{ min, max }`.
    fn condition(&mut self, row: &FeatureRow, node: &Node, path: &str) -> Option<Condition> {
        let Some(table) = node.table() else {
            let value = self.feature(row, node, path)?;
            return Some(Condition {
                feature: row.feature,
                low: value,
                high: value,
            });
        };
        let (mut low, mut high) = (row.low, row.high);
        for entry in &table.entries {
            let at = format!("{path}.{}", entry.key);
            match entry.key.as_str() {
                "min" => low = self.feature(row, &entry.node, &at)?,
                "max" => high = self.feature(row, &entry.node, &at)?,
                _ => self.unknown_key(&at, entry, ["min", "max"].into_iter()),
            }
        }
        if low > high {
            let problem = Problem::new(
                Code::Inconsistent,
                node.place,
                format!("`{path}` can never hold"),
            );
            self.report(problem.label(format!("{low} is above {high}")));
        }
        Some(Condition {
            feature: row.feature,
            low,
            high,
        })
    }

    /// A feature's value by number, word, rung or switch.
    fn feature(&mut self, row: &FeatureRow, node: &Node, path: &str) -> Option<i32> {
        match &node.value {
            Value::Text(_) if row.is_rung() => rung(self, node, path).map(|rung| rung as i32),
            Value::Text(word) if !row.words.is_empty() => {
                let words: Vec<_> = row.words.iter().map(|word| (*word).to_owned()).collect();
                self.find("act", &words, word, node.place)
                    .map(|at| at as i32)
            }
            Value::Switch(on) if row.is_switch() => Some(i32::from(*on)),
            _ => {
                let bounds = (f64::from(row.low), f64::from(row.high));
                bounded(self, path, node, true, bounds, "").map(|value| value as i32)
            }
        }
    }
}
