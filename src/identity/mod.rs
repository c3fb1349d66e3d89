crate::failure::kinds! { PROBLEMS:
    IDENTITY_PLACEHOLDER = "placeholder-identity", CONFLICT, "x", "x", "x";
}

