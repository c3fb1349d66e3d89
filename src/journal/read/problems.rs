//! Why a journal is not shown, as far as whoever asks may know (journal.md 2.8).

crate::failure::kinds! { PROBLEMS:
    UNDER_THIRTEEN = "journal-under-thirteen", FORBIDDEN, "Du är för ung för att läsa din journal här", "You are too young to read your record here",
        "The journal opens at 16. Until 13 the guardians read it.";
    NOT_YET_OPEN = "journal-not-yet-open", FORBIDDEN, "Din journal öppnas när du fyller 16", "Your record opens on your 16th birthday",
        "Between 13 and 16 nobody reads the journal here, unless a care unit has let the youth read its part early. Ask the unit.";
    NOT_WEIGHED = "journal-protected-early-access", FORBIDDEN, "Mottagningen behöver pröva beslutet igen", "The unit needs to look at its decision again",
        "The decision on early access does not say that protected identity was weighed. Ask the unit that decided.";
    CHILD_IS_SIXTEEN = "journal-child-is-sixteen", FORBIDDEN, "Barnet har fyllt 16", "The child is 16",
        "Only the young person reads the journal from the 16th birthday on.";
    CHILD_IS_THIRTEEN = "journal-child-is-thirteen", FORBIDDEN, "Barnet har fyllt 13", "The child is 13",
        "Guardians read until the 13th birthday. After it a care unit may extend access to its part, a year at a time.";
    EXTENSION_EXPIRED = "journal-extension-expired", FORBIDDEN, "Den utökade åtkomsten har gått ut", "The extended access has run out",
        "Access is extended a year at a time. Ask the care unit that decided.";
    SEALED = "journal-sealed", FORBIDDEN, "Din journal är förseglad", "Your record is sealed",
        "Nothing is shown here while the journal is sealed. Contact a care unit to have the seal broken; it can't be done here.";
    OWN_SEALED = "journal-own-sealed", FORBIDDEN, "Din egen journal är förseglad", "Your own record is sealed",
        "Whoever has sealed their own journal reads nobody else's. Contact a care unit to have the seal broken.";
    ID_TYPE = "journal-id-type", FORBIDDEN, "Journalen kräver personnummer", "The journal takes a personal number",
        "Coordination and reserve numbers can't be used for reading a journal.";
    CLOSED = "journal-closed", SERVICE_UNAVAILABLE, "Journalen går inte att visa just nu", "The journal can't be shown just now",
        "It could not be found out whether the journal is sealed, so it is closed. Repeat the request after the seconds in `Retry-After`.";
    SOURCES_SILENT = "journal-sources-silent", BAD_GATEWAY, "Ingen av journalkällorna svarade", "None of the record's sources answered",
        "Nothing could be fetched, which does not mean that there is nothing. Repeat the request in a while.";
    SPAN = "journal-span", BAD_REQUEST, "Perioden slutar innan den börjar", "The period ends before it begins",
        "Send a `from` that is not later than `through`.";
}
