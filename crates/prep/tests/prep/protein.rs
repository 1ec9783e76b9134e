//! Standard curves: the choice between line and 4PL, inverse prediction, standards that a sheet states.

use exoscope_prep::protein::{AICC_MARGIN, Curve, CurveKind, Standard, choose};

use crate::data::near;
use crate::made::{Files, plate};

/// The data of tests/reference/four_parameter.py.
fn sigmoid() -> Vec<Standard> {
    let levels = [0.0, 5.0, 10.0, 25.0, 50.0, 100.0, 200.0, 400.0];
    let signals = [
        0.051, 0.049, 0.098, 0.104, 0.160, 0.152, 0.330, 0.322, 0.585, 0.571, 0.950, 0.962, 1.352,
        1.330, 1.660, 1.672,
    ];
    let wells = levels.iter().flat_map(|level| [*level; 2]).zip(signals);
    wells.map(|(concentration, signal)| Standard { concentration, signal }).collect()
}

#[test]
fn four_parameters_and_inverse_prediction_are_those_of_scipy() {
    // scipy 1.17: curve_fit, and the delta method with its covariance.
    let curve = Curve::fit(&sigmoid(), CurveKind::FourParameter).unwrap();
    let expected = [5.133_770_39e-2, 1.171_179_80, 119.758_980, 2.057_024_15];
    for (found, expected) in curve.parameters.iter().zip(expected) {
        near(*found, expected, 1e-5);
    }
    for (signal, wells, value, half) in [
        (0.45, 3, 36.423_251_636_162_96, 1.279_869_136_849_013),
        (1.2, 1, 153.785_689_329_835_7, 5.377_894_525_650_272),
    ] {
        let found = curve.inverse_prediction(signal, wells).unwrap();
        near(found.value, value, 1e-5);
        near(found.high - found.value, half, 1e-4);
    }
}

#[test]
fn four_parameters_are_taken_where_the_criterion_asks_for_them() {
    let choice = choose(&sigmoid()).unwrap();
    assert_eq!(choice.curve.kind, CurveKind::FourParameter);
    near(choice.line_over_four.unwrap(), 98.810_786_5, 1e-5);
    assert!(choice.words().contains("AICc"), "{}", choice.words());
    // A straight series with noise stays a line; so does one of too few levels.
    let straight: Vec<Standard> = [0.0, 10.0, 25.0, 50.0, 100.0, 200.0]
        .iter()
        .flat_map(|c| [(*c, 0.003), (*c, -0.003)])
        .enumerate()
        .map(|(i, (concentration, noise))| Standard {
            concentration,
            signal: 0.05 + 0.003 * concentration + noise * (1.0 + (i % 3) as f64 / 3.0),
        })
        .collect();
    let choice = choose(&straight).unwrap();
    assert_eq!(choice.curve.kind, CurveKind::Linear);
    assert!(choice.line_over_four.is_none_or(|gain| gain <= AICC_MARGIN), "{choice:?}");
    let few = choose(&straight[..8]).unwrap();
    assert!(few.line_over_four.is_none() && few.words().contains("too few standards for 4PL"));
}

#[test]
fn a_plate_without_a_layout_takes_its_standards_from_the_sheet() {
    let files = Files::new().with("plate.csv", &plate(',', "."));
    let heading = "file\tsample\tdilution\twells\tstandards\n";
    let row = "plate.csv\tEV\t10\tH1,H2\t0=A1,A2;25=B1,B2;50=C1,C2;100=D1,D2;200=E1,E2\n";
    let sample = files.prepared(&format!("{heading}{row}")).unwrap().samples.remove(0);
    let [measured] = sample.protein.as_slice() else { panic!("{:?}", sample.flags) };
    let exoscope_prep::protein::Protein::Measured { concentration } = measured.protein else {
        panic!("{measured:?}")
    };
    // 0.05 + 0.003 c, wells of 75: ten times that of the stock.
    near(concentration.value, 750.0, 0.01);
    assert!(measured.method.contains("standard wells"), "{}", measured.method);
    for (standards, says) in [
        ("", "no standards"),
        ("0=A1,A2;25=A99", "no concentrations and wells"),
        ("0=A1;25=A1", "no concentrations and wells"),
    ] {
        let row = format!("plate.csv\tEV\t10\tH1,H2\t{standards}\n");
        let error = files.prepared(&format!("{heading}{row}")).unwrap_err();
        assert!(error.to_string().contains(says) && error.hint().is_some(), "{error}");
    }
}

#[test]
fn a_plate_of_a_comma_locale_gives_the_same_protein() {
    let rows = "file\tsample\tdilution\twells\tstandards\nplate.csv\tEV\t10\tH1,H2\t0=A1,A2;25=B1,B2;50=C1,C2;100=D1,D2;200=E1,E2\n";
    let of = |delimiter, decimal| {
        let files = Files::new().with("plate.csv", &plate(delimiter, decimal));
        files.prepared(rows).unwrap().samples.remove(0).protein
    };
    assert_eq!(of(',', "."), of(';', ","));
    assert_eq!(of(',', "."), of('\t', ","));
}

#[test]
fn lunatic_concentrations_are_read_by_unit_and_application() {
    let table = "Plate ID,\"Plate\nPosition\",Sample name,\"Concentration\n(mg/ml)\",A280,Application\n\
                 P1,A1,water,N/A,-0.00,Protein (Turbidity)\nP1,B1,EV 1,0.84,0.84,Protein (Turbidity)\n\
                 P1,C1,EV 1,0.80,0.80,Protein (Turbidity)\nP1,D1,DNA,0.5,0.1,dsDNA\n";
    let report =
        format!("Report,,\nInstrument,15,\nSoftware version,8.2.0.259,\n,,\nTable,,\n{table}");
    for text in [table, &report] {
        let files = Files::new().with("lunatic.csv", text.as_bytes());
        let of = |wells: &str| {
            let sheet = format!("file\tsample\tdilution\twells\nlunatic.csv\tx\t2\t{wells}\n");
            files.prepared(&sheet).map(|mut p| p.samples.remove(0))
        };
        for wells in ["EV 1", "B1,C1"] {
            let sample = of(wells).unwrap();
            let exoscope_prep::protein::Protein::Measured { concentration } =
                sample.protein[0].protein
            else {
                panic!()
            };
            near(concentration.value, 1640.0, 1e-9);
            assert!(concentration.low < 1640.0 && concentration.high > 1640.0);
        }
        let says = |wells: &str, text: &str| {
            of(wells).unwrap().flags.iter().any(|f| f.text.contains(text))
        };
        assert!(
            says("D1", "no concentration of protein") && says("A1", "no concentration of protein")
        );
        assert!(of("H12").is_err());
    }
    let other = table.replace("(mg/ml)", "(nM)");
    assert!(Files::new().with("lunatic.csv", other.as_bytes()).read("lunatic.csv").is_err());
}
