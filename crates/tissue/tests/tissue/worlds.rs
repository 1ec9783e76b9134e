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
        ("voxel = \"10 µm\"", "voxel = \"0.2 µm\"", "GB"),
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
        ("\"100 µm\"]\nvoxel", "\"100 µm\", \"9 µm\"]\nvoxel", "space.size: 4 values, where 3"),
        (
            "x = [\"held 50 µM\", ",
            "x = [\"no-flux\", \"held 50 µM\", ",
            "boundary.x: 3 values, where 2",
        ),
        ("speed = \"0.4 µm/min\"", "speed = \"1e9 µm/min\"", "in one step"),
        ("brownian = \"0.2", "volume = \"1e9 µm^3\"\nbrownian = \"0.2", "in a space 100"),
        (
            "count = 15\nshape = \"box\"",
            "count = 15\nshape = \"box\"\nlow = [\"90 µm\", \"0 µm\", \"0 µm\"]\nhigh = [\"80 µm\", \"9 µm\", \"9 µm\"]",
            "lies above high",
        ),
    ];
    for (from, to, says) in cases {
        let (error, hint) = refused(from, to);
        assert!(error.contains(says), "{to}: {error}");
        assert!(error.starts_with("line "), "{to}: {error}");
        assert!(!hint.is_empty());
    }
    let explicit = WORLD.replace("value = \"1e5 µm^2/min\"", "value = \"1e14 µm^2/min\"");
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

/// A small world with everything drawn: solvers, precision, boundaries, rates over decades.
fn random_world(draw: &mut impl FnMut(f64, f64) -> f64) -> String {
    let pick = |x: f64, all: &[&str]| all[(x as usize).min(all.len() - 1)].to_owned();
    let field = |name: &str, unit: &str, draw: &mut dyn FnMut(f64, f64) -> f64| {
        let solver = pick(draw(0.0, 3.0), &["explicit", "lod", "steady"]);
        let precision = pick(draw(0.0, 2.0), &["single", "double"]);
        let held = format!("[\"held {} {unit}\", \"no-flux\"]", draw(0.0, 5.0));
        let ends = pick(
            draw(0.0, 3.0),
            &[&held, "[\"no-flux\", \"no-flux\"]", "[\"periodic\", \"periodic\"]"],
        );
        // A steady field needs a way out; decay is one.
        let decay = 10.0_f64.powf(draw(-4.0, 1.0));
        let clock = pick(draw(0.0, 3.0), &["0.1", "0.5", "1"]);
        let diffusivity = 10.0_f64.powf(draw(0.0, 4.0));
        let half = draw(0.0, 1.0);
        format!(
            "[[field]]\nname = \"{name}\"\nunit = \"{unit}\"\ndiffusivity = \"{diffusivity} µm^2/min\"\n\
             decay = \"{decay} /min\"\nsolver = \"{solver}\"\nprecision = \"{precision}\"\nclock = \"{clock} min\"\n\
             initial = \"{} {unit}\"\nhalf_saturation = \"{half} {unit}\"\nboundary = {{ x = {ends} }}\n",
            draw(0.0, 3.0)
        )
    };
    let oxygen = field("a", "µM", draw);
    let vesicles = field("b", "EV/µm^3", draw);
    format!(
        "format = 1\nname = \"random\"\n[space]\nsize = [\"60 µm\", \"50 µm\", \"{} µm\"]\nvoxel = \"10 µm\"\n\
         [time]\nduration = \"6 min\"\nmechanics = \"0.1 min\"\nphenotype = \"2 min\"\n{oxygen}{vesicles}\
         [[cell]]\nname = \"c\"\ncycle = {{ model = \"live\", durations = [\"{} min\"] }}\napoptosis = \"{} /min\"\n\
         brownian = \"{} µm^2/min\"\nexchange = [{{ field = \"a\", clearance = \"{} µm^3/min\", uptake = {}, makes = {} }}]\n\
         [[place]]\ncell = \"c\"\ncount = 12\nshape = \"box\"\n\
         [[vesicle]]\nname = \"v\"\nfield = \"b\"\nsecretion = {{ c = \"{} /cell/min\" }}\nclearance = {{ c = \"{} µm^3/cell/min\" }}\n",
        10.0 * draw(1.0, 5.0).floor(),
        draw(5.0, 500.0),
        draw(0.0, 0.3),
        draw(0.0, 3.0),
        10.0_f64.powf(draw(-1.0, 5.0)),
        10.0_f64.powf(draw(-3.0, 4.0)),
        10.0_f64.powf(draw(-3.0, 4.0)),
        10.0_f64.powf(draw(-2.0, 3.0)),
        10.0_f64.powf(draw(0.0, 5.0)),
    )
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, ..ProptestConfig::default() })]

    #[test]
    fn no_random_world_has_a_negative_field_or_loses_a_vesicle(seed in any::<u64>()) {
        let mut noise = seed | 1;
        let mut draw = |low: f64, high: f64| {
            noise ^= noise << 13;
            noise ^= noise >> 7;
            noise ^= noise << 17;
            low + (high - low) * ((noise >> 11) as f64 / (1_u64 << 53) as f64)
        };
        let text = random_world(&mut draw);
        let world: World = text.parse().unwrap();
        let mut simulation = Simulation::new(&world, Streams::new(seed)).unwrap();
        simulation.run_to_end(|_| {}).unwrap();
        for name in ["a", "b"] {
            for least in simulation.course().column(&format!("{name} least")).unwrap() {
                prop_assert!(least.is_finite() && least >= 0.0, "{name}: {least}\n{text}");
            }
            for gap in simulation.course().column(&format!("{name} balance gap")).unwrap() {
                prop_assert!(gap < 1e-5, "{name}: {gap:e}\n{text}");
            }
        }
        for cell in simulation.cells().agents() {
            prop_assert!(cell.position.iter().all(|x| x.is_finite()));
        }
    }
}
