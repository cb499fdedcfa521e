//! What "off" means for each mechanism: the same scenario with other numbers.

use crate::scenario::parameter::Line;
use crate::scenario::{Effect, Relation, Role, Scenario};

/// Mechanisms that are switched off. Nothing is off by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
#[allow(clippy::struct_excessive_bools)] // seven independent switches are seven bools
pub struct Switches {
    /// Messages are never lost on an open channel.
    pub message_loss: bool,
    /// Channels go down only where the timeline says so, and never by themselves.
    pub outages: bool,
    /// Acts and silence are read as they are.
    pub misperception: bool,
    /// Every prior belief equals the scenario's own odds that the other side is in a campaign.
    pub misjudgement: bool,
    /// Orders are carried out as given.
    pub execution_error: bool,
    /// Sources of incidents never fire.
    pub incidents: bool,
    /// Channels are not cut by the timeline either.
    pub scripted_cuts: bool,
}

impl Switches {
    /// Names of the switches, in their order.
    pub const NAMES: [&'static str; 7] = [
        "message-loss",
        "outages",
        "misperception",
        "misjudgement",
        "execution-error",
        "incidents",
        "scripted-cuts",
    ];

    /// The switches whose names are given are off.
    pub fn off(names: &[&str]) -> Self {
        let off = |name| names.contains(&name);
        Self {
            message_loss: off("message-loss"),
            outages: off("outages"),
            misperception: off("misperception"),
            misjudgement: off("misjudgement"),
            execution_error: off("execution-error"),
            incidents: off("incidents"),
            scripted_cuts: off("scripted-cuts"),
        }
    }

    /// The scenario with these mechanisms off. (That priors are right is not a number of the
    /// scenario where a party has several adversaries: [`super::Model::compile`] sees to it.)
    pub fn apply(self, scenario: &Scenario) -> Scenario {
        let mut scenario = scenario.clone();
        for actor in &mut scenario.actors {
            if self.misperception {
                actor.perception.misperception = 0.0;
                actor.perception.misread_silence = 0.0;
            }
            if let Role::Party { execution, .. } = &mut actor.role
                && self.execution_error
            {
                execution.overshoot = 0.0;
                execution.unauthorised = 0.0;
            }
        }
        for pair in &mut scenario.pairs {
            let Relation::Adversaries { talks, channels } = &mut pair.relation else {
                continue;
            };
            if self.misperception {
                talks.outage_factor = 1.0;
            }
            for channel in channels {
                self.line(&mut channel.line);
            }
        }
        if self.incidents {
            for incident in &mut scenario.incidents {
                incident.source.per_day = 0.0;
            }
        }
        if self.scripted_cuts {
            let cut = |effect: &Effect| matches!(effect, Effect::Channel { up: false, .. });
            scenario.timeline.retain(|event| !cut(&event.effect));
        }
        if self.misjudgement {
            for actor in &mut scenario.actors {
                if let Role::Party { belief, .. } = &mut actor.role {
                    belief.prior_spread = 0;
                }
            }
        }
        scenario
    }

    fn line(self, line: &mut Line) {
        if self.message_loss {
            line.message_loss = 0.0;
        }
        if self.outages {
            line.cut = 0.0;
            line.fails = 0.0;
        }
    }
}
