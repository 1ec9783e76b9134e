//! The built-in populations: the US and Japan.

use super::{AGES, CancerRates, Population, log_linear, place};
use crate::error::ScreeningError;
use crate::table::{
    Cancer, LifeRow, Sex, cancer_deaths, japan_cancers, japan_life, people, us_cancers, us_life,
};

/// Knots of incidence by age in us.tsv.
const KNOTS: [f64; 3] = [52.5, 62.5, 72.5];
/// Ages beyond which incidence keeps its level: where SEER's three age bands say nothing.
const EXTRAPOLATED: (f64, f64) = (30.0, 85.0);

fn of_sex(values: &[f64; 2], sex: usize) -> f64 {
    values.get(sex).map_or(0.0, |value| *value)
}

/// Hazard of death of all causes by year of age.
fn all_causes(life: &[LifeRow], sex: usize) -> Vec<f64> {
    let hazard = |(age, q): &LifeRow| (*age + 0.5, -(1.0 - of_sex(q, sex)).ln());
    let knots: Vec<(f64, f64)> = life.iter().map(hazard).collect();
    (0..AGES).map(|age| log_linear(&knots, age as f64 + 0.5, true)).collect()
}

/// Hazard of death of other causes: all deaths less the fraction that is cancer's at that age.
fn death(life: &[LifeRow], sex: usize) -> Result<Vec<f64>, ScreeningError> {
    let bands = cancer_deaths()?;
    let of_cancer = |age: usize| {
        let band = bands.iter().rev().find(|(from, _)| *from <= age as f64);
        band.map_or(0.0, |(_, fraction)| of_sex(fraction, sex))
    };
    let all = all_causes(life, sex).into_iter().enumerate();
    Ok(all.map(|(age, hazard)| (1.0 - of_cancer(age)) * hazard).collect())
}

/// People by sex and year of age: even within a band; those of the last, open band as the life table's survivors.
fn ages(country: usize, life: &[LifeRow]) -> Result<[Vec<f64>; 2], ScreeningError> {
    let bands = people()?;
    let mut all = [vec![0.0; AGES], vec![0.0; AGES]];
    for (sex, all) in all.iter_mut().enumerate() {
        for (number, (from, people)) in bands.iter().enumerate() {
            let to = bands.get(number + 1).map_or(AGES, |band| band.0 as usize);
            let mut alive = 1.0;
            let mut weights = Vec::new();
            for hazard in all_causes(life, sex).get(*from as usize..to).unwrap_or_default() {
                weights.push(if to == AGES { alive } else { 1.0 });
                alive *= (-hazard).exp();
            }
            let people = people.get(country).map_or(0.0, |people| of_sex(people, sex));
            let sum: f64 = weights.iter().sum();
            for (n, weight) in all.iter_mut().skip(*from as usize).zip(weights) {
                *n = people * weight / sum;
            }
        }
    }
    Ok(all)
}

/// Relative incidence at a year of age.
fn shape(cancer: &Cancer, age: usize) -> f64 {
    let knots: Vec<(f64, f64)> = KNOTS.into_iter().zip(cancer.age_shape).collect();
    let age = (age as f64 + 0.5).clamp(EXTRAPOLATED.0, EXTRAPOLATED.1);
    log_linear(&knots, age, true)
}

/// Rates by year of age and stage: stage shares of `cancer`, summing to `total` cases a person-year over `people`
/// within `window`.
fn rates(cancer: &Cancer, people: &[f64], total: f64, window: (usize, usize)) -> Vec<[f64; 5]> {
    let (mut weighted, mut all) = (0.0, 0.0);
    for (age, n) in people.iter().enumerate() {
        if (window.0..=window.1).contains(&age) {
            weighted += n * shape(cancer, age);
            all += n;
        }
    }
    let scale = if weighted > 0.0 { total * all / weighted } else { 0.0 };
    let sum: f64 = cancer.strata().map(|(_, (rate, _))| rate).sum();
    let of_age = |age| {
        let mut stages = [0.0; 5];
        for (stage, (rate, _)) in cancer.strata() {
            if let Some(here) = stages.get_mut(stage) {
                *here = scale * shape(cancer, age) * rate / sum;
            }
        }
        stages
    };
    (0..AGES).map(of_age).collect()
}

fn sensitivity(cancer: &Cancer) -> [f64; 5] {
    let mut of_stage = [0.0; 5];
    for (stage, here) in of_stage.iter_mut().enumerate() {
        *here = cancer.sensitivity_at(stage);
    }
    of_stage
}

/// Sensitivity of the CCGA2 test in clinical samples of the cancer of this name, where it has one of it.
pub(super) fn clinical_sensitivity(name: &str) -> Result<Option<[f64; 5]>, ScreeningError> {
    let cancers = us_cancers()?;
    Ok(cancers.iter().find(|cancer| cancer.name == name).map(sensitivity))
}

