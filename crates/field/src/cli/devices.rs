//! This device and the server: `enroll`, `sync`, `status`, `bundle`.

use std::path::Path;

use domain::time::UtcMs;
use field::{
    Error, Home, bundle, enroll,
    status::{self, Status},
    sync::{Delivery, RoundReport},
};
use serde_json::json;

use super::{
    args::{EnrollArgs, Lang},
    output::{Output, complain},
    words,
};

/// Enrolls, and fetches what the device is given; that this may have to wait is no failure of enrolling.
pub(crate) fn enroll(home: &Home, args: &EnrollArgs, out: Output) -> Result<(), Error> {
    let runtime = runtime()?;
    runtime.block_on(enroll::enroll(home, &args.server, &args.code))?;
    let report = runtime.block_on(Delivery::new(home)?.round());
    let Some(device) = status::status(home)?.device else { return Err(domain::Problem::new("not-enrolled").into()) };
    let object = json!({
        "device_no": device.device_no, "organization": device.organization, "place": device.place,
        "server_url": device.server_url, "pulled": report.pulled,
    });
    out.give(&object, |lang| match lang {
        Lang::Zh => format!("已注册：{} {}，本机 {} 号。", device.organization, device.place, device.device_no),
        Lang::En => format!("Enrolled: {} {}, device {}.", device.organization, device.place, device.device_no),
    });
    Ok(())
}

/// One round, or rounds until nothing waits. The figures are printed even when a round failed.
pub(crate) fn sync(home: &Home, once: bool, out: Output) -> Result<(), Error> {
    let delivery = Delivery::new(home)?;
    let report = runtime()?.block_on(async {
        if once {
            return delivery.round().await;
        }
        let mut said = None;
        delivery
            .until_delivered(|failure| {
                // One sentence for one trouble, however often it comes back.
                let sentence = words::sentence(&failure.problem(), out.lang);
                if said.as_ref() != Some(&sentence) {
                    complain(&sentence);
                    said = Some(sentence);
                }
            })
            .await
    });
    if home.is_in_doubt() {
        return Err(domain::Problem::new("database-broken").into());
    }
    let lost = status::status(home)?.photos_lost;
    out.give(&figures(&report, lost), |lang| summary(&report, lost, lang));
    report.failure.map_or(Ok(()), |failure| Err(failure.into()))
}

fn figures(report: &RoundReport, lost: u64) -> serde_json::Value {
    json!({
        "pushed": report.pushed, "acked": report.acked, "pulled": report.pulled, "photos_sent": report.photos_sent,
        "pending_records": report.pending_records, "pending_photos": report.pending_photos, "photos_lost": lost,
    })
}

fn summary(report: &RoundReport, lost: u64, lang: Lang) -> String {
    let RoundReport { acked, pulled, photos_sent, pending_records, pending_photos, .. } = report;
    let rest = pending_records + pending_photos;
    let said = match (lang, rest) {
        (Lang::Zh, 0) => {
            format!("已送达 {acked} 条记录、{photos_sent} 张照片，收到 {pulled} 项更新，没有待上传的。")
        }
        (Lang::En, 0) => {
            format!("Delivered {acked} records and {photos_sent} photos, got {pulled} changes; nothing waits.")
        }
        (Lang::Zh, _) => {
            format!("已送达 {acked} 条记录，还有 {pending_records} 条记录、{pending_photos} 张照片待上传。")
        }
        (Lang::En, _) => {
            format!("Delivered {acked} records; {pending_records} records and {pending_photos} photos still wait.")
        }
    };
    match lost {
        0 => said,
        lost => format!("{said}\n{}", lost_words(lost, lang)),
    }
}

/// What became of pictures that will never be sent, and what to do.
fn lost_words(lost: u64, lang: Lang) -> String {
    match lang {
        Lang::Zh => format!(
            "有 {lost} 张照片送不到办公室：文件坏了，或办公室没有收。请重新拍一张，另报一条，再把原来那条作废。"
        ),
        Lang::En => format!(
            "{lost} photos will not reach the office: the file is damaged, or the office does not take it. Take the photo again in a new report, then void the old one."
        ),
    }
}

