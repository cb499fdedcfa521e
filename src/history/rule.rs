//! From a row of a table to a scenario: what the rules of a template write.

use super::onset::onset;
use super::sheet::{CaseRow, CaseSheet, parts};
use crate::diagnostic::{Code, Place, Problem, Problems, nearest};
use crate::scenario::file::flatten::quoted;
use crate::scenario::file::naming::name_of;
use crate::scenario::file::tree::Value;
use crate::scenario::observed::{FORMS, Form, Observed};
use crate::scenario::template::{CaseRule, CaseTest, Template};
use jiff::civil::Date;
use std::collections::BTreeSet;
use std::fmt::Write;

/// A row, read.
#[derive(Debug, Clone, PartialEq)]
pub struct Described {
    /// What tells it apart in its table.
    pub id: String,
    /// The name of its scenario.
    pub name: String,
    /// What the rules write: a scenario file that extends the template.
    pub text: String,
    /// The kind of trigger that counting counts by.
    pub kind: String,
    /// The words that keep it in a fold with others, sorted.
    pub together: Vec<String>,
    /// What came of it.
    pub observed: Observed,
    /// The rules whose shifts hold, by number.
    pub rules: Vec<usize>,
    /// Where its row stands.
    pub place: Place,
}

/// Reads every row of a table by a template.
///
/// # Errors
/// All that is wrong with the table, in its order.
pub fn described(template: &Template, sheet: &CaseSheet) -> Result<Vec<Described>, Problems> {
    let mut problems = columns(template, sheet);
    let (mut cases, mut ids) = (Vec::new(), BTreeSet::new());
    if problems.is_empty() {
        for row in sheet.rows() {
            let found = describe(template, row, &mut problems);
            cases.extend(found);
        }
    }
    if cases.is_empty() && problems.is_empty() {
        let place = Place::new(sheet.source, 0..0);
        problems.push(Problem::new(Code::Missing, place, "the table has no cases"));
    }
    for case in &cases {
        if !ids.insert(&case.id) {
            let message = format!("the case `{}` is there twice", case.id);
            problems.push(Problem::new(Code::Duplicate, case.place, message));
        }
    }
    tell_apart(&mut cases);
    if problems.is_empty() {
        return Ok(cases);
    }
    Err(Problems {
        list: problems,
        sources: sheet.sources.clone(),
    })
}

/// Columns that the template names and the table lacks.
fn columns(template: &Template, sheet: &CaseSheet) -> Vec<Problem> {
    let mut problems = Vec::new();
    let c = &template.columns;
    let named = [
        (&c.case, "tells cases apart"),
        (&c.title, "has their names"),
        (&c.trigger, "has the type of trigger"),
        (&c.together, "keeps cases together"),
        (&c.violence, "has the level of violence"),
        (&c.days, "has the duration"),
        (&c.ending, "has the form of the ending"),
    ];
    for (name, what) in named {
        sheet.require(name, what, &mut problems);
    }
    for name in &c.onset {
        sheet.require(name, "has the onset", &mut problems);
    }
    for rule in &template.rules {
        for (name, _) in &rule.when {
            let what = format!("the rule `{}` asks for", rule.name);
            sheet.require(name, &what, &mut problems);
        }
    }
    problems
}

fn describe(
    template: &Template,
    row: CaseRow<'_>,
    problems: &mut Vec<Problem>,
) -> Option<Described> {
    let before = problems.len();
    let c = &template.columns;
    let text = |column: &str| row.get(column).map(|cell| cell.text.clone());
    let Some(id) = text(&c.case) else {
        let message = format!("the case has nothing under `{}`", c.case);
        problems.push(Problem::new(Code::Missing, row.place(), message));
        return None;
    };
    let title = text(&c.title).filter(|title| title.chars().all(|c| !c.is_control()));
    let onset = onset(row, &c.onset, problems);
    let holding: Vec<usize> = (0..template.rules.len())
        .filter(|&r| holds(&template.rules[r], row))
        .collect();
    let kind = kind(template, row, &holding, problems);
    let observed = observed(template, row, &id, problems);
    let (Some(onset), Some(kind)) = (onset, kind) else {
        return None;
    };
    if problems.len() > before {
        return None;
    }
    let titled = title
        .as_ref()
        .map(|title| format!("{title} {}", onset.year()));
    let name = titled.as_deref().and_then(name_of);
    let name = name.or_else(|| name_of(&format!("case {id}")));
    let together = row.get(&c.together);
    let together = together.map_or_else(Vec::new, |cell| parts(&cell.text));
    let mut case = Described {
        name: name.unwrap_or_else(|| "case".to_owned()),
        text: String::new(),
        kind,
        together: together.into_iter().map(str::to_owned).collect(),
        observed,
        rules: holding,
        place: row.place(),
        id,
    };
    case.text = written(
        template,
        &case,
        &title.unwrap_or_else(|| case.id.clone()),
        onset,
    );
    Some(case)
}

fn holds(rule: &CaseRule, row: CaseRow<'_>) -> bool {
    let met = |(column, test): &(String, CaseTest)| {
        let Some(text) = row.text(column) else {
            return false;
        };
        match test {
            CaseTest::OneOf(words) => words.contains(&text),
            CaseTest::Between(low, high) => {
                let number: Option<f64> = text.parse().ok();
                number.is_some_and(|number| (*low..=*high).contains(&number))
            }
        }
    };
    rule.when.iter().all(met)
}