fn with_rates(cancer: &Cancer, name: &str, rate: [Vec<[f64; 5]>; 2]) -> CancerRates {
    let mut survival = [1.0; 5];
    for (stage, (_, alive)) in cancer.strata() {
        if let Some(here) = survival.get_mut(stage) {
            *here = alive;
        }
    }
    let clinical_sensitivity = sensitivity(cancer);
    let (name, group) = (name.to_owned(), cancer.group.clone());
    CancerRates { name, group, rate, survival, clinical_sensitivity: Some(clinical_sensitivity) }
}

/// People of these ages.
fn within(people: &[f64], window: (usize, usize)) -> f64 {
    people.get(window.0..=window.1).unwrap_or_default().iter().sum()
}

/// Ages of SEER's incidence in us.tsv.
const SEER_AGES: (usize, usize) = (50, 79);

pub(super) fn us() -> Result<Population, ScreeningError> {
    let life = us_life()?;
    let people = ages(0, &life)?;
    let all: f64 = people.iter().map(|people| within(people, SEER_AGES)).sum();
    let of_cancer = |cancer: &Cancer| {
        let total: f64 = cancer.strata().map(|(_, (rate, _))| rate).sum::<f64>() / 1e5;
        let of_sex = |sex: Sex| {
            let Some(people) = people.get(place(sex)) else { return Vec::new() };
            // The registry's rate of a cancer of one sex is per person of both.
            let total = match cancer.sex {
                None => total,
                Some(only) if only == sex => total * all / within(people, SEER_AGES),
                Some(_) => 0.0,
            };
            rates(cancer, people, total, SEER_AGES)
        };
        with_rates(cancer, &cancer.name, Sex::BOTH.map(of_sex))
    };
    Ok(Population {
        name: "us".into(),
        sources: vec![
            "incidence, stages and 5-year survival, ages 50–79: SEER 2006–2015 by Hubbell 2021".into(),
            "incidence at 50–54, 60–64, 70–74: SEER by Owens 2022".into(),
            "death: US Social Security Administration, period life table 2017; fraction of cancer by age, and people: CDC WONDER and Human Mortality Database, 2018".into(),
        ],
        assumed: vec![
            "the same incidence of both sexes but for cancers of one sex".into(),
            "incidence between the age bands and beyond them, to 30 and 85, log-linear; the same stages at every age".into(),
        ],
        cancers: us_cancers()?.iter().map(of_cancer).collect(),
        death: [death(&life, 0)?, death(&life, 1)?],
        people,
    })
}

/// People in 2021: 555,918 and 432,982 new cases at 911.1 and 671.5 per 1e5.
const JAPAN_PEOPLE: [f64; 2] = [555_918.0 / 911.1e-5, 432_982.0 / 671.5e-5];

pub(super) fn japan() -> Result<Population, ScreeningError> {
    let (life, us) = (japan_life()?, us_cancers()?);
    let people = ages(1, &life)?;
    let mut cancers = Vec::new();
    for (name, like, cases) in japan_cancers()? {
        // Tumours of the nervous system have no stages.
        let (like, unstaged) = if like == "cns" { ("other", true) } else { (like.as_str(), false) };
        let Some(cancer) = us.iter().find(|cancer| cancer.name == like) else {
            let hint = "this is a fault of the program";
            return Err(ScreeningError::value("japan", format!("no cancer {like:?}"), hint));
        };
        let of_sex = |sex: usize| {
            let total = of_sex(&cases, sex) / of_sex(&JAPAN_PEOPLE, sex);
            let mut rates = people
                .get(sex)
                .map(|people| rates(cancer, people, total, (0, AGES)))
                .unwrap_or_default();
            if unstaged {
                for stages in &mut rates {
                    *stages = [0.0, 0.0, 0.0, 0.0, stages.iter().sum()];
                }
            }
            rates
        };
        cancers.push(with_rates(cancer, &name, [of_sex(0), of_sex(1)]));
    }
    Ok(Population {
        name: "japan".into(),
        sources: vec![
            "new cases by site and sex: National Cancer Registry of Japan, 2021".into(),
            "death: 23rd complete life tables, 2020, Ministry of Health, Labour and Welfare".into(),
            "people: population census of 2020, Statistics Bureau of Japan".into(),
        ],
        assumed: vec![
            "age, stage and survival of every cancer as in the US (stomach cancer is found earlier in Japan)".into(),
            "cancer's fraction of deaths by age and sex as in the US".into(),
        ],
        death: [death(&life, 0)?, death(&life, 1)?],
        people,
        cancers,
    })
}
