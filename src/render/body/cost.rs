//! `:::cost`: a table of the hours and the cost of a cohort, worked out from the figures that stand
//! in it. With a script readers put in their own.

use std::sync::Arc;

use super::BodyWriter;
use crate::parse::Document;
use crate::parse::html::Interpolated;
use crate::parse::widget::{Cost, CostLine, amount};
use crate::words::Word;

/// Sums of the lines so far.
#[derive(Default)]
struct Sums {
    hours: f64,
    cost: f64,
}

impl BodyWriter<'_, '_> {
    pub(super) fn cost(&mut self, document: &Arc<Document>, cost: &Cost) {
        let pairs = self.amount(&cost.pairs);
        self.word_in("<div class=\"cost\">\n<p class=\"cost-pairs\">", Word::CostPairs, ": ");
        self.text_in("<span class=\"figure\">", &written(pairs), "</span></p>\n");
        self.word_in("<div class=\"table\"><table><caption>", Word::CostCaption, "</caption>\n");
        self.out.push_str("<thead><tr>");
        self.column_heads(&[
            Word::For,
            Word::CostPeople,
            Word::CostHoursEach,
            Word::CostHours,
            Word::CostRate,
            Word::CostSum,
        ]);
        self.out.push_str("</tr></thead>\n<tbody>\n");

        let mut sums = Sums::default();
        for line in &cost.lines {
            self.cost_line(document, line, pairs, &mut sums);
        }
        self.word_in("</tbody>\n<tfoot><tr><th scope=\"row\">", Word::CostTogether, "</th>");
        let Sums { hours, cost } = sums;
        self.text_in("<td></td><td></td><td class=\"time\">", &written(hours), "</td>");
        self.text_in("<td></td><td class=\"sum\">", &written(cost), "</td></tr></tfoot>");
        self.out.push_str("</table></div>\n</div>\n");
    }

    fn cost_line(
        &mut self,
        document: &Arc<Document>,
        line: &CostLine,
        pairs: f64,
        sums: &mut Sums,
    ) {
        let (row, people) =
            if line.is_once { ("<tr data-once=\"\">", 1.0) } else { ("<tr>", pairs) };
        let each = self.amount(&line.hours);
        let rate = line.rate.as_ref().map_or(0.0, |rate| self.amount(rate));
        let hours = people * each;
        sums.hours += hours;
        sums.cost += hours * rate;

        self.out.push_str(row);
        self.extra_in("<th scope=\"row\">", document, line.who, "</th>");
        self.text_in("<td class=\"people\">", &written(people), "</td>");
        self.text_in("<td class=\"figure each\">", &written(each), "</td>");
        self.text_in("<td class=\"time\">", &written(hours), "</td>");
        self.text_in("<td class=\"figure rate\">", &written(rate), "</td>");
        self.text_in("<td class=\"sum\">", &written(hours * rate), "</td></tr>\n");
    }

    /// A figure with the firm's values; the check `worksheet-field` tells of one that is none.
    fn amount(&self, phrase: &Interpolated) -> f64 {
        amount(phrase, self.shell.values()).unwrap_or_default()
    }
}

/// A figure with two decimals at most.
fn written(amount: f64) -> String {
    let written = format!("{amount:.2}");
    written.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::written;

    #[test]
    fn figures_have_no_more_decimals_than_they_need() {
        for (amount, expected) in
            [(0.0, "0"), (100.0, "100"), (17.5, "17.5"), (0.1 + 0.2, "0.3"), (1e9, "1000000000")]
        {
            assert_eq!(written(amount), expected);
        }
    }
}
