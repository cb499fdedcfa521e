//! The tutorial, played as a reader would: its files are written, its commands run in their order,
//! and its figures are those of the full run.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What the tutorial has a reader do, in order.
enum Step {
    /// To write a file, or to add to it.
    Write { file: String, text: String },
    /// To give a command.
    Ask(String),
    /// To see this in the answer to the last command.
    See(String),
}

fn page() -> String {
    of("tutorial.md")
}

fn of(page: &str) -> String {
    let docs = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs");
    fs::read_to_string(docs.join(page)).unwrap()
}

fn steps(page: &str) -> Vec<Step> {
    let mut steps = Vec::new();
    let mut written = String::new();
    for (i, part) in page.split("```").enumerate() {
        if i % 2 == 0 {
            continue;
        }
        let (kind, text) = part.split_once('\n').unwrap();
        match kind {
            "sh" => steps.extend(text.lines().map(|line| Step::Ask(line.to_owned()))),
            "text" => steps.push(Step::See(text.to_owned())),
            "toml" => {
                let before = page.split("```").nth(i - 1).unwrap();
                let mark = before.lines().last().unwrap();
                let (how, file) = mark
                    .strip_prefix("<!-- ")
                    .and_then(|mark| mark.strip_suffix(" -->")?.split_once(": "))
                    .expect("a block of TOML says which file it belongs to");
                if how == "file" {
                    written.clear();
                }
                written += text;
                written.push('\n');
                steps.push(Step::Write {
                    file: file.to_owned(),
                    text: written.clone(),
                });
            }
            other => panic!("nobody reads blocks of `{other}`"),
        }
    }
    steps
}

fn offramp(home: &Path, arguments: &[String]) -> String {
    let done = Command::cargo_bin("offramp")
        .unwrap()
        .current_dir(home)
        .args(arguments)
        .assert();
    String::from_utf8(done.success().get_output().stdout.clone()).unwrap()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_command_works_in_its_place() {
    let home = TempDir::new().unwrap();
    let (mut asked, mut written) = (0, 0);
    for step in steps(&page()) {
        match step {
            Step::Write { file, text } => {
                fs::write(home.path().join(file), text).unwrap();
                written += 1;
            }
            Step::Ask(command) => {
                let Some(arguments) = command.strip_prefix("offramp ") else {
                    // The script that was written is drawn by examples/plots/check.sh.
                    assert!(command.starts_with("python "), "{command}");
                    continue;
                };
                let mut arguments = shlex::split(arguments).unwrap();
                if let Some(at) = arguments.iter().position(|word| word == "--trials") {
                    arguments.drain(at..at + 2);
                }
                if ["run", "compare", "trace"].contains(&arguments[0].as_str()) {
                    arguments.extend(["--trials".to_owned(), "60".to_owned()]);
                }
                offramp(home.path(), &arguments);
                asked += 1;
            }
            Step::See(_) => {}
        }
    }
    assert!(asked > 12 && written > 5, "{asked} {written}");
    assert!(home.path().join("deterrence.py").exists());
    let report = "results/kaesong-2020-compare/report.html";
    assert!(home.path().join(report).exists());
}

/// Every answer that the memo's page shows is what the command before it says.
#[test]
fn a_memo_rests_on_what_its_commands_say() {
    let home = TempDir::new().unwrap();
    let (mut answer, mut seen) = (String::new(), 0);
    for step in steps(&of("memo.md")) {
        match step {
            Step::Write { file, .. } => panic!("{file} is written"),
            Step::Ask(command) => {
                let words = shlex::split(&command).unwrap();
                answer = one_line(&offramp(home.path(), &words[1..]));
            }
            Step::See(text) => {
                for line in text.lines() {
                    assert!(answer.contains(&one_line(line)), "{line}\n{answer}");
                    seen += 1;
                }
            }
        }
    }
    assert!(seen > 5, "{seen}");
    let page = home.path().join("results/kaesong-2020-tip/report.html");
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .contains("Over both together")
    );
}

#[test]
fn the_figures_of_ones_own_crisis_are_those_of_the_run() {
    let page = page();
    let home = TempDir::new().unwrap();
    let (mut answer, mut seen) = (String::new(), 0);
    for step in steps(&page) {
        match step {
            Step::Write { file, text } => fs::write(home.path().join(file), text).unwrap(),
            Step::Ask(command) if command.contains("kaesong") => {}
            Step::Ask(command) => {
                let words = shlex::split(&command).unwrap();
                if ["run", "compare"].contains(&words[1].as_str()) {
                    answer = one_line(&offramp(home.path(), &words[1..]));
                }
            }
            Step::See(text) => {
                assert!(answer.contains(&one_line(&text)), "{text}\n{answer}");
                seen += 1;
            }
        }
    }
    assert_eq!(seen, 2);

    let rows = page
        .lines()
        .skip_while(|line| !line.starts_with("| in this order"))
        .skip(2)
        .take_while(|line| line.starts_with('|'));
    let rows: Vec<Vec<&str>> = rows.map(|row| row.split(" | ").collect()).collect();
    assert!(rows.len() > 6);
    let mut last_span = 100;
    for row in rows {
        let name = row[0].trim_matches(['|', ' ', '`']);
        let set = format!("{name}={}", row[2].replace(' ', ""));
        let asked = format!(
            "run halcyon-bank-2031.toml --set {set} --trials 4000 --quiet --force --out one"
        );
        offramp(home.path(), &shlex::split(&asked).unwrap());
        let table = home.path().join("one/halcyon-bank-2031/violence.csv");
        let mut table = csv::Reader::from_path(table).unwrap();
        let headers = table.headers().unwrap().clone();
        let at = |name: &str| headers.iter().position(|header| header == name).unwrap();
        let (since, violence, share) = (at("since"), at("violence"), at("share"));
        let clashes: Vec<f64> = table
            .records()
            .map(Result::unwrap)
            .filter(|row| &row[since] == "after_onset" && &row[violence] == "1")
            .map(|row| 100.0 - 100.0 * row[share].parse::<f64>().unwrap())
            .collect();
        let shown = row[3].trim_matches(['|', ' ']);
        let said = format!("{:.0}, {:.0}", clashes[0], clashes[1]);
        assert_eq!(shown, said, "{name}");
        // What moves most stands first.
        let span = (clashes[0] - clashes[1]).abs().round() as i64;
        assert!(span <= last_span + 1, "{name} stands too low");
        last_span = span;
    }
}
