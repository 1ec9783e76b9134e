//! `exoscope simulate tissue`.

use crate::program::{Desk, stderr, stdout};

const WORLD: &str = include_str!("../../../tissue/tests/tissue/worlds/everything.toml");

#[test]
fn a_world_runs_stops_and_goes_on_to_the_byte() {
    let desk = Desk::new();
    desk.write("world.toml", WORLD);
    let run = |more: &[&str]| {
        let args = [&["simulate", "tissue", "world.toml", "--seed", "5"], more].concat();
        desk.run(0, &args)
    };
    let said = run(&["--out", "whole"]);
    assert!(stderr(&said).contains("voxels × 4 fields"), "{}", stderr(&said));
    assert!(stdout(&said).contains("are assumed") && stdout(&said).contains("EV vesicles taken"));
    run(&["--for", "7 min", "--out", "half", "--threads", "1"]);
    run(&["--resume", "half/checkpoint.bin", "--out", "resumed", "--threads", "2"]);
    for file in ["courses.parquet", "cells.parquet", "fields.parquet", "checkpoint.bin"] {
        assert!(
            desk.read(&format!("whole/{file}")) == desk.read(&format!("resumed/{file}")),
            "{file}"
        );
    }
    let resume = ["simulate", "tissue", "world.toml", "--resume", "half/checkpoint.bin"];
    let said = stderr(&desk.run(2, &[resume.as_slice(), &["--for", "1 min"]].concat()));
    assert!(said.contains("--for ends before the 7 min"), "{said}");
    let said = stderr(&desk.run(2, &[resume.as_slice(), &["--seed", "6"]].concat()));
    assert!(said.contains("drawn with seed 5"), "{said}");
    let json = desk.json(&["simulate", "tissue", "world.toml", "--for", "1 min"]);
    assert_eq!(json["minutes"], 1.0);
    assert!(json["parameters"].as_array().unwrap().len() > 25);
    let again =
        desk.run(1, &["simulate", "tissue", "world.toml", "--for", "1 min", "--out", "whole"]);
    assert!(stderr(&again).contains("holds a run already") && stderr(&again).contains("hint:"));
}

#[test]
fn what_is_wrong_in_a_world_is_said_with_line_and_hint() {
    let desk = Desk::new();
    desk.write("wrong.toml", WORLD.replace("decay = \"0.1 /min\"", "decay = \"0.1 min\""));
    let said = stderr(&desk.run(1, &["simulate", "tissue", "wrong.toml"]));
    assert!(said.contains("wrong.toml: line 20") && said.contains("hint: "), "{said}");
    desk.write("world.toml", WORLD);
    desk.write("other.toml", WORLD.replace("count = 30", "count = 3"));
    desk.run(0, &["simulate", "tissue", "world.toml", "--for", "1 min", "--out", "run"]);
    let said = stderr(
        &desk.run(1, &["simulate", "tissue", "other.toml", "--resume", "run/checkpoint.bin"]),
    );
    assert!(said.contains("another world") && said.contains("hint: "), "{said}");
    desk.run(2, &["simulate", "tissue", "world.toml", "--for", "12"]);
}
