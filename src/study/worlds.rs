//! Does the answer survive other assumptions? The same arms in many worlds, each a point of the
//! scenario's `[uncertain]` ranges.
//!
//! Ten independent Latin hypercubes, so that ten independent answers give an interval. Worlds and
//! luck are nested: world w plays trials wT to (w + 1)T - 1, for every arm, so arms stay paired.

use super::LEVEL;
use super::arms::Arm;
use super::measure::Measure;
use super::ranges;
use crate::ensemble::{self, Halt, Plan, Progress, Tally};
use crate::model::{Model, Switches};
use crate::scenario::Scenario;
use crate::scenario::file::paths;
use crate::stats::Estimate;
use crate::stats::decision::{Better, Robustness, replicate_mean, robustness};
use crate::stats::design::latin_hypercube;
use crate::trial::record::{Detail, Fields, Records};
use crate::trial::words::words;
use std::collections::BTreeMap;
use std::io;
use std::ops::Range;

/// How many independent hypercubes the worlds are made of.
pub const HYPERCUBES: usize = 10;

/// Where the worlds lie: by parameter path, a place in [0, 1) of its range for every world.
#[derive(Debug, Clone, PartialEq)]
pub struct Design {
    /// Number of worlds, a multiple of [`HYPERCUBES`].
    pub worlds: usize,
    places: BTreeMap<String, Vec<f64>>,
}

impl Design {
    /// Worlds over the ranges that the scenario of any arm declares. The places of a parameter follow
    /// from its path and the seed alone: a scenario that leaves out a range, or adds one, moves no
    /// other parameter.
    pub fn new<'a>(arms: impl IntoIterator<Item = &'a Arm>, worlds: usize, seed: u64) -> Self {
        debug_assert_eq!(worlds % HYPERCUBES, 0, "invariant: whole hypercubes");
        let points = worlds / HYPERCUBES;
        let mut places = BTreeMap::new();
        for arm in arms {
            for range in arm
                .scenario
                .uncertain
                .iter()
                .filter(|range| is_open(arm, &range.path))
            {
                let cubes = (0..HYPERCUBES).flat_map(|cube| {
                    let mut words = words(&range.path, seed, cube as u64);
                    let points = latin_hypercube(points, 1, &mut words);
                    points.into_iter().map(|point| point[0])
                });
                let path = range.path.clone();
                places.entry(path).or_insert_with(|| cubes.collect());
            }
        }
        Self { worlds, places }
    }

    /// Paths of the parameters, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.places.keys().map(String::as_str)
    }

    /// The place of a parameter in its range in every world, in [0, 1).
    pub fn places(&self, path: &str) -> Option<&[f64]> {
        self.places.get(path).map(Vec::as_slice)
    }

    /// The value of a parameter in a world, within the range that the scenario of an arm declares; `None`
    /// where it declares none, or a posterior speaks on it.
    pub fn value(&self, world: usize, arm: &Arm, path: &str) -> Option<f64> {
        let mut ranges = arm.scenario.uncertain.iter();
        let range = ranges.find(|range| range.path == path && is_open(arm, path))?;
        let place = self.places.get(path)?[world];
        let keys: Vec<String> = paths::split(path).into_iter().map(|(key, _)| key).collect();
        let whole = paths::row(&keys).is_some_and(|row| row.kind.is_whole());
        Some(ranges::value(range, whole, place))
    }

    /// The world as overrides of the scenario of an arm: what data speak on from a draw of the posterior,
    /// where there is one, and what they do not from anywhere in its range.
    pub fn sets(&self, world: usize, arm: &Arm) -> Vec<String> {
        let value = |path| Some((path, self.value(world, arm, path)?));
        let values = self.paths().filter_map(value);
        let ranges = values.map(|(path, value)| format!("{path}={value}"));
        let drawn = arm.drawn.iter().flat_map(|drawn| {
            let (place, _) = drawn.of_world(world);
            drawn.sets(place)
        });
        drawn.chain(ranges).collect()
    }
}

/// Whether a range of an arm's scenario is played over, and no posterior speaks on what it is about.
fn is_open(arm: &Arm, path: &str) -> bool {
    let drawn = arm.drawn.as_ref();
    drawn.is_none_or(|drawn| !drawn.sets_aside(path))
}

/// What each arm did in each world.
#[derive(Debug, Clone, PartialEq)]
pub struct Worlds {
    /// Where the worlds lie.
    pub design: Design,
    /// Trials of each world.
    pub trials: u64,
    /// By world.
    pub values: Vec<World>,
}

/// A number by measure.
pub type Figures = [f64; Measure::ALL.len()];

/// What each arm did in a world: shares, or mean days, over half of the trials and over all of them.
pub type World = Vec<[Figures; 2]>;

