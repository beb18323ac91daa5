//! What an office asks of the pictures its phones take: said on the page that shows what it costs.

use axum::{Json, extract::State};
use domain::{Problem, ids::UnitId, policy::StayDays};

use crate::{
    audit::Entry,
    clock,
    db::Conn,
    enroll::place_name,
    policy,
    problem::ApiProblem,
    scope::Viewer,
    state::Shared,
    tables::{
        audit_log::{self, Action},
        jurisdictions,
    },
    told::{Deed, Told},
    views::burden::{PictureRulesWish, PicturesRuled},
};

/// Asks it of a school's phones, or of all of mine.
#[utoipa::path(put, path = "/api/picture-rules", request_body = PictureRulesWish,
    responses((status = 200, body = PicturesRuled), (status = 403, body = ApiProblem), (status = 404, body = ApiProblem),
        (status = 422, body = ApiProblem)))]
pub(crate) async fn put(
    State(state): State<Shared>,
    viewer: Viewer,
    Json(wish): Json<PictureRulesWish>,
) -> Result<Json<PicturesRuled>, ApiProblem> {
    let PictureRulesWish { school, pictures } = wish;
    if pictures.stays > StayDays::MAX {
        return Err(Problem::new("stays-too-long").with("days", StayDays::MAX.0).into());
    }
    let mut tx = state.db.begin().await?;
    let units = match school.as_deref().filter(|code| !code.is_empty()) {
        Some(code) => vec![viewer.school(&mut tx, code).await?.id.into()],
        None => own(&mut tx, &viewer).await?,
    };
    for unit in &units {
        if !may_rule(&viewer, *unit) {
            return Err(ApiProblem::forbidden());
        }
    }
    policy::ask(&mut tx, &units, pictures).await?;
    let of = match units.as_slice() {
        [one] => place_name(&mut tx, *one).await?,
        _ => String::new(),
    };
    let told = Told::of(Deed::PictureRules).with("of", of).with("offices", units.len());
    let told = told.with("gallery", pictures.gallery).with("masks", pictures.mask_step);
    let subject = told.with("stamp", pictures.stamp).with("days", pictures.stays.0).subject();
    let account = viewer.account.name.clone();
    audit_log::insert(&mut tx, &[Entry { at: clock::now(), account, action: Action::PictureRules, subject }]).await?;
    tx.commit().await.map_err(crate::Error::from)?;
    Ok(Json(PicturesRuled { offices: u32::try_from(units.len()).unwrap_or(u32::MAX) }))
}

/// Whether they may say what this office's phones are asked for.
pub(super) fn may_rule(viewer: &Viewer, unit: UnitId) -> bool {
    let role = viewer.account.role;
    role.may_rule_pictures() && (unit == viewer.unit() || role.keeps_school_days())
}

/// Their office, and the schools whose days it keeps: a station asks its own phones only.
async fn own(conn: &mut Conn, viewer: &Viewer) -> Result<Vec<UnitId>, ApiProblem> {
    let mut units = vec![viewer.unit()];
    if viewer.account.role.keeps_school_days() {
        let schools = jurisdictions::schools_in(conn, viewer.unit(), None).await?;
        units.extend(schools.into_iter().map(UnitId::from).filter(|it| *it != viewer.unit()));
    }
    Ok(units)
}
