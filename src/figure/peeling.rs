//! Coverage against density of boxes that grow denser step by step.

use super::ChartError;
use super::chart::{Axis, COLOURS, GRID, LETTER_WIDTH, Mark, WIDTH, failed, mesh, svg, write};
use plotters::prelude::*;
use plotters::style::text_anchor::HPos;

/// A box on the way.
#[derive(Debug, Clone, PartialEq)]
pub struct Peel {
    /// What it covers.
    pub coverage: f64,
    /// How dense it is.
    pub density: f64,
    /// Factors of which it asks something.
    pub restricted: usize,
    /// Whether it is the one that is told.
    pub told: bool,
    /// Whether it gave up limits of the chosen one: it lies beside the way.
    pub freed: bool,
    /// What it says when pointed at.
    pub says: String,
}

const HEIGHT: u32 = 320;
/// Pixels above the plane, for the legend.
const TOP: u32 = 34;

/// Draws them, in their order.
pub fn peeling(steps: &[Peel]) -> Result<String, ChartError> {
    let share = Axis {
        title: "coverage",
        percent: true,
    };
    let densities = steps.iter().map(|step| step.density);
    let least = densities.clone().fold(1.0_f64, f64::min);
    let most = densities.fold(0.0_f64, f64::max);
    let pad = 0.08 * (most - least).max(0.05);
    let range = (least - pad).max(0.0)..(most + pad).min(1.02);
    let colour = |restricted: usize| match restricted {
        0 => BLACK,
        some => COLOURS[(some - 1) % COLOURS.len()],
    };
    svg(HEIGHT, |area| {
        legend(area, steps, colour)?;
        let mut chart = ChartBuilder::on(area)
            .margin_right(22)
            .margin_top(TOP)
            .x_label_area_size(48)
            .y_label_area_size(64)
            .build_cartesian_2d(0.0..1.04, range.clone())
            .map_err(failed)?;
        let span = range.end - range.start;
        let tick = |value: f64| share.tick(value, span);
        mesh(&mut chart, share, "density", 5, &tick, false)?;
        let path = steps.iter().filter(|step| !step.freed);
        let path = path.map(|step| (step.coverage, step.density));
        chart
            .draw_series(LineSeries::new(path, GRID.stroke_width(2)))
            .map_err(failed)?;
        let plane = chart.plotting_area();
        let mut marks = Vec::new();
        // What is told lies on top.
        let order = steps.iter().filter(|step| !step.told);
        for step in order.chain(steps.iter().filter(|step| step.told)) {
            let at = (step.coverage, step.density);
            let dot = Circle::new(at, 4, colour(step.restricted).filled());
            plane.draw(&dot).map_err(failed)?;
            if step.told {
                let ring = Circle::new(at, 9, BLACK.stroke_width(2));
                plane.draw(&ring).map_err(failed)?;
            }
            marks.push(Mark::around(chart.backend_coord(&at), step.says.clone()));
        }
        Ok(marks)
    })
}

/// What the colours mean: those that are there.
fn legend(
    area: &super::chart::Area,
    steps: &[Peel],
    colour: impl Fn(usize) -> RGBColor,
) -> Result<(), ChartError> {
    let mut numbers: Vec<usize> = steps.iter().map(|step| step.restricted).collect();
    numbers.sort_unstable();
    numbers.dedup();
    let title = "factors it asks of:";
    write(area, title, (8, 6), HPos::Left)?;
    let mut x = 8 + (title.len() as f64 * LETTER_WIDTH) as i32 + 10;
    let step = ((WIDTH as i32 - x) / numbers.len().max(1) as i32).min(32);
    for number in numbers {
        let dot = Circle::new((x, 13), 4, colour(number).filled());
        area.draw(&dot).map_err(failed)?;
        write(area, &number.to_string(), (x + 8, 6), HPos::Left)?;
        x += step;
    }
    Ok(())
}
