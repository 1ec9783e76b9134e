//! Every page in a browser: wide and narrow, light and dark.

use std::fmt::Write;
use std::process::Command;

use crate::program::Desk;

/// Writes every kind of page and gives back their names.
fn pages(desk: &Desk) -> Vec<&'static str> {
    let cohort = desk.demo();
    let evaluate = ["evaluate", cohort, "--learner", "lda", "--prevalence", "0.01"];
    let curve = ["--group", "slide", "--panel-curve", "5,20,all", "--out", "grouped"];
    desk.run(0, &[evaluate.as_slice(), &curve].concat());
    desk.run(0, &[evaluate.as_slice(), &["--leave-one-out", "slide", "--out", "turns"]].concat());
    desk.run(0, &["train", cohort, "--learner", "lda", "--out", "model"]);
    let predict = ["predict", "model", cohort, "--prevalence", "0.01", "--out", "calls.tsv"];
    desk.run(0, &[predict.as_slice(), &["--report", "people.html"]].concat());
    desk.run(0, &[predict.as_slice(), &["--sample", "P001", "--report", "person.html"]].concat());
    desk.run(0, &["quality", cohort, "--against", cohort, "--report", "quality.html"]);
    let few = ["--batch", "slide", "--draws", "2", "--permutations", "9", "--report", "audit.html"];
    desk.run(0, &[["audit", cohort].as_slice(), &few].concat());
    let contrast = ["--contrast", "pancreas,healthy", "--batch", "slide"];
    let shown = ["--mirna", "hsa-miR-21-5p", "--report", "differential.html"];
    desk.run(0, &[["differential", cohort].as_slice(), &contrast, &shown].concat());
    desk.run(0, &["simulate", "body", "adult", "--page", "body.html"]);
    desk.run(0, &["demo", "--scale", "1", "--out", "shown"]);
    vec![
        "grouped/report.html",
        "turns/report.html",
        "people.html",
        "person.html",
        "quality.html",
        "audit.html",
        "differential.html",
        "body.html",
        "shown/report.html",
    ]
}

/// A page that holds others in frames of a phone's and of a screen's width, and says how wide each of
/// them is within.
fn frames(desk: &Desk, pages: &[&str]) -> String {
    let mut html = String::from("<!doctype html><meta charset=utf-8><pre id=said></pre>");
    for page in pages {
        let text = String::from_utf8(desk.read(page)).unwrap();
        let text = text.replace('&', "&amp;").replace('"', "&quot;");
        for width in [390, 1440] {
            let _ = write!(
                html,
                "<iframe data-page=\"{page}\" style=\"width:{width}px;height:900px;border:0\" \
                 srcdoc=\"{text}\"></iframe>"
            );
        }
    }
    html.push_str(
        "<script>addEventListener('load', () => {
            const say = f => [f.dataset.page, f.clientWidth,
                f.contentDocument.documentElement.scrollWidth,
                f.contentWindow.matchMedia('(prefers-color-scheme: dark)').matches].join(' ');
            document.getElementById('said').textContent =
                [...document.querySelectorAll('iframe')].map(say).join('\\n');
        });</script>",
    );
    html
}

/// What `chromium` says of a page, and what it complains of; `None` where there is none.
fn browse(desk: &Desk, page: &str, dark: bool) -> Option<(String, String)> {
    let profile = format!("--user-data-dir={}", desk.path("profile").display());
    let scheme = format!("--blink-settings=preferredColorScheme={}", i32::from(!dark));
    let output = Command::new("chromium")
        .args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"])
        .args(["--disable-background-networking", "--disable-component-update", "--disable-sync"])
        .args(["--enable-logging=stderr", "--dump-dom", &profile, &scheme])
        .arg(format!("file://{}", desk.path(page).display()))
        .output()
        .ok()?;
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    let dom = text(&output.stdout);
    let said = dom.split_once("<pre id=\"said\">").and_then(|(_, rest)| rest.split_once("</pre>"));
    Some((said.map(|(said, _)| said.to_owned())?, text(&output.stderr)))
}

#[test]
#[ignore = "slow: simulates people and starts a browser twice"]
fn no_page_overflows_or_complains() {
    let desk = Desk::new();
    if !exoscope_testkit::tool("chromium", &["--version"]) {
        return;
    }
    let pages = pages(&desk);
    desk.write("frames.html", frames(&desk, &pages));
    for dark in [false, true] {
        let (said, complaints) = browse(&desk, "frames.html", dark).unwrap();
        println!("{said}");
        assert_eq!(said.lines().count(), 2 * pages.len(), "{said}\n{complaints}");
        for line in said.lines() {
            let facts: Vec<&str> = line.split(' ').collect();
            assert!(facts[2].parse::<u32>().unwrap() <= facts[1].parse::<u32>().unwrap(), "{line}");
            assert_eq!(facts[3], dark.to_string(), "{line}");
        }
        assert!(!complaints.contains("CONSOLE"), "{complaints}");
    }
}
