//! Parameters as text in lines of a width: what they are, and what is in force of a scenario.

use super::text::TextLayout;
use crate::scenario::file::provenance::{InForce, Provenance};
use crate::scenario::file::schema::default;
use crate::scenario::parameter::{NumberKind, Parameter, Scope};
use std::fmt::Write;

/// Every row under the heading of its scope: default, bounds and unit in a line, meaning and source
/// under it.
pub fn parameters<'r>(rows: impl IntoIterator<Item = &'r Parameter>, layout: TextLayout) -> String {
    let (mut text, mut last) = (String::new(), None);
    for row in rows {
        if last != Some(row.scope) {
            if last.is_some() {
                text.push('\n');
            }
            line(&mut text, &layout.sentence(heading(row.scope)));
        }
        last = Some(row.scope);
        line(
            &mut text,
            &format!("  {} {}{}", row.key, default(row), bounds(row)),
        );
        line(&mut text, &layout.sentence(&format!("    {}", row.doc)));
        let source = format!("    Default: {}.", row.rests_on());
        line(&mut text, &layout.sentence(&source));
    }
    text
}

/// The numbers in force: under each parameter its values, whose they are, where each comes from and
/// what it rests on.
pub fn in_force(numbers: &[InForce], layout: TextLayout) -> String {
    let mut text = String::new();
    for of_row in numbers.chunk_by(|a, b| a.row.key == b.row.key) {
        if !text.is_empty() {
            text.push('\n');
        }
        let row = of_row[0].row;
        line(&mut text, &format!("{}{}", row.key, bounds(row)));
        let about = format!("  {}", row.doc);
        line(&mut text, &layout.sentence(&about));
        // What several have in common is said once.
        let mut said: Vec<(&InForce, Vec<&str>)> = Vec::new();
        for number in of_row {
            let same = |(other, _): &&mut (&InForce, _)| {
                (&other.value, &other.from, other.line, &other.rests_on)
                    == (&number.value, &number.from, number.line, &number.rests_on)
            };
            match said.iter_mut().find(same) {
                Some((_, whose)) => whose.push(&number.whose),
                None => said.push((number, vec![&number.whose])),
            }
        }
        for (number, whose) in said {
            let whose = whose.join(", ");
            let of = match (whose.as_str(), row.scope) {
                ("", Scope::Trigger) => "the trigger",
                ("", _) => "the crisis",
                (whose, _) => whose,
            };
            let value = format!("    {}  {of}: {}", number.value, from(number));
            line(&mut text, &layout.sentence(&value));
        }
    }
    text
}

fn line(text: &mut String, line: &str) {
    writeln!(text, "{line}").expect("invariant: a string takes every write");
}

fn from(number: &InForce) -> String {
    let rests_on = number.rests_on.join("; ");
    let place = match (&number.from, number.line) {
        (Provenance::Default, _) => return format!("default, {rests_on}"),
        (Provenance::Own, Some(line)) => format!("its own, line {line}"),
        (Provenance::Own, None) => "its own".into(),
        (Provenance::Inherited(base), Some(line)) => format!("{base}, line {line}"),
        (Provenance::Inherited(base), None) => base.clone(),
        (Provenance::Override, _) => "given with --set".into(),
    };
    if rests_on.is_empty() {
        place
    } else {
        format!("{place} ({rests_on})")
    }
}

fn bounds(row: &Parameter) -> String {
    let unit = if row.unit.is_empty() {
        String::new()
    } else {
        format!(" {}", row.unit)
    };
    match row.kind {
        NumberKind::Switch => " (true or false)".into(),
        _ => format!(" ({} to {}{unit})", row.low, row.high),
    }
}

/// Whose the parameters are, and where they are written.
fn heading(scope: Scope) -> &'static str {
    match scope {
        Scope::Crisis => "The crisis: crisis.<parameter>",
        Scope::Actor => "Every actor: law.<parameter>, actor.<name>.<parameter>",
        Scope::Party => "Parties: law.<parameter>, actor.<name>.<parameter>",
        Scope::ThirdParty => "Third parties: law.<parameter>, actor.<name>.<parameter>",
        Scope::Pair => "Pairs of adversaries: law.<parameter>, pair.<name>.<parameter>",
        Scope::Channel => "Channels: law.<parameter>, channel.<pair>.<name>.<parameter>",
        Scope::Incident => "Incidents: law.<parameter>, incident.<name>.<parameter>",
        Scope::Trigger => "The trigger: trigger.<parameter>",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario::parameter;
    use crate::scenario::read_embedded;

    const NARROW: TextLayout = TextLayout { width: Some(60) };

    /// The longest line that could have been broken: names and paths are not.
    fn longest(text: &str) -> usize {
        let breakable = |line: &&str| line.trim().matches(' ').count() > 3;
        let lines = text.lines().filter(breakable);
        lines.map(|line| line.chars().count()).max().unwrap_or(0)
    }

    #[test]
    fn every_parameter_fits_a_narrow_terminal_with_its_source() {
        let text = parameters(parameter::rows(), NARROW);
        assert!(longest(&text) <= 60, "{text}");
        let words = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
        let flat = words(&text);
        for row in parameter::rows() {
            assert!(flat.contains(&words(row.doc)) && flat.contains(&words(&row.rests_on())));
        }
    }

    #[test]
    fn what_is_in_force_says_whose_it_is_and_where_it_comes_from() {
        let sets = ["law.pressure_effect=0.5".to_owned()];
        let checked = read_embedded("exact/two-actors", &sets).expect("it is sound");
        let text = in_force(&checked.numbers(), NARROW);
        assert!(longest(&text) <= 60, "{text}");
        assert!(text.contains("0.5  red, blue: given with --set"), "{text}");
        assert!(text.contains("5  the crisis: its own, line "), "{text}");
        assert!(
            text.contains("red, blue: default, not identified"),
            "{text}"
        );
    }
}
