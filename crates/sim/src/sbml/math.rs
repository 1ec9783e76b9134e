//! The few `MathML` expressions a body needs.

/// A number with its unit.
pub(super) fn number(value: f64, unit: &str) -> String {
    let text = format!("{value:e}");
    let (mantissa, exponent) = text.split_once('e').unwrap_or((&text, "0"));
    format!("<cn sbml:units=\"{unit}\" type=\"e-notation\">{mantissa}<sep/>{exponent}</cn>")
}

/// A name.
pub(super) fn name(id: &str) -> String {
    format!("<ci>{id}</ci>")
}

/// An operation on expressions.
pub(super) fn apply(operation: &str, of: &[String]) -> String {
    format!("<apply><{operation}/>{}</apply>", of.concat())
}

/// The time of the simulation.
pub(super) fn time() -> String {
    "<csymbol encoding=\"text\" definitionURL=\"http://www.sbml.org/sbml/symbols/time\">time\
     </csymbol>"
        .to_owned()
}

/// `inside` while `start` ≤ time < `end` (minutes), else 0 items per minute.
pub(super) fn between(inside: &str, start: f64, end: f64) -> String {
    let from = apply("geq", &[time(), number(start, "minute")]);
    let to = apply("lt", &[time(), number(end, "minute")]);
    let when = apply("and", &[from, to]);
    let nothing = number(0.0, "item_per_minute");
    format!("<piecewise><piece>{inside}{when}</piece><otherwise>{nothing}</otherwise></piecewise>")
}

/// A whole expression.
pub(super) fn math(inside: &str) -> String {
    format!("<math xmlns=\"http://www.w3.org/1998/Math/MathML\">{inside}</math>")
}
