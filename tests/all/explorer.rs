//! What a page asks: trials played by hands in any order say what a comparison says, to the byte; questions that
//! make no sense are answered in words.

use offramp::explore::Desk;
use offramp::scenario::Draft;
use offramp::study::arms::{Arm, Origin, usual_policies};
use offramp::study::compare::{Asked, compare};
use offramp::study::contrasts::{Question, Size};
use offramp::study::measure::Measure;
use offramp::table::comparison;
use serde_json::{Value, json};

fn answer(desk: &mut Desk, question: &Value, bytes: &[u8]) -> Vec<u8> {
    let mut line = question.to_string().into_bytes();
    if !bytes.is_empty() {
        line.push(b'\n');
        line.extend(bytes);
    }
    desk.answer(&line)
}

fn told(desk: &mut Desk, question: &Value) -> Value {
    serde_json::from_slice(&answer(desk, question, &[])).unwrap()
}

/// What is asked about a scenario, with the question's own fields.
fn about(state: &Value, question: Value) -> Value {
    let (Value::Object(mut all), Value::Object(own)) = (state.clone(), question) else {
        unreachable!("both are objects")
    };
    all.extend(own);
    Value::Object(all)
}

/// Plays every arm everywhere in these parts, the last first.
fn play(desk: &mut Desk, state: &Value, parts: &[(u64, u64)]) {
    let stage = json!({ "ask": "stage", "policies": null, "measure": "agreement" });
    let stage = told(desk, &about(state, stage));
    let mut hand = Desk::default();
    for end in stage["ends"].as_array().unwrap() {
        let end = &end["assumption"];
        for (first, count) in parts.iter().rev() {
            for (arm, policy) in stage["arms"].as_array().unwrap().iter().enumerate() {
                let trials =
                    json!({ "policy": policy, "end": end, "first": first, "count": count });
                let asked = about(&about(state, trials.clone()), json!({ "ask": "play" }));
                let rows = answer(&mut hand, &asked, &[]);
                assert_eq!(&rows[..4], b"rows", "{}", String::from_utf8_lossy(&rows));
                let taken = about(&trials, json!({ "ask": "take", "arm": arm }));
                let taken = answer(desk, &taken, &rows[4..]);
                assert!(
                    taken.starts_with(b"{\"trials\""),
                    "{}",
                    String::from_utf8_lossy(&taken)
                );
            }
        }
    }
}

