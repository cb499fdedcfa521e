//! The page: sections put into the template.

use super::figure::Section;
use super::source::Source;
use super::{ReportError, run_figures, study_figures, warning};
use minijinja::value::Serde;
use minijinja::{Environment, context};
use serde::Serialize;

/// Policies and variants of a run whose days are drawn.
pub const DRAWN: usize = 6;

const TEMPLATE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

#[derive(Serialize)]
struct Part {
    name: String,
    title: String,
    question: String,
    command: String,
    facts: Vec<[String; 2]>,
    warnings: Vec<String>,
    sections: Vec<Section>,
}

/// The page of these run folders.
pub fn html(sources: &[Source]) -> Result<String, ReportError> {
    let parts: Vec<Part> = sources.iter().map(part).collect::<Result<_, _>>()?;
    let mut environment = Environment::new();
    environment.add_template("page.html", TEMPLATE)?;
    let names: Vec<&str> = parts.iter().map(|part| part.name.as_str()).collect();
    let page = environment.get_template("page.html")?.render(context! {
        title => names.join(", "),
        style => STYLE,
        script => SCRIPT,
        parts => Serde(&parts),
    })?;
    Ok(page)
}

fn part(source: &Source) -> Result<Part, ReportError> {
    let manifest = &source.manifest;
    let scenario = manifest.scenarios.first();
    let name = scenario.map_or_else(String::new, |entry| entry.name.clone());
    let mut sections = run_figures::sections(source, DRAWN)?;
    sections.extend(study_figures::sections(source)?);
    sections.extend(run_figures::storylines(source));
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
    let mut facts = vec![
        [
            "Program".into(),
            format!("{} {}", manifest.program, manifest.version),
        ],
        ["Command".into(), manifest.command.clone()],
        ["Policies".into(), manifest.policies.join(", ")],
        ["Trials of each".into(), manifest.trials.to_string()],
        ["Root seed".into(), manifest.seed.to_string()],
        ["Scenario hash".into(), hashes.join(", ")],
    ];
    if !overrides.is_empty() {
        facts.push(["Overrides".into(), overrides.join(", ")]);
    }
    Ok(Part {
        title: if source.title.is_empty() {
            name.clone()
        } else {
            source.title.clone()
        },
        question: source.question.clone(),
        command: manifest.command.clone(),
        facts,
        warnings: warning::warnings(source),
        sections,
        name,
    })
}
