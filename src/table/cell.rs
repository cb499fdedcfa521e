//! One cell of a table.

use super::dialect::Dialect;
use compact_str::CompactString;

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
    /// Appends the text of the cell in a dialect.
    pub fn write_in(&self, dialect: Dialect, text: &mut String) {
        let start = text.len();
        self.write(text);
        if dialect.has_decimal_comma()
            && matches!(self, Cell::Number(_))
            && let Some(point) = text[start..].find('.')
        {
            text.replace_range(start + point..=start + point, ",");
        }
    }

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
