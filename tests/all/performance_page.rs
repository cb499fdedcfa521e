//! The tables of docs/performance.md are those of docs/reference.
//!
//! `OFFRAMP_BLESS=1 cargo test --test all performance_page` writes them anew.

use serde_json::Value;
use std::fmt::Write;
use std::path::Path;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&read(path)).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().expect("a list")
}

fn text(value: &Value) -> &str {
    value.as_str().expect("words")
}

fn verdict(met: &Value) -> &'static str {
    match met.as_bool() {
        Some(true) => "met",
        Some(false) => "**not met**",
        None => "",
    }
}

fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut table = format!(
        "| {} |\n|{}\n",
        header.join(" | "),
        "---|".repeat(header.len())
    );
    for row in rows {
        writeln!(table, "| {} |", row.join(" | ")).unwrap();
    }
    table
}

/// What the machines took for a draw that were measured.
fn machines() -> Vec<Value> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/reference/speed");
    let files = std::fs::read_dir(folder).unwrap();
    let mut paths: Vec<_> = files.map(|file| file.unwrap().path()).collect();
    paths.sort();
    let text = |path| std::fs::read_to_string(path).unwrap();
    let read = |path| serde_json::from_str(&text(path)).unwrap();
    paths.iter().map(read).collect()
}

/// A machine by its processor and the widest instructions it has.
fn named(machine: &Value) -> String {
    let [processor, instructions] = ["processor", "instructions"].map(|key| text(&machine[key]));
    format!("{processor} ({instructions})")
}

/// Nanoseconds a draw and its ratio to the floor, by machine and scenario.
fn costs() -> String {
    let of = |machine: &Value| format!("{}:\n\n{}", named(machine), costs_on(machine));
    let parts: Vec<String> = machines().iter().map(of).collect();
    parts.join("\n")
}

fn costs_on(machine: &Value) -> String {
    let scenarios = list(&machine["scenarios"]);
    let mut header = vec!["variant"];
    header.extend(scenarios.iter().map(|scenario| text(&scenario["scenario"])));
    let rows = list(&scenarios[0]["costs"])
        .iter()
        .enumerate()
        .map(|(i, cost)| {
            let cell = |scenario: &Value| {
                let cost = &scenario["costs"][i];
                let ratio = cost["ratio_of_medians_to_floor"].as_f64().unwrap();
                let ns = cost["nanoseconds_per_draw"].as_f64().unwrap();
                format!("{ratio:.2} ({ns:.2} ns)")
            };
            let name = text(&cost["variant"]).to_owned();
            [vec![name], scenarios.iter().map(cell).collect()].concat()
        });
    table(&header, rows)
}

/// The goals of the engine on each machine, from the best scenario to the worst.
fn goals() -> String {
    let machines = machines();
    let names: Vec<String> = machines.iter().map(named).collect();
    let mut header = vec!["what", "goal"];
    header.extend(names.iter().map(String::as_str));
    let goals_of = |scenario: &Value, goal: &Value| {
        let same = |other: &&Value| {
            other["variant"] == goal["variant"] && other["against"] == goal["against"]
        };
        list(&scenario["goals"]).iter().find(same).cloned()
    };
    // The widest machine has all goals.
    let all = machines
        .iter()
        .map(|machine| list(&machine["scenarios"][0]["goals"]));
    let all = all.max_by_key(|goals| goals.len()).unwrap();
    let rows = all.iter().map(|goal| {
        let cell = |machine: &Value| {
            let scenarios = list(&machine["scenarios"]);
            let found: Vec<Value> = scenarios.iter().filter_map(|s| goals_of(s, goal)).collect();
            if found.is_empty() {
                return String::new();
            }
            let measured = found.iter().map(|goal| goal["measured"].as_f64().unwrap());
            let least = measured.clone().fold(f64::INFINITY, f64::min);
            let most = measured.fold(0.0, f64::max);
            let met = found.iter().all(|goal| goal["met"] == Value::Bool(true));
            format!("{least:.2} to {most:.2}, {}", verdict(&Value::Bool(met)))
        };
        let [variant, against] = ["variant", "against"].map(|key| text(&goal[key]));
        let mut row = vec![
            format!("{variant}, against {against}"),
            text(&goal["goal"]).to_owned(),
        ];
        row.extend(machines.iter().map(cell));
        row
    });
    table(&header, rows.collect::<Vec<_>>())
}

/// What a user waits for.
fn program() -> String {
    let program = json("docs/reference/program.json");
    let rows = list(&program["measured"]).iter().map(|row| {
        vec![
            text(&row["what"]).to_owned(),
            format!("{} {}", row["value"], text(&row["unit"])),
            text(&row["goal"]).to_owned(),
            verdict(&row["met"]).to_owned(),
        ]
    });
    table(&["what", "measured", "goal", ""], rows)
}

/// The same law elsewhere.
fn peers() -> String {
    let peers = json("docs/reference/peers.json");
    let rows = list(&peers["peers"]).iter().map(|row| {
        let number = |key: &str| row[key].as_f64().unwrap();
        let goal = row["goal"]
            .as_f64()
            .map_or(String::new(), |goal| format!(">= {goal}"));
        let p = row["p_same_outcomes"]
            .as_f64()
            .map_or(String::new(), |p| format!("{p:.3}"));
        vec![
            text(&row["peer"]).to_owned(),
            format!("{:.1}", number("microseconds_per_trial")),
            format!("{:.1}", number("times_offramp")),
            format!(
                "{:.1} to {:.1}",
                number("times_offramp_low"),
                number("times_offramp_high")
            ),
            goal,
            verdict(&row["met"]).to_owned(),
            p,
        ]
    });
    let versions = peers["versions"].as_object().unwrap();
    let versions: Vec<String> = versions
        .iter()
        .map(|(name, version)| format!("{name}: {}", text(version)))
        .collect();
    let header = [
        "peer",
        "µs a trial",
        "times offramp",
        "rounds",
        "goal",
        "",
        "p of equal outcomes",
    ];
    format!("{}\n{}.\n", table(&header, rows), versions.join("; "))
}

