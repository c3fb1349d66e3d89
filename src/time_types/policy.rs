//! Who may see and change what can be booked at a unit (services.md 3.2). What is listed is public.

use super::time_book::{TimeBook, configurer, keeper, refuse};
use crate::access::{Action, Actor, Verdict};

/// Actions on a time book that a rule allows, refused alike.
macro_rules! on_time_book {
    ($rule:ident: $($(#[$doc:meta])* $name:ident = $code:literal;)+) => {$(
        $(#[$doc])*
        #[derive(Debug)]
        pub struct $name;

        impl Action for $name {
            type On = TimeBook;
            const NAME: &'static str = $code;

            fn decide(actor: &Actor, book: &TimeBook) -> Verdict {
                Verdict::or($rule(actor, book), refuse(actor, book))
            }
        }
    )+};
}

on_time_book! { keeper:
    /// See all time types, also those that are hidden or not in use.
    ListTimeTypes = "time-type.list";
    ReadTimeType = "time-type.read";
}

on_time_book! { configurer:
    CreateTimeType = "time-type.create";
    ChangeTimeType = "time-type.change";
    /// Take it out of use. Whoever has booked keeps their time.
    EndTimeType = "time-type.end";
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::access::{Cast, sheet::Sheet};

    #[test]
    fn the_table_people_review_is_what_the_policies_say() {
        let cast = Cast::new();
        let book = TimeBook { unit: cast.unit, region: cast.region() };
        let mut sheet = Sheet::new("Time types", &cast);
        sheet.section("the unit's");
        sheet.row::<ListTimeTypes>(&book);
        sheet.row::<ReadTimeType>(&book);
        sheet.row::<CreateTimeType>(&book);
        sheet.row::<ChangeTimeType>(&book);
        sheet.row::<EndTimeType>(&book);
        sheet.must_be("docs/access/time_types.md");
    }
}
