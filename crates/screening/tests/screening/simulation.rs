//! The simulation against its inputs and the closed forms.

use exoscope_core::Streams;
use exoscope_screening::closed::interception::{Round, Scenario, Slip, intercept};
use exoscope_screening::closed::markov::TwoStage;
use exoscope_screening::plan::{BUILT_IN, History, Plan, Years};
use exoscope_screening::table::us_cancers;
use exoscope_screening::{Outcome, Population, Simulator, Tally, join, simulate, study};

fn plan(name: &str) -> Plan {
    BUILT_IN.iter().find(|(built_in, _)| *built_in == name).unwrap().1.parse().unwrap()
}

fn population(plan: &Plan) -> Population {
    Population::built_in(&plan.population).unwrap().unwrap()
}

fn run(plan: &Plan, people: u64) -> (Simulator, Tally) {
    let simulator = Simulator::new(plan.clone(), population(plan)).unwrap();
    let tally = simulator.run(Streams::new(7), 0, people);
    (simulator, tally)
}

/// Within this many standard deviations of a Poisson count.
#[track_caller]
fn near(count: u64, expected: f64, deviations: f64) {
    let far = (count as f64 - expected).abs() / expected.max(1.0).sqrt();
    assert!(far < deviations, "{count} seen, {expected:.1} expected: {far:.1} standard deviations");
}

#[test]
fn without_a_test_every_programme_returns_its_input_incidence() {
    for (name, _) in BUILT_IN {
        let mut plan = plan(name);
        plan.trial = None;
        plan.programme.uptake = 0.0;
        let (simulator, tally) = run(&plan, 60_000);
        assert_eq!(tally.with, tally.without, "{name}");
        assert_eq!(tally.participants, 0);
        // Expected by decade of age: person-time times the rate, averaged over the ages that were lived through.
        let population = simulator.population();
        let ages = plan.programme.age.0 as usize..=plan.programme.age.1 as usize;
        let sums = [0, 1].map(|sex| population.people[sex][ages.clone()].iter().sum::<f64>());
        let women = plan.female_fraction.unwrap_or(sums[1] / (sums[0] + sums[1]));
        let years = plan.follow_up.0;
        let mut by_stage = [0.0; 5];
        // All-cause survival is not in closed form here; other-cause survival and a band of 4 % for cancer deaths are.
        for age in ages {
            for sex in 0..2 {
                let of_sex = if sex == 1 { women } else { 1.0 - women };
                let share = of_sex * population.people[sex][age] / sums[sex];
                let mut alive = 1.0;
                let mut t = 0.0;
                while t < years {
                    let step = (years - t).min(0.05);
                    let at = ((age as f64 + 0.5 + t) as usize).min(110);
                    for cancer in &population.cancers {
                        for (stage, rate) in cancer.rate[sex][at].iter().enumerate() {
                            by_stage[stage] +=
                                60_000.0 * share * alive * rate * step * plan.relative_risk;
                        }
                    }
                    alive *= (-population.death[sex][at] * step).exp();
                    t += step;
                }
            }
        }
        for (stage, expected) in by_stage.into_iter().enumerate() {
            let seen: u64 = tally.without.cancers.iter().map(|row| row[stage]).sum();
            let expected_low = expected * if years > 5.0 { 0.93 } else { 0.985 };
            let seen_f = seen as f64;
            assert!(
                seen_f < expected + 4.0 * expected.sqrt() + 1.0
                    && seen_f > expected_low - 4.0 * expected.sqrt() - 1.0,
                "{name}, stage {stage}: {seen} seen, {expected:.1} expected"
            );
        }
    }
}

#[test]
fn rates_by_age_are_those_of_the_registry() {
    let mut plan = plan("hubbell2021");
    plan.programme.uptake = 0.0;
    plan.programme.age = (50, 79).into_f64();
    plan.programme.rounds = 1;
    plan.follow_up = Years(1.0);
    let (simulator, tally) = run(&plan, 400_000);
    let population = simulator.population();
    for decade in 5..8 {
        let years = tally.without.years_at(decade);
        for stage in 0..5 {
            let (mut rate, mut all) = (0.0, 0.0);
            for age in 10 * decade..10 * decade + 10 {
                for sex in 0..2 {
                    let weight = population.people[sex][age];
                    let of_cancers = population.cancers.iter().map(|c| c.rate[sex][age][stage]);
                    rate += weight * of_cancers.sum::<f64>();
                    all += weight;
                }
            }
            let seen = tally.without.by_age[decade][stage];
            // Ages within a decade are not lived through evenly: 3 % beside the counting error.
            let expected = years * rate / all;
            assert!(
                (seen as f64 - expected).abs() < 4.0 * expected.sqrt() + 0.03 * expected,
                "{decade} {stage}: {seen} {expected}"
            );
        }
    }
}

