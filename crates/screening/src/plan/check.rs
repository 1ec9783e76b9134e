//! What a plan's values can be.

use super::{History, Observed, Plan, Test};
use crate::error::ScreeningError;
use crate::rows::years;

type Checked = Result<(), ScreeningError>;

/// A fraction from 0 to 1.
fn share(field: &str, value: f64) -> Checked {
    if (0.0..=1.0).contains(&value) {
        return Ok(());
    }
    let why = format!("{value} is no share from 0 to 1");
    let percent = (value * 1e4).round() / 1e2;
    let share = (value * 1e4).round() / 1e6;
    let hint = if value > 1.0 && value < 2.0 {
        // 1.3 may be meant as 130 %, which cannot be, or as 1.3 %.
        format!(
            "a share is at most 1 (100 %), and {value} is {percent} %; if {value} % is meant, write {share}"
        )
    } else if (2.0..=100.0).contains(&value) {
        format!("a share is at most 1 (100 %); {value} % is written {share}")
    } else if value.is_nan() {
        "a share is a number from 0 to 1".to_owned()
    } else if value > 100.0 {
        "a share is at most 1 (100 %); a rate per 100,000 is divided by 1e5 to be one".to_owned()
    } else {
        "a share is not negative".to_owned()
    };
    Err(ScreeningError::value(field, why, &hint))
}

/// Largest number that is read of anything: above it sums over people lose their digits, and then overflow.
const LARGEST: f64 = 1e12;

fn not_too_large(field: &str, value: f64) -> Checked {
    if value > LARGEST && value.is_finite() {
        let why = format!("{value:e} is above 1e12");
        return Err(ScreeningError::value(field, why, "check its unit and number of digits"));
    }
    Ok(())
}

/// A number that is above 0.
fn positive(field: &str, value: f64) -> Checked {
    if value > 0.0 && value.is_finite() {
        return not_too_large(field, value);
    }
    Err(ScreeningError::value(
        field,
        format!("{value} is not above 0"),
        "give a finite number above 0",
    ))
}

fn not_negative(field: &str, value: f64) -> Checked {
    if value >= 0.0 && value.is_finite() {
        return not_too_large(field, value);
    }
    Err(ScreeningError::value(field, format!("{value} is below 0 or no number"), "give 0 or more"))
}

/// Most years of follow-up, and people.
const MOST_YEARS: f64 = 80.0;
const MOST_PEOPLE: u64 = 10_000_000_000;
/// Highest risk relative to the population.
const MOST_RISK: f64 = 100.0;

impl Plan {
    /// The plan, with every value checked.
    pub fn checked(self) -> Result<Self, ScreeningError> {
        if self.format != 1 {
            let why = format!("format {}, but this program reads format 1", self.format);
            return Err(ScreeningError::value("format", why, "write format = 1"));
        }
        if self.people == 0 || self.people > MOST_PEOPLE {
            let why = format!("{} people", self.people);
            return Err(ScreeningError::value("people", why, "from 1 to 1e10"));
        }
        positive("relative_risk", self.relative_risk)?;
        if self.relative_risk > MOST_RISK {
            let why = format!("{} times the population's incidence", self.relative_risk);
            let hint = "a risk relative to the population, as 4; at most 100";
            return Err(ScreeningError::value("relative_risk", why, hint));
        }
        if let Some(women) = self.female_fraction {
            share("female_fraction", women)?;
        }
        positive("follow_up", self.follow_up.0)?;
        if self.follow_up.0 > MOST_YEARS {
            let why = format!("{} are longer than {MOST_YEARS}", years(self.follow_up.0));
            return Err(ScreeningError::value("follow_up", why, "give a shorter follow-up"));
        }
        self.programme()?;
        if let Some(trial) = &self.trial {
            share("trial.allocation", trial.allocation)?;
            share("trial.control_crossing", trial.control_crossing)?;
            if trial.allocation <= 0.0 || trial.allocation >= 1.0 {
                let why = format!("an allocation of {} leaves an arm empty", trial.allocation);
                return Err(ScreeningError::value("trial.allocation", why, "0.5 allocates half"));
            }
        }
        self.disease()?;
        test("test", &self.test)?;
        for (n, other) in self.alternative.iter().enumerate() {
            if let Some(uptake) = other.uptake {
                share(&format!("alternative#{}.uptake", n + 1), uptake)?;
            }
            test(&format!("alternative.test#{}", n + 1), &other.test)?;
        }
        share("workup.sensitivity", self.workup.sensitivity)?;
        share("workup.invasive", self.workup.invasive)?;
        share("workup.complication", self.workup.complication)?;
        self.cost()?;
        self.organ_screening()?;
        self.observations()?;
        Ok(self)
    }

