//! The dashboard's types, generated from the shapes that `/api` answers with. A test keeps the committed file current.

use domain::{
    check_in::VisitResult,
    duty_window::{Phase, WindowKind},
    hazard::SuspectedSeverity,
    presence::{ProofCode, ProofLevel, ProofReason},
    staff::StaffKind,
    time::ClockQuality,
};
use ts_rs::{Config, TS};

use crate::{
    live::Tag,
    routes::api::{board, devices, events, evidence, hazards, session},
    tables::{devices::DeviceState, records::RecordStatus},
};

const HEAD: &str = "\
// Shapes of the server's /api answers. Times are UTC milliseconds, ids are UUID strings, letters are as stored.
// Generated from server/src/routes/api by `HUXIAO_CODEGEN=write cargo nextest run -p server --test generated`.
";

macro_rules! declare {
    ($config:expr; $($shape:ty),* $(,)?) => { [$(declaration::<$shape>(&$config)),*] };
}

/// The text of `ui/dashboard/src/lib/bindings.ts`.
#[must_use]
pub fn typescript() -> String {
    let config = Config::new().with_large_int("number");
    let groups: [&[String]; 7] = [
        &declare![config; ClockQuality, Phase, ProofCode, ProofLevel, ProofReason, StaffKind, SuspectedSeverity,
            VisitResult, WindowKind, DeviceState, RecordStatus, Tag],
        &declare![config; session::User, session::Scope, session::Session],
        &declare![config; board::WindowChoice, board::BoardWindow, board::BoardTotals, board::PostPerson,
            board::MissingStaff, board::PostState, board::PostRow, board::PointRow, board::Board],
        &declare![config; events::EventRow, events::EventList],
        &declare![config; evidence::EvidenceWho, evidence::EvidenceTime, evidence::EvidencePosition,
            evidence::EvidenceProof, evidence::EvidenceDevice, evidence::EvidenceChain, evidence::EvidencePhoto,
            evidence::Evidence],
        &declare![config; devices::DeviceRow, devices::DeviceList],
        &declare![config; hazards::HazardRow, hazards::HazardList],
    ];
    let mut text = HEAD.to_owned();
    for group in groups {
        text.push('\n');
        text.push_str(&group.join("\n"));
        text.push('\n');
    }
    text
}

/// One declaration, exported; comments stay in the Rust source.
fn declaration<T: TS>(config: &Config) -> String {
    format!("export {}", T::decl(config))
}
