//! Spinal cord injury: ASIA impairment scale (AIS) grade over time since injury.
//!
//! Grades A to E rise one by one, or from A by two, with hazards that fall as e^{−t/τ} with days since injury
//! (Gompertz). All hazards fall alike, so that in operational time s(t) = ∫ e^{−t/τ} dt they are constant: waiting times
//! are exponential in s, and the natural table is the exponential of one small matrix ([`chain`]). A treatment multiplies
//! every hazard. Rates are fitted to four published tables ([`fit`]).

pub mod chain;
pub mod fit;
pub mod published;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use self::chain::{Rates, clock};
use super::{Course, Endpoint, NaturalHistory, Patient, Seat};
use crate::TherapyError;
use crate::fortune::{Draw, Fortune, choose};
use crate::quantity::{Days, TEN_YEARS, inner_share, not_negative, positive, ratio, share};
use exoscope_core::number::short;

/// AIS grades, worst first: A complete, B sensory incomplete, C and D motor incomplete, E normal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Grade {
    /// Complete.
    A,
    /// Sensory incomplete.
    B,
    /// Motor incomplete, less than half of the key muscles at grade 3.
    C,
    /// Motor incomplete, half of the key muscles or more.
    D,
    /// Normal.
    E,
}

/// Number of grades.
pub const GRADES: usize = 5;
/// All grades, worst first.
pub const ALL: [Grade; GRADES] = [Grade::A, Grade::B, Grade::C, Grade::D, Grade::E];

/// Level of the injury.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Cervical: tetraplegia.
    Cervical,
    /// T1 to T9.
    Thoracic,
    /// T10 to T12.
    Thoracolumbar,
}

/// Levels of the published mix with their shares (assumed) and the share of A that is incomplete at follow-up (n 1,877,
/// jdc.jefferson.edu/rmposters/6).
const LEVELS: [(Level, f64, f64); 3] = [
    (Level::Cervical, 0.5, 0.286),
    (Level::Thoracic, 0.3, 0.091),
    (Level::Thoracolumbar, 0.2, 0.168),
];

/// Factors on the hazard of leaving A by level, of mean 1 over the published mix: ratios of cumulative hazards
/// −ln((1 − p)/((1 − m)(1 − r/2))), p the published share that is incomplete at follow-up, of which the share m misread at the
/// first examination and half of the share r misread at the last are incomplete without having left A.
///
/// ```
/// use exoscope_therapy::patient::spinal::level_factors;
/// let [cervical, thoracic, lumbar] = level_factors();
/// assert!((0.5 * cervical + 0.3 * thoracic + 0.2 * lumbar - 1.0).abs() < 1e-12);
/// // Cumulative hazards of 0.270, 0.029 and 0.118.
/// assert!((cervical / thoracic - 9.33).abs() < 0.05 && (lumbar / thoracic - 4.05).abs() < 0.05);
/// ```
pub fn level_factors() -> [f64; 3] {
    let read_as_a = (1.0 - chain::MISCLASSIFIED) * (1.0 - chain::MISREAD / 2.0);
    let hazards =
        LEVELS.map(|(_, share, incomplete)| (share, -((1.0 - incomplete) / read_as_a).ln()));
    let mean: f64 = hazards.iter().map(|(share, hazard)| share * hazard).sum();
    hazards.map(|(_, hazard)| hazard / mean)
}

/// The same for injuries of `year`: the trend with calendar year is of cervical injuries alone.
pub(crate) fn factors_in(year: f64, rates: &Rates) -> [f64; 3] {
    let [cervical, thoracic, lumbar] = level_factors();
    [cervical * rates.of_year(year), thoracic, lumbar]
}

/// Shares of levels in the published mix.
pub fn level_shares() -> [f64; 3] {
    LEVELS.map(|(_, share, _)| share)
}

/// Settings of a trial in spinal cord injury.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SpinalPlan {
    /// Patients of each grade at the first examination; only their ratio counts.
    pub grades: BTreeMap<Grade, f64>,
    /// Whether every arm has exactly that mix, or draws from it.
    #[serde(default)]
    pub exact: bool,
    /// Levels of injury; the published mix where empty.
    #[serde(default)]
    pub levels: BTreeMap<Level, f64>,
    /// Youngest and oldest age, years.
    #[serde(default = "ages")]
    pub age: (f64, f64),
    /// Days from injury to the first examination, and how much earlier or later it can be.
    pub first_exam: Days,
    /// Half width of its window.
    #[serde(default)]
    pub first_window: Days,
    /// Days from injury to the last examination.
    pub last_exam: Days,
    /// Half width of its window.
    #[serde(default)]
    pub last_window: Days,
    /// Grades gained for a success.
    #[serde(default = "one_grade")]
    pub gain: usize,
    /// Calendar year of the injuries, 1993 to 2015, 2005 where it is not given: cervical A recovers more often in later years.
    pub year: Option<f64>,
    /// Share read as a worse grade than it is, at the first examination.
    #[serde(default = "misclassified")]
    pub misclassified: f64,
    /// Share read one grade off, either way, at the last examination.
    #[serde(default = "misread")]
    pub misread: f64,
    /// Deaths per person and year; a death is no success.
    #[serde(default = "death")]
    pub death_per_year: f64,
    /// Factor on all hazards of recovery, of people known to do better or worse than the tables.
    #[serde(default = "one")]
    pub hazard_factor: f64,
}

