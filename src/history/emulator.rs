//! An emulator of the law (Kennedy & O'Hagan 2001): what can be seen of a crisis, as a smooth function of
//! the numbers that vary, learnt from trials at many places.
//!
//! To estimate a likelihood from trials at each place that a sampler tries, each is needed in
//! thousands: with a few hundred the luck of the trials, not the law, decides between places. Learnt
//! together, all trials speak on every place. For each kind of onset chances are logistic in the
//! numbers, their squares and products: of a higher level of violence, given that it was reached; of
//! the ending, given the level; of ending in a bin of days, given that it went on so long (a hazard in
//! discrete time, where a war censors what would have come).

use super::likelihood::{BINS, Chances, Scale};
use super::places::{Kind, Sown, Tally, kinds};
use super::seen::{ENDINGS, LEVELS};
use super::vary::Varied;
use crate::ensemble::{self, Halt, Progress};
use crate::stats::linear::{Cloud, dot};
use crate::stats::ridge::{Show, chance, ridge};

/// The belief that holds coefficients: of a constant or a bin, of a number, of a product of two.
const LOOSE: f64 = 0.01;
const FIRM: f64 = 0.1;
const FIRMER: f64 = 1.0;
/// Farther out than the radius within which most places lie, by this much, nothing more is learnt.
const BEYOND: f64 = 1.5;

/// What was learnt.
#[derive(Debug, Clone)]
pub struct Emulator {
    kinds: Vec<Learnt>,
    /// By onset: its kind, and its numbers where nothing reaches them.
    onsets: Vec<(usize, Vec<f64>)>,
}

/// What was learnt of a kind of onset.
#[derive(Debug, Clone)]
struct Learnt {
    kind: Kind,
    cloud: Cloud,
    scale: Scale,
    /// Of a higher level, given that this one was reached.
    higher: Vec<Vec<f64>>,
    /// Of this ending, given none before it in their order.
    ending: Vec<Vec<f64>>,
    /// Of ending in a bin below war, given the level.
    days: Vec<f64>,
    /// The same, whatever the level; a war censors.
    any_days: Vec<f64>,
    /// Of war breaking out in a bin, given that it will.
    war_days: Vec<f64>,
}

impl Emulator {
    /// Learns the law around draws of the parameters that vary.
    ///
    /// # Errors
    /// [`Halt`] where `progress` asked to stop.
    pub fn learn(
        varied: &Varied,
        draws: &[Vec<f64>],
        sown: Sown,
        progress: &impl Progress,
    ) -> Result<Self, Halt> {
        let kinds = kinds(varied);
        let mut onsets = vec![(0, Vec::new()); varied.onsets.len()];
        for (k, kind) in kinds.iter().enumerate() {
            for &o in &kind.onsets {
                onsets[o] = (k, kind.fixed(&varied.onsets[o]));
            }
        }
        let mut played = Vec::new();
        for (k, kind) in kinds.into_iter().enumerate() {
            let point =
                |values: &Vec<f64>, o: usize| kind.point(&varied.onsets[o], values, &onsets[o].1);
            let points: Vec<Vec<f64>> = draws
                .iter()
                .flat_map(|values| kind.onsets.iter().map(move |&o| (values, o)))
                .map(|(values, o)| point(values, o))
                .collect();
            let cloud = Cloud::of(&points, sown.spread);
            let tallies = kind.sow(&cloud, sown, k as u64, progress)?;
            played.push((kind, cloud, tallies));
        }
        let mut learnt = Vec::new();
        let work = |(kind, cloud, tallies): &(Kind, Cloud, Vec<Tally>)| {
            Learnt::of(
                kind.clone(),
                cloud.clone(),
                kind.scale(sown.watched),
                tallies,
            )
        };
        ensemble::in_order(played, progress, work, |of| {
            learnt.push(of);
            Ok(())
        })?;
        Ok(Self {
            kinds: learnt,
            onsets,
        })
    }

    /// The chances of what can be seen of an onset where the parameters have these values.
    pub fn chances(&self, varied: &Varied, onset: usize, values: &[f64]) -> Chances {
        let (kind, fixed) = &self.onsets[onset];
        let learnt = &self.kinds[*kind];
        let point = learnt.kind.point(&varied.onsets[onset], values, fixed);
        learnt.chances(&Near::of(&learnt.cloud.along(&point)))
    }
}