trait IntoF64 {
    fn into_f64(self) -> (f64, f64);
}

impl IntoF64 for (i32, i32) {
    fn into_f64(self) -> (f64, f64) {
        (f64::from(self.0), f64::from(self.1))
    }
}

/// A population at a constant risk that only one cancer of interest has, without other deaths to speak of.
fn steady(history: History, early: f64, late: f64, persistence: f64) -> Plan {
    let mut plan = plan("hubbell2021");
    plan.disease.history = history;
    plan.test.sensitivity = Some([early, early, late, late, 0.0]);
    plan.test.persistence = persistence;
    plan.programme.age = (50.0, 59.0);
    plan.programme.rounds = 20;
    plan
}

#[test]
fn a_simulated_two_stage_programme_reaches_the_closed_form() {
    let (overall, late) = (2.0, 0.5);
    let history = History::TwoStage { overall_sojourn: Years(overall), late_sojourn: Years(late) };
    let mut plan = steady(history, 0.3, 0.95, 0.0);
    plan.cancers = vec!["lung".into()];
    plan.relative_risk = 5.0;
    plan.disease.stage_shift_benefit = 0.0;
    let (simulator, tally) = run(&plan, 150_000);
    let cancer = &simulator.population().cancers[0];
    let late_fraction = simulator.population().late_fraction(cancer, (50.0, 79.0));
    let model = TwoStage { overall_sojourn: overall, late_sojourn: late, late_fraction };
    let reduction = model.steady_late_reduction(0.3, 1.0).unwrap();
    // Years 5 to 19: the steady state, but for incidence that rises with age within a sojourn.
    let sum = |universe: &exoscope_screening::tally::Universe| -> u64 {
        universe.by_year[5..19].iter().map(|year| year[2] + year[3]).sum()
    };
    let (with, without) = (sum(&tally.with), sum(&tally.without));
    near(with, without as f64 * (1.0 - reduction), 4.0);
    assert!(without > 5_000, "{without}");
}

/// The same incidence at every age, as the closed forms have it; nobody dies.
fn flat(population: Population) -> Population {
    let mut population = immortal(population);
    let people = population.people.clone();
    for cancer in &mut population.cancers {
        for (rates, people) in cancer.rate.iter_mut().zip(&people) {
            let mut mean = [0.0; 5];
            let all: f64 = people[50..80].iter().sum();
            for (rate, n) in rates[50..80].iter().zip(&people[50..80]) {
                mean.iter_mut().zip(rate).for_each(|(mean, rate)| *mean += rate * n / all);
            }
            rates.fill(mean);
        }
    }
    population
}

#[test]
fn a_simulated_interception_programme_reaches_the_closed_form() {
    let mut plan = steady(History::Dwell { scenario: "fast".into() }, 0.0, 0.0, 1.0);
    plan.test.sensitivity = None;
    plan.test.specificity = 1.0;
    // So few cancers that hardly anyone has a second one, after which there is no screening.
    plan.relative_risk = 0.25;
    let simulator = Simulator::new(plan.clone(), flat(population(&plan))).unwrap();
    let tally = simulator.run(Streams::new(5), 0, 500_000);
    let closed =
        intercept(&us_cancers().unwrap(), Scenario::Fast, Round::Incident, 0.993, Slip::Exact)
            .unwrap();
    let sum = |rows: &[[u64; 5]], stages: std::ops::Range<usize>| -> f64 {
        rows[8..19].iter().map(|row| row[stages.clone()].iter().sum::<u64>()).sum::<u64>() as f64
    };
    let without = sum(&tally.without.by_year, 2..4);
    let late = sum(&tally.with.by_year, 2..4) / without;
    let error = (1.0 / without).sqrt();
    let expected = closed.late_after / closed.late_before;
    assert!((late - expected).abs() < 3.0 * error, "{late} {expected} ± {error}");
    let found = sum(&tally.with.screen_by_year, 0..5) / sum(&tally.without.by_year, 0..5);
    let expected = closed.found / closed.incidence;
    assert!((found - expected).abs() < 3.0 * error, "{found} {expected} ± {error}");
}

