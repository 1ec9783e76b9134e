//! How a run was made, in sentences that can stand in a paper, with what they cite.

use exoscope_read::audit::Audit;
use exoscope_read::evaluate::{Evaluation, Manifest, SplitKind};
use exoscope_read::learn::LearnerSettings;
use exoscope_read::pipeline::{ClassWeights, Pipeline};
use exoscope_read::prepare::DepthSettings;
use exoscope_score::Resampling;

use crate::format::{count, counted, list};
use crate::sentence::held_out;

/// A text with numbered references.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Methods {
    /// Paragraphs; `[1]` is the first of `references`.
    pub paragraphs: Vec<String>,
    /// What is cited, in the order in which it is.
    pub references: Vec<&'static str>,
}

/// What may be cited.
mod papers {
    pub(super) const WILSON: &str = "Wilson EB. Probable inference, the law of succession, and statistical inference. J Am Stat Assoc 1927;22:209–212.";
    pub(super) const MEAN: &str = "Zou GY, Huang W, Zhang X. A note on confidence interval estimation for a linear function of binomial proportions. Comput Stat Data Anal 2009;53:1080–1085.";
    pub(super) const JACKKNIFE: &str = "Efron B, Tibshirani RJ. An Introduction to the Bootstrap. Chapman & Hall, 1993, section 11.5.";
    pub(super) const BOOTSTRAP: &str =
        "Davison AC, Hinkley DV. Bootstrap methods and their application. Cambridge 1997, ch. 3.8.";
    pub(super) const STEP: &str =
        "Hu F, Kalbfleisch JD. The estimating function bootstrap. Can J Stat 2000;28:449–481.";
    pub(super) const FILTER: &str =
        "Chen Y, Lun ATL, Smyth GK. From reads to genes to pathways. F1000Research 2016;5:1438.";
    pub(super) const TMM: &str = "Robinson MD, Oshlack A. A scaling normalization method for differential expression analysis of RNA-seq data. Genome Biol 2010;11:R25.";
    pub(super) const COMBAT: &str = "Johnson WE, Li C, Rabinovic A. Adjusting batch effects in microarray expression data using empirical Bayes methods. Biostatistics 2007;8:118–127.";
    pub(super) const FACTORS: &str = "Tipping ME, Bishop CM. Probabilistic principal component analysis. J R Stat Soc B 1999;61:611–622.";
    pub(super) const STACK: &str =
        "Wolpert DH. Stacked generalization. Neural Netw 1992;5:241–259.";
    pub(super) const RIDGE: &str = "le Cessie S, van Houwelingen JC. Ridge estimators in logistic regression. Appl Stat 1992;41:191–201.";
    pub(super) const NET: &str = "Zou H, Hastie T. Regularization and variable selection via the elastic net. J R Stat Soc B 2005;67:301–320.";
    pub(super) const LEDOIT: &str = "Ledoit O, Wolf M. A well-conditioned estimator for large-dimensional covariance matrices. J Multivar Anal 2004;88:365–411.";
    pub(super) const LDA: &str =
        "Friedman JH. Regularized discriminant analysis. J Am Stat Assoc 1989;84:165–175.";
    pub(super) const KERNEL: &str = "Rifkin R, Klautau A. In defense of one-vs-all classification. J Mach Learn Res 2004;5:101–141.";
    pub(super) const WITHIN: &str = "Hatch AO, Kajarekar S, Stolcke A. Within-class covariance normalization for SVM-based speaker recognition. Interspeech 2006.";
    pub(super) const CENTROIDS: &str = "Tibshirani R, et al. Diagnosis of multiple cancer types by shrunken centroids of gene expression. Proc Natl Acad Sci USA 2002;99:6567–6572.";
    pub(super) const BOOSTING: &str = "Friedman JH. Greedy function approximation: a gradient boosting machine. Ann Stat 2001;29:1189–1232.";
    pub(super) const TREES: &str =
        "Chen T, Guestrin C. XGBoost: a scalable tree boosting system. KDD 2016:785–794.";
    pub(super) const PANEL: &str = "Guyon I, et al. Gene selection for cancer classification using support vector machines. Mach Learn 2002;46:389–422.";
    pub(super) const AUROC: &str = "Hanley JA, McNeil BJ. The meaning and use of the area under a receiver operating characteristic curve. Radiology 1982;143:29–36.";
    pub(super) const BRIER: &str = "Brier GW. Verification of forecasts expressed in terms of probability. Mon Weather Rev 1950;78:1–3.";
    pub(super) const ECE: &str = "Kull M, et al. Beyond temperature scaling: obtaining well-calibrated multi-class probabilities with Dirichlet calibration. NeurIPS 2019.";
    pub(super) const SLOPE: &str = "Van Calster B, et al. A calibration hierarchy for risk models was defined. J Clin Epidemiol 2016;74:167–176.";
    pub(super) const DECISION: &str = "Vickers AJ, Elkin EB. Decision curve analysis: a novel method for evaluating prediction models. Med Decis Making 2006;26:565–574.";
    pub(super) const SMITH: &str = "Smith MD, et al. Haemolysis detection in microRNA-seq from clinical plasma samples. Genes 2022;13:1288.";
    pub(super) const CRAMER: &str = "Bergsma W. A bias-correction for Cramér’s V and Tschuprow’s T. J Korean Stat Soc 2013;42:323–328.";
    pub(super) const PERMUTATION: &str = "Phipson B, Smyth GK. Permutation p-values should never be zero. Stat Appl Genet Mol Biol 2010;9:39.";
    pub(super) const TRIPOD: &str = "Collins GS, et al. TRIPOD+AI statement. BMJ 2024;385:e078378.";
    pub(super) const CARD: &str =
        "Mitchell M, et al. Model cards for model reporting. FAT* 2019:220–229.";
}

