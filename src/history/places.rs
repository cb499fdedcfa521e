//! Trials at many places: onsets that begin alike but for numbers that vary are played where those
//! numbers may be, each place with luck of its own, and what came of the trials is counted.

use super::likelihood::{BINS, Scale};
use super::play::{Ending, play};
use super::seen::{self, ENDINGS, LEVELS};
use super::smc::normal;
use super::vary::{Onset, Varied, on_odds};
use crate::crisis::outcome::Outcome;
use crate::ensemble::{self, Halt, Progress};
use crate::model::{Model, Switches};
use crate::scenario::Scenario;
use crate::scenario::numbers::{each, with_numbers};
use crate::scenario::parameter::Parameter;
use crate::stats::linear::Cloud;
use crate::stats::ridge::chance;
use crate::trial::words::words;

/// Where trials are played.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sown {
    /// How many places for each kind of onset.
    pub places: usize,
    /// Trials at each.
    pub trials: u64,
    /// Days after which they end; what lasts longer lies beyond.
    pub watched: u32,
    /// How far the places lie apart, in units of the spread of the draws around which they are sown.
    pub spread: f64,
    /// Seed of the places and of the trials.
    pub seed: u64,
}

/// Onsets that are the same but for numbers that vary.
#[derive(Debug, Clone)]
pub struct Kind {
    /// Their scenario, whatever the numbers are.
    scenario: Scenario,
    /// The numbers, by place in the order of [`each`].
    numbers: Vec<(usize, &'static Parameter)>,
    /// Which onsets they are.
    pub onsets: Vec<usize>,
}

/// What came of the trials at a place.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    /// Where it lies in the cloud of places.
    pub along: Vec<f64>,
    /// By level: trials.
    pub levels: [f64; LEVELS],
    /// By level and ending: trials.
    pub endings: [[f64; ENDINGS]; LEVELS],
    /// By level and bin: trials that ended then; in the last, those that ran on. At the level of war,
    /// when it broke out.
    pub ended: [[f64; BINS + 1]; LEVELS],
}

/// The kinds of onsets there are.
pub fn kinds(varied: &Varied) -> Vec<Kind> {
    let mut reached: Vec<usize> = varied
        .onsets
        .iter()
        .flat_map(|onset| onset.cells.iter().map(|cell| cell.at))
        .collect();
    reached.sort_unstable();
    reached.dedup();
    let mut kinds: Vec<Kind> = Vec::new();
    for (o, onset) in varied.onsets.iter().enumerate() {
        let mut rows = Vec::new();
        each(&mut onset.scenario.clone(), |row, _| rows.push(row));
        let numbers = reached.iter().filter(|at| **at < rows.len());
        let numbers: Vec<(usize, &'static Parameter)> = numbers.map(|&at| (at, rows[at])).collect();
        let lowest = numbers.iter().map(|(at, row)| (*at, row.low));
        let scenario = with_numbers(&onset.scenario, lowest);
        match kinds.iter_mut().find(|kind| kind.scenario == scenario) {
            Some(kind) => kind.onsets.push(o),
            None => kinds.push(Kind {
                scenario,
                numbers,
                onsets: vec![o],
            }),
        }
    }
    kinds
}

impl Kind {
    /// The numbers of an onset of this kind where parameters have these values, each on the scale on
    /// which it is shifted.
    pub fn point(&self, onset: &Onset, values: &[f64], fixed: &[f64]) -> Vec<f64> {
        let mut cells = onset.cells.iter().peekable();
        let numbers = self.numbers.iter().zip(fixed);
        numbers
            .map(|((at, row), fixed)| {
                let cell = cells.next_if(|cell| cell.at == *at);
                cell.map_or(*fixed, |cell| onto(row, cell.value(values)))
            })
            .collect()
    }

    /// The same numbers as the scenario of an onset has them, which hold where nothing reaches them.
    pub fn fixed(&self, onset: &Onset) -> Vec<f64> {
        let mut all = Vec::new();
        each(&mut onset.scenario.clone(), |row, number| {
            all.push(onto(row, *number));
        });
        self.numbers.iter().map(|(at, _)| all[*at]).collect()
    }

    fn model(&self, point: &[f64], watched: u32) -> Model {
        let numbers = self.numbers.iter().zip(point);
        let numbers = numbers.map(|((at, row), x)| (*at, back(row, *x)));
        let scenario = with_numbers(&self.scenario, numbers);
        let mut model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
        model.crisis.horizon = model.crisis.horizon.min(watched);
        model
    }

    /// Plays trials at places around a cloud of points. `number` tells kinds apart.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn sow(
        &self,
        cloud: &Cloud,
        sown: Sown,
        number: u64,
        progress: &impl Progress,
    ) -> Result<Vec<Tally>, Halt> {
        let scale = self.scale(sown.watched);
        let work = |place: &u64| {
            let mut word = words("place of trials", sown.seed, (number << 32) | place);
            let along: Vec<f64> = (0..cloud.axes()).map(|_| normal(&mut word)).collect();
            let within =
                |((_, row), x): (&(usize, &'static Parameter), f64)| onto(row, back(row, x));
            let point = self.numbers.iter().zip(cloud.point(&along));
            let point: Vec<f64> = point.map(within).collect();
            let first = place * sown.trials;
            let model = self.model(&point, sown.watched);
            let trials = play(&model, sown.seed, first..first + sown.trials);
            progress.done(sown.trials);
            Tally::of(cloud.along(&point), &trials, scale)
        };
        let mut tallies = Vec::with_capacity(sown.places);
        ensemble::in_order(0..sown.places as u64, progress, work, |tally| {
            tallies.push(tally);
            Ok(())
        })?;
        Ok(tallies)
    }

    /// The bins of days.
    pub fn scale(&self, watched: u32) -> Scale {
        Scale::new(self.scenario.closing.horizon_days.min(watched))
    }
}

impl Tally {
    fn of(along: Vec<f64>, trials: &[Ending], scale: Scale) -> Self {
        let mut tally = Self {
            along,
            levels: [0.0; LEVELS],
            endings: [[0.0; ENDINGS]; LEVELS],
            ended: [[0.0; BINS + 1]; LEVELS],
        };
        for trial in trials {
            let level = usize::from(trial.violence) - 1;
            tally.levels[level] += 1.0;
            if let Some(ending) = seen::ending(trial.outcome) {
                tally.endings[level][ending] += 1.0;
            }
            let bin = match trial.outcome {
                Outcome::Unresolved => BINS,
                _ => scale.bin(trial.days),
            };
            tally.ended[level][bin] += 1.0;
        }
        tally
    }
}

/// Log-odds of more than this are as good as certain.
const CERTAIN: f64 = 12.0;

/// A number on the scale on which it is shifted: log-odds of what is a probability.
fn onto(row: &Parameter, number: f64) -> f64 {
    if on_odds(row) {
        (libm::log(number) - libm::log1p(-number)).clamp(-CERTAIN, CERTAIN)
    } else {
        number
    }
}

/// The number, within what it may be.
fn back(row: &Parameter, x: f64) -> f64 {
    let number = if on_odds(row) { chance(x) } else { x };
    number.clamp(row.low, row.high)
}
