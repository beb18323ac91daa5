//! The honest line about delivery, and asking to send now.

use domain::Problem;
use field::{status, views::SyncLine};
use tauri::State;

use crate::shell::{Shell, told};

#[tauri::command(async)]
pub(crate) fn sync_line(shell: State<'_, Shell>) -> Result<SyncLine, Problem> {
    shell.with(status::sync_line)
}

/// The page knows what the network costs where the system tells web pages; elsewhere the shell looks for itself.
#[tauri::command(async)]
pub(crate) fn network_metered(shell: State<'_, Shell>, metered: Option<bool>) {
    tell_network(&shell, metered);
}

pub(crate) fn tell_network(shell: &Shell, metered: Option<bool>) {
    shell.set_metered(metered);
}

/// Tries at once and answers with how it stands then; a failure is part of the line, not of the call.
#[tauri::command]
pub(crate) async fn sync_now(shell: State<'_, Shell>) -> Result<SyncLine, Problem> {
    let home = shell.home()?;
    if let Some(delivery) = shell.delivery() {
        delivery.round().await;
    }
    told(status::sync_line(&home))
}
