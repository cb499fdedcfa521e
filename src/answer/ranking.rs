//! The ranking of a comparison in one table that fits a terminal, grouped by what can be relied on.

use super::frequency::{Unit, plural, thousands};
use super::terms::{advised, baseline, condition, others, unit};
use super::text::TextLayout;
use super::turning;
use crate::stats::Estimate;
use crate::study::assumptions::Assumption;
use crate::study::compare::Compared;
use crate::study::measure::Measure;
use crate::study::reliance::Group;

/// The table, with a legend under it.
pub(super) fn table(found: &Compared, layout: TextLayout) -> String {
    Ranking::of(found).text(layout)
}

/// The same in Markdown; every cell goes through `escaped`.
pub(super) fn markdown(found: &Compared, escaped: impl Fn(&str) -> String) -> String {
    let ranking = Ranking::of(found);
    let header = ranking.header();
    let row = |cells: &[String]| {
        let cells: Vec<String> = cells.iter().map(|cell| escaped(cell)).collect();
        format!("| {} |", cells.join(" | "))
    };
    let others = header.len() - 1;
    let mut rows = vec![row(&header), format!("|---|{}", "--:|".repeat(others))];
    for line in ranking.lines() {
        match line {
            Line::Group(words) => {
                rows.push(format!(
                    "| **{}** |{}",
                    escaped(&words),
                    " |".repeat(others)
                ));
            }
            Line::Arm(cells) => rows.push(row(&cells)),
            Line::Rule => {}
        }
    }
    let legend = ranking.legend(header.len() > ranking.kept());
    format!("{}\n\n{}", rows.join("\n"), escaped(&legend))
}

/// A line of the table.
enum Line {
    Group(String),
    /// Name, value, difference with its interval, and the difference at each end.
    Arm(Vec<String>),
    Rule,
}

struct Ranking<'a> {
    found: &'a Compared,
    measure: Measure,
    unit: Unit,
}

impl<'a> Ranking<'a> {
    fn of(found: &'a Compared) -> Self {
        Self {
            found,
            measure: found.comparison.question.measure,
            unit: unit(found),
        }
    }

    fn text(&self, layout: TextLayout) -> String {
        let mut lines = self.lines();
        let room = layout.width.unwrap_or(usize::MAX);
        let mut header = self.header();
        // What there is no room for: first the interval, then the ends.
        if width(&header, &lines) > room {
            header[2] = "against".into();
            for cells in cells(&mut lines) {
                let end = cells[2].find(' ').unwrap_or(cells[2].len());
                cells[2].truncate(end);
            }
        }
        if width(&header, &lines) > room {
            header.truncate(self.kept());
            cells(&mut lines).for_each(|cells| cells.truncate(self.kept()));
        }
        let legend = layout.sentence(&self.legend(header.len() > self.kept()));
        format!("{}\n{legend}", drawn(&header, &lines))
    }

    /// Columns that are kept where there is no room for the ends: name, value, difference, and what a
    /// posterior leaves open of that.
    fn kept(&self) -> usize {
        3 + usize::from(self.found.comparison.is_averaged())
    }

    fn header(&self) -> Vec<String> {
        let unit = match self.unit {
            Unit::Of(of) => format!("{} in {}", plural(self.measure), thousands(of)),
            Unit::Days => plural(self.measure).to_owned(),
        };
        let against = format!("against {}", baseline(self.found));
        let mut header = vec![unit, "now".into(), against];
        header.extend(self.open("left open"));
        let ends = self.found.assumptions.iter().flat_map(|found| &found.ends);
        header.extend(
            ends.filter_map(|(end, _)| column(end.assumption))
                .map(Into::into),
        );
        header.extend(self.tips("tips at"));
        header
    }

    fn lines(&self) -> Vec<Line> {
        let mut arms: Vec<((Group, String), usize)> = advised(self.found)
            .into_iter()
            .map(|arm| (self.found.reliance(arm).heading(self.measure), arm))
            .collect();
        // The order within a group stays that of the ranking.
        arms.sort_by(|(one, _), (other, _)| one.cmp(other));
        let (mut lines, mut last) = (vec![Line::Rule], None);
        for ((_, heading), arm) in arms {
            if last.as_ref() != Some(&heading) {
                lines.push(Line::Group(heading.clone()));
            }
            last = Some(heading);
            lines.push(Line::Arm(self.arm(arm)));
        }
        lines.extend([Line::Rule, Line::Arm(self.base())]);
        let ranking = self.found.comparison.ranking(self.measure);
        let with = ranking.into_iter();
        let mut with = with
            .filter(|&arm| arm > 0 && self.found.asks_others(arm))
            .peekable();
        if with.peek().is_some() {
            let heading = format!("if {} took part too", others(self.found));
            lines.push(Line::Group(heading));
            lines.extend(with.map(|arm| Line::Arm(self.arm(arm))));
        }
        lines
    }

    fn arm(&self, arm: usize) -> Vec<String> {
        let comparison = &self.found.comparison;
        let difference = comparison.joint(arm, self.measure).difference;
        let mut cells = vec![
            self.found.arms[arm].name.clone(),
            self.figure(&comparison.value(arm, self.measure)),
            self.signed(&difference),
        ];
        let range = comparison.open_difference(arm, self.measure);
        let range = range.map_or_else(String::new, |open| {
            let [low, high] = [open.range.low, open.range.high].map(|end| {
                // What rounds to zero has no side.
                let rounded = self.unit.scaled(end).round() + 0.0;
                format!("{rounded:+.0}")
            });
            format!("{low} to {high}")
        });
        cells.extend(self.open(&range));
        for (end, there) in self.found.assumptions.iter().flat_map(|found| &found.ends) {
            if column(end.assumption).is_none() {
                continue;
            }
            let [own, other] = [arm, 0].map(|arm| there.value(arm, self.measure).value);
            cells.push(match (own, other) {
                (Some(own), Some(other)) => {
                    format!("{:+.0}", self.unit.scaled(own - other) + 0.0)
                }
                _ => String::new(),
            });
        }
        cells.extend(self.tips(&turning::root(self.found, arm).unwrap_or_default()));
        cells
    }

