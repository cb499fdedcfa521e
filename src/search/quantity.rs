//! What is kept low or high: a metric of a trial, what the side itself did, or what it has of it.

use crate::diagnostic::nearest;
use crate::model::Model;
use crate::scenario::Scenario;
use crate::stats::Estimate;
use crate::stats::decision::Better;
use crate::stats::method::Method;
use crate::stats::moments::Moments;
use crate::stats::paired::{Flips, PairedSums};
use crate::stats::share::share;
use crate::strategy::utility::{UNIT, Utility, others};
use crate::study::LEVEL;
use crate::study::levers::conceding;
use crate::study::measure::Measure;
use crate::trial::record::{Detail, Fields};

/// What is read of a trial.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Quantity {
    /// A metric of the crisis.
    Metric(Measure),
    /// What the side or its adversaries did.
    Deed(Deed),
    /// What the side has of it, in points of the payoffs of the scenario.
    Payoff,
}

/// What the side that is searched for, or its adversaries, did in a trial.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    strum::EnumString,
    strum::IntoStaticStr,
    strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Deed {
    /// Days of seeking talks, added up over the parties other than the one that triggered the crisis, as
    /// everywhere.
    Concessions,
    /// Days on which an actor of the side escalates, added up.
    OwnEscalations,
    /// Days on which an actor of the side shows restraint that can be seen, added up.
    OwnRestraints,
    /// Days on which an actor of the side negotiates, added up.
    OwnOffers,
    /// The highest rung that an actor of the side stands on after the onset.
    OwnRung,
    /// Days on which an adversary of the side escalates, added up over adversaries.
    OthersEscalations,
    /// Days on which an adversary shows restraint that can be seen, added up.
    OthersRestraints,
    /// Days on which an adversary negotiates, added up.
    OthersOffers,
}

impl Deed {
    /// All of them, in the order of documentation.
    pub const ALL: &'static [Self] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables and on the command line.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is.
    pub fn doc(self) -> &'static str {
        match self {
            Self::Concessions => {
                "Days of seeking talks, added up over the parties other than the one that triggered the crisis."
            }
            Self::OwnEscalations => {
                "Days on which an actor of the side escalates, added up over its actors."
            }
            Self::OwnRestraints => {
                "Days on which an actor of the side shows restraint that can be seen, added up over its actors."
            }
            Self::OwnOffers => {
                "Days on which an actor of the side negotiates, added up over its actors."
            }
            Self::OwnRung => "The highest rung that a party of the side stands on after the onset.",
            Self::OthersEscalations => {
                "Days on which an adversary of the side escalates, added up over adversaries."
            }
            Self::OthersRestraints => {
                "Days on which an adversary of the side shows restraint that can be seen, added up over adversaries."
            }
            Self::OthersOffers => {
                "Days on which an adversary of the side negotiates, added up over adversaries."
            }
        }
    }
}

/// A name that is no quantity.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("`{name}` is nothing that a trial shows; {}", match near {
    Some(near) => format!("did you mean `{near}`?"),
    None => format!("it is one of {}", names().join(", ")),
})]
pub struct UnknownQuantity {
    /// The name.
    pub name: String,
    /// What it may have been.
    pub near: Option<String>,
}

/// The names of all quantities.
pub fn names() -> Vec<&'static str> {
    let metrics = Measure::ALL.into_iter().map(Measure::name);
    let deeds = Deed::ALL.iter().map(|deed| deed.name());
    metrics.chain(deeds).chain([PAYOFF]).collect()
}

/// The name of what the side has of a trial.
const PAYOFF: &str = "payoff";

impl std::str::FromStr for Quantity {
    type Err = UnknownQuantity;

    fn from_str(name: &str) -> Result<Self, UnknownQuantity> {
        if let Some(measure) = Measure::named(name) {
            return Ok(Self::Metric(measure));
        }
        if let Ok(deed) = name.parse() {
            return Ok(Self::Deed(deed));
        }
        if name == PAYOFF {
            return Ok(Self::Payoff);
        }
        Err(UnknownQuantity {
            name: name.to_owned(),
            near: nearest(name, names()).map(String::from),
        })
    }
}

