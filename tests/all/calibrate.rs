//! `offramp calibrate` as a user meets it: small fits, the same bytes however it goes, and input that is
//! refused.

use std::collections::BTreeMap;
use std::fs;
use std::io::BufRead;
use std::path::Path;
use std::process::{Command, Output, Stdio};
use std::time::Duration;

const SMALL: [&str; 16] = [
    "calibrate",
    "--cases=korea_crises_1968_2013",
    "--template=korea-cases",
    "--draws=12",
    "--places=24",
    "--trials=8",
    "--rounds=2",
    "--folds=2",
    "--divisions=2",
    "--scored=96",
    "--moves=0.3",
    "--seed=3",
    "--set=crisis.horizon_days=120",
    "--check=2",
    "--report",
    "--out",
];

fn offramp(arguments: &[&str], out: &Path) -> Command {
    let mut command = Command::new(assert_cmd::cargo::cargo_bin("offramp"));
    command.args(arguments).arg(out);
    command.stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn whole(arguments: &[&str], out: &Path) -> Output {
    let output = offramp(arguments, out).output().unwrap();
    assert!(output.status.success(), "{}", text(&output.stderr));
    output
}

/// What a folder holds, but for what tells of the machine.
fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(folder.join("calibrate-korea_crises_1968_2013")).unwrap();
    let read = |entry: fs::DirEntry| {
        let name = entry.file_name().to_string_lossy().into_owned();
        (name, fs::read(entry.path()).unwrap())
    };
    let mut files: BTreeMap<_, _> = entries.map(|entry| read(entry.unwrap())).collect();
    files.remove("host.json");
    files
}

/// Rows of a table, by column.
fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    reader.deserialize().map(Result::unwrap).collect()
}

