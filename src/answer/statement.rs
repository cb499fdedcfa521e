//! What is said of a result before it is laid out: one source of words for the terminal, for Markdown
//! and for programs.

use super::text::TextLayout;
use serde_json::{Map, Value, json};

/// What is said of a result.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// What was found, in sentences.
    pub sentences: Vec<String>,
    pub(super) figures: Vec<Figures>,
    /// What stands under the figures.
    pub(super) notes: Vec<String>,
    /// What was run, without the full stop.
    pub(super) cite: String,
    /// The same numbers for programs, by name.
    pub(super) numbers: Map<String, Value>,
}

/// A table of a statement.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Figures {
    /// What stands above it; empty: nothing.
    pub title: String,
    pub header: Vec<String>,
    pub rows: Vec<Vec<String>>,
    /// Columns that name the row.
    pub keep: usize,
    /// Whether words give way to a narrow terminal; figures do not.
    pub wrapped: bool,
}

impl Statement {
    /// In lines of a width; on a day, if one is to be cited.
    pub fn text(&self, layout: TextLayout, on: Option<&str>) -> String {
        let line = |text: &String| layout.sentence(text);
        let mut lines: Vec<String> = self.sentences.iter().map(line).collect();
        for figures in &self.figures {
            if !figures.title.is_empty() {
                lines.push(line(&figures.title));
            }
            lines.push(figures.text(layout));
        }
        lines.extend(self.notes.iter().map(line));
        lines.push(line(&self.cited(on)));
        lines.join("\n") + "\n"
    }

    /// In Markdown, to be pasted.
    pub fn markdown(&self, on: Option<&str>) -> String {
        let mut parts: Vec<String> = self.sentences.iter().map(|text| escaped(text)).collect();
        for figures in &self.figures {
            if !figures.title.is_empty() {
                parts.push(escaped(&figures.title));
            }
            parts.push(figures.markdown());
        }
        parts.extend(self.notes.iter().map(|text| escaped(text)));
        parts.push(escaped(&self.cited(on)));
        parts.join("\n\n") + "\n"
    }

    /// In JSON, for programs: the sentences, and the numbers they are made of as the tables have them.
    pub fn json(&self, on: Option<&str>) -> Value {
        let mut whole = Map::new();
        whole.insert("answer".into(), json!(self.sentences));
        whole.extend(self.numbers.clone());
        whole.insert("notes".into(), json!(self.notes));
        whole.insert("cite".into(), json!(self.cited(on)));
        Value::Object(whole)
    }

    /// What was run, to be cited.
    fn cited(&self, on: Option<&str>) -> String {
        dated(&self.cite, on)
    }
}

impl Figures {
    fn text(&self, layout: TextLayout) -> String {
        let header: Vec<&str> = self.header.iter().map(String::as_str).collect();
        if !self.wrapped {
            return layout.figures(&header, &self.rows, self.keep);
        }
        let mut shown = layout.table(&header);
        for row in &self.rows {
            shown.add_row(row);
        }
        for column in shown.column_iter_mut().skip(self.keep) {
            column.set_constraint(comfy_table::ColumnConstraint::ContentWidth);
        }
        shown.to_string()
    }

    fn markdown(&self) -> String {
        let row = |cells: &Vec<String>| {
            let cells = cells.iter().map(|cell| escaped(cell).replace('\n', "<br>"));
            format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
        };
        let others = self.header.len() - self.keep;
        let rule = "|---".repeat(self.keep) + &"|--:".repeat(others) + "|";
        let mut lines = vec![row(&self.header), rule];
        lines.extend(self.rows.iter().map(row));
        lines.join("\n")
    }
}

/// A citation, on a day if one is given.
pub(super) fn dated(cite: &str, on: Option<&str>) -> String {
    match on {
        Some(day) => format!("{cite}, {day}."),
        None => format!("{cite}."),
    }
}

/// Text that Markdown shows as it is.
pub(super) fn escaped(text: &str) -> String {
    let mut shown = String::new();
    for letter in text.chars() {
        if "\\`*_{}[]<>|#~".contains(letter) {
            shown.push('\\');
        }
        shown.push(letter);
    }
    shown
}

#[cfg(test)]
mod tests {
    #[test]
    fn what_markdown_would_read_is_escaped() {
        let text = super::escaped("a|b *c* <d> [e](f) `g` #h");
        assert_eq!(text, r"a\|b \*c\* \<d\> \[e\](f) \`g\` \#h");
    }
}
