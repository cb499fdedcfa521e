//! What follows of the trials on a stage, for people and for pictures.

use super::names::sheets;
use super::refusal::Refusal;
use crate::answer::{comparison_sentences, interval};
use crate::crisis::outcome::Outcome;
use crate::figure::panel::{Choice, Figure, PageSection};
use crate::figure::source::{READ, Sheets};
use crate::figure::study;
use crate::stats::share::share;
use crate::study::LEVEL;
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use crate::study::reliance::Group;
use crate::study::stopping::Verdict;
use crate::table::comparison;
use crate::table::rows::Table;
use crate::table::sheet::{Row, Sheet};
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// Tables that also say where verdicts turn, for which nothing was played.
const TURNING: [&str; 2] = ["summary.csv", "turns.csv"];

/// The tables of what was found.
pub fn tables(found: &Compared) -> Vec<Table> {
    let mut all = comparison::all(found);
    all.retain(|table| !TURNING.contains(&table.schema.file));
    all
}

/// A table as a file.
///
/// # Errors
/// [`Refusal`] where there is no such table.
pub fn csv(found: &Compared, file: &str) -> Result<Vec<u8>, Refusal> {
    let all = tables(found);
    let table = all.iter().find(|table| table.schema.file == file);
    let table = table.ok_or_else(|| Refusal::new(format!("there is no table {file}")))?;
    Ok(written(table))
}

fn written(table: &Table) -> Vec<u8> {
    let mut text = Vec::new();
    let done = table.write(&mut text);
    done.expect("invariant: memory takes what is written");
    text
}

/// All of it; of two arms that are `looked` at, no more figures than the ranking and how crises unfold under
/// these.
///
/// # Errors
/// [`Refusal`] where a figure cannot be drawn.
pub fn told(found: &Compared, looked: Option<&[String]>) -> Result<Value, Refusal> {
    let tables = tables(found);
    let files: Vec<&str> = tables.iter().map(|table| table.schema.file).collect();
    let source = source(found, &tables, looked)?;
    let sections = match looked {
        None => study::sections(&source, found.arms.len()),
        Some(_) => study::best(&source).and_then(|best| {
            let sections = [best, study::courses(&source)?];
            Ok(sections.into_iter().flatten().collect())
        }),
    };
    let sections = sections.map_err(Refusal::new)?;
    Ok(json!({
        "trials": found.comparison.trials(),
        "measure": found.measure().name(),
        "sentences": comparison_sentences(found),
        "arms": (0..found.arms.len()).map(|arm| self::arm(found, arm)).collect::<Vec<_>>(),
        "groups": groups(found),
        "sections": sections.iter().map(section).collect::<Vec<_>>(),
        "tables": files,
    }))
}

fn arm(found: &Compared, arm: usize) -> Value {
    let (comparison, measure) = (&found.comparison, found.measure());
    let contrast = (arm > 0).then(|| comparison.joint(arm, measure));
    let ends = found.assumptions.iter().flat_map(|found| &found.ends);
    let ends = ends.filter(|(end, _)| end.assumption != Assumption::Default);
    let ends = ends.map(|(end, there)| {
        let against = found.at_end(arm, end.assumption);
        json!({
            "assumption": end.assumption.name(),
            "value": interval(&there.value(arm, measure)),
            "difference": against.map(|(difference, _)| interval(&difference)),
            "verdict": against.map(|(_, verdict)| verdict.name()),
        })
    });
    let tally = &comparison.all.tallies[arm];
    let ending = |outcome: Outcome| {
        json!({
            "outcome": outcome.name(),
            "value": interval(&share(tally.outcome(outcome), tally.trials, LEVEL)),
        })
    };
    json!({
        "name": found.arms[arm].name,
        "value": interval(&comparison.value(arm, measure)),
        "difference": contrast.as_ref().map(|contrast| interval(&contrast.difference)),
        "verdict": contrast.and_then(|contrast| contrast.verdict).map(Verdict::name),
        "ends": ends.collect::<Vec<_>>(),
        "endings": Outcome::ALL.map(ending),
        "others": found.asks_others(arm),
    })
}

/// Arms of which the same can be relied on, best first, but for those that ask something of others.
fn groups(found: &Compared) -> Vec<Value> {
    let measure = found.measure();
    let mut groups: BTreeMap<(Group, String), Vec<usize>> = BTreeMap::new();
    for arm in found.comparison.ranking(measure) {
        if arm > 0 && !found.asks_others(arm) {
            groups
                .entry(found.reliance(arm).heading(measure))
                .or_default()
                .push(arm);
        }
    }
    let group = |((_, title), arms)| json!({ "title": title, "arms": arms });
    groups.into_iter().map(group).collect()
}

/// The tables as figures read them; of arms that are looked at, no other courses.
fn source(
    found: &Compared,
    tables: &[Table],
    looked: Option<&[String]>,
) -> Result<Sheets, Refusal> {
    let mut source = sheets(&found.arms[0].scenario);
    for (file, columns) in READ {
        let Some(table) = tables.iter().find(|table| table.schema.file == file) else {
            continue;
        };
        let keep = |row: Row| match looked {
            Some(arms) if file == "endings.csv" => arms.iter().any(|arm| arm == row.text("arm")),
            _ => true,
        };
        let sheet = Sheet::read(written(table).as_slice(), columns, keep);
        source.tables.insert(file, sheet.map_err(Refusal::new)?);
    }
    Ok(source)
}

fn section(section: &PageSection) -> Value {
    let choice =
        |choice: &Choice| json!({ "name": choice.name, "figures": figures(&choice.figures) });
    json!({
        "title": section.title,
        "lead": section.lead,
        "figures": figures(&section.figures),
        "strips": figures(&section.strips),
        "choose": section.choose,
        "choices": section.choices.iter().map(choice).collect::<Vec<_>>(),
    })
}

fn figures(all: &[Figure]) -> Vec<Value> {
    all.iter().map(figure).collect()
}

/// A figure.
pub fn figure(figure: &Figure) -> Value {
    json!({
        "title": figure.title,
        "svg": figure.svg,
        "says": figure.text,
        "note": figure.caption,
        "header": figure.grid.header,
        "rows": figure.grid.rows,
    })
}
