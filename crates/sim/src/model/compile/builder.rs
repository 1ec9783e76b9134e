//! A blueprint while it grows, with the names met so far.

use std::collections::BTreeSet;

use exoscope_core::suggest::did_you_mean;
use exoscope_core::unit::Unit;
use toml::Spanned;

use crate::model::file::{Circulation, File};
use crate::model::kind::{Given, Kind};
use crate::model::{
    Blueprint, Compartment, EliminationRoute, Kinetics, Line, Loss, ModelError, ParameterSlot,
    Person, RateExpr, Site, Transfer,
};
use crate::parameter::{Evidence, Parameter, Spread};

/// The vessels every organ hangs on, and the parameters they share.
pub(super) struct Trunk {
    pub veins: usize,
    pub arteries: usize,
    pub lymph: usize,
    pub veins_volume: RateExpr,
    pub arteries_volume: RateExpr,
    pub lymph_volume: RateExpr,
    /// Plasma per minute from the heart.
    pub plasma_output: RateExpr,
    pub plasma_volume: usize,
    pub density: usize,
}

pub(super) struct Builder<'a> {
    text: &'a str,
    file: &'a File,
    fields: BTreeSet<String>,
    pub body: Blueprint,
}

impl<'a> Builder<'a> {
    pub fn new(text: &'a str, file: &'a File) -> Self {
        let nobody = Person { sex: crate::model::Sex::Man, age: 0.0, weight: 1.0 };
        let body = Blueprint {
            name: file.name.clone(),
            caveats: file.caveats.clone(),
            person: nobody,
            reference: nobody,
            woman_weight: 1.0,
            slots: Vec::new(),
            classes: Vec::new(),
            compartments: Vec::new(),
            transfers: Vec::new(),
            losses: Vec::new(),
            sources: Vec::new(),
            releases: Vec::new(),
            doses: Vec::new(),
            affinities: Vec::new(),
        };
        Self { text, file, fields: BTreeSet::new(), body }
    }

    /// Line on which `item` stands.
    pub fn line<T>(&self, item: &Spanned<T>) -> Line {
        Line::of(self.text, &item.span())
    }

    /// Adds the parameter `section.owner.field` and returns its place.
    pub fn parameter<K: Kind>(
        &mut self,
        section: &str,
        owner: &str,
        field: &str,
        given: &Given<K>,
    ) -> Result<usize, ModelError> {
        let written = &given.written;
        let general = format!("{section}.{field}");
        let name =
            if owner.is_empty() { general.clone() } else { format!("{section}.{owner}.{field}") };
        let evidence = self.file.evidence.get(&general);
        let broken = |message: String| ModelError::Syntax { line: None, message };
        let spread = match written.checked_spread().map_err(|e| broken(e.to_string()))? {
            Spread::Fixed if written.value.value() > 0.0 => evidence
                .and_then(|e| e.cv.as_ref())
                .map_or(Spread::Fixed, |cv| Spread::LogNormal { cv: cv.value() }),
            own => own,
        };
        let source = written.source.clone().or_else(|| evidence.map(|e| e.source.clone()));
        let standing = written.standing.or_else(|| evidence.map(|e| e.standing));
        let note = written.note.clone().or_else(|| evidence.and_then(|e| e.note.clone()));
        let mut calibrated_to = written.calibrated_to.clone();
        if let Some(evidence) = evidence.filter(|_| calibrated_to.is_empty()) {
            calibrated_to.clone_from(&evidence.calibrated_to);
        }
        let unit = K::UNIT.parse::<Unit>().map_err(|e| broken(e.to_string()))?;
        self.fields.insert(general);
        self.body.slots.push(ParameterSlot {
            parameter: Parameter {
                name,
                value: written.value.clone(),
                spread,
                source: source.unwrap_or_else(|| "the model file, without a source".into()),
                standing: standing.unwrap_or(Evidence::Assumed),
                calibrated_to,
                note,
            },
            woman: None,
            unit: unit.size(),
            unit_name: K::UNIT,
            weight: K::WEIGHT,
            ages: false,
            share: K::SHARE,
        });
        Ok(self.body.slots.len() - 1)
    }

    /// The same where the field may be left out.
    pub fn optional<K: Kind>(
        &mut self,
        section: &str,
        owner: &str,
        field: &str,
        given: Option<&Given<K>>,
    ) -> Result<Option<usize>, ModelError> {
        given.map(|given| self.parameter(section, owner, field, given)).transpose()
    }

    /// Fails where a parameter that divides a rate is zero.
    pub fn not_zero(&self, place: usize) -> Result<usize, ModelError> {
        let zero = self.body.slots.get(place).filter(|s| s.parameter.value.value() <= 0.0);
        zero.map_or(Ok(place), |s| Err(ModelError::Empty { name: s.parameter.name.clone() }))
    }

