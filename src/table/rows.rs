//! A table in memory, on its way to a CSV file.

pub use super::cell::Cell;
use super::dialect::Dialect;
use super::schema::Schema;
use crate::stats::Estimate;
use std::io::Write;

/// A table: its columns, and rows as long as they are.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// What the columns are.
    pub schema: Schema,
    /// The rows, in the order they are written.
    pub rows: Vec<Vec<Cell>>,
}

impl Table {
    /// An empty table.
    pub fn new(schema: Schema) -> Self {
        Self {
            schema,
            rows: Vec::new(),
        }
    }

    /// Adds a row.
    pub fn push(&mut self, row: Vec<Cell>) {
        debug_assert_eq!(row.len(), self.schema.columns.len(), "{}", self.schema.file);
        self.rows.push(row);
    }

    /// Adds the rows of a table of the same columns.
    pub fn extend(&mut self, other: &Table) {
        debug_assert_eq!(self.schema, other.schema);
        self.rows.extend(other.rows.iter().cloned());
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
    text: String,
    dialect: Dialect,
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
            text: String::new(),
            dialect,
        }
    }

    /// Writes the rows of a table, and what is still buffered.
    pub fn all(mut self, table: &Table) -> csv::Result<()> {
        for row in &table.rows {
            self.row(row)?;
        }
        self.finish()
    }

    /// Writes a row.
    pub fn row(&mut self, row: &[Cell]) -> csv::Result<()> {
        for cell in row {
            self.text.clear();
            cell.write_in(self.dialect, &mut self.text);
            self.csv.write_field(&self.text)?;
        }
        self.csv.write_record(None::<&[u8]>)
    }

    /// Writes what is still buffered.
    pub fn finish(mut self) -> csv::Result<()> {
        self.csv.flush()?;
        Ok(())
    }
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
