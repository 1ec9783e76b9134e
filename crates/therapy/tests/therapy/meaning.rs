//! Nothing that is written in a plan is ignored: each field changes the result, or is refused.

use std::collections::BTreeSet;

use exoscope_core::Streams;
use exoscope_therapy::production::{self, Process, produce};
use exoscope_therapy::trial::{self, Plan, simulate, study};

/// Fields that are words about the plan, or its number of trials.
const WORDS: [&str; 9] =
    ["format", "name", "about", "assumed", "sources", "trials", "currency", "site", "measure"];

/// Ranges of bytes of all values: numbers, `true` and `false`, and what stands in quotes. Published results and words are left
/// out.
fn values(text: &str) -> Vec<(String, std::ops::Range<usize>)> {
    let (mut found, mut table, mut list, mut start) = (Vec::new(), String::new(), false, 0);
    for line in text.split_inclusive('\n') {
        let begin = start;
        start += line.len();
        if line.starts_with('[') && !list {
            line.trim().clone_into(&mut table);
            continue;
        }
        let key = line.split('=').next().unwrap_or_default().trim().to_owned();
        let words =
            WORDS.contains(&key.as_str()) || line.starts_with('#') || table == "[[evidence]]";
        let was = list;
        list = if was { !line.starts_with(']') } else { line.trim_end().ends_with('[') };
        if words || was || list {
            continue;
        }
        let mut at = line.find('=').map_or(line.len(), |equals| equals + 1);
        while at < line.len() {
            let rest = &line[at..];
            let first = rest.chars().next().unwrap();
            let wide = if first == '"' {
                rest[1..].find('"').map_or(1, |close| close + 2)
            } else if first.is_ascii_digit() || first == '-' {
                rest.find(|c: char| !"-+.0123456789e".contains(c)).unwrap_or(rest.len())
            } else if rest.starts_with("true") || rest.starts_with("false") {
                rest.find('e').unwrap() + 1
            } else {
                at += first.len_utf8();
                continue;
            };
            found.push((format!("{table} {}", line.trim()), begin + at..begin + at + wide));
            at += wide;
        }
    }
    found
}

/// Other values of the kind of this one.
fn others(value: &str) -> Vec<String> {
    const TIMES: [f64; 8] = [0.5, 2.0, 0.8, 1.25, 0.1, 10.0, 1.02, 0.98];
    let quoted = value.trim_matches('"');
    let (number, unit) = quoted.split_once(' ').unwrap_or((quoted, ""));
    let times = number.parse::<f64>().map(|x| TIMES.map(|t| x * t));
    match (times, value.starts_with('"')) {
        (Ok(others), true) => others.map(|x| format!("\"{x} {unit}\"")).to_vec(),
        (Ok(others), false) => {
            let whole = others.map(|x| format!("{}", x.round()));
            let x = number.parse::<f64>().unwrap();
            let more = ["0.01".to_owned(), format!("{}", x + 1.0), format!("{}", x - 10.0)];
            others.map(|x| x.to_string()).into_iter().chain(whole).chain(more).collect()
        }
        _ if !value.starts_with('"') => vec![(quoted != "true").to_string()],
        _ => {
            ["emax", "bell", "flat", "published", "spinner", "skin", "brain", "intrathecal", "vein"]
                .map(|other| format!("\"{other}\""))
                .to_vec()
        }
    }
}

/// Values of `text` that can be other ones, all of which leave the result as it is: no other value that is taken changes it.
fn idle(text: &str, result: &dyn Fn(&str) -> Option<String>) -> Vec<String> {
    let before = result(text).unwrap();
    let still = |(name, range): (String, std::ops::Range<usize>)| {
        let moves = |other: String| {
            let changed = format!("{}{other}{}", &text[..range.start], &text[range.end..]);
            result(&changed).is_some_and(|after| after != before)
        };
        let moved = others(&text[range.clone()]).into_iter().any(moves);
        (!moved).then(|| format!("{name}: {}", &text[range.clone()]))
    };
    values(text).into_iter().filter_map(still).collect()
}

