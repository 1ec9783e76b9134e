//! Simulated trials: one random stream a trial, one row a trial and strength of effect.

use exoscope_core::Streams;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::analyse::{Analysis, Seen};
use super::layout::{Block, blocks};
use super::plan::{Design, Plan};
use crate::TherapyError;
use crate::closed::tests::{Group, mean};
use crate::effect::EffectLaw as _;
use crate::fortune::{Draw, Fortune};
use crate::patient::{Course, NaturalHistory, Seat};

/// One trial at one strength of the effect.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// Estimate that is reported; nothing where too few people are left for one.
    pub estimate: Option<f64>,
    /// Its standard error.
    pub se: Option<f64>,
    /// Ends of its interval; nothing where there is none.
    pub interval: Option<(f64, f64)>,
    /// Whether it is called significant.
    pub significant: bool,
    /// Look at which it was decided.
    pub look: usize,
    /// Mean of (treated − natural) of the treated people, of whom both are known; free of loss and of assessors.
    pub truth: f64,
    /// Mean endpoint of the treated people without treatment, as it is.
    pub natural: f64,
    /// Mean endpoint as read, of treated people and of controls (of two sides their difference); nothing of nobody.
    pub means: (Option<f64>, Option<f64>),
    /// Treated people analysed, and of these successes (of a mean 0).
    pub count: (u32, u32),
    /// Variance of the endpoint between people of one arm (of two sides, between the treated sides); nothing where no arm has
    /// two people.
    pub variance: Option<f64>,
    /// Variance of the difference of sides.
    pub difference: Option<f64>,
    /// Of a continuous endpoint, whether every arm improved over its own baseline (paired test, p < α).
    pub all_improved: bool,
    /// Of several treated arms, each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub arms: Vec<ArmRow>,
}

/// One treated arm of several, in one trial.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ArmRow {
    /// Its estimate beside the control.
    pub estimate: Option<f64>,
    /// Whether it is called significant.
    pub significant: bool,
    /// Mean of (treated − natural) of its people.
    pub truth: f64,
}

/// Rows of trials `trials.0` to below `trials.1`, with what they are of.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Part {
    /// Version of the format; 1.
    pub format: u32,
    /// The plan.
    pub plan: serde_json::Value,
    /// Master seed.
    pub seed: u64,
    /// First trial and the one after the last.
    pub trials: (u64, u64),
    /// Rows by strength of the effect, then trial.
    pub rows: Vec<Vec<Row>>,
}

/// One arm of one trial.
#[derive(Debug, Clone, Copy, Default)]
struct Arm {
    /// As the analysis reads it.
    read: Group,
    /// Of a treated person, or of one side.
    side: Group,
    /// Treated less natural, of all.
    gain: Group,
    /// Without treatment, of all.
    natural: Group,
}

/// One person of one trial.
struct Lived {
    /// As the analysis reads it; of two sides their difference.
    read: f64,
    /// Of the person, or of the treated side.
    side: f64,
    lost: bool,
    /// What treatment truly changed.
    gain: f64,
    /// The endpoint without treatment.
    natural: f64,
}

fn finite(x: f64) -> Option<f64> {
    x.is_finite().then_some(x)
}

/// A plan, ready to run.
pub struct Trials {
    plan: Plan,
    history: Box<dyn NaturalHistory>,
    blocks: Vec<Block>,
    binary: bool,
    sd: f64,
}

impl Trials {
    /// The plan checked, its arms laid out.
    pub fn new(plan: &Plan) -> Result<Self, TherapyError> {
        let plan = plan.clone().checked()?;
        let history = plan.disease.history(plan.severity.as_ref())?;
        let endpoint = history.endpoint();
        let binary = endpoint.is_binary();
        let sd = match endpoint {
            crate::patient::Endpoint::Continuous { sd, .. } => sd,
            crate::patient::Endpoint::Binary { .. } => 0.0,
        };
        Ok(Self { blocks: blocks(&plan.design), history, binary, sd, plan })
    }

    /// The plan, checked.
    pub fn plan(&self) -> &Plan {
        &self.plan
    }

    /// The natural history.
    pub fn history(&self) -> &dyn NaturalHistory {
        self.history.as_ref()
    }

