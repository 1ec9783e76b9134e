//! From measured values to the matrix a learner sees, fitted on training samples only.