impl Methods {
    /// The methods of a run, as it used them.
    pub(crate) fn of(evaluation: &Evaluation, manifest: &Manifest, audit: Option<&Audit>) -> Self {
        let mut text = Self::default();
        let paragraphs = [
            text.samples(evaluation, manifest),
            text.preparation(manifest),
            text.learner(&manifest.reader),
            text.figures(evaluation),
            text.looked_at(evaluation, audit),
        ];
        text.paragraphs = paragraphs.into_iter().filter(|text| !text.is_empty()).collect();
        text
    }

    /// The number of a reference, in brackets.
    fn cite(&mut self, paper: &'static str) -> String {
        let place = self.references.iter().position(|cited| *cited == paper);
        let place = place.unwrap_or_else(|| {
            self.references.push(paper);
            self.references.len() - 1
        });
        format!("[{}]", place + 1)
    }

    fn samples(&mut self, evaluation: &Evaluation, manifest: &Manifest) -> String {
        let scores = &evaluation.scores;
        let left_out: usize = manifest.left_out.iter().map(|left_out| left_out.samples.len()).sum();
        format!(
            "{} of {} took part, {} did not. {} Folds and resamples were drawn from seed {}. Made with {} \
             {}; reported after TRIPOD+AI {} and as a model card {}.",
            counted(scores.n, "sample"),
            counted(scores.classes.len(), "class"),
            count(left_out),
            held_out(&evaluation.split),
            manifest.seed,
            manifest.program.name,
            manifest.program.version,
            self.cite(papers::TRIPOD),
            self.cite(papers::CARD),
        )
    }

    fn preparation(&mut self, manifest: &Manifest) -> String {
        let preparation = &manifest.reader.preparation;
        let depth = match preparation.depth {
            DepthSettings::Tmm(_) => {
                format!(
                    "log2 of counts per million by trimmed mean of M values {}",
                    self.cite(papers::TMM)
                )
            }
            _ => "log2 of counts per million".to_owned(),
        };
        let mut steps = vec![
            format!(
                "Counts were taken to {depth}, intensities as they are; of counts, miRNAs were kept that have {} \
                 reads (edgeR’s minimum is 10 {}), of counts per million those of {} or more, in a share of {} of the \
                 training samples",
                preparation.filter.min_reads,
                self.cite(papers::FILTER),
                preparation.filter.min_cpm,
                preparation.filter.min_share
            ),
            "values missing in training stand at the median of the miRNA".to_owned(),
        ];
        if preparation.combat.is_some() {
            let batch = manifest.reader.batch.as_deref().unwrap_or("batch");
            steps.push(format!(
                "batches of {batch} were corrected by ComBat {}",
                self.cite(papers::COMBAT)
            ));
        }
        if preparation.standardise {
            steps.push("each miRNA was brought to mean 0 and standard deviation 1".to_owned());
        }
        format!(
            "{}. Values missing in a called sample were drawn ten times from a factor model of the \
             training samples {} and its calls averaged. All of this was fitted inside each fold, on \
             training samples alone.",
            steps.join("; "),
            self.cite(papers::FACTORS)
        )
    }

