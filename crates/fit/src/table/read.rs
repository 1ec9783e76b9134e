//! From text to subjects with doses and observations.

use std::collections::BTreeMap;
use std::str::FromStr;

use exoscope_core::suggest::did_you_mean;

use super::number::{is_missing, not_negative, number, refused};
use super::text::{Row, rows};
use super::units::{is_time, split};
use super::{Dataset, Dose, Observation, Route, Subject, TableError, Units, Value, check};

/// Columns that are understood.
const KNOWN: [&str; 18] = [
    "ID", "OCC", "TIME", "AMT", "RATE", "DUR", "ADDL", "II", "SS", "DV", "UNIT", "EVID", "MDV",
    "CMT", "ROUTE", "CENS", "LLOQ", "WT",
];

/// Further doses of one row at most.
const MOST_DOSES: f64 = 100_000.0;

impl FromStr for Dataset {
    type Err = TableError;

    /// Reads and checks an event table.
    ///
    /// ```
    /// use exoscope_fit::table::Dataset;
    /// let table: Dataset = "TIME(h)\tAMT(ng)\tDV(ng/mL)\n0\t100\t.\n1\t.\t8\n2\t.\t4\n".parse()?;
    /// assert_eq!(table.subjects[0].observations.len(), 2);
    ///
    /// let comma = "TIME\tAMT\tDV\n0\t100\t.\n1\t.\t8,5\n".parse::<Dataset>().unwrap_err();
    /// assert_eq!(comma.to_string(), "line 3, column 5: DV: \"8,5\" is no number");
    /// assert_eq!(comma.hint(), "write a decimal point: 8.5");
    /// # Ok::<(), exoscope_fit::table::TableError>(())
    /// ```
    fn from_str(text: &str) -> Result<Self, TableError> {
        let (heading, rows) = rows(text)?;
        let columns = Columns::of(&heading)?;
        let mut subjects: Vec<Subject> = Vec::new();
        let mut places: BTreeMap<(String, Option<String>), usize> = BTreeMap::new();
        let mut skipped = 0;
        for row in &rows {
            let id = columns.find("ID").map_or("1", |column| row.cell(column)).to_owned();
            if is_missing(&id) {
                let column = columns.find("ID").unwrap_or_default();
                return Err(refused(
                    row,
                    column,
                    "ID",
                    "names no subject",
                    "number subjects".into(),
                ));
            }
            let occasion = columns.find("OCC").map(|column| row.cell(column).to_owned());
            let place = *places.entry((id.clone(), occasion.clone())).or_insert_with(|| {
                let (doses, observations) = (Vec::new(), Vec::new());
                subjects.push(Subject { id, occasion, line: row.line, doses, observations });
                subjects.len() - 1
            });
            let Some(subject) = subjects.get_mut(place) else { continue };
            if !columns.event(row, subject)? {
                skipped += 1;
            }
        }
        for subject in &mut subjects {
            subject.doses.sort_by(|a, b| a.time.total_cmp(&b.time));
            subject.observations.sort_by(|a, b| a.time.total_cmp(&b.time));
            check::subject(subject)?;
        }
        check::units(&subjects)?;
        Ok(Self { units: columns.units, subjects, ignored: columns.ignored, skipped })
    }
}

/// Where each column stands.
struct Columns {
    places: BTreeMap<String, usize>,
    units: Units,
    /// Whether doses are per kg of body weight.
    per_weight: bool,
    ignored: Vec<String>,
}

/// What a row is about.
#[derive(Clone, Copy, PartialEq)]
enum Kind {
    Observation,
    Dose,
    Other,
}

