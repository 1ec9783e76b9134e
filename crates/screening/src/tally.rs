//! What a simulation counts. Integers alone, so that sums do not depend on the order of people, threads or shards.

mod changes;
mod spread;

use serde::{Deserialize, Serialize};

pub(crate) use self::changes::kinds;
pub use self::changes::{ALL, Change, Changed, Changes, EARLY, FOUR, LATE};
pub(crate) use self::spread::QUANTITIES;
pub use self::spread::{Quantity, Spread};

/// Days of a year.
pub(crate) const DAYS: f64 = 365.25;
/// Parts of a year that time is counted in, so that sums are of integers.
const TICKS: f64 = 65_536.0;

/// Years in 65,536ths.
#[inline]
pub(crate) fn ticks(years: f64) -> u64 {
    (years * TICKS) as u64
}

/// Counts of one universe, with or without the programme.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Universe {
    /// People.
    pub people: u64,
    /// Diagnoses within follow-up by cancer and stage.
    pub cancers: Vec<[u64; 5]>,
    /// Of those, found by the test.
    pub screen: Vec<[u64; 5]>,
    /// Diagnoses by year from the first invitation and stage.
    pub by_year: Vec<[u64; 5]>,
    /// Of those, found by the test.
    pub screen_by_year: Vec<[u64; 5]>,
    /// Diagnoses by decade of age at diagnosis (0 to 11) and stage.
    pub by_age: Vec<[u64; 5]>,
    /// Time alive within follow-up by decade of age, in 65,536ths of a year.
    pub ticks_by_age: Vec<u64>,
    /// Cancer deaths by year from the first invitation.
    pub cancer_deaths: Vec<u64>,
    /// Deaths of other causes within follow-up.
    pub other_deaths: u64,
    /// Time alive within follow-up, in 65,536ths of a year.
    pub follow_up_ticks: u64,
}

/// Counts of one round of tests.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Round {
    /// Tests.
    pub tests: u64,
    /// Positive tests of people with a cancer that the work-up finds.
    pub true_positives: u64,
    /// Positive tests of people with a cancer that the work-up misses.
    pub workup_missed: u64,
    /// Positive tests of people without.
    pub false_positives: u64,
    /// Negative tests of people with a preclinical cancer.
    pub false_negatives: u64,
    /// Cancers that surfaced after a negative test of this round, before the next round.
    pub interval_cancers: u64,
}

impl Round {
    /// Positive tests: of people with a cancer, confirmed by the work-up or missed by it, and of people without.
    pub const fn positives(&self) -> u64 {
        self.true_positives.saturating_add(self.workup_missed).saturating_add(self.false_positives)
    }
}

/// All counts of a simulation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// People who would take part.
    pub participants: u64,
    /// Those invited, without the programme: the same people as `with`, in the parallel universe.
    pub without: Universe,
    /// Those invited, with the programme; in a trial the people of the screening arm.
    pub with: Universe,
    /// The control arm of a trial as it lived, other people than `with`; nobody where there is no trial.
    pub control: Universe,
    /// What differs between `with` and `without` in the same people.
    pub changes: Changes,
    /// Sums and products of what each person contributes to costs, life-years and lead time.
    pub spread: Spread,
    /// Rounds of tests.
    pub rounds: Vec<Round>,
    /// Screen-found cancers that would not have surfaced in life: dead of other causes first, or indolent.
    pub overdiagnosed: u64,
    /// Of those, indolent.
    pub indolent: u64,
    /// Screen-found cancers that would have surfaced in life, and the sum of their lead times in days.
    pub lead: (u64, u64),
    /// Screen-found cancers of a clinical stage III or IV that were found at I or II.
    pub shifted: u64,
    /// Participants of whom the test found no cancer and usual care did within follow-up.
    pub surfaced: u64,
    /// Participants with a false positive, at least one.
    pub false_alarm_people: u64,
    /// Of those, without any cancer found within follow-up.
    pub false_alarm_alone: u64,
    /// Of people found by the test, what their life with the programme is longer than that without: days, discounted, in
    /// thousandths. All others live one life in both universes.
    pub life_gained: i64,
    /// The same, quality-adjusted; false positives take off nothing here.
    pub quality_gained: i64,
    /// Of people found by the test: alive 5 years after the test; after clinical diagnosis had there been no test;
    /// the same from the day of the test without benefit; all counted in the second number. Death of the cancer alone.
    pub five_years: FiveYears,
}

