//! Counting: of people without tumours by a few additions, of the others by what their lives were.

use super::alarms::Alarms;
use super::compile::Simulator;
use super::contribution::{Contribution, Spent};
use super::life::{Found, Life};
use super::person::Person;
use super::sources::{Arm, Sources};
use super::tumour::Tumour;
use crate::tally::{DAYS, Tally, Universe, kinds, ticks};

/// Counts of a block, and the memory that its people share.
pub(super) struct Counter<'a> {
    simulator: &'a Simulator,
    tally: Tally,
    /// What is alike in both universes.
    both: Universe,
    /// Healthy participants by the number of their tests, all negative.
    clean: Vec<u64>,
    tumours: Vec<Tumour>,
    without: Life,
    with: Life,
    /// Diagnoses of a person with less without the programme, by year and kind.
    differences: Vec<[i64; 4]>,
}

impl<'a> Counter<'a> {
    pub fn new(simulator: &'a Simulator) -> Self {
        let tally = simulator.empty();
        let both = tally.with.clone();
        let clean = vec![0; simulator.plan.programme.rounds + 1];
        let (tumours, without, with) = (Vec::new(), Life::default(), Life::default());
        let differences = vec![[0; 4]; simulator.years()];
        Self { simulator, tally, both, clean, tumours, without, with, differences }
    }

    /// The counts.
    pub fn tally(mut self) -> Tally {
        self.tally.with.merge(&self.both);
        self.tally.without.merge(&self.both);
        let mut tested = 0;
        for (number, round) in self.tally.rounds.iter_mut().enumerate().rev() {
            tested += self.clean.get(number + 1).map_or(0, |n| *n);
            round.tests += tested;
        }
        for (tests, people) in self.clean.iter().enumerate().filter(|(_, people)| **people > 0) {
            let of = self.simulator.clean_quantities(tests);
            self.tally.spread.add(&of, people.cast_signed());
        }
        self.tally
    }

    /// Counts one person.
    #[inline]
    pub fn count(&mut self, person: &Person, arm: Arm, sources: &mut Sources) {
        let repeats = sources.repeats();
        let participates = person.uptake < self.simulator.plan.programme.uptake;
        if person.has_tumours() {
            self.simulator.tumours(person, sources.tumours(), &mut self.tumours);
            if !self.tumours.is_empty() {
                self.ill(person, arm, participates, repeats, sources);
                return;
            }
        }
        let universe = match arm {
            Arm::Invited => &mut self.both,
            Arm::Control { .. } => &mut self.tally.control,
        };
        universe.people += 1;
        follow(universe, person.entry, person.end);
        universe.other_deaths += u64::from(person.end < person.entry + self.simulator.follow_up);
        if participates && arm == Arm::Invited {
            self.healthy_tests(person, repeats, sources);
        }
    }

    /// Tests of a participant without a tumour.
    #[inline]
    fn healthy_tests(&mut self, person: &Person, repeats: Option<f64>, sources: &mut Sources) {
        let simulator = self.simulator;
        let programme = &simulator.plan.programme;
        self.tally.participants += 1;
        let years = person.end.min(programme.stop_age) - person.entry;
        let offered =
            ((years / programme.interval.0).ceil().max(0.0) as usize).min(programme.rounds);
        let all_clean = simulator.clean.get(offered).is_some_and(|clean| person.alarm <= *clean);
        if all_clean && repeats.is_none() && sources.attends().is_none() {
            if let Some(people) = self.clean.get_mut(offered) {
                *people += 1;
            }
            return;
        }
        let mut alarms = Alarms::new(simulator, person, repeats);
        let (mut positives, mut spent) = (0, Spent::default());
        for (number, round) in self.tally.rounds.iter_mut().enumerate().take(offered) {
            if sources.attends().is_some_and(|attends| attends.get(number) == Some(&false)) {
                continue;
            }
            round.tests += 1;
            spent.test(simulator, number);
            if alarms.next(simulator, sources) {
                spent.work_up(simulator, number);
                round.false_positives += 1;
                positives += 1;
                if programme.stop_after_false_positive {
                    break;
                }
            }
        }
        self.tally.false_alarm_people += u64::from(positives > 0);
        self.tally.false_alarm_alone += u64::from(positives > 0);
        let of = Contribution { false_positives: positives, ..Contribution::default() };
        self.tally.spread.add(&simulator.quantities(&spent, &of), 1);
    }

