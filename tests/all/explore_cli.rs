//! The page in which a reader plays: whole, small, asking nobody, and safe with any scenario. What it
//! does in a browser is tested in one (`tests/browser`).

use assert_cmd::Command;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use offramp::scenario::{parse, read, read_embedded};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

fn offramp(home: &Path, arguments: &[&str]) -> Command {
    let mut command = Command::cargo_bin("offramp").unwrap();
    command
        .current_dir(home)
        .args(arguments)
        .env("COLUMNS", "80");
    command
}

/// The page of these scenarios.
fn page(home: &Path, scenarios: &[&str]) -> String {
    let arguments = [&["explore", "--force", "--quiet"], scenarios].concat();
    let said = offramp(home, &arguments).assert().success();
    assert_eq!(said.get_output().stdout, b"explore.html\n");
    fs::read_to_string(home.join("explore.html")).unwrap()
}

/// What stands in the block of that name.
fn block<'p>(page: &'p str, id: &str) -> &'p str {
    let mark = format!("id=\"{id}\">");
    assert_eq!(page.matches(&mark).count(), 1, "{id}");
    let (_, rest) = page.split_once(&mark).unwrap();
    rest.split_once("</script>").unwrap().0
}

/// What stands between the tags of the only element that has no attribute.
fn element<'p>(page: &'p str, tag: &str) -> &'p str {
    let (open, close) = (format!("<{tag}>"), format!("</{tag}>"));
    assert_eq!(page.matches(&open).count(), 1, "{tag}");
    let (_, rest) = page.split_once(&open).unwrap();
    rest.split_once(&close).unwrap().0
}

fn given(page: &str) -> Value {
    serde_json::from_str(block(page, "given")).unwrap()
}

/// The page without its data, its script and its style.
fn markup(page: &str) -> String {
    let without = |page: String, open: &str, close: &str| {
        let (before, rest) = page.split_once(open).unwrap();
        before.to_owned() + rest.split_once(close).unwrap().1
    };
    let mut markup = page.to_owned();
    for id in [
        "words",
        "tours-given",
        "catalog",
        "given",
        "worker",
        "module",
    ] {
        markup = without(markup, &format!("id=\"{id}\">"), "</script>");
    }
    for tag in ["style", "script"] {
        markup = without(markup, &format!("<{tag}>"), &format!("</{tag}>"));
    }
    markup
}

/// The files of a folder of the page with that ending, in order.
fn sources(folder: &str, ending: &str) -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("web/page")
        .join(folder);
    let paths = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let mut paths: Vec<_> = paths
        .filter(|path| path.extension().is_some_and(|end| end == ending))
        .collect();
    paths.sort();
    assert!(!paths.is_empty());
    paths
        .iter()
        .map(|path| fs::read_to_string(path).unwrap())
        .collect()
}

#[test]
fn a_page_is_whole_and_small() {
    let home = TempDir::new().unwrap();
    let page = page(home.path(), &[]);
    assert!(page.len() < 2_500_000, "{} bytes", page.len());
    let zipped = include_bytes!("../../web/module/offramp.wasm.gz");
    let module = STANDARD.decode(block(&page, "module")).unwrap();
    assert!(module == zipped, "{} bytes", module.len());
    let mut rest = element(&page, "script");
    for part in sources("script", "js") {
        let at = rest.find(&part).expect("every script, in order");
        rest = &rest[at + part.len()..];
    }
    let style = element(&page, "style");
    for part in sources("", "css") {
        assert!(style.contains(&part));
    }
    let words: Value = serde_json::from_str(block(&page, "words")).unwrap();
    assert!(words.as_object().is_some_and(|words| !words.is_empty()));
    let tours: Value = serde_json::from_str(block(&page, "tours-given")).unwrap();
    let texts = tours.as_array().unwrap().iter();
    let texts: Vec<&str> = texts.map(|tour| tour["text"].as_str().unwrap()).collect();
    assert_eq!(texts, sources("tours", "toml"));
    let catalog: Value = serde_json::from_str(block(&page, "catalog")).unwrap();
    let offered = catalog["scenarios"].as_array().unwrap();
    assert!(
        offered
            .iter()
            .any(|scenario| scenario["name"] == "kaesong-2020")
    );
    let version = format!("content=\"{}\"", env!("CARGO_PKG_VERSION"));
    assert!(page.contains(&version));
    assert!(!page.contains("{{"), "a placeholder is left");
    assert_eq!(given(&page), json!([]));
}

