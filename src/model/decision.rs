//! The decision of one actor, compiled: named terms, summed into small tables.
//!
//! A utility is an integer in units of 1/256 nat. Each named term is rounded once, as a function
//! of one small feature of the state; the tables the day reads are sums of those rounded terms.
//! So the sum of what a trace prints *is* what the law used.

use super::layout::Column;
use crate::scenario::Act;
use crate::scenario::parameter::Response;

/// Utilities are integers in units of `1 / QUANTUM` nat.
pub const QUANTUM: f64 = 256.0;
/// Utilities are cut off at this many units (16 nat): odds of nine million to one.
pub const LIMIT: i32 = 4095;

/// Acts as the state keeps them: nothing seen, escalate, restrain, negotiate.
pub const NONE: u32 = Act::Silence as u32;
/// Escalate.
pub const ESCALATE: u32 = Act::Escalate as u32;
/// Restrain.
pub const RESTRAIN: u32 = Act::Restrain as u32;
/// Negotiate.
pub const NEGOTIATE: u32 = Act::Negotiate as u32;

/// Every act, by [`act_bit`].
pub const ANY_ACT: u32 = 7;

/// The bit that stands for an act (escalate, restrain, negotiate) in a set of acts.
pub const fn act_bit(act: u32) -> u32 {
    1 << (act - 1)
}

/// Beliefs are kept with this offset, so that the middle, log-odds 0, is 12.
pub const BELIEF_ZERO: u32 = 12;
/// The highest belief kept.
pub const BELIEF_TOP: u32 = 24;
/// The balance of allies' acts is kept with this offset.
pub const ALLIES_ZERO: u32 = 8;

/// The small numbers a decision looks at, for one trial. The lanes hold the same as columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Situation {
    /// Own last act.
    pub last: u32,
    /// The adversary's act as remembered.
    pub memory: u32,
    /// Whether in a campaign.
    pub campaign: u32,
    /// Whether a third party negotiated yesterday.
    pub mediated: u32,
    /// Own rung.
    pub own_rung: u32,
    /// The adversary's rung.
    pub other_rung: u32,
    /// Belief of the adversary's hostility, with its offset.
    pub belief: u32,
    /// Level of talks with the adversary.
    pub talks: u32,
    /// Allies remembered to escalate less those remembered to negotiate, with its offset.
    pub allies: u32,
    /// Pressure felt.
    pub pressure: u32,
}

/// A named term: what it adds to escalation and to negotiation, in units of 1/256 nat.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Term {
    /// The parameter that scales it.
    pub name: &'static str,
    /// Added to the utility of escalating.
    pub escalate: i32,
    /// Added to the utility of negotiating.
    pub negotiate: i32,
}

/// What the terms of an actor's decision are computed from.
#[derive(Debug, Clone, PartialEq)]
pub struct Terms {
    /// The coefficients.
    pub response: Response,
    /// The top rung.
    pub top: u32,
    /// Number of allies.
    pub allies: u32,
    /// Level of talks needed, by adversary; the terms take the largest.
    pub talks_needed: u32,
    /// The highest pressure that can be felt.
    pub pressure_top: u32,
    /// Whether the actor holds beliefs.
    pub believes: bool,
}

fn units(nat: f64) -> i32 {
    libm::round(nat * QUANTUM) as i32
}