    fn learner(&mut self, reader: &Pipeline) -> String {
        let mut text = match &reader.learner {
            LearnerSettings::Stack(stack) => {
                let cite = self.cite(papers::STACK);
                let members: Vec<String> =
                    stack.members.iter().map(|member| self.member(member)).collect();
                format!(
                    "The reader is a stack {cite} of {}. One non-negative weight a member on its \
                     log-probabilities and one intercept a class were fitted on calls of inner folds.",
                    list(&members, "and")
                )
            }
            one => format!("The reader is {}.", self.member(one)),
        };
        if reader.class_weights == ClassWeights::Balanced {
            text.push_str(
                " Samples were weighted so that every class counts as much: probabilities are given \
                 as if classes were equally common.",
            );
        }
        if let Some(size) = reader.panel {
            text = format!(
                "{text} It was confined to {}, chosen by recursive elimination {} inside each fold.",
                counted(size, "miRNA"),
                self.cite(papers::PANEL)
            );
        }
        text
    }

    fn member(&mut self, learner: &LearnerSettings) -> String {
        match learner {
            LearnerSettings::Logistic(settings) if settings.l1_ratio > 0.0 => {
                format!(
                    "multinomial logistic regression with an elastic net {}",
                    self.cite(papers::NET)
                )
            }
            LearnerSettings::Logistic(_) => {
                format!("multinomial logistic regression with a ridge {}", self.cite(papers::RIDGE))
            }
            LearnerSettings::LogisticCv(_) => format!(
                "multinomial logistic regression with a ridge {} found on inner folds",
                self.cite(papers::RIDGE)
            ),
            LearnerSettings::Lda(_) => format!(
                "linear discriminant analysis with a shrunken covariance {}",
                self.cite(papers::LEDOIT)
            ),
            LearnerSettings::LdaCv(_) => format!(
                "linear discriminant analysis with a shrinkage {} found on inner folds",
                self.cite(papers::LDA)
            ),
            LearnerSettings::Kernel(_) => format!(
                "ridge regression on Gaussian similarities, one class against the rest {}, in a distance \
                 normalised by what varies within classes {}",
                self.cite(papers::KERNEL),
                self.cite(papers::WITHIN)
            ),
            LearnerSettings::ShrunkenCentroids(_) => format!(
                "shrunken centroids {} in the metric of a factor model {}, found on inner folds",
                self.cite(papers::CENTROIDS),
                self.cite(papers::FACTORS)
            ),
            LearnerSettings::Trees(settings) => format!(
                "boosted trees {}{} on the {} of the largest F ratio",
                self.cite(papers::BOOSTING),
                self.cite(papers::TREES),
                counted(settings.features, "miRNA")
            ),
            other => other.name().to_owned(),
        }
    }