impl Columns {
    fn of(heading: &Row) -> Result<Self, TableError> {
        let line = heading.line;
        let wrong =
            |why: String, hint: &str| TableError::Heading { line, why, hint: hint.to_owned() };
        let mut columns = Self {
            places: BTreeMap::new(),
            units: Units::default(),
            per_weight: false,
            ignored: Vec::new(),
        };
        for (place, cell) in heading.cells().enumerate() {
            let (mut name, unit) = split(cell);
            if matches!(name.as_str(), "BLQ" | "BLOQ") {
                name = "CENS".into();
            }
            if !KNOWN.contains(&name.as_str()) {
                columns.ignored.push(cell.to_owned());
                continue;
            }
            match (name.as_str(), unit) {
                ("TIME", Some(unit)) if !is_time(&unit) => {
                    return Err(wrong(
                        format!("{unit:?} is no unit of time"),
                        "write TIME(min), TIME(h) or TIME(d)",
                    ));
                }
                ("TIME", unit) => columns.units.time = unit,
                ("AMT", Some(unit)) => {
                    columns.per_weight = unit.ends_with("/kg");
                    columns.units.amount = Some(unit.trim_end_matches("/kg").to_owned());
                }
                ("DV", unit) => columns.units.value = unit,
                ("WT", Some(unit)) if unit != "kg" => {
                    let why = format!("body weight is in {unit}");
                    return Err(wrong(why, "give it in kg: WT(kg)"));
                }
                ("II" | "DUR", Some(unit)) if columns.units.time.as_ref() != Some(&unit) => {
                    return Err(wrong(
                        format!("{name} is in {unit}, TIME in another unit"),
                        "give all times in one unit, TIME first",
                    ));
                }
                _ => {}
            }
            if columns.places.insert(name.clone(), place).is_some() {
                return Err(wrong(format!("column {name} is there twice"), "leave one of them"));
            }
        }
        if !columns.per_weight && columns.places.remove("WT").is_some() {
            columns.ignored.push("WT".into());
        }
        for needed in ["TIME", "DV"] {
            if columns.find(needed).is_none() {
                let near = did_you_mean(needed, columns.ignored.iter().map(String::as_str));
                return Err(wrong(
                    format!("there is no column {needed}{near}"),
                    "columns are named as in NONMEM: ID TIME AMT RATE DV EVID MDV ADDL II CMT",
                ));
            }
        }
        Ok(columns)
    }

    fn find(&self, name: &str) -> Option<usize> {
        self.places.get(name).copied()
    }

    /// The number in a column; `None` where it is missing or there is no such column.
    fn number(&self, row: &Row, name: &str) -> Result<Option<f64>, TableError> {
        self.find(name).map_or(Ok(None), |column| number(row, column, name))
    }

    /// The same, refused where it is negative.
    fn positive(&self, row: &Row, name: &str, hint: &str) -> Result<Option<f64>, TableError> {
        self.find(name).map_or(Ok(None), |column| not_negative(row, column, name, hint))
    }

    fn word(&self, row: &Row, name: &str) -> Option<String> {
        let cell = row.cell(self.find(name)?);
        (!is_missing(cell)).then(|| cell.to_owned())
    }

    fn refuse(&self, row: &Row, name: &str, what: &str, hint: &str) -> TableError {
        refused(row, self.find(name).unwrap_or_default(), name, what, hint.to_owned())
    }

    /// Adds what a row says to its subject; false where it says nothing that is used.
    fn event(&self, row: &Row, subject: &mut Subject) -> Result<bool, TableError> {
        let from_dose = "times count from the first dose; leave out samples before it, or write 0";
        let Some(time) = self.positive(row, "TIME", from_dose)? else {
            return Err(self.refuse(row, "TIME", "is no time", "every row has its time"));
        };
        let amount = self.positive(row, "AMT", "a dose gives more than nothing")?;
        match self.kind(row, amount)? {
            Kind::Other => Ok(false),
            Kind::Dose => {
                self.dose(row, time, amount, subject)?;
                Ok(true)
            }
            Kind::Observation => {
                let value = self.value(row)?;
                let Some(value) = value else { return Ok(false) };
                subject.observations.push(Observation {
                    time,
                    value,
                    compartment: self.word(row, "CMT"),
                    unit: self.word(row, "UNIT").or_else(|| self.units.value.clone()),
                    line: row.line,
                });
                Ok(true)
            }
        }
    }

