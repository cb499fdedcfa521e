//! A table of cases as it was read: cells that know where they stand.

use crate::diagnostic::{Code, Place, Problem, SourceId, Sources};

/// A table of cases.
#[derive(Debug, Clone)]
pub struct CaseSheet {
    /// The names of its columns.
    pub header: Vec<Cell>,
    /// Its rows, each as long as the header.
    pub rows: Vec<Vec<Cell>>,
    /// The text that places refer to.
    pub sources: Sources,
    /// Which of them.
    pub source: SourceId,
}

/// A cell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cell {
    /// What it says, without space around it.
    pub text: String,
    /// Where it stands.
    pub place: Place,
}

/// One row by the names of its columns.
#[derive(Debug, Clone, Copy)]
pub struct CaseRow<'t> {
    header: &'t [Cell],
    cells: &'t [Cell],
}

impl CaseSheet {
    /// Where a column stands, if there is one of that name.
    pub fn column(&self, name: &str) -> Option<usize> {
        self.header.iter().position(|cell| cell.text == name)
    }

    /// A column that somebody names and that has to be there.
    pub(super) fn require(&self, name: &str, what: &str, problems: &mut Vec<Problem>) {
        let base = base(name);
        if name.is_empty() || self.column(name).or(self.column(base)).is_some() {
            return;
        }
        let place = self
            .header
            .first()
            .map_or(Place::new(self.source, 0..0), |cell| cell.place);
        let message = format!("there is no column `{name}`, which {what}");
        let known: Vec<&str> = self.header.iter().map(|cell| cell.text.as_str()).collect();
        let problem = Problem::new(Code::UnknownName, place, message).label("the header");
        problems.push(problem.help(
            match crate::diagnostic::nearest(base, known.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the table has {}", known.join(", ")),
            },
        ));
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = CaseRow<'_>> {
        self.rows.iter().map(|cells| CaseRow {
            header: &self.header,
            cells,
        })
    }
}

impl<'t> CaseRow<'t> {
    /// The cell of a column; none where there is no such column or nothing stands in it.
    pub fn get(&self, column: &str) -> Option<&'t Cell> {
        let at = self.header.iter().position(|cell| cell.text == column)?;
        let cell = &self.cells[at];
        (!matches!(cell.text.as_str(), "" | "NA")).then_some(cell)
    }

    /// What stands in a column, or what its name with `.count` or `.year` behind it asks for: the
    /// number of its parts, or the year of its date.
    pub fn text(&self, column: &str) -> Option<String> {
        if let Some(cell) = self.get(column) {
            return Some(cell.text.clone());
        }
        let of = self.get(base(column))?;
        match column.strip_suffix(COUNT) {
            Some(_) => Some(parts(&of.text).len().to_string()),
            None => of.text.split('-').next().map(str::to_owned),
        }
    }

    /// Where the row begins.
    pub fn place(&self) -> Place {
        self.cells[0].place
    }
}

/// What behind a column's name asks for the number of its parts.
const COUNT: &str = ".count";
/// What behind it asks for the year of its date.
const YEAR: &str = ".year";

/// The column that a name asks of.
fn base(name: &str) -> &str {
    let asked = [COUNT, YEAR].into_iter();
    let mut asked = asked.filter_map(|suffix| name.strip_suffix(suffix));
    asked.next().unwrap_or(name)
}

/// The parts of a cell between semicolons, each once, in order.
pub fn parts(text: &str) -> Vec<&str> {
    let mut parts: Vec<&str> = text.split(';').map(str::trim).collect();
    parts.retain(|part| !part.is_empty());
    parts.sort_unstable();
    parts.dedup();
    parts
}
