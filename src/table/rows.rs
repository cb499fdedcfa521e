//! A table in memory, on its way to a CSV file.

use super::schema::Schema;
use crate::stats::Estimate;
use compact_str::CompactString;
use std::io::Write;

/// One cell. Unknown is empty.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    /// Nothing is known.
    Empty,
    /// Words; short ones, as nearly all are, take no memory of their own.
    Text(CompactString),
    /// A whole number.
    Integer(i64),
    /// A real number, written as the shortest text that reads back as the same number.
    Number(f64),
    /// Yes or no.
    Boolean(bool),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.into())
    }
}

impl From<String> for Cell {
    fn from(text: String) -> Self {
        Cell::Text(text.into())
    }
}

impl From<u32> for Cell {
    fn from(number: u32) -> Self {
        Cell::Integer(i64::from(number))
    }
}

impl From<u64> for Cell {
    fn from(number: u64) -> Self {
        Cell::Integer(number as i64)
    }
}

impl From<i64> for Cell {
    fn from(number: i64) -> Self {
        Cell::Integer(number)
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Self {
        if number.is_finite() {
            Cell::Number(number)
        } else {
            Cell::Empty
        }
    }
}

impl From<bool> for Cell {
    fn from(yes: bool) -> Self {
        Cell::Boolean(yes)
    }
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(value: Option<T>) -> Self {
        value.map_or(Cell::Empty, Into::into)
    }
}

impl Cell {
    /// Appends the text of the cell.
    pub fn write(&self, text: &mut String) {
        use std::fmt::Write;
        let written = match self {
            Cell::Empty => Ok(()),
            Cell::Text(words) => {
                text.push_str(words);
                Ok(())
            }
            Cell::Integer(number) => write!(text, "{number}"),
            // Adding zero turns a negative zero into zero.
            Cell::Number(number) => write!(text, "{}", number + 0.0),
            Cell::Boolean(yes) => write!(text, "{yes}"),
        };
        written.expect("writing to a string does not fail");
    }
}

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
        let mut writer = CsvRows::new(&self.schema, out)?;
        for row in &self.rows {
            writer.row(row)?;
        }
        writer.finish()
    }
}

/// A CSV file that is written row by row.
pub struct CsvRows<W: Write> {
    csv: csv::Writer<W>,
    text: String,
}

impl<W: Write> CsvRows<W> {
    /// Writes the header.
    pub fn new(schema: &Schema, out: W) -> csv::Result<Self> {
        let mut csv = csv::WriterBuilder::new()
            .buffer_capacity(1 << 16)
            .from_writer(out);
        csv.write_record(schema.columns.iter().map(|column| column.name.as_str()))?;
        Ok(Self {
            csv,
            text: String::new(),
        })
    }

    /// Writes a row.
    pub fn row(&mut self, row: &[Cell]) -> csv::Result<()> {
        for cell in row {
            self.text.clear();
            cell.write(&mut self.text);
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
