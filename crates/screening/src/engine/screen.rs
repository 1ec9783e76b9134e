//! Both lives of one person: rounds of tests, diagnoses, deaths.

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use rand::RngExt as _;

use super::compile::Simulator;
use super::person::{Person, Tumour};
use crate::tally::{Round, Tally, Universe};

const DAYS: f64 = 365.25;

/// A diagnosis: of which tumour, at which age and stage, by the test or by usual care.
#[derive(Clone, Copy)]
struct Diagnosis<'a> {
    tumour: &'a Tumour,
    age: f64,
    stage: usize,
    by_test: bool,
    /// Age at death of this cancer.
    death: f64,
}

/// What became of a person in one universe.
struct Life<'a> {
    diagnoses: Vec<Diagnosis<'a>>,
    /// Age at death.
    death: f64,
    of_cancer: bool,
}

/// A person in both universes.
pub(super) struct Universes<'a> {
    simulator: &'a Simulator,
    person: &'a Person,
    streams: Streams,
    number: u64,
}

impl<'a> Universes<'a> {
    pub fn new(
        simulator: &'a Simulator,
        person: &'a Person,
        streams: Streams,
        number: u64,
    ) -> Self {
        Self { simulator, person, streams, number }
    }

    pub fn count(&self, tally: &mut Tally) {
        let without = self.life(None);
        let participates = self.person.uptake < self.simulator.plan.programme.uptake;
        let trial = self.simulator.plan.trial;
        let screened = trial.is_none_or(|trial| self.person.arm < trial.allocation);
        let crosses = trial.is_some_and(|trial| self.person.crossing < trial.control_crossing);
        if trial.is_none() || (!screened && !crosses) {
            self.record(&without, &mut tally.without, 0.0);
            self.five_years(&without, tally);
        }
        if !screened && !crosses {
            return;
        }
        if !participates {
            let side = if screened { &mut tally.with } else { &mut tally.without };
            self.record(&without, side, 0.0);
            return;
        }
        if !screened {
            // A person of the control arm who is screened all the same: their tests are not the programme's.
            let mut aside =
                Tally { rounds: vec![Round::default(); tally.rounds.len()], ..Tally::default() };
            let found = self.rounds(&mut aside);
            let life = self.life(found);
            self.record(&life, &mut tally.without, 0.0);
            self.five_years(&without, tally);
            return;
        }
        tally.participants += 1;
        let alarms: u64 = tally.rounds.iter().map(|round| round.false_positives).sum();
        let found = self.rounds(tally);
        let alarms = tally.rounds.iter().map(|round| round.false_positives).sum::<u64>() - alarms;
        tally.false_alarm_people += u64::from(alarms > 0);
        let with = self.life(found);
        let loss = alarms as f64 * self.simulator.plan.cost.false_positive_loss;
        self.record(&with, &mut tally.with, loss);
        if let Some(found) =
            found.filter(|found| found.age < self.person.entry + self.simulator.plan.follow_up.0)
        {
            self.judge(&found, &without, tally);
        }
    }

    /// Age at cancer death after a diagnosis in `stage`: the clock runs from the clinical date, whatever the test
    /// brought forward, so that lead time alone saves nobody.
    fn cancer_death(&self, tumour: &Tumour, stage: usize) -> f64 {
        let survival = self.simulator.survival.get(tumour.cancer).and_then(|s| s.get(stage));
        survival.map_or(f64::INFINITY, |survival| tumour.clinical + survival.quantile(tumour.fate))
    }

