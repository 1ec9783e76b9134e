//! Result structs to pages, plots and tables.
