//! Doses by route and schedule.

use std::collections::BTreeMap;

use toml::Spanned;

use super::builder::Builder;
use super::routes::{self, Ports};
use super::secretors::affinities;
use crate::model::file::{Dose, File, Route};
use crate::model::kind::{Given, Time};
use crate::model::{Dosing, ModelError, RateExpr, Target};

/// More doses than anyone is given; a bound on what a file can ask for.
const MOST_TIMES: u32 = 100_000;

pub(super) fn add(builder: &mut Builder, file: &File) -> Result<(), ModelError> {
    let mut ports: BTreeMap<&str, Ports> = BTreeMap::new();
    for (number, dose) in file.dose.iter().enumerate() {
        let key = key(*dose.route.get_ref());
        if !ports.contains_key(key) {
            let port = port(builder, file, &dose.route)?;
            ports.insert(key, port);
        }
        let parts = ports.get(key).map(Vec::as_slice).unwrap_or_default();
        add_one(builder, dose, number + 1, parts)?;
    }
    affinities(builder, file)
}

const fn key(route: Route) -> &'static str {
    match route {
        Route::Vein | Route::Drip => "vein",
        Route::Skin => "skin",
        Route::Microneedles => "microneedles",
        Route::Cells => "cells",
    }
}

fn port(builder: &mut Builder, file: &File, route: &Spanned<Route>) -> Result<Ports, ModelError> {
    let kind = *route.get_ref();
    let needs = |builder: &Builder| ModelError::Needs {
        line: builder.line(route),
        needs: format!("a dose by this route needs a section [route.{}]", key(kind)),
    };
    match kind {
        Route::Vein | Route::Drip => {
            let veins = builder.body.compartment("veins");
            Ok(veins.map(|veins| (veins, RateExpr::of([]))).into_iter().collect())
        }
        Route::Skin => match &file.route.skin {
            Some(skin) => routes::skin(builder, skin),
            None => Err(needs(builder)),
        },
        Route::Microneedles => match &file.route.microneedles {
            Some(needles) => routes::microneedles(builder, needles),
            None => Err(needs(builder)),
        },
        Route::Cells => match &file.route.cells {
            Some(cells) => routes::cells(builder, cells),
            None => Err(needs(builder)),
        },
    }
}

fn add_one(
    builder: &mut Builder,
    dose: &Dose,
    number: usize,
    ports: &[(usize, RateExpr)],
) -> Result<(), ModelError> {
    let by_cells = *dose.route.get_ref() == Route::Cells;
    let line = builder.line(&dose.route);
    let wrong = |needs: &str| Err(ModelError::Needs { line, needs: needs.to_owned() });
    let owner = number.to_string();
    let given = match (&dose.amount, &dose.cells, by_cells) {
        (Some(amount), None, false) => builder.parameter("dose", &owner, "amount", amount)?,
        (None, Some(cells), true) => builder.parameter("dose", &owner, "cells", cells)?,
        _ => return wrong("a dose needs an amount of vesicles, or by the route \"cells\" cells"),
    };
    let nothing = dose.amount.as_ref().is_some_and(|amount| amount.value() <= 0.0)
        || dose.cells.as_ref().is_some_and(|cells| cells.value() <= 0.0);
    if nothing {
        return wrong("a dose must give more than nothing");
    }
    let drip = *dose.route.get_ref() == Route::Drip;
    let minutes = |time: &Option<Given<Time>>| time.as_ref().map(Given::value);
    let duration = match (minutes(&dose.duration), drip) {
        (Some(minutes), true) if minutes > 0.0 => minutes,
        (None, false) => 0.0,
        _ => return wrong("a drip needs a duration, and no other route has one"),
    };
    let at = minutes(&dose.at).unwrap_or(0.0);
    let at = match (minutes(&dose.every), dose.times) {
        (None, None) => vec![at],
        (Some(every), Some(times)) if every > 0.0 && (1..=MOST_TIMES).contains(&times) => {
            (0..times).map(|n| at + every * f64::from(n)).collect()
        }
        _ => return wrong("a repeated dose needs both every and times, at most 100,000 of them"),
    };
    let name = dose
        .class
        .as_ref()
        .map_or(if by_cells { "msc" } else { "dosed" }, |class| class.get_ref().as_str());
    let class = builder.class(name);
    let targets =
        ports.iter().map(|(into, part)| Target { into: *into, amount: part.clone().times(given) });
    let targets = targets.collect();
    builder.body.doses.push(Dosing { class, targets, at, duration });
    Ok(())
}
