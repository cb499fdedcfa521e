//! Shares as natural frequencies, "15 in 100", which readers judge better than percentages
//! (Gigerenzer & Hoffrage 1995), and days; both in the words of a measure.

use crate::crisis::outcome::Outcome;
use crate::study::measure::Measure;

/// What a measure is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    /// Crises of so many.
    Of(u64),
    /// Days.
    Days,
}

impl Unit {
    /// The unit in which the largest of some values is more than one or two: of 100 crises, of
    /// 1,000 or of 10,000.
    pub fn of(measure: Measure, largest: f64) -> Self {
        measure.of_how_many(largest).map_or(Unit::Days, Unit::Of)
    }

    /// How many of it a value is.
    pub fn scaled(self, value: f64) -> f64 {
        match self {
            Unit::Of(of) => value * of as f64,
            Unit::Days => value,
        }
    }

    /// A value as a whole number; what is not quite none, or not quite all, says so.
    pub fn whole(self, value: f64) -> String {
        let scaled = self.scaled(value);
        match self {
            Unit::Of(_) if value <= 0.0 => "none".into(),
            Unit::Of(_) if scaled < 0.5 => "fewer than 1".into(),
            Unit::Of(_) if value >= 1.0 => "all".into(),
            Unit::Of(of) if scaled > of as f64 - 0.5 => format!("more than {}", thousands(of - 1)),
            _ => thousands(scaled.round() as u64),
        }
    }

    /// A value in a column of figures.
    pub fn figure(self, value: f64) -> String {
        let scaled = self.scaled(value);
        if scaled > 0.0 && scaled < 0.5 {
            "<1".into()
        } else {
            thousands(scaled.round() as u64)
        }
    }

    /// "15 in 100 crises like this one see at least a minor clash".
    pub fn told(self, value: f64, measure: Measure) -> String {
        let many = self.whole(value);
        let (plural, singular) = happens(measure);
        match self {
            Unit::Days => format!("a crisis like this one lasts {} on average", days(value)),
            Unit::Of(of) => {
                let (of, verb) = (thousands(of), if many == "1" { singular } else { plural });
                match many.as_str() {
                    "none" | "all" => format!("{many} of {of} crises like this one {verb}"),
                    _ => format!("{many} in {of} crises like this one {verb}"),
                }
            }
        }
    }
}

/// How 100 crises end: "36 in an agreement, 28 with one side standing down and 1 in war; 17 are still
/// running at the horizon". What none does is left out.
pub(super) fn endings(shares: impl IntoIterator<Item = (Outcome, f64)>) -> String {
    let unit = Unit::Of(100);
    let mut shares: Vec<(Outcome, f64)> = shares.into_iter().collect();
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let (mut ended, mut running) = (Vec::new(), None);
    for (outcome, share) in shares.into_iter().filter(|(_, share)| *share > 0.0) {
        let many = unit.whole(share);
        let how = match outcome {
            Outcome::War => "in war",
            Outcome::Agreement => "in an agreement",
            Outcome::Unilateral => "with one side standing down",
            Outcome::Calm => "in calm",
            Outcome::Unresolved => {
                let verb = if many == "1" { "is" } else { "are" };
                running = Some(format!("{many} {verb} still running at the horizon"));
                continue;
            }
        };
        let verb = match (ended.is_empty(), many.as_str()) {
            (false, _) => "",
            (true, "1") => "ends ",
            (true, _) => "end ",
        };
        ended.push(format!("{many} {verb}{how}"));
    }
    let ended = (!ended.is_empty()).then(|| listed(&ended));
    let parts: Vec<String> = ended.into_iter().chain(running).collect();
    parts.join("; ")
}

