//! Mie scattering against Wiscombe's published test values, and calibration by beads.

use exoscope_prep::cytometry::mie::{Complex, coated, sphere};
use exoscope_prep::cytometry::scatter::{
    Optics, ScatterBead, ScatterCalibration, VesicleOptics, calibrate,
};

use crate::data::near;

#[test]
fn extinction_of_wiscombes_test_cases() {
    // Wiscombe 1979, NCAR/TN-140+STR; recomputed in plain Python (tests/reference/mie.py).
    let cases = [
        (1.5, 0.0, 10.0, 2.881_999),
        (1.5, 0.0, 100.0, 2.094_388),
        (1.33, 1e-5, 1.0, 0.093_952),
        (1.33, 1e-5, 100.0, 2.101_321),
        (1.5, 1.0, 1.0, 2.336_321),
        (10.0, 10.0, 1.0, 2.532_993),
    ];
    for (re, im, x, q) in cases {
        let found = sphere(Complex { re, im }, x).unwrap().q_ext();
        assert!((found - q).abs() < 1e-6, "{re} {im} {x}: {found}");
    }
    let small = sphere(Complex::real(0.75), 0.099).unwrap().q_ext();
    assert!((small - 7.417_859e-6).abs() < 1e-12, "{small}");
}

#[test]
fn cross_sections_of_beads_and_vesicles() {
    let violet = Optics { wavelength: 405.0, medium: 1.343, half_angle: None };
    for (index, section) in [(1.624, 336.7), (1.4696, 66.6), (1.40, 13.3), (1.38, 5.57)] {
        near(violet.sphere(100.0, index).unwrap(), section, 4e-3);
    }
    let blue = Optics { wavelength: 488.0, medium: 1.337, half_angle: None };
    for (index, section) in [(1.605, 159.0), (1.463, 34.7), (1.40, 8.61), (1.38, 4.00)] {
        near(blue.sphere(100.0, index).unwrap(), section, 4e-3);
    }
}

#[test]
fn cross_sections_of_coated_spheres() {
    // scipy 1.17, boundary conditions as linear equations (tests/reference/coated.py): core 1.38, 5 nm of 1.46, medium 1.34.
    let optics = Optics { wavelength: 405.0, medium: 1.34, half_angle: None };
    let vesicle = VesicleOptics::with_core(1.38);
    for (d, section) in [
        (60.0, 1.267_657_303_351_227_5),
        (100.0, 14.270_561_296_641_118),
        (200.0, 253.325_604_337_072_1),
        (500.0, 10_434.146_074_097_967),
    ] {
        near(optics.vesicle(d, &vesicle).unwrap(), section, 1e-9);
    }
}

#[test]
fn a_coating_of_the_cores_index_is_no_coating_and_energy_is_kept() {
    for x in [0.1, 1.0, 3.7, 12.0] {
        let plain = sphere(Complex::real(1.1), x).unwrap();
        for part in [0.3, 0.9, 1.0] {
            let same = coated(1.1, 1.1, part * x, x).unwrap();
            near(same.q_sca(), plain.q_sca(), 1e-9);
        }
        let vesicle = coated(1.03, 1.09, 0.9 * x, x).unwrap();
        near(vesicle.q_sca(), vesicle.q_ext(), 1e-9);
        // A hemisphere at 90° takes half of all light.
        near(vesicle.q_side(std::f64::consts::FRAC_PI_2), vesicle.q_sca() / 2.0, 2e-3);
    }
}

#[test]
fn a_gate_of_100_nm_polystyrene_admits_vesicles_of_200_nm_and_more() {
    let optics = Optics { wavelength: 405.0, medium: 1.343, half_angle: None };
    let bead = |diameter: f64| ScatterBead {
        diameter,
        index: 1.624,
        signal: 7.0 * optics.sphere(diameter, 1.624).unwrap(),
    };
    let calibration =
        calibrate(&[bead(80.0), bead(100.0), bead(150.0)], optics, &[None, Some(45.0)]).unwrap();
    near(calibration.factor, 7.0, 1e-9);
    assert!(calibration.accepted() && calibration.optics.half_angle.is_none());
    let signal = bead(100.0).signal;
    let homogeneous = |index| calibration.diameters(signal, move |o, d| o.sphere(d, index));
    let first = |index| *homogeneous(index).first().unwrap();
    assert!((first(1.40) - 200.0).abs() < 3.0 && (first(1.38) - 242.0).abs() < 3.0);
    // Polystyrene is not monotone at 405 nm: one signal, several sizes.
    let side =
        ScatterCalibration { optics: Optics { half_angle: Some(20.0), ..optics }, ..calibration };
    let several = (30..90).map(|i| f64::from(i) * 10.0).filter(|d| {
        let signal = side.factor * side.optics.sphere(*d, 1.624).unwrap();
        let sizes = side.diameters(signal, |o, d| o.sphere(d, 1.624));
        assert!(sizes.iter().any(|found| (found - d).abs() < 0.1), "{d}: {sizes:?}");
        sizes.len() > 1
    });
    assert!(several.count() > 0);
    assert!(calibrate(&[bead(80.0), bead(100.0)], optics, &[None]).is_none());
}