/// Survival for 5 years (of the cancer alone), counted so that biases can be told apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct FiveYears {
    /// Cancers diagnosed without the programme within follow-up, and those alive 5 years after.
    pub clinical: (u64, u64),
    /// Screen-found cancers that would have surfaced.
    pub screen: u64,
    /// Of those, alive 5 years after their clinical date without the programme.
    pub natural: u64,
    /// Alive 5 years after the test, had the test changed nothing.
    pub lead: u64,
    /// Alive 5 years after the test.
    pub seen: u64,
}

const fn sum(to: (u64, u64), from: (u64, u64)) -> (u64, u64) {
    (to.0.saturating_add(from.0), to.1.saturating_add(from.1))
}

fn add(to: &mut Vec<[u64; 5]>, from: &[[u64; 5]]) {
    if to.len() < from.len() {
        to.resize(from.len(), [0; 5]);
    }
    for (to, from) in to.iter_mut().zip(from) {
        for (to, from) in to.iter_mut().zip(from) {
            *to = to.saturating_add(*from);
        }
    }
}

fn add_all(to: &mut Vec<u64>, from: &[u64]) {
    if to.len() < from.len() {
        to.resize(from.len(), 0);
    }
    to.iter_mut().zip(from).for_each(|(to, from)| *to = to.saturating_add(*from));
}

impl Universe {
    fn new(cancers: usize, years: usize) -> Self {
        Self {
            cancers: vec![[0; 5]; cancers],
            screen: vec![[0; 5]; cancers],
            by_year: vec![[0; 5]; years],
            screen_by_year: vec![[0; 5]; years],
            by_age: vec![[0; 5]; 12],
            ticks_by_age: vec![0; 12],
            cancer_deaths: vec![0; years],
            ..Self::default()
        }
    }

    pub(crate) fn merge(&mut self, other: &Self) {
        self.people = self.people.saturating_add(other.people);
        add(&mut self.cancers, &other.cancers);
        add(&mut self.screen, &other.screen);
        add(&mut self.by_year, &other.by_year);
        add(&mut self.screen_by_year, &other.screen_by_year);
        add(&mut self.by_age, &other.by_age);
        add_all(&mut self.ticks_by_age, &other.ticks_by_age);
        add_all(&mut self.cancer_deaths, &other.cancer_deaths);
        self.other_deaths = self.other_deaths.saturating_add(other.other_deaths);
        self.follow_up_ticks = self.follow_up_ticks.saturating_add(other.follow_up_ticks);
    }

    /// Diagnoses in these stages.
    pub fn in_stages(&self, stages: std::ops::Range<usize>) -> u64 {
        self.cancers.iter().flat_map(|c| c.get(stages.clone()).unwrap_or_default()).sum()
    }

    /// Years lived within follow-up, of all people.
    pub fn person_years(&self) -> f64 {
        self.follow_up_ticks as f64 / TICKS
    }

    /// Years lived within follow-up in this decade of age, of all people.
    pub fn years_at(&self, decade: usize) -> f64 {
        self.ticks_by_age.get(decade).map_or(0.0, |ticks| *ticks as f64 / TICKS)
    }

    /// All diagnoses.
    pub fn all(&self) -> u64 {
        self.in_stages(0..5)
    }
}

impl Tally {
    /// No counts yet, of this many cancers, years and rounds.
    pub fn new(cancers: usize, years: usize, rounds: usize) -> Self {
        Self {
            without: Universe::new(cancers, years),
            with: Universe::new(cancers, years),
            control: Universe::new(cancers, years),
            changes: Changes::new(years),
            rounds: vec![Round::default(); rounds],
            ..Self::default()
        }
    }

