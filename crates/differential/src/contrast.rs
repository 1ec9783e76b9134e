//! Contrasts: which classes are compared.

use exoscope_core::suggest::did_you_mean;

use crate::{Contrasts, DifferentialError};

/// Classes of the samples by one column.
#[derive(Debug, Clone)]
pub(crate) struct Classes {
    /// Name of the column.
    pub column: String,
    /// The classes, in alphabetical order.
    pub names: Vec<String>,
    /// Class of each row of the cohort; `None` where it has none.
    pub of: Vec<Option<usize>>,
}

/// The mean of one class less the mean of the others' means.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Comparison {
    /// How it was named.
    pub name: String,
    /// The class above.
    pub plus: usize,
    /// The classes below, weighted equally.
    pub minus: Vec<usize>,
}

impl Comparison {
    /// Coefficient of a class.
    pub(crate) fn coefficient(&self, class: usize) -> f64 {
        if class == self.plus {
            1.0
        } else if self.minus.contains(&class) {
            -1.0 / self.minus.len() as f64
        } else {
            0.0
        }
    }
}

impl Classes {
    /// The contrasts asked for, of these classes with `sizes` samples each.
    pub(crate) fn contrasts(
        &self,
        asked: &Contrasts,
        sizes: &[usize],
    ) -> Result<Vec<Comparison>, DifferentialError> {
        let there: Vec<usize> = (0..self.names.len()).filter(|&class| sizes[class] > 0).collect();
        if let [class] = there.as_slice() {
            let (column, class) = (self.column.clone(), self.names[*class].clone());
            return Err(DifferentialError::OneClass { column, class });
        }
        let pairs = match asked {
            Contrasts::Pairs(pairs) => pairs,
            Contrasts::EachAgainstRest => return Ok(self.each(sizes)),
        };
        if pairs.is_empty() {
            let classes = self.names.join(", ");
            return Err(DifferentialError::NoContrast { column: self.column.clone(), classes });
        }
        let mut found: Vec<Comparison> = Vec::with_capacity(pairs.len());
        for text in pairs {
            let comparison = self.pair(text)?;
            let same = |other: &Comparison| {
                (other.plus, &other.minus) == (comparison.plus, &comparison.minus)
            };
            if found.iter().any(same) {
                return Err(DifferentialError::Twice { contrast: text.clone() });
            }
            found.push(comparison);
        }
        Ok(found)
    }

    /// Every class of two samples or more against all others of so many.
    fn each(&self, sizes: &[usize]) -> Vec<Comparison> {
        let classes: Vec<usize> = (0..self.names.len()).filter(|&c| sizes[c] >= 2).collect();
        classes
            .iter()
            .map(|&plus| Comparison {
                name: format!("{},rest", self.names[plus]),
                plus,
                minus: classes.iter().copied().filter(|class| *class != plus).collect(),
            })
            .collect()
    }

    /// `A,B`; a class whose own name holds a comma is found too.
    fn pair(&self, text: &str) -> Result<Comparison, DifferentialError> {
        let class = |name: &str| self.names.iter().position(|class| class == name.trim());
        let contrast = || text.to_owned();
        let cuts = || text.match_indices(',').map(|(at, _)| (&text[..at], &text[at + 1..]));
        for (above, below) in cuts() {
            if let (Some(plus), Some(minus)) = (class(above), class(below)) {
                if plus == minus {
                    return Err(DifferentialError::SameClass { contrast: contrast() });
                }
                return Ok(Comparison { name: contrast(), plus, minus: vec![minus] });
            }
        }
        let (above, below) =
            cuts().next().ok_or_else(|| DifferentialError::NotAPair { text: contrast() })?;
        let missing = if class(above).is_none() { above } else { below }.trim();
        let mut suggestion = did_you_mean(missing, self.names.iter().map(String::as_str));
        if suggestion.is_empty() {
            suggestion =
                format!("; the classes of {:?} are {}", self.column, self.names.join(", "));
        }
        let class = missing.to_owned();
        Err(DifferentialError::NoSuchClass { contrast: contrast(), class, suggestion })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn classes() -> Classes {
        let names = ["lung", "lung, early", "none"].map(str::to_owned).to_vec();
        Classes { column: "label".to_owned(), names, of: Vec::new() }
    }

    fn pairs(pairs: &[&str]) -> Result<Vec<Comparison>, DifferentialError> {
        let asked = Contrasts::Pairs(pairs.iter().map(|&pair| pair.to_owned()).collect());
        classes().contrasts(&asked, &[2, 5, 3])
    }

    #[test]
    fn a_class_may_have_a_comma() {
        let found = pairs(&["lung, early,none", "lung,lung, early"]).unwrap();
        assert_eq!((found[0].plus, &found[0].minus), (1, &vec![2]));
        assert_eq!((found[1].plus, &found[1].minus), (0, &vec![1]));
    }

    #[test]
    fn what_is_no_contrast_is_refused_with_the_nearest() {
        let message = |asked: &[&str]| pairs(asked).unwrap_err().to_string();
        assert!(message(&["lunk,none"]).contains("did you mean \"lung\""));
        assert!(message(&["lung,zzz"]).contains("no sample is \"zzz\"; the classes of \"label\""));
        assert!(message(&["lung"]).contains("is no contrast"));
        assert!(message(&["none,none"]).contains("with itself"));
        assert!(message(&["lung,none", "lung, none"]).contains("twice"));
        assert!(message(&[]).contains("lung, lung, early, none"));
        let alone = classes().contrasts(&Contrasts::EachAgainstRest, &[0, 0, 4]);
        assert!(matches!(alone, Err(DifferentialError::OneClass { .. })));
    }

    #[test]
    fn the_rest_are_weighted_equally_and_classes_of_one_sample_left_out() {
        let found = classes().contrasts(&Contrasts::EachAgainstRest, &[2, 5, 3]).unwrap();
        let weights = [0, 1, 2].map(|class| found[1].coefficient(class).to_bits());
        assert_eq!(weights, [-0.5_f64, 1.0, -0.5].map(f64::to_bits));
        let found = classes().contrasts(&Contrasts::EachAgainstRest, &[2, 1, 3]).unwrap();
        assert_eq!((found.len(), &found[0].minus), (2, &vec![2]));
    }
}
