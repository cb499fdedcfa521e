//! Arms of a comparison: a scenario under a policy, checked to be comparable with the others.

use super::drawn::Drawn;
use super::posterior::Posterior;
use crate::diagnostic::nearest;
use crate::model::layout::Sites;
use crate::model::{Model, Switches};
use crate::scenario::file::provenance::Tally;
use crate::scenario::policy::{Policy, RuleEffect};
use crate::scenario::{Act, Draft, ReadError, Scenario};
use std::sync::Arc;

/// A scenario under a policy.
#[derive(Debug, Clone)]
pub struct Arm {
    /// What tables call it: the policy's name unless the user gave one.
    pub name: String,
    /// The scenario, overrides applied.
    pub scenario: Scenario,
    /// The policy.
    pub policy: Policy,
    /// Where the scenario came from.
    pub origin: Origin,
    /// The draws of a posterior that are played, where numbers come from one.
    pub drawn: Option<Arc<Drawn>>,
}

/// Where the scenario of an arm came from, so that it can be read again under other numbers and
/// named in a command.
#[derive(Debug, Clone)]
pub struct Origin {
    /// What was read.
    pub draft: Draft,
    /// The overrides it was read with.
    pub sets: Vec<String>,
    /// Both as words of a command line.
    pub words: String,
}

impl Origin {
    /// A draft under overrides.
    pub fn new(draft: &Draft, sets: &[String]) -> Self {
        Self {
            words: shell_word(draft.shown()) + &options(sets),
            draft: draft.clone(),
            sets: sets.to_vec(),
        }
    }

    /// The same under a draw of a posterior, whose overrides come before its own.
    fn drawn(&self, draw: &[String]) -> Self {
        let own = options(&self.sets);
        // What it is called may be the words of a command elsewhere, when it is run again.
        let named = self.words.strip_suffix(own.as_str()).unwrap_or(&self.words);
        Self {
            words: format!("{named}{}{own}", options(draw)),
            draft: self.draft.clone(),
            sets: [draw, &self.sets].concat(),
        }
    }

    /// A scenario at hand, whatever was changed of it.
    ///
    /// # Errors
    /// [`ReadError`] where it was changed into something that no file could say.
    pub fn of(scenario: &Scenario) -> Result<Self, ReadError> {
        Ok(Self::new(&Draft::of(scenario)?, &[]))
    }

    /// How many of its numbers are in force, and where they come from, the draws of a posterior among
    /// them, given by one; none where it was changed into something that cannot be read.
    pub fn numbers(&self, drawn: &[String]) -> Option<Tally> {
        self.draft.numbers(drawn, &self.sets).ok()
    }

    /// The scenario under further overrides, which come before its own.
    ///
    /// # Errors
    /// [`ReadError`] where they do not fit.
    pub fn under(&self, sets: &[String]) -> Result<Scenario, ReadError> {
        let all = [sets, &self.sets].concat();
        self.draft.check(&all).map(|checked| checked.scenario)
    }
}

/// Overrides as words of a command line.
fn options(sets: &[String]) -> String {
    let option = |set: &String| format!(" --set {}", shell_word(set));
    sets.iter().map(option).collect()
}

/// A word of a command line as a shell reads it back.
pub fn shell_word(text: &str) -> String {
    // `path=value` needs no quotes, though the crate plays safe.
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./,:=".contains(c);
    if !text.is_empty() && text.chars().all(plain) {
        return text.to_owned();
    }
    shlex::try_quote(text).map_or_else(|_| text.to_owned(), Into::into)
}

/// A scenario has no policy of that name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{scenario} has no policy `{name}`; {hint}")]
pub struct UnknownPolicy {
    /// The scenario.
    pub scenario: String,
    /// The name asked for.
    pub name: String,
    /// What it may have been.
    pub hint: String,
}

/// The policy of that name, or what it may have been.
///
/// # Errors
/// [`UnknownPolicy`].
pub fn policy<'s>(scenario: &'s Scenario, name: &str) -> Result<&'s Policy, UnknownPolicy> {
    let known = || scenario.policies.iter().map(|policy| policy.name.as_str());
    scenario.policy(name).ok_or_else(|| UnknownPolicy {
        scenario: scenario.name.clone(),
        name: name.into(),
        hint: nearest(name, known()).map_or_else(
            || format!("it has {}", known().collect::<Vec<_>>().join(", ")),
            |near| format!("did you mean `{near}`?"),
        ),
    })
}

