//! What "off" means for a mechanism, said by overrides: the very model that the switch makes.

use offramp::model::{Mechanism, Model, Switches};
use offramp::scenario::{Draft, file::catalog};

#[test]
fn overrides_switch_a_mechanism_off_as_its_switch_does() {
    let (mut changed, mut cuts) = (0, 0);
    for shipped in catalog::list().unwrap() {
        let draft = Draft::shipped(shipped.path.trim_end_matches(".toml")).unwrap();
        let scenario = draft.check(&[]).unwrap().scenario;
        for &mechanism in Mechanism::ALL {
            let Some(sets) = mechanism.overrides(&scenario) else {
                assert_eq!(mechanism, Mechanism::Misjudgement);
                continue;
            };
            let off = Switches::off(&[mechanism]);
            assert_eq!(sets.is_empty(), off.apply(&scenario) == scenario);
            let set = draft
                .check(&sets)
                .unwrap_or_else(|e| panic!("{sets:?}: {e}"));
            for (policy, same) in scenario.policies.iter().zip(&set.scenario.policies) {
                let by_switch = Model::compile(&scenario, policy, off);
                let by_sets = Model::compile(&set.scenario, same, Switches::default());
                assert!(by_switch == by_sets, "{}: {mechanism}", shipped.name);
            }
            changed += u32::from(!sets.is_empty());
            cuts += u32::from(mechanism == Mechanism::ScriptedCuts && !sets.is_empty());
        }
    }
    assert!(changed > 50 && cuts > 0, "{changed} and {cuts}");
}

#[test]
fn an_event_that_does_not_happen_is_left_out() {
    let draft = Draft::shipped("kaesong-2020").unwrap();
    let all = draft.check(&[]).unwrap().scenario;
    let set = "timeline.lines-cut.happens=false".to_owned();
    let rest = draft.check(&[set]).unwrap().scenario;
    let is_left = |event: &&offramp::scenario::TimelineEvent| event.name != "lines-cut";
    let left: Vec<_> = all.timeline.iter().filter(is_left).cloned().collect();
    assert_eq!(rest.timeline, left);
    assert!(left.len() < all.timeline.len());
    let none = draft
        .check(&["timeline.*.happens=false".to_owned()])
        .unwrap();
    assert_eq!(none.scenario.timeline, []);
    // What is wrong with it is still said.
    let bad = [
        "timeline.lines-cut.happens=false",
        "timeline.lines-cut.cut=[\"a.b\"]",
    ];
    assert!(draft.check(&bad.map(str::to_owned)).is_err());
    let no_switch = draft.check(&["timeline.lines-cut.happens=3".to_owned()]);
    assert!(no_switch.unwrap_err().to_string().contains("true or false"));
}