impl Terms {
    /// Terms of the own last act, the adversary's remembered act, campaign and mediation.
    pub fn posture(&self, s: &Situation) -> Vec<Term> {
        let r = &self.response;
        let is = |act| f64::from(u8::from(s.memory == act));
        let campaign = f64::from(s.campaign);
        let conciliatory = is(RESTRAIN) + is(NEGOTIATE);
        vec![
            term("resolve", r.resolve, 0.0),
            term("openness", 0.0, r.openness),
            term(
                "inertia",
                if s.last == ESCALATE { r.inertia } else { 0.0 },
                0.0,
            ),
            term(
                "inertia_n",
                0.0,
                if s.last == NEGOTIATE {
                    r.inertia_n
                } else {
                    0.0
                },
            ),
            term("reciprocity", r.reciprocity * is(ESCALATE), 0.0),
            term("reciprocity_n", 0.0, r.reciprocity_n * is(NEGOTIATE)),
            term("answer_r", r.answer_r * is(RESTRAIN), 0.0),
            term("campaign", r.campaign * campaign, 0.0),
            term("deterrence", -r.deterrence * campaign * is(ESCALATE), 0.0),
            term(
                "exploitation",
                r.exploitation * campaign * conciliatory,
                0.0,
            ),
            term("mediation", 0.0, r.mediation * f64::from(s.mediated)),
        ]
    }

    /// Terms of the two rungs.
    pub fn ladder(&self, s: &Situation) -> Vec<Term> {
        let r = &self.response;
        let top = f64::from(self.top);
        let height = f64::from(s.own_rung) / top;
        let gap = (f64::from(s.other_rung) - f64::from(s.own_rung)) / top;
        vec![
            term("parity", r.parity * gap, 0.0),
            term("fear", -r.fear * height * height, 0.0),
            term("relief", 0.0, r.relief * height * height),
            term("cost_of_conceding", 0.0, -r.cost_of_conceding * height),
        ]
    }

    /// Terms of the belief.
    pub fn belief(&self, s: &Situation) -> Vec<Term> {
        if !self.believes {
            return Vec::new();
        }
        let r = &self.response;
        let hostile = hostile(s.belief);
        vec![
            term("threat", r.threat * (hostile - 0.5), 0.0),
            term("trust", 0.0, r.trust * (0.5 - hostile)),
        ]
    }

    /// The term of the talks.
    pub fn talks(&self, s: &Situation) -> Vec<Term> {
        let share = f64::from(s.talks) / f64::from(self.talks_needed.max(1));
        vec![term("momentum", 0.0, self.response.momentum * share)]
    }

    /// The term of the allies.
    pub fn allies(&self, s: &Situation) -> Vec<Term> {
        let balance = f64::from(s.allies) - f64::from(ALLIES_ZERO);
        let pull = self.response.allies * balance / f64::from(self.allies.max(1));
        vec![term("allies", pull, -pull)]
    }

    /// The term of the pressure.
    pub fn pressure(&self, s: &Situation) -> Vec<Term> {
        let share = f64::from(s.pressure) / f64::from(self.pressure_top.max(1));
        vec![term(
            "pressure_effect",
            self.response.pressure_effect * share,
            0.0,
        )]
    }

    /// Every named term in a situation, without those of a policy.
    pub fn all(&self, s: &Situation) -> Vec<Term> {
        let groups = [
            self.posture(s),
            self.ladder(s),
            self.belief(s),
            self.talks(s),
            self.allies(s),
            self.pressure(s),
        ];
        groups.into_iter().flatten().collect()
    }
}

fn term(name: &'static str, escalate: f64, negotiate: f64) -> Term {
    Term {
        name,
        escalate: units(escalate),
        negotiate: units(negotiate),
    }
}

/// The probability of hostility a belief stands for.
pub fn hostile(belief: u32) -> f64 {
    let log_odds = (f64::from(belief) - f64::from(BELIEF_ZERO)) / 2.0;
    1.0 / (1.0 + libm::exp(-log_odds))
}

/// Two utilities in one integer, so that one addition adds both: negotiation in the upper 16
/// bits, escalation, signed, in the lower.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Packed(pub i32);

impl Packed {
    fn sum(terms: &[Term]) -> Self {
        let escalate: i32 = terms.iter().map(|t| t.escalate).sum();
        let negotiate: i32 = terms.iter().map(|t| t.negotiate).sum();
        Self(negotiate * 65_536 + escalate)
    }

