//! The page and the summary: from files alone, self-contained, and safe with any name.

use assert_cmd::Command;
use offramp::report::{DRAWN, RunFolder, html, terminal};
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

fn offramp(arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command
        .args(arguments)
        .env_remove("NO_COLOR")
        .env("COLUMNS", "80");
    command
}

fn run(arguments: &str) -> (TempDir, PathBuf) {
    let home = TempDir::new().unwrap();
    let out = home.path().join("results");
    let mut all: Vec<&str> = arguments.split(' ').collect();
    all.extend(["--quiet", "--out", out.to_str().unwrap()]);
    offramp(&all).assert().success();
    let folder = out.join(all[1]);
    (home, folder)
}

fn page(folder: &Path) -> String {
    html(&[RunFolder::read(folder, DRAWN).unwrap()]).unwrap()
}

#[test]
fn a_page_needs_no_network_and_shows_every_part() {
    let (_home, folder) = run("run kaesong-2020 --trials 400");
    let page = page(&folder);
    for part in [
        "How it ends",
        "Violence after the onset",
        "How it unfolds",
        "100 crises under baseline",
        "crises still running under baseline",
        "How long it lasts",
        "A typical trial, number",
        "A bad trial, number",
        "holds back visibly",
        "Not a forecast",
        "war †",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    let without_namespace = page.replace("http://www.w3.org/2000/svg", "");
    for elsewhere in ["http:", "https:", "src=", "@import", "url("] {
        assert!(!without_namespace.contains(elsewhere), "{elsewhere}");
    }
    let count = |what: &str| page.matches(what).count();
    assert_eq!(
        count("<svg "),
        count("role=\"img\""),
        "every chart has words"
    );
    assert_eq!(
        count("<figure"),
        count("<table>"),
        "every figure has its table"
    );
    let strips: Vec<&str> = page.split("<svg class=\"strip\"").skip(1).collect();
    assert_eq!(strips.len(), 2, "a strip for each storyline");
    for strip in strips {
        let (strip, _) = strip.split_once("</svg>").unwrap();
        assert!(strip.len() < 60_000, "{} bytes", strip.len());
        assert!(strip.contains("<title>Day 0: "), "what began it");
    }
    let titles: Vec<&str> = page
        .split("<h3 dir=\"auto\">")
        .skip(1)
        .filter_map(|rest| rest.split("</h3>").next())
        .collect();
    let distinct: std::collections::BTreeSet<&&str> = titles.iter().collect();
    assert_eq!(distinct.len(), titles.len(), "{titles:?}");
}

/// The page's own policy lets its style and its script run, by their hashes, and nothing else; so
/// nothing may be styled or scripted in an attribute.
#[test]
fn a_page_lets_nothing_run_but_its_own_script() {
    use base64::Engine;
    use sha2::{Digest, Sha256};
    let (_home, folder) = run("run kaesong-2020 --trials 200 --policies baseline,firm");
    let page = page(&folder);
    let (_, policy) = page
        .split_once("Content-Security-Policy\" content=\"")
        .unwrap();
    let policy = policy.split('"').next().unwrap();
    let policy = policy.replace("&#x27;", "'").replace("&#x2f;", "/");
    assert!(policy.starts_with("default-src 'none';"), "{policy}");
    assert!(!policy.contains("unsafe"), "{policy}");
    for tag in ["style", "script"] {
        let (_, text) = page.split_once(&format!("<{tag}>")).unwrap();
        let (text, _) = text.split_once(&format!("</{tag}>")).unwrap();
        let hash = base64::engine::general_purpose::STANDARD.encode(Sha256::digest(text));
        assert!(
            policy.contains(&format!("{tag}-src 'sha256-{hash}'")),
            "{tag}: {policy}"
        );
    }
    let (_, body) = page.split_once("<body>").unwrap();
    let (body, _) = body.split_once("<script>").unwrap();
    for attribute in [" style=", " onclick=", " onload="] {
        assert!(!body.contains(attribute), "{attribute}");
    }
}

/// Each mark of a chart says what it shows, with any name; policies are chosen among.
#[test]
fn marks_say_their_values_and_policies_are_chosen_among() {
    let (_home, folder) = run("run kaesong-2020 --trials 200 --policies baseline,firm");
    let hostile = "a <b> & \"c\"";
    let outcomes = folder.join("outcomes.csv");
    let text = fs::read_to_string(&outcomes).unwrap();
    let text = text.replace(",firm,", ",\"a <b> & \"\"c\"\"\",");
    fs::write(&outcomes, text).unwrap();
    let page = page(&folder);
    assert!(!page.contains(hostile));
    assert!(page.contains("<title>a &lt;b&gt; &amp; &quot;c&quot; "));
    assert!(page.contains("<title>day 0, of 100 crises: 0.0 agreement, 0.0 stand-down, 0.0 calm, 100.0 still running, 0.0 war †</title>"));
    assert_eq!(
        page.matches("class=\"choice\" data-choose=\"Rungs under\"")
            .count(),
        1
    );
    assert!(page.matches("<title>").count() > 50);
}

/// Variants are values of a parameter: one is an axis, two are a field, and no name is cut.
#[test]
fn a_sweep_is_drawn_over_its_parameters() {
    let one = "run kaesong-2020 --trials 100 --set message_loss=0.1:0.9:3";
    let (_home, folder) = run(one);
    let page_of_one = page(&folder);
    assert!(page_of_one.contains("What follows from message_loss</h2>"));
    assert!(page_of_one.contains("<title>baseline, message_loss 0.5: "));
    assert!(!page_of_one.contains("How it ends</h2>"));
    let (_home, folder) = run(&format!(
        "{one} --set law.deterrence=-2,2 --policies baseline,firm"
    ));
    let page = page(&folder);
    assert!(page.contains("What follows from message_loss and law.deterrence</h2>"));
    assert!(page.contains("data-choose=\"Cells of\" data-name=\"firm\""));
    // Three by two cells in eight measures for two policies.
    assert_eq!(page.matches("<title>firm, message_loss ").count(), 48);
}

/// Attribution and enumeration have figures with titles, and nothing is called by its file.
#[test]
fn studies_have_figures_with_titles() {
    let (_home, folder) = run("attribute kaesong-2020 --trials 100 --report");
    let folder = folder.with_file_name("kaesong-2020-attribute");
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    assert!(page.contains("What adds to serious clash † in kaesong-2020 under baseline"));
    assert!(!page.contains("The rows of"));
    let home = TempDir::new().unwrap();
    let out = home.path().to_str().unwrap();
    let exact = [
        "exact",
        "exact/two-actors",
        "--report",
        "--quiet",
        "--out",
        out,
    ];
    offramp(&exact).assert().success();
    let page = fs::read_to_string(home.path().join("two-actors-exact/report.html")).unwrap();
    for part in [
        "Probability of each ending under baseline",
        "war 88.3%",
        "100 crises under baseline",
        "Expected days",
        "none: enumerated",
    ] {
        assert!(page.contains(part), "no {part}");
    }
}

#[test]
fn a_page_is_made_of_the_files_alone() {
    let (home, folder) = run("run kaesong-2020 --trials 300");
    let moved = home.path().join("elsewhere");
    fs::rename(&folder, &moved).unwrap();
    let before = page(&moved);
    let outcomes = moved.join("outcomes.csv");
    let text = fs::read_to_string(&outcomes).unwrap();
    assert!(text.contains("baseline"));
    fs::write(&outcomes, text.replace("baseline", "renamed-in-the-file")).unwrap();
    let after = page(&moved);
    assert!(!before.contains("renamed-in-the-file") && after.contains("renamed-in-the-file"));
    // Without the tables of some part, the others are still shown.
    fs::remove_file(moved.join("daily.csv")).unwrap();
    fs::remove_file(moved.join("storylines.csv")).unwrap();
    assert!(page(&moved).contains("How it ends"));
}

#[test]
fn hostile_names_stay_text() {
    let (_home, folder) = run("run kaesong-2020 --trials 200");
    let hostile = "<script>alert(1)</script> \"quoted\" 'single' & שלום";
    for file in [
        "outcomes.csv",
        "violence.csv",
        "metrics.csv",
        "daily.csv",
        "storylines.csv",
    ] {
        let path = folder.join(file);
        let text = fs::read_to_string(&path).unwrap();
        let quoted = format!(",\"{}\",", hostile.replace('"', "\"\""));
        fs::write(&path, text.replace(",baseline,", &quoted)).unwrap();
    }
    let manifest = folder.join("manifest.json");
    let text = fs::read_to_string(&manifest).unwrap();
    let quoted = serde_json::to_string(hostile).unwrap();
    fs::write(&manifest, text.replace("\"baseline\"", &quoted)).unwrap();
    let page = page(&folder);
    assert!(page.contains("&lt;script&gt;alert(1)") && page.contains("שלום"));
    assert_eq!(
        page.matches("<script").count(),
        1,
        "only the page's own script"
    );
    for attribute in page.split("aria-label=\"").skip(1) {
        let value = attribute.split('"').next().unwrap();
        assert!(!value.contains('<'), "{value}");
    }
}

#[test]
fn a_comparison_shows_its_forest_and_what_is_undecided() {
    let (_home, folder) = run("run kaesong-2020 --trials 200");
    let header = "scenario,metric,policy,baseline,arm,baseline_arm,trials,value,baseline_value,difference,ci_low,ci_high,ci_level,ci_method,ci_scope,correlation,variance_ratio,flips_better,flips_worse,verdict";
    let row = |policy: &str, difference: f64, verdict: &str| {
        format!(
            "kaesong-2020,minor_clash,{policy},baseline,{policy},baseline,200,0.3,0.4,{difference},{},{},0.95,tango,simultaneous,0.5,2,30,10,{verdict}",
            difference - 0.02,
            difference + 0.02
        )
    };
    let table = [
        header.into(),
        row("engage", -0.1, "better"),
        row("firm", 0.01, "undecided"),
    ];
    let pointwise = row("engage", -0.1, "better").replace(",simultaneous,", ",pointwise,");
    fs::write(
        folder.join("comparisons.csv"),
        table.join("\n") + "\n" + pointwise.trim_end_matches("better") + "\n",
    )
    .unwrap();
    let assumptions = "scenario,metric,assumption,restraint,against,against_value,difference,verdict\n\
        kaesong-2020,war,spiral,engage,firm,0.3,-0.1,better\n\
        kaesong-2020,war,deterrence,engage,firm,0.3,0.1,worse\n\
        kaesong-2020,days,spiral,engage,firm,0.3,-2,better\n\
        kaesong-2020,days,deterrence,engage,firm,0.3,0,undecided\n";
    fs::write(folder.join("assumptions.csv"), assumptions).unwrap();
    let levers = "scenario,policy,arm,stance,trials,changed,actor,rule,sampled,held_trials,held_days\nkaesong-2020,idle,idle,neutral,200,0,,,200,,\n";
    fs::write(folder.join("levers.csv"), levers).unwrap();
    let policies = "scenario,policy,arm,stance,metric,unit,n,value,ci_low,ci_high,ci_level,ci_method,non_dominated\n\
        kaesong-2020,engage,engage,restraint,days,days,200,80,70,90,0.95,t_mean,true\n\
        kaesong-2020,engage,engage,restraint,minor_clash,share,200,0.25,0.2,0.3,0.95,clopper_pearson,true\n";
    fs::write(folder.join("policies.csv"), policies).unwrap();
    let page = page(&folder);
    assert!(
        page.contains("engage: 25 in 100, 80 days, unknown days of seeking talks, not dominated")
    );
    assert!(
        page.contains("Turns with the assumption: whether engage does better than firm in war †")
    );
    assert_eq!(page.matches("Turns with the assumption").count(), 1);
    let (_, ranking) = page
        .split_once("Ranking by minor clash in kaesong-2020, against baseline. ")
        .unwrap();
    let words = ranking.split('"').next().unwrap();
    assert_eq!(
        words.matches("engage").count(),
        1,
        "each policy once: {words}"
    );
    // The ranking has the metric that was asked for; a forest of it would say the same again.
    assert!(!page.contains("What else it changes"));
    assert!(page.contains("engage changed") || page.contains("idle changed 0.00% of the trials"));
    assert!(page.contains("Undecided: whether firm differs from baseline in minor clash"));
    assert!(!page.contains("Undecided: whether engage"));
    assert!(page.contains("DEAD LEVER: idle CHANGED NONE OF 200 TRIALS."));
}

/// A page begins with the sentences that the terminal told, and says each kind of warning once.
#[test]
fn a_comparison_begins_with_its_answer() {
    let command =
        "compare kaesong-2020 --trials 2000 --policies firm,ceiling,maximum-restraint-joint";
    let (_home, folder) = run(command);
    let folder = folder.with_file_name("kaesong-2020-compare");
    let told = fs::read_to_string(folder.join("answer.txt")).unwrap();
    let (told, _) = told.split_once("\n\n").unwrap();
    let page = page(&folder);
    let (_, answer) = page.split_once("The answer</h2>").unwrap();
    let (answer, after) = answer.split_once("</section>").unwrap();
    let plain = answer.replace("<p dir=\"auto\">", "").replace("</p>", "");
    let words = |text: &str| {
        text.split_whitespace()
            .map(String::from)
            .collect::<Vec<_>>()
    };
    assert_eq!(words(&plain), words(told));
    // The ranking puts each policy where its verdicts put it, in the words of the terminal.
    let (_, ranking) = after.split_once("What does best</h2>").unwrap();
    let (ranking, _) = ranking.split_once("</section>").unwrap();
    for said in [
        "ceiling (fewer, whichever assumption holds): 3",
        "maximum-restraint-joint (fewer, but more if firmness deters): 1",
        "firm (more): 8",
    ] {
        assert!(ranking.contains(said), "{said}: {ranking}");
    }
    // A reader can look up what a name stands for, and what having no policy comes to at both ends.
    let (_, says) = after.split_once("What the policies say</summary>").unwrap();
    let (says, _) = says.split_once("</details>").unwrap();
    assert!(
        says.contains("<dt dir=\"auto\">ceiling</dt><dd dir=\"auto\">South Korea and the United"),
        "{says}"
    );
    let zero = ranking.split_once("under the same assumption (").unwrap().1;
    let ends: Vec<&str> = zero.split(')').next().unwrap().split(", ").collect();
    assert!(
        ends[0].ends_with(" if firmness provokes") && ends[1].ends_with(" if firmness deters"),
        "{ends:?}"
    );
    let (_, mind) = after.split_once(">Caution</h2>").unwrap();
    let (mind, _) = mind.split_once("</section>").unwrap();
    assert_eq!(
        mind.matches("turn with what is assumed").count(),
        1,
        "{mind}"
    );
    assert!(mind.contains("<details><summary>") && mind.contains("Turns with the assumption"));
}

/// Arms have names of their own: what turns, turns under these too.
#[test]
fn named_arms_turn_on_the_page_as_in_the_terminal() {
    let arms = "--arm base=kaesong-2020 --arm hold=kaesong-2020:maximum-restraint-joint --arm hard=kaesong-2020:firm";
    let (_home, folder) = run(&format!("compare --trials 500 {arms}"));
    let page = page(&folder.with_file_name("kaesong-2020-compare"));
    assert!(page.contains("hold (fewer, but more if firmness deters): 1"));
    assert!(page.contains("against base</h3>") && !page.contains("against baseline</h3>"));
    // Pairs with the baseline stand in the ranking, the others here.
    let (_, hangs) = page.split_once("What it hangs on</h2>").unwrap();
    let (hangs, _) = hangs.split_once("</section>").unwrap();
    assert!(hangs.contains("hold against hard") && !hangs.contains("against base:"));
}

/// Every command says in a sentence what it found, in the terminal and on its page.
#[test]
fn each_command_begins_with_a_sentence() {
    for (command, folder, begins, goes_on) in [
        (
            "run kaesong-2020 --trials 2000",
            "kaesong-2020",
            "Of 100 crises like kaesong-2020 under baseline, 3",
            " see at least a minor clash.",
        ),
        (
            "run kaesong-2020 --trials 500 --policies ceiling,firm",
            "kaesong-2020",
            "Of 100 crises like kaesong-2020, at least a minor clash is seen by ",
            "under firm, the least and the most of 2 runs.",
        ),
        (
            "attribute kaesong-2020 --trials 500",
            "kaesong-2020-attribute",
            "1",
            "what adds to it is misjudgement ",
        ),
        (
            "exact exact/two-actors",
            "two-actors-exact",
            "Of 100 crises like two-actors under baseline, 88 end in war, 8 in an agreement and 1 in calm;",
            "3 are still running at the horizon: computed, not sampled.",
        ),
    ] {
        let out = TempDir::new().unwrap();
        let place = out.path().to_str().unwrap();
        let words: Vec<&str> = command.split(' ').chain(["--out", place]).collect();
        let done = offramp(&words).assert().success();
        let told = String::from_utf8(done.get_output().stdout.clone()).unwrap();
        let told = told.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(told.starts_with(begins) && told.contains(goes_on), "{told}");
        let page = page(&out.path().join(folder));
        let (_, answer) = page.split_once("The answer</h2>").unwrap();
        let (answer, _) = answer.split_once("</section>").unwrap();
        assert!(
            answer.contains(begins) && answer.contains(goes_on),
            "{answer}"
        );
    }
}

#[test]
fn what_never_happened_is_said_with_its_bound() {
    let (_home, folder) = run("run kaesong-2020 --trials 200 --policy maximum-restraint");
    let page = page(&folder);
    assert!(page.contains("war † happened in none of 200 trials under maximum-restraint"));
    assert!(page.contains("may be up to 1.8%"), "3 in 200, about");
}

#[test]
fn the_summary_fits_and_goes_without_colour() {
    let (_home, folder) = run("run kaesong-2020 --trials 200");
    let source = RunFolder::read(&folder, DRAWN).unwrap();
    for columns in [30, 60, 100] {
        let text = terminal::summary(std::slice::from_ref(&source), columns);
        let plain = anstream_free(&text);
        for line in plain.lines().skip(1) {
            assert!(line.chars().count() <= columns, "{columns}: {line}");
        }
    }
    let folder = folder.to_str().unwrap();
    let said = |command: &mut Command| {
        let output = command.assert().success().get_output().clone();
        String::from_utf8(output.stdout).unwrap()
    };
    assert!(said(offramp(&["report", folder]).env("CLICOLOR_FORCE", "1")).contains('\x1b'));
    let no_color = ["report", folder, "--no-color"];
    assert!(!said(offramp(&no_color).env("CLICOLOR_FORCE", "1")).contains('\x1b'));
    assert!(!said(offramp(&["report", folder]).env("NO_COLOR", "1")).contains('\x1b'));
}

/// A text without escape sequences.
fn anstream_free(text: &str) -> String {
    let mut parts = text.split('\x1b');
    let mut plain = parts.next().unwrap_or("").to_string();
    for part in parts {
        plain += part.split_once('m').map_or("", |(_, rest)| rest);
    }
    plain
}

#[test]
fn a_run_writes_its_page_when_asked() {
    let home = TempDir::new().unwrap();
    let out = home.path().join("results");
    let arguments = [
        "run",
        "kaesong-2020",
        "--trials",
        "200",
        "--report",
        "--out",
    ];
    let arguments = [&arguments[..], &[out.to_str().unwrap()]].concat();
    let output = offramp(&arguments).assert().success().get_output().clone();
    let said = String::from_utf8(output.stdout).unwrap();
    let page = out.join("kaesong-2020/report.html");
    assert!(said.contains(page.to_str().unwrap()), "{said}");
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .starts_with("<!DOCTYPE html>")
    );
    // Written again, the same run is replaced, the page with it.
    offramp(&arguments).assert().success();
}