#[test]
fn a_page_asks_nobody_for_anything() {
    let home = TempDir::new().unwrap();
    let page = page(home.path(), &["kaesong-2020"]);
    let (style, script) = (element(&page, "style"), element(&page, "script"));
    let worker = block(&page, "worker");
    for code in [script, worker] {
        let code = code.replace("http://www.w3.org/2000/svg", "");
        for asks in [
            "http:",
            "https:",
            "fetch(",
            "XMLHttpRequest",
            "WebSocket",
            "EventSource",
            "sendBeacon",
            "import(",
            "eval(",
            "innerHTML",
            "</script",
            "<!--",
        ] {
            assert!(!code.contains(asks), "{asks}");
        }
    }
    let style = style.replace("url(data:", "").replace("url(\"data:", "");
    for asks in ["url(", "@import", "http:", "https:"] {
        assert!(!style.contains(asks), "{asks}");
    }
    let markup = markup(&page);
    for asks in [" src=", "http:", "https:", "<iframe", "<base", "refresh"] {
        assert!(!markup.contains(asks), "{asks}");
    }
    for link in markup.split(" href=\"").skip(1) {
        assert!(link.starts_with('#') || link.starts_with("data:"), "{link}");
    }
    // Nothing is styled or scripted in an attribute: the policy would not let it.
    for attribute in [
        " style=",
        " onclick=",
        " onload=",
        " oninput=",
        "javascript:",
    ] {
        assert!(!markup.contains(attribute), "{attribute}");
    }
}

#[test]
fn a_page_lets_nothing_run_but_its_own_script() {
    let home = TempDir::new().unwrap();
    let page = page(home.path(), &["kaesong-2020"]);
    let mark = "Content-Security-Policy\" content=\"";
    let (before, policy) = page.split_once(mark).unwrap();
    assert!(!before.contains("<script") && !before.contains("<style"));
    let policy = policy.split('"').next().unwrap();
    let policy = policy.replace("&#x27;", "'").replace("&#x2f;", "/");
    let hash = |tag| STANDARD.encode(Sha256::digest(element(&page, tag)));
    let rules = [
        "default-src 'none'".to_owned(),
        format!("script-src 'sha256-{}' 'wasm-unsafe-eval'", hash("script")),
        format!("style-src 'sha256-{}'", hash("style")),
        "img-src data: blob:".to_owned(),
        "worker-src blob:".to_owned(),
        "connect-src 'none'".to_owned(),
        "base-uri 'none'".to_owned(),
        "form-action 'none'".to_owned(),
    ];
    assert_eq!(policy, rules.join("; "));
}

/// Whatever a scenario says is data: it ends no block, and begins none.
#[test]
fn a_hostile_scenario_is_inert() {
    let home = TempDir::new().unwrap();
    let plain = page(home.path(), &[]);
    let shipped = fs::read_to_string(
        Path::new(env!("CARGO_MANIFEST_DIR")).join("scenarios/exact/two-actors.toml"),
    )
    .unwrap();
    let hostile =
        "</script><script>alert(1)</script><!-- {{ policy }} <img src=x onerror=alert(1)>";
    let title = shipped
        .lines()
        .find(|line| line.starts_with("title = "))
        .unwrap();
    let text = shipped.replace(title, &format!("title = \"{hostile}\""));
    assert!(text.contains(hostile));
    let name = "<b>&amp;'.toml";
    fs::write(home.path().join(name), &text).unwrap();
    let page = page(home.path(), &[name]);
    assert_eq!(given(&page), json!([{ "name": name, "text": text }]));
    assert!(!block(&page, "given").contains('<'));
    assert_eq!(markup(&page), markup(&plain));
}

