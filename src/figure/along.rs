//! How a hundred crises end over the values of a number.

use super::ChartError;
use super::chart::Axis;
use super::layers::{Over, layers, of_hundred};
use super::panel::{Figure, Grid, percent};
use super::source::Sheets;
use super::unfolding::ended;

/// A number that was moved, and how crises ended at each of its places.
#[derive(Debug, Clone, Copy)]
pub struct Along<'a> {
    /// What the number is.
    pub title: &'a str,
    /// Whether it is a share, to be shown in percent.
    pub percent: bool,
    /// Its places, rising.
    pub at: &'a [f64],
    /// By ending, as tables call it: the share of trials that ended so at each place.
    pub endings: &'a [(&'a str, Vec<f64>)],
}

/// Draws it.
///
/// # Errors
/// [`ChartError`].
pub fn along(source: &Sheets, title: &str, along: &Along) -> Result<Figure, ChartError> {
    let shares = |name: &str| -> Vec<f64> {
        let found = along.endings.iter().find(|(ending, _)| *ending == name);
        found.map_or_else(Vec::new, |(_, shares)| shares.clone())
    };
    let drawn = ended(source, along.at.len(), shares);
    let axis = Axis {
        title: along.title,
        percent: along.percent,
    };
    let span = along.at.last().unwrap_or(&1.0) - along.at.first().unwrap_or(&0.0);
    let says = |place: usize| {
        let value = axis.tick(along.at[place], span);
        format!("{} {value}", axis.title)
    };
    let mut grid = Grid::new(&[axis.title]);
    grid.header
        .extend(drawn.iter().map(|layer| layer.label.clone()));
    for (place, value) in along.at.iter().enumerate() {
        let value = axis.tick(*value, span);
        let shares = drawn
            .iter()
            .map(|layer| percent(layer.shares.get(place).copied()));
        grid.rows
            .push(std::iter::once(value).chain(shares).collect());
    }
    let words: Vec<String> = (0..along.at.len())
        .map(|place| of_hundred(&says(place), place, &drawn))
        .collect();
    let over = Over {
        axis,
        at: along.at,
        says: &says,
    };
    Ok(Figure {
        title: title.into(),
        text: words.join("; "),
        svg: Some(layers(&over, &drawn, None)?),
        caption: String::new(),
        grid,
    })
}