    /// People of one trial.
    pub fn people(&self) -> usize {
        self.blocks.iter().map(|block| block.n).sum()
    }

    /// Logarithm of the hazard ratio at a strength of the effect.
    pub fn log_ratio(&self, beta: f64, dose_factor: f64) -> f64 {
        self.plan.treatment.law.log_ratio(beta, self.plan.dose() * dose_factor)
    }

    /// Trials `first` to below `end`, at every strength of the effect: by strength, then trial. The same numbers give the
    /// same rows at any thread count and in any shard.
    pub fn run(&self, streams: Streams, first: u64, end: u64) -> Vec<Vec<Row>> {
        let by_trial: Vec<Vec<Row>> =
            (first..end).into_par_iter().map(|number| self.trial(streams, number)).collect();
        let strengths = self.plan.treatment.beta.len();
        (0..strengths)
            .map(|s| by_trial.iter().filter_map(|rows| rows.get(s).cloned()).collect())
            .collect()
    }

    fn trial(&self, streams: Streams, number: u64) -> Vec<Row> {
        let mut stream = streams.stream("trial", number);
        let mut people: Vec<(Block, usize, Fortune)> = Vec::with_capacity(self.people());
        for block in &self.blocks {
            people.extend((0..block.n).map(|seat| (*block, seat, Fortune::draw(&mut stream))));
        }
        // Enrolment by turns, so that interim looks see all arms.
        people.sort_by(|a, b| {
            ((a.1 as f64 + 0.5) / a.0.n as f64).total_cmp(&((b.1 as f64 + 0.5) / b.0.n as f64))
        });
        self.plan.treatment.beta.iter().map(|beta| self.with_strength(*beta, &people)).collect()
    }

    fn with_strength(&self, beta: f64, people: &[(Block, usize, Fortune)]) -> Row {
        let mut seen = Vec::with_capacity(people.len());
        let mut arms: Vec<Arm> = Vec::new();
        for (block, seat, fortune) in people {
            if arms.len() <= block.arm {
                arms.resize(block.arm + 1, Arm::default());
            }
            let lived = self.person(beta, block, *seat, fortune);
            let Some(arm) = arms.get_mut(block.arm) else { continue };
            arm.gain.add(lived.gain);
            arm.natural.add(lived.natural);
            if lived.lost {
                continue;
            }
            let bits = (fortune.uniform(Draw::Subgroup) * f64::from(1 << 20)) as u32;
            let value = lived.read;
            seen.push(Seen { arm: block.arm, value, period: block.period, subgroups: bits });
            arm.read.add(value);
            arm.side.add(lived.side);
        }
        self.row(&arms, &seen)
    }

    /// The row of one trial, from its arms (the first is the control) and what the analysis sees.
    fn row(&self, arms: &[Arm], seen: &[Seen]) -> Row {
        let (plan, sides) = (&self.plan, self.sides());
        let analysis = Analysis {
            design: &plan.design,
            conduct: &plan.conduct,
            binary: self.binary,
            alpha: plan.alpha,
        };
        let found = analysis.decide(seen);
        let together =
            |of: fn(&Arm) -> Group| arms.iter().skip(1).map(of).fold(Group::default(), Group::with);
        let treated = together(|arm| arm.read);
        let control = arms.first().map_or_else(Group::default, |arm| arm.read);
        let improved = |arm: &Arm| {
            let answer = mean(arm.read, plan.alpha);
            answer.p < plan.alpha && answer.estimate > 0.0
        };
        let by_arm = analysis.arms(seen).into_iter().zip(arms.iter().skip(1));
        let ends = found.answer.interval;
        Row {
            estimate: finite(found.answer.estimate),
            se: finite(found.answer.se),
            interval: (ends.0.is_finite() && ends.1.is_finite()).then_some(ends),
            significant: found.significant,
            look: found.look,
            truth: together(|arm| arm.gain).mean,
            natural: together(|arm| arm.natural).mean,
            means: (treated.some_mean(), control.some_mean()),
            count: (
                treated.n as u32,
                if self.binary { (treated.mean * treated.n).round() as u32 } else { 0 },
            ),
            variance: Group::pooled(arms.iter().map(|arm| arm.side)),
            difference: if sides { Group::pooled([treated]) } else { None },
            all_improved: !self.binary && arms.iter().filter(|arm| arm.read.n > 0.0).all(improved),
            arms: by_arm
                .map(|((answer, significant), arm)| ArmRow {
                    estimate: finite(answer.estimate),
                    significant,
                    truth: arm.gain.mean,
                })
                .collect(),
        }
    }

