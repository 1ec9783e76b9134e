//! Renamed options and learners: the old name still works, as a hidden alias, and is warned of for one minor version.

use std::ffi::OsString;

use crate::context::Context;

/// Old name, new name. Each pair is an `alias` of the argument that it belongs to.
const RENAMED: [(&str, &str); 5] = [
    ("--keys", "--batch"),
    ("--strange", "--ood-alpha"),
    ("--merged", "--ambiguous"),
    ("--older", "--allow-pre-v21"),
    ("--times", "--scale-people"),
];

/// Old name, new name of a learner: a value of `--learner`, `--members` and `--compare`.
const LEARNERS: [(&str, &str); 3] = [
    ("centroids", "shrunken-centroids"),
    ("tuned-logistic", "logistic-cv"),
    ("tuned-lda", "lda-cv"),
];

/// Options whose values are learners.
const OF_LEARNERS: [&str; 3] = ["--learner", "--members", "--compare"];

/// Warns of each option and learner that was given by its old name.
pub fn warn(args: impl Iterator<Item = OsString>, context: &Context) {
    let say = |(old, new): &(&str, &str)| {
        context.warn(format!("{old} is called {new} now; the old name will go"));
    };
    let mut of_learners = false;
    for arg in args.take_while(|arg| arg != "--") {
        let arg = arg.to_string_lossy();
        let (name, value) =
            arg.split_once('=').map_or((&*arg, None), |(name, value)| (name, Some(value)));
        RENAMED.iter().filter(|(old, _)| *old == name).for_each(say);
        let values =
            if of_learners { Some(&*arg) } else { value.filter(|_| OF_LEARNERS.contains(&name)) };
        for value in values.into_iter().flat_map(|values| values.split(',')) {
            LEARNERS.iter().filter(|(old, _)| *old == value).for_each(say);
        }
        of_learners = OF_LEARNERS.contains(&&*arg);
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory, Parser};

    use super::{LEARNERS, RENAMED};
    use crate::args::Cli;

    fn aliases(command: &Command, found: &mut BTreeSet<(String, String)>) {
        for arg in command.get_arguments() {
            for alias in arg.get_all_aliases().unwrap_or_default() {
                let new = arg.get_long().unwrap_or_default();
                found.insert((format!("--{alias}"), format!("--{new}")));
            }
        }
        command.get_subcommands().for_each(|command| aliases(command, found));
    }

    #[test]
    fn learners_have_their_old_names_as_aliases() {
        for (old, new) in LEARNERS {
            for name in [old, new] {
                let arguments =
                    ["exoscope", "train", "c.parquet", "--out", "m.model", "--learner", name];
                assert!(Cli::try_parse_from(arguments).is_ok(), "{name}");
            }
        }
    }

    #[test]
    fn every_alias_is_warned_of_and_every_warning_has_its_alias() {
        let mut found = BTreeSet::new();
        aliases(&Cli::command(), &mut found);
        let stated = RENAMED.map(|(old, new)| (old.to_owned(), new.to_owned())).into();
        assert_eq!(found, stated);
    }
}
