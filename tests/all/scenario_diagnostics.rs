//! Bad scenarios: every problem at once, each at its place, with what was meant.

use offramp::diagnostic::{Code, Problems};
use offramp::scenario::file::starter;
use offramp::scenario::{self, ReadError};

/// The problems of the starter with one text for another.
fn problems(from: &str, to: &str) -> Problems {
    let text = starter::starter("mine");
    assert!(text.contains(from), "the starter has no {from:?}");
    refused(&text.replacen(from, to, 1), &[])
}

fn refused(text: &str, sets: &[&str]) -> Problems {
    let sets: Vec<_> = sets.iter().map(|set| (*set).to_owned()).collect();
    match scenario::parse("mine.toml", text, &sets) {
        Err(ReadError::Invalid(problems)) => problems,
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("nothing was found wrong"),
    }
}

/// The one problem, as code, the text it underlines, and all that is said.
fn one(problems: &Problems) -> (Code, String, String) {
    let [problem] = problems.list.as_slice() else {
        panic!("not one problem:\n{problems}");
    };
    let text = problems.sources.text(problem.place.source);
    let at = text[problem.place.start..problem.place.end].to_owned();
    (problem.code, at, problems.to_string())
}

#[track_caller]
fn expect(from: &str, to: &str, code: Code, at: &str, said: &[&str]) {
    let (found, underlined, text) = one(&problems(from, to));
    assert_eq!((found, underlined.as_str()), (code, at), "{text}");
    for words in said {
        assert!(text.contains(words), "no {words:?} in\n{text}");
    }
}

