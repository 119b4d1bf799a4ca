//! tests live in acceptance/
