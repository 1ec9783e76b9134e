//! Closed forms against published figures.

use exoscope_screening::closed::interception::{
    Interception, Round, Scenario, Slip, intercept, slip,
};
use exoscope_screening::closed::markov::{TwoSensitivities, TwoStage, YearOfCancers};
use exoscope_screening::closed::mortality::StageShift;
use exoscope_screening::table::us_cancers;
use proptest::prelude::*;

/// Outputs of the published R code (grailbio-publications/Hubbell_CEBP_InterceptionModel@b1124ac, Apache-2.0):
/// found, late after, deaths after, PPV.
const INCIDENT: [(Scenario, [f64; 4]); 5] = [
    (
        Scenario::Aggressive,
        [312.05864886978037, 232.66064776010663, 318.6847296469828, 0.3108928879413861],
    ),
    (
        Scenario::Fast,
        [371.3901289540464, 205.5711447654374, 308.3130691397891, 0.34935255116867175],
    ),
    (
        Scenario::Slow,
        [403.6330821107818, 189.23904401660275, 301.81095177074616, 0.368505598395641],
    ),
    (
        Scenario::VerySlow,
        [420.82154921312866, 180.7051168267736, 298.63929220483647, 0.3782622704188043],
    ),
    (
        Scenario::Maximum,
        [484.5373781084786, 152.35196750088815, 288.5866374842109, 0.4119415568358978],
    ),
];
const PREVALENT: [(Scenario, [f64; 4]); 4] = [
    (
        Scenario::Aggressive,
        [625.4186358933118, 318.15895919221106, 431.3926508528347, 0.4756338408179363],
    ),
    (Scenario::Fast, [1154.6719978757355, 387.9230613080047, 567.005828827834, 0.6272391130425016]),
    (
        Scenario::Slow,
        [1788.7307851530973, 449.2903920494878, 760.0546743759647, 0.7239696596006471],
    ),
    (
        Scenario::VerySlow,
        [2417.0283814304826, 516.7965860444095, 958.7484728560776, 0.7810102601683534],
    ),
];

fn run(scenario: Scenario, round: Round, method: Slip) -> Interception {
    intercept(&us_cancers().unwrap(), scenario, round, 0.993, method).unwrap()
}

fn figures(found: &Interception) -> [f64; 4] {
    [found.found, found.late_after, found.deaths_after, found.ppv]
}

#[test]
fn interception_by_daily_steps_prints_every_published_digit() {
    let rounds = [(Round::Incident, &INCIDENT[..]), (Round::Prevalent, &PREVALENT[..])];
    for (round, rows) in rounds {
        for (scenario, published) in rows {
            for (ours, theirs) in
                figures(&run(*scenario, round, Slip::Daily)).into_iter().zip(published)
            {
                assert!(
                    (ours / theirs - 1.0).abs() < 1e-12,
                    "{scenario:?} {round:?}: {ours} {theirs}"
                );
            }
        }
    }
}

#[test]
fn interception_in_closed_form_is_within_1e_minus_5() {
    for (scenario, published) in INCIDENT {
        for (ours, theirs) in
            figures(&run(scenario, Round::Incident, Slip::Exact)).into_iter().zip(published)
        {
            assert!((ours / theirs - 1.0).abs() < 1e-5, "{scenario:?}: {ours} {theirs}");
        }
    }
}

#[test]
fn the_published_78_percent_is_of_those_found_and_63_to_43_of_all() {
    let slow = run(Scenario::Maximum, Round::Incident, Slip::Exact);
    let fast = run(Scenario::Aggressive, Round::Incident, Slip::Exact);
    assert!((slow.late_reduction_among_found() - 0.785).abs() < 5e-4);
    assert!((slow.late_reduction() - 0.628).abs() < 5e-4, "{}", slow.late_reduction());
    assert!((fast.late_reduction() - 0.431).abs() < 5e-4, "{}", fast.late_reduction());
    assert!(
        (slow.incidence - 1186.99).abs() < 1e-6 && (slow.late_before - 409.242_762).abs() < 1e-5
    );
    assert!((slow.deaths_before - 392.515_533).abs() < 1e-5);
    assert!((slip(1.0, 2.0, Slip::Exact) - 0.213_061).abs() < 1e-6);
}

#[test]
fn two_stage_reductions_are_the_twelve_published() {
    // Computed from the formula of Lange et al. 2024 with p = 0.6 by plain Python 3.11.
    let table = [
        ((1.0, 0.5), [0.1129, 0.1919, 0.3024]),
        ((2.0, 0.5), [0.2384, 0.3710, 0.5233]),
        ((2.0, 1.0), [0.2046, 0.3262, 0.4731]),
        ((4.0, 1.0), [0.3861, 0.5433, 0.6904]),
    ];
    for ((overall_sojourn, late_sojourn), reductions) in table {
        let history = TwoStage { overall_sojourn, late_sojourn, late_fraction: 0.6 };
        for (sensitivity, published) in [0.17, 0.3, 0.5].into_iter().zip(reductions) {
            let ours = history.steady_late_reduction(sensitivity, 1.0).unwrap();
            assert!(
                (ours - published).abs() < 1e-4,
                "{history:?} {sensitivity}: {ours} {published}"
            );
        }
    }
}

