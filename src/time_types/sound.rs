//! Whether settings hold together, beyond each field by itself. Pure.

use super::{
    time_type::{Need, Occasion},
    view::{TimeTypeRule, TimeTypeSettings},
};
use crate::failure::{Failure, FieldFault, Words};

fn fault(pointer: String, code: &str, sv: &str, en: &str) -> FieldFault {
    FieldFault::new(pointer, code, Words::new(sv, en))
}

/// Every fault, with pointers below `at`.
pub fn check(at: &str, settings: &TimeTypeSettings) -> Result<(), Failure> {
    let mut faults = Vec::new();
    let days = settings.bookable_from.zip(settings.bookable_through);
    if days.is_some_and(|(from, through)| through < from) {
        let (sv, en) = ("Sista dagen ligger före den första.", "The last day is before the first.");
        faults.push(fault(format!("{at}/bookableThrough"), "days-in-order", sv, en));
    }
    let ages = settings.selection.minimum_age.zip(settings.selection.maximum_age);
    if ages.is_some_and(|(least, most)| most < least) {
        let (sv, en) = ("Åldrarna är omkastade.", "The ages are the wrong way round.");
        faults.push(fault(format!("{at}/selection/maximumAge"), "ages-in-order", sv, en));
    }
    if repeats(&settings.care_services) {
        let (sv, en) = ("Samma vårdtjänst två gånger.", "The same care service twice.");
        faults.push(fault(format!("{at}/careServices"), "repeated", sv, en));
    }
    for (place, rule) in settings.rules.iter().enumerate() {
        let earlier = &settings.rules[..place];
        let at = format!("{at}/rules/{place}");
        if earlier.iter().any(|other| other.occasion == rule.occasion) {
            let (sv, en) = ("En regel för varje tillfälle.", "One rule for each occasion.");
            faults.push(fault(format!("{at}/occasion"), "repeated", sv, en));
        }
        faults.extend(rule_faults(&at, rule));
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::Invalid(faults)) }
}

fn rule_faults(at: &str, rule: &TimeTypeRule) -> Vec<FieldFault> {
    let mut faults = Vec::new();
    if rule.occasion != Occasion::NewBooking && !rule.conditions.is_empty() {
        let sv = "Bara en ny bokning har villkor; en befintlig har information.";
        let en = "Only a new booking has conditions; an existing one has information.";
        faults.push(fault(format!("{at}/conditions"), "new-bookings-only", sv, en));
    }
    let asks = rule.reason_text.is_some() || !rule.reason_codes.is_empty();
    if rule.reason == Need::NotSupported && asks {
        let (sv, en) = ("Ingen orsak efterfrågas.", "No reason is asked for.");
        faults.push(fault(format!("{at}/reason"), "not-asked-for", sv, en));
    }
    let codes: Vec<&String> = rule.reason_codes.iter().map(|reason| &reason.code).collect();
    if repeats(&codes) {
        let (sv, en) = ("Samma kod två gånger.", "The same code twice.");
        faults.push(fault(format!("{at}/reasonCodes"), "repeated", sv, en));
    }
    faults
}

fn repeats<T: PartialEq>(all: &[T]) -> bool {
    (0..all.len()).any(|place| all[..place].contains(&all[place]))
}

#[cfg(test)]
mod tests {
    use poem_openapi::types::Example;

    use super::*;

    fn faults(change: impl FnOnce(&mut TimeTypeSettings)) -> Vec<(String, String)> {
        let mut settings = TimeTypeSettings::example();
        change(&mut settings);
        match check("/settings", &settings) {
            Err(Failure::Invalid(faults)) => {
                faults.into_iter().map(|fault| (fault.pointer, fault.code)).collect()
            }
            _ => Vec::new(),
        }
    }

    // proves: W12
    #[test]
    fn conditions_are_for_new_bookings_only_and_each_occasion_has_one_rule() {
        assert_eq!(faults(|_| {}), []);
        let cancellation = faults(|it| it.rules[0].occasion = Occasion::Cancellation);
        assert_eq!(
            cancellation,
            [("/settings/rules/0/conditions".into(), "new-bookings-only".into())]
        );
        let twice = faults(|it| it.rules.push(it.rules[0].clone()));
        assert_eq!(twice, [("/settings/rules/1/occasion".into(), "repeated".into())]);
    }

    #[test]
    fn days_ages_and_reasons_hold_together() {
        let days = faults(|it| {
            it.bookable_from = Some("2026-12-02".parse().expect("a date"));
            it.bookable_through = Some("2026-12-01".parse().expect("a date"));
        });
        assert_eq!(days, [("/settings/bookableThrough".into(), "days-in-order".into())]);
        let ages = faults(|it| it.selection.maximum_age = Some(17));
        assert_eq!(ages, [("/settings/selection/maximumAge".into(), "ages-in-order".into())]);
        let reason = faults(|it| it.rules[0].reason = Need::NotSupported);
        assert_eq!(reason, [("/settings/rules/0/reason".into(), "not-asked-for".into())]);
        let services = faults(|it| it.care_services.push("308335008".into()));
        assert_eq!(services, [("/settings/careServices".into(), "repeated".into())]);
    }
}
