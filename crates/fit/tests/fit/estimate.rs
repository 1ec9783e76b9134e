//! Estimates against scipy and lmfit.

use std::collections::BTreeMap;

use exoscope_fit::estimate::{
    Bound, Datum, Estimate, EstimateError, Estimates, Observed, Predict, Problem, ResidualModel,
    Transform, estimate,
};

/// Figures of one case of `tests/reference/fit.tsv`.
pub fn reference(case: &str) -> BTreeMap<&'static str, f64> {
    let rows = include_str!("../reference/fit.tsv").lines().skip(1);
    let cells = rows.map(|line| line.split('\t').collect::<Vec<_>>());
    cells.filter(|c| c[0] == case).map(|c| (c[1], c[2].parse().unwrap())).collect()
}

/// A e^{−αt} + B e^{−βt}.
struct Biexponential(Vec<f64>);

impl Predict for Biexponential {
    fn predict(&self, p: &[f64]) -> Result<Vec<f64>, String> {
        Ok(self.0.iter().map(|t| p[0] * (-p[1] * t).exp() + p[2] * (-p[3] * t).exp()).collect())
    }
}

fn indometh() -> (Biexponential, Vec<Datum>) {
    let rows = include_str!("../reference/indometh.csv").lines().skip(1);
    let cells: Vec<Vec<&str>> = rows.map(|line| line.split(',').collect()).collect();
    let seen = || cells.iter().filter(|c| c[4] == "0");
    let times = seen().map(|c| c[1].parse().unwrap()).collect();
    let value =
        |c: &Vec<&str>| Datum { observed: Observed::Value(c[3].parse().unwrap()), group: 0 };
    (Biexponential(times), seen().map(value).collect())
}

fn parameter(name: &str, start: f64) -> Estimate {
    Estimate { name: name.into(), unit: String::new(), start, transform: Transform::Log }
}

fn fitted(residual: ResidualModel, profiles: bool) -> Estimates {
    let (model, data) = indometh();
    let starts = [("A", 2.5), ("alpha", 2.0), ("B", 0.6), ("beta", 0.3)];
    let parameters = starts.map(|(name, start)| parameter(name, start)).into();
    let groups = vec!["ug/mL".into()];
    estimate(&Problem { model: &model, data: &data, parameters, residual, groups, profiles })
        .unwrap()
}

#[track_caller]
fn near(ours: f64, theirs: f64, tolerance: f64) {
    assert!((ours / theirs - 1.0).abs() < tolerance, "{ours} {theirs}");
}

#[test]
fn scipy_1_17_finds_the_same_maximum_and_errors_of_indomethacin() {
    let found = fitted(ResidualModel::Proportional, false);
    let theirs = reference("indometh");
    near(found.objective, theirs["objective"], 1e-9);
    for (place, name) in found.names.iter().enumerate() {
        near(found.values[place], theirs[name.as_str()], 1e-4);
        let se = found.information.standard_errors[place].unwrap();
        near(se, theirs[format!("{name} se").as_str()], 2e-3);
    }
    near(found.residual[0].proportional.unwrap(), theirs["proportional"], 1e-4);
}

#[test]
fn lmfit_1_3_finds_the_same_weighted_least_squares() {
    let found = fitted(ResidualModel::Weighted, false);
    let theirs = reference("indometh lmfit");
    for (place, name) in found.names.iter().enumerate() {
        near(found.values[place], theirs[name.as_str()], 1e-4);
        let se = found.information.standard_errors[place].unwrap();
        near(se, theirs[format!("{name} se").as_str()], 2e-3);
    }
}

/// The ends of a profile are where the likelihood, maximised over all others, has fallen by 1.92.
#[test]
fn profiles_end_where_the_likelihood_has_fallen_by_half_of_chi_square() {
    let found = fitted(ResidualModel::Proportional, true);
    for (place, profile) in found.profiles.iter().enumerate() {
        for end in [profile.low, profile.high] {
            let Bound::At(end) = end else { panic!("{profile:?}") };
            let nearest = |p: &&(f64, f64)| (p.0 / end - 1.0).abs();
            let point =
                profile.points.iter().min_by(|a, b| nearest(a).total_cmp(&nearest(b))).unwrap();
            assert!((point.1 - 3.841).abs() < 0.01, "{point:?}");
        }
        let value = found.values[place];
        assert!(profile.low.value().unwrap() < value && value < profile.high.value().unwrap());
    }
}

/// C = (a b) e^{−kt}: only the product of a and b is told.
struct Product(Vec<f64>);

impl Predict for Product {
    fn predict(&self, p: &[f64]) -> Result<Vec<f64>, String> {
        Ok(self.0.iter().map(|t| p[0] * p[1] * (-p[2] * t).exp()).collect())
    }
}

#[test]
fn what_the_data_cannot_tell_is_named_and_has_no_error() {
    let times: Vec<f64> = (0..20).map(f64::from).collect();
    let noise = |t: f64| 1.0 + 0.05 * (7.0 * t).sin();
    let data: Vec<Datum> = times
        .iter()
        .map(|t| Datum { observed: Observed::Value(6.0 * (-0.2 * t).exp() * noise(*t)), group: 0 })
        .collect();
    let problem = Problem {
        model: &Product(times),
        data: &data,
        parameters: [("a", 1.0), ("b", 1.0), ("k", 0.1)].map(|(n, s)| parameter(n, s)).into(),
        residual: ResidualModel::Proportional,
        groups: vec![String::new()],
        profiles: true,
    };
    let found = estimate(&problem).unwrap();
    assert_eq!(found.information.not_told, ["a", "b"], "{:?}", found.information);
    assert_eq!(found.information.standard_errors[..2], [None, None]);
    let open: Vec<bool> =
        found.profiles.iter().map(|p| p.low == Bound::Open && p.high == Bound::Open).collect();
    assert_eq!(open, [true, true, false]);
    near(found.values[0] * found.values[1], 6.0, 0.05);
    near(found.values[2], 0.2, 0.02);
}

#[test]
fn data_that_cannot_be_fitted_are_refused() {
    let (model, data) = indometh();
    let problem = |data: &[Datum], start: f64| {
        let parameters = ["A", "alpha", "B", "beta"].map(|name| parameter(name, start)).into();
        let residual = ResidualModel::Proportional;
        let groups = vec![String::new()];
        estimate(&Problem { model: &model, data, parameters, residual, groups, profiles: false })
    };
    assert!(matches!(
        problem(&data[..5], 1.0),
        Err(EstimateError::TooFew { data: 5, parameters: 5 })
    ));
    assert!(matches!(problem(&data, 0.0), Err(EstimateError::Start { .. })));
    let mut zero = data.clone();
    zero[3].observed = Observed::Value(0.0);
    assert!(matches!(problem(&zero, 1.0), Err(EstimateError::Impossible { number: 4, .. })));
}
