//! Facts drawn by chance, dense where something changes: birthdays, edges of decisions, first dates.

use chrono::{Days, NaiveDate};

use super::world::*;
use crate::journal::decision::*;

/// SplitMix64: the same facts at each run.
pub struct Chance(pub u64);

impl Chance {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    pub fn of_these<'a, T>(&mut self, all: &'a [T]) -> &'a T {
        let at = self.below(all.len() as u64);
        &all[at as usize]
    }

    pub fn of<T: Copy>(&mut self, all: &[T]) -> T {
        *self.of_these(all)
    }

    /// Some days before or after, often none or one.
    pub fn around(&mut self, day: NaiveDate, reach: u64) -> NaiveDate {
        let reach = self.of(&[1, 1, 15, reach]);
        day - Days::new(reach) + Days::new(self.below(2 * reach + 1))
    }

    pub fn some<T>(&mut self, most: u64, mut one: impl FnMut(&mut Self) -> T) -> Vec<T> {
        (0..self.below(most + 1)).map(|_| one(self)).collect()
    }
}

pub const UNITS: [&str; 3] = ["A", "B", "C"];

/// What was made once for all cases: Västmanland's documents, and the latter with other values.
pub struct Documents {
    rules: PersonRules,
    published: Vec<Publication>,
}

impl Documents {
    pub fn make() -> Self {
        let others = [(None, 0), (Some(1), 1), (Some(6), 30), (Some(24), 14)];
        let others = others.map(|(log_months, cooling_off_days)| Publication {
            log_months,
            cooling_off_days,
            ..publication()
        });
        Self { rules: rules(), published: [vec![publication()], others.into()].concat() }
    }
}

pub struct Case<'a> {
    pub facts: Facts,
    pub rules: PersonRules,
    pub item: ItemFacts,
    pub published: &'a Publication,
}

impl<'a> Case<'a> {
    pub fn draw(chance: &mut Chance, documents: &'a Documents) -> Self {
        let today = day("2024-01-01") + Days::new(chance.below(2200));
        let rules = draw_rules(chance, &documents.rules);
        let published = &documents.published;
        let published = if chance.one_in(8) { chance.of_these(published) } else { &published[0] };
        let facts = draw_facts(chance, today, &rules);
        let item = draw_item(chance, today);
        Self { facts, rules, item, published }
    }

    pub fn on(&self, facts: &Facts, question: Question<'_>) -> Decision {
        decide(facts, &self.rules, question)
    }

    pub fn item_question(&self) -> Question<'_> {
        Question::ReadItem(&self.item, Some(self.published))
    }

    pub fn questions(&self) -> [Question<'_>; 4] {
        [Question::OpenJournal, self.item_question(), Question::UseEServices, Question::RecordCopy]
    }

    pub fn reads(&self, facts: &Facts) -> bool {
        [Question::OpenJournal, self.item_question()]
            .iter()
            .any(|question| self.on(facts, *question).allows())
    }
}

pub fn draw_rules(chance: &mut Chance, rules: &PersonRules) -> PersonRules {
    let mut drawn = rules.clone();
    if chance.one_in(3) {
        drawn.own_seal_closes_others = chance.one_in(2);
        drawn.legal_representatives = chance.one_in(2);
        drawn.lock_closes_journal = chance.one_in(2);
        (drawn.agency_ends_at, drawn.opens_at) =
            chance.of(&[(13, 16), (12, 18), (13, 13), (15, 16)]);
    }
    drawn
}

pub fn draw_birth(chance: &mut Chance, today: NaiveDate, rules: &PersonRules) -> NaiveDate {
    let ages = [0, 8, rules.agency_ends_at, 14, rules.opens_at, 17, 40];
    let years = chance.of(&ages) as u64;
    let about = today - Days::new(years * 365 + years / 4);
    if chance.one_in(20) { day("2012-02-29") } else { chance.around(about, 200).min(today) }
}

pub fn draw_window(chance: &mut Chance, today: NaiveDate) -> Window {
    let about = today - Days::new(chance.of(&[0, 60, 365]));
    let from = chance.around(about, 400);
    let through = from + Days::new(chance.of(&[0, 1, 59, 60, 365, 366]));
    Window {
        from,
        through: (!chance.one_in(3)).then_some(through),
        deactivated: chance.one_in(6).then(|| chance.around(through, 60)),
    }
}