#[test]
fn lead_time_under_exponential_sojourn_has_its_mean() {
    let history = History::TwoStage { overall_sojourn: Years(2.0), late_sojourn: Years(1.0) };
    let mut plan = steady(history, 1.0, 1.0, 0.0);
    // Cancers without a stage have one exponential sojourn of the overall mean.
    plan.cancers = vec!["plasma-cell".into()];
    plan.test.sensitivity = Some([1.0; 5]);
    plan.relative_risk = 40.0;
    plan.programme.rounds = 1;
    plan.follow_up = Years(1.0);
    let simulator = Simulator::new(plan.clone(), flat(population(&plan))).unwrap();
    let tally = simulator.run(Streams::new(7), 0, 300_000);
    let mean = tally.lead.1 as f64 / 365.25 / tally.lead.0 as f64;
    // The standard deviation of an exponential time is its mean.
    let error = 2.0 / (tally.lead.0 as f64).sqrt();
    assert!(
        (mean - 2.0).abs() < 3.5 * error && error < 0.05,
        "{mean} ± {error} of {}",
        tally.lead.0
    );
    // Incidence 40 times a rate is that much prevalence: rate × mean sojourn.
    let rate = tally.without.all() as f64 / tally.without.people as f64;
    near(tally.lead.0 + tally.overdiagnosed, 2.0 * rate * 300_000.0, 6.0);
}

#[test]
fn the_excess_vanishes_after_screening_stops_where_nothing_is_overdiagnosed() {
    let mut plan = plan("nhs-galleri");
    plan.trial = None;
    plan.follow_up = Years(16.0);
    plan.disease.stage_shift_benefit = 0.0;
    plan.relative_risk = 3.0;
    let simulator = Simulator::new(plan.clone(), immortal(population(&plan))).unwrap();
    let tally = simulator.run(Streams::new(3), 0, 100_000);
    let sum = |universe: &exoscope_screening::tally::Universe, years: usize| -> i64 {
        universe.by_year[..years].iter().flatten().sum::<u64>().cast_signed()
    };
    let during = sum(&tally.with, 3) - sum(&tally.without, 3);
    let after = sum(&tally.with, 16) - sum(&tally.without, 16);
    assert!(during > 300, "{during}");
    assert!(after.abs() * 50 < during, "{after} of {during} left");
    plan.disease.indolent_fraction = 0.2;
    let simulator = Simulator::new(plan.clone(), immortal(population(&plan))).unwrap();
    let tally = simulator.run(Streams::new(3), 0, 100_000);
    let after = sum(&tally.with, 16) - sum(&tally.without, 16);
    assert!(after * 2 > tally.indolent.cast_signed(), "{after} of {}", tally.indolent);
}

/// Nobody dies of other causes, and every cancer is survived.
fn immortal(mut population: Population) -> Population {
    population.death.iter_mut().flatten().for_each(|rate| *rate = 0.0);
    population.cancers.iter_mut().for_each(|cancer| cancer.survival = [1.0; 5]);
    population
}

#[test]
fn threads_and_shards_give_the_same_counts() {
    let plan = plan("nhs-galleri");
    let population = population(&plan);
    let whole = simulate(&plan, &population, Streams::new(1), (0, 30_000)).unwrap();
    let cut = |first, end| simulate(&plan, &population, Streams::new(1), (first, end)).unwrap();
    let joined = join(vec![cut(20_001, 30_000), cut(0, 7), cut(7, 20_001)]).unwrap();
    assert_eq!(whole, joined);
    let one = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    assert_eq!(whole, one.install(|| cut(0, 30_000)));
    assert!(join(vec![cut(0, 10), cut(11, 20)]).is_err());
}

#[test]
fn screening_without_benefit_moves_no_death() {
    let mut plan = plan("nhs-galleri");
    plan.trial = None;
    plan.disease.stage_shift_benefit = 0.0;
    let (_, tally) = run(&plan, 50_000);
    assert_eq!(tally.with.cancer_deaths, tally.without.cancer_deaths);
    assert_eq!(tally.with.life, tally.without.life);
    assert!(tally.five_years.lead > tally.five_years.natural, "lead time looks like survival");
    assert_eq!(tally.five_years.seen, tally.five_years.lead);
}

