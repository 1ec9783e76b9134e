//! Differential expression of a cohort: design, levels, fits, moderated statistics, sets.

use exoscope_core::Cohort;
use exoscope_core::progress::{Cancelled, Progress};

use crate::design::{Design, Role};
use crate::fit::MirnaFit;
use crate::levels::Levels;
use crate::moderated::{Statistic, moderate};
use crate::multiple::benjamini_hochberg;
use crate::result::{ClassSize, ContrastResult, ModelTerm, Row};
use crate::sets::{TestedSet, camera, mirbase_sets, tested_sets};
use crate::special::two_sided_quantile;
use crate::{Differential, DifferentialError, Method, Settings};

/// A finished analysis: its result, and the levels that it rests on.
#[derive(Debug)]
pub struct Analysis {
    pub(crate) result: Differential,
    pub(crate) levels: Levels,
    pub(crate) design: Design,
    pub(crate) samples: Vec<String>,
    pub(crate) names: Vec<String>,
}

/// Why an analysis ended.
#[derive(Debug, thiserror::Error)]
pub enum AnalysisError {
    /// Classes cannot be compared.
    #[error(transparent)]
    Differential(#[from] DifferentialError),
    /// Whoever started it ended it.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

impl Analysis {
    /// Compares classes of a cohort.
    ///
    /// # Errors
    ///
    /// Where settings name what is not there, a contrast cannot be estimated or cannot be told from a batch, or values
    /// are on a scale that the method does not take; and where `watch` cancels between steps.
    ///
    /// ```
    /// use exoscope_core::progress::Silent;
    /// use exoscope_core::sample::{Column, Field};
    /// use exoscope_core::{Cohort, Scale};
    /// use exoscope_differential::{Analysis, Contrasts, Settings};
    /// use ndarray::array;
    ///
    /// let names = ["A", "B", "C", "D", "E"].map(|name| name.parse());
    /// let mut cohort = Cohort::new(
    ///     names.into_iter().collect::<Result<_, _>>()?,
    ///     vec!["hsa-miR-21-5p".parse()?, "hsa-miR-451a".parse()?],
    ///     array![[9.1, 7.0], [9.4, 7.3], [9.0, 7.4], [7.2, 7.1], [7.0, 7.4]],
    ///     Scale::Log2Intensity,
    /// )?;
    /// cohort.add_column(Column::guess("class", &["lung", "lung", "lung", "none", "none"]))?;
    /// cohort.set_field(Field::Label, "class")?;
    /// let contrasts = Contrasts::Pairs(vec!["lung,none".to_owned()]);
    /// let settings = Settings { contrasts, ..Settings::default() };
    /// let analysis = Analysis::run(&cohort, &settings, &Silent)?;
    /// let row = &analysis.result().contrasts[0].rows[0];
    /// assert_eq!(row.mirna, "hsa-miR-21-5p");
    /// assert!((row.log2_fold_change - (9.1666667 - 7.1)).abs() < 1e-6);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn run(
        cohort: &Cohort,
        settings: &Settings,
        watch: &dyn Progress,
    ) -> Result<Self, AnalysisError> {
        const STEPS: usize = 3;
        for (name, value) in [("level", settings.level), ("fdr", settings.fdr)] {
            if !(value > 0.0 && value < 1.0) {
                return Err(DifferentialError::Setting { name, value }.into());
            }
        }
        watch.step("design", 0, STEPS)?;
        let method = settings.method.unwrap_or_else(|| Method::default_for(cohort.scale()));
        let design = Design::new(cohort, settings)?;
        watch.step("levels", 1, STEPS)?;
        let levels = Levels::of(cohort, &design, method, settings.censored)?;
        watch.step("fits", 2, STEPS)?;
        let fits = design.model.fit(&levels.log2, levels.weights.as_ref());
        let trend = method == Method::LimmaTrend;
        let (prior, statistics) = moderate(&fits, trend, settings.robust, settings.level)
            .ok_or(DifferentialError::NoPrior)?;
        let names: Vec<String> =
            levels.columns.iter().map(|&column| cohort.mirnas()[column].to_string()).collect();
        let sets = tested_sets(mirbase_sets(), &names, &fits);
        let tested = Tested { names: &names, fits: &fits, levels: &levels, sets: &sets };
        let contrasts = (0..design.comparisons.len())
            .map(|k| tested.contrast(&design, k, &statistics[k], settings.fdr))
            .collect();
        let result = Differential {
            method,
            robust: settings.robust,
            scale: cohort.scale(),
            unit: levels.unit.to_owned(),
            by: design.classes.column.clone(),
            classes: class_sizes(&design),
            terms: design.terms.0.iter().map(ModelTerm::of).collect(),
            samples: design.rows.len(),
            left_out: design.left_out.clone(),
            parameters: design.parameters,
            prior_df: Some(prior.df).filter(|df| df.is_finite()),
            prior_sd: median(prior.variance.iter().map(|variance| variance.sqrt()).collect()),
            tested: names.len(),
            untested: levels.untested.clone(),
            contrasts,
            notes: notes(&design, &levels, settings),
            level: settings.level,
            fdr: settings.fdr,
        };
        let samples = design.rows.iter().map(|&row| cohort.samples()[row].to_string()).collect();
        watch.step("fits", STEPS, STEPS)?;
        Ok(Self { result, levels, design, samples, names })
    }

    /// The result.
    pub fn result(&self) -> &Differential {
        &self.result
    }
}

impl ModelTerm {
    fn of(term: &crate::design::Term) -> Self {
        let role = match term.role {
            Role::Batch => "batch",
            Role::Covariate => "covariate",
            Role::Pair => "pair",
        };
        Self { column: term.name.clone(), role }
    }
}

fn class_sizes(design: &Design) -> Vec<ClassSize> {
    let sizes = design.classes.sizes(&design.rows).into_iter();
    let named = sizes.zip(&design.classes.names).filter(|(samples, _)| *samples > 0);
    named.map(|(samples, class)| ClassSize { class: class.clone(), samples }).collect()
}

fn notes(design: &Design, levels: &Levels, settings: &Settings) -> Vec<String> {
    let mut notes = design.notes.clone();
    let (below, affected) = levels
        .censored
        .iter()
        .filter(|n| **n > 0)
        .fold((0, 0), |(sum, mirnas), n| (sum + n, mirnas + 1));
    if affected > 0 {
        notes.push(match settings.censored {
            crate::Censored::AtLimit => format!(
                "{below} values of {affected} miRNAs are below the limit of detection and stand at it: their fold changes \
                 are bounds towards 0"
            ),
            crate::Censored::Missing => format!(
                "{below} values of {affected} miRNAs are below the limit of detection and count as missing: their fold \
                 changes are among samples in which they were detected"
            ),
        });
    }
    if levels.unit == "standard deviations" {
        notes.push(
            "values are z-scores: differences are in standard deviations, not log2".to_owned(),
        );
    }
    notes
}

/// What was tested.
struct Tested<'a> {
    names: &'a [String],
    fits: &'a [MirnaFit],
    levels: &'a Levels,
    sets: &'a [TestedSet],
}

