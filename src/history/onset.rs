//! The date of an onset as a table gives it: whole, or with the middle of what is not known.

use super::sheet::{CaseRow, Cell};
use crate::diagnostic::{Code, Problem};
use jiff::civil::Date;

/// The onset by the columns that say it: a date, or year and month.
pub(super) fn onset(
    row: CaseRow<'_>,
    columns: &[String],
    problems: &mut Vec<Problem>,
) -> Option<Date> {
    let first = columns.first().and_then(|column| row.get(column));
    let Some(cell) = first else {
        let message = "the case has no onset";
        problems.push(Problem::new(Code::Missing, row.place(), message));
        return None;
    };
    let date = match columns.get(1) {
        None => date(&cell.text),
        Some(month) => {
            let month = row.get(month);
            let known = month.map_or("??", |month| month.text.as_str());
            self::date(&format!("{}-{known:0>2}-??", cell.text))
        }
    };
    if date.is_none() {
        problems.push(impossible(cell));
    }
    date
}

fn impossible(cell: &Cell) -> Problem {
    let message = format!("`{}` is no date", cell.text);
    let problem = Problem::new(Code::WrongType, cell.place, message);
    problem.help("write 1993-03-15; what is not known is `??`, for which the middle is taken")
}

/// A date in which month and day may be `??`: then the middle of the year or of the month.
fn date(text: &str) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return None;
    };
    let (month, day) = match (*month, *day) {
        ("??", "??") => ("07", "01"),
        (month, "??") => (month, "15"),
        known => known,
    };
    format!("{year}-{month}-{day}").parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_is_taken_for_what_is_not_known() {
        let day = |text| date(text).map(|date| date.to_string());
        assert_eq!(day("1993-03-??").as_deref(), Some("1993-03-15"));
        assert_eq!(day("1993-??-??").as_deref(), Some("1993-07-01"));
        assert_eq!(day("1968-01-21").as_deref(), Some("1968-01-21"));
        for wrong in [
            "1993-13-??",
            "1993-02-30",
            "93",
            "",
            "1993-??-07",
            "x-01-01",
        ] {
            assert_eq!(day(wrong), None, "{wrong}");
        }
    }
}
