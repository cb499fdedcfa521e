//! Paths to values of a scenario: how `--set` and `[uncertain]` name parameters.
//!
//! `actor.north-korea.resolve` is one place; `*` stands for every name at its place; a parameter's
//! bare key means everywhere: `law.<key>` and every table that has the key for itself.

use super::structure::ROOT;
use super::tree::{self, KeyTable};
use crate::diagnostic::{Code, Place, Problem, SourceId, Sources, nearest};
use crate::scenario::parameter::{self, Parameter, Scope};
use std::ops::Range;

/// The keys of a path, with the bytes each came from.
///
/// What follows `uncertain.` is one key, since it is a path itself.
pub fn split(path: &str) -> Vec<(String, Range<usize>)> {
    let mut keys = Vec::new();
    let mut start = 0;
    while start <= path.len() {
        let inner = keys.first().is_some_and(|(key, _)| key == "uncertain");
        let end = path[start..]
            .find('.')
            .filter(|_| !inner)
            .map_or(path.len(), |at| start + at);
        keys.push((
            path[start..end].trim().trim_matches('"').to_owned(),
            start..end,
        ));
        start = end + 1;
    }
    keys
}

/// The row a path ends in, if it is the path of a parameter.
pub fn row(keys: &[String]) -> Option<&'static Parameter> {
    let (last, tables) = keys.split_last()?;
    let row = parameter::rows().find(|row| row.key == last)?;
    let law = tables == ["law"] && row.inherits();
    let own = tables.len() == own_tables(row.scope)
        && tables
            .first()
            .is_none_or(|first| first == own_table(row.scope));
    (tables.is_empty() || law || own).then_some(row)
}

/// The table under which parameters of a scope have values of their own.
pub fn own_table(scope: Scope) -> &'static str {
    match scope {
        Scope::Crisis => "crisis",
        Scope::Actor | Scope::Party | Scope::ThirdParty => "actor",
        Scope::Pair => "pair",
        Scope::Channel => "channel",
        Scope::Incident => "incident",
        Scope::Trigger => "trigger",
    }
}

/// How many keys come before the last in a full path of that scope.
fn own_tables(scope: Scope) -> usize {
    match scope {
        scope if scope.is_single() => 1,
        Scope::Channel => 3,
        _ => 2,
    }
}

/// The tables that can have a value of their own for a row, as paths.
pub fn holders(tree: &KeyTable, row: &Parameter) -> Vec<Vec<String>> {
    let mut pattern = vec![own_table(row.scope).to_owned()];
    pattern.resize(own_tables(row.scope), "*".to_owned());
    let mut found = expand(tree, &pattern);
    found.retain(|path| holds(tree, row, path));
    found
}

/// Whether the table at a path is of the kind that a row belongs to.
fn holds(tree: &KeyTable, row: &Parameter, path: &[String]) -> bool {
    let path: Vec<_> = path.iter().map(String::as_str).collect();
    let text = |key: &str| {
        let table = tree.at(&path).and_then(tree::Node::table);
        table
            .and_then(|table| table.get(key))
            .and_then(tree::Node::text)
    };
    match row.scope {
        Scope::Party => text("kind") == Some("party"),
        Scope::ThirdParty => text("kind") == Some("third-party"),
        Scope::Pair => text("relation") == Some("adversaries"),
        _ => true,
    }
}

/// The tables that exist at a path in which `*` stands for every name.
fn expand(table: &KeyTable, pattern: &[String]) -> Vec<Vec<String>> {
    let Some((key, rest)) = pattern.split_first() else {
        return vec![Vec::new()];
    };
    let mut found = Vec::new();
    for entry in &table.entries {
        let Some(inner) = entry
            .node
            .table()
            .filter(|_| key == "*" || *key == entry.key)
        else {
            continue;
        };
        for mut path in expand(inner, rest) {
            path.insert(0, entry.key.clone());
            found.push(path);
        }
    }
    found
}

/// Every place a path of keys reaches: itself, what `*` stands for, or, for a parameter's bare
/// key, `law.<key>` and every table that has the key for itself. Empty: nothing is there.
pub fn reach(tree: &KeyTable, keys: &[String]) -> Vec<Vec<String>> {
    let row = row(keys);
    let with = |mut path: Vec<String>, key: &str| {
        path.push(key.to_owned());
        path
    };
    if let (Some(row), [key]) = (row, keys) {
        if row.scope.is_single() {
            return vec![vec![own_table(row.scope).to_owned(), key.clone()]];
        }
        let own = holders(tree, row)
            .into_iter()
            .map(|path| with(path, key))
            .filter(|path| {
                let path: Vec<_> = path.iter().map(String::as_str).collect();
                tree.at(&path).is_some()
            });
        return std::iter::once(vec!["law".to_owned(), key.clone()])
            .chain(own)
            .collect();
    }
    match keys.split_last() {
        Some((last, tables)) if keys.iter().any(|key| key == "*") => expand(tree, tables)
            .into_iter()
            .filter(|path| row.is_none_or(|row| holds(tree, row, path)))
            .map(|path| with(path, last))
            .collect(),
        _ => vec![keys.to_vec()],
    }
}

/// The path and the value of an override, as given; `None` if it has no value.
pub fn assignment(text: &str) -> Option<(String, tree::Value)> {
    let (path, value) = text.split_once('=')?;
    let nowhere = Place::new(Sources::default().add("--set", text), 0..text.len());
    let value = tree::parse_value(value.trim(), nowhere).value;
    Some((path.trim().to_owned(), value))
}

