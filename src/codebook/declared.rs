//! Words that are declared somewhere: what each means is read off its declaration.

use super::{CodebookEntry, EntryKind};
use crate::crisis::outcome::Outcome;
use crate::diagnostic::Code;
use crate::exploration::indices::{Index, IndexStatus};
use crate::history::forecast::Score;
use crate::history::hindcast::Forecaster;
use crate::history::predictive;
use crate::history::record::{Basis, Population, Quantity, Reading};
use crate::model::Mechanism;
use crate::scenario::file::catalog;
use crate::stats::Method;
use crate::stats::crossing;
use crate::stats::decision::Better;
use crate::stats::prim::StepKind;
use crate::strategy::standing::Standing;
use crate::study::arms::Stance;
use crate::study::assumptions::Assumption;
use crate::study::contrasts::IntervalScope;
use crate::study::estimates::Since;
use crate::study::measure::Measure;
use crate::study::patterns::{ClaimVerdict, Direction};
use crate::study::run::Storyline;
use crate::study::stopping::Verdict;
use crate::study::worlds::Criterion;
use crate::study::{self, Statistic};
use crate::table::dialect::Dialect;
use crate::table::exact::ExactTables;
use crate::table::keys::Keys;
use crate::table::run::{RunTables, trial_columns};
use crate::table::schema::{Schema, TableColumn};
use crate::table::{
    attribution, calibration, comparison, discover, events, game, game_worlds, hindcast, map,
    patterns, patterns_history, robustness, search, sensitivity, slices, summary, sweep, tip,
    turning, worth,
};
use std::collections::BTreeMap;
use strum::{EnumMessage, VariantArray};

/// What results are made of.
pub(super) fn results() -> Vec<CodebookEntry> {
    let mut entries = Vec::new();
    entries.extend(Outcome::ALL.map(|outcome| word("outcome", outcome.name(), outcome.doc())));
    entries.extend(Measure::ALL.map(measure));
    entries.extend(study::CODEBOOK.map(|(name, doc)| word("metric", name, doc)));
    entries.extend(all("statistic", Statistic::VARIANTS));
    entries.extend(all("verdict of a comparison", Verdict::VARIANTS));
    entries.extend(all("verdict on a pattern", ClaimVerdict::VARIANTS));
    entries.extend(all("direction", Direction::VARIANTS));
    entries.extend(all("quantity of a pattern", Quantity::VARIANTS));
    entries.extend(all("record of crises", Population::VARIANTS));
    entries.extend(all("interval of the record", Basis::VARIANTS));
    entries.extend(all("reading of the record", Reading::VARIANTS));
    entries.extend(all("forecaster", Forecaster::ALL));
    entries.extend(all("score of a forecast", Score::ALL));
    entries.extend(all("statistic of cases", predictive::Statistic::ALL));
    entries.extend(all("stance of a policy", Stance::VARIANTS));
    entries.extend(all("assumption", Assumption::VARIANTS));
    entries.extend(all("scope of an interval", IntervalScope::VARIANTS));
    entries.extend(all("storyline", Storyline::VARIANTS));
    entries.extend(Since::ALL.map(|since| word("since when", since.name(), documented(&since))));
    entries.extend(Criterion::ALL.iter().map(|criterion| {
        let doc = format!("Of an arm over the worlds: {}.", criterion.doc());
        word("criterion of robustness", criterion.name(), doc)
    }));
    entries.extend(all("status of a tipping point", crossing::Status::VARIANTS));
    entries.extend(all("standing of a profile", Standing::VARIANTS));
    entries.extend(all("step of a peeling", StepKind::VARIANTS));
    entries.extend(all("index of sensitivity", Index::VARIANTS));
    entries.extend(all("status of an index", IndexStatus::VARIANTS));
    entries.extend(all("mechanism", Mechanism::ALL));
    entries.extend(Method::ALL.iter().copied().map(method));
    entries.extend(columns());
    let file = |schema: &Schema| word("table of results", schema.file, schema.doc);
    entries.extend(schemas().iter().map(file));
    entries
}

/// Kinds of problems that scenario files can have.
pub(super) fn problems() -> impl Iterator<Item = CodebookEntry> {
    let codes = Code::ALL.iter();
    codes.map(|code| word("problem of a scenario file", code.name(), code.doc()))
}

/// The shipped scenarios.
pub(super) fn scenarios() -> Vec<CodebookEntry> {
    let shipped = catalog::list().unwrap_or_default();
    let entry = |shipped: catalog::Shipped| {
        let text = format!(
            "{}. {}",
            shipped.title.trim_end_matches('.'),
            shipped.question
        );
        let mut entry = word("shipped scenario", shipped.name, text);
        entry
            .also
            .push(shipped.path.trim_end_matches(".toml").to_owned());
        entry.also.push(shipped.path);
        entry
    };
    shipped.into_iter().map(entry).collect()
}

fn word(kind: &'static str, name: impl Into<String>, text: impl Into<String>) -> CodebookEntry {
    CodebookEntry::new(name, EntryKind::Word(kind), text)
}