#[test]
fn a_folder_without_a_run_is_refused() {
    let home = TempDir::new().unwrap();
    offramp(&["report", home.path().to_str().unwrap()])
        .assert()
        .code(2);
}

#[test]
fn a_comparison_writes_its_page_when_asked() {
    let home = TempDir::new().unwrap();
    let arguments = "compare kaesong-2020 --policies baseline,firm --trials 200 --report --out";
    let mut arguments: Vec<&str> = arguments.split(' ').collect();
    arguments.push(home.path().to_str().unwrap());
    offramp(&arguments).assert().success();
    let page = home.path().join("kaesong-2020-compare/report.html");
    let page = fs::read_to_string(page).unwrap();
    for part in [
        "What does best",
        "against baseline",
        "What it costs",
        "100 crises of kaesong-2020 under firm",
        "What else it changes",
    ] {
        assert!(page.contains(part), "no {part}");
    }
}

#[test]
fn the_columns_a_page_reads_are_those_that_are_written() {
    use offramp::figure::source::{DAILY, POINTS, READ, RESPONSES};
    use offramp::table::keys::Keys;
    use offramp::table::{
        attribution, calibration, comparison, discover, events, exact, game, hindcast, map,
        patterns_history, robustness, schema, search, sensitivity, slices, sweep, tip, turning,
        worth,
    };
    let none = Keys::default();
    let written = [
        schema::outcomes(&none),
        schema::violence(&none),
        schema::metrics(&none),
        events::storylines_schema(&none),
        comparison::comparisons_schema(false),
        comparison::policies_schema(false),
        robustness::robustness_schema(),
        comparison::assumptions_schema(),
        comparison::levers_schema(),
        comparison::endings_schema(),
        attribution::attribution_schema(&none),
        exact::outcomes_schema(&none),
        exact::violence_schema(&none),
        exact::metrics_schema(&none),
        schema::daily(&none),
        calibration::summary_schema(),
        calibration::predictive_schema(),
        calibration::checks_schema(),
        game::exploitability_schema(),
        game::responses_schema(),
        game::payoffs_schema(),
        game::profiles_schema(),
        search::found_schema(),
        search::places_schema(),
        search::course_schema(),
        discover::boxes_schema(),
        discover::limits_schema(),
        discover::peeling_schema(),
        discover::classified_schema(&[]),
        turning::turns_schema(),
        worth::evppi_schema(),
        hindcast::hindcast_schema(),
        hindcast::scores_schema(),
        patterns_history::table().schema,
        slices::slices_schema(),
        sweep::points_schema(&[]),
        sweep::responses_schema(),
        sensitivity::indices_schema(),
        sensitivity::convergence_schema(),
        tip::tips_schema(),
        tip::curves_schema(),
        map::map_schema(),
    ];
    let read = READ.into_iter().chain([
        ("daily.csv", DAILY),
        ("points.csv", POINTS),
        ("responses.csv", RESPONSES),
    ]);
    for (file, columns) in read {
        let schema = written.iter().find(|schema| schema.file == file);
        let header = schema.expect("a table that is read is written").header();
        for column in columns {
            assert!(header.contains(column), "{file}: {column}");
        }
    }
}

