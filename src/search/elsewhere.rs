//! How what was found does elsewhere: where the other side answers, at both ends of what the record leaves
//! open on deterrence and exploitation, and in other scenarios.

use super::candidate::Candidate;
use super::chosen::{Choice, Finalist, Trials};
use super::grammar::Grammar;
use super::ground::{Ground, Other};
use super::play::Luck;
use super::quantity::Quantity;
use super::standard::{Against, Standard};
use crate::ensemble::{Halt, Progress};
use crate::scenario::Scenario;
use crate::strategy::utility::Utility;
use crate::study::assumptions::{Assumption, ends};

/// Where policies are looked at again.
#[derive(Debug, Clone, PartialEq)]
pub enum Elsewhere {
    /// As they were judged, but that the other side does this.
    Answered(Against),
    /// At an end of what is assumed of deterrence and exploitation.
    End(Assumption),
    /// In another scenario, by name.
    Scenario(String),
}

/// What policies do in one place, habits first.
#[derive(Debug, Clone)]
pub struct Place {
    /// Where.
    pub at: Elsewhere,
    /// The policies.
    pub fares: Vec<Finalist>,
    /// What the other side may do there, by place.
    pub replies: Vec<String>,
    /// The scenario, or one of its worlds.
    pub scenario: Scenario,
}

/// Policies that are looked at again, and how.
#[derive(Debug, Clone, Copy)]
pub struct Again<'a> {
    /// The policies that may be adopted.
    pub grammar: &'a Grammar,
    /// By what they are judged.
    pub standard: &'a Standard,
    /// Who is searched for.
    pub side: &'a [usize],
    /// What the side has of a trial.
    pub own: Option<&'a Utility>,
    /// Who may answer.
    pub other: Option<&'a Other>,
    /// Those that are looked at, habits first.
    pub policies: &'a [Candidate],
    /// How often they are played.
    pub trials: Trials,
    /// Luck of a choice and of a judgement.
    pub luck: (Luck, Luck),
}

impl Again<'_> {
    /// Where the other side answers otherwise than it did in the search.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn answered(
        &self,
        worlds: &[Scenario],
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Place>, Halt> {
        let mut found = Vec::new();
        let Some(other) = self.other else {
            return Ok(found);
        };
        for against in Against::ALL {
            let unknown = *against == Against::BestResponse && other.utility.is_none();
            if *against == self.standard.against || unknown {
                continue;
            }
            let standard = Standard {
                against: *against,
                ..self.standard.clone()
            };
            let again = Again {
                standard: &standard,
                ..*self
            };
            let at = Elsewhere::Answered(*against);
            let told = (&mut *trials, progress);
            found.push(again.place(at, worlds.to_vec(), self.side, self.grammar, told)?);
        }
        Ok(found)
    }

    /// At both ends.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn ends(
        &self,
        worlds: &[Scenario],
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Vec<Place>, Halt> {
        let mut found = Vec::new();
        for end in ends(&worlds[0]) {
            let worlds = worlds.iter().map(|world| end.scenario(world)).collect();
            let at = Elsewhere::End(end.assumption);
            let told = (&mut *trials, progress);
            found.push(self.place(at, worlds, self.side, self.grammar, told)?);
        }
        Ok(found)
    }

    /// In another scenario, where all keep their habits but the side; none where the side is not the same
    /// there.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn transferred(
        &self,
        from: &Scenario,
        to: &Scenario,
        (trials, progress): (&mut u64, &impl Progress),
    ) -> Result<Option<Place>, Halt> {
        let Some((side, grammar)) = moved(
            from,
            to,
            (self.side, self.grammar),
            &self.standard.quantities,
        ) else {
            return Ok(None);
        };
        let standard = Standard {
            against: Against::Habits,
            ..self.standard.clone()
        };
        let again = Again {
            standard: &standard,
            other: None,
            ..*self
        };
        let at = Elsewhere::Scenario(to.name.clone());
        let place = again.place(at, vec![to.clone()], &side, &grammar, (trials, progress))?;
        Ok(Some(place))
    }

    fn place(
        &self,
        at: Elsewhere,
        worlds: Vec<Scenario>,
        side: &[usize],
        grammar: &Grammar,
        told: (&mut u64, &impl Progress),
    ) -> Result<Place, Halt> {
        let scenario = worlds[0].clone();
        let answers = self.standard.against != Against::Habits;
        let other = self.other.filter(|_| answers);
        let quantities = &self.standard.quantities;
        let ground = Ground::new(worlds, side, quantities, self.own, other);
        let choice = Choice {
            grammar,
            ground: &ground,
            standard: self.standard,
            trials: self.trials,
            margin: 0.0,
        };
        let strategies = other.map_or(&[] as &[_], |other| &other.player.strategies);
        Ok(Place {
            fares: choice.fare(self.policies, self.luck, told)?,
            replies: strategies.iter().map(|s| s.name.clone()).collect(),
            at,
            scenario,
        })
    }
}

/// The side and its policies where actors have other places; none where one of the side is not there, the
/// ladder is another, or payoffs are among `quantities` and not the same there.
pub fn moved(
    from: &Scenario,
    to: &Scenario,
    (side, grammar): (&[usize], &Grammar),
    quantities: &[Quantity],
) -> Option<(Vec<usize>, Grammar)> {
    let names = |scenario: &Scenario| -> Vec<String> {
        let actors = scenario.actors.iter();
        actors.map(|actor| actor.name.clone()).collect()
    };
    let alike = from.payoffs == to.payoffs && names(from) == names(to);
    if quantities.contains(&Quantity::Payoff) && !alike {
        return None;
    }
    let places: Vec<Option<usize>> = from
        .actors
        .iter()
        .map(|actor| {
            let same = |other: &crate::scenario::Actor| {
                other.name == actor.name && other.is_party() == actor.is_party()
            };
            to.actors.iter().position(same)
        })
        .collect();
    let ladder = |scenario: &Scenario| -> Vec<String> {
        let rungs = scenario.rungs.iter();
        rungs.map(|rung| rung.name.clone()).collect()
    };
    if ladder(from) != ladder(to) {
        return None;
    }
    let side: Option<Vec<usize>> = side.iter().map(|actor| places[*actor]).collect();
    Some((side?, grammar.moved(&places)?))
}
