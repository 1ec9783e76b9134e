//! Checks of a design: every value in its range, and the values together.

use super::{AGES, Design, Role};
use crate::cohort::StudyError;

/// More people than anyone draws at once.
const MOST_PEOPLE: usize = 1_000_000;

impl Design {
    /// The design, where it holds together.
    pub(super) fn checked(self) -> Result<Self, StudyError> {
        let wrong = |field: &str, why: &str| {
            Err(StudyError::Value { line: None, field: field.to_owned(), why: why.to_owned() })
        };
        let part = |x: f64| (0.0..=1.0).contains(&x);
        let size = |x: f64| x.is_finite() && x >= 0.0;
        if self.format != 1 {
            return wrong("format", "this program reads format 1");
        }
        let few = self.class.iter().all(|class| class.people <= MOST_PEOPLE);
        if self.class.is_empty() || !few || self.people() > MOST_PEOPLE {
            return wrong("class", "between one class and a million people");
        }
        for (number, class) in self.class.iter().enumerate() {
            let again = self.class.iter().take(number).any(|c| c.label == class.label);
            let field = format!("class {:?}", class.label);
            if again || class.label.trim().is_empty() {
                return wrong(&field, "a label is there twice, or empty");
            }
            if class.organ.is_none() && class.role != Role::Control {
                return wrong(&field, "a disease needs an organ");
            }
            let stages = class.stages.iter().all(|p| size(*p));
            if !stages || class.stages.iter().sum::<f64>() <= 0.0 {
                return wrong(&field, "fractions of stages must not be negative, nor all 0");
            }
            if class.growth.is_some_and(|growth| !growth.is_sound()) {
                return wrong(&field, "its growth must be positive");
            }
            let (mean, sd) = class.age;
            let ages = AGES.contains(&mean) && size(sd);
            if !part(class.female_fraction) || !ages {
                return wrong(
                    &field,
                    "female_fraction is from 0 to 1, age a mean from 20 to 95 and an SD",
                );
            }
            // More of a normal law than this outside the ages that are drawn is another law.
            if sd > (mean - AGES.start()).min(AGES.end() - mean).max(1.0) * 1.5 {
                return wrong(&field, "with this SD most ages lie outside 20 to 95 years");
            }
            let only =
                |organs: &[&str]| class.organ.as_deref().is_some_and(|o| organs.contains(&o));
            if only(&["ovary", "uterus"]) && class.female_fraction < 1.0 {
                return wrong(
                    &field,
                    "its organ is one of women alone: write female_fraction = 1.0",
                );
            }
            if only(&["prostate", "testis"]) && class.female_fraction > 0.0 {
                return wrong(&field, "its organ is one of men alone: write female_fraction = 0.0");
            }
        }
        if !self.class.iter().any(|class| class.role == Role::Control) {
            return wrong("class", "there are no controls: add a class with role = \"control\"");
        }
        let tumour = &self.tumour;
        let ends = |&(low, high): &(f64, f64)| low > 0.0 && high >= low && high <= 1000.0;
        if !tumour.growth.is_sound() || !tumour.diameter.iter().all(ends) || !size(tumour.shedding)
        {
            return wrong("tumour", "growth must be positive, diameters rise, up to 1 m");
        }
        let host = &self.host;
        let sizes = [host.scale, host.benign, host.half_diameter].into_iter().all(size);
        if !sizes || host.half_diameter == 0.0 {
            return wrong("host", "scale and benign must not be negative, half_diameter positive");
        }
        let batch = &self.batch;
        let counts =
            [batch.sites_of_disease, batch.sites_of_controls, batch.per_date, batch.per_slide];
        if !part(batch.confounding) || !size(batch.effect) || counts.contains(&0) {
            return wrong("batch", "confounding is from 0 to 1, and no number of anything is 0");
        }
        let handling = &self.handling;
        let parts = [handling.missing, handling.duplicates, handling.swaps];
        if !parts.into_iter().all(part) || !size(handling.haemolysis) || !size(handling.storage) {
            return wrong("handling", "parts are from 0 to 1, nothing is negative");
        }
        Ok(self)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::BUILT_IN;
    use super::*;

    #[test]
    fn a_design_of_nonsense_is_refused_with_the_class_it_is_in() {
        let paper = BUILT_IN[0].1;
        let said = |text: String| text.parse::<Design>().unwrap_err().to_string();
        let ovary =
            paper.replacen("organ = \"ovary\"\nfemale_fraction = 1.0", "organ = \"ovary\"", 1);
        assert!(said(ovary).contains("of women alone"));
        let prostate = paper.replacen("female_fraction = 0.0", "female_fraction = 0.3", 1);
        assert!(said(prostate).contains("of men alone"));
        let none = paper.replace("role = \"control\"", "role = \"benign\"\norgan = \"lung\"");
        assert!(said(none).contains("no controls"));
        let one =
            "format = 1\nname = \"x\"\n[[class]]\nlabel = \"a\"\nrole = \"control\"\npeople = 4\n";
        assert!(one.parse::<Design>().is_ok());
        for age in ["[400.0, 5.0]", "[19.0, 1.0]", "[50.0, 100.0]", "[90.0, 30.0]"] {
            let error = said(format!("{one}age = {age}\n"));
            assert!(error.contains("class \"a\""), "{error}");
        }
    }
}
