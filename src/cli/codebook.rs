//! What the program knows by itself: scenarios and policies.

use super::exit::Failure;
use super::inputs;
use super::options::layout;
use super::say::{self, say, sayln, tell};
use clap::{Args, CommandFactory};
use clap_complete::Shell;
use offramp::codebook::{self, CodebookEntry, Lookup};
use offramp::scenario::Scenario;
use offramp::scenario::file::flatten::flatten_policy;
use offramp::scenario::file::naming::name_of;
use offramp::scenario::file::{catalog, schema as file_schema, starter};
use offramp::scenario::policy::Policy;
use offramp::scenario::preset::PRESETS;
use offramp::study::arms::{self, shell_word};
use std::fs::OpenOptions;
use std::io::Write;
use std::path::PathBuf;

/// Arguments of `new`.
#[derive(Debug, Args)]
pub struct NewArgs {
    /// Name of the scenario; the file is NAME.toml. Words such as "Balakot 2019" become its title,
    /// and give the name balakot-2019
    name: String,
    /// Copy this shipped scenario instead of the starter
    #[arg(long, value_name = "SCENARIO")]
    from: Option<String>,
    /// Where to write it
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
}

/// Arguments of `explain`.
#[derive(Debug, Args)]
pub struct ExplainArgs {
    /// A word of a scenario or of a result, however it is spelt; several make one: `explain not
    /// dominated`
    #[arg(required = true, value_name = "WORD")]
    words: Vec<String>,
}

/// Arguments of `policies`.
#[derive(Debug, Args)]
pub struct PoliciesArgs {
    /// Scenario whose policies to list; without it, the presets that policies are made of
    scenario: Option<String>,
    /// Policies of the scenario to write out in full: every rule and number, ready to be copied
    /// into a scenario and changed
    #[arg(value_name = "POLICY")]
    names: Vec<String>,
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub struct CompletionsArgs {
    /// The shell
    shell: Shell,
}

/// Lists the shipped scenarios.
pub fn scenarios() -> Result<(), Failure> {
    let mut shown = layout().table(&["name", "title", "question"]);
    for shipped in catalog::list()? {
        let name = shipped.path.trim_end_matches(".toml");
        shown.add_row([name, &shipped.title, &shipped.question]);
    }
    sayln!("{shown}");
    Ok(())
}

/// Writes a scenario to edit.
pub fn new(args: &NewArgs) -> Result<(), Failure> {
    let Some(name) = name_of(&args.name) else {
        return Err(Failure::Wrong(format!(
            "`{}` cannot name a scenario: names have lower-case letters a to z, digits, `-` and `_`",
            args.name
        )));
    };
    let is_other = name != args.name;
    let path = args.out.clone();
    let path = path.unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
    let text = match &args.from {
        Some(from) => starter::copy(&name, from)?,
        None if is_other && !args.name.contains(char::is_control) => {
            starter::titled_starter(&name, args.name.trim())
        }
        None => starter::starter(&name),
    };
    let failed = |error: std::io::Error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => Failure::Wrong(format!(
            "{} exists already; nothing was written",
            path.display()
        )),
        _ => Failure::System(format!("cannot write {}: {error}", path.display())),
    };
    let mut file = OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(&path)
        .map_err(failed)?;
    file.write_all(text.as_bytes()).map_err(failed)?;
    if is_other {
        tell!(
            "note: the scenario is called `{name}`: names have lower-case letters, digits, `-` and `_`"
        );
    }
    let shown = shell_word(&path.display().to_string());
    sayln!("wrote {shown}; next: offramp check {shown} && offramp run {shown}");
    Ok(())
}

/// Prints the codebook entries of a word.
pub fn explain(args: &ExplainArgs) -> Result<(), Failure> {
    let (word, codebook) = (args.words.join(" "), codebook::entries());
    match codebook::lookup(&codebook, &word) {
        Lookup::Found(entries) => {
            let text = |entry: &&CodebookEntry| {
                let kind = entry.kind.name();
                let lines = [format!("{} ({kind})", entry.name), entry.text.clone()];
                let lines = lines.iter().flat_map(|text| text.lines());
                lines
                    .map(|line| layout().sentence(line) + "\n")
                    .collect::<String>()
            };
            let texts: Vec<String> = entries.iter().map(text).collect();
            say!("{}", texts.join("\n"));
            Ok(())
        }
        Lookup::Unknown(near) => {
            let hint = near.map_or(String::new(), |near| format!("; did you mean `{near}`?"));
            Err(Failure::Wrong(format!("nothing is called `{word}`{hint}")))
        }
    }
}

/// Lists the policies of a scenario, or the presets.
pub fn policies(args: &PoliciesArgs) -> Result<(), Failure> {
    let Some(scenario) = &args.scenario else {
        let mut shown = layout().table(&["preset", "for", "what it says", "settings (default)"]);
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
        sayln!("{shown}");
        return Ok(());
    };
    let scenario = inputs::checked(&inputs::single(scenario)?, &[])?;
    if !args.names.is_empty() {
        let policies = arms::policies(&scenario, &args.names)?;
        let texts: Vec<String> = policies
            .into_iter()
            .map(|policy| flatten_policy(policy, &scenario))
            .collect();
        say!("{}", texts.join("\n"));
        return Ok(());
    }
    let all = scenario.policies.iter();
    let (theirs, ours): (Vec<&Policy>, Vec<&Policy>) =
        all.partition(|policy| scenario.is_of_the_other_side(policy));
    listed(&scenario, &ours);
    if !theirs.is_empty() {
        sayln!("Of the other side, played where they are named:");
        listed(&scenario, &theirs);
    }
    Ok(())
}

/// Prints policies with who adopts them.
fn listed(scenario: &Scenario, policies: &[&Policy]) {
    let mut shown = layout().table(&["policy", "adopted by", "what it says"]);
    for policy in policies {
        let actors: Vec<&str> = policy
            .overlays
            .iter()
            .map(|&(a, _)| scenario.actors[a].name.as_str())
            .collect();
        shown.add_row([&policy.name, &actors.join(", "), &policy.description]);
    }
    sayln!("{shown}");
}

/// Prints the JSON Schema of scenario files.
pub fn schema() {
    let schema = serde_json::to_string_pretty(&file_schema::schema())
        .expect("a schema has nothing JSON cannot say");
    sayln!("{schema}");
}

/// Prints a completion script.
pub fn completions(args: &CompletionsArgs) {
    let mut command = super::Cli::command();
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "offramp", &mut script);
    say::bytes(&script);
}