/// Remembers worlds that were played, so that what is broken off can go on after them.
pub trait Notes<W = World> {
    /// The first worlds, as many as are known.
    fn known(&mut self) -> Vec<W> {
        Vec::new()
    }
    /// Notes a further world; they come in order.
    ///
    /// # Errors
    /// Where it could not be noted.
    fn keep(&mut self, _world: &W) -> io::Result<()> {
        Ok(())
    }
}

/// Nobody remembers.
impl<W> Notes<W> for () {}

/// Plays these worlds of a design. `reread` gives the scenario of an arm under further overrides, which
/// come before the arm's own.
///
/// # Errors
/// What `reread` says of the first world it refuses; [`Halt`] where `progress` asked to stop or
/// `notes` failed.
pub fn run<E: From<Halt> + Send>(
    arms: &[Arm],
    (design, worlds): (&Design, Range<usize>),
    (trials, seed): (u64, u64),
    reread: impl Fn(&Arm, &[String]) -> Result<Scenario, E> + Sync,
    (progress, notes): (&impl Progress, &mut impl Notes),
) -> Result<Vec<World>, E> {
    let of_world = arms.len() as u64 * trials;
    let work = |world: usize| {
        let models = models(arms, design, world, &reread)?;
        Ok(play(world, &models, (trials, seed), progress))
    };
    all::<World, E>((worlds, of_world), work, (progress, notes))
}

/// Plays these worlds, which take so many trials each, but for those that are noted; what comes of them
/// is noted in their order.
///
/// # Errors
/// What `work` says of the first world that it refuses; [`Halt`] where `progress` asked to stop or
/// `notes` failed.
pub fn all<W: Send, E: From<Halt> + Send>(
    (worlds, trials): (Range<usize>, u64),
    work: impl Fn(usize) -> Result<W, E> + Sync,
    (progress, notes): (&impl Progress, &mut impl Notes<W>),
) -> Result<Vec<W>, E> {
    let mut values = notes.known();
    values.truncate(worlds.len());
    let known = values.len();
    progress.done(known as u64 * trials);
    let mut refused = None;
    let keep = |played: Result<_, E>| match played {
        Ok(world) => {
            notes.keep(&world)?;
            values.push(world);
            Ok(())
        }
        Err(error) => {
            refused = Some(error);
            Err(io::Error::other("a world is refused"))
        }
    };
    let work = |world: &usize| work(*world);
    let ended = ensemble::in_order(worlds.skip(known), progress, work, keep);
    if let Some(error) = refused {
        return Err(error);
    }
    ended?;
    Ok(values)
}

/// The arms in a world. Those of one origin share their scenario there.
fn models<E>(
    arms: &[Arm],
    design: &Design,
    world: usize,
    reread: impl Fn(&Arm, &[String]) -> Result<Scenario, E>,
) -> Result<Vec<Model>, E> {
    let mut last: Option<(&Arm, Vec<String>, Scenario)> = None;
    let mut models = Vec::new();
    for arm in arms {
        let sets = design.sets(world, arm);
        let same = last
            .take()
            .filter(|(other, same, _)| other.origin.words == arm.origin.words && *same == sets);
        let read = match same {
            Some((_, _, scenario)) => scenario,
            None => reread(arm, &sets)?,
        };
        models.push(Model::compile(&read, &arm.policy, Switches::default()));
        last = Some((arm, sets, read));
    }
    Ok(models)
}

fn play(
    world: usize,
    models: &[Model],
    (trials, seed): (u64, u64),
    progress: &impl Progress,
) -> World {
    let first = world as u64 * trials;
    let plan = Plan {
        seed,
        first,
        trials,
        detail: Detail::Outcomes,
        daily: false,
    };
    let figures = |model: &Model| {
        let mut tally = Tally::new(model, Fields::of(model, Detail::Outcomes), false);
        let mut part = |from: u64, to: u64| {
            let records: Records = ensemble::chunk(model, &plan, from..to, &mut ());
            progress.done(to - from);
            tally.add(&records);
            let n = tally.trials as f64;
            Measure::ALL.map(|measure| measure.count(&tally) as f64 / n)
        };
        let middle = first + trials / 2;
        [part(first, middle), part(middle, first + trials)]
    };
    models.iter().map(figures).collect()
}

/// A criterion of robustness, with the name it has in the literature on deep uncertainty (`McPhail`
/// et al. 2018).
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::Display, strum::IntoStaticStr, strum::VariantArray,
)]
#[strum(serialize_all = "snake_case")]
pub enum Criterion {
    /// Mean over the worlds (Laplace's principle of insufficient reason).
    Mean,
    /// The worst world.
    Maximin,
    /// Largest distance to the best arm of the same world.
    MinimaxRegret,
    /// 90th percentile of that distance over the worlds.
    PercentileMinimaxRegret,
    /// Share of worlds in which the arm is best, ties counting for each.
    StarrDomain,
    /// Share of worlds in which the arm meets the threshold.
    Threshold,
}