    fn kind(&self, row: &Row, amount: Option<f64>) -> Result<Kind, TableError> {
        let given = amount.is_some_and(|amount| amount > 0.0);
        let event = self.number(row, "EVID")?;
        let unused = self.number(row, "MDV")?;
        if !matches!(unused, None | Some(0.0 | 1.0)) {
            return Err(self.refuse(row, "MDV", "is neither 0 nor 1", "1: DV is not used"));
        }
        match event {
            Some(0.0) if given => Err(self.refuse(
                row,
                "AMT",
                "is given on a row of an observation",
                "a dose has a row of its own with EVID 1",
            )),
            Some(0.0) => Ok(if unused == Some(1.0) { Kind::Other } else { Kind::Observation }),
            Some(1.0) if given => Ok(Kind::Dose),
            Some(1.0) => {
                Err(self.refuse(row, "AMT", "is no dose", "a row with EVID 1 gives an amount"))
            }
            Some(2.0) => Ok(Kind::Other),
            Some(3.0 | 4.0) => Err(self.refuse(
                row,
                "EVID",
                "resets the subject",
                "number what follows as another occasion in a column OCC, from time 0",
            )),
            Some(_) => Err(self.refuse(
                row,
                "EVID",
                "is no kind of event",
                "0 observation, 1 dose, 2 other",
            )),
            None if given => {
                let sampled = self.find("DV").map(|column| row.cell(column));
                let sampled = sampled.is_some_and(|dv| !is_missing(dv) && dv != "0");
                if sampled && unused != Some(1.0) {
                    return Err(self.refuse(
                        row,
                        "DV",
                        "stands on a row with a dose",
                        "give dose and sample rows of their own, or a column EVID",
                    ));
                }
                Ok(Kind::Dose)
            }
            None => Ok(if unused == Some(1.0) { Kind::Other } else { Kind::Observation }),
        }
    }

    fn dose(
        &self,
        row: &Row,
        time: f64,
        amount: Option<f64>,
        subject: &mut Subject,
    ) -> Result<(), TableError> {
        if self.number(row, "SS")?.is_some_and(|ss| ss != 0.0) {
            return Err(self.refuse(
                row,
                "SS",
                "asks for a steady state",
                "write the doses before it out with ADDL and II",
            ));
        }
        let amount = amount.unwrap_or_default() * self.weight(row)?;
        let modelled = "-1 and -2 are estimated by NONMEM; give the rate, or the duration as DUR";
        let rate = self.positive(row, "RATE", modelled)?.filter(|rate| *rate > 0.0);
        let duration = self.positive(row, "DUR", "a duration is 0 or longer")?;
        let duration = match (rate, duration.filter(|d| *d > 0.0)) {
            (Some(_), Some(_)) => {
                let hint = "give RATE or DUR, not both";
                return Err(self.refuse(row, "RATE", "stands beside a DUR", hint));
            }
            (Some(rate), None) => amount / rate,
            (None, duration) => duration.unwrap_or(0.0),
        };
        let more = self.positive(row, "ADDL", "0 or more further doses")?.unwrap_or(0.0);
        if more.fract() != 0.0 || more > MOST_DOSES {
            let hint = "a whole number of further doses, at most 100,000";
            return Err(self.refuse(row, "ADDL", "is no number of doses", hint));
        }
        let every = self.positive(row, "II", "an interval is longer than nothing")?;
        let every = every.filter(|every| *every > 0.0);
        if more > 0.0 && every.is_none() {
            let hint = "further doses need the interval between them in II";
            return Err(self.refuse(row, "ADDL", "has no II beside it", hint));
        }
        let route = match self.word(row, "ROUTE") {
            None => (duration > 0.0).then_some(Route::Infusion),
            Some(word) => Some(self.route(row, &word.to_lowercase(), duration)?),
        };
        for n in 0..=(more as usize) {
            subject.doses.push(Dose {
                time: time + n as f64 * every.unwrap_or(0.0),
                amount,
                duration,
                compartment: self.word(row, "CMT"),
                route,
                line: row.line,
            });
        }
        Ok(())
    }

