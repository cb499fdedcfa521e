//! What every row of a run begins with: scenario, policy, variant, and each parameter that was
//! overridden in a column of its own.

use super::cell::Cell;
use super::column::{TableColumn, Type, column};
use crate::scenario::file::paths::assignment;
use crate::scenario::file::tree::Value;

/// What every row begins with.
#[derive(Debug, Clone, PartialEq)]
pub struct RunKey {
    /// Name of the scenario.
    pub scenario: String,
    /// Name of the policy.
    pub policy: String,
    /// Name of the variant, where the run has variants.
    pub variant: Option<String>,
    /// Values of what was overridden, as [`Keys::cells`] gives them.
    pub sets: Vec<Cell>,
}

impl RunKey {
    /// Its cells.
    pub fn cells(&self) -> Vec<Cell> {
        self.with([], []).collect()
    }

    /// A row that goes on with `keys` and `rest`.
    pub(super) fn with<const K: usize, const R: usize>(
        &self,
        keys: [Cell; K],
        rest: [Cell; R],
    ) -> impl Iterator<Item = Cell> {
        let names = [self.scenario.as_str(), &self.policy].map(Cell::from);
        let variant = self.variant.as_deref().map(Cell::from);
        let key = names.into_iter().chain(variant);
        let key = key.chain(self.sets.iter().cloned());
        key.chain(keys).chain(rest)
    }
}

/// What tells the rows of a run apart besides scenario and policy.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Keys {
    /// Whether there are variants, and so the column that names them.
    pub variants: bool,
    /// Overridden parameters, by the path as given, with what their columns hold.
    pub sets: Vec<(String, Type)>,
    /// Whether numbers are averaged over a posterior, and so the columns that say what it leaves open.
    pub posterior: bool,
}

impl Keys {
    /// The keys of variants that differ in the values of the same overrides.
    pub fn of<'s>(variants: bool, all: impl IntoIterator<Item = &'s [String]>) -> Self {
        let mut sets: Vec<(String, Type)> = Vec::new();
        for (path, value) in all.into_iter().flatten().filter_map(|set| assignment(set)) {
            let kind = kind(&value);
            match sets.iter_mut().find(|(known, _)| *known == path) {
                Some((_, known)) => *known = both(*known, kind),
                None => sets.push((path, kind)),
            }
        }
        Self {
            variants,
            sets,
            posterior: false,
        }
    }

    /// The same of tables whose numbers are averaged over a posterior, or are not.
    #[must_use]
    pub fn averaged(self, posterior: bool) -> Self {
        Self { posterior, ..self }
    }

    /// The columns that follow those of scenario and policy.
    pub fn columns(&self) -> impl Iterator<Item = TableColumn> {
        let doc = "Overrides that make this variant of the scenario.";
        let variant = self
            .variants
            .then(|| column("variant", Type::String, "", doc));
        let set = |(path, kind): &(String, Type)| {
            let doc = "Value of the parameter, as it was overridden.";
            column(format!("set:{path}"), *kind, "", doc)
        };
        variant.into_iter().chain(self.sets.iter().map(set))
    }

    /// The cells of a row under overrides: of the same path twice, the last holds.
    pub fn cells(&self, overrides: &[String]) -> Vec<Cell> {
        let cell = |(path, kind): &(String, Type)| {
            let mut given = overrides.iter().rev();
            let text = given.find_map(|set| {
                let (of, value) = set.split_once('=')?;
                (of.trim() == path).then_some(value.trim())
            });
            let value = text.map(|text| (text, assignment(&format!("x={text}"))));
            match value {
                Some((_, Some((_, Value::Whole(number))))) if *kind != Type::String => {
                    number.into()
                }
                Some((_, Some((_, Value::Real(number))))) if *kind != Type::String => number.into(),
                Some((_, Some((_, Value::Switch(yes))))) if *kind != Type::String => yes.into(),
                Some((_, Some((_, Value::Text(words))))) => words.into(),
                Some((text, _)) => text.into(),
                None => Cell::Empty,
            }
        };
        self.sets.iter().map(cell).collect()
    }
}

fn kind(value: &Value) -> Type {
    match value {
        Value::Whole(_) => Type::Integer,
        Value::Real(_) => Type::Number,
        Value::Switch(_) => Type::Boolean,
        _ => Type::String,
    }
}

/// What a column holds that holds both.
fn both(one: Type, other: Type) -> Type {
    match (one, other) {
        (one, other) if one == other => one,
        (Type::Integer, Type::Number) | (Type::Number, Type::Integer) => Type::Number,
        _ => Type::String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::table::cell::Writer;
    use crate::table::dialect::Dialect;

    fn sets(texts: &[&str]) -> Vec<String> {
        texts.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn a_column_holds_what_all_its_values_are() {
        let [one, two] = [
            ["a=1", "b=x", "c=true", "d=2"],
            ["a=.5", "b=1", "c=false", "d=3"],
        ]
        .map(|texts| sets(&texts));
        let keys = Keys::of(true, [&one[..], &two[..]]);
        let kinds: Vec<Type> = keys.sets.iter().map(|(_, kind)| *kind).collect();
        assert_eq!(
            kinds,
            [Type::Number, Type::String, Type::Boolean, Type::Integer]
        );
        let texts = |sets: &[String]| -> Vec<String> {
            let text = |cell: &Cell| {
                let mut text = String::new();
                Writer::new(Dialect::Plain).write(cell, &mut text);
                text
            };
            keys.cells(sets).iter().map(text).collect()
        };
        assert_eq!(texts(&one), ["1", "x", "true", "2"]);
        assert_eq!(texts(&two), ["0.5", "1", "false", "3"]);
    }

    #[test]
    fn of_a_path_given_twice_the_last_value_stands_once() {
        let twice = sets(&["a=1", "a=2"]);
        let keys = Keys::of(false, [&twice[..]]);
        assert_eq!(keys.sets, [("a".to_owned(), Type::Integer)]);
        assert_eq!(keys.cells(&twice), [Cell::Integer(2)]);
    }
}
