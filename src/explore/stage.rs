//! The hub: arms side by side, as it stands and at both ends of what is assumed, whose trials come in parts
//! from wherever they were played.

use super::refusal::Refusal;
use super::state::Opened;
use crate::ensemble::{self, Plan};
use crate::model::Model;
use crate::study::arms::{Arm, Stance};
use crate::study::assumptions::{Assumption, Assumptions, End, asked};
use crate::study::compare::Compared;
use crate::study::contrasts::{Comparison, Question, Size};
use crate::study::levers::{SAMPLE, Sampling};
use crate::study::measure::Measure;
use crate::study::paired::PairedTallies;
use crate::trial::record::{Detail, Fields, Records};
use std::collections::BTreeMap;

/// Arms that are played.
#[derive(Debug)]
pub struct Stage {
    arms: Vec<Arm>,
    measure: Measure,
    seed: u64,
    stances: Vec<Stance>,
    places: Vec<Place>,
    /// By arm, what it does as the scenario stands.
    samplings: Vec<Sampling>,
}

/// What is assumed, and what was played there.
#[derive(Debug)]
struct Place {
    end: End,
    models: Vec<Model>,
    all: PairedTallies,
    /// Parts that wait for those of other arms, by arm and first trial.
    waiting: Vec<BTreeMap<u64, Records>>,
}

/// How trials of an arm are kept: whole while they are sampled for what its policy does, as the scenario
/// stands.
fn detail(assumption: Assumption, first: u64) -> Detail {
    if assumption == Assumption::Default && first < SAMPLE {
        Detail::Full
    } else {
        Detail::Outcomes
    }
}

/// What is assumed of an arm's scenario.
fn end(scenario: &crate::scenario::Scenario, assumption: Assumption) -> End {
    let [spiral, deterrence] = crate::study::assumptions::ends(scenario);
    match assumption {
        Assumption::Default => End {
            assumption,
            terms: None,
        },
        Assumption::Spiral => spiral,
        Assumption::Deterrence => deterrence,
    }
}

/// The model of an arm under an assumption.
pub fn model(arm: &Arm, assumption: Assumption) -> Model {
    end(&arm.scenario, assumption).apply(arm).model()
}

/// Plays trials of a model, as [`Stage::take`] takes them: number after number, little end first.
pub fn play(
    model: &Model,
    assumption: Assumption,
    seed: u64,
    (first, count): (u64, u64),
) -> Vec<u8> {
    let plan = Plan {
        seed,
        first,
        trials: count,
        detail: detail(assumption, first),
        daily: false,
    };
    let records = ensemble::chunk(model, &plan, first..first + count, &mut ());
    records
        .cells
        .iter()
        .flat_map(|cell| cell.to_le_bytes())
        .collect()
}

impl Stage {
    /// An empty stage.
    ///
    /// # Errors
    /// [`Refusal`] where fewer than two arms are named, or one twice.
    pub fn new(opened: &Opened, arms: Vec<Arm>, measure: Measure) -> Result<Self, Refusal> {
        crate::study::arms::comparable(&arms).map_err(Refusal::new)?;
        let default = End {
            assumption: Assumption::Default,
            terms: None,
        };
        let (stances, ends) = match asked(&arms) {
            Some((stances, ends)) => (stances, ends.to_vec()),
            None => (Vec::new(), vec![default]),
        };
        let place = |end: End| {
            let models: Vec<Model> = arms.iter().map(|arm| end.apply(arm).model()).collect();
            Place {
                end,
                all: PairedTallies::new(&models),
                waiting: vec![BTreeMap::new(); models.len()],
                models,
            }
        };
        let places: Vec<Place> = ends.into_iter().map(place).collect();
        let models = &places[0].models;
        let samplings = arms.iter().zip(models);
        Ok(Self {
            measure,
            seed: opened.seed,
            stances,
            samplings: samplings
                .map(|(arm, model)| Sampling::new(arm, model))
                .collect(),
            places,
            arms,
        })
    }

