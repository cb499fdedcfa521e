//! The ladder: its rungs, lowest first, up to war.

use super::Check;
use super::fields::FieldReader;
use crate::diagnostic::{Code, Place, Problem};
use crate::scenario::Rung;
use crate::scenario::file::structure::section;

const WAR: u32 = 4;

impl<'t> Check<'t> {
    /// The rungs in the order of the scenario's list.
    pub(super) fn ladder(&mut self, root: &FieldReader<'t>) -> Vec<Rung> {
        let names = root.names(self, "rungs");
        self.rungs = names.iter().map(|(name, _)| (*name).to_owned()).collect();
        let place = root.place_of("rungs");
        if !names.is_empty() && !(4..=10).contains(&names.len()) {
            let problem = Problem::new(
                Code::TooMany,
                place,
                format!("the ladder has {} rungs", names.len()),
            );
            self.report(problem.label("must be 4 to 10 rungs"));
        } else if names.is_empty() && root.table.get("rungs").is_some() {
            self.missing(place, "a ladder of 4 to 10 rungs");
        }
        for entry in self.named("rung") {
            self.find_rung(&entry.key, entry.place);
        }
        let mut places = Vec::new();
        let rungs: Vec<_> = names
            .iter()
            .map(|&(name, at)| {
                self.require_name(name, at, "a rung");
                let (rung, place) = self.rung(name, at);
                places.push(place);
                rung
            })
            .collect();
        self.violence(&rungs, &places);
        rungs
            .into_iter()
            .map(|(rung, violence)| Rung {
                violence: violence.unwrap_or(1),
                ..rung
            })
            .collect()
    }

    /// A rung, its violence apart where it is not known, and where that stands.
    fn rung(&mut self, name: &str, at: Place) -> ((Rung, Option<u32>), Place) {
        let entry = self.tree.table("rung").and_then(|rungs| rungs.entry(name));
        let path = format!("rung.{name}");
        let table = entry.and_then(|entry| self.table(entry, &path));
        let (Some(entry), Some(table)) = (entry, table) else {
            if entry.is_none() {
                self.missing(at, &format!("the table `[{path}]`"));
            }
            return ((blank(name), None), at);
        };
        let fields = FieldReader::new(self, section("rung"), &path, table, entry.place);
        let violence = fields
            .whole(self, "violence")
            .map(|violence| violence as u32);
        let level = violence.unwrap_or(1);
        let deed = fields.switch(self, "deed").unwrap_or(level > 1);
        let cameo = fields
            .text(self, "cameo")
            .unwrap_or_else(|| cameo(level, deed).to_owned());
        if !(2..=4).contains(&cameo.len()) || !cameo.chars().all(|c| c.is_ascii_digit()) {
            let message = format!("`{path}.cameo` is no CAMEO code");
            self.report(
                Problem::new(Code::OutOfBounds, fields.place_of("cameo"), message)
                    .label("must be 2 to 4 digits"),
            );
        }
        let label = fields.label(self, name);
        let place = fields.place_of("violence");
        (
            (
                Rung {
                    name: name.to_owned(),
                    label,
                    violence: level,
                    deed,
                    cameo,
                },
                violence,
            ),
            place,
        )
    }

    /// Violence never falls up the ladder, and only the last rung is war.
    fn violence(&mut self, rungs: &[(Rung, Option<u32>)], places: &[Place]) {
        let Some(((top, level), below)) = rungs.split_last() else {
            return;
        };
        if level.is_some_and(|level| level != WAR) {
            let message = format!(
                "the ladder has no war: its last rung `{}` has violence {}",
                top.name, top.violence
            );
            let problem = Problem::new(Code::Inconsistent, places[below.len()], message);
            self.report(
                problem
                    .label("must be 4")
                    .help("the last rung is full-scale war"),
            );
        }
        for (at, (rung, level)) in below.iter().enumerate() {
            let Some(level) = *level else { continue };
            if level == WAR {
                let message = format!("rung `{}` is war but not the last", rung.name);
                self.report(
                    Problem::new(Code::Inconsistent, places[at], message).label("must be below 4"),
                );
            }
            let mut lower = rungs[..at]
                .iter()
                .zip(places)
                .filter(|((_, lower), _)| lower.is_some_and(|lower| lower > level));
            if let Some(((worse, _), place)) = lower.next_back() {
                let message = format!(
                    "violence falls from rung `{}` up to `{}`",
                    worse.name, rung.name
                );
                let problem =
                    Problem::new(Code::Inconsistent, places[at], message).label("lower here");
                self.report(problem.related(*place, "higher here"));
            }
        }
    }

    /// The calm rung lies where nobody is hurt and below war.
    pub(super) fn calm_rung(&mut self, rung: Option<usize>, rungs: &[Rung], place: Place) -> usize {
        let rung = rung.unwrap_or(0);
        if rungs.get(rung).is_some_and(|rung| rung.violence > 1) {
            let problem = Problem::new(
                Code::Inconsistent,
                place,
                "`calm_rung` is a rung of violence",
            );
            self.report(problem.label("must have violence 1"));
        }
        rung
    }
}

fn blank(name: &str) -> Rung {
    Rung {
        name: name.to_owned(),
        label: name.to_owned(),
        violence: 1,
        deed: false,
        cameo: String::new(),
    }
}

fn cameo(violence: u32, deed: bool) -> &'static str {
    match (violence, deed) {
        (2.., _) => "190",
        (_, true) => "170",
        (_, false) => "130",
    }
}
