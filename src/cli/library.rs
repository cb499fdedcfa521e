//! What the program knows by itself: scenarios, policies, parameters.

use super::exit::Failure;
use super::{inputs, show};
use crate::scenario::library;
use crate::scenario::parameter::{self, Kind, Parameter, Scope};
use crate::scenario::preset::PRESETS;
use clap::{Args, CommandFactory};
use clap_complete::Shell;

/// Arguments of `policies`.
#[derive(Debug, Args)]
pub struct PoliciesArgs {
    /// Scenario whose policies to list; without it, the presets that policies are made of
    scenario: Option<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Lists the shipped scenarios.
pub fn scenarios() -> Result<(), Failure> {
    let mut shown = show::table(&["name", "title", "question"]);
    for shipped in library::list()? {
        let name = shipped.path.trim_end_matches(".toml");
        shown.add_row([name, &shipped.title, &shipped.question]);
    }
    anstream::println!("{shown}");
    Ok(())
}

/// Lists the policies of a scenario, or the presets.
pub fn policies(args: &PoliciesArgs) -> Result<(), Failure> {
    let Some(scenario) = &args.scenario else {
        let mut shown = show::table(&["preset", "for", "what it says", "settings (default)"]);
        for preset in PRESETS {
            let settings: Vec<String> = preset
                .settings
                .iter()
                .map(|s| match s.default {
                    Some(default) => format!("{} ({default})", s.key),
                    None => format!("{} (required)", s.key),
                })
                .collect();
            shown.add_row([
                preset.name,
                preset.adopters.name(),
                preset.doc,
                &settings.join(", "),
            ]);
        }
        anstream::println!("{shown}");
        return Ok(());
    };
    let scenario = inputs::single(scenario).read(&[])?;
    let mut shown = show::table(&["policy", "adopted by", "what it says"]);
    for policy in &scenario.policies {
        let actors: Vec<&str> = policy
            .overlays
            .iter()
            .map(|&(a, _)| scenario.actors[a].name.as_str())
            .collect();
        shown.add_row([&policy.name, &actors.join(", "), &policy.description]);
    }
    anstream::println!("{shown}");
    Ok(())
}

/// Lists every parameter.
pub fn parameters() {
    let mut shown = show::table(&[
        "parameter",
        "of",
        "range",
        "default",
        "unit",
        "what it means",
    ]);
    for row in parameter::rows() {
        let (range, default) = (range(row), shown_default(row));
        shown.add_row([
            row.key,
            scope(row.scope),
            &range,
            &default,
            row.unit,
            row.doc,
        ]);
    }
    anstream::println!("{shown}");
    anstream::println!(
        "`law.<parameter>` sets it for everybody; `offramp explain <parameter>` says what a default rests on."
    );
}

fn scope(scope: Scope) -> &'static str {
    match scope {
        Scope::Crisis => "crisis",
        Scope::Actor => "actor",
        Scope::Party => "actor (party)",
        Scope::ThirdParty => "actor (third party)",
        Scope::Pair => "pair",
        Scope::Channel => "channel",
        Scope::Incident => "incident",
    }
}

fn range(row: &Parameter) -> String {
    match row.kind {
        Kind::Switch => "true, false".into(),
        Kind::Real | Kind::Count => format!("{} to {}", row.low, row.high),
    }
}

fn shown_default(row: &Parameter) -> String {
    match row.kind {
        Kind::Switch => (row.default != 0.0).to_string(),
        Kind::Real | Kind::Count => row.default.to_string(),
    }
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs) {
    let mut command = super::Cli::command();
    clap_complete::generate(args.shell, &mut command, "offramp", &mut std::io::stdout());
}