const fn ages() -> (f64, f64) {
    (20.0, 70.0)
}
const fn one_grade() -> usize {
    1
}
const fn misclassified() -> f64 {
    chain::MISCLASSIFIED
}
const fn misread() -> f64 {
    chain::MISREAD
}
const fn death() -> f64 {
    0.03
}
const fn one() -> f64 {
    1.0
}

/// Years of injury that tables and the series of years are of; nothing is known of the trend beyond them.
const YEARS: std::ops::RangeInclusive<f64> = 1993.0..=2015.0;

/// Factor on hazards per year of age over 45 (assumed).
const PER_YEAR_OF_AGE: f64 = 0.993;

/// Natural history of spinal cord injury with checked settings.
#[derive(Debug, Clone, PartialEq)]
pub struct SpinalCord {
    plan: SpinalPlan,
    rates: Rates,
    grades: [f64; GRADES],
    levels: [f64; 3],
    factors: [f64; 3],
}

impl SpinalCord {
    /// Settings checked; rates as fitted to the published tables.
    pub fn new(plan: &SpinalPlan) -> Result<Self, TherapyError> {
        let field = |name: &str| format!("disease.spinal-cord.{name}");
        let grades = ALL.map(|grade| plan.grades.get(&grade).copied().unwrap_or(0.0));
        grades.iter().try_for_each(|&n| not_negative(&field("grades"), n))?;
        positive(&field("grades"), grades.iter().sum())?;
        if grades[4] > 0.0 {
            let why = "people of grade E have nothing to gain";
            return Err(TherapyError::value(field("grades"), why, "grades A to D"));
        }
        for weight in plan.levels.values() {
            not_negative(&field("levels"), *weight)?;
        }
        let levels = if plan.levels.is_empty() {
            level_shares()
        } else {
            LEVELS.map(|(level, ..)| plan.levels.get(&level).copied().unwrap_or(0.0))
        };
        positive(&field("levels"), levels.iter().sum())?;
        let (young, old) = plan.age;
        if !(young >= 0.0 && old >= young && old <= 110.0) {
            let why = format!("ages from {} to {}", short(young), short(old));
            return Err(TherapyError::value(
                field("age"),
                why,
                "two ages from 0 to 110, youngest first",
            ));
        }
        windows(plan)?;
        if !(1..=4).contains(&plan.gain) {
            let why = format!("{} grades gained", plan.gain);
            return Err(TherapyError::value(field("gain"), why, "from 1 to 4"));
        }
        let year = plan.year.unwrap_or(chain::REFERENCE_YEAR);
        if !YEARS.contains(&year) {
            let why = format!("year {}", short(year));
            return Err(TherapyError::value(
                field("year"),
                why,
                "from 1993, the first table, to 2015, the last year of the trend's series",
            ));
        }
        share(&field("misclassified"), plan.misclassified)?;
        share(&field("misread"), plan.misread)?;
        if plan.death_per_year > 0.0 {
            inner_share(&field("death_per_year"), plan.death_per_year)?;
        }
        not_negative(&field("death_per_year"), plan.death_per_year)?;
        ratio(&field("hazard_factor"), plan.hazard_factor, "factor on hazards")?;
        of_complete(plan, grades[0])?;
        let rates = Rates::PUBLISHED;
        let factors = factors_in(year, &rates);
        Ok(Self { plan: plan.clone(), rates, grades, levels, factors })
    }

    /// The grade at the last examination, as it is: exponential waiting times in operational time.
    fn last_grade(&self, patient: &Patient, budget: f64, fortune: &Fortune) -> usize {
        const WAITS: [Draw; 4] = [Draw::Wait1, Draw::Wait2, Draw::Wait3, Draw::Wait4];
        let level = fortune.choice(Draw::Level, &self.levels);
        let (mut state, mut left) = (patient.state, budget);
        while let (Some(&rate), Some(&wait)) = (self.rates.leaving.get(state), WAITS.get(state)) {
            let from_a =
                if state == 0 { self.factors.get(level).copied().unwrap_or(1.0) } else { 1.0 };
            left -= fortune.exponential(wait) / (rate * from_a * patient.frailty);
            if left < 0.0 {
                break;
            }
            let skips = state == 0 && fortune.uniform(Draw::Skip) < self.rates.skip;
            state += if skips { 2 } else { 1 };
        }
        state
    }
}

