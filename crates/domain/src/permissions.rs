//! Who may do what: one table, asked by the API's callers and by the screens. What it does not grant is refused.

use crate::choices::UserRole;
use crate::record::EntityKind;

fixed_choice! {
    /// What can be done to a kind of record.
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
        /// Make somebody else the owner.
        Reassign = "reassign" => "Change the owner",
        /// Take an order one step on, issue a receivable.
        Act = "act" => "Take an order on, issue a receivable",
        /// Take back a confirmed order, set an order one step back, or void a receivable.
        TakeBack = "take_back" => "Cancel after confirmation, step back, void",
        /// Pass a gate with a reason.
        Override = "override" => "Override a gate",
        /// Set what a customer may owe.
        SetCredit = "set_credit" => "Set credit limit and hold",
        /// Show a view to everybody.
        Share = "share" => "Share a view",
    }
}

/// How the caller stands to the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Relation {
    /// Owns it (or the record is about the caller).
    Own,
    /// Somebody else owns it.
    Others,
}

/// Whether a role may do something to a record of a kind that stands in this relation to it.
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
        // Users: read by everybody, because names stand everywhere; changed by administrators; one's own profile by oneself.
        (E::User, O::Read) => true,
        (E::User, O::Update) => matches!(role, Admin) || matches!(relation, Relation::Own),
        (E::User, O::Create | O::Archive) => matches!(role, Admin),
        (E::User, _) => false,
        // Choice lists: read by everybody, because forms and lists show them; edited by administrators.
        (E::Choice, O::Read) => true,
        (E::Choice, O::Create | O::Update | O::Archive) => matches!(role, Admin),
        (E::Choice, _) => false,
        // Saved views: everybody keeps own ones; those that others share are a manager's to change.
        (E::View, O::Read | O::Create) => true,
        (E::View, O::Update | O::Archive) => {
            matches!(relation, Relation::Own) || matches!(role, Admin | Manager)
        }
        (E::View, O::Share) => matches!(role, Admin | Manager | Broker),
        (E::View, _) => false,
        // Records of the trade.
        (_, O::Read) => true,
        (_, O::Create | O::Update) => matches!(role, Admin | Manager | Broker),
        (_, O::Archive) => {
            matches!(role, Admin | Manager)
                || (matches!(role, Broker) && matches!(relation, Relation::Own))
        }
        (_, O::Reassign) => matches!(role, Admin | Manager),
        (E::PurchaseOrder | E::Receivable, O::Act) => matches!(role, Admin | Manager | Broker),
        (E::PurchaseOrder | E::Receivable, O::TakeBack | O::Override) => {
            matches!(role, Admin | Manager)
        }
        (E::Customer, O::SetCredit) => matches!(role, Admin | Manager),
        _ => false,
    }
}

/// Whether a role may do something to at least one record of a kind: what decides if a button is drawn at all.
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
        customer  set_credit   --++
    ";

    /// The rows of the table that speak of a kind.
    fn subjects(entity: EntityKind) -> &'static [&'static str] {
        match entity {
            EntityKind::User => &["user"],
            EntityKind::Choice => &["choice"],
            EntityKind::View => &["view"],
            EntityKind::PurchaseOrder | EntityKind::Receivable => &["record", "document"],
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