#[test]
fn what_hands_play_says_what_a_comparison_says() {
    let sets = vec!["message_loss=0.4".to_owned()];
    let state =
        json!({ "scenario": "exact/mediator", "sets": sets, "seed": "18446744073709551615" });
    let draft = Draft::shipped("exact/mediator").unwrap();
    let scenario = draft.check(&sets).unwrap().scenario;
    let baseline = scenario.policies.first().into_iter();
    let policies = baseline.chain(usual_policies(&scenario));
    let arm = |policy| Arm::of(&scenario, policy, Origin::new(&draft, &sets));
    let asked = Asked {
        arms: policies.map(arm).collect(),
        question: Question {
            measure: Measure::Agreement,
            margin: None,
            seed: u64::MAX,
            size: Size::Fixed(2_600),
        },
        worlds: None,
    };
    let found = compare(&asked, &()).unwrap();
    let mut desk = Desk::default();
    // More than are sampled for what policies do, and cut where that ends and elsewhere.
    play(&mut desk, &state, &[(0, 250), (250, 1_800), (2_050, 550)]);
    let all = told(&mut desk, &json!({ "ask": "told" }));
    assert_eq!(all["trials"], 2_600);
    let files = all["tables"].as_array().unwrap();
    assert_eq!(files.len(), 6);
    for table in comparison::all(&found) {
        let file = table.schema.file;
        if !files.iter().any(|known| known == file) {
            continue;
        }
        let mut text = b"csv ".to_vec();
        table.write(&mut text).unwrap();
        let table = answer(&mut desk, &json!({ "ask": "table", "file": file }), &[]);
        assert!(table == text, "{file}");
    }
    let names: Vec<&Value> = all["arms"]
        .as_array()
        .unwrap()
        .iter()
        .map(|arm| &arm["name"])
        .collect();
    let brief = told(
        &mut desk,
        &json!({ "ask": "told", "of": [names[0], names[1]] }),
    );
    assert_eq!(brief["arms"], all["arms"]);
    let titles = |told: &Value| -> Vec<String> {
        let sections = told["sections"].as_array().unwrap().iter();
        sections
            .map(|section| section["title"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(titles(&brief), ["What does best", "How it unfolds"]);
    assert!(titles(&all).len() > 4);
}

#[test]
fn what_makes_no_sense_is_answered_in_words() {
    let state = json!({ "scenario": "kaesong-2020", "sets": [], "seed": "" });
    let asked = |question: Value| about(&state, question);
    let play = |first: u64, count: u64| {
        asked(
            json!({ "ask": "play", "policy": "baseline", "end": "default", "first": first, "count": count }),
        )
    };
    let mut desk = Desk::default();
    for (question, part) in [
        (json!("told"), "invalid type"),
        (json!({ "ask": "nothing" }), "unknown variant"),
        (json!({ "ask": "told" }), "nothing is on the stage"),
        (
            json!({ "ask": "open", "scenario": "kaesong" }),
            "no shipped scenario",
        ),
        (
            json!({ "ask": "open", "scenario": "kaesong-2020", "seed": "2^3" }),
            "`2^3` is no seed",
        ),
        (
            json!({ "ask": "open", "scenario": "kaesong-2020", "sets": ["fear=x"] }),
            "fear",
        ),
        (
            json!({ "ask": "open", "name": "a.toml", "text": "title = 3" }),
            "title",
        ),
        (play(0, 0), "1 to 100000 trials"),
        (play(0, u64::MAX), "1 to 100000 trials"),
        (play(u64::MAX, 2), "no such trials"),
        (
            asked(json!({ "ask": "stage", "policies": ["baseline"], "measure": "war" })),
            "only one arm",
        ),
        (
            asked(json!({ "ask": "stage", "policies": null, "measure": "wars" })),
            "did you mean `war`",
        ),
        (
            asked(json!({ "ask": "trace", "policy": "grid", "trial": "1" })),
            "did you mean `grit`",
        ),
        (
            asked(json!({ "ask": "trace", "policy": "grit", "trial": "-1" })),
            "no number of a trial",
        ),
    ] {
        let told = told(&mut desk, &question).to_string();
        assert!(
            told.contains("error") || told.contains("problems"),
            "{question}: {told}"
        );
        assert!(told.contains(part), "{question}: {told}");
    }
    // Trials of something else are not taken.
    told(
        &mut desk,
        &asked(json!({ "ask": "stage", "policies": null, "measure": "war" })),
    );
    for (arm, count, bytes) in [
        (0, 3, vec![0; 12]),
        (999, 1, vec![0; 124]),
        (0, u64::MAX, vec![0; 16]),
    ] {
        let take =
            json!({ "ask": "take", "arm": arm, "end": "default", "first": 0, "count": count });
        let taken = answer(&mut desk, &take, &bytes);
        assert!(
            taken.starts_with(b"{\"error\""),
            "{}",
            String::from_utf8_lossy(&taken)
        );
    }
}

/// The command compares with what the page compares with.
#[test]
fn a_command_names_the_baseline_where_it_is_not_the_usual_one() {
    let mut desk = Desk::default();
    let state = json!({ "scenario": "kaesong-2020", "sets": ["message_loss=0.5"], "seed": "7" });
    let mut command = |policies: Value| {
        let asked =
            json!({ "ask": "command", "policies": policies, "measure": "war", "trials": 500 });
        told(&mut desk, &about(&state, asked))["command"].clone()
    };
    let begins = "offramp compare kaesong-2020 --set message_loss=0.5 --seed 7";
    let ends = "--metric war --trials 500";
    assert_eq!(command(Value::Null), format!("{begins} {ends}"));
    let usual = format!("{begins} --policies baseline,firm {ends}");
    assert_eq!(command(json!(["baseline", "firm"])), usual);
    let other = format!("{begins} --policies firm,grit --baseline firm {ends}");
    assert_eq!(command(json!(["firm", "grit"])), other);
}

/// Along a number a place is what it is alone, and without a number what stands.
#[test]
fn a_place_along_a_number_is_that_number_set() {
    let mut desk = Desk::default();
    let course = |sets: &[&str], path: Value, value: Value| {
        json!({
            "ask": "course", "scenario": "exact/mediator", "sets": sets, "path": path, "value": value,
            "policies": ["baseline", "mediate-early"], "measure": "agreement", "trials": 300,
        })
    };
    let along = told(&mut desk, &course(&[], json!("law.fear"), json!(2.5)));
    let set = told(
        &mut desk,
        &course(&["law.fear=2.5"], Value::Null, Value::Null),
    );
    let before = told(&mut desk, &course(&[], Value::Null, Value::Null));
    assert_eq!(along["at"], 2.5);
    assert_eq!(
        (&along["arms"], &along["differences"]),
        (&set["arms"], &set["differences"])
    );
    assert_ne!(before["arms"], set["arms"]);
    // How crises end there, all of them; who is best, and how far the other is behind.
    let endings = |told: &Value, arm: usize| -> Vec<u64> {
        let counts = told["endings"][arm].as_array().unwrap().iter();
        counts.map(|count| count.as_u64().unwrap()).collect()
    };
    assert_eq!(endings(&along, 0).iter().sum::<u64>(), 300);
    let agreement = endings(&along, 1)[1] as f64 / 300.0;
    assert!((along["arms"][1]["value"].as_f64().unwrap() - agreement).abs() < 1e-12);
    let best = along["best"].as_u64().unwrap() as usize;
    assert_eq!(along["behind"][best], Value::Null);
    let ahead = along["arms"][best]["value"].as_f64() >= along["arms"][1 - best]["value"].as_f64();
    assert!(ahead && along["behind"][1 - best]["value"].as_f64() <= Some(0.0));
    let places = |at: Value| {
        json!({
            "ask": "along", "scenario": "exact/mediator", "title": "How they end", "axis": "brink",
            "percent": false, "at": at, "endings": [endings(&before, 0), endings(&along, 0)],
        })
    };
    let figure = told(&mut desk, &places(json!([1.0, 2.5])));
    let said = figure["says"].as_str().unwrap();
    let share = format!("{:.1} agreement", endings(&along, 0)[1] as f64 / 3.0);
    assert!(
        said.contains("brink 2.5, of 100 crises") && said.contains(&share),
        "{said}"
    );
    assert!(figure["svg"].as_str().unwrap().contains("brink"));
    let falls = told(&mut desk, &places(json!([2.5, 1.0])));
    assert!(
        falls["error"].as_str().unwrap().contains("rising"),
        "{falls}"
    );
    let wrong = told(&mut desk, &course(&[], json!("law.fear"), json!(-1)));
    assert!(
        wrong["problems"]
            .as_str()
            .is_some_and(|said| said.contains("fear")),
        "{wrong}"
    );
}

/// What can be moved is told with the value it has, and a value that is moved is told again.
#[test]
fn a_card_has_what_is_in_force() {
    let mut desk = Desk::default();
    let open = |sets: &[&str]| json!({ "ask": "open", "scenario": "kaesong-2020", "sets": sets });
    let value = |card: &Value, path: &str| {
        let factors = card["factors"].as_array().unwrap();
        let found = factors.iter().find(|factor| factor["path"] == path);
        found.unwrap_or_else(|| panic!("{path}"))["value"].clone()
    };
    let card = told(&mut desk, &open(&[]));
    assert_eq!(value(&card, "misperception"), 0.06);
    assert_eq!(value(&card, "channel.north-south.liaison.cut"), 0.02);
    // Lines differ.
    assert_eq!(value(&card, "message_loss"), Value::Null);
    let loss = card["factors"].as_array().unwrap();
    let loss = loss
        .iter()
        .find(|factor| factor["path"] == "message_loss")
        .unwrap();
    assert_eq!((&loss["least"], &loss["most"]), (&json!(0.15), &json!(0.3)));
    let moved = ["message_loss=0.5", "law.deterrence=1.5", "cut=0"];
    let card = told(&mut desk, &open(&moved));
    assert_eq!(value(&card, "message_loss"), 0.5);
    assert_eq!(value(&card, "law.deterrence"), 1.5);
    assert_eq!(value(&card, "cut"), 0.0);
    let draft = Draft::shipped("kaesong-2020").unwrap();
    let scenario = draft.check(&[]).unwrap().scenario;
    assert_eq!(
        card["policies"].as_array().unwrap().len(),
        scenario.policies.len()
    );
}

/// A trial as the page shows it is that of `offramp trace`.
#[test]
fn a_crisis_is_told_day_by_day_with_reasons() {
    let mut desk = Desk::default();
    let state = json!({ "scenario": "kaesong-2020", "sets": [], "seed": "0" });
    let found = json!({ "ask": "find", "policy": "baseline", "against": "grit", "what": "flipped", "trials": 300 });
    let found = told(&mut desk, &about(&state, found));
    let trial = found["trial"].as_str().unwrap();
    let asked = json!({ "ask": "trace", "policy": "baseline", "against": "grit", "trial": trial });
    let crisis = told(&mut desk, &about(&state, asked));
    assert_eq!(crisis["strips"].as_array().unwrap().len(), 2);
    let part = crisis["parts"]["day"].as_u64().unwrap() as usize;
    let days = |side: usize| crisis["trials"][side]["days"].as_array().unwrap();
    let before = |side: usize| -> Vec<&Value> { days(side)[..part].iter().collect() };
    assert_eq!(before(0), before(1));
    assert_ne!(days(0)[part], days(1)[part]);
    let decisions = || {
        days(0)
            .iter()
            .flat_map(|day| day["why"].as_array().unwrap())
    };
    let weighed =
        decisions().all(|why| why["p"].is_number() && !why["said"].as_str().unwrap().is_empty());
    assert!(weighed && decisions().count() > 10);
    let command =
        format!("offramp trace kaesong-2020 --trial {trial} --policy baseline --against grit");
    assert_eq!(crisis["command"], Value::from(command));
}

/// Where somebody remembers what was never done, the page says when it was misread, and that day tells of it too.
#[test]
fn a_memory_that_was_misread_is_said_to_be() {
    let mut desk = Desk::default();
    let state = json!({ "scenario": "kaesong-2020", "sets": ["misperception=0.4"], "seed": "0" });
    let mut found = 0;
    for trial in 0..12 {
        let asked = json!({ "ask": "trace", "policy": "baseline", "trial": trial.to_string() });
        let crisis = told(&mut desk, &about(&state, asked));
        let days = crisis["trials"][0]["days"].as_array().unwrap();
        let reasons = days.iter().flat_map(|day| day["why"].as_array().unwrap());
        for term in reasons.flat_map(|why| why["terms"].as_array().unwrap()) {
            let says = term["says"].as_str().unwrap();
            let Some((_, misread)) = says.split_once("(day ") else {
                continue;
            };
            let (day, what) = misread.trim_end_matches(')').split_once(": ").unwrap();
            let day: usize = day.parse().unwrap();
            let mut said = days[day]["said"].as_array().unwrap().iter();
            assert!(
                says.contains("remembers") && said.any(|said| said == what),
                "{says}"
            );
            found += 1;
        }
    }
    assert!(found > 20, "{found}");
}