    /// A parameter of organ `owner`: its own, or the one that all tissues share.
    pub fn of_tissue<K: Kind>(
        &mut self,
        owner: &str,
        field: &str,
        own: Option<&Given<K>>,
        shared: Option<&Given<K>>,
    ) -> Result<Option<usize>, ModelError> {
        match (own, shared) {
            (Some(own), _) => self.parameter("organ", owner, field, own).map(Some),
            (None, Some(shared)) => match self.body.parameter(&format!("tissue.{field}")) {
                Some(place) => Ok(Some(place)),
                None => self.parameter("tissue", "", field, shared).map(Some),
            },
            (None, None) => Ok(None),
        }
    }

    pub fn compartment(
        &mut self,
        name: String,
        place: Site,
        organ: Option<&str>,
        volume: Option<RateExpr>,
    ) -> usize {
        let organ = organ.map(str::to_owned);
        self.body.compartments.push(Compartment { name, place, organ, volume });
        self.body.compartments.len() - 1
    }

    pub fn transfer(&mut self, from: usize, to: usize, rate: RateExpr) {
        self.body.transfers.push(Transfer { from, to, rate, kinetics: Kinetics::default() });
    }

    pub fn loss(&mut self, from: usize, fate: Option<EliminationRoute>, rate: RateExpr) {
        self.body.losses.push(Loss { from, fate, rate, kinetics: Kinetics::default() });
    }

    /// The place of the compartment `name` belongs to, or an error that suggests another.
    pub fn find(
        &self,
        what: &'static str,
        name: &Spanned<String>,
        place: Site,
    ) -> Result<usize, ModelError> {
        let here = |c: &Compartment| c.place == place;
        let named = |c: &Compartment| here(c) && c.organ.as_ref() == Some(name.get_ref());
        self.body.compartments.iter().position(named).ok_or_else(|| {
            let known = self.body.compartments.iter().filter(|c| here(c));
            let known = known.filter_map(|c| c.organ.as_deref());
            self.unknown(what, name, known)
        })
    }

    pub fn unknown<'b>(
        &self,
        what: &'static str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'b str>,
    ) -> ModelError {
        ModelError::Unknown {
            line: self.line(name),
            what,
            name: name.get_ref().clone(),
            suggestion: did_you_mean(name.get_ref(), known),
        }
    }

    /// The place of class `name`, added where it is new.
    pub fn class(&mut self, name: &str) -> usize {
        let known = self.body.classes.iter().position(|c| c == name);
        known.unwrap_or_else(|| {
            self.body.classes.push(name.to_owned());
            self.body.classes.len() - 1
        })
    }

    /// Large vessels and lymph.
    pub fn trunk(&mut self, given: &Circulation) -> Result<Trunk, ModelError> {
        let here = "circulation";
        let output = self.parameter(here, "", "cardiac_output", &given.cardiac_output)?;
        if let Some(slot) = self.body.slots.get_mut(output) {
            slot.ages = true;
        }
        let part = self.parameter(here, "", "plasma_part", &given.plasma_part)?;
        let plasma_volume = self.parameter(here, "", "plasma_volume", &given.plasma_volume)?;
        let plasma_volume = self.not_zero(plasma_volume)?;
        let arteries = self.parameter(here, "", "arteries", &given.arteries)?;
        let veins = self.parameter(here, "", "veins", &given.veins)?;
        let lymph = self.parameter(here, "", "lymph_volume", &given.lymph_volume)?;
        let density = self.parameter(here, "", "tissue_density", &given.tissue_density)?;
        let arteries_volume = RateExpr::of([plasma_volume, self.not_zero(arteries)?]);
        let veins_volume = RateExpr::of([plasma_volume, self.not_zero(veins)?]);
        let lymph_volume = RateExpr::of([self.not_zero(lymph)?]);
        let veins = Some(veins_volume.clone());
        let arteries = Some(arteries_volume.clone());
        let lymph = Some(lymph_volume.clone());
        Ok(Trunk {
            veins: self.compartment("veins".into(), Site::Veins, None, veins),
            arteries: self.compartment("arteries".into(), Site::Arteries, None, arteries),
            lymph: self.compartment("lymph".into(), Site::Lymph, None, lymph),
            veins_volume,
            arteries_volume,
            lymph_volume,
            plasma_output: RateExpr::of([output, part]),
            plasma_volume,
            density: self.not_zero(density)?,
        })
    }

    /// The whole blueprint, once evidence names only fields that are there.
    pub fn finish(
        mut self,
        file: &File,
        reference: Person,
        person: Person,
    ) -> Result<Blueprint, ModelError> {
        if let Some(name) = file.evidence.keys().find(|name| !self.fields.contains(*name)) {
            let suggestion = did_you_mean(name, self.fields.iter().map(String::as_str));
            return Err(ModelError::Evidence { name: name.clone(), suggestion });
        }
        let woman = file.reference.weight_woman.as_ref().unwrap_or(&file.reference.weight);
        self.body.woman_weight = woman.value();
        self.body.reference = reference;
        self.body.person = person;
        for (what, kilograms) in
            [("reference.weight", reference.weight), ("person.weight", person.weight)]
        {
            if kilograms <= 0.0 {
                return Err(ModelError::Empty { name: what.into() });
            }
        }
        if self.body.woman_weight <= 0.0 {
            return Err(ModelError::Empty { name: "reference.weight_woman".into() });
        }
        Ok(self.body)
    }
}