    fn sides(&self) -> bool {
        matches!(self.plan.design, Design::SplitBody(_))
    }

    /// How one person fares, and what of it is read.
    fn person(&self, beta: f64, block: &Block, seat: usize, fortune: &Fortune) -> Lived {
        let (plan, treated) = (&self.plan, block.arm > 0);
        let frailty = self.frailty(treated, fortune);
        let patient = self.history.enrol(Seat { number: seat, of: block.n, frailty }, fortune);
        let circumstances = Course { drift: block.drift, ..Course::NATURAL };
        let natural = self.history.outcome(&patient, &circumstances, fortune);
        let course = Course {
            log_ratio: self.log_ratio(beta, block.dose_factor),
            delay: plan.treatment.delay.0,
            lasts: plan.treatment.lasts.0,
            ..circumstances
        };
        let with = if treated { self.history.outcome(&patient, &course, fortune) } else { natural };
        let unblinded = plan.conduct.unblinded;
        let mut side = with;
        if treated && unblinded > 0.0 {
            side = match (self.binary, fortune.uniform(Draw::Assessor) < unblinded) {
                (false, _) => with + unblinded * self.sd,
                (true, true) => 1.0,
                (true, false) => with,
            };
        }
        let mut read = side;
        if self.sides() {
            let other = Course { side: 1, ..circumstances };
            read -= self.history.outcome(&patient, &other, fortune);
        }
        let fails =
            if self.binary && !treated && with < 0.5 { plan.conduct.loss_of_failures } else { 0.0 };
        let stays = (1.0 - plan.conduct.loss) * (1.0 - fails);
        let lost = fortune.uniform(Draw::Loss) >= stays;
        Lived { read, side, lost, gain: with - natural, natural }
    }

    /// Factor of unmeasured severity: of mean 1 in the untreated.
    pub(super) fn frailty(&self, treated: bool, fortune: &Fortune) -> f64 {
        let Some(severity) = &self.plan.severity else { return 1.0 };
        let (q, ratio) = (severity.mild, severity.odds_ratio);
        let mild = if treated { ratio * q / (1.0 - q + ratio * q) } else { q };
        let mean = 1.0 - q + q * severity.hazard_ratio;
        let factor =
            if fortune.uniform(Draw::Severity) < mild { severity.hazard_ratio } else { 1.0 };
        factor / mean
    }
}

/// Simulates trials `first` to below `end` of a plan.
pub fn simulate(
    plan: &Plan,
    streams: Streams,
    (first, end): (u64, u64),
) -> Result<Part, TherapyError> {
    let trials = Trials::new(plan)?;
    let rows = trials.run(streams, first, end);
    Ok(Part {
        format: 1,
        plan: json(trials.plan()),
        seed: streams.seed(),
        trials: (first, end),
        rows,
    })
}

pub(super) fn json(plan: &Plan) -> serde_json::Value {
    serde_json::to_value(plan).unwrap_or_default()
}

/// Joins the rows of shards that follow one another.
pub fn join(mut parts: Vec<Part>) -> Result<Part, TherapyError> {
    parts.sort_by_key(|part| part.trials);
    let mut parts = parts.into_iter();
    let Some(mut whole) = parts.next() else {
        return Err(TherapyError::Parts { what: "no results to join".into() });
    };
    for part in parts {
        if part.format != whole.format || part.plan != whole.plan || part.seed != whole.seed {
            return Err(TherapyError::Parts { what: "results of different plans or seeds".into() });
        }
        if part.trials.0 != whole.trials.1 || part.rows.len() != whole.rows.len() {
            let what = format!(
                "trials {} to {} do not follow trials {} to {}",
                part.trials.0, part.trials.1, whole.trials.0, whole.trials.1
            );
            return Err(TherapyError::Parts { what });
        }
        whole.trials.1 = part.trials.1;
        whole.rows.iter_mut().zip(part.rows).for_each(|(to, from)| to.extend(from));
    }
    Ok(whole)
}