    fn programme(&self) -> Checked {
        let programme = &self.programme;
        let (young, old) = programme.age;
        if !(young >= 0.0
            && old >= young
            && old < 111.0
            && young.fract() == 0.0
            && old.fract() == 0.0)
        {
            let why = format!("ages from {young} to {old}");
            let hint = "two whole years of age from 0 to 110, youngest first: [50, 77]";
            return Err(ScreeningError::value("programme.age", why, hint));
        }
        positive("programme.interval", programme.interval.0)?;
        if programme.interval.0 < 1.0 / 53.0 {
            let why = format!("a test every {}", years(programme.interval.0));
            return Err(ScreeningError::value("programme.interval", why, "a week or more"));
        }
        let last = programme.interval.0 * programme.rounds.saturating_sub(1) as f64;
        if last >= self.follow_up.0 {
            let why = format!(
                "the last of {} rounds is after {}, not within the follow-up of {}",
                programme.rounds,
                years(last),
                years(self.follow_up.0)
            );
            return Err(ScreeningError::value(
                "programme.rounds",
                why,
                "fewer rounds, or a longer follow_up",
            ));
        }
        if !(0.0..=111.0).contains(&programme.stop_age) {
            let why = format!("an age of {}", programme.stop_age);
            return Err(ScreeningError::value("programme.stop_age", why, "from 0 to 111"));
        }
        if programme.stop_age <= programme.age.0 {
            let why =
                format!("{}, where nobody is younger than {}", programme.stop_age, programme.age.0);
            let hint = "the age from which nobody is tested any more: above the youngest";
            return Err(ScreeningError::value("programme.stop_age", why, hint));
        }
        if programme.attendance.len() > programme.rounds {
            let (given, rounds) = (programme.attendance.len(), programme.rounds);
            let why = format!("{given} values for {rounds} rounds");
            let hint = "one a round, the last for all that follow";
            return Err(ScreeningError::value("programme.attendance", why, hint));
        }
        share("programme.uptake", programme.uptake)?;
        programme.attendance.iter().try_for_each(|&a| share("programme.attendance", a))
    }

    fn disease(&self) -> Checked {
        let disease = &self.disease;
        share("disease.slow_fraction", disease.slow_fraction)?;
        positive("disease.slow_factor", disease.slow_factor)?;
        positive("disease.sojourn_factor", disease.sojourn_factor)?;
        share("disease.indolent_fraction", disease.indolent_fraction)?;
        if disease.indolent_fraction > 0.9 {
            let why = format!("{} of tumours never surface", disease.indolent_fraction);
            return Err(ScreeningError::value("disease.indolent_fraction", why, "0.9 or less"));
        }
        share("disease.stage_shift_benefit", disease.stage_shift_benefit)?;
        share("disease.cure", disease.cure)?;
        if disease.cure >= 1.0 {
            let why =
                "if all who live 5 years were cured, all others would die at 5 years".to_owned();
            return Err(ScreeningError::value("disease.cure", why, "below 1, as 0.9"));
        }
        match &disease.history {
            History::Dwell { scenario } => {
                let known = ["very-slow", "slow", "fast", "aggressive"];
                if known.contains(&scenario.as_str()) {
                    return Ok(());
                }
                let near = exoscope_core::suggest::did_you_mean(scenario, known);
                let why = format!("no scenario {scenario:?}{near}");
                Err(ScreeningError::value("disease.history", why, &known.join(", ")))
            }
            History::TwoStage { overall_sojourn, late_sojourn } => {
                positive("disease.history", overall_sojourn.0)?;
                positive("disease.history", late_sojourn.0)
            }
            History::Growth { ten_to_twenty: (low, high), .. } => {
                positive("disease.history", low.0)?;
                positive("disease.history", high.0)?;
                if low.0 < high.0 {
                    return Ok(());
                }
                let why = format!("percentiles of {} and {} years", low.0, high.0);
                Err(ScreeningError::value("disease.history", why, "the lower one first"))
            }
        }
    }

    fn cost(&self) -> Checked {
        let cost = &self.cost;
        not_negative("cost.test", cost.test)?;
        not_negative("cost.workup", cost.workup)?;
        not_negative("cost.early", cost.early)?;
        not_negative("cost.late", cost.late)?;
        share("cost.utility_early", cost.utility_early)?;
        share("cost.utility_late", cost.utility_late)?;
        share("cost.false_positive_loss", cost.false_positive_loss)?;
        share("cost.discount", cost.discount)
    }

