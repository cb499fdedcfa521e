//! Where files go: what words name them, and that nothing is overwritten without a word.

use assert_cmd::Command;
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What was said on standard output and standard error.
fn offramp(home: &Path, arguments: &[&str], code: i32) -> (String, String) {
    let mut command = Command::cargo_bin("offramp").unwrap();
    let done = command
        .current_dir(home)
        .args(arguments)
        .assert()
        .code(code);
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let output = done.get_output();
    (text(&output.stdout), text(&output.stderr))
}

#[test]
fn words_become_a_title_and_give_a_name_that_check_takes() {
    let home = TempDir::new().unwrap();
    let (said, note) = offramp(home.path(), &["new", "Balakot 2019"], 0);
    assert!(
        said.contains("next: offramp check balakot-2019.toml && offramp run balakot-2019.toml"),
        "{said}"
    );
    assert_eq!(
        note.matches("is called `balakot-2019`").count(),
        1,
        "{note}"
    );
    let text = fs::read_to_string(home.path().join("balakot-2019.toml")).unwrap();
    assert!(text.contains("name = \"balakot-2019\"\ntitle = \"Balakot 2019\"\n"));
    let (said, warned) = offramp(home.path(), &["check", "balakot-2019.toml"], 0);
    assert!(
        said.contains("sound") && warned.is_empty(),
        "{said}{warned}"
    );
    // A name that can be one is taken without a word, and a copy is named in the same way.
    let (_, note) = offramp(home.path(), &["new", "mine"], 0);
    assert_eq!(note, "");
    offramp(
        home.path(),
        &["new", "My Kargil", "--from", "kargil-1999"],
        0,
    );
    offramp(home.path(), &["check", "my-kargil.toml"], 0);
    let (_, why) = offramp(home.path(), &["new", "개성"], 2);
    assert!(why.contains("cannot name a scenario"), "{why}");
}

#[test]
fn printed_paths_are_words_of_a_shell() {
    let home = TempDir::new().unwrap();
    let (said, _) = offramp(home.path(), &["new", "mine", "--out", "my $file.toml"], 0);
    assert!(said.contains("offramp check 'my $file.toml' &&"), "{said}");
}

#[test]
fn a_file_of_any_name_is_a_scenario_with_one() {
    let home = TempDir::new().unwrap();
    offramp(home.path(), &["new", "mine"], 0);
    let text = fs::read_to_string(home.path().join("mine.toml")).unwrap();
    let unnamed = text.replace("name = \"mine\"\n", "");
    fs::write(home.path().join("Taiwan1996.toml"), &unnamed).unwrap();
    let asked = ["run", "Taiwan1996.toml", "--trials", "4", "--quiet"];
    let (_, note) = offramp(home.path(), &asked, 0);
    assert_eq!(note.matches("`taiwan1996`").count(), 1, "{note}");
    assert!(
        home.path()
            .join("results/taiwan1996/manifest.json")
            .exists()
    );
    // Two that come to the same would share a folder.
    fs::write(home.path().join("taiwan1996.toml"), &unnamed).unwrap();
    let both = ["run", "Taiwan1996.toml", "taiwan1996.toml", "--trials", "4"];
    let (_, why) = offramp(home.path(), &both, 2);
    assert!(
        why.contains("two scenarios are called `taiwan1996`"),
        "{why}"
    );
    fs::write(home.path().join("개성.toml"), &unnamed).unwrap();
    let (_, why) = offramp(home.path(), &["check", "개성.toml"], 2);
    assert!(why.contains("cannot name the scenario"), "{why}");
}

#[test]
fn a_table_of_patterns_is_replaced_only_when_told() {
    let home = TempDir::new().unwrap();
    let asked = ["patterns", "exact/two-actors", "--trials", "4", "--quiet"];
    offramp(home.path(), &asked, 0);
    let table = home.path().join("results/patterns.csv");
    fs::write(&table, "mine").unwrap();
    let (_, why) = offramp(home.path(), &asked, 2);
    assert!(
        why.contains("is there already") && why.contains("--force"),
        "{why}"
    );
    assert_eq!(fs::read_to_string(&table).unwrap(), "mine");
    offramp(home.path(), &[&asked[..], &["--force"]].concat(), 0);
    assert!(fs::read_to_string(&table).unwrap().starts_with("scenario,"));
}

#[test]
fn a_page_of_several_folders_does_not_replace_that_of_one() {
    let home = TempDir::new().unwrap();
    let asked = [
        "run",
        "cuba-1962",
        "kargil-1999",
        "--trials",
        "4",
        "--quiet",
    ];
    offramp(home.path(), &asked, 0);
    let (one, other) = ("results/cuba-1962", "results/kargil-1999");
    let page = home.path().join(one).join("report.html");
    for _ in 0..2 {
        offramp(home.path(), &["report", one, "--quiet"], 0);
    }
    let own = fs::read(&page).unwrap();
    let (_, why) = offramp(home.path(), &["report", one, other, "--quiet"], 2);
    assert!(why.contains("report.html is there already"), "{why}");
    assert_eq!(fs::read(&page).unwrap(), own);
    offramp(
        home.path(),
        &["report", one, other, "--quiet", "--force"],
        0,
    );
    assert_ne!(fs::read(&page).unwrap(), own);
    let elsewhere = ["report", one, "--quiet", "--out", "pages/cuba.html"];
    offramp(home.path(), &elsewhere, 0);
    offramp(home.path(), &elsewhere, 2);
}
