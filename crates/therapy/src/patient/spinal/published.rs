//! Published tables of natural recovery after spinal cord injury, as compiled in Kirshblum 2021 (PMC8080912, tables 2 and 6).

/// One table: recovery from the first examination to a year.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Table {
    /// Whose.
    pub name: &'static str,
    /// Short name for rows.
    pub short: &'static str,
    /// Latest day of the first examination.
    pub first_exam: f64,
    /// Middle of the years of injury (assumed: the tables do not say).
    pub year: f64,
    /// Number of people who were A.
    pub n_a: u32,
    /// Of these, the share that stayed A, became B, became C or better.
    pub from_a: [f64; 3],
    /// Number of people who were C.
    pub n_c: u32,
    /// Of these, the share that became D or E.
    pub from_c: f64,
    /// Of B, the share that gained a grade or more, rounded as quoted there.
    pub from_b: f64,
}

/// The four tables.
pub const TABLES: [Table; 4] = [
    Table {
        name: "SCIMS, Marino 1999",
        short: "Marino 1999",
        first_exam: 7.0,
        year: 1993.0,
        n_a: 482,
        from_a: [0.846, 0.073, 0.081],
        n_c: 159,
        from_c: 0.705,
        from_b: 0.45,
    },
    Table {
        name: "EMSCI, Spiess 2009",
        short: "Spiess 2009",
        first_exam: 15.0,
        year: 2005.0,
        n_a: 139,
        from_a: [0.698, 0.173, 0.130],
        n_c: 46,
        from_c: 0.848,
        from_b: 0.50,
    },
    Table {
        name: "EMSCI, van Middendorp 2009",
        short: "van Middendorp 2009",
        first_exam: 15.0,
        year: 2005.0,
        n_a: 161,
        from_a: [0.739, 0.143, 0.118],
        n_c: 43,
        from_c: 0.744,
        from_b: 0.45,
    },
    Table {
        name: "SCIMS, Kirshblum 2016",
        short: "Kirshblum 2016",
        first_exam: 30.0,
        year: 2010.0,
        n_a: 187,
        from_a: [0.722, 0.107, 0.171],
        n_c: 109,
        from_c: 0.725,
        from_b: 0.50,
    },
];

impl Table {
    /// Share that gained a grade or more, of A, B, C.
    pub fn improved(&self) -> [f64; 3] {
        [1.0 - self.from_a[0], self.from_b, self.from_c]
    }
}
