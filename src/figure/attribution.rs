//! What adds to an outcome.

use super::ChartError;
use super::chart::Axis;
use super::panel::{Figure, Grid};
use super::source::Sheets;
use super::whiskers::{Whisker, whiskers};
use crate::table::sheet::{Row, Sheet};

/// A figure per scenario, policy and outcome: what each mechanism adds, the largest first.
pub fn attribution(source: &Sheets, sheet: &Sheet) -> Result<Vec<Figure>, ChartError> {
    let mut keys: Vec<[&str; 3]> = Vec::new();
    for row in sheet.rows() {
        if !keys.contains(&key(row)) {
            keys.push(key(row));
        }
    }
    let figure = |of: &[&str; 3]| {
        let rows: Vec<Row> = sheet.rows().filter(|row| key(*row) == *of).collect();
        figure(source, *of, rows)
    };
    keys.iter().map(figure).collect()
}

fn key(row: Row<'_>) -> [&str; 3] {
    ["scenario", "policy", "outcome"].map(|column| row.text(column))
}

fn figure(
    source: &Sheets,
    [scenario, policy, outcome]: [&str; 3],
    mut rows: Vec<Row>,
) -> Result<Figure, ChartError> {
    // The total stands last: the sum of the others.
    let is_total = |row: &Row| row.text("mechanism") == "total";
    let value = |row: &Row| -row.number("value").unwrap_or(0.0).abs();
    rows.sort_by(|a, b| {
        let order = is_total(a).cmp(&is_total(b));
        order.then(f64::total_cmp(&value(a), &value(b)))
    });
    let of_hundred = |row: &Row, column| Some(100.0 * row.number(column)?);
    let whisker = |row: &Row| Whisker {
        label: match row.text("mechanism") {
            "total" => "all of them".into(),
            name => name.replace(['_', '-'], " "),
        },
        value: of_hundred(row, "value"),
        low: of_hundred(row, "ci_low"),
        high: of_hundred(row, "ci_high"),
    };
    let drawn: Vec<Whisker> = rows.iter().map(whisker).collect();
    let signed = |x: Option<f64>| x.map_or(String::new(), |x| format!("{:+.2}", x + 0.0));
    let say = |row: &Whisker| {
        let [value, low, high] = [row.value, row.low, row.high].map(signed);
        format!("{} {value} in 100 crises ({low} to {high})", row.label)
    };
    let mut grid = Grid::new(&["mechanism", "adds, in 100", "from", "to"]);
    for row in &drawn {
        let mut cells = vec![row.label.clone()];
        cells.extend([row.value, row.low, row.high].map(signed));
        grid.rows.push(cells);
    }
    let name = source.marked(outcome);
    let bad = rows.first().and_then(|row| {
        let (bad, trials) = (row.number("bad")?, row.number("trials")?);
        (trials > 0.0).then(|| 100.0 * bad / trials)
    });
    let bad = bad.map_or(String::new(), |bad| {
        format!("{bad:.1} of 100 trials have it as things are. ")
    });
    let axis_title = format!("added to {name}, in 100 crises");
    let axis = Axis {
        title: &axis_title,
        percent: false,
    };
    Ok(Figure {
        title: format!("What adds to {name} in {scenario} under {policy}"),
        text: drawn.iter().map(say).collect::<Vec<_>>().join("; "),
        svg: Some(whiskers(&drawn, axis, true, say)?),
        caption: format!(
            "{bad}Dot: Shapley value; bar: its 95% interval (t), pointwise. Left of the line: it takes away."
        ),
        grid,
    })
}