    /// Escalation and negotiation apart.
    #[inline(always)]
    pub fn split(sum: i32) -> (i32, i32) {
        let escalate = (sum << 16) >> 16;
        (escalate, (sum - escalate) >> 16)
    }
}

/// The tables a decision is read from. Lanes pay for each look-up, so two small tables that are
/// always read together are one table of their sums.
#[derive(Debug, Clone, PartialEq)]
pub struct Tables {
    /// By belief + 32 * (own last act + 4 * remembered act + 16 * campaign + 32 * mediated).
    pub posture: Box<[i32; 2048]>,
    /// By level of talks + 16 * (own rung + 16 * the adversary's rung).
    pub ladder: Box<[i32; 4096]>,
    /// By balance of allies + 32 * pressure felt; 0 where there are no others who ally or press.
    pub others: Box<[i32; 1024]>,
}

/// Every sum of an entry of `rows` and one of `columns`, by column + columns * row.
#[allow(clippy::unnecessary_box_returns)] // large tables belong on the heap
fn sums<const N: usize>(rows: &[i32], columns: &[i32]) -> Box<[i32; N]> {
    let of_row = |row| columns.iter().map(move |column| row + column);
    let sums: Box<[i32]> = rows.iter().flat_map(of_row).collect();
    sums.try_into().expect("invariant: N is rows by columns")
}

impl Tables {
    /// Sums the terms of an actor into tables.
    pub fn new(terms: &Terms) -> Self {
        let nothing = Situation {
            last: NONE,
            memory: NONE,
            campaign: 0,
            mediated: 0,
            own_rung: 0,
            other_rung: 0,
            belief: BELIEF_ZERO,
            talks: 0,
            allies: ALLIES_ZERO,
            pressure: 0,
        };
        let at = |i: usize| i as u32;
        let posture: [i32; 64] = std::array::from_fn(|i| {
            let s = Situation {
                last: at(i) & 3,
                memory: (at(i) >> 2) & 3,
                campaign: (at(i) >> 4) & 1,
                mediated: at(i) >> 5,
                ..nothing
            };
            Packed::sum(&terms.posture(&s)).0
        });
        let ladder: [i32; 256] = std::array::from_fn(|i| {
            let s = Situation {
                own_rung: (at(i) & 15).min(terms.top),
                other_rung: (at(i) >> 4).min(terms.top),
                ..nothing
            };
            Packed::sum(&terms.ladder(&s)).0
        });
        let belief: [i32; 32] = std::array::from_fn(|i| {
            let s = Situation {
                belief: at(i).min(BELIEF_TOP),
                ..nothing
            };
            Packed::sum(&terms.belief(&s)).0
        });
        let talks: [i32; 16] = std::array::from_fn(|i| {
            let s = Situation {
                talks: at(i).min(terms.talks_needed),
                ..nothing
            };
            Packed::sum(&terms.talks(&s)).0
        });
        let allies: [i32; 32] = std::array::from_fn(|i| {
            let s = Situation {
                allies: at(i).min(2 * ALLIES_ZERO),
                ..nothing
            };
            Packed::sum(&terms.allies(&s)).0
        });
        let pressure: [i32; 32] = std::array::from_fn(|i| {
            let s = Situation {
                pressure: at(i).min(terms.pressure_top),
                ..nothing
            };
            Packed::sum(&terms.pressure(&s)).0
        });
        Self {
            posture: sums(&posture, &belief),
            ladder: sums(&ladder, &talks),
            others: sums(&pressure, &allies),
        }
    }
}

/// e^(u / 256) for a utility: the one table of weights, by u + 4096.
///
/// An entry is the product of whole and part nats, `libm` values rounded to `f32`: one IEEE
/// multiplication, so a weight is the same number on every machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Weights(Box<[f32; 8192]>);