/// The policies of those names in their order, each once.
///
/// # Errors
/// [`UnknownPolicy`] for the first name that is none.
pub fn policies<'s>(
    scenario: &'s Scenario,
    names: &[String],
) -> Result<Vec<&'s Policy>, UnknownPolicy> {
    let mut found: Vec<&Policy> = Vec::new();
    for name in names {
        let policy = policy(scenario, name)?;
        if found.iter().all(|other| other.name != policy.name) {
            found.push(policy);
        }
    }
    Ok(found)
}

/// Why arms cannot be compared trial by trial.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ArmsError {
    /// Draws are addressed by actor, so the same trial would not meet the same luck.
    #[error(
        "arms `{one}` and `{other}` do not share their actors and pairs, so their trials cannot be paired: {one} has {ones}; {other} has {others}"
    )]
    Actors {
        /// The first arm.
        one: String,
        /// Its actors, in order.
        ones: String,
        /// The arm that differs.
        other: String,
        /// Its actors, in order.
        others: String,
    },
    /// Days are restricted to the horizon.
    #[error(
        "arms `{one}` and `{other}` have different horizons ({days} and {other_days} days), so their days and unresolved crises do not compare; set horizon_days alike"
    )]
    Horizon {
        /// The first arm.
        one: String,
        /// Its horizon.
        days: u32,
        /// The arm that differs.
        other: String,
        /// Its horizon.
        other_days: u32,
    },
    /// Tables are read by name.
    #[error("two arms are called `{0}`; give one another name with --arm NAME=...")]
    Names(String),
    /// Nothing to compare.
    #[error("there is only one arm, `{0}`: name a second policy or arm to compare it with")]
    Alone(String),
}

impl Arm {
    /// The actors it asks something of and who are not among those to be advised.
    pub fn asks_others(&self) -> impl Iterator<Item = usize> {
        let asked = self.policy.overlays.iter().map(|(actor, _)| *actor);
        asked.filter(|actor| !self.scenario.deciders.contains(actor))
    }

    /// A policy of a scenario that was read from a draft under overrides; called like the policy.
    ///
    /// # Errors
    /// [`UnknownPolicy`].
    pub fn new(scenario: &Scenario, policy: &str, origin: Origin) -> Result<Self, UnknownPolicy> {
        Ok(Self::of(scenario, self::policy(scenario, policy)?, origin))
    }

    /// The same, of a policy that is at hand.
    pub fn of(scenario: &Scenario, policy: &Policy, origin: Origin) -> Self {
        Self {
            name: policy.name.clone(),
            scenario: scenario.clone(),
            policy: policy.clone(),
            origin,
            drawn: None,
        }
    }

    /// The same arm under another name.
    #[must_use]
    pub fn called(mut self, name: &str) -> Self {
        self.name = name.into();
        self
    }

    /// The same arm, which plays so many trials of a seed, averaged over the draws of a posterior.
    ///
    /// # Errors
    /// [`ReadError`] where the posterior does not fit its scenario.
    pub fn averaged(
        mut self,
        posterior: &Arc<Posterior>,
        played: (u64, u64),
    ) -> Result<Self, ReadError> {
        let of = (&self.origin.draft, self.origin.sets.as_slice());
        self.drawn = Some(Arc::new(Drawn::new(posterior.clone(), of, played)?));
        Ok(self)
    }

    /// How many of its numbers are in force, and where they come from.
    pub fn numbers(&self) -> Option<Tally> {
        let drawn = self.drawn.as_ref();
        let drawn = drawn.map_or_else(Vec::new, |drawn| drawn.sets(0));
        self.origin.numbers(&drawn)
    }

    /// Compiles it with everything on, as its scenario stands.
    pub fn model(&self) -> Model {
        Model::compile(&self.scenario, &self.policy, Switches::default())
    }

    /// It as it plays a trial of so many: under a draw of its posterior, where it has one.
    #[must_use]
    pub fn of_trial(&self, trial: u64, trials: u64) -> Self {
        let drawn = self.drawn.as_ref();
        let place = drawn.and_then(|drawn| drawn.of_trial(trial, trials));
        place.map_or_else(|| self.clone(), |place| self.under_draw(place))
    }

