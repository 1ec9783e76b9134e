//! What a set of calls is worth against the truth.