pub(crate) fn status(home: &Home, out: Output) -> Result<(), Error> {
    let status = status::status(home)?;
    let device = status.device.as_ref();
    let object = json!({
        "enrolled": device.is_some(),
        "device_no": device.map(|d| &d.device_no),
        "organization": device.map(|d| &d.organization),
        "place": device.map(|d| &d.place),
        "server_url": device.map(|d| &d.server_url),
        "stream_id": device.map(|d| d.stream_id),
        "next_seq": device.map(|d| d.next_seq),
        "acked_upto": device.map(|d| d.acked_upto),
        "durable_upto": device.map(|d| d.durable_upto),
        "pending_records": status.pending_records,
        "pending_photos": status.pending_photos,
        "photos_lost": status.photos_lost,
        "last_contact_ms": status.last_contact,
        "last_failure": status.last_failure,
        "oldest_pending_ms": status.oldest_pending,
    });
    out.give(&object, |lang| lines(&status, lang));
    Ok(())
}

/// Writes a rescue bundle.
pub(crate) fn export_bundle(home: &Home, file: &Path, out: Output) -> Result<(), Error> {
    let saved = bundle::export(home, file)?;
    let object = json!({
        "file": saved.file, "bytes": saved.bytes, "records": saved.records, "photos": saved.photos,
        "photos_missing": saved.photos_missing,
    });
    out.give(&object, |lang| {
        let (records, photos, file) = (saved.records, saved.photos, &saved.file);
        let said = match lang {
            Lang::Zh => {
                format!("救援包已写好：{records} 条记录、{photos} 张照片，{file}。请交给单位，由服务器导入；本机内容没有动。")
            }
            Lang::En => format!(
                "Rescue bundle written: {records} records, {photos} photos, {file}. Hand it to the office, whose server imports it; nothing on this device changed."
            ),
        };
        match (saved.photos_missing, lang) {
            (0, _) => said,
            (missing, Lang::Zh) => format!("{said}\n另有 {missing} 张照片没有装进去：文件不在本机，或者坏了。"),
            (missing, Lang::En) => {
                format!("{said}\n{missing} more photos are not in it: their files are damaged or not on this device.")
            }
        }
    });
    Ok(())
}

fn lines(status: &Status, lang: Lang) -> String {
    let Some(device) = &status.device else {
        return words::sentence(&domain::Problem::new("not-enrolled"), lang);
    };
    let at = |at: UtcMs| at.shanghai().format("%Y-%m-%d %H:%M").to_string();
    let (records, photos) = (status.pending_records, status.pending_photos);
    let mut lines = vec![match lang {
        Lang::Zh => format!("{} {}，本机 {} 号", device.organization, device.place, device.device_no),
        Lang::En => format!("{} {}, device {}", device.organization, device.place, device.device_no),
    }];
    lines.push(match (records + photos, status.oldest_pending, lang) {
        (0, _, Lang::Zh) if status.photos_lost > 0 => "其余都已送达。".to_owned(),
        (0, _, Lang::En) if status.photos_lost > 0 => "All else is delivered.".to_owned(),
        (0, _, Lang::Zh) => "全部已送达。".to_owned(),
        (0, _, Lang::En) => "All delivered.".to_owned(),
        (_, since, Lang::Zh) => {
            let since = since.map(|since| format!("，最早 {}", at(since))).unwrap_or_default();
            format!("还有 {records} 条记录、{photos} 张照片未上传{since}，有网络后同步即可。")
        }
        (_, since, Lang::En) => {
            let since = since.map(|since| format!(", the oldest from {}", at(since))).unwrap_or_default();
            format!("{records} records and {photos} photos wait{since}; sync when there is a network.")
        }
    });
    if status.photos_lost > 0 {
        // Before what else is said: nothing that follows makes up for it.
        lines.insert(1, lost_words(status.photos_lost, lang));
    }
    if let Some(contact) = status.last_contact {
        lines.push(format!("{} {}", lang.pick("上次联系服务器", "Server last heard"), at(contact)));
    }
    if let Some(code) = &status.last_failure {
        lines.push(words::sentence(&domain::Problem::new(code), lang));
    }
    lines.join("\n")
}

fn runtime() -> Result<tokio::runtime::Runtime, Error> {
    Ok(tokio::runtime::Builder::new_current_thread().enable_all().build()?)
}
