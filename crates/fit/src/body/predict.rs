//! Predictions of a body for the doses and samples of a table.

use std::collections::BTreeMap;

use exoscope_linalg::Mat;
use exoscope_sim::model::{Blueprint, RateExpr};
use exoscope_sim::solve::{SolveError, System, groups};

use super::ladder::Ladder;
use super::measure::Top;
use super::site::{self, Sampled};
use super::{BodyFitError, Measure};
use crate::estimate::{Datum, Observed, Predict};
use crate::table::{Dataset, Dose, Subject, Value};

/// A body with the doses and samples of a table: what it predicts of each sample.
pub struct BodyModel<'a> {
    body: &'a Blueprint,
    /// Values of all parameters of the body, those not estimated as they stay.
    values: Vec<f64>,
    /// Places of the estimated ones, and what an estimate in the model file's own unit is multiplied by.
    free: Vec<(usize, f64)>,
    /// Compartments into which something is infused.
    infused: Vec<usize>,
    subjects: Vec<Course>,
    sampled: Vec<Sampled>,
    /// Signals, each with a factor of its own behind the estimated parameters.
    signals: Vec<String>,
    tick: f64,
    longest: u64,
}

/// What happens to one subject, in order.
struct Course {
    /// Sum of the doses, in the unit of the table.
    dose: f64,
    events: Vec<(u64, Event)>,
    /// Number of its samples.
    samples: usize,
}

#[derive(Clone, Copy)]
enum Event {
    /// An amount into a compartment.
    Given { into: usize, amount: f64 },
    /// A change of the rate of an infusion per minute, by its number.
    Rate { infusion: usize, by: f64 },
    /// A sample: its number within the subject, and what is sampled.
    Sample { number: usize, of: usize },
}

/// The finest division of a minute: 2⁻²⁰, a microminute.
const TICKS: f64 = 1_048_576.0;

impl<'a> BodyModel<'a> {
    /// The body for this table; `values` are those of its parameters, `free` the places of those estimated.
    pub(super) fn new(
        body: &'a Blueprint,
        values: Vec<f64>,
        free: Vec<(usize, f64)>,
        table: &Dataset,
    ) -> Result<Self, BodyFitError> {
        if !body.is_linear() {
            return Err(BodyFitError::Table {
                why: "uptake of this body saturates, and only linear ones are fitted".into(),
                hint: "take the half_saturation out of the model file".into(),
            });
        }
        let Some(minutes) = table.units.minutes() else {
            return Err(BodyFitError::Table {
                why: "the table does not say in which unit its times are".into(),
                hint: "write it into the heading: TIME(min), TIME(h) or TIME(d)".into(),
            });
        };
        let mut model = Self {
            body,
            values,
            free,
            infused: Vec::new(),
            subjects: Vec::new(),
            sampled: Vec::new(),
            signals: Vec::new(),
            tick: 1.0,
            longest: 1,
        };
        let mut known: BTreeMap<(Option<String>, Option<String>), usize> = BTreeMap::new();
        let ticks = |time: f64| (time * minutes * TICKS).round() as u64;
        for subject in &table.subjects {
            if subject.doses.is_empty() {
                return Err(BodyFitError::Row {
                    line: subject.line,
                    column: "AMT",
                    why: format!("subject {} was given nothing", subject.name()),
                    hint: "leave the subject out, or give its dose".into(),
                });
            }
            let course = model.course(subject, table, &mut known, ticks)?;
            model.subjects.push(course);
        }
        model.coarsen();
        Ok(model)
    }

