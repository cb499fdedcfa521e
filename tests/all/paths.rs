//! Whatever instructions and however many lanes: the same trials, field by field.
//!
//! The referee is the trial played alone on `rand_chacha`'s own stream, whose row is counted here
//! from what a witness hears, not from the counters of the lanes.

use offramp::crisis::chance::Note;
use offramp::crisis::state::State;
use offramp::ensemble::LANES;
#[cfg(target_arch = "x86_64")]
use offramp::ensemble::WIDE;
use offramp::model::decision::NONE;
use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::file::catalog;
use offramp::scenario::{self, Scenario, parameter};
#[cfg(target_arch = "x86_64")]
use offramp::trial::dispatch::{Avx2, Avx512};
use offramp::trial::dispatch::{Baseline, Kernels};
use offramp::trial::lanes;
use offramp::trial::record::{Detail, Fields, Records};
use offramp::trial::scalar::{Scalar, Witness};
use proptest::prelude::*;

/// Counts a row from what happens.
struct Count<'m> {
    model: &'m Model,
    fields: Fields,
    row: Vec<u32>,
}

impl Witness for Count<'_> {
    fn noted(&mut self, note: Note) {
        let place = match note {
            Note::Rule(rule) => self.fields.rules + rule,
            mechanism => self.fields.mechanisms + mechanism.index(),
        };
        self.row[place] += 1;
    }

    fn dusk(&mut self, state: &State<1>) {
        for (p, &party) in self.fields.parties.iter().enumerate() {
            let rung = state[self.model.actors[party].decision.rung][0];
            let peak = &mut self.row[self.fields.peak + p];
            *peak = rung.max(*peak);
        }
        for (a, actor) in self.model.actors.iter().enumerate() {
            let act = state[actor.act][0];
            if act != NONE {
                self.row[self.fields.acts + 3 * a + act as usize - 1] += 1;
            }
        }
        let lines = self.model.dyads.iter().flat_map(|dyad| &dyad.lines);
        for (l, line) in lines.enumerate() {
            self.row[self.fields.down + l] += u32::from(state[line.up][0] == 0);
        }
    }
}

/// The row of a trial played alone.
fn referee(model: &Model, seed: u64, trial: u64) -> Vec<u32> {
    let fields = Fields::of(model, Detail::Full);
    let count = Count {
        model,
        row: vec![0; fields.width],
        fields,
    };
    let mut alone = Scalar::new(model, seed, trial, count);
    for (p, (_, party)) in model.parties().enumerate() {
        let start = alone.state()[party.rung][0];
        let place = alone.witness.fields.peak + p;
        alone.witness.row[place] = start;
    }
    let (end, Count { mut row, .. }) = alone.finish();
    let (outcome, day) = (end[model.crisis.outcome][0], end[model.crisis.day][0]);
    row[Fields::OUTCOME] = outcome;
    row[Fields::DAYS] = offramp::crisis::outcome::ending_day(model, outcome, day);
    row[Fields::VIOLENCE] = end[model.crisis.violence][0];
    row[Fields::TRIGGER] = end[model.crisis.trigger][0];
    row
}

/// Every path this machine has, with lanes that divide the trials and lanes that do not.
fn paths(model: &Model, seed: u64, trials: std::ops::Range<u64>, detail: Detail) -> Vec<Records> {
    /// With the lanes the program uses.
    fn usual<const L: usize>(
        model: &Model,
        seed: u64,
        trials: std::ops::Range<u64>,
        detail: Detail,
        kernels: impl Kernels,
    ) -> Records {
        lanes::run::<L>(model, seed, trials, detail, kernels, &mut ())
    }
    let base = Baseline::new();
    let mut all = vec![
        usual::<LANES>(model, seed, trials.clone(), detail, base),
        lanes::run::<5>(model, seed, trials.clone(), detail, base, &mut ()),
        lanes::run::<1>(model, seed, trials.clone(), detail, base, &mut ()),
    ];
    #[cfg(target_arch = "x86_64")]
    {
        let avx2 = Avx2::detect().map(|k| usual::<LANES>(model, seed, trials.clone(), detail, k));
        let avx512 =
            Avx512::detect().map(|k| usual::<WIDE>(model, seed, trials.clone(), detail, k));
        all.extend(avx2.into_iter().chain(avx512));
    }
    all
}