/// The plan's figures, without its words; nothing where it is refused.
fn of_trial(text: &str) -> Option<String> {
    let mut plan: Plan = text.parse().ok()?;
    plan.trials = 30;
    let part = simulate(&plan, Streams::new(3), (0, 30)).ok()?;
    let mut found = study(&plan, &part).unwrap();
    found.effect_until = 0.0;
    found.dose_over_d50 = 0.0;
    Some(serde_json::to_string(&found).unwrap())
}

fn of_process(text: &str) -> Option<String> {
    let mut plan: Process = text.parse().ok()?;
    plan.draws = 40;
    let batch = produce(&plan, Streams::new(3)).ok()?;
    Some(serde_json::to_string(&batch).unwrap())
}

/// Each value that is written in a built-in plan; one patient of an exact mix cannot be another alone.
#[test]
#[ignore = "slow: every value of every built-in trial"]
fn every_field_of_every_trial_changes_its_result() {
    for (name, text) in trial::BUILT_IN {
        let drawn = idle(&text.replace("exact = true\n", ""), &of_trial);
        let mut both = idle(text, &of_trial);
        both.retain(|field| drawn.contains(field));
        // Of a single grade or level there is no ratio to others.
        both.retain(|field| {
            !field.contains("grades = { A = 1 }") && !field.contains("levels = { cervical = 1 }")
        });
        assert_eq!(both, Vec::<String>::new(), "{name}");
    }
}

/// Each field of some process: recoveries of lipoproteins of a medium that has some, the age of a donor whose cells fall with
/// it.
#[test]
fn every_field_of_processes_changes_a_result() {
    let key = |field: &str| field.split(" = ").next().unwrap_or_default().to_owned();
    let (mut written, mut moved) = (BTreeSet::new(), BTreeSet::new());
    for (_, text) in production::BUILT_IN {
        let still = idle(text, &of_process);
        for (field, range) in values(text) {
            let named = format!("{field}: {}", &text[range]);
            if !still.contains(&named) {
                moved.insert(key(&field));
            }
            written.insert(key(&field));
        }
    }
    assert_eq!(written.difference(&moved).collect::<Vec<_>>(), Vec::<&String>::new());
}

/// Fields that a plan reads and that mean nothing beside its endpoint or design.
#[test]
fn fields_without_a_meaning_are_refused() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("skin-split-face", "step = 1.0", "step = 1.0\nsessions = 3", "sessions"),
        (
            "skin-split-face",
            "[sweep]",
            "[conduct]\nloss_of_failures = 0.5\n\n[sweep]",
            "conduct.loss_of_failures",
        ),
        ("knee-four-arm", "loss = 0.083", "loss_of_failures = 0.5", "conduct.loss_of_failures"),
        ("knee-four-arm", "loss = 0.083", "looks = 3", "conduct.looks"),
        ("knee-four-arm", "loss = 0.083", "subgroups = 3", "conduct.subgroups"),
        ("knee-four-arm", "loss = 0.083", "test = \"fisher\"", "conduct.test"),
        (
            "msc-13",
            "[observed]",
            "[conduct]\nloss_of_failures = 0.5\n\n[observed]",
            "conduct.loss_of_failures",
        ),
        ("msc-13", "[observed]", "[conduct]\ntest = \"fisher\"\n\n[observed]", "conduct.test"),
        (
            "wound-stepped",
            "trend = 0.1",
            "trend = 0.1\n\n[conduct]\ntest = \"fisher\"",
            "conduct.test",
        ),
        (
            "skin-split-face",
            "[sweep]",
            "[severity]\nmild = 0.5\nhazard_ratio = 2\n\n[sweep]",
            "severity.mild",
        ),
        (
            "skin-split-face",
            "[sweep]",
            "[observed]\nimproved = 3\nof = 28\n\n[sweep]",
            "observed.improved",
        ),
        ("msc-13", "C = 5", "C = 4", "disease.spinal-cord.grades"),
        (
            "msc-13",
            "{ A = 6, B = 2, C = 5 }",
            "{ A = 0.6, B = 0.2, C = 0.5 }",
            "disease.spinal-cord.grades",
        ),
        ("msc-13", "null = 0.48", "", "no rate that the arm is tested against"),
        ("post-marketing-bc", "gain = 1", "gain = 1\nyear = 2020", "disease.spinal-cord.year"),
        (
            "post-marketing-bc",
            "gain = 1",
            "gain = 1\nlevels = { cervical = 1 }",
            "disease.spinal-cord.levels",
        ),
    ];
    for (name, from, to, field) in cases {
        let text = trial::BUILT_IN.iter().find(|(n, _)| n == name).unwrap().1;
        assert!(text.contains(from), "{name}: {from}");
        let error = text.replacen(from, to, 1).parse::<Plan>().map(|_| ()).unwrap_err();
        let said = error.to_string();
        assert!(said.contains(field) && said.starts_with("line "), "{name}: {to}: {said}");
        assert!(error.hint().is_some_and(|hint| !hint.is_empty()), "{said}");
    }
}

