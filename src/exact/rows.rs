//! Distinct states, packed and numbered.

use crate::crisis::state::State;
use crate::model::layout::Column;
use hashbrown::HashTable;
use hashbrown::hash_table::Entry;

/// Distinct rows of bytes, numbered in the order in which they were first seen.
///
/// Rows lie in one piece of memory, and the table holds their numbers alone: a row is found by its
/// number as well as by its bytes, and numbers do not depend on a hasher's keys.
#[derive(Debug, Clone)]
pub(super) struct Rows {
    /// Columns of the state.
    columns: usize,
    /// Bytes of a row: the columns, filled up to whole words.
    width: usize,
    bytes: Vec<u8>,
    numbers: HashTable<u32>,
    /// Columns that are no part of the state.
    left_out: Vec<Column>,
}

/// Bytes hashed at once.
const WORD: usize = 8;

impl Rows {
    /// No rows yet, of `columns` columns, of which some are no part of the state: they are 0.
    pub fn new(columns: usize, left_out: Vec<Column>) -> Self {
        Self {
            columns,
            width: columns.next_multiple_of(WORD).max(WORD),
            bytes: Vec::new(),
            numbers: HashTable::new(),
            left_out,
        }
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.numbers.len()
    }

    /// Forgets them, and keeps the room they took.
    pub fn clear(&mut self) {
        self.numbers.clear();
        self.bytes.clear();
    }

    /// A row.
    pub fn row(&self, number: usize) -> &[u8] {
        &self.bytes[number * self.width..][..self.columns]
    }

    /// Bytes they take.
    pub fn memory(&self) -> usize {
        self.bytes.capacity() + self.numbers.allocation_size()
    }

    /// Numbers a state, and says whether it is new.
    pub fn insert(&mut self, state: &State<1>) -> (usize, bool) {
        let start = self.bytes.len();
        let columns = state.columns();
        self.bytes
            .extend(columns.iter().map(|&[value]| value as u8));
        for column in &self.left_out {
            self.bytes[start + column.0 as usize] = 0;
        }
        self.bytes.resize(start + self.width, 0);
        debug_assert!(
            columns
                .iter()
                .enumerate()
                .all(|(c, &[value])| value < 256 || self.left_out.contains(&Column(c as u16))),
            "every column of the state is a byte"
        );
        self.settle()
    }

    /// Numbers the row that stands behind the last one: keeps it if it is new.
    fn settle(&mut self) -> (usize, bool) {
        let (width, number) = (self.width, self.len());
        let (kept, last) = self.bytes.split_at(number * width);
        let row = |number: &u32| &kept[*number as usize * width..][..width];
        let is_it = |other: &u32| row(other) == last;
        match self
            .numbers
            .entry(hash(last), is_it, |other| hash(row(other)))
        {
            Entry::Occupied(known) => {
                let known = *known.get() as usize;
                self.bytes.truncate(number * width);
                (known, false)
            }
            Entry::Vacant(free) => {
                free.insert(u32::try_from(number).expect("limits keep states below 2^32"));
                (number, true)
            }
        }
    }

    /// Writes a row into a state; what is left out becomes 0.
    pub fn put(&self, number: usize, state: &mut State<1>) {
        for (column, &value) in state.columns_mut().iter_mut().zip(self.row(number)) {
            *column = [u32::from(value)];
        }
    }
}

/// Multiply and fold, word by word.
fn hash(row: &[u8]) -> u64 {
    let (words, _) = row.as_chunks::<WORD>();
    let mix = |hash: u64, word: &[u8; WORD]| {
        let product = u128::from(hash ^ u64::from_le_bytes(*word)) * 0x9e37_79b9_7f4a_7c15;
        (product as u64) ^ ((product >> 64) as u64)
    };
    words.iter().fold(0x2545_f491_4f6c_dd1d, mix)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_rows_have_one_number_and_come_back_as_they_were() {
        let mut rows = Rows::new(12, vec![Column(4)]);
        let state = |i: u32| {
            let values: Vec<u32> = (0..12).map(|c| (i * (c + 3)) % 251).collect();
            State::<1>::new(&values)
        };
        for round in 0..2 {
            for i in 0..1000 {
                let (number, new) = rows.insert(&state(i));
                assert_eq!(number, i as usize % 251);
                assert_eq!(new, round == 0 && i < 251);
            }
        }
        let mut found = state(0);
        rows.put(7, &mut found);
        let mut expected = state(7);
        expected.columns_mut()[4] = [0];
        assert_eq!(found, expected);
    }
}