/// What the page of a calibration shows, and that it shows what the tables say.
fn page(folder: &Path) {
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    for part in [
        "The law fitted to korea_crises_1968_2013",
        "Simulation-based calibration: the fit went on",
        "Believed and fitted: parameters",
        "Simulated anew: violence",
        "Simulated anew: endings",
        "Simulated anew: days",
        "Ranks of known truths: parameters",
        "Better than counting?",
        "check 2, divisions 2, draws 12,",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    assert!(!page.contains("shifts of rules"), "these cases have none");
    assert!(!page.contains("which shares rest on data"));
    let count = |what: &str| page.matches(what).count();
    assert_eq!(count("<svg "), count("role=\"img\""));
    let silent = rows(&folder.join("posterior_summary.csv"));
    let silent = silent.iter().filter(|row| row["identified"] == "false");
    assert_eq!(count("; not identified</title>"), silent.count());
    assert_eq!(count(": 2 truths, "), 2 * 17, "in marks and in words");
}

/// What stands in `sbc.csv` and `predictive.csv`.
fn checks_and_statistics(folder: &Path) {
    let number =
        |row: &BTreeMap<String, String>, column: &str| -> f64 { row[column].parse().unwrap() };
    let checks = rows(&folder.join("sbc.csv"));
    let paths: Vec<&str> = checks.iter().map(|row| row["path"].as_str()).collect();
    assert_eq!(paths.len(), 2 * 17);
    for row in &checks {
        assert!(number(row, "rank") <= number(row, "draws") && number(row, "draws") < 12.0);
    }
    // Each check has a truth of its own, within the bounds of the parameter.
    assert_ne!(checks[0]["truth"], checks[1]["truth"]);
    let cool = checks.iter().find(|row| row["path"] == "law.cool").unwrap();
    assert!((0.0..=1.0).contains(&number(cool, "truth")));
    let cases = rows(&folder.join("hindcast.csv"));
    let share = |kind: &str, level: &str| {
        let of = cases
            .iter()
            .filter(|case| kind.is_empty() || case["kind"] == kind);
        let all = of.clone().count() as f64;
        of.filter(|case| case["observed_violence"] == level).count() as f64 / all
    };
    let statistics = rows(&folder.join("predictive.csv"));
    assert!(statistics.len() > 20);
    for row in &statistics {
        let [low, middle, high] = ["p05", "p50", "p95"].map(|end| number(row, end));
        assert!(low <= middle && middle <= high, "{row:?}");
        let (p, observed) = (number(row, "p_value"), number(row, "observed"));
        assert!((0.0..=1.0).contains(&p));
        // More than half of what is simulated lies above what is smaller than its middle.
        assert!(observed >= middle || p >= 0.5, "{row:?}");
        if let Some(level) = row["statistic"].strip_prefix("share_level_") {
            assert!(
                (observed - share(&row["kind"], level)).abs() < 1e-12,
                "{row:?}"
            );
        }
    }
}

#[test]
fn a_fit_is_the_same_whatever_the_threads_and_after_it_was_broken_off() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two, three] = ["one", "two", "three"].map(|name| folder.path().join(name));
    let mut arguments = vec!["--threads=1"];
    arguments.splice(0..0, SMALL[..15].iter().copied());
    arguments.push("--out");
    let said = whole(&arguments, &one);
    let answer = text(&said.stdout);
    for expected in [
        "law.fear",
        "overlap",
        "Held out",
        "same_trigger",
        "off by",
        "Few draws: the 12",
        "Simulated anew from the posterior",
        "Simulation-based calibration: the fit went on to cases simulated from 2 truths",
    ] {
        assert!(answer.contains(expected), "{expected}\n{answer}");
    }
    whole(&SMALL, &two);
    assert!(files(&one) == files(&two), "threads move bytes");
    let mut broken = offramp(&SMALL, &three).spawn().unwrap();
    let draft = three.join(".offramp-calibrate-korea_crises_1968_2013/populations.part");
    let mut waited = 0;
    while fs::metadata(&draft).map_or(0, |found| found.len()) == 0 && waited < 6_000 {
        std::thread::sleep(Duration::from_millis(5));
        waited += 1;
    }
    broken.kill().unwrap();
    broken.wait().unwrap();
    // Gone on with, broken off between two checks, and gone on with once more.
    let mut broken = offramp(&SMALL, &three).spawn().unwrap();
    let told = std::io::BufReader::new(broken.stderr.take().unwrap());
    let mut told = told.lines().map(Result::unwrap);
    assert!(told.any(|line| line.starts_with("check 1 of 2")));
    broken.kill().unwrap();
    broken.wait().unwrap();
    whole(&SMALL, &three);
    assert!(files(&one) == files(&three), "breaking off moves bytes");
    checks_and_statistics(&one.join("calibrate-korea_crises_1968_2013"));
    page(&one.join("calibrate-korea_crises_1968_2013"));
    let posterior = text(&files(&one)["posterior.csv"]);
    let header = posterior.lines().next().unwrap();
    assert!(header.starts_with("law,draw,weight,log_likelihood,actor.north-korea.resolve,"));
    assert_eq!(posterior.lines().count(), 13);
    // What was fitted is taken by other commands.
    let file = one.join("calibrate-korea_crises_1968_2013/posterior.csv");
    let file = file.display().to_string();
    let run = [
        "run",
        "kaesong-2020",
        "--trials=600",
        "--posterior",
        &file,
        "--out",
    ];
    let said = whole(&run, &folder.path().join("run"));
    assert!(
        text(&said.stdout).contains("leave open"),
        "{}",
        text(&said.stdout)
    );
}

