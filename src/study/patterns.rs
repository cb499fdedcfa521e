//! What theory expects of the model, measured: the comparative statics, whether they hold or not.
//!
//! A claim changes one thing and says in which direction a measure should move. Both arms meet
//! the same luck. That a claim holds says that the model behaves as the theory does, not that the
//! world does; one that fails is a finding about the model, and is printed like the others.

use super::measure::{Measure, horizon};
use super::paired;
use crate::ensemble::{Halt, Plan, Progress};
use crate::model::{Mechanism, Model, Switches};
use crate::scenario::policy::Policy;
use crate::scenario::preset::Preset;
use crate::scenario::{Relation, Role, Scenario};
use crate::stats::Estimate;
use crate::stats::multiplicity::bonferroni_level;

/// Level of the whole table: the chance that any verdict of a scenario is wrong is at most 1%.
pub const FAMILY_LEVEL: f64 = 0.99;

/// The direction a theory states for the measure.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum Direction {
    /// The change raises it.
    Up,
    /// The change lowers it.
    Down,
}

impl Direction {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }
}

/// What the measurement says of a claim.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumMessage, strum::VariantArray, strum::IntoStaticStr,
)]
#[strum(serialize_all = "snake_case")]
pub enum ClaimVerdict {
    /// The whole interval lies on the side expected.
    Holds,
    /// The whole interval lies on the other side.
    Fails,
    /// The interval covers zero.
    Undecided,
}

impl ClaimVerdict {
    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    fn of(expected: Direction, effect: &Estimate) -> Self {
        let above = effect.low.is_some_and(|low| low > 0.0);
        let below = effect.high.is_some_and(|high| high < 0.0);
        match (expected, above, below) {
            (Direction::Up, true, _) | (Direction::Down, _, true) => ClaimVerdict::Holds,
            (_, false, false) => ClaimVerdict::Undecided,
            _ => ClaimVerdict::Fails,
        }
    }
}

/// A scenario under a policy with some mechanisms off.
struct ClaimSetting {
    scenario: Scenario,
    policy: Policy,
    off: Switches,
}

impl ClaimSetting {
    fn plain(scenario: &Scenario) -> Self {
        Self {
            scenario: scenario.clone(),
            policy: scenario.policies[0].clone(),
            off: Switches::default(),
        }
    }

    fn without(scenario: &Scenario, mechanism: Mechanism) -> Self {
        Self {
            off: Switches::off(&[mechanism]),
            ..Self::plain(scenario)
        }
    }

    /// The preset, adopted by every party but the one that began the crisis.
    fn answering(mut self, preset: &str) -> Self {
        let preset = Preset::find(preset).expect("the presets named here exist");
        let parties: Vec<usize> = self.scenario.parties().collect();
        let answering = parties
            .into_iter()
            .filter(|&a| a != self.scenario.trigger.actor);
        self.policy = Policy {
            name: preset.name.into(),
            description: preset.doc.into(),
            overlays: answering.map(|a| (a, preset.expand(|_| None))).collect(),
        };
        self
    }

    fn edit(mut self, edit: impl Fn(&mut Scenario)) -> Self {
        edit(&mut self.scenario);
        self
    }

    fn model(&self) -> Model {
        Model::compile(&self.scenario, &self.policy, self.off)
    }
}

/// A claim of the literature about one change.
struct Claim {
    name: &'static str,
    source: &'static str,
    measure: Measure,
    expected: Direction,
    /// Without the change, and with it.
    arms: fn(&Scenario) -> [ClaimSetting; 2],
}

/// A claim, measured.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimFinding {
    /// What is claimed.
    pub claim: &'static str,
    /// Who claims it.
    pub source: &'static str,
    /// What is measured.
    pub measure: Measure,
    /// The direction expected.
    pub expected: Direction,
    /// The measure without the change and with it.
    pub values: [Option<f64>; 2],
    /// With the change minus without it, on the level that all claims share.
    pub effect: Estimate,
    /// What follows.
    pub verdict: ClaimVerdict,
}

/// Measures every claim on a scenario.
pub fn findings(
    scenario: &Scenario,
    plan: &Plan,
    progress: &impl Progress,
) -> Result<Vec<ClaimFinding>, Halt> {
    CLAIMS
        .iter()
        .map(|claim| measure(claim, scenario, plan, progress))
        .collect()
}