/// All paths agree with each other, and their first trials with the referee.
fn agree(model: &Model, seed: u64, trials: std::ops::Range<u64>, refereed: u64, what: &str) {
    let full = paths(model, seed, trials.clone(), Detail::Full);
    for other in &full[1..] {
        assert_eq!(full[0], *other, "{what}");
    }
    for brief in paths(model, seed, trials.clone(), Detail::Outcomes) {
        for ((trial, brief), (_, full)) in brief.rows().zip(full[0].rows()) {
            assert_eq!(brief, &full[..brief.len()], "{what}, trial {trial}");
        }
    }
    for (trial, row) in full[0].rows().take(refereed as usize) {
        assert_eq!(row, referee(model, seed, trial), "{what}, trial {trial}");
    }
}

fn shipped() -> Vec<Scenario> {
    let read = |shipped: catalog::Shipped| {
        let checked = scenario::read_embedded(&shipped.path, &[]);
        let mut scenario = checked.expect("a shipped scenario").scenario;
        // Crises of the record are for forecasts; what a policy does is seen in the others.
        if shipped.path.starts_with("history/") {
            scenario.policies.truncate(1);
        }
        scenario
    };
    let list = catalog::list().expect("shipped scenarios are valid");
    list.into_iter().map(read).collect()
}

#[test]
fn every_shipped_scenario_under_every_policy() {
    for scenario in shipped() {
        for policy in &scenario.policies {
            let model = Model::compile(&scenario, policy, Switches::default());
            let what = format!("{} under {}", scenario.name, policy.name);
            agree(&model, 7, 0..40, 4, &what);
        }
    }
}

#[test]
fn every_switch_off() {
    for scenario in shipped() {
        for (s, &mechanism) in Mechanism::ALL.iter().enumerate() {
            let policy = &scenario.policies[s % scenario.policies.len()];
            let model = Model::compile(&scenario, policy, Switches::off(&[mechanism]));
            let what = format!("{} without {mechanism}", scenario.name);
            agree(&model, 11, 100..130, 3, &what);
        }
    }
}

#[test]
fn trials_beyond_32_bits_and_any_seed() {
    let scenario = scenario::read_embedded("kaesong-2020", &[]).expect("a shipped scenario");
    let scenario = scenario.scenario;
    let model = Model::compile(&scenario, &scenario.policies[0], Switches::default());
    let first = (1 << 32) - 20;
    agree(&model, u64::MAX, first..first + 41, 41, "across 2^32");
    agree(&model, 0, 5..5, 0, "no trials");
    agree(&model, 3, 5..6, 1, "one trial");
}

/// Overrides of random parameters by random values within their bounds.
fn overrides() -> impl Strategy<Value = Vec<String>> {
    let rows: Vec<_> = parameter::rows().collect();
    let one = (0..rows.len(), 0.0..=1.0_f64).prop_map(move |(row, share)| {
        let row = rows[row];
        let high = row
            .high
            .min(row.low.abs().max(row.default.abs()) * 4.0 + 4.0);
        let value = row.low + share * (high.min(row.high) - row.low);
        match row.kind {
            parameter::NumberKind::Real => format!("{}={value:?}", row.key),
            parameter::NumberKind::Count | parameter::NumberKind::Rung => {
                format!("{}={}", row.key, value.round())
            }
            parameter::NumberKind::Switch => format!("{}={}", row.key, share < 0.5),
        }
    });
    prop::collection::vec(one, 1..12)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]
    #[test]
    fn random_scenarios(
        base in prop::sample::select(vec!["kaesong-2020", "every-mechanism", "mediator", "cuba-1962", "korea-2017"]),
        sets in overrides(),
        off in prop::sample::subsequence(Mechanism::ALL.to_vec(), 0..3),
        policy in any::<prop::sample::Index>(),
        seed in any::<u64>(),
        first in any::<u32>(),
    ) {
        // An override that the rest of the scenario contradicts is left out.
        let mut kept = Vec::new();
        for set in sets {
            kept.push(set);
            if scenario::read_embedded(base, &kept).is_err() {
                kept.pop();
            }
        }
        prop_assume!(!kept.is_empty());
        let checked = scenario::read_embedded(base, &kept).expect("every override was accepted");
        let policies = &checked.scenario.policies;
        let policy = &policies[policy.index(policies.len())];
        let model = Model::compile(&checked.scenario, policy, Switches::off(&off));
        let first = u64::from(first);
        let what = format!("{base} with {kept:?} without {off:?} under {}", policy.name);
        agree(&model, seed, first..first + 24, 2, &what);
    }
}