#[test]
fn the_first_three_years_of_yearly_testing_are_those_of_a_simulation_elsewhere() {
    // p 0.57, overall sojourn 2 and late 1 years, sensitivities 0.17 and 0.84: simulated in plain Python 3.11, so the last of
    // two decimals has an error of its own.
    let history = TwoStage { overall_sojourn: 2.0, late_sojourn: 1.0, late_fraction: 0.57 };
    let years = history.years(TwoSensitivities { early: 0.17, late: 0.84 }, (3, 1.0), 3).unwrap();
    let late: Vec<f64> = years.iter().map(|year| year.late() / 0.57).collect();
    for (ours, theirs) in late.iter().zip([1.26, 0.87, 0.83]) {
        assert!((ours - theirs).abs() < 0.015, "{late:?}");
    }
    assert!((late.iter().sum::<f64>() / 3.0 - 0.99).abs() < 0.006, "{late:?}");
}

#[test]
fn the_two_stage_fit_of_the_trial_gives_its_rounds() {
    let history = TwoStage { overall_sojourn: 1.5, late_sojourn: 1.0, late_fraction: 0.552 };
    let years = history.years(TwoSensitivities { early: 0.12, late: 0.65 }, (3, 1.0), 3).unwrap();
    let late: Vec<f64> = years.iter().map(|year| year.late() / 0.552).collect();
    for (ours, fitted) in late.iter().zip([1.21, 0.95, 0.92]) {
        assert!((ours - fitted).abs() < 0.015, "{late:?}");
    }
    let early: f64 = years.iter().map(YearOfCancers::early).sum::<f64>() / 3.0 / 0.448;
    assert!((early - 1.15).abs() < 0.006, "{early}");
}

#[test]
fn stage_shift_gives_the_expected_mortality_of_three_trials() {
    // λ_d, λ₀, λ₁, P, follow-up in years, α; expected reduction (Owens 2022, lukas-owens/Stage-Shift@ea7f8fd).
    let trials = [
        (
            [0.00572, 0.08786413290714616, 0.3796054094809235, 0.6092572658772875, 89.0 / 12.0],
            0.2094332658307756,
            0.10023335756952366,
        ),
        (
            [
                0.005783171784637941,
                0.013707914825123775,
                0.4606998633484291,
                0.07857672349888807,
                11.0,
            ],
            0.4816934349444797,
            0.21364923329350738,
        ),
        (
            [
                6.35809312989971e-4,
                0.010448978384675784,
                0.19843835293900525,
                0.7886340977068793,
                19.25,
            ],
            0.08513264426014522,
            0.0719077198334826,
        ),
    ];
    for ([diagnosis, early, late, late_fraction, years], alpha, published) in trials {
        let shift = StageShift { diagnosis, early, late, late_fraction, years };
        let ours = shift.mortality_reduction(alpha).unwrap();
        assert!((ours - published).abs() < 1e-6, "{ours} {published}");
    }
}

#[test]
fn stage_shift_gives_the_ratio_of_seven_sites() {
    // λ_d, λ₀, λ₁, P and K of table 1 of Owens 2022, 10 years.
    let sites = [
        (
            [7.381180959365716e-6, 0.030048686305259243, 0.1975519762186709, 0.5563981042654028],
            0.6359177566220348,
        ),
        (
            [1.6385890959441424e-5, 0.02684550818465749, 0.06419538233259459, 0.5123825789923142],
            0.36683404948896475,
        ),
        (
            [3.296905174178726e-5, 0.15705987258082107, 0.5696349418392753, 0.6193760611205433],
            0.2915452892639988,
        ),
        (
            [4.561607642272096e-6, 0.1332557482177911, 0.5857269060042993, 0.41411042944785276],
            0.2612756252341773,
        ),
        (
            [7.348822107110666e-6, 0.021578914114469643, 0.4885764357065536, 0.03855765797929311],
            0.21077124382989673,
        ),
        (
            [6.8319557442842545e-6, 0.3192760902809485, 0.6581818055536065, 0.6134152585765489],
            0.11528282146299138,
        ),
        (
            [6.985878582388351e-6, 0.23773012112016362, 0.6915535466301099, 0.19479218828242365],
            0.06950865254108778,
        ),
    ];
    for ([diagnosis, early, late, late_fraction], published) in sites {
        let ours =
            StageShift { diagnosis, early, late, late_fraction, years: 10.0 }.ratio().unwrap();
        assert!((ours - published).abs() < 1e-6, "{ours} {published}");
    }
}

proptest! {
    #[test]
    fn years_of_testing_lose_no_cancer(
        overall in 0.5..8.0_f64, late in 0.05..0.9_f64, p in 0.05..0.95_f64, a in 0.0..1.0_f64, b in 0.0..1.0_f64,
    ) {
        let history = TwoStage { overall_sojourn: overall, late_sojourn: late * overall, late_fraction: p };
        let years = history.years(TwoSensitivities { early: a, late: b }, (3, 1.0), 40).unwrap();
        // What screening finds early is missing later: over all time as many cancers as without a test.
        let all: f64 = years.iter().map(|year| year.late() + year.early()).sum();
        let slow = (-1.0 / (overall - p * late * overall).max(late * overall)).exp();
        prop_assert!((all - 40.0).abs() < 1e-6 + 60.0 * slow.powi(37), "{all}");
        let steady = history.years(TwoSensitivities { early: a, late: b }, (400, 1.0), 400).unwrap();
        let reduction = 1.0 - steady.last().unwrap().late() / p;
        let closed = history.steady_late_reduction(a, 1.0).unwrap();
        prop_assert!((reduction - closed).abs() < 1e-6, "{reduction} {closed}");
    }

    #[test]
    fn a_slip_is_a_probability_and_falls_with_dwell_time(t in 0.1..10.0_f64, d in 0.01..20.0_f64) {
        let here = slip(t, d, Slip::Exact);
        prop_assert!((0.0..=1.0).contains(&here));
        prop_assert!(slip(t, d * 1.1, Slip::Exact) <= here);
    }
}