    /// It under a draw of its posterior, by the place among those that are played; itself where it has
    /// none.
    #[must_use]
    pub fn under_draw(&self, place: usize) -> Self {
        let Some(drawn) = &self.drawn else {
            return self.clone();
        };
        Self {
            name: self.name.clone(),
            scenario: drawn.scenario(place).clone(),
            policy: self.policy.clone(),
            origin: self.origin.drawn(&drawn.sets(place)),
            drawn: None,
        }
    }
}

/// The arms, which play so many trials of a seed, averaged over the draws of a posterior. Those of one
/// origin share what is drawn.
///
/// # Errors
/// [`ReadError`] where the posterior does not fit the scenario of one.
pub fn averaged(
    mut arms: Vec<Arm>,
    posterior: &Arc<Posterior>,
    (trials, seed): (u64, u64),
) -> Result<Vec<Arm>, ReadError> {
    let mut known: Vec<(String, Arc<Drawn>)> = Vec::new();
    for arm in &mut arms {
        let same = known.iter().find(|(words, _)| *words == arm.origin.words);
        if let Some((_, drawn)) = same {
            arm.drawn = Some(drawn.clone());
            continue;
        }
        *arm = arm.clone().averaged(posterior, (trials, seed))?;
        known.extend(Some(arm.origin.words.clone()).zip(arm.drawn.clone()));
    }
    Ok(arms)
}

/// Checks that trial t of one arm meets the luck of trial t of every other.
pub fn comparable(arms: &[Arm]) -> Result<(), ArmsError> {
    let Some((first, rest)) = arms.split_first() else {
        return Ok(());
    };
    if rest.is_empty() {
        return Err(ArmsError::Alone(first.name.clone()));
    }
    for (i, arm) in rest.iter().enumerate() {
        if arms[..=i].iter().any(|earlier| earlier.name == arm.name) {
            return Err(ArmsError::Names(arm.name.clone()));
        }
        let (one, other) = (first.name.clone(), arm.name.clone());
        let (ones, others) = (actors(&first.scenario), actors(&arm.scenario));
        let sites = |arm: &Arm| Sites::number(&arm.scenario);
        if ones != others || sites(first) != sites(arm) {
            return Err(ArmsError::Actors {
                one,
                ones,
                other,
                others,
            });
        }
        let days = |arm: &Arm| arm.scenario.closing.horizon_days;
        if days(first) != days(arm) {
            return Err(ArmsError::Horizon {
                one,
                days: days(first),
                other,
                other_days: days(arm),
            });
        }
    }
    Ok(())
}

fn actors(scenario: &Scenario) -> String {
    let names: Vec<&str> = scenario.actors.iter().map(|a| a.name.as_str()).collect();
    names.join(", ")
}

/// Where a policy stands between restraint and firmness, read off its rules for parties.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumMessage,
    strum::VariantArray,
    strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Stance {
    /// It rules out or discourages escalation, or favours talks, and never encourages escalation.
    Restraint,
    /// It encourages escalation and never discourages it.
    Firm,
    /// It discourages escalation at times and encourages it at others, as tit for tat does.
    Reciprocal,
    /// It tells no party what to do.
    Neutral,
}

