//! Nothing is dropped or ignored without a word: wells, standards, cells of the sheet, events, calibrations.

use exoscope_prep::preparation::{Preparation, PreparationError};
use exoscope_prep::protein::{AssayError, Protein};
use exoscope_prep::sheet::Sheet;

use crate::made::{Files, fcs, plate};

const STANDARDS: &str = "0=A1,A2,A3;25=B1,B2,B3;50=C1,C2,C3;100=D1,D2,D3;200=E1,E2,E3";

fn text_of(plate: &[u8]) -> String {
    String::from_utf8(plate.to_vec()).unwrap()
}

/// The plate with the first `n` wells of a row replaced.
fn with_row(row: char, wells: &[&str]) -> Vec<u8> {
    let text = text_of(&plate(',', "."));
    let lines = text.lines().map(|line| {
        let mut cells: Vec<&str> = line.split(',').collect();
        if cells[0] == row.to_string() {
            cells.splice(1..=wells.len(), wells.iter().copied());
        }
        cells.join(",") + "\n"
    });
    lines.collect::<String>().into_bytes()
}

fn prepared(bytes: &[u8], wells: &str, standards: &str) -> Result<Preparation, PreparationError> {
    let sheet =
        format!("file\tsample\tdilution\twells\tstandards\np.csv\tEV\t4\t{wells}\t{standards}\n");
    Files::new().with("p.csv", bytes).prepared(&sheet)
}

fn says(preparation: &Preparation, part: &str) -> bool {
    let own = preparation.samples.iter().flat_map(|sample| &sample.flags);
    own.chain(&preparation.flags).any(|flag| flag.text.contains(part))
}

#[test]
fn a_well_that_is_not_there_is_refused_and_one_without_a_value_said() {
    let good = plate(',', ".");
    let refused = prepared(&good, "H1,H2", &STANDARDS.replace("E3", "P3"));
    assert!(matches!(refused, Err(PreparationError::NoWell { column: "standards", .. })));
    let refused = prepared(&with_row('H', &["", "0.275"]), "H1,H2", STANDARDS);
    assert!(matches!(refused, Err(PreparationError::NoWell { column: "wells", .. })));
    let left = prepared(&with_row('H', &["OVRFLW", "*0.275*", "0.275"]), "H1,H2,H3", STANDARDS);
    let left = left.unwrap();
    assert!(says(&left, "left out: H1 (OVRFLW), H2 (masked)"), "{:?}", left.samples[0].flags);
    let whole = prepared(&good, "H1,H2", STANDARDS).unwrap();
    assert!(
        !says(&whole, "left out") && !says(&whole, "disagree") && !says(&whole, "scatter about")
    );
}

#[test]
fn standards_that_scatter_are_said_and_flat_ones_refused() {
    let scattered =
        prepared(&with_row('E', &["0.10", "0.65", "0.30"]), "H1,H2", STANDARDS).unwrap();
    assert!(
        says(&scattered, "the standards scatter about their curve")
            && says(&scattered, "; E1 lies farthest")
    );
    let mut flat = text_of(&plate(',', "."));
    for signal in ["0.649", "0.651", "0.349", "0.351", "0.199", "0.201", "0.124", "0.126"] {
        let last = signal.chars().last().unwrap();
        flat = flat.replace(signal, if last == '1' || last == '6' { "0.0511" } else { "0.0491" });
    }
    let refused = prepared(flat.as_bytes(), "H1,H2", STANDARDS);
    let flat = matches!(
        refused,
        Err(PreparationError::Assay { source: AssayError::Flat | AssayError::NotRising, .. })
    );
    assert!(flat, "{refused:?}");
}

#[test]
fn wells_that_disagree_are_said_and_covered_by_the_interval() {
    let apart =
        prepared(&with_row('H', &["0.409", "0.950"]), "H1,H2", &(STANDARDS.to_owned() + ";400=F1"));
    // F holds the signal of a blank: the standards do not go together then.
    assert!(apart.is_err() || says(apart.as_ref().unwrap(), "scatter about"));
    let apart = prepared(&with_row('H', &["0.200", "0.600"]), "H1,H2", STANDARDS).unwrap();
    assert!(says(&apart, "H1,H2 disagree"), "{:?}", apart.samples[0].flags);
    let Protein::Measured { concentration } = &apart.samples[0].protein[0].protein else {
        panic!()
    };
    // The wells alone are 50 and 183 in the well, 200 and 733 of the stock.
    assert!(concentration.low <= 200.0 && concentration.high >= 733.0, "{concentration:?}");
}

