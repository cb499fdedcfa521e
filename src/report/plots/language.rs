//! Languages that scripts are written in: their templates, what they need, and how a text is quoted.

/// What a script is written in.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, strum::EnumString, strum::IntoStaticStr, strum::VariantNames,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Language {
    /// Python with pandas and matplotlib.
    Python,
    /// Python with polars and altair.
    Polars,
    /// R with ggplot2.
    R,
    /// gnuplot.
    Gnuplot,
}

impl Language {
    /// Every language.
    pub const ALL: [Self; 4] = [Self::Python, Self::Polars, Self::R, Self::Gnuplot];

    /// What to install, as a command.
    pub fn install(self) -> &'static str {
        match self {
            Self::Python => "pip install pandas matplotlib",
            Self::Polars => "pip install polars altair vl-convert-python",
            Self::R => "Rscript -e 'install.packages(\"ggplot2\")'",
            Self::Gnuplot => "apt-get install gnuplot-nox",
        }
    }

    /// What runs a script, before its name.
    pub fn runner(self) -> &'static str {
        match self {
            Self::Python | Self::Polars => "python",
            Self::R => "Rscript",
            Self::Gnuplot => "gnuplot -c",
        }
    }

    /// Its template.
    pub(super) fn template(self) -> &'static str {
        match self {
            Self::Python => include_str!("pandas_matplotlib.py.jinja"),
            Self::Polars => include_str!("polars_altair.py.jinja"),
            Self::R => include_str!("ggplot2.R.jinja"),
            Self::Gnuplot => include_str!("gnuplot.gp.jinja"),
        }
    }

    /// A text as a literal that means these letters and nothing else.
    pub(super) fn quoted(self, text: &str) -> String {
        match self {
            Self::Python | Self::Polars => {
                format!("\"{}\"", escaped(text, |c| !is_hidden(c), python))
            }
            // Escapes make a text UTF-8 whatever the locale of the R that reads it.
            Self::R => format!(
                "\"{}\"",
                escaped(
                    text,
                    |_| false,
                    |c| format!(
                        "\\u{{{:x}}}",
                        // R has no NUL in a text.
                        u32::from(if c == '\0' {
                            char::REPLACEMENT_CHARACTER
                        } else {
                            c
                        })
                    )
                )
            ),
            // Between single quotes gnuplot substitutes nothing, and knows no escapes.
            Self::Gnuplot => format!("'{}'", one_line(text).replace('\'', "''")),
        }
    }
}

/// A text whose letters are written as they are or escaped.
fn escaped(text: &str, is_plain: impl Fn(char) -> bool, escape: impl Fn(char) -> String) -> String {
    let written = |c: char| match c {
        '\\' | '"' => format!("\\{c}"),
        '\n' => "\\n".into(),
        c if c == ' ' || c.is_ascii_graphic() || is_plain(c) => c.into(),
        c => escape(c),
    };
    text.chars().map(written).collect()
}

fn python(c: char) -> String {
    format!("\\U{:08x}", u32::from(c))
}

/// A text on one line, for a comment or where there is no escape: no control characters, and no
/// backslash at the end, which gnuplot takes for a line that goes on.
pub(super) fn one_line(text: &str) -> String {
    let plain = |c: char| if is_hidden(c) { ' ' } else { c };
    let line: String = text.chars().map(plain).collect();
    match line.strip_suffix('\\') {
        Some(_) => line + " ",
        None => line,
    }
}

/// Control characters, those that part lines, those that turn the direction of what follows, and
/// those of no width.
fn is_hidden(c: char) -> bool {
    let others = [
        '\u{200b}'..='\u{200f}',
        '\u{2028}'..='\u{202e}',
        '\u{2060}'..='\u{206f}',
    ];
    c.is_control() || c == '\u{feff}' || others.iter().any(|range| range.contains(&c))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_every_text_together() {
        let text = "O'Neill \"x\" \\n\n$(rm) `ls` 개성\u{202e}";
        assert_eq!(
            Language::Python.quoted(text),
            r#""O'Neill \"x\" \\n\n$(rm) `ls` 개성\U0000202e""#
        );
        assert_eq!(
            Language::R.quoted(text),
            r#""O'Neill \"x\" \\n\n$(rm) `ls` \u{ac1c}\u{c131}\u{202e}""#
        );
        assert_eq!(
            Language::Gnuplot.quoted(text),
            "'O''Neill \"x\" \\n $(rm) `ls` 개성 '"
        );
    }

    #[test]
    fn a_comment_stays_one() {
        assert_eq!(one_line("a\nimport os\\"), "a import os\\ ");
        assert_eq!(one_line("a\u{2028}b\r"), "a b ");
    }
}