impl Default for Weights {
    fn default() -> Self {
        let whole = (0..32).map(|nats| libm::exp(f64::from(nats) - 16.0) as f32);
        let part: Vec<f32> = (0..256)
            .map(|units| libm::exp(f64::from(units) / QUANTUM) as f32)
            .collect();
        let products = whole.flat_map(|whole| part.iter().map(move |part| whole * part));
        let products: Box<[f32]> = products.collect();
        Self(products.try_into().expect("invariant: 32 by 256 entries"))
    }
}

impl Weights {
    /// The weights by place.
    #[inline(always)]
    pub fn table(&self) -> &[f32; 8192] {
        &self.0
    }

    /// The place of a utility's weight. Utilities are first cut off at 16 nat either way.
    #[inline(always)]
    pub fn places<const L: usize>(utilities: &[i32; L]) -> [u32; L] {
        let mut places = [0; L];
        for l in 0..L {
            places[l] = (utilities[l].clamp(-LIMIT - 1, LIMIT) + LIMIT + 1).cast_unsigned();
        }
        places
    }
}

/// The probability `part / whole` of positive weights as a threshold, in steps of 2^-23.
///
/// Adding 2^23 leaves the rounded integer in the mantissa: no conversion that needs a branch, and
/// exactly 0 and exactly one come out exact.
#[inline(always)]
pub fn share(part: f32, whole: f32) -> u32 {
    const TWO_23: f32 = 8_388_608.0;
    let scaled = part / whole * TWO_23 + TWO_23;
    (scaled.to_bits() - TWO_23.to_bits()) << 8
}

/// The decision of one actor: its tables and where it finds what it looks at.
#[derive(Debug, Clone, PartialEq)]
pub struct Decision {
    /// The named terms.
    pub terms: Terms,
    /// The same, summed.
    pub tables: Tables,
    /// Days since the onset.
    pub day: Column,
    /// Own rung (a column that is always 0 for a third party).
    pub rung: Column,
    /// Own last act.
    pub last: Column,
    /// Own campaign (always 0 for a third party).
    pub campaign: Column,
    /// Whom it may react to, in order of declaration.
    pub others: Vec<Other>,
    /// Memories of its allies' acts.
    pub allies: Vec<Column>,
    /// Last acts of third parties (other than itself).
    pub mediators: Vec<Column>,
    /// Pressure on it, by third party.
    pub pressure: Vec<Column>,
    /// Days since it was provoked, counted down, and the value it is set to (0: nobody asks).
    pub heat: Column,
    /// Where the countdown begins.
    pub heat_top: u32,
    /// Own unanswered offers.
    pub initiatives: Column,
    /// Where that count stops (0: nobody asks).
    pub initiatives_top: u32,
    /// Rules of the policy.
    pub rules: Vec<CompiledRule>,
}

/// Somebody an actor may react to.
#[derive(Debug, Clone, PartialEq)]
pub struct Other {
    /// Which actor.
    pub actor: usize,
    /// Its rung.
    pub rung: Column,
    /// Its act as remembered.
    pub memory: Column,
    /// Belief of its hostility (always 0 for third parties, whose terms do not look).
    pub belief: Column,
    /// Level of talks with it.
    pub talks: Column,
    /// Channels to it that carry offers.
    pub lines: Vec<Column>,
}

/// A rule of a policy, compiled.
#[derive(Debug, Clone, PartialEq)]
pub struct CompiledRule {
    /// Its number among all rules of the model.
    pub number: usize,
    /// Conditions: a feature between two values, all of them.
    pub when: Vec<crate::scenario::policy::Condition>,
    /// Added to escalation, in 1/256 nat.
    pub escalate: i32,
    /// Added to negotiation, in 1/256 nat.
    pub negotiate: i32,
    /// The acts it leaves, by [`act_bit`].
    pub allows: u32,
    /// An act made certain (0: none).
    pub force: u32,
}

/// Rounds a shift of a policy to the units of the law.
pub fn shift(nat: f64) -> i32 {
    units(nat)
}
