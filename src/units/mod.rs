crate::failure::kinds! { PROBLEMS:
    UNITS_PLACEHOLDER = "placeholder-units", CONFLICT, "x", "x", "x";
}

