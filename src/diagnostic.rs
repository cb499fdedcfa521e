//! What is wrong with a text, where, and what would be right: shown with the text underlined.

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};
use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// The texts that problems point into, by [`SourceId`].
#[derive(Debug, Clone, Default)]
pub struct Sources(Vec<Arc<Source>>);

#[derive(Debug)]
struct Source {
    name: String,
    text: String,
}

/// One of the texts in [`Sources`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct SourceId(usize);

impl SourceId {
    /// This text and those that were added after it.
    pub fn and_following(self, sources: &Sources) -> impl Iterator<Item = Self> {
        (self.0..sources.0.len()).map(Self)
    }
}

/// A range of bytes of one of the texts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The text.
    pub source: SourceId,
    /// Its first byte.
    pub start: usize,
    /// The byte after its last.
    pub end: usize,
}

impl Place {
    /// A range of bytes of that text.
    pub fn new(source: SourceId, span: Range<usize>) -> Self {
        Self {
            source,
            start: span.start,
            end: span.end,
        }
    }
}

impl Sources {
    /// Adds a text under the name that problems show: a path, or `--set`.
    pub fn add(&mut self, name: impl Into<String>, text: impl Into<String>) -> SourceId {
        self.0.push(Arc::new(Source {
            name: name.into(),
            text: text.into(),
        }));
        SourceId(self.0.len() - 1)
    }

    /// The id of the text that is added next.
    pub fn next(&self) -> SourceId {
        SourceId(self.0.len())
    }

    /// The name of a text.
    pub fn name(&self, id: SourceId) -> &str {
        &self.0[id.0].name
    }

    /// The text itself.
    pub fn text(&self, id: SourceId) -> &str {
        &self.0[id.0].text
    }

    /// Line and column of the start of a place, both counted from 1, in characters.
    pub fn line_column(&self, place: Place) -> (usize, usize) {
        let text = self.text(place.source);
        let before = &text[..floor_boundary(text, place.start)];
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        (
            before.matches('\n').count() + 1,
            before[line_start..].chars().count() + 1,
        )
    }
}

/// Whether a problem stands in the way.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Nothing can be run.
    Error,
    /// It can be run, but it probably does not say what was meant.
    Warning,
}

macro_rules! codes {
    ($($name:ident = $text:literal, $doc:literal;)*) => {
        /// The kinds of problems. Their names are stable: scripts may look for them.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum Code { $(#[doc = $doc] $name,)* }

        impl Code {
            /// Every code, in the order of documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Its name in messages.
            pub fn name(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// What it says, in a sentence.
            pub fn doc(self) -> &'static str {
                match self { $(Self::$name => $doc,)* }
            }
        }
    };
}

codes! {
    Syntax = "syntax", "The text is not TOML, or not UTF-8.";
    Extends = "extends", "The file that is extended cannot be read, or extends itself.";
    UnknownKey = "unknown-key", "No such key exists at this place.";
    UnknownName = "unknown-name", "An actor, rung, pair, channel, policy or preset of that name does not exist.";
    WrongType = "wrong-type", "The value is not of the type the key takes.";
    OutOfBounds = "out-of-bounds", "The value lies outside its bounds, or is not a finite number.";
    Missing = "missing", "Something required is not there.";
    BadName = "bad-name", "A name has characters that names cannot have.";
    Duplicate = "duplicate", "Something that may be there once is there twice.";
    TooMany = "too-many", "More of something than the model holds.";
    TooFew = "too-few", "Less of something than a sound answer needs.";
    Inconsistent = "inconsistent", "Two parts of the file contradict each other.";
    Override = "override", "A `--set` cannot be read or reaches nothing.";
    Unused = "unused", "Something is written that changes nothing.";
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Whether it stands in the way.
    pub severity: Severity,
    /// Its kind.
    pub code: Code,
    /// What is wrong: a lower-case fragment that names the field.
    pub message: String,
    /// Where.
    pub place: Place,
    /// What is said beside the underlined text; may be empty.
    pub label: String,
    /// Other places that matter, with what is said there.
    pub related: Vec<(Place, String)>,
    /// What would be right; may be empty.
    pub help: String,
}

impl Problem {
    /// An error at a place.
    pub fn new(code: Code, place: Place, message: impl Into<String>) -> Self {
        Self {
            severity: Severity::Error,
            code,
            message: message.into(),
            place,
            label: String::new(),
            related: Vec::new(),
            help: String::new(),
        }
    }

    /// The same as a warning.
    #[must_use]
    pub fn warning(mut self) -> Self {
        self.severity = Severity::Warning;
        self
    }

    /// Whether it stands in the way.
    pub fn is_error(&self) -> bool {
        self.severity == Severity::Error
    }

