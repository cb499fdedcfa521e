//! Scripts that draw a run folder: one source for those of `examples/plots` and those that are
//! written, figures that fit the folder, and names that stay within their quotes. Whether they draw
//! is tried by `examples/plots/check.sh`.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all plots` writes the examples anew.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

const EXAMPLES: [(&str, &str); 4] = [
    ("python", "pandas_matplotlib.py"),
    ("polars", "polars_altair.py"),
    ("r", "ggplot2.R"),
    ("gnuplot", "run.gp"),
];

fn offramp(home: &Path, arguments: &str) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command.current_dir(home).args(arguments.split(' '));
    command
}

fn done(home: &Path, arguments: &str) -> String {
    let done = offramp(home, arguments).assert().success();
    String::from_utf8(done.get_output().stdout.clone()).unwrap()
}

fn refused(home: &Path, arguments: &str) -> String {
    let done = offramp(home, arguments).assert().code(2);
    String::from_utf8(done.get_output().stderr.clone()).unwrap()
}

#[test]
fn the_examples_are_what_is_written_for_the_first_scenario() {
    let home = TempDir::new().unwrap();
    let run = "run kaesong-2020 --policies baseline,firm --trials 4 --quiet";
    done(home.path(), run);
    for (language, file) in EXAMPLES {
        let script = done(
            home.path(),
            &format!("plots results/kaesong-2020 --for {language}"),
        );
        let path = Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("examples/plots")
            .join(file);
        if std::env::var_os("OFFRAMP_BLESS").is_some() {
            fs::write(&path, &script).unwrap();
        }
        let example = fs::read_to_string(&path).unwrap();
        assert!(
            example == script,
            "{file} is not what is written; OFFRAMP_BLESS=1 writes it anew"
        );
    }
}

/// Names of the figures that a script saves.
fn figures(script: &str) -> Vec<&str> {
    let all = [
        "outcomes",
        "sweep",
        "rungs",
        "endings",
        "ranking",
        "attribution",
        "exact",
        "exact_endings",
    ];
    let saves = |name: &&str| {
        let calls = [
            format!("save(fig, \"{name}\")"),
            format!("\"{name}\")\n"),
            format!("\"{name}\","),
            format!("begin('{name}',"),
        ];
        calls.iter().any(|call| script.contains(call))
    };
    all.into_iter().filter(saves).collect()
}

#[test]
fn a_script_draws_what_the_folder_has() {
    let home = TempDir::new().unwrap();
    let trials = "--trials 4 --quiet --out";
    let kinds: [(&str, &[&str]); 6] = [
        ("run cuba-1962", &["outcomes", "rungs", "endings"]),
        (
            "run kaesong-2020 --set message_loss=0:0.3:4",
            &["sweep", "rungs", "endings"],
        ),
        // A parameter that is no number has no axis.
        (
            "run kaesong-2020 --set trigger.deliberate=true,false",
            &["outcomes", "rungs", "endings"],
        ),
        (
            "compare kaesong-2020 --policies maximum-restraint-joint",
            &["ranking"],
        ),
        ("attribute kaesong-2020", &["attribution"]),
        ("exact exact/two-actors", &["exact", "exact_endings"]),
    ];
    for (i, (command, expected)) in kinds.into_iter().enumerate() {
        let sampled = !command.starts_with("exact");
        let rest = if sampled { trials } else { "--quiet --out" };
        done(home.path(), &format!("{command} {rest} {i}"));
        for (language, _) in EXAMPLES {
            let script = done(home.path(), &format!("plots {i} --for {language}"));
            assert_eq!(figures(&script), expected, "{command} {language}");
        }
    }
}

#[test]
fn labels_of_people_stay_within_their_quotes() {
    let home = TempDir::new().unwrap();
    let path = home.path().join("mine.toml");
    done(home.path(), "new mine");
    let text = fs::read_to_string(&path).unwrap();
    let label = r#"label = "O'Brien \\n \"x\" $(touch broken) é""#;
    fs::write(&path, text.replace("label = \"Red\"", label)).unwrap();
    done(
        home.path(),
        "run mine.toml --trials 4 --quiet --out results",
    );
    let quoted = [
        ("python", r#""O'Brien \\n \"x\" $(touch broken) é""#),
        ("polars", r#""O'Brien \\n \"x\" $(touch broken) é""#),
        ("r", r#""O'Brien \\n \"x\" $(touch broken) \u{e9}""#),
        ("gnuplot", r#"'O''Brien \n "x" $(touch broken) é'"#),
    ];
    for (language, literal) in quoted {
        let script = done(home.path(), &format!("plots results --for {language}"));
        assert!(script.contains(literal), "{language}: {script}");
        assert_eq!(script.matches("Brien").count(), 1, "{language}");
    }
}

#[test]
fn a_script_is_written_once_and_says_how_to_run_it() {
    let home = TempDir::new().unwrap();
    done(home.path(), "run cuba-1962 --trials 4 --quiet");
    let asked = "plots results --for r --out draw.R";
    let said = done(home.path(), asked);
    assert!(
        said.contains("install.packages") && said.contains("Rscript draw.R"),
        "{said}"
    );
    let path = home.path().join("draw.R");
    fs::write(&path, "mine").unwrap();
    let why = refused(home.path(), asked);
    assert!(
        why.contains("draw.R is there already") && why.contains("--force"),
        "{why}"
    );
    assert_eq!(fs::read_to_string(&path).unwrap(), "mine");
    done(home.path(), &format!("{asked} --force"));
    assert!(fs::read_to_string(&path).unwrap().contains("ggplot"));
}

#[test]
fn what_cannot_be_drawn_is_said() {
    let home = TempDir::new().unwrap();
    done(home.path(), "run cuba-1962 kargil-1999 --trials 4 --quiet");
    let why = refused(home.path(), "plots results --for r");
    assert!(
        why.contains("several runs") && why.contains("kargil-1999"),
        "{why}"
    );
    done(
        home.path(),
        "run cuba-1962 --trials 4 --quiet --csv excel-semicolon --out comma",
    );
    let why = refused(home.path(), "plots comma --for gnuplot");
    assert!(why.contains("decimal commas"), "{why}");
    let script = done(home.path(), "plots comma --for r");
    assert!(script.contains("dec = \",\""), "{script}");
    fs::create_dir(home.path().join("empty")).unwrap();
    let why = refused(home.path(), "plots empty --for r");
    assert!(why.contains("holds no run"), "{why}");
}