    fn course(
        &mut self,
        subject: &Subject,
        table: &Dataset,
        known: &mut BTreeMap<(Option<String>, Option<String>), usize>,
        ticks: impl Fn(f64) -> u64,
    ) -> Result<Course, BodyFitError> {
        // In order: infusions end and begin and samples are drawn before a bolus of the same time, except at its
        // start: a sample at the time of the first dose is drawn after it.
        let mut events: Vec<(u64, u8, Event)> = Vec::new();
        for dose in &subject.doses {
            self.dose(dose, &ticks, &mut events)?;
        }
        for (number, one) in subject.observations.iter().enumerate() {
            let key = (one.compartment.clone(), one.unit.clone());
            let of = match known.get(&key) {
                Some(of) => *of,
                None => {
                    let of = self.add_sampled(&key, table, one.line)?;
                    known.insert(key, of);
                    of
                }
            };
            events.push((ticks(one.time), 2, Event::Sample { number, of }));
        }
        let first = events.iter().filter(|(_, kind, _)| *kind != 2).map(|(at, _, _)| *at).min();
        let order = |(at, kind, _): &(u64, u8, Event)| match kind {
            3 if Some(*at) == first => (*at, 1),
            kind => (*at, *kind),
        };
        events.sort_by_key(order);
        Ok(Course {
            dose: subject.doses.iter().map(|dose| dose.amount).sum(),
            events: events.into_iter().map(|(at, _, event)| (at, event)).collect(),
            samples: subject.observations.len(),
        })
    }

    fn dose(
        &mut self,
        dose: &Dose,
        ticks: impl Fn(f64) -> u64,
        events: &mut Vec<(u64, u8, Event)>,
    ) -> Result<(), BodyFitError> {
        let into = site::dosed(self.body, dose.compartment.as_deref(), dose.line)?;
        let start = ticks(dose.time);
        let length = ticks(dose.duration);
        if length == 0 {
            events.push((start, 3, Event::Given { into, amount: dose.amount }));
            return Ok(());
        }
        let infusion = self.infused.iter().position(|place| *place == into).unwrap_or_else(|| {
            self.infused.push(into);
            self.infused.len() - 1
        });
        let by = dose.amount * TICKS / length as f64;
        events.push((start, 1, Event::Rate { infusion, by }));
        events.push((start.saturating_add(length), 0, Event::Rate { infusion, by: -by }));
        Ok(())
    }

    fn add_sampled(
        &mut self,
        (name, unit): &(Option<String>, Option<String>),
        table: &Dataset,
        line: usize,
    ) -> Result<usize, BodyFitError> {
        let row = |column, why: String, hint: &str| BodyFitError::Row {
            line,
            column,
            why,
            hint: hint.to_owned(),
        };
        let examples =
            "write it as DV(%ID/g), DV(ng/mL), DV(EV/mL) or DV(RLU), or in a column UNIT";
        let Some(unit) = unit else {
            return Err(row("DV", "the table does not say in which unit it is".into(), examples));
        };
        let amount = table.units.amount.as_deref().unwrap_or("EV");
        let measure = Measure::of(unit, amount)
            .map_err(|why| row("DV", format!("{unit}: {why}"), examples))?;
        if let Top::Signal(signal) = &measure.top
            && !self.signals.contains(signal)
        {
            self.signals.push(signal.clone());
        }
        let name = name.as_deref().unwrap_or("plasma");
        self.sampled.push(site::sampled(self.body, name, measure, line)?);
        Ok(self.sampled.len() - 1)
    }

    /// The coarsest tick that all events share, so that the ladder has few rungs.
    fn coarsen(&mut self) {
        let times = || self.subjects.iter().flat_map(|s| s.events.iter().map(|(at, _)| *at));
        let shared = times().fold(0, |all, at| all | at).trailing_zeros().min(20);
        let mut longest = 1;
        for subject in &mut self.subjects {
            for (at, _) in &mut subject.events {
                *at >>= shared;
            }
            longest = longest.max(subject.events.last().map_or(1, |(at, _)| *at));
        }
        self.longest = longest;
        self.tick = (1_u64 << shared) as f64 / TICKS;
    }

    /// Signals whose factor is estimated, in the order of the parameters behind the free ones.
    pub(super) fn signals(&self) -> &[String] {
        &self.signals
    }

    /// Values of all parameters of the body with these estimates.
    pub(super) fn values_with(&self, parameters: &[f64]) -> Vec<f64> {
        let mut values = self.values.clone();
        for (&(place, factor), &value) in self.free.iter().zip(parameters) {
            if let Some(slot) = values.get_mut(place) {
                *slot = value * factor;
            }
        }
        values
    }

