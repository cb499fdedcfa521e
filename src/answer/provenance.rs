//! Where the numbers of a scenario come from, in a sentence.

use super::frequency::thousands;
use crate::scenario::file::provenance::Tally;
use crate::scenario::library;
use crate::scenario::parameter::{Basis, WORLD_RECORD};

/// "Of 96 numbers in force, 9 are the scenario's own, 21 come from korea.toml and 66 are defaults: 45
/// fitted to ..."
pub fn provenance(tally: &Tally) -> String {
    let many = |count: usize| thousands(count as u64);
    let be = |count: usize| if count == 1 { "is" } else { "are" };
    let defaults: usize = tally.defaults.values().sum();
    let mut parts = vec![format!(
        "{} {} the scenario's own",
        none(tally.own),
        be(tally.own)
    )];
    for (base, count) in &tally.inherited {
        let come = if *count == 1 { "comes" } else { "come" };
        parts.push(format!("{} {come} from {base}", many(*count)));
    }
    if tally.overridden > 0 {
        let count = tally.overridden;
        parts.push(format!("{} {} given with --set", many(count), be(count)));
    }
    if tally.drawn > 0 {
        let (count, are) = (tally.drawn, be(tally.drawn));
        parts.push(format!("{} {are} drawn from a posterior", many(count)));
    }
    let default = if defaults == 1 {
        "a default"
    } else {
        "defaults"
    };
    let last = format!("{} {} {default}", none(defaults), be(defaults));
    let kinds: Vec<String> = Basis::ALL
        .into_iter()
        .filter_map(|basis| Some((basis, *tally.defaults.get(&basis)?)))
        .map(|(basis, count)| kind(basis, &many(count)))
        .collect();
    let kinds = if kinds.is_empty() {
        String::new()
    } else {
        format!(": {}", kinds.join(", "))
    };
    let all = many(tally.all);
    format!(
        "Of {all} numbers in force, {} and {last}{kinds}.",
        parts.join(", ")
    )
}

fn none(count: usize) -> String {
    match count {
        0 => "none".into(),
        count => thousands(count as u64),
    }
}

fn kind(basis: Basis, many: &str) -> String {
    match basis {
        Basis::Calibrated => format!("{many} fitted to {WORLD_RECORD}"),
        Basis::Fitted => format!("{many} fitted by hand to {}", library::reference_record()),
        Basis::Measured => format!("{many} measured there"),
        Basis::Assumed => format!("{many} assumed"),
        Basis::NotIdentified => format!("{many} that the data do not identify"),
        Basis::Choice => format!("{many} chosen"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    #[test]
    fn one_and_none_are_said_as_such() {
        let defaults = BTreeMap::from([
            (Basis::Calibrated, 2),
            (Basis::Fitted, 1),
            (Basis::Assumed, 2),
        ]);
        let tally = Tally {
            all: 7,
            own: 0,
            inherited: vec![("a.toml".into(), 1)],
            overridden: 1,
            drawn: 0,
            defaults,
        };
        let record = library::reference_record();
        assert_eq!(
            provenance(&tally),
            format!(
                "Of 7 numbers in force, none are the scenario's own, 1 comes from a.toml, 1 is given with --set and 5 are defaults: 2 fitted to {WORLD_RECORD}, 1 fitted by hand to {record}, 2 assumed."
            )
        );
    }
}
