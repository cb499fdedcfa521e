//! The figures of the README are those that its commands give.

use assert_cmd::Command;
use tempfile::TempDir;

/// The README with one space between words and plain signs.
fn readme() -> String {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let words: Vec<&str> = text.split_whitespace().collect();
    let words = words.join(" ").replace('−', "-");
    words.replace("**", "").replace(" > ", " ")
}

/// What a command of the README answers, as it stands there.
fn answer(command: &str) -> String {
    answer_in(command, &[])
}

/// The same with further options.
fn answer_in(command: &str, options: &[&str]) -> String {
    assert!(readme().contains(command), "README has no `{command}`");
    let out = TempDir::new().unwrap();
    let words: Vec<&str> = command.split(' ').skip(1).collect();
    let words = words.split(|word| *word == "--out").next().unwrap();
    let mut offramp = Command::cargo_bin("offramp").unwrap();
    let done = offramp
        .args(words)
        // The day of the README.
        .env("SOURCE_DATE_EPOCH", "1795824000")
        .args(options)
        .arg("--out")
        .arg(out.path())
        .assert();
    String::from_utf8(done.success().get_output().stdout.clone()).unwrap()
}

/// The cells of the row of that name.
fn row(answer: &str, name: &str) -> Vec<String> {
    let starts = |line: &&str| line.trim_start().starts_with(&format!("{name} "));
    let line = answer.lines().find(starts).expect("the row is there");
    let cells = line.split("  ").map(str::trim);
    let cells = cells.filter(|cell| !cell.is_empty());
    cells.map(str::to_owned).collect()
}

fn said(words: &str) {
    let words: Vec<&str> = words.split_whitespace().collect();
    let words = words.join(" ");
    assert!(readme().contains(&words), "README does not say `{words}`");
}

#[test]
fn the_first_screen() {
    let answer = answer("offramp compare kaesong-2020");
    let first = answer.lines().next().unwrap();
    said(first);
    // It stands before everything else, and the tutorial reads the same answer.
    let readme = readme();
    let (screen, _) = readme.split_once(" ## ").unwrap();
    assert!(screen.contains(first) && screen.contains("docs/pictures/ranking.png"));
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/docs/tutorial.md");
    let tutorial = std::fs::read_to_string(path).unwrap();
    let tutorial: Vec<&str> = tutorial.split_whitespace().collect();
    let tutorial = tutorial.join(" ").replace(" > ", " ");
    assert!(tutorial.contains(first), "{first}");
    // What is said of the whole answer, in either.
    assert!(answer.contains("it is 51 against 23 with no policy"));
    assert!(answer.contains(
        "Whichever holds, proportional (34), no-first-escalation (35) and ceiling (35) do better"
    ));
    let policies = answer
        .lines()
        .filter(|line| line.starts_with("   "))
        .count();
    assert_eq!(policies, 18, "seventeen policies, and none: {answer}");
}

#[test]
fn a_first_run() {
    let answer = answer("offramp run kaesong-2020");
    // The sentences stand there as they are told, and so does what to cite.
    let (sentences, _) = answer.split_once("\n─").unwrap();
    said(sentences);
    let cite = answer.lines().find(|line| line.starts_with("offramp "));
    said(cite.unwrap());
    said(&row(&answer, "kaesong-2020").join(" "));
}

#[test]
fn the_calls_of_june_2020() {
    let policies = "all-maximum-restraint,maximum-restraint-joint,south-restraint-only,\
                    us-and-community-engage,grit,firm";
    let answer = answer(&format!(
        "offramp compare kaesong-2020 --policies {policies}"
    ));
    let rows: Vec<&str> = policies.split(',').chain(["baseline"]).collect();
    for name in rows {
        said(&row(&answer, name).join(" "));
    }
    // The sentences stand there as they are told.
    let (sentences, _) = answer.split_once("\n\n").unwrap();
    said(sentences);
}

#[test]
fn an_adversary_that_adapts() {
    let command = "offramp game kaesong-2020 --policies-of north-korea=probe,salami,brinkmanship,stand-down \
        --policies-of south-korea+united-states=grit,firm,maximum-restraint-joint,proportional";
    let command: Vec<&str> = command.split_whitespace().collect();
    let answer = answer(&command.join(" "));
    for sentence in answer.lines().take(3) {
        said(sentence);
    }
}

#[test]
fn little_communication() {
    let command = "offramp compare --arm cut=kaesong-2020 --arm open=kaesong-2020-lines-open";
    let answer = answer_in(command, &["--wide"]);
    let (_, answer) = answer.split_once(" against cut in ").unwrap();
    let (cut, open) = (row(answer, "cut"), row(answer, "open"));
    said(&format!("from {} to {} %", cut[1], open[1]));
    said(&format!("({},", open[2].replacen(' ', " points ", 1)));
    let ratio = answer.split("would need ").nth(1).unwrap();
    let ratio: f64 = ratio.split(' ').next().unwrap().parse().unwrap();
    said(&format!(
        "independent runs would have needed {ratio:.0} times the trials"
    ));
}

#[test]
fn what_the_mechanisms_add() {
    let answer = answer("offramp attribute kaesong-2020 --outcome minor_clash");
    let added = |name: &str| row(&answer, name)[1].replace('+', "");
    let all = added("all of them");
    let all: f64 = all.split(' ').next().unwrap().parse().unwrap();
    said(&format!(
        "Of the {all:.0} points that the six mechanisms add together"
    ));
    said(&format!("lost messages carry {}", added("message-loss")));
    said(&format!("misreading {}", added("misperception")));
    said(&format!("overshooting orders {}", added("execution-error")));
    said(&format!(
        "wrong beliefs at the start {}",
        added("misjudgement")
    ));
}
