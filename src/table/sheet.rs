//! A table that was written, read back: texts, found by the names of their columns.

use super::dialect::Dialect;
use std::io::{BufRead, BufReader, Read};

/// A table as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sheet {
    /// Headers in order.
    pub columns: Vec<String>,
    /// Rows as long as the header.
    pub rows: Vec<Vec<String>>,
}

/// A row of a [`Sheet`].
#[derive(Debug, Clone, Copy)]
pub struct Row<'s> {
    columns: &'s [String],
    cells: &'s [String],
}

/// Why a text is no such table.
#[derive(Debug, thiserror::Error)]
pub enum SheetError {
    /// It is no CSV.
    #[error(transparent)]
    Csv(#[from] csv::Error),
    /// A column that is read is not there.
    #[error("it has no column `{0}`; it is of another version of offramp, or was changed by hand")]
    NoColumn(String),
}

impl<'s> Row<'s> {
    /// The text under a header that the sheet was required to have.
    pub fn text(&self, column: &str) -> &'s str {
        let text = self.optional(column);
        debug_assert!(text.is_some(), "invariant: `{column}` was required");
        text.unwrap_or_default()
    }

    /// The text under a header, if there is such a column.
    pub fn optional(&self, column: &str) -> Option<&'s str> {
        let place = self.columns.iter().position(|name| name == column)?;
        self.cells.get(place).map(String::as_str)
    }

    /// The number under a header, if one is known.
    pub fn number(&self, column: &str) -> Option<f64> {
        let number = self.text(column).parse();
        number.ok().filter(|x: &f64| x.is_finite())
    }

    /// The count under a header, if one is known.
    pub fn count(&self, column: &str) -> Option<u64> {
        self.text(column).parse().ok()
    }
}

impl Sheet {
    /// Rows in order.
    pub fn rows(&self) -> impl Iterator<Item = Row<'_>> {
        self.rows.iter().map(|cells| Row {
            columns: &self.columns,
            cells,
        })
    }

    /// Reads the rows for which `keep` holds of a table that has the columns `required`, more of
    /// them perhaps, in any order.
    pub fn read(
        text: impl Read,
        required: &[&str],
        keep: impl Fn(Row) -> bool,
    ) -> Result<Self, SheetError> {
        let mut text = BufReader::with_capacity(1 << 16, text);
        let beginning = text.fill_buf().map_err(csv::Error::from)?;
        let dialect = Dialect::of(beginning);
        text.consume(dialect.mark().len());
        let mut reader = csv::ReaderBuilder::new();
        let mut reader = reader.delimiter(dialect.delimiter()).from_reader(text);
        let point = |cell: &str| match cell.replacen(',', ".", 1) {
            number if dialect.has_decimal_comma() && number.parse::<f64>().is_ok() => number,
            _ => cell.to_owned(),
        };
        let texts = |record: &csv::StringRecord| record.iter().map(point).collect();
        let columns: Vec<String> = texts(reader.headers()?);
        let missing = required
            .iter()
            .find(|needed| columns.iter().all(|name| name != **needed));
        if let Some(missing) = missing {
            return Err(SheetError::NoColumn((*missing).to_owned()));
        }
        let mut rows = Vec::new();
        for record in reader.records() {
            let cells: Vec<String> = texts(&record?);
            let row = Row {
                columns: &columns,
                cells: &cells,
            };
            if keep(row) {
                rows.push(cells);
            }
        }
        Ok(Self { columns, rows })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_column_is_an_error_and_not_an_empty_text() {
        let text = "a,b\n1,\n";
        let sheet = Sheet::read(text.as_bytes(), &["b"], |_| true).unwrap();
        let row = sheet.rows().next().unwrap();
        assert_eq!((row.count("a"), row.text("b")), (Some(1), ""));
        assert_eq!(row.optional("c"), None);
        let refused = Sheet::read(text.as_bytes(), &["c"], |_| true);
        assert!(matches!(refused, Err(SheetError::NoColumn(c)) if c == "c"));
    }
}