#[test]
fn what_is_given_is_whole_wherever_it_came_from() {
    let home = TempDir::new().unwrap();
    let write = |name: &str, text: &str| {
        let path = home.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, text).unwrap();
        path
    };
    // One that extends a shipped base keeps its comments; one that extends a file has it in it, also
    // where that is called like a shipped one.
    let shipped =
        "name = \"one\"\nextends = \"kaesong-2020.toml\" # as it was\n[law]\nmessage_loss = 0.25\n";
    write("one.toml", shipped);
    write(
        "beside/base.toml",
        "extends = \"kaesong-2020.toml\"\n[law]\nfear = 0.4\n",
    );
    let two = write("beside/two.toml", "extends = \"base.toml\"\n");
    write("beside/cuba-1962.toml", "extends = \"base.toml\"\n");
    let three = write("beside/three.toml", "extends = \"cuba-1962.toml\"\n");
    let page = page(
        home.path(),
        &[
            "one.toml",
            "kaesong-2020",
            "beside/two.toml",
            "kaesong-2020",
            "beside/three.toml",
        ],
    );
    let given = given(&page);
    let names: Vec<&str> = given
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["name"].as_str().unwrap())
        .collect();
    assert_eq!(
        names,
        ["one.toml", "kaesong-2020", "two.toml", "three.toml"]
    );
    assert_eq!(given[0]["text"], shipped);
    assert_eq!(given[1], json!({ "name": "kaesong-2020" }));
    for (at, path) in [(2, two), (3, three)] {
        let embedded = parse("elsewhere", given[at]["text"].as_str().unwrap(), &[]).unwrap();
        assert_eq!(embedded.scenario, read(&path, &[]).unwrap().scenario);
        // An override of the law reaches what it would have reached.
        let sets = ["law.deterrence=1".to_owned()];
        let embedded = parse("elsewhere", given[at]["text"].as_str().unwrap(), &sets).unwrap();
        assert_eq!(embedded.scenario, read(&path, &sets).unwrap().scenario);
    }
    let place = home.path().to_str().unwrap();
    assert!(!page.contains(place) && !page.contains("beside/"));
    let shipped = read_embedded("kaesong-2020", &[]).unwrap().scenario;
    assert_eq!(shipped.name, "kaesong-2020");
}

#[test]
fn a_page_that_stands_is_replaced_only_on_demand() {
    let home = TempDir::new().unwrap();
    fs::write(home.path().join("explore.html"), "mine").unwrap();
    let refused = offramp(home.path(), &["explore"]).assert().code(2);
    let told = String::from_utf8_lossy(&refused.get_output().stderr).into_owned();
    assert!(
        told.contains("explore.html") && told.contains("--force"),
        "{told}"
    );
    assert_eq!(fs::read(home.path().join("explore.html")).unwrap(), b"mine");
    let made = offramp(home.path(), &["explore", "--out", "new/page.html"]);
    let said = { made }.assert().success();
    let said = String::from_utf8_lossy(&said.get_output().stdout).into_owned();
    assert!(
        said.contains("browser") && said.ends_with("\nnew/page.html\n"),
        "{said}"
    );
    assert!(home.path().join("new/page.html").is_file());
}

#[test]
fn what_is_wrong_with_scenarios_is_told_as_elsewhere_and_no_page_is_written() {
    let home = TempDir::new().unwrap();
    fs::write(
        home.path().join("bad.toml"),
        "message_los = 0.5\ntitle = 3\n",
    )
    .unwrap();
    fs::write(home.path().join("base.toml"), "abstract = true\n").unwrap();
    fs::create_dir(home.path().join("other")).unwrap();
    for (name, text) in [
        ("a.toml", ""),
        ("other/a.toml", "[law]\nmessage_loss = 0.5\n"),
    ] {
        let text = format!("extends = \"kaesong-2020.toml\"\n{text}");
        fs::write(home.path().join(name), text).unwrap();
    }
    let told = |arguments: &[&str], code: i32| {
        let failed = offramp(home.path(), arguments).assert().code(code);
        assert!(!home.path().join("explore.html").exists());
        String::from_utf8_lossy(&failed.get_output().stderr).into_owned()
    };
    let run = told(&["run", "kaesong-2021"], 2);
    assert!(run.contains("kaesong-2020"), "{run}");
    assert_eq!(told(&["explore", "kaesong-2021"], 2), run);
    assert_eq!(
        told(&["explore", "bad.toml"], 2),
        told(&["run", "bad.toml"], 2)
    );
    assert_eq!(
        told(&["explore", "no-such.toml"], 3),
        told(&["run", "no-such.toml"], 3)
    );
    let all = told(&["explore", "bad.toml", "kaesong-2021"], 2);
    assert!(
        all.contains("message_los") && all.contains("kaesong-2021"),
        "{all}"
    );
    assert!(told(&["explore", "base.toml"], 2).contains("base"));
    let twins = told(&["explore", "a.toml", "other/a.toml"], 2);
    assert!(
        twins.contains("`a.toml`") && twins.contains("other/a.toml"),
        "{twins}"
    );
}
