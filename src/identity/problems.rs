//! What can go wrong when people sign in.

use crate::failure::{Failure, Kind};

crate::failure::kinds! { PROBLEMS:
    CODE_REFUSED = "sign-in-code-refused", FORBIDDEN, "Koden gäller inte", "The code is not valid",
        "The identity provider did not accept the code: it is wrong, used, too old, or belongs to another redirect URI or verifier. Begin the sign-in again.";
    TOKEN_REFUSED = "identity-token-refused", FORBIDDEN, "Legitimeringen kunde inte styrkas", "The identity could not be proven",
        "The identity provider's ID token failed a check, which `detail` names. Begin the sign-in again; if it goes on, the provider or its configuration is at fault.";
    ASSURANCE_TOO_LOW = "assurance-too-low", FORBIDDEN, "Legitimeringen är inte stark nog", "The assurance level is too low",
        "The person identified in a way that is not strong enough here. Ask for one of the provider's `assuranceLevels` with `acr_values`.";
    NUMBER_INVALID = "personal-number-invalid", FORBIDDEN, "Personnumret är inte giltigt", "The personal number is not valid",
        "The identity provider vouched for a number that is no personal number.";
    COORDINATION_NUMBER = "coordination-number-refused", FORBIDDEN, "Samordningsnummer kan inte logga in", "Coordination numbers can't sign in",
        "The person has a coordination number. Only those with a Swedish personal number can sign in; they are helped by telephone.";
    RESERVE_NUMBER = "reserve-number-refused", FORBIDDEN, "Reservnummer kan inte logga in", "Reserve numbers can't sign in",
        "The person has a reserve number. Only those with a Swedish personal number can sign in; they are helped by telephone.";
    PERSON_UNKNOWN = "person-unknown", FORBIDDEN, "Personen finns inte i registret", "The person is not in the register",
        "The population register has not told us of this person. Try again in some days, or telephone.";
    ACCOUNT_INACTIVATED = "account-inactivated", FORBIDDEN, "Kontot är avslutat", "The account is inactivated",
        "The population register says that the person has died.";
    LOG_IN_LOCKED = "log-in-locked", FORBIDDEN, "Inloggningen är låst", "The log-in is locked",
        "The log-in has been locked by the resident or by care. Refer to 1177 by telephone; say nothing of reasons.";
    TOO_YOUNG = "too-young-to-sign-in", FORBIDDEN, "För ung för att logga in", "Too young to sign in",
        "The region has set an age from which one signs in alone. Guardians act until then.";
    STAFF_UNKNOWN = "staff-unknown", FORBIDDEN, "Personen finns inte i personalverktyget", "Unknown member of staff",
        "Nobody with this HSA-id has been added. The region's management team adds new staff.";
    STAFF_INACTIVE = "staff-inactive", FORBIDDEN, "HSA-id är inte aktivt", "The HSA-id is not active",
        "The directory says that the person's HSA-id is not active. The employer corrects it in HSA.";
    CLIENT_REFUSED = "client-refused", FORBIDDEN, "Systemet känns inte igen", "The client is not recognised",
        "The client id or the secret is wrong, or the client is no longer in use.";
    NOT_YET_REGISTERED = "personal-number-missing", CONFLICT, "Barnet har inget personnummer än", "The child has no personal number yet",
        "A child's account is opened once the population register has given the child a personal number.";
    TERMS_NOT_ACCEPTED = "terms-not-accepted", CONFLICT, "Villkoren är inte godkända", "The terms are not accepted",
        "Show the terms. When the person has accepted them, send the same request again within five minutes with `acceptedTerms` set to the version that `detail` names.";
}

/// Somebody who is known, and may not sign in. The words are the kind's own.
pub(super) fn barred(kind: &'static Kind) -> Failure {
    Failure::refused(kind, kind.title_sv, kind.title_en)
}
