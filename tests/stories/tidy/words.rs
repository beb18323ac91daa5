//! Words: each message in both languages, and a sentence for every problem the field app can meet.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::{expect_none, read, texts};

const PAGES: [&str; 2] = ["ui/app", "ui/dashboard"];
/// Rooms whose problems a worker can see.
const ON_THE_PHONE: &[&str] =
    &["crates/field/src/", "crates/photos/src/", "crates/store/src/", "crates/sync/src/", "src-tauri/src/"];

/// Said only by one program to another; a person who sees one sees the general sentence.
const FOR_PROGRAMS: &[&str] = &["internal", "bad-draft-key"];
const COMMAND_LINE: &str = "crates/field/src/cli/";

fn messages(page: &str, language: &str) -> BTreeMap<String, Value> {
    let file = format!("{page}/messages/{language}.json");
    serde_json::from_str(&read(&file)).unwrap_or_else(|error| panic!("{file}: {error}"))
}

#[test]
fn every_message_exists_in_both_languages() {
    let mut findings = Vec::new();
    for page in PAGES {
        let (chinese, english) = (messages(page, "zh-CN"), messages(page, "en"));
        let keys = |all: &BTreeMap<String, Value>| all.keys().cloned().collect::<BTreeSet<_>>();
        for key in keys(&chinese).symmetric_difference(&keys(&english)) {
            findings.push(format!("{page}: {key} stands in one language only"));
        }
        for (key, text) in chinese.iter().chain(&english).filter(|(_, text)| text.as_str().is_some_and(str::is_empty)) {
            findings.push(format!("{page}: {key} is empty ({text})"));
        }
    }
    expect_none("Chinese first, English second, nothing in one only.", &findings);
}

#[test]
fn both_languages_name_the_same_arguments() {
    let mut findings = Vec::new();
    for page in PAGES {
        let english = messages(page, "en");
        for (key, chinese) in messages(page, "zh-CN") {
            let Some(english) = english.get(&key) else { continue };
            if key != "$schema" && arguments(&chinese) != arguments(english) {
                findings.push(format!("{page}: {key} has {:?} and {:?}", arguments(&chinese), arguments(english)));
            }
        }
    }
    expect_none("A number that one language shows, the other shows too.", &findings);
}

/// Names in braces, wherever they stand in a message and its variants.
fn arguments(message: &Value) -> BTreeSet<String> {
    match message {
        Value::String(text) => {
            text.split('{').skip(1).filter_map(|rest| rest.split('}').next()).map(str::to_owned).collect()
        }
        Value::Array(parts) => parts.iter().flat_map(arguments).collect(),
        Value::Object(parts) => parts.values().flat_map(arguments).collect(),
        _ => BTreeSet::new(),
    }
}

#[test]
fn every_problem_of_the_phone_has_a_sentence() {
    let (pages, shell) = (read("ui/app/src/lib/problem.ts"), read("crates/field/src/cli/words.rs"));
    let mut findings = BTreeSet::new();
    for (path, text) in
        texts(&[".rs"]).iter().filter(|(path, _)| ON_THE_PHONE.iter().any(|room| path.starts_with(room)))
    {
        let code = text.split("#[cfg(test)]").next().unwrap_or_default();
        for problem in problems(code) {
            if !path.starts_with(COMMAND_LINE) && !pages.contains(&format!("\"{problem}\":")) {
                findings.insert(format!("{problem} ({path}) has no sentence in ui/app"));
            }
            if !path.starts_with("src-tauri") && !shell.contains(&format!("\"{problem}\"")) {
                findings.insert(format!("{problem} ({path}) has no sentence on the command line"));
            }
        }
    }
    expect_none("A person reads a sentence, never a code.", &findings.into_iter().collect::<Vec<_>>());
}

/// Codes given to the two ways of making a problem.
fn problems(code: &str) -> impl Iterator<Item = &str> {
    let made = ["Problem::new(\"", "refused(\""].into_iter().flat_map(move |call| code.split(call).skip(1));
    made.filter_map(|rest| rest.split('"').next()).filter(|code| !code.is_empty() && !FOR_PROGRAMS.contains(code))
}