/// Level and year shift the hazard of leaving A alone: in a cohort without A, and for a year without cervical injuries, they
/// would be read and change nothing.
fn of_complete(plan: &SpinalPlan, complete: f64) -> Result<(), TherapyError> {
    let field = |name: &str| format!("disease.spinal-cord.{name}");
    let cervical = plan.levels.is_empty() || plan.levels.get(&Level::Cervical) > Some(&0.0);
    let (name, why) = if complete <= 0.0 && !plan.levels.is_empty() {
        ("levels", "levels change the course of grade A alone, and nobody is A")
    } else if complete <= 0.0 && plan.year.is_some() {
        ("year", "the year changes the course of grade A alone, and nobody is A")
    } else if plan.year.is_some() && !cervical {
        ("year", "the year changes the course of cervical injuries alone, and there are none")
    } else {
        return Ok(());
    };
    Err(TherapyError::value(field(name), why, "leave it out"))
}

fn windows(plan: &SpinalPlan) -> Result<(), TherapyError> {
    let field = |name: &str| format!("disease.spinal-cord.{name}");
    not_negative(&field("first_window"), plan.first_window.0)?;
    not_negative(&field("last_window"), plan.last_window.0)?;
    let earliest = plan.first_exam.0 - plan.first_window.0;
    if earliest < 0.0 {
        let why = format!("the window opens {} days before the injury", short(-earliest));
        return Err(TherapyError::value(
            field("first_exam"),
            why,
            "days are counted from the injury; narrow first_window",
        ));
    }
    let (latest, last) =
        (plan.first_exam.0 + plan.first_window.0, plan.last_exam.0 - plan.last_window.0);
    if last <= latest {
        let why = format!(
            "the last examination, from day {}, can come before the first, until day {}",
            short(last),
            short(latest)
        );
        return Err(TherapyError::value(
            field("last_exam"),
            why,
            "a later last_exam, or narrower windows",
        ));
    }
    if plan.last_exam.0 + plan.last_window.0 > TEN_YEARS {
        let why = format!("{} days after the injury", short(plan.last_exam.0));
        return Err(TherapyError::value(field("last_exam"), why, "within ten years"));
    }
    Ok(())
}

impl NaturalHistory for SpinalCord {
    fn endpoint(&self) -> Endpoint {
        let gain = self.plan.gain;
        let success =
            format!("{gain} AIS grade{} or more gained", if gain == 1 { "" } else { "s" });
        Endpoint::Binary { success }
    }

    fn strata(&self) -> Vec<String> {
        ALL.iter().map(|grade| format!("{grade:?}")).collect()
    }

    fn shortest_follow_up(&self) -> f64 {
        let plan = &self.plan;
        let latest = plan.first_exam.0 + plan.first_window.0;
        plan.last_exam.0 - plan.last_window.0 - latest
    }

    fn enrol(&self, seat: Seat, fortune: &Fortune) -> Patient {
        let plan = &self.plan;
        let recorded = if plan.exact {
            choose((seat.number as f64 + 0.5) / seat.of as f64, &self.grades)
        } else {
            fortune.choice(Draw::Stratum, &self.grades)
        };
        // Read as worse than it is: an examiner misses what little is there.
        let better = fortune.uniform(Draw::FirstReading) < plan.misclassified;
        let day = |draw, exam: Days, window: Days| {
            fortune.between(draw, exam.0 - window.0, exam.0 + window.0)
        };
        let age = fortune.between(Draw::Age, plan.age.0, plan.age.1);
        Patient {
            stratum: recorded,
            state: (recorded + usize::from(better)).min(GRADES - 1),
            first: day(Draw::FirstDay, plan.first_exam, plan.first_window),
            last: day(Draw::LastDay, plan.last_exam, plan.last_window),
            frailty: seat.frailty * plan.hazard_factor * PER_YEAR_OF_AGE.powf(age - 45.0),
        }
    }

    fn outcome(&self, patient: &Patient, course: &Course, fortune: &Fortune) -> f64 {
        let years = (patient.last - patient.first) / 365.25;
        if fortune.exponential(Draw::Death) < years * -(-self.plan.death_per_year).ln_1p() {
            return 0.0;
        }
        let natural = clock(patient.last) - clock(patient.first);
        let start = (patient.first + course.delay).min(patient.last);
        let end = (start + course.lasts).min(patient.last);
        // With a hazard ratio of 1 the second term is 0 and the sum is the natural time, bit for bit.
        let treated = (course.log_ratio.exp() - 1.0) * (clock(end) - clock(start));
        let budget = (natural + treated) * course.drift.exp();
        let grade = self.last_grade(patient, budget, fortune);
        let read = read(grade, fortune.uniform(Draw::LastReading), self.plan.misread);
        f64::from(u8::from(read >= patient.stratum + self.plan.gain))
    }
}

/// The grade as read: one worse or one better with probability `misread`/2 each.
fn read(grade: usize, u: f64, misread: f64) -> usize {
    if u < misread / 2.0 {
        grade.saturating_sub(1)
    } else if u < misread {
        (grade + 1).min(GRADES - 1)
    } else {
        grade
    }
}