    /// A life in which the test found `found`, or nothing.
    fn life(&self, found: Option<Diagnosis<'a>>) -> Life<'a> {
        let mut life = Life { diagnoses: Vec::new(), death: self.person.death, of_cancer: false };
        let mut pending = found;
        for tumour in &self.person.tumours {
            if let Some(first) = pending.filter(|first| first.age <= tumour.clinical) {
                life.add(first);
                pending = None;
            }
            if tumour.clinical.is_infinite()
                || found.is_some_and(|found| std::ptr::eq(found.tumour, tumour))
            {
                continue;
            }
            let death = self.cancer_death(tumour, tumour.stage);
            let (age, stage) = (tumour.clinical, tumour.stage);
            life.add(Diagnosis { tumour, age, stage, by_test: false, death });
        }
        if let Some(first) = pending {
            life.add(first);
        }
        life
    }

    /// All tests of a participant up to the first cancer.
    fn rounds(&self, tally: &mut Tally) -> Option<Diagnosis<'a>> {
        let (person, plan) = (self.person, &self.simulator.plan);
        let programme = &plan.programme;
        let repeats = person.alarm_repeats < plan.test.false_positive_persistence;
        // Number of tests up to the first false positive is geometric.
        let mut until_alarm = if self.simulator.log_specificity < 0.0 {
            if repeats {
                if person.alarm < 1.0 - plan.test.specificity { 0.0 } else { f64::INFINITY }
            } else {
                ((1.0 - person.alarm).ln() / self.simulator.log_specificity).floor()
            }
        } else {
            f64::INFINITY
        };
        let clinical =
            person.tumours.iter().map(|tumour| tumour.clinical).fold(f64::INFINITY, f64::min);
        let end = person.death.min(clinical).min(programme.stop_age);
        let mut random: Option<Stream> = None;
        let mut draw = || -> f64 {
            random
                .get_or_insert_with(|| self.streams.stream("screening test", self.number))
                .random()
        };
        let mut last_negative: Option<usize> = None;
        for number in 0..programme.rounds {
            let age = person.entry + programme.interval.0 * number as f64;
            if age >= end {
                break;
            }
            let attendance = programme.attendance.get(number).or(programme.attendance.last());
            if attendance.is_some_and(|attendance| *attendance < 1.0 && draw() >= *attendance) {
                continue;
            }
            let Some(round) = tally.rounds.get_mut(number) else { break };
            round.tests += 1;
            let mut ill = false;
            let mut found = None;
            for tumour in &person.tumours {
                let Some(stage) = tumour.stage_at(age) else { continue };
                ill = true;
                let sensitivity =
                    self.simulator.sensitivity.get(tumour.cancer).and_then(|s| s.get(stage));
                let mark = if tumour.persistent < plan.test.persistence {
                    tumour.threshold
                } else {
                    draw()
                };
                if found.is_none() && sensitivity.is_some_and(|sensitivity| mark < *sensitivity) {
                    found = Some((tumour, stage));
                }
            }
            if let Some((tumour, stage)) = found {
                if plan.workup.sensitivity < 1.0 && draw() >= plan.workup.sensitivity {
                    round.workup_missed += 1;
                    continue;
                }
                round.true_positives += 1;
                let benefits = tumour.helped < plan.disease.stage_shift_benefit;
                let stage_of_survival = if benefits { stage } else { tumour.stage };
                let death = self.cancer_death(tumour, stage_of_survival);
                return Some(Diagnosis { tumour, age, stage, by_test: true, death });
            }
            if ill {
                round.false_negatives += 1;
                last_negative = Some(number);
                continue;
            }
            last_negative = Some(number);
            if until_alarm >= 1.0 {
                until_alarm -= 1.0;
                continue;
            }
            round.false_positives += 1;
            if programme.stop_after_false_positive {
                break;
            }
            if !repeats {
                until_alarm = ((1.0 - draw()).ln() / self.simulator.log_specificity).floor();
            }
        }
        // A cancer that surfaced after a negative test, before the next one was due and within follow-up.
        if let Some(number) = last_negative {
            let test = person.entry + programme.interval.0 * number as f64;
            let until = (test + programme.interval.0).min(person.entry + plan.follow_up.0);
            let surfaced = clinical >= test && clinical < until && clinical < person.death;
            if let Some(round) = tally.rounds.get_mut(number) {
                round.interval_cancers += u64::from(surfaced);
            }
        }
        None
    }