impl Quantity {
    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Metric(measure) => measure.name(),
            Self::Deed(deed) => deed.name(),
            Self::Payoff => PAYOFF,
        }
    }

    /// Its unit.
    pub fn unit(self) -> &'static str {
        match self {
            Self::Metric(measure) => measure.unit(),
            Self::Deed(Deed::OwnRung) => "rungs",
            Self::Deed(_) => "days",
            Self::Payoff => "points",
        }
    }

    /// Whether it is a share of trials.
    pub fn is_binary(self) -> bool {
        matches!(self, Self::Metric(measure) if measure.is_binary())
    }

    /// Which direction is good where nobody says otherwise: concessions and escalations cost.
    pub fn better(self) -> Better {
        match self {
            Self::Metric(measure) => measure.better(),
            Self::Payoff | Self::Deed(Deed::OthersRestraints | Deed::OthersOffers) => {
                Better::Higher
            }
            Self::Deed(_) => Better::Lower,
        }
    }

    /// Whether the rows of trials have to be whole for it.
    pub fn detail(self) -> Detail {
        match self {
            Self::Metric(_) => Detail::Outcomes,
            _ => Detail::Full,
        }
    }

    /// Integer units in one of it.
    fn units(self) -> f64 {
        match self {
            Self::Payoff => UNIT,
            _ => 1.0,
        }
    }

    /// Its mean, by what was added up of trials.
    pub fn mean(self, sums: &Moments) -> f64 {
        sums.mean().map_or(f64::NAN, |mean| mean / self.units())
    }

    /// Its mean with an interval, by what was added up of trials of this scenario.
    pub fn estimate(self, sums: &Moments, scenario: &Scenario) -> Estimate {
        match self {
            Self::Metric(measure) if measure.is_binary() => share(sums.sum as u64, sums.n, LEVEL),
            Self::Payoff => sums.t_estimate(UNIT, LEVEL, Method::TMean),
            _ => sums.bounded_estimate(self.bounds(scenario), 1.0, LEVEL, Method::TMean),
        }
    }

    /// What one has more of it than another on the same luck, by what was added up of pairs.
    pub fn difference(self, sums: &PairedSums, scenario: &Scenario, level: f64) -> Estimate {
        match self {
            Self::Metric(measure) if measure.is_binary() => {
                Flips::from_sums(sums).difference(level)
            }
            Self::Payoff => {
                let differences = sums.differences();
                differences.t_estimate(UNIT, level, Method::PairedT)
            }
            _ => sums.bounded_difference(self.bounds(scenario).1 as u64, level),
        }
    }

    /// Between what a trial lies; of a payoff nothing is known.
    fn bounds(self, scenario: &Scenario) -> (i64, i64) {
        let horizon = i64::from(scenario.closing.horizon_days);
        let actors = scenario.actors.len() as i64;
        let most = match self {
            Self::Metric(measure) if measure.is_binary() => 1,
            Self::Metric(_) => horizon,
            Self::Deed(Deed::OwnRung) => scenario.rungs.len() as i64 - 1,
            Self::Deed(_) => horizon * actors,
            Self::Payoff => i64::MAX,
        };
        (0, most)
    }
}

/// How quantities are read off the rows of trials of one scenario.
#[derive(Debug, Clone)]
pub struct Readings {
    /// What is read.
    pub quantities: Vec<Quantity>,
    columns: Vec<Reading>,
    /// How much a row has to keep.
    pub detail: Detail,
}

#[derive(Debug, Clone)]
enum Reading {
    Metric(Measure),
    Sum(Vec<usize>),
    Most(Vec<usize>),
    Payoff(Utility),
}

impl Readings {
    /// Those of a side, by the places of its actors; `payoff` is what it has of a trial, where that is
    /// asked for. `model` is the scenario under any policy.
    pub fn new(
        scenario: &Scenario,
        model: &Model,
        side: &[usize],
        quantities: &[Quantity],
        payoff: Option<&Utility>,
    ) -> Self {
        let fields = Fields::of(model, Detail::Full);
        let mut adversaries: Vec<usize> = side
            .iter()
            .flat_map(|actor| others(scenario, *actor))
            .filter(|other| !side.contains(other))
            .collect();
        adversaries.sort_unstable();
        adversaries.dedup();
        let acts = |actors: &[usize], acts: &[usize]| {
            let all = actors.iter();
            let fields =
                all.flat_map(|actor| acts.iter().map(move |act| fields.acts + 3 * actor + act));
            Reading::Sum(fields.collect())
        };
        let reading = |quantity: &Quantity| match quantity {
            Quantity::Metric(measure) => Reading::Metric(*measure),
            Quantity::Deed(deed) => match deed {
                Deed::Concessions => Reading::Sum(conceding(scenario, model, &fields)),
                Deed::OwnEscalations => acts(side, &[0]),
                Deed::OwnRestraints => acts(side, &[1]),
                Deed::OwnOffers => acts(side, &[2]),
                Deed::OwnRung => {
                    let parties = fields.parties.iter().enumerate();
                    let own = parties.filter(|(_, party)| side.contains(party));
                    Reading::Most(own.map(|(at, _)| fields.peak + at).collect())
                }
                Deed::OthersEscalations => acts(&adversaries, &[0]),
                Deed::OthersRestraints => acts(&adversaries, &[1]),
                Deed::OthersOffers => acts(&adversaries, &[2]),
            },
            Quantity::Payoff => {
                let utility = payoff.expect("invariant: checked before anything runs");
                Reading::Payoff(utility.clone())
            }
        };
        let is_full = quantities
            .iter()
            .any(|quantity| quantity.detail() == Detail::Full);
        Self {
            columns: quantities.iter().map(reading).collect(),
            quantities: quantities.to_vec(),
            detail: if is_full {
                Detail::Full
            } else {
                Detail::Outcomes
            },
        }
    }

