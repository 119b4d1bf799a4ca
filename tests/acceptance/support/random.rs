//! Random tests: another seed in each run, printed with a failure, and repeated with `PM_TEST_SEED`.

use std::time::{SystemTime, UNIX_EPOCH};

use proptest::test_runner::{Config, RngAlgorithm, TestRng, TestRunner};

use super::environment;

/// The seed of a test.
pub(crate) fn seed() -> u64 {
    let seed = environment::seed().unwrap_or_else(|| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH);
        now.unwrap_or_default().subsec_nanos().into()
    });
    // Shown only if the test fails.
    eprintln!("PM_TEST_SEED={seed}");
    seed
}

/// A source of random values.
pub(crate) fn runner() -> TestRunner {
    let mut bytes = [0; 32];
    bytes[..8].copy_from_slice(&seed().to_le_bytes());
    let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &bytes);
    TestRunner::new_with_rng(Config::default(), rng)
}
