//! What any host asks comes to a folder that can be kept in memory and written again, as it was.

use offramp::asking::AskingError;
use offramp::asking::compare::CompareOptions;
use offramp::asking::policies::Chosen;
use offramp::asking::run::RunOptions;
use offramp::asking::{Remark, named};
use offramp::output::folder::FolderError;
use offramp::output::read::FolderReadError;
use offramp::output::session::Target;
use offramp::output::{KeptFolder, write_run};
use offramp::study::run::Sample;
use offramp::table::dialect::Dialect;
use std::cell::RefCell;
use std::path::{Path, PathBuf};

fn small(sets: &[&str]) -> RunOptions {
    RunOptions {
        sample: Sample {
            seed: 1,
            trials: 50,
        },
        sets: sets.iter().map(ToString::to_string).collect(),
        ..RunOptions::default()
    }
}

fn run(options: &RunOptions, out: &Path) -> PathBuf {
    let draft = named::draft("exact/two-actors").unwrap();
    let asked = options.of(&draft, &|_| {}).unwrap();
    let target = Target {
        out,
        force: true,
        csv: Dialect::Plain,
    };
    write_run(&asked, target, &()).unwrap().folder
}

#[test]
fn a_folder_in_memory_is_written_as_it_was_read() {
    let place = tempfile::tempdir().unwrap();
    let folder = run(&small(&[]), place.path());
    std::fs::write(folder.join("notes.md"), "mine").unwrap();
    let kept = KeptFolder::read(&folder).unwrap();
    assert!(kept.files.contains_key("outcomes.csv") && !kept.files.contains_key("notes.md"));
    let manifest = kept.manifest(&folder).unwrap();
    let copy = kept
        .write(&manifest, &place.path().join("copy"), false)
        .unwrap();
    assert_eq!(KeptFolder::read(&copy).unwrap(), kept);
    let other = KeptFolder::read(&run(&small(&["message_loss=0.5"]), place.path())).unwrap();
    let of = other.manifest(&folder).unwrap();
    let refused = other.write(&of, &copy, false);
    assert!(matches!(refused, Err(FolderError::Differs { .. })));
    other.write(&of, &copy, true).unwrap();
    assert_eq!(KeptFolder::read(&copy).unwrap(), other);
}

#[test]
fn what_is_no_whole_folder_is_not_kept() {
    let place = tempfile::tempdir().unwrap();
    let nothing = KeptFolder::read(place.path());
    assert!(matches!(nothing, Err(FolderReadError::NoRun(_))));
    let folder = run(&small(&[]), place.path());
    std::fs::remove_file(folder.join("outcomes.csv")).unwrap();
    let spoilt = KeptFolder::read(&folder);
    assert!(
        matches!(spoilt, Err(FolderReadError::Missing(file)) if file.ends_with("outcomes.csv"))
    );
}

#[test]
fn warnings_are_heard_and_what_cannot_be_asked_is_refused() {
    let draft = named::draft("exact/two-actors").unwrap();
    let heard = RefCell::new(Vec::new());
    let hear = |remark: Remark<'_>| {
        heard.borrow_mut().push(match remark {
            Remark::Words(words) => words.to_owned(),
            Remark::Of(problem, _) => problem.message.clone(),
        });
    };
    let asked = small(&["message_loss=0.1,0.10,0.2"]).of(&draft, &hear);
    assert_eq!(asked.unwrap().variants.len(), 2);
    assert_eq!(
        heard.take(),
        ["`message_loss=0.10` is `message_loss=0.1` again; it is played once"]
    );
    let unknown = RunOptions {
        chosen: Chosen::Named(vec!["nobody".into()]),
        ..small(&[])
    };
    let refused = unknown.of(&draft, &hear);
    assert!(matches!(refused, Err(AskingError::Policy(_))));
    let nothing = CompareOptions::default().of(None, &hear);
    assert!(matches!(nothing, Err(AskingError::Wrong(why)) if why.contains("nothing to compare")));
}
