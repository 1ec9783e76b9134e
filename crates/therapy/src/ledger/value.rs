//! Figures of the ledger: a value, the interval that goes with it and what that is of, and the figure in the text.

use exoscope_core::number::{amount, percent, short};
use serde::Serialize;

use crate::production::Figure as Drawn;
use crate::trial::operating::Rate;

/// What an interval is of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Spread {
    /// Middle 95 % over draws of the assumed ranges (secretion, recoveries): how far the figure is known.
    Parameters,
    /// 95 % interval (Wilson) of a share over simulated trials: how exactly the simulation has it, and no more.
    Trials,
    /// 95 % interval (Student) of a mean over blocks of simulated people: how exactly the simulation has it, and no more.
    People,
    /// Middle 95 % over layouts of samples on dates.
    Layouts,
}

/// A value that a row computes.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Value {
    kind: Kind,
    /// Ends in the unit of the value.
    interval: Option<((f64, f64), Spread)>,
}

#[derive(Debug, Clone, PartialEq)]
enum Kind {
    Percent(f64),
    /// A number with its unit, or none.
    Amount(f64, &'static str),
    /// A whole number.
    Whole(f64),
    /// Several numbers, each closed.
    Text(String),
}

impl Value {
    const fn of(kind: Kind) -> Self {
        Self { kind, interval: None }
    }

    pub(super) const fn percent(share: f64) -> Self {
        Self::of(Kind::Percent(share))
    }

    pub(super) const fn number(x: f64) -> Self {
        Self::of(Kind::Amount(x, ""))
    }

    pub(super) const fn amount(x: f64, unit: &'static str) -> Self {
        Self::of(Kind::Amount(x, unit))
    }

    pub(super) const fn whole(x: f64) -> Self {
        Self::of(Kind::Whole(x))
    }

    pub(super) const fn text(text: String) -> Self {
        Self::of(Kind::Text(text))
    }

    pub(super) fn within(self, ends: (f64, f64), spread: Spread) -> Self {
        Self { interval: Some((ends, spread)), ..self }
    }

    /// Median and range over draws of parameters, each over `per`; a share where `unit` is nothing.
    pub(super) fn drawn(figure: Option<Drawn>, per: f64, unit: Option<&'static str>) -> Self {
        let Some(figure) = figure else { return Self::percent(f64::NAN) };
        let (median, ends) = (figure.median / per, (figure.range.0 / per, figure.range.1 / per));
        unit.map_or_else(|| Self::percent(median), |unit| Self::amount(median, unit))
            .within(ends, Spread::Parameters)
    }

    /// A share of simulated trials.
    pub(super) fn rate(rate: Option<Rate>) -> Self {
        let Some(rate) = rate else { return Self::percent(f64::NAN) };
        let share = Self::percent(rate.value);
        match rate.interval {
            Some(ends) => share.within((ends.low, ends.high), Spread::Trials),
            None => share,
        }
    }

    const fn value(&self) -> Option<f64> {
        match self.kind {
            Kind::Percent(x) | Kind::Amount(x, _) | Kind::Whole(x) => Some(x),
            Kind::Text(_) => None,
        }
    }

    const fn unit(&self) -> &'static str {
        match self.kind {
            Kind::Percent(_) => "share",
            Kind::Amount(_, unit) => unit,
            Kind::Whole(_) | Kind::Text(_) => "",
        }
    }

    /// A number as the value is written, without its unit.
    fn written(&self, x: f64) -> String {
        match &self.kind {
            Kind::Percent(_) => percent(x).trim_end_matches(" %").to_owned(),
            Kind::Amount(..) => amount(x),
            Kind::Whole(_) => short(x),
            Kind::Text(text) => text.clone(),
        }
    }

    fn shown(&self) -> String {
        match &self.kind {
            Kind::Percent(x) => percent(*x),
            Kind::Amount(x, "") => amount(*x),
            Kind::Amount(x, unit) => format!("{} {unit}", amount(*x)),
            Kind::Whole(x) => short(*x),
            Kind::Text(text) => text.clone(),
        }
    }
}

/// A figure as computed, beside the one in the text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Figure {
    /// As computed now, of the seed.
    pub computed: String,
    /// The number, a share from 0 to 1; nothing where there are several.
    pub value: Option<f64>,
    /// Its unit: `share`, `mg`, `vesicles`, or nothing for a bare number.
    pub unit: &'static str,
    /// Its interval; nothing where nothing is drawn.
    pub interval: Option<(f64, f64)>,
    /// What the interval is of.
    pub spread: Option<Spread>,
    /// The interval as it is written, in the unit of the figure.
    pub range: Option<String>,
    /// As it stands in the ledger, of seed 1.
    pub stated: &'static str,
}

impl Figure {
    pub(super) fn new(value: &Value, stated: &'static str) -> Self {
        let written =
            |(low, high): (f64, f64)| format!("{}–{}", value.written(low), value.written(high));
        Self {
            computed: value.shown(),
            value: value.value(),
            unit: value.unit(),
            interval: value.interval.map(|(ends, _)| ends),
            spread: value.interval.map(|(_, spread)| spread),
            range: value.interval.map(|(ends, _)| written(ends)),
            stated,
        }
    }

    /// Whether both are the same.
    pub fn agrees(&self) -> bool {
        self.computed == self.stated
    }
}

/// Mean of `values` with its 95 % interval by Student's t; nothing of fewer than two.
pub(super) fn mean_of(values: &[f64]) -> Option<(f64, (f64, f64))> {
    let mut group = crate::closed::tests::Group::default();
    for x in values {
        group.add(*x);
    }
    let answer = crate::closed::tests::mean(group, 0.05);
    (group.n > 1.0).then_some((group.mean, answer.interval))
}
