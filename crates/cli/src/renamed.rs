//! Renamed options: the old name still works, as a hidden alias, and is warned of for one minor version.

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

/// Warns of each option that was given by its old name.
pub fn warn(args: impl Iterator<Item = OsString>, context: &Context) {
    for arg in args.take_while(|arg| arg != "--") {
        let arg = arg.to_string_lossy();
        let name = arg.split_once('=').map_or(&*arg, |(name, _)| name);
        if let Some((old, new)) = RENAMED.iter().find(|(old, _)| *old == name) {
            context.warn(format!("{old} is called {new} now; the old name will go"));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use clap::{Command, CommandFactory};

    use super::RENAMED;
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
    fn every_alias_is_warned_of_and_every_warning_has_its_alias() {
        let mut found = BTreeSet::new();
        aliases(&Cli::command(), &mut found);
        let stated = RENAMED.map(|(old, new)| (old.to_owned(), new.to_owned())).into();
        assert_eq!(found, stated);
    }
}
