//! Time zones by name, from the data that is part of the program: the same on every machine.

use jiff::civil::DateTime;
use jiff::tz::{TimeZone, TimeZoneDatabase};

/// The time zone of a name from the IANA database, such as `Europe/London`; upper and lower case
/// are one.
pub(crate) fn find(name: &str) -> Option<TimeZone> {
    // jiff keeps `Etc/Unknown` for zones it cannot tell, and takes it for UTC.
    TimeZoneDatabase::bundled().get(name).ok().filter(|zone| !zone.is_unknown())
}

/// The names of all time zones, to offer the nearest to one that is unknown.
pub(crate) fn names() -> Vec<String> {
    TimeZoneDatabase::bundled().available().map(|name| name.to_string()).collect()
}

/// The time that clocks show, where they skip the one given: readers and calendars do not agree on
/// what to do then.
pub(crate) fn existing(zone: &TimeZone, time: DateTime) -> DateTime {
    zone.to_timestamp(time).map_or(time, |instant| zone.to_datetime(instant))
}