    /// Adds the counts of other people.
    pub fn merge(&mut self, other: &Self) {
        self.participants = self.participants.saturating_add(other.participants);
        self.without.merge(&other.without);
        self.with.merge(&other.with);
        self.control.merge(&other.control);
        self.changes.merge(&other.changes);
        self.spread.merge(&other.spread);
        if self.rounds.len() < other.rounds.len() {
            self.rounds.resize(other.rounds.len(), Round::default());
        }
        for (to, from) in self.rounds.iter_mut().zip(&other.rounds) {
            to.tests = to.tests.saturating_add(from.tests);
            to.true_positives = to.true_positives.saturating_add(from.true_positives);
            to.workup_missed = to.workup_missed.saturating_add(from.workup_missed);
            to.false_positives = to.false_positives.saturating_add(from.false_positives);
            to.false_negatives = to.false_negatives.saturating_add(from.false_negatives);
            to.interval_cancers = to.interval_cancers.saturating_add(from.interval_cancers);
        }
        self.overdiagnosed = self.overdiagnosed.saturating_add(other.overdiagnosed);
        self.indolent = self.indolent.saturating_add(other.indolent);
        self.lead = sum(self.lead, other.lead);
        self.shifted = self.shifted.saturating_add(other.shifted);
        self.surfaced = self.surfaced.saturating_add(other.surfaced);
        self.false_alarm_alone = self.false_alarm_alone.saturating_add(other.false_alarm_alone);
        self.false_alarm_people = self.false_alarm_people.saturating_add(other.false_alarm_people);
        self.life_gained = self.life_gained.saturating_add(other.life_gained);
        self.quality_gained = self.quality_gained.saturating_add(other.quality_gained);
        let (to, from) = (&mut self.five_years, &other.five_years);
        to.clinical = sum(to.clinical, from.clinical);
        to.screen = to.screen.saturating_add(from.screen);
        to.natural = to.natural.saturating_add(from.natural);
        to.lead = to.lead.saturating_add(from.lead);
        to.seen = to.seen.saturating_add(from.seen);
    }

    /// Whether these can be counts of so many people: of the shape of `empty`, and no count so large that sums of them
    /// overflow. Files may say anything.
    pub(crate) fn can_be_of(&self, empty: &Self, people: u64) -> bool {
        if people > 1 << 34 {
            return false;
        }
        // A person has at most so many diagnoses, and so many 65,536ths of a year or thousandths of a day.
        let (cases, most) = (people << 10, people << 26);
        let shape = |tally: &Self| {
            let of = |u: &Universe| {
                let rows = [&u.cancers, &u.screen, &u.by_year, &u.screen_by_year, &u.by_age];
                (rows.map(Vec::len), u.ticks_by_age.len(), u.cancer_deaths.len())
            };
            let years = tally.changes.by_year.len();
            let universes = [of(&tally.with), of(&tally.without), of(&tally.control)];
            (universes, tally.rounds.len(), years)
        };
        let small = |universe: &Universe| {
            let rows = [
                &universe.cancers,
                &universe.screen,
                &universe.by_year,
                &universe.screen_by_year,
                &universe.by_age,
            ];
            let counts = rows.into_iter().flatten().flatten();
            let single = [universe.other_deaths];
            counts.chain(&universe.cancer_deaths).all(|count| *count <= cases)
                && universe
                    .ticks_by_age
                    .iter()
                    .chain(&single)
                    .chain([&universe.follow_up_ticks])
                    .all(|count| *count <= most)
                && universe.people <= people
        };
        let round = |round: &Round| {
            let positive = [round.true_positives, round.workup_missed, round.false_positives];
            let tests = positive.iter().try_fold(0_u64, |sum, n| sum.checked_add(*n));
            round.tests <= people
                && tests.is_some_and(|tests| tests <= round.tests)
                && round.false_negatives <= round.tests
                && round.interval_cancers <= people
        };
        let five = &self.five_years;
        let single = [
            self.participants,
            self.overdiagnosed,
            self.lead.0,
            self.shifted,
            self.surfaced,
            self.false_alarm_people,
            self.false_alarm_alone,
            five.screen,
        ];
        shape(self) == shape(empty)
            && small(&self.with)
            && small(&self.without)
            && small(&self.control)
            && self.changes.counts().all(|count| count <= cases)
            && self.with.people == self.without.people
            && self.participants <= self.with.people
            && self.rounds.iter().all(round)
            && single.iter().all(|count| *count <= people)
            && self.indolent <= self.overdiagnosed
            && [self.life_gained, self.quality_gained]
                .iter()
                .all(|days| days.unsigned_abs() <= most)
            && [self.lead.1, five.clinical.0].iter().all(|count| *count <= most)
            && five.clinical.1 <= five.clinical.0
            && [five.natural, five.lead, five.seen].iter().all(|count| *count <= five.screen)
    }
}