/// Number of claims, and so of pairs of arms.
pub fn claims() -> usize {
    CLAIMS.len()
}

fn measure(
    claim: &Claim,
    scenario: &Scenario,
    plan: &Plan,
    progress: &impl Progress,
) -> Result<ClaimFinding, Halt> {
    let models = (claim.arms)(scenario).map(|arm| arm.model());
    let both = paired::run(&models, plan, progress)?;
    let level = bonferroni_level(FAMILY_LEVEL, CLAIMS.len());
    let pair = both.pair(0, 1);
    let less = match pair.flips.get(claim.measure as usize) {
        Some(flips) => flips.difference(level),
        None => pair
            .days
            .bounded_difference(horizon(&both.tallies[0]), level),
    };
    let effect = less.negated();
    let values = [0, 1].map(|arm| claim.measure.estimate(&both.tallies[arm], level).value);
    Ok(ClaimFinding {
        claim: claim.name,
        source: claim.source,
        measure: claim.measure,
        expected: claim.expected,
        values,
        verdict: ClaimVerdict::of(claim.expected, &effect),
        effect,
    })
}

/// Misperception three times as frequent: the noise of the claims about reciprocity.
fn noisy(scenario: &mut Scenario) {
    for actor in &mut scenario.actors {
        let p = &mut actor.perception.misperception;
        *p = (3.0 * *p).min(1.0);
    }
}

/// What speaks for escalation in the party that began: fear, or a plan.
fn driven_by_threat(scenario: &mut Scenario) {
    campaign_of_challenger(scenario, 0.0);
}

fn driven_by_plan(scenario: &mut Scenario) {
    campaign_of_challenger(scenario, 1.0);
}

fn campaign_of_challenger(scenario: &mut Scenario, at_onset: f64) {
    let challenger = scenario.trigger.actor;
    if let Role::Party { campaign, .. } = &mut scenario.actors[challenger].role {
        campaign.campaign_at_onset = at_onset;
        campaign.campaign_begins *= at_onset;
    }
}

/// Firmness deters and restraint is exploited, as far as the range goes.
fn deterrable(scenario: &mut Scenario) {
    for actor in &mut scenario.actors {
        actor.response.deterrence = 3.0;
        actor.response.exploitation = 3.0;
    }
}

fn neither(scenario: &mut Scenario) {
    for actor in &mut scenario.actors {
        actor.response.deterrence = 0.0;
        actor.response.exploitation = 0.0;
    }
}

fn firm_after_restraint(scenario: &Scenario, edits: [fn(&mut Scenario); 2]) -> [ClaimSetting; 2] {
    ["maximum-restraint", "firm"].map(|preset| {
        let setting = ClaimSetting::plain(scenario).edit(edits[0]).edit(edits[1]);
        setting.answering(preset)
    })
}

fn mediation(scenario: &mut Scenario, value: f64) {
    for actor in &mut scenario.actors {
        actor.response.mediation = value;
    }
}

