//! What a simulation counts. Integers alone, so that sums do not depend on the order of people, threads or shards.

use serde::{Deserialize, Serialize};

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
    /// Person-days free of cancer and alive, by decade of age.
    pub days_by_age: Vec<u64>,
    /// Cancer deaths by year from the first invitation.
    pub cancer_deaths: Vec<u64>,
    /// Deaths of other causes within follow-up.
    pub other_deaths: u64,
    /// Days lived over life, discounted; thousandths.
    pub life: u64,
    /// Quality-adjusted days over life, discounted; thousandths.
    pub quality: u64,
    /// Days lived within follow-up.
    pub follow_up_days: u64,
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

/// All counts of a simulation.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Tally {
    /// People who would take part.
    pub participants: u64,
    /// Without the programme; the control arm of a trial.
    pub without: Universe,
    /// With the programme; the screening arm of a trial.
    pub with: Universe,
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
    /// Persons with a false positive, at least one.
    pub false_alarm_people: u64,
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

fn add(to: &mut Vec<[u64; 5]>, from: &[[u64; 5]]) {
    if to.len() < from.len() {
        to.resize(from.len(), [0; 5]);
    }
    for (to, from) in to.iter_mut().zip(from) {
        for (to, from) in to.iter_mut().zip(from) {
            *to += *from;
        }
    }
}

fn add_all(to: &mut Vec<u64>, from: &[u64]) {
    if to.len() < from.len() {
        to.resize(from.len(), 0);
    }
    to.iter_mut().zip(from).for_each(|(to, from)| *to += from);
}

impl Universe {
    fn new(cancers: usize, years: usize) -> Self {
        Self {
            cancers: vec![[0; 5]; cancers],
            screen: vec![[0; 5]; cancers],
            by_year: vec![[0; 5]; years],
            screen_by_year: vec![[0; 5]; years],
            by_age: vec![[0; 5]; 12],
            days_by_age: vec![0; 12],
            cancer_deaths: vec![0; years],
            ..Self::default()
        }
    }

    fn merge(&mut self, other: &Self) {
        self.people += other.people;
        add(&mut self.cancers, &other.cancers);
        add(&mut self.screen, &other.screen);
        add(&mut self.by_year, &other.by_year);
        add(&mut self.screen_by_year, &other.screen_by_year);
        add(&mut self.by_age, &other.by_age);
        add_all(&mut self.days_by_age, &other.days_by_age);
        add_all(&mut self.cancer_deaths, &other.cancer_deaths);
        self.other_deaths += other.other_deaths;
        self.life += other.life;
        self.quality += other.quality;
        self.follow_up_days += other.follow_up_days;
    }

    /// Diagnoses in these stages.
    pub fn in_stages(&self, stages: std::ops::Range<usize>) -> u64 {
        self.cancers.iter().flat_map(|c| c.get(stages.clone()).unwrap_or_default()).sum()
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
            rounds: vec![Round::default(); rounds],
            ..Self::default()
        }
    }

    /// Adds the counts of other people.
    pub fn merge(&mut self, other: &Self) {
        self.participants += other.participants;
        self.without.merge(&other.without);
        self.with.merge(&other.with);
        if self.rounds.len() < other.rounds.len() {
            self.rounds.resize(other.rounds.len(), Round::default());
        }
        for (to, from) in self.rounds.iter_mut().zip(&other.rounds) {
            to.tests += from.tests;
            to.true_positives += from.true_positives;
            to.workup_missed += from.workup_missed;
            to.false_positives += from.false_positives;
            to.false_negatives += from.false_negatives;
            to.interval_cancers += from.interval_cancers;
        }
        self.overdiagnosed += other.overdiagnosed;
        self.indolent += other.indolent;
        self.lead = (self.lead.0 + other.lead.0, self.lead.1 + other.lead.1);
        self.shifted += other.shifted;
        self.false_alarm_people += other.false_alarm_people;
        let (to, from) = (&mut self.five_years, &other.five_years);
        to.clinical = (to.clinical.0 + from.clinical.0, to.clinical.1 + from.clinical.1);
        to.screen += from.screen;
        to.natural += from.natural;
        to.lead += from.lead;
        to.seen += from.seen;
    }
}
