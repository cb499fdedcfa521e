//! The numbers that were fitted to crises of the world, the defaults and those of `base/rivals.toml`,
//! are those of the posteriors in docs/reference/hindcast: medians with 90% of the posterior.

use offramp::scenario::parameter::{self, Basis, Parameter};
use offramp::table::sheet::Sheet;
use std::collections::BTreeMap;
use std::path::Path;

fn text(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The median and the ends of the middle 90% of each number, rounded as they are shipped: nats to two
/// decimals, probabilities to three.
fn posterior(of: &str) -> BTreeMap<String, [f64; 3]> {
    let text = text(&format!(
        "docs/reference/hindcast/{of}-posterior_summary.csv"
    ));
    let required = ["path", "unit", "p05", "p50", "p95"];
    let sheet = Sheet::read(text.as_bytes(), &required, |_| true).unwrap();
    let of_row = sheet.rows().map(|row| {
        let scale = if row.text("unit") == "nat" { 1e2 } else { 1e3 };
        let rounded = |column| {
            let number: f64 = row.number(column).expect("a posterior has quantiles");
            (number * scale).round() / scale
        };
        let of_it = ["p50", "p05", "p95"].map(rounded);
        (row.text("path").to_owned(), of_it)
    });
    of_row.collect()
}

/// What a file writes there.
fn written(file: &str, path: &str) -> Option<f64> {
    let file: toml::Table = text(file).parse().unwrap();
    let mut parts = path.split('.');
    let first = file.get(parts.next()?)?;
    let found = parts.try_fold(first, |table, part| table.get(part))?;
    found
        .as_float()
        .or_else(|| found.as_integer().map(|n| n as f64))
}

#[test]
fn the_defaults_of_the_law_are_the_medians_of_the_world() {
    let world = posterior("world");
    let calibrated: Vec<&Parameter> = parameter::rows()
        .filter(|row| row.basis() == Basis::Calibrated)
        .collect();
    for row in &calibrated {
        let of_it = world.get(&format!("law.{}", row.key));
        let [low, high] = row.interval.expect("a calibrated number has an interval");
        assert_eq!(Some(&[row.default, low, high]), of_it, "{}", row.key);
    }
    let of_the_law = world.keys().filter(|path| path.starts_with("law."));
    assert_eq!(calibrated.len(), of_the_law.count());
    let plan = "actor.challenger.campaign_at_onset";
    assert_eq!(
        written("scenarios/base/world.toml", plan),
        world.get(plan).map(|of_it| of_it[0])
    );
}

#[test]
fn the_numbers_of_rivals_are_the_medians_of_rivals() {
    let rivals = posterior("rivals");
    let law = rivals.iter().filter(|(path, _)| path.starts_with("law."));
    let base = text("scenarios/base/rivals.toml");
    let mut seen = 0;
    for (path, [median, low, high]) in law {
        let value = written("scenarios/base/rivals.toml", path);
        assert_eq!(value, Some(*median), "{path}");
        let key = path.trim_start_matches("law.");
        let line = base
            .lines()
            .find(|line| line.starts_with(&format!("{key} =")));
        let said = format!("# {low} to {high}");
        assert!(
            line.is_some_and(|line| line.contains(&said)),
            "{path}: {said}"
        );
        seen += 1;
    }
    assert_eq!(seen, 11);
}

/// Korea's numbers are its own: whatever the world's become, they stay.
#[test]
fn korea_writes_every_number_of_the_law_that_the_world_was_asked_about() {
    let korea = "scenarios/base/korea.toml";
    let actors = [
        "north-korea",
        "south-korea",
        "united-states",
        "international-community",
    ];
    for row in parameter::rows().filter(|row| row.basis() == Basis::Calibrated) {
        let key = row.key;
        let own = |actor: &&str| written(korea, &format!("actor.{actor}.{key}")).is_some();
        let law = written(korea, &format!("law.{key}")).is_some();
        assert!(law || actors.iter().all(own), "{key}");
    }
}
