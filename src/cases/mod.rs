crate::failure::kinds! { PROBLEMS:
    CASES_PLACEHOLDER = "placeholder-cases", CONFLICT, "x", "x", "x";
}