/// What stands above a variant in its declaration, in one line.
fn documented(variant: &impl EnumMessage) -> String {
    let doc = variant.get_documentation().unwrap_or_default();
    doc.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Every variant by its name in tables.
fn all<T>(kind: &'static str, variants: &[T]) -> Vec<CodebookEntry>
where
    T: EnumMessage + Copy + Into<&'static str>,
{
    let entry = |variant: &T| word(kind, (*variant).into(), documented(variant));
    variants.iter().map(entry).collect()
}

fn measure(measure: Measure) -> CodebookEntry {
    let better = match measure.better() {
        Better::Lower => "lower",
        Better::Higher => "higher",
    };
    let unit = if measure.is_binary() {
        "A share of trials"
    } else {
        "A restricted mean in days"
    };
    let text = format!("{} {unit}; {better} is better.", documented(&measure));
    word("what policies are compared by", measure.name(), text)
}

/// Methods are called by the names of those who found them.
fn method(method: Method) -> CodebookEntry {
    let mut entry = word("method of an interval", method.name(), documented(&method));
    entry
        .text
        .push_str(" Formula and measured coverage: docs/statistics.md.");
    let called = match method {
        Method::TMean => "t",
        Method::HsuConstrained => "Hsu",
        Method::EmpiricalBernsteinSequence => "Bernstein",
        Method::BootstrapPercentile => "bootstrap",
        Method::MultinomialSequence => "confidence sequence",
        _ => return entry,
    };
    entry.also.push(called.into());
    entry
}

/// Every table that there can be, with the columns that no scenario adds.
fn schemas() -> Vec<Schema> {
    let keys = &Keys {
        variants: true,
        sets: Vec::new(),
        posterior: true,
    };
    let run = RunTables::new(keys, Dialect::Plain).all();
    let mut schemas: Vec<Schema> = run.into_iter().map(|table| table.schema).collect();
    let about = "One row per trial.";
    schemas.extend([
        Schema::keyed("trials.csv", about, keys, trial_columns()),
        events::storylines_schema(keys),
        events::events_schema(),
        summary::comparison_schema(true),
        comparison::comparisons_schema(true),
        comparison::policies_schema(true),
        comparison::flips_schema(),
        comparison::levers_schema(),
        comparison::assumptions_schema(),
        turning::turns_schema(),
        comparison::endings_schema(),
        robustness::robustness_schema(),
        robustness::worlds_schema(true, std::iter::empty()),
        worth::evppi_schema(),
        attribution::attribution_schema(keys),
        attribution::trials_schema(keys),
        sweep::points_schema(&[]),
        sweep::responses_schema(),
        slices::slices_schema(),
        tip::tips_schema(),
        map::map_schema(),
        tip::curves_schema(),
        game::profiles_schema(),
        game::payoffs_schema(),
        game::responses_schema(),
        game::equilibria_schema(),
        game::quantal_schema(),
        game::exploitability_schema(),
        game::weights_schema(),
        game::outlooks_schema(),
        game_worlds::robustness_schema(),
        game_worlds::worlds_schema(true, std::iter::empty()),
        search::found_schema(),
        search::places_schema(),
        search::course_schema(),
        discover::boxes_schema(),
        discover::limits_schema(),
        discover::peeling_schema(),
        discover::classified_schema(&[]),
        sensitivity::indices_schema(),
        sensitivity::convergence_schema(),
        sensitivity::design_schema(),
        sensitivity::luck_schema(),
        patterns::table().schema,
        hindcast::hindcast_schema(),
        hindcast::scores_schema(),
        hindcast::folds_schema(),
        calibration::summary_schema(),
        calibration::sampler_schema(),
        calibration::predictive_schema(),
        calibration::patterns_schema(),
        calibration::checks_schema(),
        patterns_history::table().schema,
    ]);
    let exact = ExactTables::new(keys);
    schemas.extend(exact.all().map(|table| table.schema.clone()));
    schemas
}

/// Every column by its name, with what it means in which tables.
fn columns() -> Vec<CodebookEntry> {
    let schemas = schemas();
    let mut meanings: BTreeMap<&str, Vec<(String, Vec<&str>)>> = BTreeMap::new();
    for schema in &schemas {
        for column in &schema.columns {
            let meaning = meaning(column);
            let known = meanings.entry(&column.name).or_default();
            match known.iter_mut().find(|(other, _)| *other == meaning) {
                Some((_, files)) if files.contains(&schema.file) => {}
                Some((_, files)) => files.push(schema.file),
                None => known.push((meaning, vec![schema.file])),
            }
        }
    }
    let entry = |(name, meanings): (&str, Vec<(String, Vec<&str>)>)| {
        let line = |(meaning, files): &(String, Vec<&str>)| match files.len() {
            1..=4 => format!("{meaning} ({})", files.join(", ")),
            tables => format!("{meaning} ({tables} tables)"),
        };
        let lines: Vec<String> = meanings.iter().map(line).collect();
        word("column", name, lines.join("\n"))
    };
    meanings.into_iter().map(entry).collect()
}

fn meaning(column: &TableColumn) -> String {
    match column.unit.as_str() {
        "" => column.doc.clone(),
        unit => format!("{} Unit: {unit}.", column.doc),
    }
}
