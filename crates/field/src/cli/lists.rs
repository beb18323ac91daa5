//! What was pulled, and what was recorded: `points`, `staff`, `duties`, `list`.

use data_encoding::HEXLOWER;
use field::{
    Error, Home, points, posts,
    records::{self, Entry, EntryPhoto, Which},
    session,
};
use serde_json::json;

use super::{
    args::Lang,
    output::{Output, table},
};

pub(crate) fn points(home: &Home, out: Output) -> Result<(), Error> {
    let points = points::with_schools(home)?;
    let object = |it: &points::PointOfSchool| {
        let point = &it.point;
        json!({
            "id": point.id, "point_no": point.point_no, "typed_no": point.typed_no,
            "name": point.name, "school_code": it.school_code, "school": point.school, "kind": point.kind, "lat": point.lat, "lon": point.lon,
            "radius_m": point.radius_m, "per_day": point.need_today, "done_today": point.done_today,
        })
    };
    let row = |it: &points::PointOfSchool| {
        let point = &it.point;
        let done = format!("{}/{}", point.done_today, point.need_today);
        vec![point.typed_no.clone(), done, point.name.clone(), point.school.clone()]
    };
    out.give(&json!({ "points": points.iter().map(object).collect::<Vec<_>>() }), |lang| match points.len() {
        0 => lang.pick("还没有必巡点，请先同步。", "No points yet; sync first.").to_owned(),
        _ => table(&points.iter().map(row).collect::<Vec<_>>()),
    });
    Ok(())
}

pub(crate) fn staff(home: &Home, out: Output) -> Result<(), Error> {
    let people = session::people(home)?;
    let object = |p: &field::views::Person| json!({ "id": p.id, "name": p.name, "kind": p.kind, "post": p.post, "has_pin": p.has_pin });
    let row = |p: &field::views::Person| {
        vec![
            p.id.to_string(),
            p.name.clone(),
            p.post.clone(),
            p.place.clone(),
            if p.has_pin { "PIN" } else { "" }.into(),
        ]
    };
    out.give(&json!({ "staff": people.iter().map(object).collect::<Vec<_>>() }), |lang| match people.len() {
        0 => lang.pick("还没有人员，请先同步。", "Nobody yet; sync first.").to_owned(),
        _ => table(&people.iter().map(row).collect::<Vec<_>>()),
    });
    Ok(())
}

pub(crate) fn duties(home: &Home, out: Output) -> Result<(), Error> {
    let posts = posts::posts(home)?;
    let object = |it: &posts::PostOfSchool| {
        let post = &it.post;
        let window =
            post.window.as_ref().map(|w| json!({ "kind": w.kind, "start": w.start, "end": w.end, "phase": w.phase }));
        let on: Vec<_> = post.on.iter().map(|on| on.staff_id).collect();
        json!({
            "post_id": post.id, "post": post.name, "school_code": it.school_code, "school": post.school,
            "window": window, "on": on, "turn": post.turn.as_ref().map(super::remark::turn),
        })
    };
    let row = |it: &posts::PostOfSchool| {
        let post = &it.post;
        let window = post.window.as_ref().map(|w| format!("{} {}–{}", w.label, w.start, w.end)).unwrap_or_default();
        let on = post.on.iter().map(|on| on.name.as_str()).collect::<Vec<_>>().join(" ");
        vec![post.id.to_string(), post.name.clone(), post.school.clone(), window, on]
    };
    out.give(&json!({ "duties": posts.iter().map(object).collect::<Vec<_>>() }), |lang| match posts.len() {
        0 => lang.pick("还没有护学岗，请先同步。", "No posts yet; sync first.").to_owned(),
        _ => table(&posts.iter().map(row).collect::<Vec<_>>()),
    });
    Ok(())
}

pub(crate) fn records(home: &Home, pending: bool, out: Output) -> Result<(), Error> {
    let entries = records::entries(home, if pending { Which::Pending } else { Which::All })?;
    let object = |entry: &Entry| {
        let photo = |it: &EntryPhoto| {
            let sha256 = HEXLOWER.encode(&*it.sha256);
            json!({ "sha256": sha256, "stored": it.stored, "lost": it.lost, "refused": it.refused })
        };
        json!({
            "record_id": entry.record_id, "seq": entry.seq, "kind": entry.kind, "staff_id": entry.staff_id,
            "recorded_at": entry.recorded_at.rfc3339(),
            "state": if entry.delivered { "delivered" } else { "saved" },
            "photos": entry.photos.iter().map(photo).collect::<Vec<_>>(),
        })
    };
    out.give(&json!({ "records": entries.iter().map(object).collect::<Vec<_>>() }), |lang| {
        let row = |entry: &Entry| {
            let state =
                if entry.delivered { lang.pick("已送达", "delivered") } else { lang.pick("已保存", "saved") };
            let photos = photo_words(&entry.photos, lang);
            let at = entry.recorded_at.shanghai().format("%Y-%m-%d %H:%M:%S").to_string();
            vec![entry.seq.to_string(), at, entry.kind.to_owned(), state.to_owned(), photos]
        };
        match entries.len() {
            0 => lang.pick("没有记录。", "No records.").to_owned(),
            _ => table(&entries.iter().map(row).collect::<Vec<_>>()),
        }
    });
    Ok(())
}

/// `照片 2/3，1 张送不到`
fn photo_words(photos: &[EntryPhoto], lang: Lang) -> String {
    let (total, sent) = (photos.len(), photos.iter().filter(|it| it.stored).count());
    if total == 0 {
        return String::new();
    }
    let lost = match (photos.iter().filter(|it| it.lost).count(), lang) {
        (0, _) => String::new(),
        (lost, Lang::Zh) => format!("，{lost} 张送不到"),
        (lost, Lang::En) => format!(", {lost} will not arrive"),
    };
    format!("{} {sent}/{total}{lost}", lang.pick("照片", "photos"))
}
