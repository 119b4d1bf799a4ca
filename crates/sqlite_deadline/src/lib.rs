//! Deadlines for SQLite statements: a statement that runs past its thread's deadline fails with
//! `SQLITE_INTERRUPT`.
//!
//! SQLite has no statement timeout. Its progress handler is called every few thousand steps of its virtual
//! machine and stops the statement when it returns a nonzero value. diesel does not expose the connection's
//! pointer, so [`install`] registers an extension that SQLite runs on every connection it opens from then on.
//! The handler reads a thread-local deadline: a statement runs on the thread that called SQLite, so threads
//! share no state.
//!
//! SQLite rolls back a transaction by itself when one of its writes is interrupted. Statements that follow
//! would each commit alone, so a thread cannot commit after an interrupt until [`reset`] marks the start of a
//! new transaction.
//!
//! The only crate in the workspace with unsafe code: three calls of SQLite's C interface; it keeps no
//! pointers.

use std::cell::Cell;
use std::ffi::{c_char, c_int, c_void};
use std::sync::OnceLock;
use std::time::Instant;

use libsqlite3_sys::{SQLITE_OK, sqlite3, sqlite3_api_routines};

/// Virtual machine steps between two checks of the clock, about a tenth of a millisecond.
const STEPS: c_int = 10_000;

thread_local! {
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    static INTERRUPTED: Cell<bool> = const { Cell::new(false) };
}

/// Registers the deadline for every connection that SQLite opens from now on. Returns whether SQLite accepted
/// it; later calls return the same result.
#[must_use]
#[expect(unsafe_code, reason = "a call of SQLite's C interface")]
pub fn install() -> bool {
    static INSTALLED: OnceLock<bool> = OnceLock::new();
    *INSTALLED.get_or_init(|| {
        // SAFETY: `on_open` has the signature of an extension's entry point and lives as long as the program.
        let answer = unsafe { libsqlite3_sys::sqlite3_auto_extension(Some(on_open)) };
        answer == SQLITE_OK
    })
}

/// Sets the time after which statements on this thread fail; `None` disables the limit.
pub fn set(deadline: Option<Instant>) {
    DEADLINE.set(deadline);
}

/// Allows this thread to commit again, because a new transaction begins.
pub fn reset() {
    INTERRUPTED.set(false);
}

/// Called by SQLite for each new connection, before it is handed out.
#[expect(
    unsafe_code,
    reason = "an entry point and a call of SQLite's C interface"
)]
unsafe extern "C" fn on_open(
    connection: *mut sqlite3,
    _message: *mut *mut c_char,
    _routines: *const sqlite3_api_routines,
) -> c_int {
    // SAFETY: SQLite passes its new connection, which no other thread knows yet; the handler takes no argument and lives as long
    // as the program.
    unsafe {
        libsqlite3_sys::sqlite3_progress_handler(
            connection,
            STEPS,
            Some(stop_after_deadline),
            std::ptr::null_mut(),
        );
    }
    // SAFETY: as above. The previous hook is returned as null and not used, because there is none.
    unsafe {
        libsqlite3_sys::sqlite3_commit_hook(
            connection,
            Some(refuse_after_interrupt),
            std::ptr::null_mut(),
        );
    }
    SQLITE_OK
}

/// Whether SQLite must stop the statement. It must not panic, because C code calls it.
extern "C" fn stop_after_deadline(_argument: *mut c_void) -> c_int {
    // A thread that is ending has no deadline.
    let deadline = DEADLINE.try_with(Cell::get).ok().flatten();
    let is_late = deadline.is_some_and(|deadline| Instant::now() >= deadline);
    if is_late {
        // A thread that is ending commits nothing.
        let _ = INTERRUPTED.try_with(|interrupted| interrupted.set(true));
    }
    c_int::from(is_late)
}

/// Whether SQLite must turn a commit into a rollback. It must not panic, because C code calls it.
extern "C" fn refuse_after_interrupt(_argument: *mut c_void) -> c_int {
    c_int::from(INTERRUPTED.try_with(Cell::get).unwrap_or(true))
}