    fn organ_screening(&self) -> Checked {
        for (n, organ) in self.organ_screening.iter().enumerate() {
            let field = |name: &str| format!("organ_screening#{}.{name}", n + 1);
            positive(&field("positive"), organ.positive)?;
            positive(&field("found"), organ.found)?;
            if let Some(cost) = organ.workup_per_found {
                not_negative(&field("workup_per_found"), cost)?;
            }
            if let Some(tests) = organ.tests {
                positive(&field("tests"), tests)?;
            }
            let parts = [(organ.found, organ.positive, "found", "positive tests")];
            let tests = organ.tests.map(|tests| (organ.positive, tests, "positive", "tests"));
            for (part, whole, name, of) in parts.into_iter().chain(tests) {
                if part > whole || !whole.is_finite() {
                    let why = format!("{part} of {whole} {of}");
                    let hint = "counts of people: cancers found, of positive tests, of tests";
                    return Err(ScreeningError::value(field(name), why, hint));
                }
            }
        }
        Ok(())
    }

    fn observations(&self) -> Checked {
        for (n, seen) in self.observed.iter().enumerate() {
            let field = |name: &str| format!("observed#{}.{name}", n + 1);
            positive(&field("value"), seen.value)?;
            if seen.what.is_fraction() {
                share(&field("value"), seen.value)?;
            }
            // A ratio may be of a year after the last test, within follow-up; a fraction of tests is of a round.
            let (counted, what) = if seen.what.is_fraction() {
                (self.programme.rounds, "rounds of tests")
            } else {
                (self.follow_up.0.ceil() as usize, "years of follow-up")
            };
            let (first, last) = seen.rounds;
            if first > last || last >= counted {
                let why = format!(
                    "{} of {first} to {last}, where there are {counted} {what}",
                    seen.what.term()
                );
                let hint = format!(
                    "first and last, counted from 0: of this programme 0 to {}",
                    counted.saturating_sub(1)
                );
                return Err(ScreeningError::value(field("rounds"), why, &hint));
            }
            positive(&field("cases"), seen.cases.0)?;
            positive(&field("cases"), seen.cases.1)?;
            if seen.what.is_fraction() && seen.cases.0 > seen.cases.1 {
                let why = format!("{} of {}", seen.cases.0, seen.cases.1);
                return Err(ScreeningError::value(field("cases"), why, "the part, then all"));
            }
            self.agrees(seen)
                .map_err(|(why, hint)| ScreeningError::value(field("value"), why, &hint))?;
        }
        for (n, model) in self.published.iter().enumerate() {
            share(&format!("published#{}.early", n + 1), model.early)?;
            share(&format!("published#{}.late", n + 1), model.late)?;
            positive(&format!("published#{}.overall_sojourn", n + 1), model.overall_sojourn.0)?;
            positive(&format!("published#{}.late_sojourn", n + 1), model.late_sojourn.0)?;
        }
        Ok(())
    }
}

impl Plan {
    /// Whether the value of a figure is that of its cases: per person where the arms differ in size.
    fn agrees(&self, seen: &Observed) -> Result<(), (String, String)> {
        // Values are printed rounded, and person-years of arms differ a little where people do not.
        const APART: f64 = 0.05;
        let (a, b) = seen.cases;
        let arms = match self.trial {
            Some(trial) if !seen.what.is_fraction() => (1.0 - trial.allocation) / trial.allocation,
            _ => 1.0,
        };
        let counted = a / b * arms;
        if (seen.value / counted - 1.0).abs() <= APART {
            return Ok(());
        }
        let why = format!("{} is not that of {a} and {b} cases, {counted:.3}", seen.value);
        let hint = if seen.what.is_fraction() {
            "the value is the first of cases over the second"
        } else {
            "the value is the rate of the screening arm over that of the control arm"
        };
        Err((why, hint.to_owned()))
    }
}

fn test(table: &str, test: &Test) -> Checked {
    let field = |name: &str| format!("{table}.{name}");
    share(&field("specificity"), test.specificity)?;
    share(&field("preclinical"), test.preclinical)?;
    share(&field("persistence"), test.persistence)?;
    share(&field("false_positive_persistence"), test.false_positive_persistence)?;
    share(&field("origin"), test.origin)?;
    for value in test.sensitivity.iter().flatten() {
        share(&field("sensitivity"), *value)?;
    }
    for values in test.by_cancer.values() {
        values.iter().try_for_each(|value| share(&field("by_cancer"), *value))?;
    }
    for samples in test.samples.iter().flatten() {
        not_negative(&field("samples"), *samples)?;
    }
    test.controls.iter().try_for_each(|controls| not_negative(&field("controls"), *controls))
}