#[test]
fn the_trial_of_galleri_is_covered_and_the_published_models_are_not() {
    let plan = plan("nhs-galleri");
    let population = population(&plan);
    let part = simulate(&plan, &population, Streams::new(1), (0, 20_000)).unwrap();
    let found = study(&plan, &population, &part, None, 0).unwrap();
    let fit = found.fit.unwrap();
    assert!(fit.distinct > 400, "{}", fit.distinct);
    for seen in &fit.predictions {
        let (value, ends) = (seen.observed.value.unwrap(), &seen.predicted);
        assert!(ends.low.unwrap() < value && value < ends.high.unwrap(), "{seen:?}");
    }
    assert!(fit.predictions.iter().any(|seen| !seen.fitted));
    // The published assumptions promise 0.5 to 0.8 in steady state by their own model.
    for promise in &fit.published {
        assert!(promise.steady < 0.82, "{promise:?}");
    }
    let interception: Vec<_> =
        fit.published.iter().filter(|p| p.name.starts_with("interception")).collect();
    let [slow, fast] = interception[..] else { panic!("{interception:?}") };
    assert!((slow.steady - 0.32).abs() < 0.01 && (fast.steady - 0.47).abs() < 0.01);
    let first = [slow.late_ratio[0], fast.late_ratio[0]];
    assert!(first.iter().all(|ratio| (0.72..1.29).contains(ratio)), "{first:?}");
    // Sojourn and early sensitivity are not told apart: fits within one unit of log-likelihood at 1.5 and at 4 years.
    let flat: Vec<_> = fit.ridge.iter().filter(|ridge| ridge.log_likelihood > -1.0).collect();
    assert!(flat.len() >= 3, "{:?}", fit.ridge);
    let strongest = &fit.pairs[0];
    assert!(strongest.correlation.abs() > 0.5, "{strongest:?}");
}

#[test]
fn interception_promised_twelve_cancers_a_third_to_a_half_of_the_late_stage() {
    // Of the trial's 12, the 11 that are staged there; the trial saw 0.95 and 0.88 after the first round.
    let names = [
        "anus",
        "bladder",
        "colorectum",
        "oesophagus",
        "head-neck",
        "liver",
        "lung",
        "lymphoma",
        "ovary",
        "pancreas",
        "stomach",
    ];
    let cancers: Vec<_> =
        us_cancers().unwrap().into_iter().filter(|c| names.contains(&c.name.as_str())).collect();
    assert_eq!(cancers.len(), 11);
    let steady = |scenario| {
        let found = intercept(&cancers, scenario, Round::Incident, 0.993, Slip::Exact).unwrap();
        found.late_after / found.late_before
    };
    let (slow, fast) = (steady(Scenario::VerySlow), steady(Scenario::Aggressive));
    assert!((slow - 0.32).abs() < 0.01 && (fast - 0.47).abs() < 0.01, "{slow} {fast}");
    assert!(fast < 0.88 / 1.8, "the best of them is far from what was seen");
}

#[test]
fn the_threat_of_thirteen_cancers_is_not_gone_even_with_a_perfect_test() {
    let plan = plan("japan-13");
    let population = population(&plan);
    let part = simulate(&plan, &population, Streams::new(2), (0, 60_000)).unwrap();
    let found = study(&plan, &population, &part, None, 0).unwrap();
    let all: Vec<&Outcome> = std::iter::once(&found.outcome).chain(&found.alternatives).collect();
    let ppv: Vec<f64> = all.iter().map(|outcome| outcome.ppv.value.unwrap()).collect();
    // As good as its false alarms, the article's 95 %, and Galleri's, at uptake 30 and 70 %; perfect.
    assert!(ppv[0] < 0.03 && ppv[1] < 0.03, "{ppv:?}");
    assert!((0.40..0.52).contains(&ppv[2]) && (0.40..0.52).contains(&ppv[3]), "{ppv:?}");
    assert!((0.34..0.48).contains(&ppv[4]) && (0.34..0.48).contains(&ppv[5]), "{ppv:?}");
    assert_eq!(ppv[6], 1.0);
    // PPV does not depend on uptake, deaths prevented do.
    let prevented: Vec<f64> = all.iter().map(|o| o.cancer_deaths.0 - o.cancer_deaths.1).collect();
    assert!(prevented[3] > 1.7 * prevented[2], "{prevented:?}");
    let perfect = all[6];
    assert!(perfect.cancer_deaths.1 > 0.3 * perfect.cancer_deaths.0, "{:?}", perfect.cancer_deaths);
}

#[test]
fn a_thousand_people_are_counted_once() {
    let (simulator, tally) = run(&plan("japan-13"), 50_000);
    let outcome = Outcome::new(&simulator, &tally);
    let found = tally.with.screen.iter().flatten().sum::<u64>();
    assert_eq!(found, tally.lead.0 + tally.overdiagnosed);
    let by_rounds: u64 = tally.rounds.iter().map(|round| round.true_positives).sum();
    assert_eq!(found, by_rounds);
    assert!(outcome.ppv.value.unwrap() < 0.03, "{:?}", outcome.ppv);
}
