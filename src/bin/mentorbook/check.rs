//! `mentorbook check`: looks for problems and writes nothing.

use mentorbook::print::Format;
use mentorbook::{Origin, Severity};

use crate::exit::{Exit, Failure, report};
use crate::selection::{Loaded, SelectionArgs, load};
use crate::terminal::{Stopwatch, count, first_step, say, verdict};

/// Looks for problems in the editions asked for.
pub(crate) fn run(args: &SelectionArgs) -> Result<Exit, Failure> {
    let watch = Stopwatch::new(args);
    let Loaded { root, engine } = load(args)?;

    let mut run = engine.check(&watch);
    watch.finish();

    let notices = run.report.count(Severity::Notice);
    let for_people = args.format == Format::Human;
    if for_people {
        // People ask what is wrong; a build tells them the rest.
        run.report.findings.retain(|finding| finding.diagnostic.severity > Severity::Notice);
    }

    let texts = Origin::Disk(root);
    let exit = report(&run, &texts, args);

    say(&format!(
        "{}: {} looked at in {}.",
        verdict(&run.report),
        count(run.outcomes.len(), "edition"),
        watch.elapsed()
    ));
    if notices > 0 && for_people {
        say(&format!(
            "`mentorbook build` has {} for you, such as dates that moved.",
            count(notices, "notice")
        ));
    }
    if for_people {
        first_step(&run.report, &texts).iter().for_each(|step| say(step));
    }
    watch.print();
    Ok(exit)
}
