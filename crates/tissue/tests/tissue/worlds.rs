//! Worlds: checked wholly, the same bytes at any number of threads and after any restart.

use exoscope_core::Streams;
use exoscope_tissue::world::{Simulation, World};
use proptest::prelude::*;

/// Tumour cells that breathe, MSC that secrete, macrophages that eat: everything at once, small.
const WORLD: &str = include_str!("worlds/everything.toml");

fn state(simulation: &Simulation, text: &str) -> Vec<u8> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    simulation.checkpoint(text, &path).unwrap();
    std::fs::read(path).unwrap()
}

fn whole(text: &str, seed: u64) -> Vec<u8> {
    let world: World = text.parse().unwrap();
    let mut simulation = Simulation::new(&world, Streams::new(seed)).unwrap();
    simulation.run_to_end(|_| {}).unwrap();
    for (name, budget, gap) in simulation.balances() {
        assert!(gap < 1e-5, "{name}: {gap:e} {budget:?}");
    }
    let census = simulation.cells().census();
    assert!(census.born > 0 && census.gone + census.engulfed > 0, "{census:?}");
    let taken = simulation.course().column("EV vesicles taken").unwrap();
    assert!(*taken.last().unwrap() > 10.0);
    state(&simulation, text)
}

#[test]
fn threads_change_no_byte() {
    let run = |threads| {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        pool.install(|| whole(WORLD, 3))
    };
    let one = run(1);
    assert!(one == run(2), "two threads");
    assert!(one == run(4), "four threads");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 8, ..ProptestConfig::default() })]

    #[test]
    fn a_restart_at_any_step_changes_no_byte(seed in 0_u64..100, stop in 1_u64..240) {
        let world: World = WORLD.parse().unwrap();
        let mut simulation = Simulation::new(&world, Streams::new(seed)).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("checkpoint");
        let steps = simulation.steps_left();
        for step in 0..steps {
            if step == stop.min(steps - 1) {
                simulation.checkpoint(WORLD, &path).unwrap();
            }
            simulation.step().unwrap();
        }
        let mut resumed = Simulation::resume(WORLD, &path).unwrap();
        resumed.run_to_end(|_| {}).unwrap();
        prop_assert!(state(&simulation, WORLD) == state(&resumed, WORLD));
    }
}

#[test]
fn a_checkpoint_of_another_world_or_half_of_one_is_refused() {
    let world: World = WORLD.parse().unwrap();
    let simulation = Simulation::new(&world, Streams::new(1)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("checkpoint");
    simulation.checkpoint(WORLD, &path).unwrap();
    let other = WORLD.replace("count = 30", "count = 31");
    let error = Simulation::resume(&other, &path).unwrap_err().to_string();
    assert!(error.contains("another world"), "{error}");
    let bytes = std::fs::read(&path).unwrap();
    for cut in [0, 10, bytes.len() / 2, bytes.len() - 1] {
        std::fs::write(&path, &bytes[..cut]).unwrap();
        let error = Simulation::resume(WORLD, &path).unwrap_err().to_string();
        assert!(error.contains("no whole checkpoint"), "{cut}: {error}");
    }
    assert!(Simulation::resume(WORLD, &folder.path().join("none")).is_err());
}

/// The world with a line replaced, and what is said of it.
fn refused(from: &str, to: &str) -> (String, String) {
    assert!(WORLD.contains(from), "{from}");
    let error = WORLD.replace(from, to).parse::<World>().unwrap_err();
    (error.to_string(), error.hint())
}

#[test]
fn hostile_worlds_are_refused_with_line_and_hint() {
    let cases = [
        ("count = 30", "count = 0", "0 cells"),
        ("count = 30", "count = 1000000000", "more cells"),
        ("count = 30", "count = -4", "invalid value"),
        ("voxel = \"10 µm\"", "voxel = \"1e-9 µm\"", "voxels"),
        ("voxel = \"10 µm\"", "voxel = \"-1 µm\"", "negative"),
        ("voxel = \"10 µm\"", "voxel = \"10 min\"", "is needed here"),
        ("voxel = \"10 µm\"", "voxel = \"0.05 µm\"", "GB"),
        ("decay = \"0.05 /min\"", "decay = \"-0.05 /min\"", "negative"),
        ("decay = \"0.05 /min\"", "decay = \"0.05 /mim\"", "no unit"),
        ("decay = \"0.05 /min\"", "decoy = \"0.05 /min\"", "unknown field"),
        ("cell = \"tumour\"\ncount", "cell = \"tumor\"\ncount", "did you mean"),
        ("signal = \"field damage\"", "signal = \"field damag\"", "did you mean"),
        ("signal = \"field damage\"", "signal = \"feld damage\"", "no signal"),
        ("mechanics = \"0.1 min\"", "mechanics = \"3 min\"", "unstable"),
        ("phenotype = \"6 min\"", "phenotype = \"6.05 min\"", "no whole number"),
        ("duration = \"24 min\"", "duration = \"1e9 years\"", "steps"),
        ("solver = \"steady\"", "solver = \"explicit\"\ndiffusivity2 = 1", "unknown field"),
        ("format = 1", "format = 9", "format 9"),
        ("fold = 3.0", "fold = -3.0", "it is -3"),
        ("fold = 3.0", "fold = nan", "it is NaN"),
        ("unit = \"µM\"", "unit = \"µm\"", "no concentration"),
        ("model = \"live\"", "model = \"fixed2\"", "unknown variant"),
        ("durations = [\"2 h\"]", "durations = [\"2 h\", \"3 h\"]", "2 durations"),
        ("escape = \"0.3\"", "escape = \"3\"", "it is 3"),
    ];
    for (from, to, says) in cases {
        let (error, hint) = refused(from, to);
        assert!(error.contains(says), "{to}: {error}");
        assert!(error.starts_with("line "), "{to}: {error}");
        assert!(!hint.is_empty());
    }
    let explicit =
        WORLD.replace("diffusivity = \"1e5 µm^2/min\"", "diffusivity = \"1e14 µm^2/min\"");
    let error = explicit
        .replace("solver = \"steady\"", "solver = \"explicit\"")
        .parse::<World>()
        .unwrap_err();
    assert!(error.to_string().contains("explicit steps"), "{error}");
    assert!("".parse::<World>().is_err() && "\u{0}".parse::<World>().is_err());
}

#[test]
fn every_number_says_how_sure_it_is() {
    let world: World = WORLD.parse().unwrap();
    let simulation = Simulation::new(&world, Streams::new(1)).unwrap();
    let stated = simulation.stated();
    let find =
        |name: &str| stated.iter().find(|s| s.name == name).unwrap_or_else(|| panic!("{name}"));
    assert_eq!(find("EV secretion").source, "Chiu 2016, Small");
    assert!(stated.iter().all(|s| !s.source.is_empty()));
    assert!(stated.len() > 25);
}

#[test]
fn natural_vesicles_repress_nothing_and_loaded_ones_do() {
    let most = |text: &str| {
        let world: World = text.parse().unwrap();
        let mut simulation = Simulation::new(&world, Streams::new(3)).unwrap();
        simulation.run_to_end(|_| {}).unwrap();
        *simulation.course().column("EV most repressed").unwrap().last().unwrap()
    };
    let (natural, loaded) = (most(WORLD), most(&WORLD.replace("loading = 1.0", "loading = 1e5")));
    assert!(natural < 1e-3 && loaded > 0.5, "{natural} {loaded}");
}
