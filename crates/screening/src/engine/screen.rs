//! Tests of a participant who has, or will have, a tumour: up to the first cancer that the test or usual care finds.

use super::alarms::Alarms;
use super::compile::Simulator;
use super::contribution::Spent;
use super::life::Found;
use super::person::Person;
use super::sources::Sources;
use super::tumour::Tumour;
use crate::tally::Round;

impl Simulator {
    /// Counts into `rounds` and `spent`; gives back what the test found and the number of false positives. A positive test
    /// that the work-up does not confirm may be a false positive or a cancer missed: a person cannot tell, and stops after
    /// either where the programme says so.
    pub(super) fn screen(
        &self,
        person: &Person,
        tumours: &[Tumour],
        mut alarms: Alarms,
        sources: &mut Sources,
        rounds: &mut [Round],
        spent: &mut Spent,
    ) -> (Option<Found>, u64) {
        let (plan, programme) = (&self.plan, &self.plan.programme);
        let clinical = tumours.iter().map(|tumour| tumour.clinical).fold(f64::INFINITY, f64::min);
        let end = person.end.min(clinical).min(programme.stop_age);
        let mut last_negative: Option<usize> = None;
        let mut false_positives = 0;
        for (number, round) in rounds.iter_mut().enumerate() {
            let age = person.entry + programme.interval.0 * number as f64;
            if age >= end {
                break;
            }
            if sources.attends().is_some_and(|attends| attends.get(number) == Some(&false)) {
                continue;
            }
            round.tests += 1;
            spent.test(self, number);
            let (ill, positive) = self.result(tumours, age, sources);
            if let Some((tumour, stage)) = positive {
                spent.work_up(self, number);
                if plan.workup.sensitivity < 1.0 && sources.test() >= plan.workup.sensitivity {
                    round.workup_missed += 1;
                    if programme.stop_after_false_positive {
                        break;
                    }
                    continue;
                }
                round.true_positives += 1;
                return (self.found(tumours, tumour, age, stage), false_positives);
            }
            last_negative = Some(number);
            if ill {
                round.false_negatives += 1;
                continue;
            }
            if !alarms.next(self, sources) {
                continue;
            }
            spent.work_up(self, number);
            round.false_positives += 1;
            false_positives += 1;
            if programme.stop_after_false_positive {
                break;
            }
        }
        // A cancer that surfaced after a negative test, before the next one was due and within follow-up.
        if let Some(number) = last_negative {
            let test = person.entry + programme.interval.0 * number as f64;
            let until = (test + programme.interval.0).min(person.entry + self.follow_up);
            let surfaced = clinical >= test && clinical < until && clinical < person.death;
            if let Some(round) = rounds.get_mut(number) {
                round.interval_cancers += u64::from(surfaced);
            }
        }
        (None, false_positives)
    }

    /// Whether any tumour is there at this age, and the first that the test sees, with its stage.
    fn result(
        &self,
        tumours: &[Tumour],
        age: f64,
        sources: &mut Sources,
    ) -> (bool, Option<(usize, usize)>) {
        let (mut ill, mut positive) = (false, None);
        for (number, tumour) in tumours.iter().enumerate() {
            let Some(stage) = tumour.stage_at(age) else { continue };
            ill = true;
            let sensitivity = self.sensitivity.get(tumour.cancer).and_then(|s| s.get(stage));
            let persistent = tumour.persistent < self.plan.test.persistence;
            let mark = if persistent { tumour.threshold } else { sources.test() };
            if positive.is_none() && sensitivity.is_some_and(|sensitivity| mark < *sensitivity) {
                positive = Some((number, stage));
            }
        }
        (ill, positive)
    }

    /// A finding, with the age at death of this cancer by the stage whose survival the person has.
    fn found(&self, tumours: &[Tumour], number: usize, age: f64, stage: usize) -> Option<Found> {
        let tumour = tumours.get(number)?;
        let benefits = tumour.helped < self.plan.disease.stage_shift_benefit;
        let death = self.cancer_death(tumour, if benefits { stage } else { tumour.stage });
        Some(Found { tumour: number, age, stage, death })
    }
}