/// What pairing saves.
fn paired() -> String {
    let paired = json("docs/reference/paired.json");
    let rows = list(&paired["saved"]).iter().map(|row| {
        let times = |key: &str| {
            row[key]
                .as_f64()
                .map_or(String::new(), |x| format!("{x:.1}"))
        };
        let goal = if row["met"].is_null() { "" } else { ">= 3" };
        vec![
            text(&row["policy"]).to_owned(),
            text(&row["acts"]).to_owned(),
            text(&row["metric"]).to_owned(),
            times("factor"),
            times("repeated"),
            goal.to_owned(),
            verdict(&row["met"]).to_owned(),
        ]
    });
    let header = ["policy", "acts", "metric", "factor", "repeated", "goal", ""];
    format!(
        "{}\nThe baseline and five of them, all tables and both ends of the assumptions included, at {} trials each: \
         {} s on {} cores.\n",
        table(&header, rows),
        paired["trials"],
        paired["six_policies_seconds"],
        paired["cores"]
    )
}

/// Instructions a draw costs.
fn instructions() -> String {
    let csv = read("docs/reference/instructions.csv");
    let rows = csv
        .lines()
        .skip(1)
        .map(|line| line.split(',').map(str::to_owned).collect());
    table(&["scenario", "instructions", "kept", "per draw"], rows)
}

/// What one thread does alone.
fn serial() -> String {
    let csv = read("docs/reference/serial.csv");
    let rows = csv.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let alone: f64 = cells[2].parse().unwrap();
        let most = |threads: f64| 1.0 / (alone + (1.0 - alone) / threads);
        vec![
            cells[0].to_owned(),
            cells[1].to_owned(),
            format!("{alone:.4}"),
            format!("{:.1}", most(16.0)),
            verdict(&Value::Bool(alone <= 0.01)).to_owned(),
        ]
    });
    let header = [
        "what",
        "seconds",
        "alone",
        "16 threads at most, times",
        "<= 0.01",
    ];
    table(&header, rows)
}

/// How much faster more threads are, where there were cores to ask.
fn threads() -> String {
    let csv = read("docs/reference/threads.csv");
    let cells = |line: &str| line.split(',').map(str::to_owned).collect::<Vec<_>>();
    let rows: Vec<Vec<String>> = csv.lines().skip(1).map(cells).collect();
    let mut threads: Vec<&str> = Vec::new();
    let mut what: Vec<&str> = Vec::new();
    for row in &rows {
        for (names, name) in [(&mut what, &row[1]), (&mut threads, &row[2])] {
            if !names.contains(&name.as_str()) {
                names.push(name);
            }
        }
    }
    let header: Vec<String> = threads
        .iter()
        .map(|n| format!("{n} thread{}", if *n == "1" { "" } else { "s" }))
        .collect();
    let mut header: Vec<&str> = header.iter().map(String::as_str).collect();
    header.insert(0, "times as fast as one thread");
    let lines = what.iter().map(|what| {
        let of = |threads: &&str| {
            let row = rows
                .iter()
                .find(|row| row[1] == *what && row[2] == **threads);
            let row = row.expect("each is measured with all numbers of threads");
            format!("{} ({} s)", row[4], row[3])
        };
        let mut line = vec![(*what).to_owned()];
        line.extend(threads.iter().map(of));
        line
    });
    format!(
        "Measured on {}.\n\n{}",
        rows[0][0],
        table(&header, lines.collect::<Vec<_>>())
    )
}

/// Sizes, times and memory.
fn scaling() -> String {
    let csv = read("docs/reference/scaling.csv");
    let rows = csv.lines().skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let seconds: f64 = cells[2].parse().unwrap();
        let per_draw: f64 = cells[4].parse().unwrap();
        vec![
            cells[0].to_owned(),
            cells[1].to_owned(),
            format!("{seconds:.3}"),
            format!("{per_draw:.2}"),
            cells[5].to_owned(),
        ]
    });
    table(&["axis", "value", "seconds", "ns a draw", "peak MiB"], rows)
}

#[test]
fn the_page_shows_the_reference_figures() {
    let path = "docs/performance.md";
    let page = read(path);
    let mut fresh = page.clone();
    let parts = [
        ("costs", costs()),
        ("goals", goals()),
        ("program", program()),
        ("peers", peers()),
        ("paired", paired()),
        ("instructions", instructions()),
        ("serial", serial()),
        ("threads", threads()),
        ("scaling", scaling()),
    ];
    for (name, part) in parts {
        let begin = format!("<!-- generated: {name} -->\n");
        let end = format!("<!-- end: {name} -->");
        let from = fresh.find(&begin).expect("the part begins") + begin.len();
        let to = fresh.find(&end).expect("the part ends");
        fresh.replace_range(from..to, &format!("\n{part}\n"));
    }
    if std::env::var_os("OFFRAMP_BLESS").is_some() {
        std::fs::write(Path::new(env!("CARGO_MANIFEST_DIR")).join(path), fresh).unwrap();
        return;
    }
    assert_eq!(
        page, fresh,
        "docs/performance.md is not docs/reference; OFFRAMP_BLESS=1 writes it anew"
    );
}
