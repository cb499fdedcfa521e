//! From a checked scenario and a policy to tables.

mod actors;
mod columns;
mod dyads;
mod history;

use super::decision::Weights;
use super::layout::{Layout, Sites};
use super::probability::threshold;
use super::{Crisis, Mechanism, Model, Severity, Switches};
use crate::scenario::Scenario;
use crate::scenario::policy::Policy;
use columns::Columns;

impl Model {
    /// Compiles a scenario under a policy with some mechanisms off.
    pub fn compile(scenario: &Scenario, policy: &Policy, switches: Switches) -> Self {
        let scenario = &switches.apply(scenario);
        let mut layout = Layout::default();
        let columns = Columns::lay(scenario, policy, &mut layout);
        let build = Build {
            scenario,
            policy,
            columns: &columns,
            judged: switches.is_off(Mechanism::Misjudgement),
        };
        let rules = build.rule_names();
        let mut model = Model {
            sites: Sites::number(scenario),
            weights: Weights::default(),
            crisis: build.crisis(),
            severity: build.severity(),
            actors: Vec::new(),
            dyads: Vec::new(),
            watches: Vec::new(),
            presses: Vec::new(),
            incidents: Vec::new(),
            script: Vec::new(),
            rules,
            layout,
        };
        model.actors = (0..scenario.actors.len()).map(|a| build.actor(a)).collect();
        model.dyads = build.dyads(&model.sites);
        model.watches = build.watches(&model.sites);
        model.presses = build.presses(&model.sites);
        model.incidents = build.incidents(&model.sites);
        model.script = build.script();
        build.history(&mut model.layout);
        model
    }
}

/// What the tables are built from.
struct Build<'a> {
    scenario: &'a Scenario,
    policy: &'a Policy,
    columns: &'a Columns,
    /// Whether priors are set right.
    judged: bool,
}

impl Build<'_> {
    fn crisis(&self) -> Crisis {
        let (s, c) = (self.scenario, self.columns);
        let top = s.top();
        Crisis {
            zero: c.zero,
            day: c.day,
            calm: c.calm,
            outcome: c.outcome,
            violence: c.violence,
            closing: c.closing,
            trigger: c.trigger,
            horizon: s.closing.horizon_days,
            calm_days: s.closing.calm_days,
            calm_rung: s.calm_rung as u32,
            top: top as u32,
            violence_of: std::array::from_fn(|r| s.rungs[r.min(top)].violence),
        }
    }

    /// None where the trigger is taken at its word, or stands below war already.
    fn severity(&self) -> Option<Severity> {
        let trigger = &self.scenario.trigger;
        let (worse, rung) = (threshold(trigger.onset.worse), trigger.rung + 1);
        (worse > 0 && rung < self.scenario.top()).then(|| Severity {
            worse,
            actor: trigger.actor,
            deliberate: trigger.deliberate,
            rung: rung as u32,
            violence: trigger.violence.max(self.scenario.rungs[rung].violence),
        })
    }
}