pub fn draw_period(chance: &mut Chance, today: NaiveDate) -> Period {
    let from = chance.around(today - Days::new(100), 100);
    Period { from, through: from + Days::new(chance.of(&[0, 30, 365])) }
}

pub fn draw_seal(chance: &mut Chance, today: NaiveDate) -> Seal {
    let events = chance.one_in(2).then(|| draw_period(chance, today));
    let scope = match chance.below(4) {
        0 => Scope::Full,
        1 => Scope::Unit(chance.of(&UNITS).into(), events),
        2 => Scope::Provider(chance.of(&["P", "Q"]).into(), events),
        _ => Scope::Period(draw_period(chance, today)),
    };
    Seal { scope, window: draw_window(chance, today) }
}

pub fn draw_early(chance: &mut Chance, today: NaiveDate) -> EarlyAccess {
    EarlyAccess {
        unit: chance.of(&UNITS).into(),
        window: draw_window(chance, today),
        protected_reviewed: chance.one_in(2),
    }
}

#[expect(clippy::too_many_lines, reason = "one line for each fact")]
pub fn draw_facts(chance: &mut Chance, today: NaiveDate, rules: &PersonRules) -> Facts {
    let relation = chance.of(&[Relation::Oneself, Relation::Guardian, Relation::Guardian]);
    let relation = if chance.one_in(10) { chance.of(Relation::ALL) } else { relation };
    let subject = Subject {
        birth: draw_birth(chance, today, rules),
        protected: chance.one_in(12),
        deceased: chance.one_in(40),
        login_locked: chance.one_in(40),
    };
    let oneself = relation == Relation::Oneself;
    let adult = day("1985-01-15");
    let other = if chance.one_in(6) { draw_birth(chance, today, rules) } else { adult };
    Facts {
        today,
        viewer: Viewer {
            birth: if oneself { subject.birth } else { other },
            id_kind: if chance.one_in(40) { chance.of(IdKind::ALL) } else { IdKind::Personnummer },
            strength: if chance.one_in(40) { chance.of(Strength::ALL) } else { Strength::Strong },
            protected: if oneself { subject.protected } else { chance.one_in(20) },
            login_locked: if oneself { subject.login_locked } else { chance.one_in(40) },
            deceased: chance.one_in(60),
            fully_sealed: chance.one_in(20),
        },
        subject,
        relation,
        blocks: if chance.one_in(5) {
            chance.some(2, |c| draw_window(c, today))
        } else {
            Vec::new()
        },
        extensions: chance.some(2, |chance| UnitDecision {
            unit: chance.of(&UNITS).into(),
            window: draw_window(chance, today),
        }),
        early_access: chance.some(2, |chance| draw_early(chance, today)),
        seals: match chance.below(24) {
            0 => Seals::Unknown,
            1..12 => Seals::Known(chance.some(3, |chance| draw_seal(chance, today))),
            _ => Seals::Known(Vec::new()),
        },
        cooling_off: chance.one_in(3),
    }
}

pub fn draw_item(chance: &mut Chance, today: NaiveDate) -> ItemFacts {
    let information = chance.of(InformationType::ALL);
    let long_ago =
        chance.of(&[day("2015-04-01"), day("2018-05-02"), day("2019-09-02"), day("2022-04-20")]);
    let year_ago = months_before(today, 12);
    let about = chance.of(&[today, today - Days::new(14), year_ago, year_ago, long_ago]);
    let rare = chance.one_in(10);
    ItemFacts {
        information: if rare { None } else { Some(information) },
        system: chance.of(&["cosmic", "cosmic", "cosmic", "radgivningsstodet", "other"]).into(),
        state: if chance.one_in(20) { SourceState::Silent } else { SourceState::Answered },
        provider: chance.of(&["P", "Q"]).into(),
        unit: chance.of(&UNITS).into(),
        unit_class: if chance.one_in(20) {
            None
        } else if chance.one_in(2) {
            Some(UnitClass::General)
        } else {
            Some(chance.of(UnitClass::ALL))
        },
        date: chance.around(about, 30),
        signed: !chance.one_in(6),
        approved_for_patient: !chance.one_in(12),
        hidden: if chance.one_in(6) { chance.of(Hidden::ALL) } else { Hidden::Nothing },
    }
}