    /// The baseline: its values at the ends are not differences.
    fn base(&self) -> Vec<String> {
        let value = self.found.comparison.value(0, self.measure);
        let name = self.found.arms[0].name.clone();
        let mut cells = vec![name, self.figure(&value), String::new()];
        let range = self.found.comparison.open(0, self.measure);
        let range = range.map_or_else(String::new, |open| {
            let [low, high] = [open.low, open.high].map(|end| self.unit.figure(end));
            format!("({low} to {high})")
        });
        cells.extend(self.open(&range));
        for (end, there) in self.found.assumptions.iter().flat_map(|found| &found.ends) {
            if column(end.assumption).is_some() {
                cells.push(format!("({})", self.figure(&there.value(0, self.measure))));
            }
        }
        cells.extend(self.tips(""));
        cells
    }

    /// A cell of the column of what a posterior leaves open, where there is one.
    fn open(&self, text: &str) -> Option<String> {
        let averaged = self.found.comparison.is_averaged();
        averaged.then(|| text.to_owned())
    }

    /// A cell of the column of where it turns, where anything does.
    fn tips(&self, text: &str) -> Option<String> {
        turning::against_baseline(self.found).then(|| text.to_owned())
    }

    fn figure(&self, estimate: &Estimate) -> String {
        estimate
            .value
            .map_or(String::new(), |value| self.unit.figure(value))
    }

    fn signed(&self, estimate: &Estimate) -> String {
        let (Some(value), Some(low), Some(high)) = (estimate.value, estimate.low, estimate.high)
        else {
            return "unknown".into();
        };
        let [value, low, high] = [value, low, high].map(|x| {
            let shown = format!("{:+.1}", self.unit.scaled(x));
            if shown == "-0.0" {
                "+0.0".to_owned()
            } else {
                shown
            }
        });
        format!("{value} [{low:>5}, {high:>5}]")
    }

    fn legend(&self, ends: bool) -> String {
        let level = if self.found.comparison.is_averaged() {
            "95% simultaneous intervals. Left open: where 95% of the draws of the posterior lie, luck left out; of the baseline, its value."
        } else {
            "95% simultaneous intervals."
        };
        if !ends {
            return level.into();
        }
        let than = baseline(self.found);
        let named = [Assumption::Spiral, Assumption::Deterrence]
            .map(|end| format!("{} ({})", column(end).unwrap_or_default(), condition(end)));
        let tips = turning::axis(self.found)
            .filter(|_| turning::against_baseline(self.found))
            .map_or_else(String::new, |axis| {
                format!(" Tips at: {axis} where it does as well as {than}; 95% intervals of each in turns.csv.")
            });
        format!(
            "{}: against {than} at the same end, whose own value is in brackets; the record does not settle which is nearer.{tips} {level}",
            named.join(" and ")
        )
    }
}

/// The column of an assumption.
fn column(assumption: Assumption) -> Option<&'static str> {
    match assumption {
        Assumption::Default => None,
        Assumption::Spiral => Some("calms"),
        Assumption::Deterrence => Some("deters"),
    }
}

fn cells(lines: &mut [Line]) -> impl Iterator<Item = &mut Vec<String>> {
    lines.iter_mut().filter_map(|line| match line {
        Line::Arm(cells) => Some(cells),
        Line::Group(_) | Line::Rule => None,
    })
}

/// Names stand under their group, by so much.
const INDENT: usize = 2;
/// Between columns.
const GAP: usize = 2;

fn widths(header: &[String], lines: &[Line]) -> Vec<usize> {
    let mut widths: Vec<usize> = header.iter().map(|cell| cell.chars().count()).collect();
    for line in lines {
        match line {
            Line::Arm(cells) => {
                for (column, cell) in cells.iter().enumerate() {
                    let indent = if column == 0 { INDENT } else { 0 };
                    widths[column] = widths[column].max(cell.chars().count() + indent);
                }
            }
            Line::Group(_) | Line::Rule => {}
        }
    }
    widths
}

fn width(header: &[String], lines: &[Line]) -> usize {
    let widths = widths(header, lines);
    1 + widths.iter().sum::<usize>() + GAP * (widths.len() - 1)
}

fn drawn(header: &[String], lines: &[Line]) -> String {
    let widths = widths(header, lines);
    let line = |cells: &[String], indent: usize| {
        let mut text = " ".repeat(1 + indent);
        text.push_str(&cells[0]);
        let mut end = 1 + widths[0];
        for (cell, width) in cells.iter().zip(&widths).skip(1) {
            end += GAP + width;
            let missing = end - text.chars().count() - cell.chars().count();
            text.push_str(&" ".repeat(missing));
            text.push_str(cell);
        }
        text.trim_end().to_owned()
    };
    let rule = "─".repeat(widths.iter().sum::<usize>() + GAP * (widths.len() - 1) + 1);
    let mut text = vec![line(header, 0)];
    for each in lines {
        text.push(match each {
            Line::Rule => rule.clone(),
            Line::Group(words) => format!(" {words}"),
            Line::Arm(cells) => line(cells, INDENT),
        });
    }
    text.join("\n")
}
