//! The README's commands, copied in order, work on the files that they name.

use std::path::Path;
use std::process::Command;

use crate::program::Desk;

/// The commands of a part of the README: indented lines, with those that a backslash goes on with.
fn commands(from: &str, to: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../README.md");
    let text = std::fs::read_to_string(path).unwrap();
    let part =
        text.split_once(from).unwrap().1.split_once(to).unwrap().0.replace("\\\n        ", "");
    part.lines().filter_map(|line| line.strip_prefix("    ")).map(str::to_owned).collect()
}

#[test]
fn the_commands_name_files_that_earlier_ones_wrote() {
    let commands = commands("## Five minutes", "## Files that go in as they are");
    assert!(commands.len() > 25, "{commands:?}");
    let mut there: Vec<String> = Vec::new();
    for command in &commands {
        let words: Vec<&str> = command.split_whitespace().collect();
        for pair in words.windows(2) {
            let is_file = Path::new(pair[1]).extension().is_some_and(|end| {
                ["parquet", "csv", "json", "toml", "model", "tsv"].iter().any(|known| end == *known)
            });
            if is_file && !written(pair[0], &words) {
                assert!(there.iter().any(|file| file == pair[1]), "{} of {command}", pair[1]);
            }
        }
        let written = words.windows(2).filter(|pair| written(pair[0], &words));
        there.extend(written.map(|pair| pair[1].to_owned()));
        // What these folders hold.
        there.push("exports/samples.tsv".to_owned());
    }
}

/// Whether a file behind this word is written.
fn written(option: &str, words: &[&str]) -> bool {
    ["--out", "--page", "--report", "--ranked", ">"].contains(&option)
        || option == "--note" && words.contains(&"export")
}

#[test]
#[ignore = "slow: runs every command of the README"]
fn the_commands_work_one_after_the_other() {
    let desk = Desk::new();
    let folder = Path::new(env!("CARGO_BIN_EXE_exoscope")).parent().unwrap();
    let path = std::env::var("PATH").unwrap();
    let path = format!("{}:{path}", folder.display());
    for command in commands("## Five minutes", "## Files that go in as they are") {
        let output = Command::new("bash")
            .args(["-c", &command])
            .current_dir(desk.path(""))
            .env("PATH", &path)
            .output()
            .unwrap();
        assert!(output.status.success(), "{command}\n{}", String::from_utf8_lossy(&output.stderr));
    }
    for file in ["run/report.html", "calls.tsv", "mirnas.tsv", "same.parquet", "galleri.html"] {
        assert!(desk.path(file).exists(), "{file}");
    }
}