impl Learnt {
    fn of(kind: Kind, cloud: Cloud, scale: Scale, tallies: &[Tally]) -> Self {
        let near: Vec<Near> = tallies.iter().map(|tally| Near::of(&tally.along)).collect();
        let each = || near.iter().zip(tallies);
        let axes = cloud.axes();
        let higher = |level: usize| {
            let rows = |show: &mut Show<'_>| {
                for (near, tally) in each() {
                    let could: f64 = tally.levels[level..].iter().sum();
                    show_some(show, &near.smooth, could, could - tally.levels[level]);
                }
            };
            ridge(&rows, &smooth_precision(axes))
        };
        let ending = |ending: usize| {
            let rows = |show: &mut Show<'_>| {
                for (near, tally) in each() {
                    for (level, of) in tally.endings.iter().enumerate() {
                        let could = of[ending..].iter().sum();
                        show_some(show, &near.at_level(level), could, of[ending]);
                    }
                }
            };
            ridge(&rows, &at_level_precision(axes))
        };
        let none = [0.0; BINS + 1];
        let days = |show: &mut Show<'_>| {
            for (near, tally) in each() {
                for (level, ended) in tally.ended[..WAR].iter().enumerate() {
                    lasting(ended, &none, |bin, could, did| {
                        show(&near.in_bin(bin, Some(level)), could, did);
                    });
                }
            }
        };
        let any_days = |show: &mut Show<'_>| {
            for (near, tally) in each() {
                let below = &tally.ended[..WAR];
                let ended = std::array::from_fn(|bin| below.iter().map(|of| of[bin]).sum());
                lasting(&ended, &tally.ended[WAR], |bin, could, did| {
                    show(&near.in_bin(bin, None), could, did);
                });
            }
        };
        let war_days = |show: &mut Show<'_>| {
            for (near, tally) in each() {
                lasting(&tally.ended[WAR], &none, |bin, could, did| {
                    show(&near.in_bin(bin, None), could, did);
                });
            }
        };
        Self {
            higher: (0..LEVELS - 1).map(higher).collect(),
            ending: (0..ENDINGS - 1).map(ending).collect(),
            days: ridge(&days, &in_bin_precision(axes, true)),
            any_days: ridge(&any_days, &in_bin_precision(axes, false)),
            war_days: ridge(&war_days, &in_bin_precision(axes, false)),
            kind,
            cloud,
            scale,
        }
    }

    fn chances(&self, near: &Near) -> Chances {
        let violence = sticks(self.higher.iter().map(|of| chance(dot(of, &near.smooth))));
        let endings = std::array::from_fn(|level| {
            let features = near.at_level(level);
            let others = self
                .ending
                .iter()
                .map(|of| 1.0 - chance(dot(of, &features)));
            sticks(others)
        });
        let any = near.hazards(&self.any_days, None);
        let mut days = [[0.0; BINS + 1]; LEVELS];
        for (level, of) in days[..WAR].iter_mut().enumerate() {
            *of = goes_on(near.hazards(&self.days, Some(level)));
        }
        // A war that breaks out in a bin censors what would have ended in it or later.
        let out = goes_on(near.hazards(&self.war_days, None));
        for (from, share) in out.into_iter().enumerate() {
            let mut left = share;
            for bin in from..BINS {
                days[WAR][bin] += left * any[bin];
                left -= left * any[bin];
            }
            days[WAR][BINS] += left;
        }
        Chances {
            violence,
            endings,
            days,
            scale: self.scale,
        }
    }
}

/// The level of war.
const WAR: usize = LEVELS - 1;

/// A place, as coefficients see it.
pub(super) struct Near {
    along: Vec<f64>,
    /// One, the distances along each axis, their squares and products.
    pub smooth: Vec<f64>,
}

impl Near {
    /// One so far along each axis of a cloud.
    pub fn of(along: &[f64]) -> Self {
        let far = libm::sqrt(dot(along, along));
        let most = libm::sqrt(along.len() as f64) + BEYOND;
        let by = if far > most { most / far } else { 1.0 };
        let along: Vec<f64> = along.iter().map(|x| x * by).collect();
        let mut smooth = vec![1.0];
        smooth.extend(&along);
        for (i, x) in along.iter().enumerate() {
            smooth.extend(along[..=i].iter().map(|y| x * y));
        }
        Self { along, smooth }
    }

    /// What an ending hangs on at a level: the place, and for each level below war above the first a
    /// constant and distances of its own.
    fn at_level(&self, level: usize) -> Vec<f64> {
        let mut features = self.smooth.clone();
        for of in 1..WAR {
            let here = f64::from(u8::from(of == level));
            features.push(here);
            features.extend(self.along.iter().map(|x| x * here));
        }
        features
    }