    /// Counts a person with a tumour.
    fn ill(
        &mut self,
        person: &Person,
        arm: Arm,
        participates: bool,
        repeats: Option<f64>,
        sources: &mut Sources,
    ) {
        let simulator = self.simulator;
        self.without.live(simulator, person, &self.tumours, None);
        if let Arm::Control { crosses } = arm {
            self.control(person, participates && crosses, repeats, sources);
            return;
        }
        five_years(simulator, person, &self.without, &mut self.tally);
        if !participates {
            record(simulator, person, &self.without, &mut self.both);
            return;
        }
        let alarms = Alarms::new(simulator, person, repeats);
        let (rounds, mut spent) = (&mut self.tally.rounds, Spent::default());
        let (found, positives) =
            simulator.screen(person, &self.tumours, alarms, sources, rounds, &mut spent);
        let surfaced = found.is_none() && self.surfaces(person);
        let alone = positives > 0 && found.is_none() && !surfaced;
        self.tally.participants += 1;
        self.tally.surfaced += u64::from(surfaced);
        self.tally.false_alarm_people += u64::from(positives > 0);
        self.tally.false_alarm_alone += u64::from(alone);
        let mut of = Contribution { false_positives: positives, ..Contribution::default() };
        if let Some(finding) = found {
            self.with.live(simulator, person, &self.tumours, found);
            record(simulator, person, &self.without, &mut self.tally.without);
            record(simulator, person, &self.with, &mut self.tally.with);
            self.differ(person);
            of.found = true;
            of.lead = self.judge(&finding);
            of.life = self.gain(person);
            of.treatment = simulator.treatment(person, &self.with)
                - simulator.treatment(person, &self.without);
        } else {
            record(simulator, person, &self.without, &mut self.both);
        }
        self.tally.spread.add(&simulator.quantities(&spent, &of), 1);
    }

    /// Counts a person of the control arm, who may be screened all the same: those tests are not the programme's.
    fn control(
        &mut self,
        person: &Person,
        screened: bool,
        repeats: Option<f64>,
        sources: &mut Sources,
    ) {
        let simulator = self.simulator;
        let mut found = None;
        if screened {
            let alarms = Alarms::new(simulator, person, repeats);
            let mut aside = vec![crate::tally::Round::default(); self.tally.rounds.len()];
            let mut spent = Spent::default();
            let tumours = &self.tumours;
            found = simulator.screen(person, tumours, alarms, sources, &mut aside, &mut spent).0;
        }
        if found.is_some() {
            self.with.live(simulator, person, &self.tumours, found);
            record(simulator, person, &self.with, &mut self.tally.control);
        } else {
            record(simulator, person, &self.without, &mut self.tally.control);
        }
    }

    /// Counts what the two lives of a person found by the test have not in common.
    fn differ(&mut self, person: &Person) {
        let end = person.entry + self.simulator.follow_up;
        self.differences.fill([0; 4]);
        for (life, sign) in [(&self.without, -1), (&self.with, 1)] {
            for diagnosis in life.within(end) {
                let year = (diagnosis.age - person.entry) as usize;
                let Some(of_year) = self.differences.get_mut(year) else { continue };
                for (to, is) in of_year.iter_mut().zip(kinds(diagnosis.stage)) {
                    *to += if is { sign } else { 0 };
                }
            }
        }
        self.tally.changes.person(&self.differences);
        let dies = |life: &Life| i64::from(life.of_cancer && life.death < end);
        self.tally.changes.deaths.add(dies(&self.with) - dies(&self.without));
    }