impl Criterion {
    /// Every criterion, in the order of tables.
    pub const ALL: &'static [Criterion] = <Self as strum::VariantArray>::VARIANTS;

    /// Its name in tables.
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// What it is.
    pub fn doc(self) -> &'static str {
        match self {
            Criterion::Mean => "mean over the worlds (Laplace's principle of insufficient reason)",
            Criterion::Maximin => "the worst world",
            Criterion::MinimaxRegret => "largest distance to the best arm of the same world",
            Criterion::PercentileMinimaxRegret => {
                "90th percentile of that distance over the worlds"
            }
            Criterion::StarrDomain => {
                "share of worlds in which the arm is best, ties counting for each"
            }
            Criterion::Threshold => "share of worlds in which the arm meets the threshold",
        }
    }

    /// Its value, where it has one.
    pub fn of(self, found: &Robustness) -> Option<f64> {
        match self {
            Criterion::Mean => Some(found.mean),
            Criterion::Maximin => Some(found.worst),
            Criterion::MinimaxRegret => Some(found.max_regret),
            Criterion::PercentileMinimaxRegret => Some(found.regret_p90),
            Criterion::StarrDomain => Some(found.domain),
            Criterion::Threshold => found.satisficing,
        }
    }

    /// Whether it is a share of worlds, and not in the unit of the measure.
    pub fn is_share(self) -> bool {
        matches!(self, Criterion::StarrDomain | Criterion::Threshold)
    }

    /// Which direction is good, for a measure in which `better` is. Regret is good where it is low.
    pub fn better(self, better: Better) -> Better {
        match self {
            Criterion::Mean | Criterion::Maximin => better,
            Criterion::MinimaxRegret | Criterion::PercentileMinimaxRegret => Better::Lower,
            Criterion::StarrDomain | Criterion::Threshold => Better::Higher,
        }
    }
}

/// How an arm does by a criterion.
#[derive(Debug, Clone, Copy)]
pub struct RobustnessFinding {
    /// The arm, by its place.
    pub arm: usize,
    /// The criterion.
    pub criterion: Criterion,
    /// Its mean over the hypercubes, with the interval over them: the figure for as many worlds
    /// as one hypercube has.
    pub estimate: Estimate,
    /// The same at half the trials of each world: what is left of it is not luck.
    pub half: Estimate,
    /// Over all worlds together.
    pub all: f64,
}

impl RobustnessFinding {
    /// Whether half the trials give another answer: luck within worlds is not yet averaged out.
    pub fn is_noisy(&self) -> bool {
        self.half
            .value
            .is_some_and(|half| !self.estimate.covers(half))
    }
}