#[test]
fn a_misspelt_key_shows_its_line_and_the_nearest_known_key() {
    let found = problems("talks_needed = 4", "talk_needed = 4");
    insta::assert_snapshot!(found.to_string(), @r#"
    error[unknown-key]: `pair.border.talk_needed` is not known
      --> mine.toml:72:1
       |
    72 | talk_needed = 4
       | ^^^^^^^^^^^ unknown key
       |
       = help: did you mean `talks_needed`?
    "#);
}

#[test]
fn an_unknown_actor_shows_the_nearest() {
    let found = problems(
        "parties = [\"red\", \"blue\"]",
        "parties = [\"red\", \"bleu\"]",
    );
    let text = found.to_string();
    assert!(
        text.contains("there is no actor `bleu`") && text.contains("did you mean `blue`?"),
        "{text}"
    );
}

#[test]
fn a_value_out_of_bounds_shows_its_bounds() {
    let found = problems("message_loss = 0.1", "message_loss = 1.1");
    insta::assert_snapshot!(found.to_string(), @r#"
    error[out-of-bounds]: `channel.border.hotline.message_loss` is 1.1, out of bounds
      --> mine.toml:77:16
       |
    77 | message_loss = 1.1
       |                ^^^ must lie between 0 and 1 (probability)
    "#);
}

#[test]
fn overrides_are_underlined_as_they_were_typed() {
    let text = starter::starter("mine");
    let found = refused(
        &text,
        &[
            "message_loss=0.2",
            "channel.border.hotline.message_loss=2",
            "actor.rde.resolve=1",
        ],
    );
    insta::assert_snapshot!(found.to_string(), @r#"
    error[out-of-bounds]: `channel.border.hotline.message_loss` is 2, out of bounds
     --> --set:1:37
      |
    1 | channel.border.hotline.message_loss=2
      |                                     ^ must lie between 0 and 1 (probability)

    error[unknown-name]: there is no actor `rde`
     --> --set:1:7
      |
    1 | actor.rde.resolve=1
      |       ^^^ unknown actor
      |
      = help: did you mean `red`?
    "#);
}

#[test]
fn a_problem_in_a_base_points_into_the_base() {
    let text = "schema = 1\nextends = \"base/korea.toml\"\ntitle = \"t\"\nquestion = \"q?\"\nonset = 2020-01-01\n\
        [trigger]\nlabel = \"l\"\nactor = \"north-korea\"\ntarget = \"south-korea\"\nrung = \"threat\"\nviolence = 1\n\
        [pair.mine]\nparties = [\"south-korea\", \"north-korea\"]\nrelation = \"allies\"\n";
    let (code, at, text) = one(&refused(text, &[]));
    assert_eq!(
        (code, at.as_str()),
        (Code::Duplicate, "[\"south-korea\", \"north-korea\"]")
    );
    let base = &text[text
        .find("::: shipped:base/korea.toml:")
        .expect("the base is shown")..];
    assert!(
        base.contains("parties = [\"north-korea\", \"south-korea\"]"),
        "{text}"
    );
    assert!(base.contains("first here"), "{text}");
}

#[test]
fn every_wrong_value_is_named_with_its_field() {
    expect(
        "horizon_days = 180",
        "horizon_days = 0",
        Code::OutOfBounds,
        "0",
        &["crisis.horizon_days", "between 1 and 3650"],
    );
    expect(
        "horizon_days = 180",
        "horizon_days = 1.5",
        Code::WrongType,
        "1.5",
        &["a whole number"],
    );
    expect(
        "misperception = 0.06",
        "misperception = nan",
        Code::OutOfBounds,
        "nan",
        &["law.misperception"],
    );
    expect(
        "misperception = 0.06",
        "misperception = -inf",
        Code::OutOfBounds,
        "-inf",
        &["law.misperception"],
    );
    expect(
        "misperception = 0.06",
        "misperception = \"2\"",
        Code::WrongType,
        "\"2\"",
        &["a number, not a string"],
    );
    expect(
        "misperception = 0.06",
        "horizon_days = 2",
        Code::UnknownKey,
        "horizon_days",
        &["belongs to `[crisis]`"],
    );
    expect(
        "deliberate = true",
        "deliberate = 1",
        Code::WrongType,
        "1",
        &["true or false"],
    );
    expect(
        "onset = 2020-01-01",
        "onset = 2020-01-01T10:00:00",
        Code::WrongType,
        "2020-01-01T10:00:00",
        &["a date"],
    );
    expect(
        "onset = 2020-01-01",
        "onset = 9999-12-01",
        Code::OutOfBounds,
        "9999-12-01",
        &["calendar"],
    );
    expect(
        "name = \"mine\"",
        "name = \"../mine\"",
        Code::BadName,
        "\"../mine\"",
        &["lower-case letters"],
    );
    expect(
        "name = \"mine\"",
        "name = \"a,b\"",
        Code::BadName,
        "\"a,b\"",
        &["cannot name the scenario"],
    );
    expect(
        "code = \"BLU\"",
        "code = \"RED\"",
        Code::Duplicate,
        "\"RED\"",
        &["two actors", "first here"],
    );
    expect(
        "schema = 1",
        "schema = 2",
        Code::OutOfBounds,
        "2",
        &["must be 1"],
    );
    says(
        "title = ",
        "titel = ",
        &["`title` is missing", "did you mean `title`?"],
    );
}

/// Some of what is said; the change may break more than one thing.
#[track_caller]
fn says(from: &str, to: &str, said: &[&str]) {
    let text = problems(from, to).to_string();
    for words in said {
        assert!(text.contains(words), "no {words:?} in\n{text}");
    }
}

#[test]
fn a_ladder_ends_in_war_and_never_falls() {
    expect(
        "violence = 4",
        "violence = 3",
        Code::Inconsistent,
        "3",
        &["no war"],
    );
    says(
        "[rung.clash]\nviolence = 2",
        "[rung.clash]\nviolence = 4",
        &["is war but not the last"],
    );
    let falls = "violence falls from rung `threat` up to `show-of-force`";
    says(
        "[rung.threat]\nviolence = 1",
        "[rung.threat]\nviolence = 3",
        &[falls, "higher here"],
    );
    says(
        "\"show-of-force\", \"clash\"",
        "\"clash\"",
        &["there is no rung `show-of-force`"],
    );
    says(
        "\"threat\", \"show-of-force\", \"clash\"",
        "\"clash\"",
        &["must be 4 to 10 rungs"],
    );
    says(
        "\"clash\", \"war\"]",
        "\"clash\", \"clash\", \"war\"]",
        &["`rungs` has `clash` twice"],
    );
    expect(
        "calm_rung = \"routine\"",
        "calm_rung = \"clash\"",
        Code::Inconsistent,
        "\"clash\"",
        &["violence 1"],
    );
}

#[test]
fn who_is_what_to_whom_is_checked() {
    let parties = "parties = [\"red\", \"blue\"]";
    says(
        parties,
        "parties = [\"red\", \"red\"]",
        &["has `red` twice", "must name two parties"],
    );
    says(
        parties,
        "parties = [\"red\", \"mediator\"]",
        &["third party and cannot be in a pair"],
    );
    let again =
        "[pair.again]\nparties = [\"blue\", \"red\"]\nrelation = \"allies\"\n\n[pair.border]";
    says(
        "[pair.border]",
        again,
        &["`red` and `blue` are a pair already", "first here"],
    );
    says(
        "target = \"blue\"\nper_day",
        "target = \"mediator\"\nper_day",
        &[
            "`mediator` is not an adversary of `red`",
            "its adversaries are `blue`",
        ],
    );
    says(
        "target = \"blue\"\nrung = \"show-of-force\"",
        "target = \"red\"\nrung = \"show-of-force\"",
        &["`red` is not an adversary of `red`"],
    );
    let lines = "[channel.border.a]\n[channel.border.b]\n[channel.border.c]\n[channel.border.d]\n";
    says(
        "[channel.border.hotline]",
        &format!("{lines}[channel.border.hotline]"),
        &["has 5 channels", "at most 4"],
    );
    let incident = "actor = \"red\"\ntarget = \"blue\"\n";
    let incidents = format!("[incident.a]\n{incident}[incident.b]\n{incident}[incident.patrol]");
    says("[incident.patrol]", &incidents, &["more than 2 incidents"]);
    says(
        "[channel.border.hotline]",
        "[channel.bordr.hotline]",
        &["there is no pair `bordr`", "did you mean `border`?"],
    );
    says(
        "openness = -2.5",
        "climb = 0.2",
        &["`actor.mediator.climb` is a parameter of parties"],
    );
}

#[test]
fn history_lies_within_the_crisis() {
    expect(
        "day = -3",
        "day = 181",
        Code::OutOfBounds,
        "181",
        &["horizon, day 180"],
    );
    expect(
        "day = -3",
        "date = 2020-06-30",
        Code::OutOfBounds,
        "2020-06-30",
        &["lies on day 181"],
    );
    says(
        "day = -3",
        "day = -3\ndate = 2020-01-01",
        &["`timeline.warning` has `date` and `day`"],
    );
    says(
        "act = \"escalate\"",
        "act = \"escalate\"\ncut = \"border.hotline\"",
        &["one too many"],
    );
    says(
        "act = \"escalate\"",
        "act = \"excalate\"",
        &["did you mean `escalate`?"],
    );
    let cut = "label = \"Red cuts\"\ncut = [\"border.hotlien\"]\n\n[timeline.other]\nday = 1\nlabel = \"Red warns Blue\"";
    says(
        "label = \"Red warns Blue\"",
        cut,
        &[
            "there is no channel `border.hotlien`",
            "did you mean `border.hotline`?",
        ],
    );
    expect(
        "rung = \"show-of-force\"\nviolence",
        "rung = \"war\"\nviolence",
        Code::OutOfBounds,
        "\"war\"",
        &["cannot be war"],
    );
}

#[test]
fn policies_name_actors_presets_and_features_that_exist() {
    let preset = "preset = \"maximum-restraint\"";
    says(
        preset,
        "preset = \"maximum-restrant\"",
        &["did you mean `maximum-restraint`?"],
    );
    says(
        preset,
        "preset = \"pressure\"",
        &["`blue` cannot adopt `pressure`", "third parties"],
    );
    says(
        preset,
        "preset = \"ceiling\"",
        &["`policy.blue-restraint.blue.rung` is missing"],
    );
    says(
        preset,
        "preset = \"ceiling\"\nrung = 7",
        &["must lie between 0 and 4 (rung)"],
    );
    says(
        preset,
        "preset = \"grit\"\nfavor = 1",
        &["did you mean `favour`?"],
    );
    says(
        "[policy.blue-restraint.blue]",
        "[policy.blue-restraint.bleu]",
        &["there is no actor `bleu`"],
    );
    says(
        "line_up = true",
        "lin_up = true",
        &["did you mean `line_up`?"],
    );
    says(
        "forbid = \"escalate\"",
        "forbid = \"escalate\"\nforce = \"restrain\"",
        &["has `forbid` and `force`"],
    );
    says(
        "[policy.blue-restraint]",
        "[policy.baseline]\ndescription = \"d\"\n[policy.blue-restraint]",
        &["`baseline` always exists"],
    );
    let own = "description = \"Blue rules out every escalation.\"";
    says(
        own,
        &format!("{own}\nextends = \"hold-bellow-clash\""),
        &["did you mean `hold-below-clash`?"],
    );
    says(
        own,
        &format!("{own}\nextends = \"blue-restraint\""),
        &["extends itself"],
    );
}

#[test]
fn ranges_are_of_parameters_and_contain_their_value() {
    let range = "\"law.deterrence\" = [-3, 3]";
    says(
        range,
        "\"law.deterence\" = [-3, 3]",
        &["names no parameter", "did you mean `deterrence`?"],
    );
    says(
        range,
        "\"law.deterrence\" = [-9, 3]",
        &["out of bounds", "between -4 and 4"],
    );
    says(
        range,
        "\"law.deterrence\" = [1, 3]",
        &["excludes its present value 0"],
    );
    says(range, "\"law.deterrence\" = [3, -3]", &["upside down"]);
    says(
        range,
        "\"law.deterrence\" = [0, inf]",
        &["is inf, out of bounds"],
    );
    says(range, "\"law.settles\" = [0, 1]", &["has no range"]);
    says(
        range,
        "\"actor.green.resolve\" = [-4, 0]",
        &["names nothing in this scenario"],
    );
}

#[test]
fn all_problems_come_at_once_in_the_order_of_the_text() {
    let text = starter::starter("mine")
        .replace("calm_days = 21", "calm_day = 21")
        .replace("rung = \"threat\"", "rung = \"thread\"")
        .replace("misperception = 0.06", "misperception = 6");
    let codes: Vec<_> = refused(&text, &[])
        .list
        .iter()
        .map(|problem| problem.code)
        .collect();
    assert_eq!(
        codes,
        [Code::UnknownKey, Code::OutOfBounds, Code::UnknownName]
    );
}

#[test]
fn every_syntax_error_comes_at_once() {
    let text = "schema = \nname = \"a\"\nname = \"b\"\n[crisis\n";
    let found = refused(text, &[]);
    assert!(found.list.len() >= 3, "{found}");
    assert!(
        found
            .list
            .iter()
            .all(|problem| problem.code == Code::Syntax)
    );
}

#[test]
fn what_cannot_be_extended_is_said_at_the_extends() {
    let (code, at, text) = one(&refused("extends = \"base/korae.toml\"\n", &[]));
    assert_eq!(
        (code, at.as_str()),
        (Code::Extends, "\"base/korae.toml\""),
        "{text}"
    );
    let dir = tempfile::tempdir().unwrap();
    let file = |name: &str| dir.path().join(name);
    std::fs::write(file("a.toml"), "extends = \"b.toml\"\n").unwrap();
    std::fs::write(file("b.toml"), "extends = \"./a.toml\"\n").unwrap();
    std::fs::write(file("c.toml"), b"title = \"\xff\"\n").unwrap();
    std::fs::write(
        file("d.toml"),
        "extends = \"base/korea.toml\"\nwithout = [\"rung.nuclear\"]\n",
    )
    .unwrap();
    for (name, said) in [
        ("a.toml", "extends itself"),
        ("c.toml", "not UTF-8"),
        ("d.toml", "`rung.nuclear` is not there"),
    ] {
        let error = scenario::read(&file(name), &[]).unwrap_err();
        assert!(
            matches!(error, ReadError::Invalid(_)) && error.to_string().contains(said),
            "{error}"
        );
    }
    let missing = scenario::read(&file("e.toml"), &[]).unwrap_err();
    assert!(matches!(missing, ReadError::Unreadable { .. }), "{missing}");
}

#[test]
fn what_is_left_out_or_overridden_is_no_longer_there() {
    let text = "extends = \"kaesong-2020.toml\"\nwithout = [\"timeline.lines-cut\", \"uncertain.law.parity\", \"policy.firm\"]\n\
        name = \"twin\"\n[actor.north-korea]\nresolve = -1\n";
    let twin = scenario::parse("twin.toml", text, &["message_loss=0.5".to_owned()])
        .unwrap_or_else(|error| panic!("{error}"));
    let base = scenario::read_embedded("kaesong-2020", &[])
        .unwrap()
        .scenario;
    let twin = twin.scenario;
    assert_eq!(twin.name, "twin");
    assert_eq!(twin.timeline.len(), base.timeline.len() - 2);
    assert_eq!(twin.uncertain.len(), base.uncertain.len() - 1);
    assert!(twin.policy("firm").is_none() && base.policy("firm").is_some());
    assert_eq!(twin.actors[0].response.resolve.to_string(), "-1");
    let losses = twin.pairs.iter().filter_map(|pair| match &pair.relation {
        scenario::Relation::Adversaries { channels, .. } => Some(channels),
        scenario::Relation::Allies => None,
    });
    assert!(
        losses
            .flatten()
            .all(|channel| (channel.line.message_loss - 0.5).abs() < 1e-12)
    );
}

#[test]
fn what_changes_nothing_is_a_warning() {
    let text = starter::starter("mine").replace(
        "[policy.both-generous]",
        "[policy.idle]\ndescription = \"nobody\"\n[policy.both-generous]",
    );
    let checked =
        scenario::parse("mine.toml", &text, &[]).unwrap_or_else(|error| panic!("{error}"));
    let said: Vec<_> = checked
        .warnings
        .iter()
        .map(|warning| warning.message.as_str())
        .collect();
    assert_eq!(said, ["`policy.idle` changes nothing"]);
    assert!(
        checked.warnings[0]
            .render(&checked.tree.sources, false)
            .starts_with("warning[unused]")
    );
}

/// What a text says under overrides: everything that is wrong, or every warning.
fn said(text: &str, sets: &[&str]) -> Result<Vec<String>, String> {
    let sets: Vec<String> = sets.iter().map(ToString::to_string).collect();
    match scenario::parse("mine.toml", text, &sets) {
        Ok(checked) => {
            let warnings = checked.warnings.iter();
            Ok(warnings
                .map(|w| w.render(&checked.tree.sources, false))
                .collect())
        }
        Err(ReadError::Invalid(problems)) => Err(problems.render(false)),
        Err(error) => panic!("{error}"),
    }
}

/// Every channel of the starter has a loss of its own, so the law's reaches nobody.
#[test]
fn a_number_of_the_law_that_reaches_nobody_is_refused_with_the_word_that_works() {
    let text = starter::starter("mine");
    let refused = [
        said(&text, &["law.message_loss=0.5"]),
        said(&(text.clone() + "\"law.message_loss\" = [0, 1]\n"), &[]),
        said(&text.replace("[law]\n", "[law]\nmessage_loss = 0.5\n"), &[]),
    ];
    for (refused, helps) in refused.into_iter().zip([true, true, false]) {
        let refused = refused.unwrap_err();
        assert!(
            refused.contains("`law.message_loss` reaches nobody"),
            "{refused}"
        );
        assert_eq!(refused.contains("write `message_loss`"), helps, "{refused}");
    }
    assert_eq!(said(&text, &["message_loss=0.5"]), Ok(Vec::new()));
    let ranged = text.clone() + "\"message_loss\" = [0, 1]\n";
    assert_eq!(said(&ranged, &[]), Ok(Vec::new()));
    // A parameter of third parties, where there are none.
    let lone = scenario::read_embedded("exact/two-actors", &["law.pressure_decay=0.5".into()]);
    assert!(matches!(lone, Err(ReadError::Invalid(_))));
    // One that some take and others do not is said.
    let some = said(&text, &["actor.red.climb=0.3", "law.climb=0.5"]).unwrap();
    assert!(
        some.iter()
            .any(|w| w.contains("`law.climb` reaches blue only")),
        "{some:?}"
    );
}

#[test]
fn an_override_outside_a_range_sets_the_range_aside() {
    let text = starter::starter("mine") + "\"law.overshoot\" = [0, 0.05]\n";
    let sets = ["law.overshoot=0.9"];
    let some = said(&text, &sets).unwrap();
    assert!(
        some.iter()
            .any(|w| w.contains("is set aside: it is 0.9 now")),
        "{some:?}"
    );
    let sets = sets.map(String::from);
    let scenario = scenario::parse("mine.toml", &text, &sets).unwrap().scenario;
    assert!(
        scenario
            .uncertain
            .iter()
            .all(|range| range.path != "law.overshoot")
    );
    // In a file it is a contradiction, as before.
    let text = text.replace("[law]\n", "[law]\novershoot = 0.9\n");
    assert!(
        said(&text, &[])
            .unwrap_err()
            .contains("excludes its present value 0.9")
    );
}

#[test]
fn an_override_that_a_later_one_undoes_is_said() {
    let text = starter::starter("mine");
    for sets in [
        ["message_loss=0.1", "message_loss=0.2"],
        ["actor.red.resolve=-5", "resolve=-3"],
    ] {
        let some = said(&text, &sets).unwrap();
        let [first, last] = sets;
        let expected = format!("`{first}` has no effect: `{last}` comes later");
        assert!(some.iter().any(|w| w.contains(&expected)), "{some:?}");
    }
    assert_eq!(
        said(&text, &["resolve=-3", "actor.red.resolve=-5"]),
        Ok(Vec::new())
    );
    assert_eq!(
        said(&text, &["message_loss=0.1", "message_loss=0.1"]),
        Ok(Vec::new())
    );
}

#[test]
fn whole_numbers_may_be_spelt_with_a_point() {
    let text = starter::starter("mine");
    assert_eq!(
        said(&text, &["horizon_days=180.0", "calm_rung=1.0"]),
        Ok(Vec::new())
    );
    let refused = said(&text, &["horizon_days=180.5"]).unwrap_err();
    assert!(
        refused.contains("takes a whole number, not 180.5"),
        "{refused}"
    );
}

#[test]
fn text_that_turns_its_direction_is_refused_and_names_read_otherwise_are_said() {
    let text = starter::starter("mine");
    let title = text.lines().find(|line| line.starts_with("title")).unwrap();
    let turned = text.replace(title, "title = \"a \\u202e b\"");
    assert!(
        said(&turned, &[])
            .unwrap_err()
            .contains("turn its direction")
    );
    let named = text.replace("both-generous", "null");
    let some = said(&named, &[]).unwrap();
    assert!(
        some.iter().any(|w| w.contains("`null` names a policy")),
        "{some:?}"
    );
}

#[test]
fn deep_nesting_is_refused_and_not_followed() {
    for (open, close) in [("[", "]"), ("{a=", "}")] {
        let deep = format!(
            "schema = 1\nx = {}1{}\n",
            open.repeat(50_000),
            close.repeat(50_000)
        );
        assert!(scenario::parse("deep.toml", &deep, &[]).is_err());
        let set = format!("x={}1{}", open.repeat(50_000), close.repeat(50_000));
        assert!(scenario::read_embedded("exact/two-actors", &[set]).is_err());
    }
    let dotted = format!("schema = 1\n{} = 1\n", vec!["a"; 50_000].join("."));
    assert!(scenario::parse("deep.toml", &dotted, &[]).is_err());
    let table = format!("schema = 1\n[{}]\n", vec!["a"; 50_000].join("."));
    assert!(scenario::parse("deep.toml", &table, &[]).is_err());
    let path = format!("{}=1", vec!["law"; 50_000].join("."));
    assert!(scenario::read_embedded("exact/two-actors", &[path]).is_err());
}