    /// What a finding of the test was: lead time, stage shift, overdiagnosis, survival.
    fn judge(&self, found: &Diagnosis<'a>, without: &Life<'a>, tally: &mut Tally) {
        let tumour = found.tumour;
        let never = tumour.clinical.is_infinite();
        if never || tumour.clinical >= without.death {
            tally.overdiagnosed += 1;
            tally.indolent += u64::from(never);
            return;
        }
        tally.lead.0 += 1;
        tally.lead.1 += ((tumour.clinical - found.age) * DAYS).round() as u64;
        tally.shifted += u64::from((2..4).contains(&tumour.stage) && found.stage < 2);
        let natural = self.cancer_death(tumour, tumour.stage);
        let five = &mut tally.five_years;
        five.screen += 1;
        five.natural += u64::from(natural > tumour.clinical + 5.0);
        five.lead += u64::from(natural > found.age + 5.0);
        five.seen += u64::from(found.death > found.age + 5.0);
    }

    fn five_years(&self, without: &Life<'a>, tally: &mut Tally) {
        let end = self.person.entry + self.simulator.plan.follow_up.0;
        for diagnosis in without.diagnoses.iter().filter(|d| d.age < end && d.age < without.death) {
            tally.five_years.clinical.0 += 1;
            tally.five_years.clinical.1 += u64::from(diagnosis.death > diagnosis.age + 5.0);
        }
    }

    /// Counts a life.
    fn record(&self, life: &Life<'a>, to: &mut Universe, quality_loss: f64) {
        let (person, plan) = (self.person, &self.simulator.plan);
        let follow_up = plan.follow_up.0;
        let end = person.entry + follow_up;
        to.people += 1;
        for diagnosis in life.diagnoses.iter().filter(|d| d.age < end && d.age < life.death) {
            let year = (diagnosis.age - person.entry) as usize;
            let (stage, decade) = (diagnosis.stage, (diagnosis.age / 10.0) as usize);
            bump(&mut to.cancers, diagnosis.tumour.cancer, stage);
            bump(&mut to.by_year, year, stage);
            bump(&mut to.by_age, decade.min(11), stage);
            if diagnosis.by_test {
                bump(&mut to.screen, diagnosis.tumour.cancer, stage);
                bump(&mut to.screen_by_year, year, stage);
            }
        }
        let alive = life.death.min(end);
        to.follow_up_days += ((alive - person.entry) * DAYS).round() as u64;
        let mut from = person.entry;
        while from < alive {
            let decade = ((from / 10.0) as usize).min(11);
            let until = ((decade + 1) as f64 * 10.0).min(alive);
            if let Some(days) = to.days_by_age.get_mut(decade) {
                *days += ((until - from) * DAYS).round() as u64;
            }
            if until <= from {
                break;
            }
            from = until;
        }
        if life.death < end {
            if life.of_cancer {
                if let Some(deaths) = to.cancer_deaths.get_mut((life.death - person.entry) as usize)
                {
                    *deaths += 1;
                }
            } else {
                to.other_deaths += 1;
            }
        }
        let (years, quality) = self.lived(life);
        to.life += (years * DAYS * 1000.0).round() as u64;
        to.quality += ((quality - quality_loss).max(0.0) * DAYS * 1000.0).round() as u64;
    }

    /// Discounted years of life and quality-adjusted years from entry to death: full utility up to the first
    /// diagnosis, that of its stage after it.
    fn lived(&self, life: &Life<'a>) -> (f64, f64) {
        let cost = &self.simulator.plan.cost;
        let rate = (1.0 + cost.discount).ln();
        let discounted =
            |years: f64| if rate > 0.0 { (1.0 - (-rate * years).exp()) / rate } else { years };
        let all = discounted(life.death - self.person.entry);
        let first = life.diagnoses.iter().find(|diagnosis| diagnosis.age < life.death);
        let Some(first) = first else { return (all, all) };
        let well = discounted(first.age - self.person.entry);
        let utility = if first.stage < 2 { cost.utility_early } else { cost.utility_late };
        (all, well + utility * (all - well))
    }
}

impl<'a> Life<'a> {
    fn add(&mut self, diagnosis: Diagnosis<'a>) {
        if diagnosis.age < self.death && diagnosis.death < self.death {
            self.death = diagnosis.death;
            self.of_cancer = true;
        }
        self.diagnoses.push(diagnosis);
    }
}

fn bump(rows: &mut [[u64; 5]], row: usize, stage: usize) {
    if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(stage)) {
        *cell += 1;
    }
}