impl Worlds {
    /// Every arm by every criterion in a measure. Without a threshold none is met or missed.
    pub fn findings(&self, measure: Measure, threshold: Option<f64>) -> Vec<RobustnessFinding> {
        let points = self.design.worlds / HYPERCUBES;
        let table = |worlds: &[World], part: usize| {
            let arms = self.values.first().map_or(0, Vec::len);
            let row = |arm: usize| -> Vec<f64> {
                let figures = worlds.iter().map(|world| &world[arm][part]);
                figures.map(|figures| figures[measure as usize]).collect()
            };
            let rows: Vec<Vec<f64>> = (0..arms).map(row).collect();
            robustness(&rows, measure.better(), threshold)
        };
        let cubes = |part| -> Vec<Vec<Robustness>> {
            let cubes = self.values.chunks(points);
            cubes.map(|worlds| table(worlds, part)).collect()
        };
        let (halves, wholes, all) = (cubes(0), cubes(1), table(&self.values, 1));
        let mut findings = Vec::new();
        for (arm, all) in all.iter().enumerate() {
            for &criterion in Criterion::ALL {
                let over = |cubes: &[Vec<Robustness>]| {
                    let each = cubes.iter().filter_map(|cube| criterion.of(&cube[arm]));
                    replicate_mean(&each.collect::<Vec<_>>(), LEVEL)
                };
                let Some(all) = criterion.of(all) else {
                    continue;
                };
                findings.push(RobustnessFinding {
                    arm,
                    criterion,
                    estimate: over(&wholes),
                    half: over(&halves),
                    all,
                });
            }
        }
        findings
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::{Draft, read_embedded};
    use crate::study::arms::Origin;
    use crate::study::posterior::Posterior;
    use std::sync::Arc;

    fn arm(name: &str) -> Arm {
        let draft = Draft::shipped(name).unwrap();
        let scenario = draft.check(&[]).unwrap().scenario;
        Arm::new(&scenario, "baseline", Origin::new(&draft, &[])).unwrap()
    }

    #[test]
    fn what_a_posterior_speaks_on_comes_from_its_draws_and_the_rest_from_its_range() {
        let table = "law,draw,weight,log_likelihood,law.deterrence\n1,0,1,0,-4\n1,1,3,0,4\n";
        let posterior = Arc::new(Posterior::parse("p.csv", table.into()).unwrap());
        let crisis = arm("kaesong-2020").averaged(&posterior, (5000, 1)).unwrap();
        let design = Design::new([&crisis], 200, 0);
        assert!(design.paths().all(|path| path != "law.deterrence"));
        let plain = Design::new([&arm("kaesong-2020")], 200, 0);
        assert_eq!(design.paths().count() + 1, plain.paths().count());
        let mut high = 0;
        for world in 0..200 {
            let sets = design.sets(world, &crisis);
            let drawn = sets.iter().filter(|set| set.starts_with("law.deterrence="));
            let drawn: Vec<&String> = drawn.collect();
            assert_eq!(drawn.len(), 1);
            high += usize::from(drawn[0] == "law.deterrence=4");
            let other = "law.exploitation";
            assert_eq!(
                design.value(world, &crisis, other),
                plain.value(world, &crisis, other)
            );
        }
        assert_eq!(high, 150);
    }

    #[test]
    fn a_parameter_lies_where_its_path_says_whatever_else_is_uncertain() {
        let (crisis, twin) = (arm("kaesong-2020"), arm("kaesong-2020-lines-open"));
        let alone = Design::new([&twin], 40, 3);
        let both = Design::new([&crisis, &twin], 40, 3);
        assert!(alone.paths().count() < both.paths().count());
        let path = "law.deterrence";
        for world in 0..40 {
            assert_eq!(
                alone.value(world, &twin, path),
                both.value(world, &crisis, path)
            );
        }
        let dropped = "channel.north-south.liaison.cut";
        assert_eq!(both.value(0, &twin, dropped), None);
        assert!(both.value(0, &crisis, dropped).is_some());
    }

    #[test]
    fn each_hypercube_covers_each_range_evenly_and_by_itself() {
        let crisis = arm("kaesong-2020");
        let design = Design::new([&crisis], 200, 0);
        let value = |world| design.value(world, &crisis, "law.deterrence").unwrap();
        for cube in 0..HYPERCUBES {
            let worlds = cube * 20..(cube + 1) * 20;
            let mut strata: Vec<i64> = worlds
                .map(|world| ((value(world) + 3.0) / 6.0 * 20.0) as i64)
                .collect();
            strata.sort_unstable();
            assert_eq!(strata, (0..20).collect::<Vec<_>>());
        }
        assert!((value(0) - value(20)).abs() > 1e-9);
    }

    #[test]
    fn worlds_lie_where_the_distribution_of_a_range_has_its_mass() {
        let draft = Draft::shipped("kaesong-2020").unwrap();
        let hill = "{ low = -3, high = 3, distribution = \"triangular\", mode = 2 }";
        let sets = [format!("uncertain.law.deterrence={hill}")];
        let scenario = draft.check(&sets).unwrap().scenario;
        let leaning = Arm::new(&scenario, "baseline", Origin::new(&draft, &sets)).unwrap();
        let plain = arm("kaesong-2020");
        let path = "law.deterrence";
        let [skewed, even] = [&leaning, &plain].map(|arm| {
            let design = Design::new([arm], 200, 0);
            let values = (0..200).map(|world| design.value(world, arm, path).unwrap());
            values.collect::<Vec<f64>>()
        });
        for (skewed, even) in skewed.iter().zip(&even) {
            let place = (even + 3.0) / 6.0;
            let expected = crate::stats::stretch::triangular((-3.0, 3.0), 2.0, place);
            assert!((skewed - expected).abs() < 1e-9, "{skewed} {expected}");
        }
        let above = skewed.iter().filter(|value| **value > 0.0).count();
        assert!((138..=142).contains(&above), "{above}");
    }

    #[test]
    fn a_world_is_read_back_as_it_was_drawn() {
        let crisis = arm("kaesong-2020");
        let design = Design::new([&crisis], 20, 0);
        let world = read_embedded("kaesong-2020", &design.sets(7, &crisis)).unwrap();
        let found = world.scenario.actors[0].response.deterrence;
        let drawn = design.value(7, &crisis, "law.deterrence").unwrap();
        assert!((found - drawn).abs() < 1e-12);
    }
}