    /// What ending in a bin hangs on: the place; how late it is, times the distances along each axis and
    /// their squares; distances of each level's own; and last a constant for each bin, at each level of
    /// its own: what the rules of the law say of single days is not smooth.
    fn in_bin(&self, bin: usize, level: Option<usize>) -> Vec<f64> {
        let mut features = self.smooth[1..].to_vec();
        let late = late(bin);
        let mut power = 1.0;
        for _ in 0..LATER {
            power *= late;
            features.extend(self.along.iter().map(|x| x * power));
        }
        features.extend(self.along.iter().map(|x| x * x * late));
        if let Some(level) = level {
            for of in 1..WAR {
                let here = f64::from(u8::from(of == level));
                features.extend(self.along.iter().map(|x| x * here));
            }
        }
        let known = features.len();
        features.resize(known + BINS * level.map_or(1, |_| WAR), 0.0);
        features[known + level.unwrap_or(0) * BINS + bin] = 1.0;
        features
    }

    /// The chance of ending in each bin, of what goes on so long: as coefficients of
    /// [`Near::in_bin`] say.
    fn hazards(&self, of: &[f64], level: Option<usize>) -> [f64; BINS] {
        let axes = self.along.len();
        let (smooth, of) = of.split_at(self.smooth.len() - 1);
        let (later, of) = of.split_at(LATER * axes);
        let (square, mut of) = of.split_at(axes);
        let mut known = dot(smooth, &self.smooth[1..]);
        if let Some(level) = level {
            let (own, bins) = of.split_at((WAR - 1) * axes);
            if level > 0 {
                known += dot(&own[(level - 1) * axes..][..axes], &self.along);
            }
            of = &bins[level * BINS..];
        }
        let mut later: Vec<f64> = later
            .chunks(axes.max(1))
            .map(|of| dot(of, &self.along))
            .collect();
        later.resize(LATER, 0.0);
        let square: f64 = square.iter().zip(&self.along).map(|(b, x)| b * x * x).sum();
        std::array::from_fn(|bin| {
            let late = late(bin);
            let power = later.iter().rev().fold(0.0, |sum, of| (sum + of) * late);
            chance(of[bin] + known + power + late * square)
        })
    }
}

/// Powers of how late it is.
const LATER: usize = 3;

/// How late a bin is: from -1 to 1.
fn late(bin: usize) -> f64 {
    2.0 * bin as f64 / (BINS - 1) as f64 - 1.0
}

/// Shows a row of which some could.
fn show_some(show: &mut Show<'_>, features: &[f64], could: f64, did: f64) {
    if could > 0.0 {
        show(features, could, did);
    }
}

/// Shows bin after bin how many went on so long, without those that were censored in it or before, and
/// how many ended.
fn lasting(
    ended: &[f64; BINS + 1],
    censored: &[f64; BINS + 1],
    mut show: impl FnMut(usize, f64, f64),
) {
    let mut left: f64 = ended.iter().chain(censored).sum();
    for bin in 0..BINS {
        left -= censored[bin];
        if left <= 0.0 {
            break;
        }
        show(bin, left, ended[bin]);
        left -= ended[bin];
    }
}

/// Shares of what ends in each bin, or goes on.
fn goes_on(hazards: [f64; BINS]) -> [f64; BINS + 1] {
    sticks(hazards.into_iter().map(|hazard| 1.0 - hazard))
}

/// Shares from the chances of going on past each but the last.
fn sticks<const N: usize>(on: impl Iterator<Item = f64>) -> [f64; N] {
    let (mut shares, mut left) = ([0.0; N], 1.0);
    for (share, on) in shares.iter_mut().zip(on) {
        *share = left * (1.0 - on);
        left *= on;
    }
    shares[N - 1] = left;
    shares
}

/// What holds the coefficients of [`Near::smooth`].
pub(super) fn smooth_precision(axes: usize) -> Vec<f64> {
    let mut precision = vec![LOOSE];
    precision.extend(vec![FIRM; axes]);
    precision.extend(vec![FIRMER; axes * (axes + 1) / 2]);
    precision
}

/// What holds those of [`Near::at_level`].
fn at_level_precision(axes: usize) -> Vec<f64> {
    let mut precision = smooth_precision(axes);
    precision.extend(vec![FIRM; (WAR - 1) * (1 + axes)]);
    precision
}

/// What holds those of [`Near::in_bin`].
fn in_bin_precision(axes: usize, by_level: bool) -> Vec<f64> {
    let mut precision = smooth_precision(axes)[1..].to_vec();
    let levels = if by_level { WAR } else { 1 };
    precision.extend(vec![FIRM; (LATER + 1 + (levels - 1)) * axes]);
    precision.extend(vec![LOOSE; BINS * levels]);
    precision
}

