//! The words both sides of Exoscope speak.