#[test]
fn cells_of_a_sheet_that_nothing_would_read_are_refused() {
    let files = || {
        Files::new()
            .with("c.csv", b"size_nm,count\n50,100\n55,30\n")
            .with("d.csv", b"size_nm,count\n50,100\n55,31\n")
    };
    for (column, value) in [("marker", "FL1-H>400"), ("wells", "A1"), ("acquired", "500")] {
        let sheet = format!("file\tsample\tdilution\t{column}\nc.csv\tEV\t10\t{value}\n");
        let refused = files().prepared(&sheet);
        assert!(matches!(refused, Err(PreparationError::Column { .. })), "{column}: {refused:?}");
    }
    let alike =
        files().prepared("file\tsample\tdilution\nc.csv\tEV 1\t10\nd.csv\tev1\t10\n").unwrap();
    assert!(says(&alike, "case, spaces or signs alone"));
    let blanks = files().prepared("file\tsample\tblank\nc.csv\tEV\tyes\n");
    assert!(matches!(blanks, Err(PreparationError::NoSample { .. })));
}

#[test]
fn a_sheet_says_what_is_wrong_of_the_cell_and_no_more() {
    let said = |text: &str| {
        let error = Sheet::parse(text).unwrap_err();
        (error.to_string(), error.hint())
    };
    let (_, hint) = said("file\tsample\tdilution\na\tEV\t1:1000\n");
    assert_eq!(hint, "write 1000");
    let (_, hint) = said("file\tsample\tdilution\na\tEV\t-10\n");
    assert!(!hint.contains("replicate") && hint.contains("dilution"), "{hint}");
    let (_, hint) = said("file\tsample\tdilutoin\na\tEV\t10\n");
    assert!(hint.contains("replicate"), "{hint}");
    for (text, part) in [
        ("file\tsample\tdilution\n", "line 1: no row follows the heading"),
        ("file\tsample\tblank\na\tEV\tb\n", "line 2: blank \"b\" is the file of no row"),
        ("file\tsample\tcontrol\na\tEV\tb\n", "line 2: control \"b\" is the file of no row"),
        (
            "file\tsample\tdose\tvolume\na\tEV\t5\t2\n",
            "line 2: sample \"EV\": a dose of 5 mL of 2 mL",
        ),
    ] {
        assert!(said(text).0.contains(part), "{:?}", said(text));
    }
}

#[test]
fn a_crooked_calibration_and_units_of_other_size_are_refused() {
    let events: Vec<Vec<f32>> = (0..200).map(|i| vec![100.0 + i as f32]).collect();
    let mut files = Files::new().with("e.fcs", &fcs(&["FL1-H"], &events, Some(500.0)));
    let peaks = |values: [u32; 3]| {
        let peak = |(value, signal)| format!("{{ value = {value}, signal = {signal} }}");
        let peaks: Vec<String> = values.into_iter().zip([100, 1000, 10_000]).map(peak).collect();
        format!(
            "[[fluorescence]]\nchannel = \"FL1-H\"\nunit = \"MESF\"\npeaks = [{}]\n",
            peaks.join(", ")
        )
    };
    for (values, accepted) in
        [([500, 5000, 50_000], true), ([90_000, 5000, 2500], false), ([500, 9000, 50_000], false)]
    {
        files.calibrate(&peaks(values)).unwrap();
        let made = files.prepared("file\tsample\tdilution\ne.fcs\tEV\t10\n").unwrap();
        let fluorescence = &made.samples[0].cytometry[0].calibrated.fluorescence;
        assert_eq!((fluorescence.len() == 1, !says(&made, "no MESF follow")), (accepted, accepted));
    }
    let scatter = |wavelength: f64, diameter: f64| {
        format!(
            "[scatter]\nchannel = \"SSC\"\nwavelength = {wavelength:?}\nmedium = 1.34\nbeads = [{{ diameter = {diameter:?}, \
             index = 1.6, signal = 10 }}]\n"
        )
    };
    for (text, part) in [
        (scatter(0.405, 81.0), "wavelength is 0.405"),
        (scatter(405.0, 0.081), "diameter is 0.081"),
    ] {
        let said = files.calibrate(&text).unwrap_err().to_string();
        assert!(said.contains(part) && said.contains("nm"), "{said}");
    }
}

#[test]
fn counted_beads_have_an_error_of_their_own() {
    use exoscope_prep::cytometry::{Counted, net_concentration};
    let of = |beads| Counted { events: 10_000, volume_nl: 100.0, beads };
    let half = |beads| {
        let net = net_concentration(of(beads), None, 1.0).unwrap().per_ml;
        (net.high - net.value) / net.value / 1.959_964
    };
    assert!((half(None) - 0.01).abs() < 1e-6);
    // 1/10,000 of the events and 1/100 of the beads.
    assert!((half(Some(100)) - 0.0101_f64.sqrt()).abs() < 1e-6);
}
