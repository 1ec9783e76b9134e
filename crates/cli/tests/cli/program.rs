//! Running the program.

use std::path::PathBuf;
use std::process::Output;

use assert_cmd::Command;
use serde_json::Value;
use tempfile::TempDir;

/// A folder of its own to run in.
pub struct Desk(TempDir);

impl Desk {
    pub fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        std::fs::write(self.path(name), content).unwrap();
        self.path(name)
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        std::fs::read(self.path(name)).unwrap()
    }

    /// Runs the program here and expects this exit code.
    #[track_caller]
    pub fn run(&self, code: i32, args: &[&str]) -> Output {
        let mut program = Command::cargo_bin("exoscope").unwrap();
        let output = program.current_dir(self.0.path()).args(args).output().unwrap();
        assert_eq!(output.status.code(), Some(code), "{args:?}\n{}", stderr(&output));
        output
    }

    /// Runs the program here with `--json` and gives back what it said.
    #[track_caller]
    pub fn json(&self, args: &[&str]) -> Value {
        let output = self.run(0, &[args, &["--json"]].concat());
        serde_json::from_slice(&output.stdout).unwrap()
    }

    /// Every command and its help, those that hold others included; the program itself is "".
    pub fn commands(&self) -> Vec<(String, String)> {
        let (mut found, mut todo) = (Vec::new(), vec![String::new()]);
        while let Some(command) = todo.pop() {
            let path: Vec<&str> = command.split_whitespace().collect();
            let help = stdout(&self.run(0, &[path.as_slice(), &["--help"]].concat()));
            let listed = help.split("\nCommands:\n").nth(1).unwrap_or_default();
            let named = |line: &str| -> Option<String> {
                // A command's line begins with two blanks; what it does is wrapped further in.
                let rest = line.strip_prefix("  ").filter(|rest| !rest.starts_with(' '))?;
                rest.split_whitespace().next().map(str::to_owned)
            };
            let mut names: Vec<String> =
                listed.lines().take_while(|line| !line.is_empty()).filter_map(named).collect();
            names.retain(|name| name != "help");
            names.reverse();
            todo.extend(names.iter().map(|name| format!("{command} {name}").trim().to_owned()));
            found.push((command, help));
        }
        found
    }

    /// Writes the example cohort of 280 made-up people and gives back its name.
    pub fn demo(&self) -> &'static str {
        let cohort = exoscope_read::example::cohort(exoscope_core::Streams::new(1)).unwrap();
        std::fs::create_dir_all(self.path("demo")).unwrap();
        cohort.save(self.path("demo/cohort.parquet")).unwrap();
        "demo/cohort.parquet"
    }
}

pub fn stdout(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// A file of the real data beside the project, where it is there.
pub fn real(file: &str) -> Option<String> {
    Some(exoscope_testkit::data(file)?.to_string_lossy().into_owned())
}
