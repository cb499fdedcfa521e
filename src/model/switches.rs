//! What "off" means for each mechanism: the same scenario with other numbers.

use crate::scenario::parameter::Line;
use crate::scenario::{Effect, Relation, Role, Scenario};

/// A mechanism that can be switched off.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::Display,
    strum::EnumMessage,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Mechanism {
    /// Off: messages are never lost on an open channel.
    MessageLoss,
    /// Off: channels go down only where the timeline says so, and never by themselves.
    Outages,
    /// Off: acts and silence are read as they are.
    Misperception,
    /// Off: every prior belief equals the scenario's own odds that the other side is in a campaign.
    Misjudgement,
    /// Off: orders are carried out as given.
    ExecutionError,
    /// Off: sources of incidents never fire.
    Incidents,
    /// Off: channels are not cut by the timeline either.
    ScriptedCuts,
    /// Off: what began the crisis was as bad as was known at its onset.
    Severity,
}

impl Mechanism {
    /// Every mechanism, in order.
    pub const ALL: &'static [Mechanism] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// The overrides that switch it off, as `path=value`: those of one that changes nothing are none. Unknown
    /// where no number says it: that priors are right concerns each pair by itself.
    pub fn overrides(self, scenario: &Scenario) -> Option<Vec<String>> {
        let zero = |keys: &[&str]| Some(keys.iter().map(|key| format!("{key}=0")).collect());
        if self == Mechanism::Misjudgement {
            return None;
        }
        if Switches::off(&[self]).apply(scenario) == *scenario {
            return Some(Vec::new());
        }
        match self {
            Mechanism::MessageLoss => zero(&["message_loss"]),
            Mechanism::Outages => zero(&["fails", "cut"]),
            Mechanism::Misperception => {
                let mut all: Vec<String> = zero(&["misperception", "misread_silence"])?;
                all.push("outage_factor=1".into());
                Some(all)
            }
            Mechanism::ExecutionError => zero(&["overshoot", "unauthorised"]),
            Mechanism::Incidents => zero(&["per_day"]),
            Mechanism::Severity => zero(&["worse"]),
            Mechanism::ScriptedCuts => {
                let cuts = scenario
                    .timeline
                    .iter()
                    .filter(|event| is_cut(&event.effect));
                let mut names: Vec<&str> = cuts.map(|event| event.name.as_str()).collect();
                names.dedup();
                let left_out = |name: &str| format!("timeline.{name}.happens=false");
                Some(names.into_iter().map(left_out).collect())
            }
            Mechanism::Misjudgement => None,
        }
    }
}

/// Which mechanisms are switched off. Nothing is off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub struct Switches {
    /// One bit for each mechanism that is off.
    off: u8,
}

impl Switches {
    /// These mechanisms are off.
    pub fn off(mechanisms: &[Mechanism]) -> Self {
        let bits = mechanisms.iter().map(|mechanism| 1 << *mechanism as u8);
        Self {
            off: bits.fold(0, |off, bit| off | bit),
        }
    }

    /// Whether a mechanism is off.
    pub fn is_off(self, mechanism: Mechanism) -> bool {
        self.off >> mechanism as u8 & 1 == 1
    }

    /// The scenario with these mechanisms off. (That priors are right is not a number of the
    /// scenario where a party has several adversaries: [`super::Model::compile`] sees to it.)
    pub fn apply(self, scenario: &Scenario) -> Scenario {
        let mut scenario = scenario.clone();
        for actor in &mut scenario.actors {
            if self.is_off(Mechanism::Misperception) {
                actor.perception.misperception = 0.0;
                actor.perception.misread_silence = 0.0;
            }
            if let Role::Party { execution, .. } = &mut actor.role
                && self.is_off(Mechanism::ExecutionError)
            {
                execution.overshoot = 0.0;
                execution.unauthorised = 0.0;
            }
        }
        for pair in &mut scenario.pairs {
            let Relation::Adversaries { talks, channels } = &mut pair.relation else {
                continue;
            };
            if self.is_off(Mechanism::Misperception) {
                talks.outage_factor = 1.0;
            }
            for channel in channels {
                self.line(&mut channel.line);
            }
        }
        if self.is_off(Mechanism::Incidents) {
            for incident in &mut scenario.incidents {
                incident.source.per_day = 0.0;
            }
        }
        if self.is_off(Mechanism::ScriptedCuts) {
            scenario.timeline.retain(|event| !is_cut(&event.effect));
        }
        if self.is_off(Mechanism::Severity) {
            scenario.trigger.onset.worse = 0.0;
        }
        if self.is_off(Mechanism::Misjudgement) {
            for actor in &mut scenario.actors {
                if let Role::Party { belief, .. } = &mut actor.role {
                    belief.prior_spread = 0;
                }
            }
        }
        scenario
    }

    fn line(self, line: &mut Line) {
        if self.is_off(Mechanism::MessageLoss) {
            line.message_loss = 0.0;
        }
        if self.is_off(Mechanism::Outages) {
            line.cut = 0.0;
            line.fails = 0.0;
        }
    }
}

fn is_cut(effect: &Effect) -> bool {
    matches!(effect, Effect::Channel { up: false, .. })
}
