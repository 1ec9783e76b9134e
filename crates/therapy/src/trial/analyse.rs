//! Analysis of one trial as its design lays down: an estimate, an interval, a p value.

use super::plan::{Boundary, Conduct, Design, TwoProportions};
use crate::closed::tests::{Answer, Group, against_rate, fisher, mean, means, proportions};
use crate::fortune::normal_quantile;

/// One person, or one side, as the analysis sees them.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Seen {
    /// 0 for control, else the number of the treated arm.
    pub arm: usize,
    /// Endpoint as read: 1 or 0, or a number.
    pub value: f64,
    /// Period of a stepped wedge.
    pub period: usize,
    /// Membership of subgroups, a bit each.
    pub subgroups: u32,
}

/// What the test says, and whether it is significant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Decision {
    /// The estimate that is reported.
    pub answer: Answer,
    /// Whether p is below the level, the boundary of the look, or the divided level.
    pub significant: bool,
    /// Look at which it was decided, from 1.
    pub look: usize,
}

/// Critical values of |z| for 2 to 5 looks at a two-sided 5 % (Jennison & Turnbull 2000, tables 2.1 and 2.3).
const POCOCK: [f64; 4] = [2.178, 2.289, 2.361, 2.413];
const O_BRIEN_FLEMING: [f64; 4] = [1.977, 2.004, 2.024, 2.040];

/// |z| to exceed at look `look` of `looks`. Another level than 5 % scales the table by the ratio of normal quantiles.
pub fn critical(boundary: Boundary, look: usize, looks: usize, alpha: f64) -> f64 {
    let plain = normal_quantile(1.0 - alpha / 2.0);
    let scale = plain / normal_quantile(0.975);
    let of =
        |table: [f64; 4]| looks.checked_sub(2).and_then(|n| table.get(n).copied()).unwrap_or(1.96);
    match boundary {
        Boundary::None => plain,
        Boundary::Pocock => scale * of(POCOCK),
        Boundary::OBrienFleming => {
            scale * of(O_BRIEN_FLEMING) * (looks as f64 / look as f64).sqrt()
        }
    }
}

/// How people are compared.
#[derive(Debug, Clone, Copy)]
pub struct Analysis<'a> {
    /// The design.
    pub design: &'a Design,
    /// The conduct.
    pub conduct: &'a Conduct,
    /// Whether the endpoint is reached or not.
    pub binary: bool,
    /// Level.
    pub alpha: f64,
}

