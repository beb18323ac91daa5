//! Enrollment: the code as typed, pasted or photographed, and the one exchange with the server.

use std::time::Duration;

use domain::Problem;
use field::{
    app, enroll,
    views::{AppState, EnrollCode},
};
use tauri::{State, ipc::Request};

use super::bytes;
use crate::{
    device::PLATFORM,
    shell::{Shell, told},
};

/// How long the page waits for the first names after enrolling.
const FIRST_PULL: Duration = Duration::from_secs(10);

#[tauri::command(async)]
pub(crate) fn read_enroll_code(text: String) -> Result<EnrollCode, Problem> {
    told(enroll::read_code(&text))
}

#[tauri::command(async)]
pub(crate) fn scan_enroll_image(request: Request<'_>) -> Result<EnrollCode, Problem> {
    told(enroll::scan(&bytes(&request)?))
}

#[tauri::command]
pub(crate) async fn enroll(shell: State<'_, Shell>, server: String, code: String) -> Result<AppState, Problem> {
    let home = shell.home()?;
    told(enroll::enroll(&home, &server, &code).await)?;
    if let Some(delivery) = shell.delivery() {
        // The names to choose from; what does not come in time comes later.
        let _late = tokio::time::timeout(FIRST_PULL, delivery.round()).await;
    }
    told(app::state(&home, PLATFORM))
}