    /// With words beside the underlined text.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// With another place that matters.
    #[must_use]
    pub fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    /// With what would be right.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = help.into();
        self
    }

    /// As text for people; `styled` adds colour for terminals.
    pub fn render(&self, sources: &Sources, styled: bool) -> String {
        let level = match self.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
        };
        let mut group = Group::with_title(level.primary_title(&self.message).id(self.code.name()))
            .elements(self.snippets(sources));
        if !self.help.is_empty() {
            group = group.element(Level::HELP.message(&self.help));
        }
        let renderer = if styled {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&[group])
    }

    /// One snippet a text, the one at fault first.
    fn snippets<'a>(
        &'a self,
        sources: &'a Sources,
    ) -> Vec<Snippet<'a, annotate_snippets::Annotation<'a>>> {
        let mut by_source: BTreeMap<(bool, SourceId), Vec<_>> = BTreeMap::new();
        let mut underline = |kind: AnnotationKind, place: Place, label: &'a str| {
            let span = visible(sources.text(place.source), place);
            let annotation = kind.span(span).label((!label.is_empty()).then_some(label));
            by_source
                .entry((place.source != self.place.source, place.source))
                .or_default()
                .push(annotation);
        };
        underline(AnnotationKind::Primary, self.place, &self.label);
        for (place, label) in &self.related {
            underline(AnnotationKind::Context, *place, label);
        }
        by_source
            .into_iter()
            .map(|((_, id), annotations)| {
                Snippet::source(sources.text(id))
                    .path(sources.name(id))
                    .annotations(annotations)
            })
            .collect()
    }
}

/// The bytes to underline: within the text, on character boundaries, the first line of what
/// spans several.
fn visible(text: &str, place: Place) -> Range<usize> {
    let start = floor_boundary(text, place.start);
    let end = floor_boundary(text, place.end.max(start));
    let first_line = text[start..end].find('\n').map_or(end, |at| start + at);
    start..first_line.max(start)
}

fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at)
        .rev()
        .find(|&i| text.is_char_boundary(i))
        .unwrap_or(0)
}

/// All that is wrong, with the texts it points into. Never empty when it is returned as an error.
#[derive(Debug, Clone, Default)]
pub struct Problems {
    /// In the order of the texts.
    pub list: Vec<Problem>,
    /// What their places refer to.
    pub sources: Sources,
}

impl Problems {
    /// As text for people; `styled` adds colour for terminals.
    pub fn render(&self, styled: bool) -> String {
        let rendered: Vec<_> = self
            .list
            .iter()
            .map(|problem| problem.render(&self.sources, styled))
            .collect();
        rendered.join("\n\n")
    }
}

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.render(false))
    }
}

impl std::error::Error for Problems {}

/// The nearest of the known words to a misspelt one, if any is near enough to be meant.
pub fn nearest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(f64, &str)> = None;
    for candidate in known {
        let likeness = strsim::jaro_winkler(word, candidate)
            .max(strsim::normalized_damerau_levenshtein(word, candidate));
        // Short words are far apart by share, though one slip of the finger apart.
        let slip = word.len() >= 3 && strsim::damerau_levenshtein(word, candidate) == 1;
        if (likeness >= 0.75 || slip) && best.is_none_or(|(best, _)| likeness > best) {
            best = Some((likeness, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_underlines_its_text_and_names_file_line_and_column() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "schema = 1\nréslve = -3\n");
        let other = sources.add("--set", "law.x=2");
        let problem = Problem::new(Code::UnknownKey, Place::new(file, 11..18), "unknown key")
            .label("not known here")
            .related(Place::new(other, 0..5), "set here")
            .help("did you mean `resolve`?");
        let text = problem.render(&sources, false);
        assert_eq!(
            text,
            "\
error[unknown-key]: unknown key
 --> a.toml:2:1
  |
2 | réslve = -3
  | ^^^^^^ not known here
  |
 ::: --set:1:1
  |
1 | law.x=2
  | ----- set here
  |
  = help: did you mean `resolve`?"
        );
        assert_eq!(sources.line_column(Place::new(file, 13..14)), (2, 2));
    }

    #[test]
    fn places_outside_the_text_or_within_a_character_are_still_shown() {
        let mut sources = Sources::default();
        let file = sources.add("a.toml", "é\n");
        for span in [1..2, 0..1, 900..901, 3..3] {
            let problem = Problem::new(Code::Syntax, Place::new(file, span), "odd");
            assert!(problem.render(&sources, false).contains("a.toml"));
        }
    }

    #[test]
    fn the_nearest_word_is_near() {
        assert_eq!(nearest("reslove", ["resolve", "relief"]), Some("resolve"));
        assert_eq!(nearest("rde", ["blue", "red"]), Some("red"));
        assert_eq!(nearest("zzz", ["resolve", "relief"]), None);
    }
}
