//! The window over the field crate: the only room that knows Tauri, and one line deep.
//!
//! A command unpacks, calls a verb and maps its error; what differs by device stands behind `device`; the background
//! task sends and fetches while the window lives. The list of commands below is all a page can ask for.

mod background;
mod commands;
mod device;
mod shell;

use commands::{
    app, bundle, check_in, correction, duty, duty_note, enroll, escort, hazard, patrol, people, photo, point, record,
    roster, ruling, sync,
};
use shell::Shell;
use tauri::webview::{PermissionKind, PermissionResponse};

/// Opens the window and stays until it closes.
#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {
    log();
    let outcome = tauri::Builder::default()
        .manage(Shell::default())
        .invoke_handler(commands())
        .on_window_event(background::window_event)
        .on_permission_request(|_, kind| permitted(kind))
        .setup(|app| {
            background::start(app.handle());
            Ok(())
        })
        .run(tauri::generate_context!());
    if let Err(error) = outcome {
        tracing::error!(%error, "the window could not be opened");
        std::process::exit(1);
    }
}

/// What the web view may open. The camera takes pictures and reads codes; the pages, all our own, ask for it by a tap, and a
/// phone's system asks the person besides. Nothing here listens or looks at the screen. Where somebody stands is the
/// system's own question.
fn permitted(kind: PermissionKind) -> PermissionResponse {
    match kind {
        PermissionKind::Camera => PermissionResponse::Allow,
        PermissionKind::Microphone | PermissionKind::DisplayCapture => PermissionResponse::Deny,
        _ => PermissionResponse::Default,
    }
}

/// All a page can ask for.
#[expect(clippy::too_many_lines, reason = "a table: one line a command")]
fn commands() -> impl Fn(tauri::ipc::Invoke<tauri::Wry>) -> bool + Send + Sync + 'static {
    tauri::generate_handler![
        app::app_state,
        app::patch_settings,
        app::home,
        app::about,
        app::clock_told,
        bundle::bundle_contents,
        bundle::export_bundle,
        enroll::read_enroll_code,
        enroll::scan_enroll_image,
        enroll::enroll,
        people::people,
        people::sign_in,
        people::sign_out,
        people::set_pin,
        duty::duty_on,
        duty::duty_off,
        duty::duty_shift,
        duty_note::duty_roll_call,
        duty_note::roll_call_draft,
        duty_note::save_roll_call_draft,
        duty_note::duty_note,
        duty_note::duty_hand_over,
        duty_note::duty_close,
        roster::roster,
        roster::swap_choices,
        roster::request_roster,
        roster::roster_requests,
        escort::escort,
        escort::escort_draft,
        escort::save_escort_draft,
        escort::drop_escort_draft,
        escort::save_escort,
        escort::day_review,
        escort::review_day,
        patrol::patrol,
        patrol::start_patrol,
        patrol::finish_patrol,
        patrol::void_patrol,
        point::points,
        point::find_point,
        check_in::preview_check_in,
        check_in::check_in,
        check_in::could_not,
        check_in::scan_tag,
        check_in::scan_frame,
        photo::add_photo,
        photo::photo_preview,
        photo::camera_opens,
        photo::left_picture,
        photo::read_left_picture,
        photo::forget_left_picture,
        photo::photo_thumb,
        photo::photo_progress,
        photo::photo_picture,
        photo::draft_photos,
        photo::caption_photo,
        photo::picture_rules,
        photo::room,
        photo::drop_photo,
        photo::draft,
        photo::save_draft,
        hazard::hazard_form,
        hazard::report_hazard,
        record::records,
        record::record,
        ruling::rulings,
        ruling::answer,
        correction::correct,
        sync::sync_now,
        sync::sync_line,
        sync::network_metered,
    ]
}

/// Warnings and errors to standard error; `HUXIAO_LOG` asks for more.
fn log() {
    let filter = tracing_subscriber::EnvFilter::try_from_env("HUXIAO_LOG").unwrap_or_else(|_| "warn".into());
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
}