/// Writes one `path=value` into the tree. Returns the places that it reached.
pub fn set(
    tree: &mut KeyTable,
    sources: &mut Sources,
    text: &str,
) -> Result<Vec<Vec<String>>, Box<Problem>> {
    let id = sources.add("--set", text);
    let whole = Place::new(id, 0..text.len());
    let Some((path, value)) = text.split_once('=') else {
        let problem = Problem::new(Code::Override, whole, "an override has no value");
        return Err(Box::new(
            problem.help("write `path=value`, such as `message_loss=0.3`"),
        ));
    };
    let at = path.len() + 1;
    let value = tree::parse_value(value.trim(), Place::new(id, at..text.len()));
    let keys = split(path);
    let names: Vec<_> = keys.iter().map(|(key, _)| key.clone()).collect();
    reachable(&names, Place::new(id, 0..path.len()))?;
    let reached = reach(tree, &names);
    if reached.is_empty() {
        let place = Place::new(id, 0..path.len());
        let problem = Problem::new(Code::Override, place, format!("`{path}` reaches nothing"));
        return Err(Box::new(problem.help(
            "`*` stands for the names that the scenario has at that place",
        )));
    }
    for target in &reached {
        let places = places(id, &keys, target.len());
        tree.write(target, &places, value.clone());
    }
    Ok(reached)
}

/// Refuses a path whose first key is nothing that could be set.
fn reachable(names: &[String], place: Place) -> Result<(), Box<Problem>> {
    let known = names.len() <= tree::DEEPEST
        && match names {
            [key] => ROOT.key(key).is_some() || row(names).is_some(),
            [first, ..] => ROOT.key(first).is_some() && names.iter().all(|name| !name.is_empty()),
            [] => false,
        };
    if known && !matches!(names[0].as_str(), "extends" | "abstract" | "without") {
        return Ok(());
    }
    let word = names.first().map_or("", String::as_str);
    let problem = Problem::new(
        Code::Override,
        place,
        format!("`{}` cannot be set", names.join(".")),
    )
    .label("no such path");
    let keys = parameter::rows()
        .map(|row| row.key)
        .filter(|_| names.len() == 1);
    let words = ROOT.keys.iter().map(|key| key.key).chain(keys);
    Err(Box::new(match nearest(word, words) {
        Some(near) => problem.help(format!("did you mean `{near}`?")),
        None => problem
            .help("write a parameter's key, or a full path such as `actor.north-korea.resolve`"),
    }))
}

/// Where each key of a reached path was written: the last keys match, the rest share the path.
fn places(id: SourceId, keys: &[(String, Range<usize>)], len: usize) -> Vec<Place> {
    let end = keys.last().map_or(0, |(_, span)| span.end);
    let mut places: Vec<_> = keys
        .iter()
        .map(|(_, span)| Place::new(id, span.clone()))
        .collect();
    while places.len() < len {
        places.insert(0, Place::new(id, 0..end));
    }
    places.split_off(places.len() - len)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paths(text: &str, path: &str) -> Vec<String> {
        let mut sources = Sources::default();
        let id = sources.add("a.toml", text);
        let (table, problems) = tree::parse(&sources, id);
        assert_eq!(problems, []);
        let keys: Vec<_> = split(path).into_iter().map(|(key, _)| key).collect();
        reach(&table, &keys)
            .iter()
            .map(|path| path.join("."))
            .collect()
    }

    const TEXT: &str = "\
[actor.a]\nkind = \"party\"\nresolve = 1\n[actor.b]\nkind = \"third-party\"\n\
[channel.p.x]\ncut = 0\n[channel.p.y]\n[channel.q.x]\n";

    #[test]
    fn bare_keys_reach_the_law_and_every_own_value() {
        assert_eq!(paths(TEXT, "resolve"), ["law.resolve", "actor.a.resolve"]);
        assert_eq!(paths(TEXT, "cut"), ["law.cut", "channel.p.x.cut"]);
        assert_eq!(paths(TEXT, "horizon_days"), ["crisis.horizon_days"]);
        assert_eq!(paths(TEXT, "worse"), ["trigger.worse"]);
    }

    #[test]
    fn a_star_reaches_every_table_of_the_kind_that_holds_the_parameter() {
        assert_eq!(paths(TEXT, "actor.*.climb"), ["actor.a.climb"]);
        assert_eq!(
            paths(TEXT, "actor.*.pressure_decay"),
            ["actor.b.pressure_decay"]
        );
        assert_eq!(
            paths(TEXT, "channel.*.x.cut"),
            ["channel.p.x.cut", "channel.q.x.cut"]
        );
        assert_eq!(paths(TEXT, "pair.*.offer_days"), [""; 0]);
    }

    #[test]
    fn rows_are_found_by_paths_that_have_their_shape() {
        let find = |path: &str| {
            let keys: Vec<_> = split(path).into_iter().map(|(key, _)| key).collect();
            row(&keys).map(|row| row.key)
        };
        assert_eq!(find("law.cut"), Some("cut"));
        assert_eq!(find("channel.p.x.cut"), Some("cut"));
        assert_eq!(find("channel.p.cut"), None);
        assert_eq!(find("actor.a.cut"), None);
        assert_eq!(find("law.horizon_days"), None);
        assert_eq!(find("crisis.horizon_days"), Some("horizon_days"));
        assert_eq!(find("trigger.worse"), Some("worse"));
        assert_eq!(find("crisis.worse"), None);
        assert_eq!(find("law.worse"), None);
        assert_eq!(split("uncertain.law.cut").len(), 2);
    }
}
