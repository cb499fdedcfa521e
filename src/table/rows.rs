//! A table in memory, on its way to a CSV file.

pub use super::cell::Cell;
use super::cell::Writer;
use super::dialect::Dialect;
use super::schema::Schema;
use crate::stats::{Estimate, Interval};
use std::borrow::Borrow;
use std::io::Write;

/// A table: its columns, and rows as long as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the columns are.
    pub schema: Schema,
    /// The cells, row after row, in the order they are written.
    cells: Vec<Cell>,
}

impl Table {
    /// An empty table.
    pub fn new(schema: Schema) -> Self {
        Self {
            schema,
            cells: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        self.cells.extend(row);
        let (cells, columns) = (self.cells.len(), self.schema.columns.len());
        debug_assert!(cells.is_multiple_of(columns), "{}", self.schema.file);
    }

    /// Adds the rows of a table of the same columns.
    pub fn extend(&mut self, other: &Table) {
        debug_assert_eq!(self.schema, other.schema);
        self.cells.extend(other.cells.iter().cloned());
    }

    /// The rows.
    pub fn rows(&self) -> impl Iterator<Item = &[Cell]> {
        self.cells.chunks(self.schema.columns.len())
    }

    /// Writes header and rows.
    pub fn write(&self, out: impl Write) -> csv::Result<()> {
        self.write_in(Dialect::Plain, out)
    }

    /// The same in another dialect.
    pub fn write_in(&self, dialect: Dialect, out: impl Write) -> csv::Result<()> {
        CsvRows::new(&self.schema, dialect, out)?.all(self)
    }
}

/// A CSV file that is written row by row.
pub struct CsvRows<W: Write> {
    csv: csv::Writer<W>,
    cells: Writer,
    text: String,
}

impl<W: Write> CsvRows<W> {
    /// Writes the header.
    pub fn new(schema: &Schema, dialect: Dialect, mut out: W) -> csv::Result<Self> {
        out.write_all(dialect.mark())?;
        let mut rows = Self::further(dialect, out);
        let names = schema.columns.iter().map(|column| column.name.as_str());
        rows.csv.write_record(names)?;
        Ok(rows)
    }

    /// Goes on with a file that has a header.
    pub fn further(dialect: Dialect, out: W) -> Self {
        let mut csv = csv::WriterBuilder::new();
        csv.delimiter(dialect.delimiter());
        Self {
            csv: csv.buffer_capacity(1 << 16).from_writer(out),
            cells: Writer::new(dialect),
            text: String::new(),
        }
    }

    /// Writes the rows of a table, and what is still buffered.
    pub fn all(mut self, table: &Table) -> csv::Result<()> {
        for row in table.rows() {
            self.row(row)?;
        }
        self.finish()
    }

    /// Writes a row.
    pub fn row(&mut self, row: impl IntoIterator<Item = impl Borrow<Cell>>) -> csv::Result<()> {
        row.into_iter().try_for_each(|cell| {
            self.text.clear();
            self.cells.write(cell.borrow(), &mut self.text);
            self.csv.write_field(&self.text)
        })?;
        self.csv.write_record(None::<&[u8]>)
    }

    /// Writes what is still buffered.
    pub fn finish(mut self) -> csv::Result<()> {
        self.csv.flush()?;
        Ok(())
    }
}

/// Rows as lines in memory, to stand under a header that is written elsewhere: a table whose rows
/// come by the ten thousand, and are not looked at again.
pub struct Lines {
    /// What the columns are.
    pub schema: Schema,
    csv: CsvRows<Vec<u8>>,
}

impl Lines {
    /// No lines.
    pub fn new(schema: Schema, dialect: Dialect) -> Self {
        Self {
            schema,
            csv: CsvRows::further(dialect, Vec::new()),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        let written = self.csv.row(row);
        written.expect("invariant: memory takes what is written, and rows are of one length");
    }

    /// The lines.
    pub fn into_bytes(self) -> Vec<u8> {
        let written = self.csv.csv.into_inner();
        written.expect("invariant: memory takes what is written")
    }
}

/// The line that a table of these columns begins with.
pub fn header(schema: &Schema, dialect: Dialect) -> csv::Result<Vec<u8>> {
    let mut header = Vec::new();
    CsvRows::new(schema, dialect, &mut header)?.finish()?;
    Ok(header)
}

/// The cells of an estimate: value, interval, level, method.
pub fn estimate_cells(estimate: &Estimate) -> [Cell; 5] {
    let known = estimate.low.is_some() || estimate.high.is_some();
    [
        estimate.value.into(),
        estimate.low.into(),
        estimate.high.into(),
        if known {
            estimate.level.into()
        } else {
            Cell::Empty
        },
        if known {
            estimate.method.name().into()
        } else {
            Cell::Empty
        },
    ]
}

/// The cells of what a posterior leaves open; none where there is no posterior.
pub fn open_cells(posterior: bool, open: Option<Interval>) -> impl Iterator<Item = Cell> {
    let ends = [open.map(|open| open.low), open.map(|open| open.high)];
    ends.map(Cell::from).into_iter().filter(move |_| posterior)
}