impl Analysis<'_> {
    /// The decision on `people` in order of enrolment.
    pub fn decide(&self, people: &[Seen]) -> Decision {
        let looks = self.conduct.looks;
        for look in 1..looks {
            let so_far = people.get(..people.len() * look / looks).unwrap_or(people);
            let answer = self.compare(so_far.iter(), 1, self.alpha);
            if answer.z().abs() > critical(self.conduct.boundary, look, looks, self.alpha) {
                return Decision { answer, significant: true, look };
            }
        }
        if looks > 1 {
            let answer = self.compare(people.iter(), 1, self.alpha);
            let significant =
                answer.z().abs() > critical(self.conduct.boundary, looks, looks, self.alpha);
            return Decision { answer, significant, look: looks };
        }
        let mut best = self.whole(people);
        for factor in 0..self.conduct.subgroups {
            for side in [0, 1] {
                let of_side = people.iter().filter(|p| p.subgroups >> factor & 1 == side);
                let answer = self.compare(of_side, 1, self.alpha);
                if answer.p < best.answer.p {
                    best = Decision { answer, significant: answer.p < self.alpha, look: 1 };
                }
            }
        }
        best
    }

    /// All people; of several arms the one with the smallest p, at the divided level where the plan says so.
    fn whole(&self, people: &[Seen]) -> Decision {
        let alpha = self.level();
        let arms = match self.design {
            Design::MultiArm(plan) => plan.arms.len(),
            _ => 1,
        };
        let mut best: Option<Answer> = None;
        for arm in 1..=arms {
            let answer = self.compare(people.iter(), arm, alpha);
            if best.is_none_or(|best| answer.p < best.p) {
                best = Some(answer);
            }
        }
        let answer = best.unwrap_or(Answer::NONE);
        Decision { answer, significant: answer.p < alpha, look: 1 }
    }

    /// Each treated arm beside the control, at the level that each is tested at; nothing where there is one.
    pub fn arms(&self, people: &[Seen]) -> Vec<(Answer, bool)> {
        let Design::MultiArm(plan) = self.design else { return Vec::new() };
        let alpha = self.level();
        (1..=plan.arms.len())
            .map(|arm| self.compare(people.iter(), arm, alpha))
            .map(|answer| (answer, answer.p < alpha))
            .collect()
    }

    /// The level of one comparison: that of the plan, divided where it says so.
    fn level(&self) -> f64 {
        match self.design {
            Design::MultiArm(plan) if plan.bonferroni => self.alpha / plan.arms.len() as f64,
            _ => self.alpha,
        }
    }

    fn compare<'a>(
        &self,
        people: impl Iterator<Item = &'a Seen>,
        arm: usize,
        alpha: f64,
    ) -> Answer {
        if let Design::Stepped(plan) = self.design
            && plan.within_periods
        {
            return Self::within_periods(people, alpha);
        }
        let (mut treated, mut control) = (Group::default(), Group::default());
        for person in people {
            if person.arm == 0 {
                control.add(person.value);
            } else if person.arm == arm {
                treated.add(person.value);
            }
        }
        match self.design {
            Design::SingleArm(plan) if self.binary => {
                against_rate(treated, plan.null.unwrap_or(0.5), alpha)
            }
            Design::SingleArm(plan) => {
                treated.mean -= plan.null.unwrap_or(0.0);
                mean(treated, alpha)
            }
            // Differences of sides stand in the treated arm.
            Design::SplitBody(_) => mean(treated, alpha),
            _ if !self.binary => means(treated, control, alpha),
            _ => {
                let mut answer = proportions(treated, control, alpha);
                if self.conduct.test == TwoProportions::Fisher {
                    let count =
                        |group: Group| ((group.mean * group.n).round() as u64, group.n as u64);
                    let ((x1, n1), (x0, n0)) = (count(treated), count(control));
                    answer.p = if n1 == 0 || n0 == 0 { 1.0 } else { fisher(x1, n1, x0, n0) };
                }
                answer
            }
        }
    }

    /// Differences within periods, weighted by n₁n₀/(n₁ + n₀) (Mantel–Haenszel): free of the trend between periods.
    fn within_periods<'a>(people: impl Iterator<Item = &'a Seen>, alpha: f64) -> Answer {
        let mut periods: Vec<[Group; 2]> = Vec::new();
        for person in people {
            if periods.len() <= person.period {
                periods.resize(person.period + 1, [Group::default(); 2]);
            }
            if let Some(groups) = periods.get_mut(person.period) {
                groups[usize::from(person.arm > 0)].add(person.value);
            }
        }
        let (mut sum, mut weights, mut variance) = (0.0, 0.0, 0.0);
        for [control, treated] in periods {
            if control.n < 2.0 || treated.n < 2.0 {
                continue;
            }
            let weight = treated.n * control.n / (treated.n + control.n);
            sum += weight * (treated.mean - control.mean);
            variance +=
                weight * weight * (treated.variance() / treated.n + control.variance() / control.n);
            weights += weight;
        }
        if weights <= 0.0 {
            return Answer::NONE;
        }
        let (estimate, se) = (sum / weights, variance.sqrt() / weights);
        if variance <= 0.0 {
            return Answer { estimate, se, ..Answer::NONE };
        }
        let z = normal_quantile(1.0 - alpha / 2.0);
        let p = 2.0 * crate::fortune::normal_cdf(-(estimate / se).abs());
        Answer { estimate, se, interval: (estimate - z * se, estimate + z * se), p }
    }
}
