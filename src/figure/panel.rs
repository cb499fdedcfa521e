//! A figure: a chart, what it shows in words, and the numbers behind it.

use serde::Serialize;

/// A table of a page: everything is text by now.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Grid {
    /// Headers.
    pub header: Vec<String>,
    /// Rows.
    pub rows: Vec<Vec<String>>,
}

impl Grid {
    /// Without rows.
    pub fn new(header: &[&str]) -> Self {
        Self {
            header: header.iter().map(ToString::to_string).collect(),
            rows: Vec::new(),
        }
    }
}

/// A chart with its text alternative and its table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Figure {
    /// Its heading.
    pub title: String,
    /// What it shows, for who cannot see it.
    pub text: String,
    /// The chart; `None`: the table is the figure.
    pub svg: Option<String>,
    /// How to read it, and what it rests on.
    pub caption: String,
    /// The numbers behind it.
    pub grid: Grid,
}

/// A part of the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct PageSection {
    /// Its heading.
    pub title: String,
    /// What it is about.
    pub lead: String,
    /// Its figures.
    pub figures: Vec<Figure>,
    /// Figures as wide as the page, which scroll within themselves where it is narrower.
    pub strips: Vec<Figure>,
    /// More of them, of which a reader looks at one set at a time.
    pub choices: Vec<Choice>,
    /// What is chosen: a policy, a metric.
    pub choose: String,
}

/// Figures that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Choice {
    /// What they are of.
    pub name: String,
    /// The figures.
    pub figures: Vec<Figure>,
}

impl PageSection {
    /// A section, unless it has no figures.
    pub fn of(title: &str, lead: &str, figures: Vec<Figure>) -> Option<Self> {
        (!figures.is_empty()).then(|| Self {
            title: title.into(),
            lead: lead.into(),
            figures,
            strips: Vec::new(),
            choices: Vec::new(),
            choose: String::new(),
        })
    }

    /// A section of wide figures, unless it has none.
    pub fn wide(title: &str, lead: &str, strips: Vec<Figure>) -> Option<Self> {
        let section = Self::of(title, lead, strips)?;
        Some(Self {
            strips: section.figures,
            figures: Vec::new(),
            ..section
        })
    }

    /// The same with figures of which one set is looked at at a time.
    pub fn choosing(
        title: &str,
        lead: &str,
        figures: Vec<Figure>,
        (choose, mut choices): (&str, Vec<Choice>),
    ) -> Option<Self> {
        choices.retain(|choice| !choice.figures.is_empty());
        let any = !figures.is_empty() || !choices.is_empty();
        any.then(|| Self {
            title: title.into(),
            lead: lead.into(),
            figures,
            strips: Vec::new(),
            choices,
            choose: choose.into(),
        })
    }
}

/// A share in percent with two digits that say something.
pub fn percent(share: Option<f64>) -> String {
    share.map_or_else(String::new, |share| {
        let digits = if share.abs() < 0.01 { 2 } else { 1 };
        format!("{:.digits$}%", 100.0 * share)
    })
}

/// A number for a table.
pub fn number(value: Option<f64>) -> String {
    value.map_or_else(String::new, |value| {
        let digits = match value.abs() {
            x if x >= 100.0 => 0,
            x if x >= 1.0 => 2,
            _ => 4,
        };
        format!("{value:.digits$}")
    })
}
