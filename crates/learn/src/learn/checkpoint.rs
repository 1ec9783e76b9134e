//! Members of a stack that are finished before the stack is.

use ndarray::Array2;

use super::{Classifier, Examples, Fit, Model};

/// A fitted member of a stack.
#[derive(Debug, Clone, PartialEq)]
pub struct Member {
    /// Its fit on all samples.
    pub fit: Fit<Model>,
    /// Its call of each sample (samples × classes) by a fit on the inner folds that do not hold it.
    pub calls: Array2<f64>,
}

/// Where members of one stack are kept while the others are fitted, so that an interrupted fit goes
/// on from them. What is kept must be of the same settings and examples. `()` keeps nothing.
pub trait CheckpointMembers {
    /// The member at this place in the stack, if it was kept.
    fn get(&self, place: usize) -> Option<Member>;

    /// Keeps a member. One that cannot be kept is fitted again after an interruption.
    fn put(&self, place: usize, member: &Member);
}

impl CheckpointMembers for () {
    fn get(&self, _: usize) -> Option<Member> {
        None
    }

    fn put(&self, _: usize, _: &Member) {}
}

/// The member that was kept, if it fits these examples.
pub(super) fn kept(
    keep: &dyn CheckpointMembers,
    place: usize,
    examples: &Examples,
) -> Option<Member> {
    let dim = (examples.n_samples(), examples.n_classes());
    let fits = |Member { fit, calls }: &Member| {
        calls.dim() == dim
            && fit.model.n_classes() == examples.n_classes()
            && fit.model.n_features() == examples.n_features()
    };
    keep.get(place).filter(fits)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::cell::RefCell;
    use std::collections::BTreeMap;

    use super::*;
    use crate::learn::{LearnerSettings, StackSettings};
    use crate::split::Training;

    #[derive(Default)]
    struct Drawer {
        members: RefCell<BTreeMap<usize, Member>>,
        taken: RefCell<Vec<usize>>,
    }

    impl CheckpointMembers for Drawer {
        fn get(&self, place: usize) -> Option<Member> {
            let found = self.members.borrow().get(&place).cloned()?;
            self.taken.borrow_mut().push(place);
            Some(found)
        }

        fn put(&self, place: usize, member: &Member) {
            self.members.borrow_mut().insert(place, member.clone());
        }
    }

    #[test]
    fn a_stack_goes_on_from_the_members_that_were_kept() {
        let y: Vec<usize> = (0..60).map(|i| i % 3).collect();
        let x = Array2::from_shape_fn((60, 4), |(i, j)| {
            (i * (j + 3) % 7) as f32 / 7.0 + if j == y[i] { 0.8 } else { 0.0 }
        });
        let examples = Training::new(Examples::new(x, y, 3).unwrap());
        let member = |name| LearnerSettings::default_of(name).unwrap();
        let members = vec![member("lda"), member("logistic")];
        let stack = LearnerSettings::Stack(StackSettings { members });
        let drawer = Drawer::default();
        let whole = stack.fit_keeping(&examples, &drawer).unwrap();
        assert_eq!(whole, stack.fit(&examples).unwrap());
        // Interrupted after the first.
        drawer.members.borrow_mut().remove(&1);
        assert_eq!(stack.fit_out_of_fold(&examples, &drawer).unwrap().0, whole);
        assert_eq!(*drawer.taken.borrow(), [0]);
        // What is of other examples is not taken.
        drawer.members.borrow_mut().get_mut(&0).unwrap().calls = Array2::zeros((1, 3));
        assert_eq!(stack.fit_keeping(&examples, &drawer).unwrap(), whole);
    }
}
