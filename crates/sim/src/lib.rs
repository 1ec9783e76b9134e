//! Exosomes made, carried, taken up and cleared.
