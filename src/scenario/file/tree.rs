//! A scenario file as it was written: values that know the file and the bytes they came from.
//!
//! Files that extend each other are merged here, key by key, so that whatever is wrong later
//! still points into the file at fault.

use crate::diagnostic::{Code, Place, Problem, SourceId, Sources};
use jiff::civil::Date;
use toml::de::{DeTable, DeValue};

/// A whole scenario as written: merged with what it extends, overrides written in.
#[derive(Debug, Clone, Default)]
pub struct Tree {
    /// The keys at the top.
    pub root: KeyTable,
    /// The texts that places refer to.
    pub sources: Sources,
}

/// A value and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Node {
    /// Where it stands; of a table: its header or braces.
    pub place: Place,
    /// What it is.
    pub value: Value,
}

/// What a value is.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// A string.
    Text(String),
    /// A whole number.
    Whole(i64),
    /// A number with a decimal point, or one too large to be whole; may be infinite or NaN.
    Real(f64),
    /// `true` or `false`.
    Switch(bool),
    /// A calendar date.
    Date(Date),
    /// A moment that is not just a date: nothing takes one.
    Moment(String),
    /// A list.
    List(Vec<Node>),
    /// A table.
    Table(KeyTable),
}

/// Keys and values in the order of declaration.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct KeyTable {
    /// Each key once.
    pub entries: Vec<Entry>,
}

/// A key of a table.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry {
    /// The key.
    pub key: String,
    /// Where the key stands.
    pub place: Place,
    /// Its value.
    pub node: Node,
}

impl Value {
    /// What it is, as messages say it.
    pub fn type_name(&self) -> &'static str {
        match self {
            Self::Text(_) => "a string",
            Self::Whole(_) => "a whole number",
            Self::Real(_) => "a number",
            Self::Switch(_) => "true or false",
            Self::Date(_) => "a date",
            Self::Moment(_) => "a time",
            Self::List(_) => "a list",
            Self::Table(_) => "a table",
        }
    }
}

impl Node {
    /// The table it is, if it is one.
    pub fn table(&self) -> Option<&KeyTable> {
        match &self.value {
            Value::Table(table) => Some(table),
            _ => None,
        }
    }

    /// The text it is, if it is one.
    pub fn text(&self) -> Option<&str> {
        match &self.value {
            Value::Text(text) => Some(text),
            _ => None,
        }
    }
}

impl KeyTable {
    /// The entry of that key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }

    /// The value of that key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.entry(key).map(|entry| &entry.node)
    }

    /// The table of that key, if the key is there and a table.
    pub fn table(&self, key: &str) -> Option<&KeyTable> {
        self.get(key)?.table()
    }

    /// The value at a path of keys.
    pub fn at(&self, path: &[&str]) -> Option<&Node> {
        let (last, tables) = path.split_last()?;
        let table = tables
            .iter()
            .try_fold(self, |table, key| table.table(key))?;
        table.get(last)
    }

    /// Lets a later file have its say: its tables merge key by key, its other values replace.
    pub fn merge(&mut self, later: KeyTable) {
        for entry in later.entries {
            match self.entries.iter_mut().find(|own| own.key == entry.key) {
                None => self.entries.push(entry),
                Some(own) => match (&mut own.node.value, entry.node.value) {
                    (Value::Table(table), Value::Table(more)) => table.merge(more),
                    (value, other) => {
                        *value = other;
                        own.place = entry.place;
                        own.node.place = entry.node.place;
                    }
                },
            }
        }
    }

    /// Writes a value at a path, making tables on the way where there are none. `places` are
    /// where each key of the path was written.
    pub fn write(&mut self, path: &[String], places: &[Place], node: Node) {
        let [key, rest @ ..] = path else { return };
        let [place, places @ ..] = places else { return };
        let at = self.entries.iter().position(|entry| entry.key == *key);
        let at = at.unwrap_or_else(|| {
            self.entries.push(Entry {
                key: key.clone(),
                place: *place,
                node: Node {
                    place: *place,
                    value: Value::Table(KeyTable::default()),
                },
            });
            self.entries.len() - 1
        });
        let entry = &mut self.entries[at];
        if rest.is_empty() {
            entry.place = *place;
            entry.node = node;
            return;
        }
        if entry.node.table().is_none() {
            entry.place = *place;
            entry.node = Node {
                place: *place,
                value: Value::Table(KeyTable::default()),
            };
        }
        if let Value::Table(table) = &mut entry.node.value {
            table.write(rest, places, node);
        }
    }

    /// Takes the value at a path away, if it is there.
    pub fn remove(&mut self, path: &[&str]) -> bool {
        let Some((key, rest)) = path.split_first() else {
            return false;
        };
        let Some(at) = self.entries.iter().position(|entry| entry.key == *key) else {
            return false;
        };
        if rest.is_empty() {
            self.entries.remove(at);
            return true;
        }
        match &mut self.entries[at].node.value {
            Value::Table(table) => table.remove(rest),
            _ => false,
        }
    }
}