/// The kind of trigger, from the last rule that says it.
fn kind(
    template: &Template,
    row: CaseRow<'_>,
    holding: &[usize],
    problems: &mut Vec<Problem>,
) -> Option<String> {
    let mut last = holding.iter().rev();
    let kind = last.find_map(|&r| template.rules[r].kind.clone());
    if kind.is_some() {
        return kind;
    }
    let column = &template.columns.trigger;
    let Some(cell) = row.get(column) else {
        let message = format!("the case has no type of trigger under `{column}`");
        problems.push(Problem::new(Code::Missing, row.place(), message));
        return None;
    };
    let known: BTreeSet<&str> = template
        .rules
        .iter()
        .flat_map(|rule| &rule.when)
        .filter(|(asked, _)| asked == column)
        .flat_map(|(_, test)| match test {
            CaseTest::OneOf(words) => words.as_slice(),
            CaseTest::Between(..) => &[],
        })
        .map(String::as_str)
        .collect();
    let message = format!("no rule says what kind of trigger `{}` is", cell.text);
    let problem = Problem::new(Code::UnknownName, cell.place, message);
    problems.push(
        problem.help(match nearest(&cell.text, known.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!(
                "the template knows {}",
                known.into_iter().collect::<Vec<_>>().join(", ")
            ),
        }),
    );
    None
}

/// What came of it, as far as the table says.
fn observed(
    template: &Template,
    row: CaseRow<'_>,
    id: &str,
    problems: &mut Vec<Problem>,
) -> Observed {
    let c = &template.columns;
    let mut whole = |column: &str, (low, high): (u32, u32), what: &str| {
        let cell = row.get(column)?;
        let number: Option<u32> = cell.text.parse().ok();
        let number = number.filter(|number| (low..=high).contains(number));
        if number.is_none() {
            let message = format!("`{}` is no {what}", cell.text);
            let problem = Problem::new(Code::OutOfBounds, cell.place, message);
            problems.push(problem.label(format!(
                "must be a whole number from {low} to {high}, or empty"
            )));
        }
        number
    };
    let violence = whole(&c.violence, (1, 4), "ICB violence level");
    let days = whole(&c.days, (1, 100_000), "number of days");
    let form = row.get(&c.ending).and_then(|cell| {
        let form = Form::named(&cell.text);
        if form.is_none() {
            let message = format!("`{}` is no form of ending", cell.text);
            let problem = Problem::new(Code::UnknownName, cell.place, message);
            problems.push(problem.help(match nearest(&cell.text, FORMS) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("it is one of {}", FORMS.join(", ")),
            }));
        }
        form
    });
    let trigger = row.get(&c.trigger).map(|cell| cell.text.clone());
    let source = match c.source.as_str() {
        "" => String::new(),
        source => format!("{source} {id}"),
    };
    Observed {
        violence,
        days,
        form,
        trigger: trigger.unwrap_or_default(),
        source,
    }
}

/// The scenario file of a case, but for what it extends.
fn written(template: &Template, case: &Described, title: &str, onset: Date) -> String {
    let mut text = format!(
        "name = {}\ntitle = {}\nonset = {onset}\n",
        quoted(&case.name),
        quoted(title)
    );
    let mut set: Vec<(&str, Vec<(&str, &Value)>)> = Vec::new();
    for (path, value) in case.rules.iter().flat_map(|&r| &template.rules[r].set) {
        let (table, key) = path.rsplit_once('.').unwrap_or(("", path));
        let at = set.iter().position(|(known, _)| *known == table);
        let at = at.unwrap_or_else(|| {
            set.push((table, Vec::new()));
            set.len() - 1
        });
        let keys = &mut set[at].1;
        // Of what two rules set, the later one's holds.
        keys.retain(|(known, _)| *known != key);
        keys.push((key, value));
    }
    set.sort_by_key(|(table, _)| !table.is_empty());
    for (table, keys) in set {
        if !table.is_empty() {
            let _ = writeln!(text, "\n[{table}]");
        }
        for (key, value) in keys {
            let _ = writeln!(text, "{key} = {}", toml(value));
        }
    }
    text + &observed_text(&case.observed)
}

fn observed_text(observed: &Observed) -> String {
    let mut text = String::from("\n[observed]\n");
    let numbers = [("violence", observed.violence), ("days", observed.days)];
    for (key, number) in numbers {
        if let Some(number) = number {
            let _ = writeln!(text, "{key} = {number}");
        }
    }
    let form = observed.form.map_or("", Form::name);
    let words = [
        ("ending", form),
        ("trigger", &observed.trigger),
        ("source", &observed.source),
    ];
    for (key, words) in words.into_iter().filter(|(_, words)| !words.is_empty()) {
        let _ = writeln!(text, "{key} = {}", quoted(words));
    }
    text
}

fn toml(value: &Value) -> String {
    match value {
        Value::Text(text) | Value::Moment(text) => quoted(text),
        Value::Whole(number) => number.to_string(),
        Value::Real(number) => format!("{number:?}"),
        Value::Switch(yes) => yes.to_string(),
        Value::Date(date) => date.to_string(),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(|item| toml(&item.value)).collect();
            format!("[{}]", items.join(", "))
        }
        Value::Table(table) => {
            let keys = table.entries.iter();
            let keys =
                keys.map(|entry| format!("{} = {}", quoted(&entry.key), toml(&entry.node.value)));
            format!("{{ {} }}", keys.collect::<Vec<_>>().join(", "))
        }
    }
}

/// Cases of one name get their identifiers behind it.
fn tell_apart(cases: &mut [Described]) {
    let mut seen = BTreeSet::new();
    for case in cases {
        if !seen.insert(case.name.clone()) {
            let told = name_of(&format!("{} {}", case.name, case.id));
            let told = told.unwrap_or_else(|| case.name.clone());
            case.text = case.text.replacen(&quoted(&case.name), &quoted(&told), 1);
            case.name = told;
            seen.insert(case.name.clone());
        }
    }
}