    fn figures(&mut self, evaluation: &Evaluation) -> String {
        let mut text = format!("Proportions have Wilson intervals {}", self.cite(papers::WILSON));
        if let Some(drawn) = &evaluation.bootstrap {
            let what = match drawn.grouped_by.as_slice() {
                [] => "samples".to_owned(),
                columns => format!("whole groups by {}", list(columns, "and")),
            };
            let how = match drawn.method {
                Resampling::Bootstrap => format!(
                    "percentile intervals by drawing {what} again, {} times {}",
                    count(drawn.resamples),
                    self.cite(papers::BOOTSTRAP)
                ),
                Resampling::Jackknife => format!(
                    "jackknife intervals with Student’s t, leaving out each of {} {} in turn {}",
                    count(drawn.clusters),
                    if drawn.grouped_by.is_empty() { "samples" } else { "groups" },
                    self.cite(papers::JACKKNIFE)
                ),
            };
            text = format!(
                "{text}; other figures have {how}, slope and intercept of the calibration by a step towards each \
                 draw’s own {}",
                self.cite(papers::STEP)
            );
        }
        text = format!(
            "{text}. AUROC {} is of each class against the rest; the Brier score {} sums over classes; \
             calibration is told by class-wise expected error {} and by slope and intercept {}",
            self.cite(papers::AUROC),
            self.cite(papers::BRIER),
            self.cite(papers::ECE),
            self.cite(papers::SLOPE)
        );
        if evaluation.scores.signal.as_ref().is_some_and(|signal| !signal.decision.is_empty()) {
            text = format!(
                "{text}, the use of acting on it by decision curves {}",
                self.cite(papers::DECISION)
            );
        }
        let whose = match evaluation.split.kind {
            SplitKind::TestCohort => "of this fitted reader",
            _ => "of readers fitted as these were",
        };
        format!("{text}. Figures are {whose}.")
    }

    fn looked_at(&mut self, evaluation: &Evaluation, audit: Option<&Audit>) -> String {
        let mut text = Vec::new();
        if evaluation.quality.is_some() {
            text.push(format!(
                "Samples were judged before any filter by depth, distance, likeness to others, and by a \
                 published signature of haemolysis {}.",
                self.cite(papers::SMITH)
            ));
        }
        if let Some(audit) = audit.filter(|audit| !audit.baseline.is_empty()) {
            text.push(format!(
                "Baselines are what calls score that know no miRNA, or few; intervals of their balanced accuracy \
                 come from those of the recalls {}.",
                self.cite(papers::MEAN)
            ));
            if !audit.confounding.is_empty() {
                text.push(format!(
                    "How far a batch and the class coincide is told by Cramér’s V, corrected for bias {}.",
                    self.cite(papers::CRAMER)
                ));
            }
            if audit.measured.is_some() {
                text.push(format!(
                    "Labels were permuted freely and within batches, the whole pipeline fitted anew each time \
                     {}.",
                    self.cite(papers::PERMUTATION)
                ));
            }
        }
        text.join(" ")
    }
}

/// What the figures of a run take for granted.
pub(crate) fn assumptions(evaluation: &Evaluation) -> Vec<String> {
    let scores = &evaluation.scores;
    let mut assumed = vec![
        "Labels are right: nothing here can tell a wrong diagnosis from a wrong call.".to_owned(),
        match evaluation.split.grouped_by.as_slice() {
            [] => "Samples are independent of each other: no person, slide or date ties any two.".to_owned(),
            columns => format!(
                "Samples that differ in {} are independent of each other.",
                list(columns, "and")
            ),
        },
        "The samples stand for those to come: the same sites, handling and assay, and the same mix of \
         classes wherever precision or probabilities are read."
            .to_owned(),
        "Missing values are missing for no reason that has to do with the class.".to_owned(),
    ];
    if let Some(signal) = &scores.signal {
        if !signal.at.is_empty() {
            assumed.push(
                "Thresholds for a stated specificity were set on the controls they are told of: on new \
                 controls specificity may be lower."
                    .to_owned(),
            );
        }
        assumed.push(
            "Net benefit is at the share of cancers among these samples, far above that of people who \
             are screened."
                .to_owned(),
        );
    }
    if scores.repeats > 1 {
        assumed.push(
            "Repeats call the same people again: intervals count people, not calls.".to_owned(),
        );
    }
    assumed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixture;

    #[test]
    fn every_reference_is_cited_and_numbered_in_order() {
        let (evaluation, manifest) = (fixture::vesicles(), fixture::manifest());
        let methods = Methods::of(&evaluation, &manifest, Some(&fixture::audit()));
        let text = methods.paragraphs.join(" ");
        let cited: Vec<usize> = text
            .split('[')
            .skip(1)
            .filter_map(|rest| rest.split_once(']')?.0.parse().ok())
            .collect();
        let mut first = Vec::new();
        for number in cited {
            if !first.contains(&number) {
                first.push(number);
            }
        }
        assert_eq!(first, (1..=methods.references.len()).collect::<Vec<_>>());
        assert!(!text.contains("ComBat"), "what the run did not use is not cited");
    }
}