/// How deep tables and lists may stand in each other: a scenario needs five.
pub const DEEPEST: usize = 32;

/// Where a text nests deeper than [`DEEPEST`], in brackets or in the parts of a key. Whoever reads
/// it follows that on the stack, so it is looked for first.
fn too_deep(text: &str) -> Option<usize> {
    let bytes = text.as_bytes();
    let (mut at, mut depth, mut dots) = (0, 0_usize, 0);
    while at < bytes.len() {
        let rest = &text[at..];
        let length = match bytes[at] {
            b'#' => rest.find('\n').unwrap_or(rest.len()),
            b'"' | b'\'' => string(rest),
            b'[' | b'{' => {
                (depth, dots) = (depth + 1, 0);
                1
            }
            b']' | b'}' => {
                (depth, dots) = (depth.saturating_sub(1), 0);
                1
            }
            b',' | b'=' | b'\n' => {
                dots = 0;
                1
            }
            b'.' => {
                dots += 1;
                1
            }
            _ => rest.chars().next().map_or(1, char::len_utf8),
        };
        if depth + dots > DEEPEST {
            return Some(at);
        }
        at += length;
    }
    None
}

/// The length of the string that a text begins with, its quotes included; all of it if it has no end.
fn string(text: &str) -> usize {
    let quote = &text[..1];
    let long = quote.repeat(3);
    let mark = if text.starts_with(&long) {
        &long[..]
    } else {
        quote
    };
    let mut at = mark.len();
    while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
        if rest.starts_with(mark) {
            return at + mark.len();
        }
        let letter = rest.chars().next().map_or(1, char::len_utf8);
        let escaped = quote == "\"" && rest.starts_with('\\');
        let next = rest.chars().nth(1).map_or(0, char::len_utf8);
        at += letter + if escaped { next } else { 0 };
        // A string of one line ends with it, closed or not.
        if mark.len() == 1 && rest.starts_with('\n') {
            return at;
        }
    }
    text.len()
}

/// Reads a text as TOML: what could be read, and every syntax error.
pub fn parse(sources: &Sources, id: SourceId) -> (KeyTable, Vec<Problem>) {
    if let Some(at) = too_deep(sources.text(id)) {
        let message = format!("tables and lists stand more than {DEEPEST} deep in each other");
        let problem = Problem::new(Code::Syntax, Place::new(id, at..at + 1), message);
        return (KeyTable::default(), vec![problem]);
    }
    let (document, errors) = DeTable::parse_recoverable(sources.text(id));
    let end = sources.text(id).len();
    let problems = errors
        .iter()
        .map(|error| {
            let place = Place::new(id, error.span().unwrap_or(end..end));
            Problem::new(Code::Syntax, place, error.message())
        })
        .collect();
    (table(id, document.get_ref()), problems)
}

/// Reads the value of a `--set`: TOML, or else a bare number or word.
pub fn parse_value(text: &str, place: Place) -> Node {
    if too_deep(text).is_some() {
        // Nothing takes it, and its own text says why.
        let value = Value::Text("nested too deep".to_owned());
        return Node { place, value };
    }
    let (value, errors) = DeValue::parse_recoverable(text);
    let value = if errors.is_empty() && !text.is_empty() {
        self::value(place.source, value.get_ref())
    } else if let Ok(number) = text.parse() {
        Value::Real(number)
    } else {
        Value::Text(text.to_owned())
    };
    let mut node = Node { place, value };
    node.move_to(place);
    node
}

impl Node {
    /// Everything in an override stands where the override stands.
    fn move_to(&mut self, place: Place) {
        self.place = place;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.move_to(place)),
            Value::Table(table) => {
                for entry in &mut table.entries {
                    entry.place = place;
                    entry.node.move_to(place);
                }
            }
            _ => {}
        }
    }
}

fn table(id: SourceId, raw: &DeTable<'_>) -> KeyTable {
    let entries = raw.iter().map(|(key, raw)| Entry {
        key: key.get_ref().to_string(),
        place: Place::new(id, key.span()),
        node: Node {
            place: Place::new(id, raw.span()),
            value: value(id, raw.get_ref()),
        },
    });
    KeyTable {
        entries: entries.collect(),
    }
}

