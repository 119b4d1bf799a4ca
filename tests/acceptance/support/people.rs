//! One user of each role.

use domain::choices::UserRole;

use super::{Actor, App};

/// A signed-in user of each role.
pub(crate) struct People {
    pub(crate) admin: Actor,
    pub(crate) manager: Actor,
    pub(crate) broker: Actor,
    pub(crate) viewer: Actor,
}

impl People {
    pub(crate) async fn new(app: &mut App) -> Self {
        Self {
            admin: app.admin().await,
            manager: app.user(UserRole::Manager).await,
            broker: app.user(UserRole::Broker).await,
            viewer: app.viewer().await,
        }
    }
}
