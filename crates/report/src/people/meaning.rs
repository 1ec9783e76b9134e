//! What a signal and a probability mean for those who are tested, in sentences.

use exoscope_read::call::CallRules;
use exoscope_read::pipeline::ClassWeights;
use exoscope_score::PredictiveValues;

use super::CallsPage;
use crate::format::{interval, maybe, mean_count, proportion};

/// A share in percent with as many decimals as it takes.
pub(super) fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    let decimals = if percent >= 10.0 { 0 } else { (1.0 - percent.log10().floor()) as usize };
    let text = format!("{percent:.*}", decimals.min(6));
    let text =
        if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} %")
}

/// What calls of this reader mean; the assumptions with them.
pub(super) fn sentences(page: &CallsPage<'_>) -> Vec<String> {
    let Some(trained) = page.reader.trained_prevalence() else {
        return vec![
            "The reader does not say which of its classes are cancers, or keeps no count of them: \
             its probabilities hold for the mix of classes it was trained on, and for no one else."
                .to_owned(),
        ];
    };
    let stand = match page.reader.settings().class_weights {
        ClassWeights::None => "at the mix of the training samples, of whom",
        ClassWeights::Balanced => "where all classes are equally common, so that",
    };
    let mut said = vec![format!(
        "Probabilities stand {stand} {} had a cancer. Among people who are tested cancer is rarer, \
         and the same profile means less.",
        percent(trained)
    )];
    match page.meaning {
        Some(meaning) => {
            let at = percent(meaning.prevalence);
            said.extend(meaning.values.as_ref().map(|values| called(values, &at)));
            let counted = if meaning.values.is_some() {
                " Where the two disagree, the share of signals that are right was counted, on samples the \
                 fits had not seen; the probability of one sample was not."
            } else {
                ""
            };
            said.push(format!(
                "Beside each probability stands what it becomes where {at} have a cancer, by Bayes’ \
                 rule (Saerens 2002). That takes every class to look there as it did in training, \
                 and the probabilities to be calibrated.{counted}"
            ));
        }
        None => said.push(
            "No prevalence was stated: predict --prevalence SHARE says what a signal would mean where \
             cancer is as common as that."
                .to_owned(),
        ),
    }
    if let Some(performance) = page.reader.rules().and_then(CallRules::performance) {
        said.push(format!(
            "Of the training cancers {} ({}) showed a signal, of the controls {} ({}) showed none, each \
             called by a fit that had not seen it. At other sites, in people with other diseases, and \
             at the earlier stages found by screening, both may be lower.",
            proportion(performance.sensitivity),
            interval(performance.sensitivity_ci),
            proportion(performance.specificity),
            interval(performance.specificity_ci),
        ));
    }
    said
}

fn called(values: &PredictiveValues, at: &str) -> String {
    let between =
        |[low, high]: [Option<f64>; 2]| format!("between {} and {}", maybe(low), maybe(high));
    format!(
        "Where {at} of those tested have a cancer, {} of 100,000 would show a signal, and {} of these \
         have one: a signal is right in {} ({}). Of those without a signal, {} ({}) have none.",
        mean_count(values.called_of_100_000.round()),
        mean_count(values.right_of_100_000.round()),
        maybe(values.ppv),
        between(values.ppv_range),
        maybe(values.npv),
        between(values.npv_range),
    )
}

#[cfg(test)]
mod tests {
    use super::percent;

    #[test]
    fn a_small_share_keeps_its_digits() {
        let texts = [0.5, 0.01, 0.0123, 0.000_05, 0.714_2].map(percent);
        assert_eq!(texts, ["50 %", "1 %", "1.2 %", "0.005 %", "71 %"]);
    }
}