    /// What the amount is multiplied by: the body weight in kg where doses are per kg.
    fn weight(&self, row: &Row) -> Result<f64, TableError> {
        if !self.per_weight {
            return Ok(1.0);
        }
        let hint = "doses per kg need the body weight in a column WT, in kg";
        if self.find("WT").is_none() {
            return Err(self.refuse(row, "AMT", "is per kg, and no weight is given", hint));
        }
        if self.number(row, "RATE")?.is_some_and(|rate| rate != 0.0) {
            let hint = "give the duration of the infusion as DUR";
            return Err(self.refuse(row, "RATE", "stands beside a dose per kg", hint));
        }
        let weight = self.positive(row, "WT", hint)?.filter(|weight| *weight > 0.0);
        weight.ok_or_else(|| self.refuse(row, "WT", "is no weight", hint))
    }

    fn route(&self, row: &Row, word: &str, duration: f64) -> Result<Route, TableError> {
        let hint = "write bolus, infusion or extravascular";
        let named = Route::NAMES.iter().find(|(name, _)| *name == word).map(|(_, route)| *route);
        match (named, duration > 0.0) {
            (None, _) => Err(self.refuse(row, "ROUTE", "is no route", hint)),
            (Some(Route::Infusion), false) => {
                let hint = "an infusion has a RATE or a DUR";
                Err(self.refuse(row, "ROUTE", "has no duration", hint))
            }
            (Some(Route::Bolus), true) => {
                let hint = "a dose with a RATE or DUR is an infusion";
                Err(self.refuse(row, "ROUTE", "has a duration", hint))
            }
            (Some(route), _) => Ok(route),
        }
    }

    /// The observed value; `None` where it is missing.
    fn value(&self, row: &Row) -> Result<Option<Value>, TableError> {
        let column = self.find("DV").unwrap_or_default();
        let cell = row.cell(column);
        let hint = "a limit of quantification is above 0";
        let limit = self.positive(row, "LLOQ", hint)?.filter(|limit| *limit > 0.0);
        let censored = self.number(row, "CENS")?;
        if !matches!(censored, None | Some(0.0 | 1.0)) {
            let hint = "1: below the limit of quantification; 0: measured";
            return Err(self.refuse(row, "CENS", "is neither 0 nor 1", hint));
        }
        if matches!(cell.to_uppercase().as_str(), "BLQ" | "BLOQ" | "<LLOQ" | "LLOQ" | "BQL") {
            return Ok(Some(Value::BelowLimit(limit)));
        }
        if let Some(stated) = cell.strip_prefix('<') {
            let stated = stated.trim().parse::<f64>().ok().filter(|x| x.is_finite() && *x > 0.0);
            let Some(stated) = stated else {
                let hint = "write <0.5 for a value below a limit of 0.5";
                return Err(self.refuse(row, "DV", "is no limit", hint));
            };
            return Ok(Some(Value::BelowLimit(Some(stated))));
        }
        let negative = "a value below the limit is written <0.5, or BLQ with its LLOQ";
        let value = not_negative(row, column, "DV", negative)?;
        if censored == Some(1.0) {
            // As Monolix has it: where no limit stands beside it, DV is the limit.
            return Ok(Some(Value::BelowLimit(limit.or(value.filter(|value| *value > 0.0)))));
        }
        Ok(value.map(|value| match limit {
            Some(limit) if value < limit => Value::BelowLimit(Some(limit)),
            _ => Value::Measured(value),
        }))
    }
}