    /// Whether a payoff is among them.
    pub fn pays(&self) -> bool {
        self.quantities.contains(&Quantity::Payoff)
    }

    /// What a row shows of each; `terms` is what it shows of all that payoffs weigh, where one is read.
    pub fn read(&self, row: &[u32], terms: &[i64], into: &mut [i64]) {
        for (reading, value) in self.columns.iter().zip(into) {
            *value = match reading {
                Reading::Metric(measure) => i64::from(measure.of(row)),
                Reading::Sum(fields) => fields.iter().map(|field| i64::from(row[*field])).sum(),
                Reading::Most(fields) => {
                    let most = fields.iter().map(|field| i64::from(row[*field])).max();
                    most.unwrap_or_default()
                }
                Reading::Payoff(utility) => utility.units(terms),
            };
        }
    }
}

/// What is sought.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Goal {
    /// Of what.
    pub quantity: Quantity,
    /// Whether low or high.
    pub better: Better,
}

/// A bound that a policy has to keep on average.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bound {
    /// Of what.
    pub quantity: Quantity,
    /// Whether it has to stay below or above.
    pub better: Better,
    /// The value, as it is told.
    pub value: f64,
}

impl Goal {
    /// A number that is low where it is good.
    pub fn cost(&self, mean: f64) -> f64 {
        match self.better {
            Better::Lower => mean,
            Better::Higher => -mean,
        }
    }
}

impl Bound {
    /// Reads `concessions <= 20`.
    ///
    /// # Errors
    /// What is wrong with it, for people.
    pub fn read(text: &str) -> Result<Self, String> {
        let found = [("<=", Better::Lower), (">=", Better::Higher)];
        let mut parts = found
            .into_iter()
            .filter_map(|(sign, better)| Some((text.split_once(sign)?, better)));
        let Some(((name, value), better)) = parts.next() else {
            return Err(
                "write QUANTITY <= NUMBER or QUANTITY >= NUMBER, such as \"concessions <= 20\""
                    .into(),
            );
        };
        let quantity: Quantity = name
            .trim()
            .parse()
            .map_err(|error: UnknownQuantity| error.to_string())?;
        let value = value.trim();
        let number = value.parse().ok().filter(|number: &f64| number.is_finite());
        let Some(number) = number else {
            return Err(format!("`{value}` is not a number"));
        };
        if quantity != Quantity::Payoff && number < 0.0 {
            return Err(format!("{} is never below 0", quantity.name()));
        }
        if quantity.is_binary() && !(0.0..=1.0).contains(&number) {
            return Err(format!(
                "{} is a share of trials, from 0 to 1: {number} is none",
                quantity.name()
            ));
        }
        Ok(Self {
            quantity,
            better,
            value: number,
        })
    }

    /// By how much a mean misses it, 0 where it is kept: relative to the bound, so that several add up.
    pub fn missed(&self, mean: f64) -> f64 {
        let by = match self.better {
            Better::Lower => mean - self.value,
            Better::Higher => self.value - mean,
        };
        let floor = if self.quantity.is_binary() { 0.01 } else { 1.0 };
        by.max(0.0) / self.value.abs().max(floor)
    }

    /// Its sign.
    pub fn sign(&self) -> &'static str {
        match self.better {
            Better::Lower => "<=",
            Better::Higher => ">=",
        }
    }
}

impl std::fmt::Display for Bound {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} {} {}", self.quantity.name(), self.sign(), self.value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_the_quantity_of_that_name() {
        for name in names() {
            let found: Quantity = name.parse().unwrap();
            assert_eq!(found.name(), name);
        }
        let unknown = "concesions".parse::<Quantity>().unwrap_err();
        assert!(unknown.to_string().contains("`concessions`"), "{unknown}");
        let unknown = "xyzzy".parse::<Quantity>().unwrap_err();
        assert!(unknown.to_string().contains("minor_clash"), "{unknown}");
    }

    #[test]
    fn bounds_are_read_and_missed_by_their_own_measure() {
        let bound = Bound::read(" concessions<= 20 ").unwrap();
        assert_eq!(bound.to_string(), "concessions <= 20");
        assert!(bound.missed(19.0) <= 0.0 && (bound.missed(30.0) - 0.5).abs() < 1e-12);
        let bound = Bound::read("agreement >= 0.5").unwrap();
        assert!(bound.missed(0.5) <= 0.0 && bound.missed(0.25) > 0.0);
        for (text, part) in [
            ("concessions < 20", "QUANTITY <="),
            ("concession <= 20", "`concessions`"),
            ("days <= soon", "not a number"),
            ("days <= inf", "not a number"),
            ("war <= 20", "from 0 to 1"),
            ("days <= -1", "never below 0"),
        ] {
            let told = Bound::read(text).unwrap_err();
            assert!(told.contains(part), "{text}: {told}");
        }
    }
}
