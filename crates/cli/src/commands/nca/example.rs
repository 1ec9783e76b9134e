//! The event table of `exoscope nca --example`.

/// Vesicles given to two mice by vein and to one under the skin; plasma and liver in percent of the injected dose.
/// The numbers are made up.
pub const TABLE: &str = "\
# made-up numbers: two animals by vein, one under the skin
ID\tTIME(h)\tAMT(EV)\tDV\tUNIT\tCMT\tROUTE
1\t0\t1e10\t.\t.\tplasma\tbolus
1\t0.05\t.\t62\t%ID/mL\tplasma\t.
1\t0.25\t.\t21\t%ID/mL\tplasma\t.
1\t1\t.\t6.1\t%ID/mL\tplasma\t.
1\t3\t.\t3.2\t%ID/mL\tplasma\t.
1\t6\t.\t1.4\t%ID/mL\tplasma\t.
1\t12\t.\t<0.5\t%ID/mL\tplasma\t.
1\t1\t.\t38\t%ID/g\tliver\t.
1\t6\t.\t24\t%ID/g\tliver\t.
1\t12\t.\t13\t%ID/g\tliver\t.
2\t0\t1e10\t.\t.\tplasma\tbolus
2\t0.05\t.\t57\t%ID/mL\tplasma\t.
2\t0.25\t.\t24\t%ID/mL\tplasma\t.
2\t1\t.\t7.4\t%ID/mL\tplasma\t.
2\t3\t.\t3.5\t%ID/mL\tplasma\t.
2\t6\t.\t1.7\t%ID/mL\tplasma\t.
2\t12\t.\t<0.5\t%ID/mL\tplasma\t.
3\t0\t1e10\t.\t.\tskin\textravascular
3\t1\t.\t0.9\t%ID/mL\tplasma\t.
3\t3\t.\t1.6\t%ID/mL\tplasma\t.
3\t6\t.\t1.3\t%ID/mL\tplasma\t.
3\t9\t.\t1.02\t%ID/mL\tplasma\t.
3\t12\t.\t0.8\t%ID/mL\tplasma\t.
3\t24\t.\t<0.5\t%ID/mL\tplasma\t.
";

#[cfg(test)]
mod tests {
    use exoscope_fit::table::Dataset;

    #[test]
    fn the_example_is_read() {
        assert!(super::TABLE.parse::<Dataset>().is_ok());
    }
}
