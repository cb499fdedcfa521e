//! SVG written by hand: shapes in layers, each with the sentence that pointing at it shows.

use super::story::Sign;
use std::fmt::Write;

/// Shapes by layer, the lowest first.
#[derive(Debug, Default)]
pub(super) struct Pen {
    layers: [String; CLASSES.len()],
}

/// A length with as many digits as can be seen.
pub(super) fn short(x: f64) -> String {
    // Adding zero turns a negative zero into zero.
    format!("{}", (x * 10.0).round() / 10.0 + 0.0)
}

/// A text that is no markup, whatever somebody called something.
fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '<' => safe += "&lt;",
            '>' => safe += "&gt;",
            '&' => safe += "&amp;",
            '"' => safe += "&quot;",
            '\'' => safe += "&#x27;",
            // What XML does not allow, so that a saved picture can be opened.
            letter if letter.is_control() => safe.push(' '),
            letter => safe.push(letter),
        }
    }
    safe
}

impl Pen {
    fn layer(&mut self, class: &str) -> &mut String {
        let place = CLASSES.iter().position(|(name, _)| *name == class);
        &mut self.layers[place.expect("invariant: a class that is drawn is listed")]
    }

    fn shape(&mut self, class: &str, shape: &str, said: &str) {
        let layer = self.layer(class);
        let (tag, _) = shape.split_once(' ').unwrap_or((shape, ""));
        let _ = match said {
            "" => write!(layer, "<{shape}/>"),
            said => write!(layer, "<{shape}><title>{}</title></{tag}>", escaped(said)),
        };
    }

    /// A straight line.
    pub fn line(&mut self, class: &str, [x, y]: [f64; 2], [to_x, to_y]: [f64; 2]) {
        let path = format!("M{} {}L{} {}", short(x), short(y), short(to_x), short(to_y));
        self.path(class, &path, "");
    }

    /// A path.
    pub fn path(&mut self, class: &str, path: &str, said: &str) {
        self.shape(class, &format!("path d=\"{path}\""), said);
    }

    /// A rectangle.
    pub fn area(&mut self, class: &str, [x, y]: [f64; 2], [width, height]: [f64; 2]) {
        let [x, y, width, height] = [x, y, width, height].map(short);
        self.path(class, &format!("M{x} {y}h{width}v{height}h-{width}z"), "");
    }

    /// A text: `side` is where its anchor is.
    pub fn text(&mut self, class: &str, [x, y]: [f64; 2], side: &str, text: &str) {
        let side = match side {
            "start" => String::new(),
            side => format!(" text-anchor=\"{side}\""),
        };
        let (x, y, text) = (short(x), short(y), escaped(text));
        let _ = write!(
            self.layer(class),
            "<text x=\"{x}\" y=\"{y}\"{side}>{text}</text>"
        );
    }

    /// A short text around its anchor, with its sentence.
    pub fn titled_text(&mut self, class: &str, [x, y]: [f64; 2], text: &str, said: &str) {
        let (x, y) = (short(x), short(y));
        let (text, said) = (escaped(text), escaped(said));
        let _ = write!(
            self.layer(class),
            "<text x=\"{x}\" y=\"{y}\" text-anchor=\"middle\">{text}<title>{said}</title></text>"
        );
    }

    /// The mark of a sign.
    pub fn mark(&mut self, sign: Sign, [x, y]: [f64; 2], said: &str) {
        let at = |x: f64, y: f64| format!("M{} {}", short(x), short(y));
        let path = match sign {
            Sign::Escalates => at(x, y - 5.5) + "l5.5 10h-11z",
            Sign::Restrains => at(x - 3.5, y - 3.5) + "h7v7h-7z",
            Sign::Offers | Sign::OffersInVain => at(x - 4.4, y) + "a4.4 4.4 0 1 1 0 .1z",
            // A ring, and the half of it that is full.
            Sign::OffersInPart => {
                at(x, y - 4.4)
                    + "a4.4 4.4 0 0 1 0 8.8za4.4 4.4 0 0 0 0 8.8v-1.5a2.9 2.9 0 0 1 0-5.8z"
            }
            Sign::Misreads => at(x, y - 5.0) + "l5 5l-5 5l-5-5z",
            Sign::Incident => {
                at(x - 5.0, y)
                    + "h10"
                    + &at(x - 2.5, y - 4.3)
                    + "l5 8.6"
                    + &at(x + 2.5, y - 4.3)
                    + "l-5 8.6"
            }
            Sign::StandsDown => at(x, y - 5.0) + "v9m-4-4l4 4l4-4",
            Sign::Down => at(x - 4.0, y - 4.0) + "l8 8m0-8l-8 8",
            Sign::Restored => at(x - 4.5, y) + "h9m-4.5-4.5v9",
            Sign::Scripted => at(x - 5.0, y - 5.0) + "h10l-5 9z",
        };
        self.path(class(sign), &path, said);
    }

