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

/// Writes cells in a dialect. Numbers that come up again and again, as levels and bounds of tables
/// do, are worked out once.
#[derive(Debug)]
pub struct Writer {
    dialect: Dialect,
    /// Bits of a number and its text, at the place that [`Writer::place`] gives it.
    numbers: Vec<(u64, CompactString)>,
}

impl Writer {
    /// Numbers that are remembered.
    const NUMBERS: usize = 1 << 10;

    /// A writer that has written nothing.
    pub fn new(dialect: Dialect) -> Self {
        let zero = (0.0_f64.to_bits(), CompactString::const_new("0"));
        Self {
            dialect,
            numbers: vec![zero; Self::NUMBERS],
        }
    }

    /// Appends the text of a cell.
    pub fn write(&mut self, cell: &Cell, text: &mut String) {
        match cell {
            Cell::Empty => {}
            Cell::Text(words) => text.push_str(words),
            Cell::Integer(number) => text.push_str(itoa::Buffer::new().format(*number)),
            // Adding zero turns a negative zero into zero.
            Cell::Number(number) => text.push_str(self.number(number + 0.0)),
            Cell::Boolean(yes) => text.push_str(if *yes { "true" } else { "false" }),
        }
    }

    fn number(&mut self, number: f64) -> &str {
        let bits = number.to_bits();
        let (known, text) = &mut self.numbers[Self::place(bits)];
        if *known != bits {
            *text = compact_str::format_compact!("{number}");
            if self.dialect.has_decimal_comma() {
                *text = text.replacen('.', ",", 1).into();
            }
            *known = bits;
        }
        text
    }

    /// The highest bits of a product spread numbers that are alike (Knuth, The Art of Computer
    /// Programming 3, section 6.4).
    fn place(bits: u64) -> usize {
        let spread = bits.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        (spread >> (64 - Self::NUMBERS.ilog2())) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_its_shortest_text_whatever_was_written_before() {
        let mut random = 1_u64;
        let mut writers = [Dialect::Plain, Dialect::ExcelSemicolon].map(Writer::new);
        for _ in 0..100_000 {
            random = random
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            // Some come up again, some share their place.
            let number = f64::from((random >> 52) as u32) / 40.0;
            let mut texts = [String::new(), String::new()];
            for (writer, text) in writers.iter_mut().zip(&mut texts) {
                writer.write(&number.into(), text);
            }
            assert_eq!(texts[0], number.to_string());
            assert_eq!(texts[1], number.to_string().replace('.', ","));
        }
    }

    #[test]
    fn zero_has_no_sign() {
        let mut text = String::new();
        Writer::new(Dialect::Plain).write(&Cell::Number(-0.0), &mut text);
        assert_eq!(text, "0");
    }
}