const CLAIMS: [Claim; 15] = [
    Claim {
        name: "lost messages make serious clashes likelier",
        source: "communication and crisis stability (Schelling 1960)",
        measure: Measure::SeriousClash,
        expected: Direction::Up,
        arms: |s| {
            [
                ClaimSetting::without(s, Mechanism::MessageLoss),
                ClaimSetting::plain(s),
            ]
        },
    },
    Claim {
        name: "outages of the lines make serious clashes likelier",
        source: "hotlines (Schelling 1960); no effect found in the reference record",
        measure: Measure::SeriousClash,
        expected: Direction::Up,
        arms: |s| {
            [
                ClaimSetting::without(s, Mechanism::Outages),
                ClaimSetting::plain(s),
            ]
        },
    },
    Claim {
        name: "misperception makes serious clashes likelier",
        source: "Jervis 1976",
        measure: Measure::SeriousClash,
        expected: Direction::Up,
        arms: |s| {
            [
                ClaimSetting::without(s, Mechanism::Misperception),
                ClaimSetting::plain(s),
            ]
        },
    },
    Claim {
        name: "execution errors make serious clashes likelier",
        source: "organisational failure (Sagan 1993)",
        measure: Measure::SeriousClash,
        expected: Direction::Up,
        arms: |s| {
            [
                ClaimSetting::without(s, Mechanism::ExecutionError),
                ClaimSetting::plain(s),
            ]
        },
    },
    Claim {
        name: "hostile attribution makes minor clashes likelier",
        source: "Jervis 1976",
        measure: Measure::MinorClash,
        expected: Direction::Up,
        arms: |s| {
            let share = |value: f64| {
                ClaimSetting::plain(s).edit(|scenario| {
                    for actor in &mut scenario.actors {
                        actor.perception.hostile_share = value;
                    }
                })
            };
            [share(0.0), share(1.0)]
        },
    },
    Claim {
        name: "under noise, generous tit for tat sees fewer minor clashes than strict",
        source: "Molander 1985; Nowak & Sigmund 1992",
        measure: Measure::MinorClash,
        expected: Direction::Down,
        arms: |s| {
            ["tit-for-tat", "generous-tit-for-tat"]
                .map(|preset| ClaimSetting::plain(s).edit(noisy).answering(preset))
        },
    },
    Claim {
        name: "under noise, GRIT sees fewer minor clashes than tit for tat",
        source: "Osgood 1962; Lindskold 1978",
        measure: Measure::MinorClash,
        expected: Direction::Down,
        arms: |s| {
            ["tit-for-tat", "grit"]
                .map(|preset| ClaimSetting::plain(s).edit(noisy).answering(preset))
        },
    },
    Claim {
        name: "GRIT makes agreements likelier than the baseline",
        source: "Osgood 1962",
        measure: Measure::Agreement,
        expected: Direction::Up,
        arms: |s| {
            [
                ClaimSetting::plain(s),
                ClaimSetting::plain(s).answering("grit"),
            ]
        },
    },
    Claim {
        name: "mediation shortens the crisis",
        source: "ICB: association, odds ratio of tension reduction 1.69 [1.05, 2.72]",
        measure: Measure::Days,
        expected: Direction::Down,
        arms: |s| {
            [0.0, 2.0]
                .map(|value| ClaimSetting::plain(s).edit(|scenario| mediation(scenario, value)))
        },
    },
    Claim {
        name: "a higher cost of conceding makes agreements rarer",
        source: "audience costs (Fearon 1994)",
        measure: Measure::Agreement,
        expected: Direction::Down,
        arms: |s| {
            let dearer = ClaimSetting::plain(s).edit(|scenario| {
                for actor in &mut scenario.actors {
                    actor.response.cost_of_conceding += 2.0;
                }
            });
            [ClaimSetting::plain(s), dearer]
        },
    },
    Claim {
        name: "misreading counts for more where no line clarifies",
        source: "assumed as outage_factor; the record shows no effect",
        measure: Measure::MinorClash,
        expected: Direction::Up,
        arms: |s| {
            let doubled = ClaimSetting::plain(s).edit(|scenario| {
                for pair in &mut scenario.pairs {
                    if let Relation::Adversaries { talks, .. } = &mut pair.relation {
                        talks.outage_factor = 3.0;
                    }
                }
            });
            [ClaimSetting::plain(s), doubled]
        },
    },
    Claim {
        name: "firmness towards a threatened adversary makes minor clashes likelier than restraint",
        source: "spiral model (Jervis 1976)",
        measure: Measure::MinorClash,
        expected: Direction::Up,
        arms: |s| firm_after_restraint(s, [driven_by_threat, neither]),
    },
    Claim {
        name: "firmness towards a threatened adversary makes them likelier even where deterrence is assumed",
        source: "spiral model (Jervis 1976): deterrence works on plans, not on fear",
        measure: Measure::MinorClash,
        expected: Direction::Up,
        arms: |s| firm_after_restraint(s, [driven_by_threat, deterrable]),
    },
    Claim {
        name: "firmness towards an adversary with a plan makes minor clashes rarer than restraint",
        source: "deterrence model (Jervis 1976), which this law holds only where it is assumed",
        measure: Measure::MinorClash,
        expected: Direction::Down,
        arms: |s| firm_after_restraint(s, [driven_by_plan, neither]),
    },
    Claim {
        name: "firmness towards an adversary with a plan makes them rarer where deterrence and exploitation are assumed (3, 3)",
        source: "deterrence model (Jervis 1976)",
        measure: Measure::MinorClash,
        expected: Direction::Down,
        arms: |s| firm_after_restraint(s, [driven_by_plan, deterrable]),
    },
];
