//! What a word without quotes means: the core schema of YAML 1.2, and `0b` beside it.

use super::{Real, Value};

/// What a word means that stands without quotes.
pub(super) fn plain(written: &str) -> Value {
    match written {
        "" | "~" | "null" | "Null" | "NULL" => return Value::Null,
        "true" | "True" | "TRUE" => return Value::Bool(true),
        "false" | "False" | "FALSE" => return Value::Bool(false),
        _ => {}
    }

    match whole_number(written) {
        // What does not fit is still a number, and shown as it is written.
        Some(number) => i64::try_from(number).map_or_else(
            |_| Value::Float(Real(number as f64), written.to_owned()),
            |number| Value::Integer(number, written.to_owned()),
        ),
        None => real_number(written).map_or_else(
            || Value::Text(written.to_owned()),
            |number| Value::Float(Real(number), written.to_owned()),
        ),
    }
}

fn whole_number(written: &str) -> Option<i128> {
    let (sign, unsigned) = match written.strip_prefix('-') {
        Some(unsigned) => (-1, unsigned),
        None => (1, written.strip_prefix('+').unwrap_or(written)),
    };
    let (digits, radix) = [("0x", 16), ("0o", 8), ("0b", 2)]
        .iter()
        .find_map(|(prefix, radix)| Some((unsigned.strip_prefix(prefix)?, *radix)))
        .unwrap_or((unsigned, 10));

    // A second sign, which the standard library would take.
    if !digits.starts_with(|c: char| c.is_ascii_alphanumeric()) {
        return None;
    }
    if radix == 10 && has_leading_zero(digits) {
        return None;
    }
    i128::from_str_radix(digits, radix).ok().map(|number| sign * number)
}

fn real_number(written: &str) -> Option<f64> {
    match written {
        ".inf" | ".Inf" | ".INF" | "+.inf" | "+.Inf" | "+.INF" => return Some(f64::INFINITY),
        "-.inf" | "-.Inf" | "-.INF" => return Some(f64::NEG_INFINITY),
        ".nan" | ".NaN" | ".NAN" => return Some(f64::NAN),
        _ => {}
    }

    if has_leading_zero(written.strip_prefix(['-', '+']).unwrap_or(written)) {
        return None;
    }
    // `inf` and `nan` are words here, and a number too large for one is no number.
    written.parse().ok().filter(|number: &f64| number.is_finite())
}

/// Whether it is a number such as `012`, which is text: a code, or the start of a telephone number.
fn has_leading_zero(digits: &str) -> bool {
    digits.len() > 1 && digits.starts_with('0') && digits.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_mean_what_they_always_did() {
        for (written, kind) in [
            ("yes", "text"),
            ("No", "text"),
            ("tRue", "text"),
            ("TRUE", "true or false"),
            ("~", "nothing"),
            ("012", "text"),
            ("-012", "text"),
            ("0x1F", "a number"),
            ("0b11", "a number"),
            ("0o17", "a number"),
            ("0x-1", "text"),
            ("+-1", "text"),
            ("1e3", "a number"),
            ("1_000", "text"),
            ("1.", "a number"),
            (".", "text"),
            ("inf", "text"),
            ("-.inf", "a number"),
            ("1e999", "text"),
            ("2026-11-30", "text"),
            ("12:30:45", "text"),
            ("99999999999999999999999999999999999999999999", "a number"),
        ] {
            assert_eq!(plain(written).kind(), kind, "{written}");
        }
        assert_eq!(plain("-0x1F"), Value::Integer(-31, "-0x1F".to_owned()));
        assert_eq!(plain("1.10").scalar().unwrap(), "1.10");
    }
}
