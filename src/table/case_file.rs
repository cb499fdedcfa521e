//! Tables that somebody else wrote: cases of the record, read with the places of their cells.

use super::dialect::Dialect;
use crate::diagnostic::{Code, Place, Problem, Problems, SourceId, Sources};
use crate::history::sheet::{CaseSheet, Cell};
use std::ops::Range;

/// The most rows that are read: a hundred times what any data set of crises has.
const MOST_ROWS: usize = 100_000;

/// Reads a table of cases from the bytes of a CSV file, under the name that problems show.
///
/// # Errors
/// All that is wrong with its shape.
pub fn read(name: &str, bytes: &[u8]) -> Result<CaseSheet, Problems> {
    let dialect = Dialect::of(bytes);
    let text = bytes.strip_prefix(dialect.mark()).unwrap_or(bytes);
    let (text, broken) = match std::str::from_utf8(text) {
        Ok(text) => (text.to_owned(), None),
        Err(error) => {
            let text = String::from_utf8_lossy(text).into_owned();
            (text, Some(error.valid_up_to()))
        }
    };
    let mut sources = Sources::default();
    let source = sources.add(name, text.as_str());
    let mut reading = Reading {
        source,
        text: &text,
        delimiter: dialect.delimiter(),
        problems: Vec::new(),
    };
    if let Some(at) = broken {
        let place = Place::new(source, at..at + 3);
        reading
            .problems
            .push(Problem::new(Code::Syntax, place, "the file is not UTF-8"));
    }
    let (header, rows) = reading.table();
    let list = reading.problems;
    if !list.is_empty() {
        return Err(Problems { list, sources });
    }
    Ok(CaseSheet {
        header,
        rows,
        sources,
        source,
    })
}

struct Reading<'t> {
    source: SourceId,
    text: &'t str,
    delimiter: u8,
    problems: Vec<Problem>,
}

impl Reading<'_> {
    fn table(&mut self) -> (Vec<Cell>, Vec<Vec<Cell>>) {
        let mut reader = csv::ReaderBuilder::new();
        reader
            .has_headers(false)
            .flexible(true)
            .delimiter(self.delimiter);
        let mut reader = reader.from_reader(self.text.as_bytes());
        let mut records: Vec<Vec<Cell>> = Vec::new();
        let mut record = csv::StringRecord::new();
        loop {
            match reader.read_record(&mut record) {
                Ok(false) => break,
                Ok(true) if records.len() > MOST_ROWS => {
                    let place = Place::new(self.source, 0..0);
                    let message = format!("the table has more than {MOST_ROWS} rows");
                    self.problems
                        .push(Problem::new(Code::TooMany, place, message));
                    break;
                }
                Ok(true) => {
                    let start = record.position().map_or(0, |at| at.byte() as usize);
                    records.push(self.cells(start, &record));
                }
                Err(error) => {
                    let at = error.position().map_or(0, |at| at.byte() as usize);
                    let place = Place::new(self.source, at..at + 1);
                    self.problems
                        .push(Problem::new(Code::Syntax, place, error.to_string()));
                    break;
                }
            }
        }
        let mut records = records.into_iter();
        let header = records.next().unwrap_or_default();
        if header.is_empty() {
            let place = Place::new(self.source, 0..0);
            self.problems
                .push(Problem::new(Code::Missing, place, "the table is empty"));
        }
        self.check_header(&header);
        let rows: Vec<Vec<Cell>> = records.collect();
        for row in &rows {
            if row.len() != header.len() {
                let message = format!(
                    "the row has {} cells, and the header {}",
                    row.len(),
                    header.len()
                );
                self.problems
                    .push(Problem::new(Code::Syntax, row[0].place, message));
            }
        }
        (header, rows)
    }

    fn check_header(&mut self, header: &[Cell]) {
        for (at, cell) in header.iter().enumerate() {
            if let Some(first) = header[..at].iter().find(|known| known.text == cell.text) {
                let message = format!("the column `{}` is there twice", cell.text);
                let problem = Problem::new(Code::Duplicate, cell.place, message);
                self.problems
                    .push(problem.related(first.place, "first here"));
            }
        }
    }

    fn cells(&self, start: usize, record: &csv::StringRecord) -> Vec<Cell> {
        let spans = spans(self.text, start, self.delimiter);
        let end = spans.last().map_or(start..start, |span| span.end..span.end);
        let mut spans = spans.into_iter();
        let cell = |text: &str| Cell {
            text: text.trim().to_owned(),
            place: Place::new(self.source, spans.next().unwrap_or(end.clone())),
        };
        record.iter().map(cell).collect()
    }
}

/// Where the cells of the record that begins at a byte stand.
fn spans(text: &str, start: usize, delimiter: u8) -> Vec<Range<usize>> {
    let bytes = text.as_bytes();
    let mut at = start;
    while bytes
        .get(at)
        .is_some_and(|byte| matches!(byte, b'\n' | b'\r'))
    {
        at += 1;
    }
    let (mut from, mut quoted, mut spans) = (at, false, Vec::new());
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' | b'\r' if !quoted => break,
            byte if byte == delimiter && !quoted => {
                spans.push(from..at);
                from = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    spans.push(from..at);
    spans
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cells_know_where_they_stand() {
        let sheet = read("c.csv", b"id,\"a name\"\n1,\"x, y\"\r\n\n2, z \n").unwrap();
        let cells = |row: usize| sheet.rows[row].iter().map(|cell| cell.text.as_str());
        assert_eq!(cells(0).collect::<Vec<_>>(), ["1", "x, y"]);
        assert_eq!(cells(1).collect::<Vec<_>>(), ["2", "z"]);
        let at = |row: usize, cell: usize| sheet.sources.line_column(sheet.rows[row][cell].place);
        assert_eq!((at(0, 1), at(1, 1)), ((2, 3), (4, 3)));
    }

    #[test]
    fn tables_of_another_shape_are_refused_with_all_that_is_wrong() {
        let said = |bytes: &[u8]| {
            let problems = read("c.csv", bytes).unwrap_err();
            problems
                .list
                .iter()
                .map(|problem| problem.message.clone())
                .collect::<Vec<_>>()
        };
        assert_eq!(said(b""), ["the table is empty"]);
        assert_eq!(said(b"a,a\n1\n1,2,3\n").len(), 3);
        assert_eq!(said(b"a,b\n\xff,1\n"), ["the file is not UTF-8"]);
    }
}
