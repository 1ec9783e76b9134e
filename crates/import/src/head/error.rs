//! Why a folder is no fold of HEAD.

/// Why a folder cannot be imported as a fold of HEAD.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum HeadError {
    /// The folder is no fold.
    #[error("no fold of HEAD: it holds no feature_names.txt")]
    NoFold,
    /// The folder holds folds.
    #[error("this folder holds {folds} folds, each with values of its own")]
    SeveralFolds {
        /// How many.
        folds: usize,
    },
    /// A label that is not listed.
    #[error("{label:?} is no line of label_names.txt, which has {classes}, counted from 0")]
    NoSuchLabel {
        /// The label.
        label: String,
        /// Number of classes.
        classes: usize,
    },
}

impl HeadError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoFold => Some(
                "name a folder with feature_names.txt, label_names.txt, train and test".to_owned(),
            ),
            Self::SeveralFolds { .. } => Some("name one of them: DIR/0".to_owned()),
            Self::NoSuchLabel { .. } => None,
        }
    }
}
