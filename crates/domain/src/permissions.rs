//! Permissions: one table for the API and the screens. What it does not grant is denied.

use crate::choices::UserRole;
use crate::entity_kind::EntityKind;
use crate::id::Id;

fixed_choice! {
    /// Operations on records.
    pub enum Operation in "operation" {
        /// See lists, records and their history.
        #[default]
        Read = "read" => "Read",
        /// Make a record.
        Create = "create" => "Create",
        /// Change a record.
        Update = "update" => "Change",
        /// Archive or restore a record.
        Archive = "archive" => "Archive and restore",
        /// Change the owner of a record.
        Reassign = "reassign" => "Change the owner",
        /// Advance an order, issue a receivable, apply a payment, or withdraw a claim.
        Act = "act" => "Take an order on, issue a receivable, apply a payment, withdraw a claim",
        /// Cancel a confirmed order, step an order back, void a receivable or a payment, refund, or reverse a posting.
        TakeBack = "take_back" => "Cancel after confirmation, step back, void, refund, reverse",
        /// Override a gate with a reason, write off a balance, or decide a claim.
        Override = "override" => "Override a gate, write off, decide a claim",
        /// Set a customer's credit limit and hold.
        SetCredit = "set_credit" => "Set credit limit and hold",
        /// Share a view with all users.
        Share = "share" => "Share a view",
    }
}

/// Whether the caller owns the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// The caller owns it (or it is the caller's own user record).
    Own,
    /// Another user owns it.
    Others,
}

impl Relation {
    /// The relation of a user to a record of this owner; the program itself and records without an owner have none.
    #[must_use]
    pub fn of(user: Option<Id<crate::users::User>>, owner: Option<Id<crate::users::User>>) -> Self {
        if user.is_some() && user == owner {
            Self::Own
        } else {
            Self::Others
        }
    }
}

/// Whether a role allows an operation on a record of a kind, given the caller's relation to it.
#[must_use]
pub const fn allows(
    role: UserRole,
    operation: Operation,
    entity: EntityKind,
    relation: Relation,
) -> bool {
    use EntityKind as E;
    use Operation as O;
    use UserRole::{Admin, Broker, Manager};
    match (entity, operation) {
        // Users: all may read, because names appear throughout; administrators change them; users change their own profile.
        (E::User, O::Read) => true,
        (E::User, O::Update) => matches!(role, Admin) || matches!(relation, Relation::Own),
        (E::User, O::Create | O::Archive) => matches!(role, Admin),
        (E::User, _) => false,
        // Choice lists: all may read, because forms and lists show them; administrators edit them.
        (E::Choice, O::Read) => true,
        (E::Choice, O::Create | O::Update | O::Archive) => matches!(role, Admin),
        (E::Choice, _) => false,
        // Settings: all may read, because forms check with them; administrators change them.
        (E::Settings, O::Read) => true,
        (E::Settings, O::Update) => matches!(role, Admin),
        (E::Settings, _) => false,
        // Saved views: all users save their own; a manager may change those of others.
        (E::View, O::Read | O::Create) => true,
        (E::View, O::Update | O::Archive) => {
            matches!(relation, Relation::Own) || matches!(role, Admin | Manager)
        }
        (E::View, O::Share) => matches!(role, Admin | Manager | Broker),
        (E::View, _) => false,
        // Payments are entered and taken back, claims are opened and decided; neither changes.
        (E::Payment | E::Claim, O::Update | O::Archive | O::Reassign) => false,
        // Business records.
        (_, O::Read) => true,
        (_, O::Create | O::Update) => matches!(role, Admin | Manager | Broker),
        (_, O::Archive) => {
            matches!(role, Admin | Manager)
                || (matches!(role, Broker) && matches!(relation, Relation::Own))
        }
        (_, O::Reassign) => matches!(role, Admin | Manager),
        (E::PurchaseOrder | E::Receivable | E::Payment | E::Claim, O::Act) => {
            matches!(role, Admin | Manager | Broker)
        }
        (E::Claim, O::Override) => matches!(role, Admin | Manager),
        (E::PurchaseOrder | E::Receivable | E::Payment, O::TakeBack | O::Override) => {
            matches!(role, Admin | Manager)
        }
        (E::Customer, O::SetCredit) => matches!(role, Admin | Manager),
        _ => false,
    }
}

/// Why a caller may not do something.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Denied {
    /// The role may not read such records, so they do not exist for the caller: 404.
    NotFound,
    /// The role may read the record, but not do this: 403.
    Forbidden,
}

/// Decides whether a role may do something to a record, or without a relation to any record of the kind.
///
/// # Errors
/// [`Denied`].
pub const fn authorize(
    role: UserRole,
    operation: Operation,
    entity: EntityKind,
    relation: Option<Relation>,
) -> Result<(), Denied> {
    let is_allowed = match relation {
        Some(relation) => allows(role, operation, entity, relation),
        None => allows_some(role, operation, entity),
    };
    if is_allowed {
        Ok(())
    } else if allows_some(role, Operation::Read, entity) {
        Err(Denied::Forbidden)
    } else {
        Err(Denied::NotFound)
    }
}