/// A dose counts cells or particles; its error stands at its own line.
#[test]
fn a_dose_is_counted() {
    let text = trial::BUILT_IN.iter().find(|(n, _)| *n == "msc-13").unwrap().1;
    for dose in ["3", "1 day", "5 kg", "1 mg", "1e8 mol", "5 %", "1e8 copies", "1e8 cells/mL"] {
        for field in ["dose", "d50"] {
            let from = format!("{field} = \"1e8 cells\"");
            let error =
                text.replace(&from, &format!("{field} = \"{dose}\"")).parse::<Plan>().unwrap_err();
            let line = text.lines().position(|line| line.starts_with(&from)).unwrap() + 1;
            let said = error.to_string();
            assert!(
                said.starts_with(&format!("line {line}, "))
                    && said.contains(&format!("treatment.{field}")),
                "{said}"
            );
            assert!(error.hint().unwrap().contains("cells"));
        }
    }
    let process = production::BUILT_IN.iter().find(|(n, _)| *n == "vesicles-wheel").unwrap().1;
    for dose in ["3", "1 day", "1e11 copies"] {
        let text = process.replace("amount = \"1e11 particles\"", &format!("amount = \"{dose}\""));
        let said = text.parse::<Process>().unwrap_err().to_string();
        assert!(said.contains("dose.amount") && said.starts_with("line "), "{said}");
    }
}

/// Fields of a process that mean nothing beside its product.
#[test]
fn fields_of_processes_without_a_meaning_are_refused() {
    let cases: &[(&str, &str, &str, &str)] = &[
        ("vesicles-wheel", "kept = 0.1", "kept = 0.1\nviability = 0.5", "dose.viability"),
        ("vesicles-wheel", "collections = 3\n", "", "culture.collections"),
        (
            "cells-13",
            "system = \"flask\"",
            "system = \"flask\"\ncollections = 1",
            "culture.collections",
        ),
        (
            "cells-13",
            "system = \"flask\"",
            "system = \"flask\"\ndna = \"1e-9 µg/cell/day\"",
            "culture.dna",
        ),
        ("cells-13", "[dose]", "[medium]\nprotein = \"4 mg/mL\"\n\n[dose]", "medium.protein"),
    ];
    for (name, from, to, field) in cases {
        let text = production::BUILT_IN.iter().find(|(n, _)| n == name).unwrap().1;
        assert!(text.contains(from), "{name}: {from}");
        let said = text.replacen(from, to, 1).parse::<Process>().unwrap_err().to_string();
        assert!(said.contains(field) && said.starts_with("line "), "{name}: {said}");
    }
}