impl Tested<'_> {
    fn contrast(
        &self,
        design: &Design,
        number: usize,
        statistics: &[Statistic],
        fdr: f64,
    ) -> ContrastResult {
        let comparison = &design.comparisons[number];
        let p: Vec<f64> = statistics.iter().map(|s| s.ln_p.exp()).collect();
        let adjusted = benjamini_hochberg(&p);
        let mut order: Vec<usize> = (0..statistics.len()).collect();
        // NaN last.
        let ln_p = |i: usize| statistics[i].ln_p;
        order.sort_by(|&a, &b| {
            ln_p(a).total_cmp(&ln_p(b)).then_with(|| self.names[a].cmp(&self.names[b]))
        });
        let rows: Vec<Row> =
            order.iter().map(|&i| self.row(i, &statistics[i], p[i], adjusted[i])).collect();
        let found = |up: bool| {
            rows.iter().filter(|row| row.fdr < fdr && (row.log2_fold_change > 0.0) == up).count()
        };
        let sizes = design.classes.sizes(&design.rows);
        let name = |class: usize| design.classes.names[class].clone();
        ContrastResult {
            name: comparison.name.clone(),
            above: name(comparison.plus),
            below: comparison.minus.iter().map(|&class| name(class)).collect(),
            samples_above: sizes[comparison.plus],
            samples_below: comparison.minus.iter().map(|&class| sizes[class]).sum(),
            up: found(true),
            down: found(false),
            detectable: detectable(statistics),
            associations: design.associations.get(number).cloned().unwrap_or_default(),
            sets: camera(self.sets, self.names, statistics, self.fits),
            rows,
        }
    }

    fn row(&self, i: usize, statistic: &Statistic, p: f64, fdr: f64) -> Row {
        let Statistic { estimate, margin, t, ln_p, df, .. } = *statistic;
        Row {
            mirna: self.names[i].clone(),
            log2_fold_change: estimate,
            ci_low: estimate - margin,
            ci_high: estimate + margin,
            average: self.fits[i].mean,
            t,
            df: Some(df).filter(|df| df.is_finite()),
            p,
            log10_p: ln_p / std::f64::consts::LN_10,
            fdr,
            values: self.levels.log2.row(i).iter().filter(|value| !value.is_nan()).count(),
            censored: self.levels.censored[i],
        }
    }
}

/// log2 fold change of 80 % power at p < 0.05, for the median standard error and its degrees of freedom.
fn detectable(statistics: &[Statistic]) -> f64 {
    let of = |figure: fn(&Statistic) -> f64| {
        median(statistics.iter().map(figure).filter(|v| !v.is_nan()).collect())
    };
    let (se, df) = (of(|s| s.se), of(|s| s.df));
    // A one-sided 0.2 is a two-sided 0.4.
    (two_sided_quantile(0.05, df) + two_sided_quantile(0.4, df)) * se
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    let n = values.len();
    let at = |i: usize| values.get(i).copied().unwrap_or(f64::NAN);
    f64::midpoint(at(n / 2), at(n.saturating_sub(1) / 2))
}