    /// A bar from a mark to the last of its like.
    pub fn again(&mut self, sign: Sign, [x, y]: [f64; 2], to: f64) {
        self.line(&format!("again {}", class(sign)), [x, y], [to + 2.0, y]);
    }

    /// Where the days of a row stand, for a page that marks one of them. Nothing is seen of it.
    pub fn days(&mut self, [first, last]: [u64; 2], at: [f64; 2], size: [f64; 2]) {
        let ([x, y], [width, height]) = (at.map(short), size.map(short));
        let rect = format!(
            "rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" data-first=\"{first}\" data-last=\"{last}\""
        );
        self.shape("days", &rect, "");
    }

    /// The picture. It is hidden from screen readers: the figure around it has the text.
    pub fn svg(&self, width: f64, height: f64) -> String {
        let (width, height) = (short(width), short(height));
        let mut svg = format!(
            "<svg class=\"strip\" aria-hidden=\"true\" focusable=\"false\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" xmlns=\"http://www.w3.org/2000/svg\" font-family=\"system-ui, sans-serif\" font-size=\"12\">"
        );
        for ((class, looks), shapes) in CLASSES.iter().zip(&self.layers) {
            if !shapes.is_empty() {
                let rim = RIMS.iter().find(|(classes, _)| classes.contains(class));
                let rim = rim.map_or("", |(_, rim)| rim);
                let _ = write!(svg, "<g class=\"{class}\" {looks}{rim}>{shapes}</g>");
            }
        }
        svg + "</svg>"
    }
}

fn class(sign: Sign) -> &'static str {
    match sign {
        Sign::Escalates => "escalates",
        Sign::Restrains => "restrains",
        Sign::Offers => "offers",
        Sign::OffersInPart => "in-part",
        Sign::OffersInVain => "in-vain",
        Sign::StandsDown => "stands-down",
        Sign::Misreads => "misreads",
        Sign::Incident => "incident",
        Sign::Down => "down",
        Sign::Restored => "restored",
        Sign::Scripted => "scripted",
    }
}

/// Colours by class on light paper; the page has those for the dark.
const CLASSES: [(&str, &str); 29] = [
    ("days", "fill='none'"),
    ("violent", "fill='#8a3b00' fill-opacity='.12'"),
    ("calm", "fill='#00724f' fill-opacity='.1'"),
    ("grid", "stroke='#ddd'"),
    ("campaign", "fill='#8b919b'"),
    ("rung", "fill='none' stroke='#6b7078' stroke-width='2'"),
    ("end", "stroke='#1b1b1b' stroke-width='2'"),
    (
        "parts",
        "stroke='#1b1b1b' stroke-width='1.5' stroke-dasharray='5 4'",
    ),
    ("again escalates", "stroke='#b5420a' stroke-width='3'"),
    ("again restrains", "stroke='#0b5fa5' stroke-width='3'"),
    ("again offers", "stroke='#00724f' stroke-width='3'"),
    ("again in-part", "stroke='#00724f' stroke-width='1'"),
    ("again in-vain", "stroke='#00724f' stroke-width='1'"),
    ("escalates", "fill='#b5420a'"),
    ("restrains", "fill='#0b5fa5'"),
    ("offers", "fill='#00724f'"),
    ("in-part", "fill='#00724f'"),
    ("in-vain", "fill='#fff' stroke='#00724f' stroke-width='1.6'"),
    (
        "stands-down",
        "fill='none' stroke='#0b5fa5' stroke-width='2'",
    ),
    ("misreads", "fill='#8e3d77'"),
    ("incident", "stroke='#7a5a00' stroke-width='2'"),
    ("down", "stroke='#555' stroke-width='2'"),
    ("restored", "stroke='#555' stroke-width='2'"),
    ("scripted", "fill='#555'"),
    ("note", "fill='#555' font-style='italic'"),
    (
        "astray",
        "fill='#1b1b1b' font-weight='700' text-anchor='middle'",
    ),
    ("soft", "fill='#555'"),
    ("ink", "fill='#1b1b1b'"),
    ("strong", "fill='#1b1b1b' font-weight='600'"),
];

/// Paper around marks and words that may lie upon lines.
const RIMS: [(&[&str], &str); 2] = [
    (
        &["escalates", "restrains", "offers", "in-part", "misreads"],
        " stroke='#fff' stroke-width='1' paint-order='stroke'",
    ),
    (
        &["note", "strong"],
        " stroke='#fff' stroke-width='3' stroke-linejoin='round' paint-order='stroke'",
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_name_is_markup() {
        let mut pen = Pen::default();
        let hostile = "</text><script>alert('1')</script> & \"x\"\u{7}";
        pen.text("ink", [0.0, 0.0], "start", hostile);
        pen.mark(Sign::Offers, [0.0, 0.0], hostile);
        pen.titled_text("ink", [0.0, 0.0], hostile, hostile);
        let svg = pen.svg(10.0, 10.0);
        assert!(!svg.contains("<script") && !svg.contains('\u{7}'), "{svg}");
        assert_eq!(svg.matches("&lt;script&gt;").count(), 4);
    }
}
