//! What is told first of a run, read off the tables of its folder.

use super::read::{self, FolderReadError};
use crate::stats::Interval;
use crate::study::estimates::{Share, Since};
use crate::study::measure::Measure;
use crate::study::run::Headline;
use crate::table::sheet::Row;
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

/// What stands first of every variant and policy, as the tables of a folder have it. Rows are looked
/// at as they are read, since there may be many.
pub(super) fn headlines(folder: &Path) -> Result<Vec<Headline>, FolderReadError> {
    let key = |row: Row| {
        let variant = row.optional("variant").map(str::to_owned);
        (row.text("policy").to_owned(), variant)
    };
    let clashes = RefCell::new(BTreeMap::new());
    let count = |row: Row| {
        let least = Measure::MinorClash.violence();
        if row.text("since") == Since::Onset.name() && row.count("violence") >= least {
            let n = row.count("n").unwrap_or_default();
            *clashes.borrow_mut().entry(key(row)).or_insert(0) += n;
        }
        false
    };
    let violence = ["policy", "since", "violence", "n"];
    read::table(folder, "violence.csv", &violence, count)?;
    let clashes = clashes.into_inner();
    let open = RefCell::new(BTreeMap::new());
    let note = |row: Row| {
        let [low, high] = ["low", "high"].map(|end| format!("minor_clash_posterior_{end}"));
        open.borrow_mut()
            .extend(Some(key(row)).zip(left_open(row, &low, &high)));
        false
    };
    read::table(folder, "summary.csv", &["policy"], note)?;
    let (open, found) = (open.into_inner(), RefCell::new(Vec::<Headline>::new()));
    let add = |row: Row| {
        let trials = row.count("trials").unwrap_or_default();
        // What was changed by hand is no count of them.
        let share = |count: u64| Share::of(count.min(trials), trials);
        let outcome = (row.text("outcome").parse(), row.count("n"));
        let (Ok(outcome), Some(count)) = outcome else {
            return false;
        };
        let share_of = Share {
            open: left_open(row, "posterior_low", "posterior_high"),
            ..share(count)
        };
        let (outcome, (policy, variant)) = ((outcome, share_of), key(row));
        let mut found = found.borrow_mut();
        match found.last_mut() {
            Some(last) if last.policy == policy && last.variant == variant => {
                last.outcomes.push(outcome);
            }
            _ => {
                let key = (policy.clone(), variant.clone());
                let clashes = clashes.get(&key).copied();
                found.push(Headline {
                    scenario: row.text("scenario").to_owned(),
                    policy,
                    variant,
                    outcomes: vec![outcome],
                    minor_clash: Share {
                        open: open.get(&key).copied(),
                        ..share(clashes.unwrap_or_default())
                    },
                });
            }
        }
        false
    };
    let outcomes = ["scenario", "policy", "outcome", "trials", "n"];
    read::table(folder, "outcomes.csv", &outcomes, add)?;
    Ok(found.into_inner())
}

/// What a posterior leaves open of a row, where it has columns for it.
fn left_open(row: Row, low: &str, high: &str) -> Option<Interval> {
    let end = |column: &str| row.optional(column)?.parse::<f64>().ok();
    Some(Interval {
        low: end(low)?,
        high: end(high)?,
    })
}
