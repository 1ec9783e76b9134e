//! A plan out of its text, and what its values can be.

use std::str::FromStr;

use exoscope_core::number::short;

use super::plan::{Boundary, Conduct, Design, Plan, Severity, Sweep, Treatment};
use super::{limits, meaning};
use crate::TherapyError;
use crate::quantity::{
    below_one, counted, inner_share, named, not_negative, people, positive, ratio, share, within,
};

type Checked = Result<(), TherapyError>;

const HINT: &str = "exoscope trial NAME --print prints a built-in plan to edit";
/// Most trials and most people of all trials together.
const MOST_TRIALS: u64 = 10_000_000;

impl FromStr for Plan {
    type Err = TherapyError;

    fn from_str(text: &str) -> Result<Self, TherapyError> {
        let plan: Self = TherapyError::read(text, HINT)?;
        plan.checked().map_err(|error| error.located(text))
    }
}

impl Plan {
    /// The plan, with every value checked, and β = 0 first among its strengths.
    pub fn checked(mut self) -> Result<Self, TherapyError> {
        if self.format != 1 {
            let why = format!("format {}, but this program reads format 1", self.format);
            return Err(TherapyError::value("format", why, "write format = 1"));
        }
        if self.trials == 0 || self.trials > MOST_TRIALS {
            let why = format!("{} trials", self.trials);
            return Err(TherapyError::value("trials", why, "from 1 to 1e7"));
        }
        named("name", &self.name)?;
        inner_share("alpha", self.alpha)?;
        within("alpha", self.alpha, 1e-6..=0.5, "significance level")?;
        if let Some(severity) = &self.severity {
            check_severity(severity, &self.design)?;
        }
        let history = self.disease.history(self.severity.as_ref())?;
        treatment(&self.treatment, history.shortest_follow_up())?;
        design(&self.design, history.endpoint().is_binary())?;
        if matches!(self.design, Design::SplitBody(_)) && !history.has_sides() {
            let why = "this disease has no two sides to compare";
            return Err(TherapyError::value(
                "design.split-body",
                why,
                "take disease.split, or another design",
            ));
        }
        conduct(&self.conduct)?;
        sweep(&self.sweep, self.severity.is_some())?;
        meaning::check(&self, history.endpoint().is_binary())?;
        limits::effect(&self)?;
        limits::scaled(&self, |other| design(other, history.endpoint().is_binary()))?;
        if let Some(seen) = self.observed {
            crate::closed::natural::Count::new(seen.improved, seen.of).map_err(|why| {
                TherapyError::value(
                    "observed.improved",
                    why,
                    "improved of all, as { improved = 12, of = 13 }",
                )
            })?;
        }
        crate::closed::evidence::together(&self.evidence)?;
        let mut beta = vec![0.0];
        beta.extend(self.treatment.beta.iter().copied().filter(|b| *b != 0.0));
        self.treatment.beta = beta;
        limits::work(&self)?;
        Ok(self)
    }

    /// Dose in units of D₅₀.
    pub fn dose(&self) -> f64 {
        self.treatment.dose.in_base() / self.treatment.d50.in_base()
    }
}

fn treatment(treatment: &Treatment, follow_up: f64) -> Checked {
    if treatment.beta.len() > 20 {
        let why = format!("{} strengths", treatment.beta.len());
        return Err(TherapyError::value("treatment.beta", why, "20 or fewer"));
    }
    if counted("treatment.dose", &treatment.dose)? != counted("treatment.d50", &treatment.d50)? {
        let why = format!("{} and {} are not of one kind", treatment.dose, treatment.d50);
        return Err(TherapyError::value(
            "treatment.d50",
            why,
            "both in cells, or both in particles",
        ));
    }
    limits::dose(&treatment.dose, &treatment.d50)?;
    not_negative("treatment.delay", treatment.delay.0)?;
    if treatment.delay.0 >= follow_up {
        let why = format!(
            "treatment {} days after the first examination, and the last examination can be {} days after it",
            short(treatment.delay.0),
            short(follow_up)
        );
        let hint = "a shorter delay, a later last examination, or narrower windows";
        return Err(TherapyError::value("treatment.delay", why, hint));
    }
    positive("treatment.lasts", treatment.lasts.0)
}