impl Stance {
    /// The stance of a policy in a scenario.
    pub fn of(scenario: &Scenario, policy: &Policy) -> Self {
        let parties = policy.overlays.iter();
        let parties = parties.filter(|(actor, _)| scenario.actors[*actor].is_party());
        let effects = parties.flat_map(|(_, overlay)| overlay.rules.iter().map(|rule| rule.effect));
        let (mut restrains, mut answers) = (false, false);
        for effect in effects {
            match effect {
                RuleEffect::Forbid(Act::Escalate)
                | RuleEffect::Force(Act::Restrain | Act::Negotiate) => restrains = true,
                RuleEffect::Force(_) => answers = true,
                RuleEffect::Forbid(_) => {}
                RuleEffect::Shift {
                    escalate,
                    negotiate,
                } => {
                    restrains |= escalate < 0.0 || negotiate > 0.0;
                    answers |= escalate > 0.0;
                }
            }
        }
        match (restrains, answers) {
            (true, false) => Stance::Restraint,
            (false, true) => Stance::Firm,
            (true, true) => Stance::Reciprocal,
            (false, false) => Stance::Neutral,
        }
    }

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// The policies compared where none are named, in the scenario's order: those of several actors,
/// those of third parties, and, of those of one party alone, the ones that rule out every
/// escalation, since whether restraint shown alone pays is asked of every crisis. Where two are
/// the same under two names, the later, which is nearer to the scenario, stands for both. What the
/// other side may do is nobody's to choose who is advised: it is left out.
pub fn usual_policies(scenario: &Scenario) -> Vec<&Policy> {
    let policies = &scenario.policies;
    let usual = |policy: &Policy| match policy.overlays.as_slice() {
        [] => false,
        _ if scenario.is_of_the_other_side(policy) => false,
        [(actor, _)] if scenario.actors[*actor].is_party() => holds_always(policy),
        _ => true,
    };
    let stands = |(i, policy): &(usize, &Policy)| {
        let later = &policies[i + 1..];
        usual(policy) && !later.iter().any(|other| other.overlays == policy.overlays)
    };
    let chosen = policies.iter().enumerate().filter(stands);
    chosen.map(|(_, policy)| policy).collect()
}

/// Whether whoever adopts it never escalates.
fn holds_always(policy: &Policy) -> bool {
    policy.overlays.iter().all(|(_, overlay)| {
        let mut rules = overlay.rules.iter();
        rules.any(|rule| rule.when.is_empty() && rule.effect == RuleEffect::Forbid(Act::Escalate))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::read_embedded;

    fn scenario(name: &str) -> Scenario {
        read_embedded(name, &[]).unwrap().scenario
    }

    fn arm(name: &str, of: &str) -> Arm {
        let origin = Origin::new(&Draft::shipped(of).unwrap(), &[]);
        Arm::new(&scenario(of), "baseline", origin)
            .unwrap()
            .called(name)
    }

    #[test]
    fn twins_compare_and_other_crises_do_not() {
        let twin = arm("open", "kaesong-2020-lines-open");
        assert_eq!(comparable(&[arm("cut", "kaesong-2020"), twin]), Ok(()));
        let cuba = arm("cuba", "cuba-1962");
        let refused = comparable(&[arm("cut", "kaesong-2020"), cuba]);
        assert!(matches!(refused, Err(ArmsError::Actors { .. })));
        let mut short = arm("short", "kaesong-2020");
        short.scenario.closing.horizon_days = 90;
        let refused = comparable(&[arm("cut", "kaesong-2020"), short]);
        assert!(matches!(refused, Err(ArmsError::Horizon { days: 365, .. })));
        let same = [arm("a", "kaesong-2020"), arm("a", "kaesong-2020")];
        assert_eq!(comparable(&same), Err(ArmsError::Names("a".into())));
        assert!(matches!(comparable(&same[..1]), Err(ArmsError::Alone(_))));
    }

    #[test]
    fn presets_stand_where_their_names_say() {
        let scenario = scenario("kaesong-2020");
        let stance = |name: &str| Stance::of(&scenario, scenario.policy(name).unwrap());
        assert_eq!(stance("baseline"), Stance::Neutral);
        assert_eq!(stance("maximum-restraint-joint"), Stance::Restraint);
        assert_eq!(stance("engage-us"), Stance::Restraint);
        assert_eq!(stance("firm"), Stance::Firm);
        assert_eq!(stance("tit-for-tat"), Stance::Reciprocal);
        assert_eq!(stance("pressure"), Stance::Neutral);
    }

    #[test]
    fn usual_policies_are_few_and_none_twice() {
        let scenario = scenario("kaesong-2020");
        let usual = usual_policies(&scenario);
        let names: Vec<_> = usual.iter().map(|p| p.name.as_str()).collect();
        for asked in [
            "all-maximum-restraint",
            "south-restraint-only",
            "us-and-community-engage",
            "firm",
            "mediate-early",
        ] {
            assert!(names.contains(&asked), "{asked}");
        }
        for left_out in [
            "baseline",
            "grit-us",
            "maximum-restraint",
            "stand-down",
            "maximum-restraint-north",
        ] {
            assert!(!names.contains(&left_out), "{left_out}");
        }
    }
}