#[test]
fn what_cannot_be_fitted_is_refused_before_anything_is_played() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.display().to_string()
    };
    let refused = |template: &str, cases: &str| {
        let (template, cases) = (format!("--template={template}"), format!("--cases={cases}"));
        let out = folder.path().join("out");
        let output = offramp(&["calibrate", &template, &cases, "--out"], &out)
            .output()
            .unwrap();
        assert_eq!(output.status.code(), Some(2), "{}", text(&output.stderr));
        assert!(!out.exists() || fs::read_dir(&out).unwrap().next().is_none());
        text(&output.stderr)
    };
    let base = "schema = 1\nabstract = true\nextends = \"history/world-cases.toml\"\n[cases]\ncase = \"id\"\nonset = \"date\"\ntrigger = \"type\"\n[cases.rule.all]\nkind = \"any\"\nset = { \"trigger.rung\" = \"threat\", \"trigger.violence\" = 1 }\n";
    let cases = write("cases.csv", "id,date,type\n1,1950-05-01,x\n");
    let plain = write("plain.toml", base);
    assert!(refused(&plain, &cases).contains("nothing says what to fit"));
    let with = |prior: &str| write("prior.toml", &format!("{base}[cases.prior]\n{prior}\n"));
    for (prior, expected) in [
        (
            "\"law.fera\" = { normal = [8, 1] }",
            "`law.fera` names no parameter",
        ),
        ("\"actor.nobody.fear\" = { normal = [8, 1] }", "nobody"),
        ("\"law.fear\" = { normal = [8, -1] }", "standard deviation"),
        (
            "\"law.climb\" = { logit_normal = [1.5, 1] }",
            "between 0 and 1",
        ),
        ("\"law.fear\" = { normal = [8, nan] }", "standard deviation"),
        (
            "\"law.fear\" = { normal = [8, 1], uniform = [1, 2] }",
            "needs one of",
        ),
        ("\"law.fear\" = { gamma = [8, 1] }", "is not known"),
        (
            "\"cases.rule.none.shift.law.fear\" = { normal = [0, 1] }",
            "names no parameter",
        ),
    ] {
        let said = refused(&with(prior), &cases);
        assert!(said.contains(expected), "{prior}: {said}");
    }
    let prior = "\"law.fear\" = { normal = [8, 1] }";
    for (pattern, expected) in [
        (
            "e_after_f = { record = \"world\" }",
            "did you mean `e_after_e`?",
        ),
        ("sd_log_days = { record = \"world\" }", "no pattern of acts"),
        ("e_after_e = { record = \"mars\" }", "cannot be `mars`"),
        (
            "e_after_e = { normal = [0.5, 0] }",
            "[figure, standard error]",
        ),
        ("e_after_e = {}", "needs one of record, normal"),
        (
            "e_after_e = { record = \"world\" }",
            "no figure of it with an interval that was bootstrapped over crises",
        ),
    ] {
        let said = refused(
            &with(&format!("{prior}\n[cases.pattern]\n{pattern}")),
            &cases,
        );
        assert!(said.contains(expected), "{pattern}: {said}");
    }
    assert!(refused("kaesong-2020", &cases).contains("no template"));
}

/// Patterns of events beside the cases: what they ask for moves the fit, and is told.
#[test]
fn patterns_of_events_are_fitted_beside_the_cases() {
    let folder = tempfile::tempdir().unwrap();
    let fit = |pattern: &str| {
        let shipped = include_str!("../../scenarios/history/korea-cases.toml");
        let shipped = shipped.replace("\"../base/", "\"base/");
        let toml = format!("{shipped}\n[cases.pattern]\n{pattern}\n");
        let template = folder.path().join("template.toml");
        fs::write(&template, toml).unwrap();
        let template = format!("--template={}", template.display());
        let mut arguments = SMALL.to_vec();
        arguments[2] = &template;
        arguments[3] = "--draws=40";
        arguments[7] = "--folds=0";
        let out = folder.path().join(if pattern.contains("6.0") {
            "high"
        } else {
            "low"
        });
        let said = whole(&arguments, &out);
        (
            text(&said.stdout),
            out.join("calibrate-korea_crises_1968_2013"),
        )
    };
    let number =
        |row: &BTreeMap<String, String>, column: &str| -> f64 { row[column].parse().unwrap() };
    let (said, folder) = fit("logit_other_e = { normal = [6.0, 0.1] }");
    assert!(said.contains("Of patterns of events"), "{said}");
    let high = rows(&folder.join("patterns_fitted.csv"));
    assert_eq!(high.len(), 3);
    let all: f64 = high.iter().map(|row| number(row, "tau_probability")).sum();
    assert!((all - 1.0).abs() < 1e-9);
    // Simulated once more, the patterns rank something too.
    assert!(
        rows(&folder.join("sbc.csv"))
            .iter()
            .any(|row| !row["rank"].is_empty())
    );
    let (_, folder) = fit("logit_other_e = { normal = [0.0, 0.1] }");
    let low = rows(&folder.join("patterns_fitted.csv"));
    for (high, low) in high.iter().zip(&low).skip(1) {
        assert!(
            number(high, "p50") > number(low, "p50") + 0.2,
            "{high:?} {low:?}"
        );
    }
}