fn value(id: SourceId, raw: &DeValue<'_>) -> Value {
    match raw {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Boolean(switch) => Value::Switch(*switch),
        DeValue::Integer(raw) => match i64::from_str_radix(raw.as_str(), raw.radix()) {
            Ok(number) => Value::Whole(number),
            Err(_) => Value::Real(raw.as_str().parse().unwrap_or(f64::INFINITY)),
        },
        DeValue::Float(raw) => Value::Real(raw.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Datetime(moment) => {
            date(moment).map_or_else(|| Value::Moment(moment.to_string()), Value::Date)
        }
        DeValue::Array(items) => Value::List(
            items
                .iter()
                .map(|item| Node {
                    place: Place::new(id, item.span()),
                    value: value(id, item.get_ref()),
                })
                .collect(),
        ),
        DeValue::Table(raw) => Value::Table(table(id, raw)),
    }
}

fn date(moment: &toml::value::Datetime) -> Option<Date> {
    let date = moment.date.as_ref().filter(|_| moment.time.is_none())?;
    let year = i16::try_from(date.year).ok()?;
    let month = i8::try_from(date.month).ok()?;
    Date::new(year, month, i8::try_from(date.day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(sources: &mut Sources, text: &str) -> KeyTable {
        let id = sources.add("a.toml", text);
        let (table, problems) = parse(sources, id);
        assert_eq!(problems, []);
        table
    }

    #[test]
    fn every_syntax_error_is_found_at_once() {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", "a = \nb = 2\nb = 3\nc = [1,\n");
        let (_, problems) = parse(&sources, id);
        assert!(problems.len() >= 3, "{problems:?}");
    }

    #[test]
    fn numbers_dates_and_tables_keep_their_places() {
        let mut sources = Sources::default();
        let text =
            "big = 99999999999999999999\nten = 1_0\nx = 0x1F\nday = 2020-06-16\n[a.b]\nc = nan\n";
        let table = read(&mut sources, text);
        assert_eq!(table.get("ten").unwrap().value, Value::Whole(10));
        assert_eq!(table.get("x").unwrap().value, Value::Whole(31));
        assert!(matches!(table.get("big").unwrap().value, Value::Real(n) if n > 9e19));
        assert!(matches!(table.get("day").unwrap().value, Value::Date(_)));
        let node = table.at(&["a", "b", "c"]).unwrap();
        assert_eq!(&text[node.place.start..node.place.end], "nan");
    }

    #[test]
    fn a_later_file_wins_key_by_key_and_keeps_its_own_places() {
        let mut sources = Sources::default();
        let mut base = read(&mut sources, "[a]\nx = 1\ny = 2\n[b]\nz = 1\n");
        let child = read(&mut sources, "[a]\ny = 3\n[c]\nw = 4\n");
        let child_place = child.at(&["a", "y"]).unwrap().place;
        let base_place = base.at(&["a", "x"]).unwrap().place;
        base.merge(child);
        assert_eq!(base.at(&["a", "x"]).unwrap().place, base_place);
        assert_eq!(base.at(&["a", "y"]).unwrap().place, child_place);
        assert_eq!(base.at(&["a", "y"]).unwrap().value, Value::Whole(3));
        let keys: Vec<_> = base.entries.iter().map(|entry| &entry.key[..]).collect();
        assert_eq!(keys, ["a", "b", "c"]);
        assert!(base.remove(&["a", "x"]) && !base.remove(&["a", "x"]));
    }

    #[test]
    fn depth_is_counted_outside_of_strings_and_comments() {
        let deep = "[".repeat(DEEPEST + 1);
        for text in [
            format!("x = {deep}"),
            format!("x = {}", "{a = ".repeat(DEEPEST + 1)),
            format!("a{} = 1", ".b".repeat(DEEPEST + 1)),
            format!("[a{}]", " . 'b'".repeat(DEEPEST + 1)),
            format!("x = \"\\\"\"\ny = {deep}"),
            format!("x = \"\"\"\"a\"\"\"\ny = {deep}"),
        ] {
            assert!(too_deep(&text).is_some(), "{text}");
        }
        for text in [
            format!("# {deep}\nx = \"{deep}\" # {deep}"),
            format!("x = '{deep}'\ny = \"\"\"\n{deep}\n\"\"\""),
            format!("x = [{}]", "1.5, ".repeat(100)),
            format!("é = {}{}", "[".repeat(5), "]".repeat(5)),
            "[]\n".repeat(100),
            "x = \"never closed".into(),
        ] {
            assert_eq!(too_deep(&text), None, "{text}");
        }
    }

    #[test]
    fn overrides_may_be_toml_or_bare() {
        let mut sources = Sources::default();
        let place = Place::new(sources.add("--set", "x=1"), 2..3);
        for (text, value) in [
            ("1", Value::Whole(1)),
            (".5", Value::Real(0.5)),
            ("threat", Value::Text("threat".into())),
            ("\"threat\"", Value::Text("threat".into())),
            ("true", Value::Switch(true)),
            ("", Value::Text(String::new())),
        ] {
            assert_eq!(parse_value(text, place).value, value, "{text}");
        }
    }
}
