//! The table that is printed at the end, as Markdown.

use crate::Tried;
use crate::trial::Outcome;

const HEADER: [&str; 7] = ["row", "promise", "target", "tried", "failed", "measured", "seconds"];

pub(crate) fn print_table(tried: &[Tried]) {
    let rows: Vec<[String; 7]> = tried.iter().map(cells).collect();
    let header = HEADER.map(str::to_owned);
    let widths: [usize; 7] = std::array::from_fn(|column| {
        let cells = rows.iter().chain([&header]).map(|row| row[column].chars().count());
        cells.max().unwrap_or_default()
    });

    let rule = widths.map(|width| "-".repeat(width));
    println!();
    for row in [&header, &rule].into_iter().chain(&rows) {
        let cells = row.iter().zip(widths).map(|(cell, width)| format!(" {cell:<width$} |"));
        println!("|{}", cells.collect::<String>());
    }
}

fn cells(tried: &Tried) -> [String; 7] {
    let [number, failed, measured] = match &tried.outcome {
        Outcome::NotTried(why) => ["not tried".to_owned(), String::new(), format!("({why})")],
        Outcome::Tried(trial) => [
            with_commas(trial.tried),
            with_commas(trial.failures.len()),
            trial.measured.clone().unwrap_or_default(),
        ],
    };
    let row = tried.row;
    let [name, promise, target] = [row.name, row.promise, row.target].map(str::to_owned);
    [name, promise, target, number, failed, measured, format!("{:.0}", tried.took.as_secs_f64())]
}

/// `600,000`
fn with_commas(number: usize) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
