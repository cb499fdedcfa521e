//! What all charts are drawn with. Colours are those of Okabe & Ito (2008), which readers with any colour vision
//! tell apart; black and grey are ink and grid, which the page recolours in the dark.

use super::ChartError;
use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};
use std::fmt::Display;

/// Okabe & Ito without yellow, which is too light for lines.
pub const COLOURS: [RGBColor; 6] = [
    RGBColor(0, 114, 178),
    RGBColor(213, 94, 0),
    RGBColor(0, 158, 115),
    RGBColor(204, 121, 167),
    RGBColor(230, 159, 0),
    RGBColor(86, 180, 233),
];
pub(super) const GRID: RGBColor = RGBColor(221, 221, 221);
/// Width of every chart: that of a phone, so that letters are as large there as elsewhere.
pub(super) const WIDTH: u32 = 360;
/// Size of the letters as the library counts it: about 13 pixels.
pub(super) const LETTER: u32 = 16;
/// Pixels of a letter, about, to keep words apart.
pub(super) const LETTER_WIDTH: f64 = 7.2;
pub(super) const FONT: &str = "sans-serif";

pub(super) type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
pub(super) type Plane<'a, 'b> =
    ChartContext<'a, SVGBackend<'b>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;

pub(super) fn failed(error: impl Display) -> ChartError {
    ChartError(error.to_string())
}

pub(super) fn letters(h: HPos, v: VPos) -> TextStyle<'static> {
    (FONT, LETTER)
        .into_text_style(&(WIDTH, WIDTH))
        .color(&BLACK)
        .pos(Pos::new(h, v))
}

/// A place of a chart that says what it shows when one points at it or walks to it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Mark {
    /// Left and upper end, width and height, in pixels.
    pub at: [i32; 4],
    /// What it shows.
    pub says: String,
}

impl Mark {
    /// Around a point.
    pub fn around((x, y): (i32, i32), says: String) -> Self {
        Self {
            at: [x - 9, y - 9, 18, 18],
            says,
        }
    }
}

/// Draws into an SVG of that height, with the marks that come back, in the order in which one walks
/// along them. It is hidden from screen readers: the figure around it has the text.
pub(super) fn svg(
    height: u32,
    draw: impl FnOnce(&Area) -> Result<Vec<Mark>, ChartError>,
) -> Result<String, ChartError> {
    let mut text = String::new();
    let marks = {
        let area = SVGBackend::with_string(&mut text, (WIDTH, height)).into_drawing_area();
        let marks = draw(&area)?;
        area.present().map_err(failed)?;
        marks
    };
    let text = text.replacen("<svg ", "<svg aria-hidden=\"true\" focusable=\"false\" ", 1);
    Ok(with_marks(text, &marks))
}

/// Puts marks on top of a chart, as titles that a browser shows by itself.
fn with_marks(mut svg: String, marks: &[Mark]) -> String {
    if let (false, Some(end)) = (marks.is_empty(), svg.rfind("</svg>")) {
        let mut group = String::from("<g class=\"marks\" fill=\"none\" pointer-events=\"all\">\n");
        for Mark { at, says } in marks {
            let [x, y, width, height] = at;
            let says = escaped(says);
            let rect = format!(
                "<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\"><title>{says}</title></rect>\n"
            );
            group.push_str(&rect);
        }
        svg.insert_str(end, &(group + "</g>\n"));
    }
    svg
}

/// Text that stays text in an SVG.
fn escaped(text: &str) -> String {
    let mut safe = text.replace('&', "&amp;");
    for (letter, name) in [('<', "&lt;"), ('>', "&gt;"), ('"', "&quot;")] {
        safe = safe.replace(letter, name);
    }
    safe
}

/// What an axis shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Axis<'a> {
    /// Its title.
    pub title: &'a str,
    /// Whether numbers are shares to be shown in percent.
    pub percent: bool,
}

impl Axis<'_> {
    /// A number of it, with as many digits as the span asks for.
    pub(super) fn tick(&self, value: f64, span: f64) -> String {
        let (value, span) = if self.percent {
            (100.0 * value, 100.0 * span)
        } else {
            (value, span)
        };
        let digits = if span < 0.05 {
            3
        } else if span < 0.5 {
            2
        } else {
            usize::from(span < 5.0)
        };
        // Adding zero turns a negative zero into zero.
        let value = (value * 1000.0).round() / 1000.0 + 0.0;
        format!("{value:.digits$}{}", if self.percent { "%" } else { "" })
    }
}

/// Grid, ticks and titles of a plane.
pub(super) fn mesh(
    chart: &mut Plane,
    x: Axis,
    y_title: &str,
    y_ticks: usize,
    y_tick: &dyn Fn(f64) -> String,
    rows: bool,
) -> Result<(), ChartError> {
    let range = chart.as_coord_spec().get_x_range();
    let span = range.end - range.start;
    let x_tick = |value: &f64| x.tick(*value, span);
    let y_tick = |value: &f64| y_tick(*value);
    let mut mesh = chart.configure_mesh();
    mesh.x_desc(x.title)
        .y_desc(y_title)
        .x_labels(5)
        .y_labels(y_ticks)
        .x_label_formatter(&x_tick)
        .y_label_formatter(&y_tick)
        .light_line_style(TRANSPARENT)
        .bold_line_style(GRID)
        .axis_style(BLACK)
        .label_style((FONT, LETTER).into_font().color(&BLACK))
        .axis_desc_style((FONT, LETTER).into_font().color(&BLACK));
    if rows {
        mesh.disable_y_mesh()
            .set_tick_mark_size(LabelAreaPosition::Left, 0);
    }
    mesh.draw().map_err(failed)
}

/// A label that fits.
pub(super) fn clipped(label: &str, most: usize) -> String {
    if label.chars().count() <= most {
        return label.into();
    }
    let mut kept: String = label.chars().take(most - 1).collect();
    kept.push('…');
    kept
}

/// A line of text.
pub(super) fn write(area: &Area, text: &str, at: (i32, i32), side: HPos) -> Result<(), ChartError> {
    let text = Text::new(text.to_owned(), at, letters(side, VPos::Top));
    area.draw(&text).map_err(failed)
}

/// A straight line.
pub(super) fn line(
    area: &Area,
    points: [(i32, i32); 2],
    colour: RGBColor,
    width: u32,
) -> Result<(), ChartError> {
    let line = PathElement::new(points.to_vec(), colour.stroke_width(width));
    area.draw(&line).map_err(failed)
}

/// Words in lines of at most so many letters.
pub(super) fn wrapped(words: &str, most: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for word in words.split_whitespace() {
        match lines.last_mut() {
            Some(line) if line.chars().count() + 1 + word.chars().count() <= most => {
                line.push(' ');
                line.push_str(word);
            }
            _ => lines.push(clipped(word, most)),
        }
    }
    lines
}

/// A step of 1, 2 or 5 times a power of ten that parts a span into about so many, at least.
pub(super) fn step(span: f64, least: f64) -> f64 {
    if span <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf((span / least).log10().floor());
    let steps = [5.0, 2.0, 1.0].map(|of| of * power);
    let fits = steps.into_iter().find(|step| span / step >= least);
    fits.unwrap_or(power)
}

/// Digits behind the point that steps of that size need.
pub(super) fn digits(step: f64) -> usize {
    (-step.log10().floor()).max(0.0) as usize
}
