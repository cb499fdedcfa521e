//! Looking a word up, however it is spelt.

use super::CodebookEntry;
use crate::diagnostic::nearest;

/// What is found for a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Lookup<'a> {
    /// Everything of that name, in the order of the codebook.
    Found(Vec<&'a CodebookEntry>),
    /// Nothing; the nearest word that is known, if one is near.
    Unknown(Option<&'a str>),
}

/// Everything of a name in a codebook. Capitals, and whether words are joined by a space, a hyphen or
/// an underscore, make no difference; a plural is its singular; a path is looked up by its last
/// part, and what a column or metric is about (`peak_rung:north-korea`) is left out.
pub fn lookup<'a>(codebook: &'a [CodebookEntry], word: &str) -> Lookup<'a> {
    let named = |wanted: &str| -> Vec<&CodebookEntry> {
        let wanted = folded(wanted);
        let is = |name: &String| folded(name) == wanted;
        let of = |entry: &&CodebookEntry| is(&entry.name) || entry.also.iter().any(is);
        codebook.iter().filter(of).collect()
    };
    let forms = forms(word);
    let mut found = forms.iter().map(|form| named(form));
    if let Some(found) = found.find(|found| !found.is_empty()) {
        return Lookup::Found(found);
    }
    let names = codebook.iter().map(|entry| entry.name.as_str());
    Lookup::Unknown(nearest(&folded(word), names))
}

/// A word as it may be known, the likeliest first.
fn forms(word: &str) -> Vec<String> {
    let word = word.trim().trim_matches(['`', '"', '*', '†']).trim();
    let mut forms = vec![word.to_owned()];
    if let Some((before, after)) = word.split_once(':') {
        let about = if before == "set" { after } else { before };
        forms.push(about.to_owned());
    }
    let last = |form: &String| form.rsplit('.').next().map(str::to_owned);
    forms.extend(forms.iter().filter_map(last).collect::<Vec<_>>());
    let singular = |form: &String| {
        let one = |ending, instead| Some(form.strip_suffix(ending)?.to_owned() + instead);
        [one("ies", "y"), one("es", ""), one("s", "")]
    };
    forms.extend(
        forms
            .iter()
            .flat_map(singular)
            .flatten()
            .collect::<Vec<_>>(),
    );
    forms
}

/// Spellings of one word made one.
fn folded(word: &str) -> String {
    let word = word.to_lowercase().replace(['-', '_'], " ");
    word.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::super::entries;
    use super::*;
    use crate::scenario::feature::FEATURES;
    use crate::scenario::parameter;
    use crate::scenario::preset::PRESETS;

    #[test]
    fn every_parameter_preset_and_feature_is_explained() {
        let codebook = entries();
        let words = parameter::rows()
            .map(|row| row.key)
            .chain(PRESETS.iter().map(|preset| preset.name))
            .chain(FEATURES.iter().map(|row| row.key));
        for word in words {
            let found = matches!(lookup(&codebook, word), Lookup::Found(_));
            assert!(found, "{word}");
        }
    }

    #[test]
    fn a_word_is_found_however_it_is_spelt_and_nonsense_is_not() {
        let codebook = entries();
        let names = |word: &str| match lookup(&codebook, word) {
            Lookup::Found(found) => found.iter().map(|entry| entry.name.clone()).collect(),
            Lookup::Unknown(_) => Vec::new(),
        };
        for word in ["Clopper-Pearson", "clopper pearson", " CLOPPER_PEARSON "] {
            assert_eq!(names(word), ["clopper_pearson"]);
        }
        for (word, name) in [
            ("actor.north-korea.resolve", "resolve"),
            ("peak_rung:north-korea", "peak_rung"),
            ("set:law.message_loss", "message_loss"),
            ("outcomes.csv", "outcomes.csv"),
            ("war †", "war"),
            ("minor clashes", "minor_clash"),
            ("policies", "policy"),
            ("Hsu", "hsu_constrained"),
        ] {
            assert!(names(word).contains(&name.to_owned()), "{word}");
        }
        let unknown = |word| lookup(&codebook, word);
        assert_eq!(unknown("reslove"), Lookup::Unknown(Some("resolve")));
        assert_eq!(unknown("xyzzy"), Lookup::Unknown(None));
        assert_eq!(unknown(""), Lookup::Unknown(None));
    }
}