    /// What a person found by the test gained in life, and in quality-adjusted life: years, discounted.
    fn gain(&mut self, person: &Person) -> (f64, f64) {
        let with = self.with.years(self.simulator, person.entry);
        let without = self.without.years(self.simulator, person.entry);
        let gained = (with.0 - without.0, with.1 - without.1);
        let thousandths = |years: f64| (years * DAYS * 1000.0).round() as i64;
        self.tally.life_gained += thousandths(gained.0);
        self.tally.quality_gained += thousandths(gained.1);
        gained
    }

    /// Whether a cancer surfaces within follow-up in the life without a programme.
    fn surfaces(&self, person: &Person) -> bool {
        let end = person.entry + self.simulator.follow_up;
        let life = &self.without;
        life.diagnoses.first().is_some_and(|first| first.age < end.min(life.death))
    }

    /// What a finding of the test was: lead time, stage shift, overdiagnosis, survival. Gives back the lead time in years of
    /// a cancer that would have surfaced.
    fn judge(&mut self, found: &Found) -> Option<f64> {
        let tumour = self.tumours.get(found.tumour)?;
        let tally = &mut self.tally;
        let never = tumour.clinical.is_infinite();
        if never || tumour.clinical >= self.without.death {
            tally.overdiagnosed += 1;
            tally.indolent += u64::from(never);
            return None;
        }
        tally.lead.0 += 1;
        tally.lead.1 += ((tumour.clinical - found.age) * DAYS).round() as u64;
        tally.shifted += u64::from((2..4).contains(&tumour.stage) && found.stage < 2);
        let natural = self.simulator.cancer_death(tumour, tumour.stage);
        let five = &mut tally.five_years;
        five.screen += 1;
        five.natural += u64::from(natural > tumour.clinical + 5.0);
        five.lead += u64::from(natural > found.age + 5.0);
        five.seen += u64::from(found.death > found.age + 5.0);
        Some(tumour.clinical - found.age)
    }
}

fn five_years(simulator: &Simulator, person: &Person, life: &Life, tally: &mut Tally) {
    let end = person.entry + simulator.follow_up;
    for diagnosis in life.within(end) {
        tally.five_years.clinical.0 += 1;
        tally.five_years.clinical.1 += u64::from(diagnosis.death > diagnosis.age + 5.0);
    }
}

/// Counts the time from `entry` to `alive`, by decade of age.
#[inline]
fn follow(universe: &mut Universe, entry: f64, alive: f64) {
    let (mut from, until) = (ticks(entry), ticks(alive));
    universe.follow_up_ticks += until - from.min(until);
    let decade = ticks(10.0);
    let first = (from / decade) as usize;
    for (later, time) in universe.ticks_by_age.iter_mut().skip(first).enumerate() {
        let end = ((first + later + 1) as u64 * decade).min(until);
        *time += end.saturating_sub(from);
        if end >= until {
            break;
        }
        from = end;
    }
}

/// Counts the life of a person with a tumour.
fn record(simulator: &Simulator, person: &Person, life: &Life, to: &mut Universe) {
    let end = person.entry + simulator.follow_up;
    to.people += 1;
    for diagnosis in life.within(end) {
        let year = (diagnosis.age - person.entry) as usize;
        let (stage, decade) = (diagnosis.stage, (diagnosis.age / 10.0) as usize);
        bump(&mut to.cancers, diagnosis.cancer, stage);
        bump(&mut to.by_year, year, stage);
        bump(&mut to.by_age, decade.min(11), stage);
        if diagnosis.by_test {
            bump(&mut to.screen, diagnosis.cancer, stage);
            bump(&mut to.screen_by_year, year, stage);
        }
    }
    follow(to, person.entry, life.death.min(end));
    if life.death < end {
        if life.of_cancer {
            let year = (life.death - person.entry) as usize;
            if let Some(deaths) = to.cancer_deaths.get_mut(year) {
                *deaths += 1;
            }
        } else {
            to.other_deaths += 1;
        }
    }
}

fn bump(rows: &mut [[u64; 5]], row: usize, stage: usize) {
    if let Some(cell) = rows.get_mut(row).and_then(|row| row.get_mut(stage)) {
        *cell += 1;
    }
}
