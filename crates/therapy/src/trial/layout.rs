//! Who is in a trial: groups of people of a design, each treated alike.

use super::check::treated_of;
use super::plan::Design;

/// A group of people who are treated alike.
#[derive(Debug, Clone, Copy)]
pub(super) struct Block {
    pub(super) arm: usize,
    pub(super) n: usize,
    pub(super) dose_factor: f64,
    pub(super) drift: f64,
    pub(super) period: usize,
}

/// People of one trial, without laying them out.
pub(super) fn people_of(design: &Design) -> u64 {
    let all = |sizes: &[usize]| sizes.iter().map(|n| *n as u64).sum();
    match design {
        Design::SingleArm(plan) => plan.n as u64,
        Design::SplitBody(plan) => plan.n as u64,
        Design::Randomised(plan) => plan.n as u64,
        Design::Historical(plan) => all(&[plan.n, plan.controls]),
        Design::MultiArm(plan) => {
            plan.control as u64 + plan.arms.iter().map(|arm| arm.n as u64).sum::<u64>()
        }
        Design::Stepped(plan) => {
            (plan.clusters * (plan.clusters + 1)) as u64 * plan.per_period as u64
        }
        Design::Cohort(plan) => all(&[plan.treated, plan.untreated]),
    }
}

/// People of each arm of one trial: groups that are enrolled with a mix of their own.
pub(super) fn arms_of(design: &Design) -> Vec<usize> {
    blocks(design).iter().map(|block| block.n).collect()
}

/// Groups of one trial.
pub(super) fn blocks(design: &Design) -> Vec<Block> {
    let block = |arm, n| Block { arm, n, dose_factor: 1.0, drift: 0.0, period: 0 };
    match design {
        Design::SingleArm(plan) => vec![block(1, plan.n)],
        Design::SplitBody(plan) => vec![block(1, plan.n)],
        Design::Historical(plan) => {
            vec![block(1, plan.n), Block { drift: plan.drift, ..block(0, plan.controls) }]
        }
        Design::Randomised(plan) => {
            let treated = treated_of(plan.n, plan.ratio);
            vec![block(1, treated), block(0, plan.n - treated)]
        }
        Design::MultiArm(plan) => {
            let arms = plan.arms.iter().enumerate();
            let arms =
                arms.map(|(k, arm)| Block { dose_factor: arm.dose_factor, ..block(k + 1, arm.n) });
            arms.chain([block(0, plan.control)]).collect()
        }
        Design::Stepped(plan) => {
            let cell = |cluster: usize, period: usize| Block {
                drift: plan.trend * period as f64,
                period,
                ..block(usize::from(period > cluster), plan.per_period)
            };
            (0..=plan.clusters)
                .flat_map(|period| (0..plan.clusters).map(move |c| cell(c, period)))
                .collect()
        }
        Design::Cohort(plan) => vec![block(1, plan.treated), block(0, plan.untreated)],
    }
}
