//! The state of `L` trials, column by column.

use crate::model::layout::Column;
use std::ops::{Index, IndexMut};

/// Everything is a small non-negative integer; a column holds one of them for each lane.
///
/// Which column is which is said by the model's [`Layout`](crate::model::layout::Layout).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct State<const L: usize> {
    columns: Vec<[u32; L]>,
}

impl<const L: usize> State<L> {
    /// Every lane in the same state.
    pub fn new(values: &[u32]) -> Self {
        Self {
            columns: values.iter().map(|&value| [value; L]).collect(),
        }
    }

    /// Puts one trial into a lane.
    pub fn put(&mut self, lane: usize, one: &State<1>) {
        for (column, value) in self.columns.iter_mut().zip(&one.columns) {
            column[lane] = value[0];
        }
    }

    /// The columns in order.
    pub fn columns(&self) -> &[[u32; L]] {
        &self.columns
    }

    /// The columns in order, to be written.
    pub fn columns_mut(&mut self) -> &mut [[u32; L]] {
        &mut self.columns
    }
}

impl<const L: usize> Index<Column> for State<L> {
    type Output = [u32; L];
    #[inline(always)]
    fn index(&self, column: Column) -> &[u32; L] {
        &self.columns[column.0 as usize]
    }
}

impl<const L: usize> IndexMut<Column> for State<L> {
    #[inline(always)]
    fn index_mut(&mut self, column: Column) -> &mut [u32; L] {
        &mut self.columns[column.0 as usize]
    }
}