/// Whether a role allows an operation on at least one record of a kind. Decides whether a button is shown.
#[must_use]
pub const fn allows_some(role: UserRole, operation: Operation, entity: EntityKind) -> bool {
    allows(role, operation, entity, Relation::Own)
        || allows(role, operation, entity, Relation::Others)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::choices::FixedChoice;

    #[test]
    fn each_role_includes_the_next() {
        let order = [
            UserRole::Viewer,
            UserRole::Broker,
            UserRole::Manager,
            UserRole::Admin,
        ];
        for entity in EntityKind::ALL {
            for operation in Operation::ALL {
                for relation in [Relation::Own, Relation::Others] {
                    let granted = order.map(|role| allows(role, *operation, *entity, relation));
                    assert!(
                        granted.is_sorted(),
                        "{entity} {operation} {relation:?}: {granted:?}"
                    );
                }
            }
        }
    }

    /// Who may do what, written by hand from the rules of the business: viewer, broker, manager, administrator; `+` for any record,
    /// `o` for own ones only, `-` for none.
    const EXPECTED: &str = "
        user      read         ++++
        user      update       ooo+
        user      create       ---+
        user      archive      ---+
        choice    read         ++++
        choice    create       ---+
        choice    update       ---+
        choice    archive      ---+
        view      read         ++++
        view      create       ++++
        view      update       oo++
        view      archive      oo++
        view      share        -+++
        record    read         ++++
        record    create       -+++
        record    update       -+++
        record    archive      -o++
        record    reassign     --++
        document  act          -+++
        document  take_back    --++
        document  override     --++
        payment   read         ++++
        payment   create       -+++
        claim     read         ++++
        claim     create       -+++
        claim     act          -+++
        claim     override     --++
        customer  set_credit   --++
        settings  read         ++++
        settings  update       ---+
    ";

    /// The rows of the table that speak of a kind.
    fn subjects(entity: EntityKind) -> &'static [&'static str] {
        match entity {
            EntityKind::User => &["user"],
            EntityKind::Choice => &["choice"],
            EntityKind::Settings => &["settings"],
            EntityKind::View => &["view"],
            EntityKind::PurchaseOrder | EntityKind::Receivable => &["record", "document"],
            EntityKind::Payment => &["payment", "document"],
            EntityKind::Claim => &["claim"],
            EntityKind::Customer => &["record", "customer"],
            _ => &["record"],
        }
    }

    #[test]
    fn the_table_is_the_one_written_by_hand() {
        let rows: Vec<Vec<&str>> = EXPECTED
            .lines()
            .map(|line| line.split_whitespace().collect())
            .filter(|row: &Vec<&str>| !row.is_empty())
            .collect();
        for entity in EntityKind::ALL {
            for operation in Operation::ALL {
                let row = rows
                    .iter()
                    .find(|row| subjects(*entity).contains(&row[0]) && row[1] == operation.code());
                let marks = row.map_or("----", |row| row[2]);
                let granted: String = ["viewer", "broker", "manager", "admin"]
                    .into_iter()
                    .map(|role| {
                        let role: UserRole = role.parse().unwrap();
                        let may = |relation| allows(role, *operation, *entity, relation);
                        match (may(Relation::Own), may(Relation::Others)) {
                            (true, true) => '+',
                            (true, false) => 'o',
                            (false, false) => '-',
                            (false, true) => '?',
                        }
                    })
                    .collect();
                assert_eq!(granted, marks, "{entity} {operation}");
            }
        }
    }

    #[test]
    fn denied_is_forbidden_for_readers() {
        let (viewer, supplier) = (UserRole::Viewer, EntityKind::Supplier);
        let asked = |operation, relation| authorize(viewer, operation, supplier, relation);
        assert_eq!(asked(Operation::Read, None), Ok(()));
        assert_eq!(asked(Operation::Update, None), Err(Denied::Forbidden));
        let broker = |relation| authorize(UserRole::Broker, Operation::Archive, supplier, relation);
        let (one, other) = (Some(Id::new(1)), Some(Id::new(2)));
        assert_eq!(broker(None), Ok(()));
        assert_eq!(broker(Some(Relation::of(one, one))), Ok(()));
        for (user, owner) in [(one, other), (one, None), (None, None)] {
            let relation = Some(Relation::of(user, owner));
            assert_eq!(broker(relation), Err(Denied::Forbidden));
        }
    }

    #[test]
    fn viewers_change_nothing_but_their_own_profile_and_views() {
        for entity in EntityKind::ALL {
            for operation in Operation::ALL {
                let granted = allows_some(UserRole::Viewer, *operation, *entity);
                let expected = *operation == Operation::Read
                    || (*entity == EntityKind::User && *operation == Operation::Update)
                    || (*entity == EntityKind::View
                        && *operation != Operation::Share
                        && !matches!(
                            operation,
                            Operation::Reassign
                                | Operation::Act
                                | Operation::TakeBack
                                | Operation::Override
                                | Operation::SetCredit
                        ));
                assert_eq!(granted, expected, "{entity} {operation}");
            }
        }
    }
}