fn design(design: &Design, binary: bool) -> Checked {
    match design {
        Design::SingleArm(arm) => {
            people("design.single-arm.n", arm.n)?;
            match arm.null {
                Some(null) if binary => inner_share("design.single-arm.null", null),
                Some(null) => within("design.single-arm.null", null, -1e9..=1e9, "mean change"),
                None if binary => Err(TherapyError::value(
                    "design.single-arm.null",
                    "no rate that the arm is tested against is given",
                    "the rate that the arm would have without treatment, as null = 0.45",
                )),
                None => Ok(()),
            }
        }
        Design::Historical(arm) => {
            people("design.historical.n", arm.n)?;
            people("design.historical.controls", arm.controls)?;
            drift("design.historical.drift", arm.drift)
        }
        Design::Randomised(arm) => {
            people("design.randomised.n", arm.n)?;
            positive("design.randomised.ratio", arm.ratio)?;
            let treated = treated_of(arm.n, arm.ratio);
            if treated == 0 || treated == arm.n {
                let why = format!(
                    "a ratio of {} leaves an arm of {} people empty",
                    short(arm.ratio),
                    arm.n
                );
                return Err(TherapyError::value(
                    "design.randomised.ratio",
                    why,
                    "1 allocates half",
                ));
            }
            Ok(())
        }
        Design::MultiArm(arms) => {
            people("design.multi-arm.control", arms.control)?;
            if arms.arms.is_empty() || arms.arms.len() > 20 {
                let why = format!("{} treated arms", arms.arms.len());
                return Err(TherapyError::value("design.multi-arm.arms", why, "from 1 to 20"));
            }
            for (number, arm) in arms.arms.iter().enumerate() {
                let table = format!("design.multi-arm.arms#{}", number + 1);
                people(&format!("{table}.n"), arm.n)?;
                let field = format!("{table}.dose_factor");
                within(&field, arm.dose_factor, 0.0..=1e6, "factor on a dose")?;
            }
            Ok(())
        }
        Design::SplitBody(split) => people("design.split-body.n", split.n),
        Design::Stepped(stepped) => {
            people("design.stepped.per_period", stepped.per_period)?;
            if !(1..=200).contains(&stepped.clusters) {
                let why = format!("{} clusters", stepped.clusters);
                return Err(TherapyError::value("design.stepped.clusters", why, "from 1 to 200"));
            }
            if stepped.clusters == 1 && stepped.within_periods {
                let why = "one cluster is never treated beside an untreated one in the same period";
                let hint = "2 or more, or within_periods = false";
                return Err(TherapyError::value("design.stepped.clusters", why, hint));
            }
            drift("design.stepped.trend", stepped.trend)?;
            let whole = stepped.trend * stepped.clusters as f64;
            within("design.stepped.trend", whole, -20.0..=20.0, "trend over all periods together")
        }
        Design::Cohort(cohort) => {
            people("design.cohort.treated", cohort.treated)?;
            people("design.cohort.untreated", cohort.untreated)
        }
    }
}

/// Treated people of `n` at `ratio` treated per control.
pub(super) fn treated_of(n: usize, ratio: f64) -> usize {
    (n as f64 * ratio / (1.0 + ratio)).round() as usize
}

fn drift(field: &str, value: f64) -> Checked {
    if (-5.0..=5.0).contains(&value) {
        return Ok(());
    }
    let why = format!("{}, which multiplies hazards by {:.3e}", short(value), value.exp());
    Err(TherapyError::value(field, why, "the logarithm of a hazard ratio, from -5 to 5"))
}

fn conduct(conduct: &Conduct) -> Checked {
    below_one("conduct.loss", conduct.loss, "everybody is lost")?;
    share("conduct.loss_of_failures", conduct.loss_of_failures)?;
    share("conduct.unblinded", conduct.unblinded)?;
    if conduct.subgroups > 20 {
        let why = format!("{} subgroup factors", conduct.subgroups);
        return Err(TherapyError::value("conduct.subgroups", why, "20 or fewer"));
    }
    if !(1..=5).contains(&conduct.looks) {
        let why = format!("{} looks", conduct.looks);
        return Err(TherapyError::value("conduct.looks", why, "from 1 to 5"));
    }
    if conduct.looks == 1 && conduct.boundary != Boundary::None {
        let why = "a boundary with one look";
        return Err(TherapyError::value(
            "conduct.boundary",
            why,
            "give looks = 2 or more, or leave it out",
        ));
    }
    if conduct.looks > 1 && conduct.subgroups > 0 {
        let why = "subgroups are chosen at the end, and looks stop before it";
        return Err(TherapyError::value(
            "conduct.subgroups",
            why,
            "give one of looks and subgroups",
        ));
    }
    Ok(())
}

fn check_severity(severity: &Severity, design: &Design) -> Checked {
    inner_share("severity.mild", severity.mild)?;
    ratio("severity.hazard_ratio", severity.hazard_ratio, "hazard ratio")?;
    ratio("severity.odds_ratio", severity.odds_ratio, "odds ratio")?;
    let chosen = matches!(design, Design::Cohort(_) | Design::Historical(_) | Design::SingleArm(_));
    if !chosen && (severity.odds_ratio - 1.0).abs() > 1e-12 {
        let why = format!(
            "an odds ratio of {} where treatment is allocated at random",
            short(severity.odds_ratio)
        );
        return Err(TherapyError::value("severity.odds_ratio", why, "1, or the design cohort"));
    }
    Ok(())
}

fn sweep(sweep: &Sweep, severity: bool) -> Checked {
    if !sweep.odds_ratio.is_empty() && !severity {
        let why = "odds ratios of a severity that the plan does not have";
        return Err(TherapyError::value("sweep.odds_ratio", why, "add [severity]"));
    }
    sweep.odds_ratio.iter().try_for_each(|x| ratio("sweep.odds_ratio", *x, "odds ratio"))?;
    sweep.n_factor.iter().try_for_each(|x| positive("sweep.n_factor", *x))?;
    [("sweep.odds_ratio", sweep.odds_ratio.len()), ("sweep.n_factor", sweep.n_factor.len())]
        .into_iter()
        .find(|(_, length)| *length > 20)
        .map_or(Ok(()), |(field, length)| {
            Err(TherapyError::value(field, format!("{length} values"), "20 or fewer"))
        })
}