/// What crises do that a measure counts, of many and of one.
pub(super) fn happens(measure: Measure) -> (&'static str, &'static str) {
    match measure {
        Measure::MinorClash => ("see at least a minor clash", "sees at least a minor clash"),
        Measure::SeriousClash => (
            "see at least a serious clash",
            "sees at least a serious clash",
        ),
        Measure::War => ("end in war", "ends in war"),
        Measure::Agreement => ("end in an agreement", "ends in an agreement"),
        Measure::Unilateral => (
            "end with one side standing down",
            "ends with one side standing down",
        ),
        Measure::Calm => ("end in calm", "ends in calm"),
        Measure::Unresolved => (
            "are still running at the horizon",
            "is still running at the horizon",
        ),
        Measure::Days => ("last", "lasts"),
    }
}

/// What a measure counts, as the heading of a column.
pub(super) fn plural(measure: Measure) -> &'static str {
    match measure {
        Measure::MinorClash => "minor clashes",
        Measure::SeriousClash => "serious clashes",
        Measure::War => "wars",
        Measure::Agreement => "agreements",
        Measure::Unilateral => "stand-downs",
        Measure::Calm => "ending in calm",
        Measure::Unresolved => "unresolved",
        Measure::Days => "days",
    }
}

/// A number of days, in words.
fn days(value: f64) -> String {
    match value.round() as u64 {
        1 => "1 day".into(),
        days => format!("{} days", thousands(days)),
    }
}

/// "1 trial", "10,000 trials".
pub(super) fn counted(number: u64, what: &str) -> String {
    let plural = if number == 1 { "" } else { "s" };
    format!("{} {what}{plural}", thousands(number))
}

/// A whole number with a comma between every three digits.
pub(super) fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// "a, b and c".
pub(super) fn listed<T: AsRef<str>>(items: &[T]) -> String {
    let items: Vec<&str> = items.iter().map(AsRef::as_ref).collect();
    match items.as_slice() {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [before @ .., last] => format!("{} and {last}", before.join(", ")),
    }
}

/// With a capital letter first.
pub(super) fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map_or(String::new(), |first| {
        first.to_uppercase().chain(letters).collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_and_many_are_said_as_they_are() {
        let hundred = Unit::of(Measure::War, 0.4);
        let said = |value| hundred.told(value, Measure::War);
        assert_eq!(said(0.0), "none of 100 crises like this one end in war");
        assert_eq!(
            said(0.004),
            "fewer than 1 in 100 crises like this one end in war"
        );
        assert_eq!(said(0.01), "1 in 100 crises like this one ends in war");
        assert_eq!(said(0.153), "15 in 100 crises like this one end in war");
        assert_eq!(
            said(0.997),
            "more than 99 in 100 crises like this one end in war"
        );
        assert_eq!(said(1.0), "all of 100 crises like this one end in war");
        assert_eq!(Unit::of(Measure::War, 0.004), Unit::Of(1_000));
        assert_eq!(Unit::of(Measure::War, 0.0), Unit::Of(10_000));
        let days = Unit::of(Measure::Days, 146.0);
        assert_eq!(
            days.told(1.2, Measure::Days),
            "a crisis like this one lasts 1 day on average"
        );
    }

    #[test]
    fn endings_are_told_from_the_most_frequent_on() {
        use Outcome::{Agreement, Calm, Unresolved, War};
        let shares = [
            (War, 0.012),
            (Agreement, 0.36),
            (Calm, 0.0),
            (Unresolved, 0.628),
        ];
        let words = "36 end in an agreement and 1 in war; 63 are still running at the horizon";
        assert_eq!(endings(shares), words);
        assert_eq!(endings([(War, 1.0)]), "all end in war");
        assert_eq!(endings([(War, 0.01)]), "1 ends in war");
        let running = "all are still running at the horizon";
        assert_eq!(endings([(Unresolved, 1.0)]), running);
    }

    #[test]
    fn lists_and_numbers_read_as_in_a_text() {
        assert_eq!(listed(&["a"]), "a");
        assert_eq!(listed(&["a", "b"]), "a and b");
        assert_eq!(listed(&["a", "b", "c"]), "a, b and c");
        assert_eq!(
            [0, 999, 1_000, 1_234_567].map(thousands),
            ["0", "999", "1,000", "1,234,567"]
        );
    }
}