    /// The predictions, in the order of the subjects and of their observations.
    fn run(&self, parameters: &[f64]) -> Result<Vec<f64>, SolveError> {
        let values = self.values_with(parameters);
        let factors = parameters.get(self.free.len()..).unwrap_or_default();
        let all = groups(self.body, &values);
        // Doses are followed as the class of the model's first dose, else as one without affinities of its own.
        let class = self.body.doses.first().map_or(0, |dose| dose.class);
        let Some(group) = all.iter().find(|g| g.classes.contains(&class)).or(all.first()) else {
            let group =
                exoscope_sim::solve::Group { classes: Vec::new(), affinities: BTreeMap::new() };
            return Ok(self.solve(&System::new(self.body, &values, &group)?, &values, factors));
        };
        Ok(self.solve(&System::new(self.body, &values, group)?, &values, factors))
    }

    fn solve(&self, system: &System, values: &[f64], factors: &[f64]) -> Vec<f64> {
        let n = system.len();
        let size = n + self.infused.len();
        let rates = Mat::from_fn(size, size, |i, j| match (i < n, j < n) {
            (true, true) => system.matrix[(i, j)],
            (true, false) if self.infused.get(j - n) == Some(&i) => 1.0,
            _ => 0.0,
        });
        let ladder = Ladder::new(rates.as_ref(), self.tick, self.longest);
        let scales: Vec<f64> =
            self.sampled.iter().map(|s| self.scale(s, values, factors)).collect();
        let mut predicted = Vec::new();
        let mut spare = vec![0.0; size];
        for subject in &self.subjects {
            let mut x = vec![0.0; size];
            let mut own = vec![0.0; subject.samples];
            let mut now = 0;
            for &(at, event) in &subject.events {
                ladder.advance(&mut x, &mut spare, at - now);
                now = at;
                match event {
                    Event::Given { into, amount } => x[into] += amount,
                    Event::Rate { infusion, by } => x[n + infusion] += by,
                    Event::Sample { number, of } => {
                        let sampled = &self.sampled[of];
                        let sum: f64 = sampled.places.iter().map(|&place| x[place]).sum();
                        let dose = match sampled.top {
                            Top::PercentDose => 100.0 / subject.dose,
                            _ => 1.0,
                        };
                        own[number] = sum * scales[of] * dose;
                    }
                }
            }
            predicted.extend(own);
        }
        predicted
    }

    /// What an amount in the dose's unit is multiplied by to be a value.
    fn scale(&self, sampled: &Sampled, values: &[f64], factors: &[f64]) -> f64 {
        let over = |(size, unit): &(RateExpr, f64)| size.value(values) / unit;
        let divided = sampled.over.as_ref().map_or(1.0, |size| 1.0 / over(size));
        match &sampled.top {
            Top::Amount(factor) => divided / factor,
            Top::PercentDose => divided,
            Top::Signal(name) => {
                let place = self.signals.iter().position(|signal| signal == name);
                divided * place.and_then(|p| factors.get(p)).copied().unwrap_or(1.0)
            }
        }
    }
}

impl Predict for BodyModel<'_> {
    fn predict(&self, parameters: &[f64]) -> Result<Vec<f64>, String> {
        self.run(parameters).map_err(|error| error.to_string())
    }
}

/// The values of a table in the order of predictions, with the number of the residual error that each has: one for
/// each unit.
pub(super) fn data(table: &Dataset) -> Result<(Vec<Datum>, Vec<String>), BodyFitError> {
    let mut groups: Vec<String> = Vec::new();
    let mut all = Vec::new();
    for one in table.subjects.iter().flat_map(|subject| &subject.observations) {
        let unit = one.unit.clone().unwrap_or_default();
        let group = groups.iter().position(|g| *g == unit).unwrap_or_else(|| {
            groups.push(unit);
            groups.len() - 1
        });
        let observed = match one.value {
            Value::Measured(value) => Observed::Value(value),
            Value::BelowLimit(Some(limit)) => Observed::Below(limit),
            Value::BelowLimit(None) => {
                return Err(BodyFitError::Row {
                    line: one.line,
                    column: "DV",
                    why: "the limit of quantification is not known".into(),
                    hint: "write <0.5, or state it in a column LLOQ".into(),
                });
            }
        };
        all.push(Datum { observed, group });
    }
    Ok((all, groups))
}