    /// The arms, the baseline first.
    pub fn arms(&self) -> &[Arm] {
        &self.arms
    }

    /// What is assumed, and how many trials every arm has there.
    pub fn ends(&self) -> impl Iterator<Item = (Assumption, u64)> + '_ {
        let places = self.places.iter();
        places.map(|place| (place.end.assumption, place.all.trials()))
    }

    /// Takes trials of an arm that [`play`] has played. Parts come in any order, cut alike for all arms.
    ///
    /// # Errors
    /// [`Refusal`] where they are not such trials.
    pub fn take(
        &mut self,
        (arm, assumption): (usize, Assumption),
        (first, count): (u64, u64),
        bytes: &[u8],
    ) -> Result<(), Refusal> {
        let mut places = self.places.iter_mut();
        let place = places.find(|place| place.end.assumption == assumption);
        let wrong = || Refusal::new("these trials belong to nothing that is asked");
        let place = place
            .filter(|place| arm < place.models.len())
            .ok_or_else(wrong)?;
        let width = Fields::of(&place.models[arm], detail(assumption, first)).width;
        let cells = bytes.chunks_exact(4);
        let cells: Vec<u32> = cells
            .map(|cell| u32::from_le_bytes(cell.try_into().expect("invariant: four bytes")))
            .collect();
        if cells.len() as u64 != count * width as u64 || first < place.all.trials() {
            return Err(wrong());
        }
        let records = Records {
            first,
            width,
            cells,
        };
        place.waiting[arm].insert(first, records);
        while let Some(parts) = place.next() {
            if assumption == Assumption::Default && parts[0].first < SAMPLE {
                for (sampling, part) in self.samplings.iter_mut().zip(&parts) {
                    sampling.add(&beginning(part, SAMPLE - part.first));
                }
            }
            let rows: Vec<Records> = parts.iter().map(outcomes).collect();
            place.all.add(&rows);
        }
        Ok(())
    }

    /// What follows of the trials that all arms have.
    ///
    /// # Errors
    /// [`Refusal`] where there are none.
    pub fn found(&self) -> Result<Compared, Refusal> {
        if self.places[0].all.trials() == 0 {
            return Err(Refusal::new("nothing was played yet"));
        }
        let comparison = |place: &Place| {
            let question = Question {
                measure: self.measure,
                margin: None,
                seed: self.seed,
                size: Size::Fixed(place.all.trials()),
            };
            Comparison::of(&place.models, &question, place.all.clone())
        };
        let known = self.places.len() > 1 && self.places.iter().all(|p| p.all.trials() > 0);
        let assumptions = known.then(|| Assumptions {
            stances: self.stances.clone(),
            ends: self
                .places
                .iter()
                .map(|place| (place.end, comparison(place)))
                .collect(),
        });
        let levers = self.samplings.iter().map(Sampling::levers).collect();
        let main = comparison(&self.places[0]);
        Ok(Compared::of(self.arms.clone(), main, levers, assumptions))
    }
}

impl Place {
    /// The next part that every arm has.
    fn next(&mut self) -> Option<Vec<Records>> {
        let first = self.all.trials();
        let length = |part: &Records| part.cells.len() / part.width;
        let parts: Option<Vec<&Records>> = self.waiting.iter().map(|of| of.get(&first)).collect();
        let parts = parts?;
        if parts.iter().any(|part| length(part) != length(parts[0])) {
            return None;
        }
        self.waiting
            .iter_mut()
            .map(|of| of.remove(&first))
            .collect()
    }
}

/// The first trials of a part.
fn beginning(part: &Records, trials: u64) -> Records {
    let cells = part.width * trials as usize;
    Records {
        cells: part.cells[..cells.min(part.cells.len())].to_vec(),
        ..*part
    }
}

/// What comparisons need of rows.
fn outcomes(part: &Records) -> Records {
    let width = Fields::FIXED;
    let rows = part.cells.chunks_exact(part.width);
    Records {
        first: part.first,
        width,
        cells: rows.flat_map(|row| row[..width].to_vec()).collect(),
    }
}
