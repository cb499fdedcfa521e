//! What was fitted, as figures name it: parameters, and what rules add to some of them.

/// What its path has to say that rules stand in between.
const RULE: &str = "cases.rule.";
const SHIFT: &str = ".shift.";

/// Whether this is what a rule adds to a parameter, and not the parameter.
fn is_shift(path: &str) -> bool {
    path.starts_with(RULE)
}

/// Its name: of what a rule adds, the parameter and, in brackets, the rule.
pub(super) fn name(path: &str) -> String {
    let shift = path.strip_prefix(RULE);
    match shift.and_then(|shift| shift.split_once(SHIFT)) {
        Some((rule, parameter)) => format!("{parameter} ({rule})"),
        None => path.to_owned(),
    }
}

/// What is drawn together, with its title and how to read the names: parameters, and what rules add.
pub(super) fn parts<T>(rows: Vec<T>, path: impl Fn(&T) -> &str) -> Vec<(&'static str, Vec<T>)> {
    let (shifts, own): (Vec<T>, Vec<T>) = rows.into_iter().partition(|row| is_shift(path(row)));
    let parts = [("parameters", own), ("shifts of rules", shifts)];
    let parts = parts.into_iter().filter(|(_, rows)| !rows.is_empty());
    parts.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_shift_is_named_after_its_parameter_and_rule() {
        let paths = ["law.fear", "cases.rule.one-actor.shift.law.fear"];
        assert_eq!(paths.map(name), ["law.fear", "law.fear (one-actor)"]);
        let parts = parts(paths.to_vec(), |path| path);
        assert_eq!(parts[0].1, paths[..1]);
        assert_eq!(parts[1].1, paths[1..]);
    }
}
