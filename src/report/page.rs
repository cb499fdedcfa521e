//! The page: sections put into the template.

use super::ReportError;
use super::source::{RunFolder, is_of_cases};
use super::warning::{self, Warning};
use crate::answer;
use crate::figure::panel::PageSection;
use crate::figure::{run, storylines, study};
use crate::output::folder::replace_file;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use minijinja::value::Serde;
use minijinja::{Environment, context};
use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeSet;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Policies and variants of a run whose days are drawn.
pub const DRAWN: usize = 6;

const TEMPLATE: &str = concat!(include_str!("strip.html"), include_str!("page.html"));
pub(super) const STYLE: &str = include_str!("page.css");
pub(super) const SCRIPT: &str = concat!(
    "\"use strict\";\n",
    include_str!("pictures.js"),
    include_str!("page.js")
);

#[derive(Serialize)]
struct PagePart {
    name: String,
    title: String,
    question: String,
    command: String,
    of_cases: bool,
    facts: Vec<[String; 2]>,
    policies: Vec<[String; 2]>,
    priors: Vec<String>,
    numbers: Option<String>,
    said: Vec<String>,
    warnings: Vec<Warning>,
    sections: Vec<PageSection>,
}

/// The page of these run folders.
pub fn html(folders: &[RunFolder]) -> Result<String, ReportError> {
    let mut parts: Vec<PagePart> = folders.iter().map(part).collect::<Result<_, _>>()?;
    tell_apart(&mut parts);
    let mut environment = Environment::new();
    environment.add_template("page.html", TEMPLATE)?;
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let page = environment.get_template("page.html")?.render(context! {
        title => names.join(", "),
        policy => policy(),
        style => STYLE,
        script => SCRIPT,
        parts => Serde(&parts),
    })?;
    Ok(page)
}

/// What a browser lets the page do: nothing but its own style and script, known by their hashes.
/// Whatever else a table may have smuggled in does not run and asks nobody for anything. Pictures
/// are read from the page itself, to be saved.
pub(super) fn policy() -> String {
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; img-src data:; base-uri 'none'; form-action 'none'",
        hash(STYLE),
        hash(SCRIPT)
    )
}

fn part(folder: &RunFolder) -> Result<PagePart, ReportError> {
    let (manifest, source) = (&folder.manifest, &folder.source);
    let name = folder.name();
    let mut sections = run::sections(source, DRAWN)?;
    sections.extend(study::sections(source, DRAWN)?);
    sections.extend(storylines::storylines(source));
    let overrides: Vec<String> = manifest
        .scenarios
        .iter()
        .flat_map(|entry| entry.overrides.clone())
        .collect();
    let hashes: Vec<String> = manifest
        .scenarios
        .iter()
        .map(|entry| entry.hash.chars().take(12).collect())
        .collect();
    let trials = match manifest.trials {
        0 => "none: enumerated".into(),
        trials => trials.to_string(),
    };
    let mut facts = vec![
        [
            "Program".into(),
            format!("{} {}", manifest.program, manifest.version),
        ],
        ["Command".into(), manifest.command.clone()],
        ["Policies".into(), manifest.policies.join(", ")],
        ["Trials of each".into(), trials],
        ["Root seed".into(), manifest.seed.to_string()],
        ["Scenario hash".into(), hashes.join(", ")],
    ];
    if !overrides.is_empty() {
        facts.push(["Overrides".into(), overrides.join(", ")]);
    }
    let settings = manifest.settings.iter();
    let settings = settings.filter(|(name, _)| !name.contains('.'));
    let settings: Vec<String> = settings
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    facts.push(["Settings".into(), settings.join(", ")]);
    if let Some(posterior) = &manifest.posterior {
        let hash: String = posterior.hash.chars().take(12).collect();
        let (source, draws) = (&posterior.source, posterior.draws);
        let each = posterior.trials_of_each;
        let told = format!("{source} ({hash}), {draws} draws of {each} trials");
        facts.push(["Posterior".into(), told]);
    }
    // What is asked of cases has no policies and no scenario of its own.
    facts.retain(|[_, fact]| !fact.is_empty());
    Ok(PagePart {
        title: if source.title.is_empty() {
            name.clone()
        } else {
            source.title.clone()
        },
        question: source.question.clone(),
        command: manifest.command.clone(),
        of_cases: is_of_cases(manifest),
        facts,
        policies: policies(folder),
        priors: source.priors.iter().map(said).collect(),
        numbers: manifest.numbers.as_ref().map(answer::provenance),
        said: folder.said.clone(),
        warnings: warning::warnings(source),
        sections,
        name,
    })
}

/// The policies that were played, and what they say.
fn policies(folder: &RunFolder) -> Vec<[String; 2]> {
    let says = |name: &String| {
        let says = folder.source.policies.get(name)?;
        Some([name.clone(), says.clone()])
    };
    folder.manifest.policies.iter().filter_map(says).collect()
}

/// Gives figures of the same title one of their own: they are the landmarks of who cannot see the
/// page.
fn tell_apart(parts: &mut [PagePart]) {
    let mut known = BTreeSet::new();
    let several = parts.len() > 1;
    for part in parts {
        let name = part.name.clone();
        for section in &mut part.sections {
            let chosen = section
                .choices
                .iter_mut()
                .flat_map(|choice| &mut choice.figures);
            for figure in section.figures.iter_mut().chain(chosen) {
                let mut title = figure.title.clone();
                if several && !title.contains(&name) {
                    title = format!("{title} ({name})");
                }
                let plain = title.clone();
                let mut again = 1;
                while !known.insert(title.clone()) {
                    again += 1;
                    title = format!("{plain} ({again})");
                }
                figure.title = title;
            }
        }
    }
}

/// A measure that is a prior, with the reason.
fn said((measure, why): (&String, &String)) -> String {
    format!("{} ({why})", measure.replace('_', " "))
}

/// Writes the page of these run folders, and gives them back.
///
/// # Errors
/// [`ReportError`].
pub fn write(folders: &[PathBuf], out: &Path) -> Result<Vec<RunFolder>, ReportError> {
    let read = |folder: &PathBuf| RunFolder::read(folder, DRAWN);
    let folders: Vec<RunFolder> = folders.iter().map(read).collect::<Result<_, _>>()?;
    let page = html(&folders)?;
    replace_file(out, |file| Ok(file.write_all(page.as_bytes())?))?;
    Ok(folders)
}
