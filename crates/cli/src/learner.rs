//! Options that say how a reader is made.

use std::num::NonZeroUsize;

use clap::{Args, ValueEnum};
use exoscope_read::learn::{
    KernelSettings, LdaSettings, LearnerSettings, LogisticSettings, Shrinkage, StackSettings,
};
use exoscope_read::pipeline::{ClassWeights, Pipeline};
use exoscope_read::prepare::{
    CombatSettings, DepthSettings, FilterSettings, PreparationSettings, TmmSettings,
};

use crate::hint::Misuse;

/// How a reader is made, the same for `evaluate` and `train`.
#[derive(Args)]
#[command(next_help_heading = "The reader")]
pub struct ReaderArgs {
    /// Only samples of these classes, separated by commas
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    classes: Option<Vec<String>>,
    /// What learns
    #[arg(long, value_enum, default_value_t = Learner::Stack)]
    learner: Learner,
    /// Stack: the learners that are combined, any but another stack, separated by commas
    /// [default: shrunken-centroids,logistic-cv,kernel,trees]
    #[arg(
        long,
        value_enum,
        value_name = "A,B,…",
        value_delimiter = ',',
        hide_possible_values = true
    )]
    members: Option<Vec<Learner>>,
    /// Logistic: strength λ of the penalty on the summed log-loss (scikit-learn's C is 1/λ)
    /// [default: 10]
    #[arg(long, value_name = "λ")]
    penalty: Option<f64>,
    /// Logistic: share of the penalty that is on absolute values (elastic net) [default: 0, ridge]
    #[arg(long, value_name = "SHARE")]
    l1_ratio: Option<f64>,
    /// LDA: share 0 to 1 of the covariance that is replaced by its diagonal mean
    /// [default: by Ledoit and Wolf]
    #[arg(long, value_name = "SHARE")]
    shrinkage: Option<f64>,
    /// Kernel: training samples that others are compared with; with all it is exact
    /// [default: 1500]
    #[arg(long, value_name = "N")]
    landmarks: Option<NonZeroUsize>,
    /// Rest on this many miRNAs, chosen from the training samples [default: all that pass the
    /// filter]
    #[arg(long, value_name = "N")]
    panel: Option<NonZeroUsize>,
    /// What the samples of each class count for: with it goes the mix of classes that probabilities
    /// stand on
    #[arg(long, value_enum, default_value_t = Weights::None)]
    class_weights: Weights,
    /// How counts lose their depth
    #[arg(long, value_enum, default_value_t = Depth::Log2Cpm)]
    depth: Depth,
    /// Arrays: put each sample on the distribution of values of the training samples
    #[arg(long)]
    quantiles: bool,
    /// Counts: reads that a miRNA needs, in a tenth of the training samples, to be kept
    #[arg(long, value_name = "READS", default_value_t = FilterSettings::default().min_reads)]
    min_reads: f64,
    /// Counts per million: what a miRNA needs, in a tenth of the training samples, to be kept
    #[arg(long, value_name = "CPM", default_value_t = FilterSettings::default().min_cpm)]
    min_cpm: f64,
    /// Leave each miRNA on its log2 scale instead of bringing it to mean 0 and SD 1
    #[arg(long)]
    no_standardise: bool,
    /// Correct for the batches in this column (ComBat), fitted on training samples alone
    #[arg(long, value_name = "COL")]
    combat: Option<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Learner {
    /// Members of different kinds, combined on samples that they did not see
    Stack,
    /// Shrunken centroids in the metric of a factor model, both found from the samples
    #[value(alias = "centroids")]
    ShrunkenCentroids,
    /// Logistic regression that finds its own penalty
    #[value(alias = "tuned-logistic")]
    LogisticCv,
    /// Linear discriminant analysis that finds its own shrinkage
    #[value(alias = "tuned-lda")]
    LdaCv,
    /// Multinomial logistic regression, ridge or elastic net
    Logistic,
    /// Linear discriminant analysis with a shrunken covariance
    Lda,
    /// Ridge regression on Gaussian similarities that finds its own width and ridge
    Kernel,
    /// Boosted trees on the 200 miRNAs of the largest F ratio
    Trees,
}

impl Learner {
    fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }

    fn settings(self) -> LearnerSettings {
        LearnerSettings::default_of(&self.name()).unwrap_or_default()
    }
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Weights {
    /// Every sample counts as one
    None,
    /// Every class counts as much, however few its samples
    Balanced,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Depth {
    /// log2 of counts per million
    #[value(name = "log2-cpm")]
    Log2Cpm,
    /// The same with depths found by trimmed mean of M-values
    Tmm,
}

impl ReaderArgs {
    /// The classes asked for, where not all are.
    pub fn classes(&self) -> Option<&[String]> {
        self.classes.as_deref()
    }

    /// The settings, with this seed. An option of another learner than the one asked for is wrong use.
    pub fn settings(&self, seed: u64) -> Result<Pipeline, Misuse> {
        let options = [
            ("--members", self.members.is_some(), Learner::Stack),
            ("--penalty", self.penalty.is_some(), Learner::Logistic),
            ("--l1-ratio", self.l1_ratio.is_some(), Learner::Logistic),
            ("--shrinkage", self.shrinkage.is_some(), Learner::Lda),
            ("--landmarks", self.landmarks.is_some(), Learner::Kernel),
        ];
        let unused = options.iter().find(|(_, given, of)| *given && *of != self.learner);
        if let Some((option, _, _)) = unused {
            let name = self.learner.name();
            return Err(Misuse::new(format!("{option} is no option of the learner {name}")));
        }
        let learner = match self.learner {
            Learner::Stack => LearnerSettings::Stack(match &self.members {
                Some(members) => {
                    StackSettings { members: members.iter().map(|m| m.settings()).collect() }
                }
                None => StackSettings::default(),
            }),
            Learner::Logistic => {
                let default = LogisticSettings::default();
                LearnerSettings::Logistic(LogisticSettings {
                    penalty: self.penalty.unwrap_or(default.penalty),
                    l1_ratio: self.l1_ratio.unwrap_or(default.l1_ratio),
                    ..default
                })
            }
            Learner::Lda => LearnerSettings::Lda(LdaSettings {
                shrinkage: self.shrinkage.map_or(Shrinkage::LedoitWolf, Shrinkage::Fixed),
            }),
            Learner::Kernel => LearnerSettings::Kernel(KernelSettings {
                landmarks: self
                    .landmarks
                    .map_or(KernelSettings::default().landmarks, NonZeroUsize::get),
            }),
            other => other.settings(),
        };
        let preparation = PreparationSettings {
            depth: match self.depth {
                Depth::Log2Cpm => DepthSettings::Log2Cpm,
                Depth::Tmm => DepthSettings::Tmm(TmmSettings::default()),
            },
            quantiles: self.quantiles,
            filter: FilterSettings {
                min_reads: self.min_reads,
                min_cpm: self.min_cpm,
                ..FilterSettings::default()
            },
            combat: self.combat.as_ref().map(|_| CombatSettings::default()),
            standardise: !self.no_standardise,
        };
        let batch = self.combat.clone();
        let panel = self.panel.map(NonZeroUsize::get);
        let class_weights = match self.class_weights {
            Weights::None => ClassWeights::None,
            Weights::Balanced => ClassWeights::Balanced,
        };
        let reader = Pipeline { preparation, learner, batch, seed, ..Default::default() };
        Ok(Pipeline { class_weights, panel, ..reader })
    }
}