#[cfg(test)]
mod tests {
    use super::super::case::Cases;
    use super::super::play::{Ending, play};
    use super::super::smc;
    use super::*;
    use crate::scenario::Draft;

    /// Two crises that begin alike but for the lines there were, and draws of three numbers of the law.
    fn varied() -> (Varied, Vec<Vec<f64>>) {
        let drafts = ["pueblo-1968", "poplar-tree-1976"].map(|name| {
            let draft = Draft::shipped(&format!("history/{name}"));
            draft.expect("a shipped crisis")
        });
        let sets = ["crisis.horizon_days=400".to_owned()];
        let (cases, _) = Cases::of_scenarios(drafts.to_vec(), &sets).unwrap();
        let paths = ["law.fear", "law.reciprocity_n", "law.campaign_ends"].map(String::from);
        let varied = Varied::new(&cases, &paths).unwrap();
        let places = smc::places(3, 60, 5);
        let draw = |z: &Vec<f64>| vec![7.0 + z[0], 2.5 + 0.6 * z[1], 0.05 * libm::exp(0.4 * z[2])];
        (varied, places.iter().map(draw).collect())
    }

    /// What was learnt from a few trials at many places is what many trials say at any of them.
    #[test]
    fn it_says_what_the_law_says() {
        let (varied, draws) = varied();
        let sown = Sown {
            places: 500,
            trials: 64,
            watched: 200,
            spread: 1.2,
            seed: 3,
        };
        let law = Emulator::learn(&varied, &draws, sown, &()).unwrap();
        assert_eq!(law.kinds.len(), 2);
        let mut apart: [Vec<f64>; 3] = Default::default();
        let mut between: f64 = 0.0;
        for o in 0..varied.onsets.len() {
            let mut first: Option<Chances> = None;
            for values in draws.iter().step_by(12) {
                let mut model = varied.model(&varied.onsets[o], values);
                model.crisis.horizon = sown.watched;
                let trials: Vec<Ending> = play(&model, 77, 0..12_000);
                let known = Chances::of_trials(&trials, sown.watched);
                let found = law.chances(&varied, o, values);
                for level in 0..LEVELS {
                    let sums = [
                        found.endings[level].iter().sum(),
                        found.days[level].iter().sum(),
                    ];
                    assert!(sums.iter().all(|sum: &f64| (sum - 1.0).abs() < 1e-9));
                    let off = (found.violence[level] - known.violence[level]).abs();
                    apart[0].push(off);
                    // Of what few trials reach, they do not say enough either.
                    if known.violence[level] < 0.1 {
                        continue;
                    }
                    for (found, known) in found.endings[level].iter().zip(known.endings[level]) {
                        apart[1].push((found - known).abs());
                    }
                    let (mut below, mut until) = (0.0, 0.0);
                    for (found, known) in found.days[level].iter().zip(known.days[level]) {
                        below += found;
                        until += known;
                        apart[2].push((below - until).abs());
                    }
                }
                let first = first.get_or_insert_with(|| known.clone());
                between = between.max((first.violence[1] - known.violence[1]).abs());
            }
        }
        assert!(between > 0.1, "the draws differ too little: {between}");
        // On average as near as trials tell, and nowhere far.
        let mean = apart
            .each_ref()
            .map(|of| of.iter().sum::<f64>() / of.len() as f64);
        let most = apart.map(|of| of.into_iter().fold(0.0, f64::max));
        assert!(
            mean[0] < 0.01 && mean[1] < 0.03 && mean[2] < 0.02,
            "{mean:?}"
        );
        assert!(
            most[0] < 0.05 && most[1] < 0.15 && most[2] < 0.1,
            "{most:?}"
        );
    }

    /// Where the days of a war would have led is where those lie that lasted longer than it took.
    #[test]
    fn a_war_censors() {
        let (varied, draws) = varied();
        let sown = Sown {
            places: 60,
            trials: 64,
            watched: 200,
            spread: 1.0,
            seed: 4,
        };
        let law = Emulator::learn(&varied, &draws, sown, &()).unwrap();
        let learnt = &law.kinds[0];
        let near = Near::of(&vec![0.0; learnt.cloud.axes()]);
        let days = learnt.chances(&near).days[WAR];
        let (out, any) = (
            goes_on(near.hazards(&learnt.war_days, None)),
            goes_on(near.hazards(&learnt.any_days, None)),
        );
        // Of those that last beyond a bin, so many end in a later one.
        for bin in 0..BINS {
            let share = |from: usize| out[from] * any[bin] / any[from..].iter().sum::<f64>();
            let expected: f64 = (0..=bin).map(share).sum();
            assert!((days[bin] - expected).abs() < 1e-9, "{bin}");
        }
    }
}