#[test]
fn a_sweep_shows_its_response_over_each_factor() {
    let home = TempDir::new().unwrap();
    let arguments = "sweep kaesong-2020 --vary law.deterrence=-3:3 --vary law.fear=1,8 --vary message_loss=0:0.6 --policies baseline,firm --points 128 --trials 100 --report --out";
    let mut arguments: Vec<&str> = arguments.split(' ').collect();
    arguments.push(home.path().to_str().unwrap());
    offramp(&arguments).assert().success();
    let folder = home.path().join("kaesong-2020-sweep");
    let page = fs::read_to_string(folder.join("report.html")).unwrap();
    for part in [
        "Minor clash over each factor",
        "law.fear, under firm",
        "What a policy changes against baseline",
        "law.deterrence, firm less baseline",
        "of the variance",
        "slices.csv has every factor",
    ] {
        assert!(page.contains(part), "no {part}");
    }
    let count = |what: &str| page.matches(what).count();
    // Under both policies and for their difference: a ranking, and a cloud for each factor.
    assert_eq!(count("role=\"img\""), 3 * 4);
    assert_eq!(count("<figure"), count("<table>"));
    // 128 points in each cloud, beside the dots of means and of legends.
    let dots = count("r=\"2\"");
    assert_eq!(dots, 3 * 3 * 128, "{dots}");
    // The most important first, as the table has it.
    let text = fs::read_to_string(folder.join("slices.csv")).unwrap();
    let first = text.lines().nth(1).unwrap().split(',').nth(3).unwrap();
    let ranked = format!("{first} goes most with it, under baseline");
    assert!(page.contains(&ranked), "no {ranked}");
    // A folder that has lost its points still has its means.
    fs::remove_file(folder.join("points.csv")).unwrap();
    let page = html(&[RunFolder::read(&folder, DRAWN).unwrap()]).unwrap();
    assert!(page.contains("law.fear, under firm"));
}
