//! The sentences of the command line, in Chinese and English. They say what to do next.

use domain::Problem;

use super::args::Lang;

impl Lang {
    /// From `LANG` as systems set it: English where it says so, else Chinese.
    pub(crate) fn of_system() -> Self {
        let set = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| std::env::var(name).ok());
        match set.into_iter().find(|value| !value.is_empty()) {
            Some(value) if value.starts_with("en") => Self::En,
            _ => Self::Zh,
        }
    }

    /// The one of the two.
    pub(crate) fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// Codes and their two sentences; `{name}` stands for an argument of the problem.
const SENTENCES: &[(&str, &str, &str)] = &[
    (
        "bad-code",
        "注册码不对：请核对 16 位字母和数字，或粘贴二维码里的网址。",
        "This is not an enrollment code: check the 16 characters, or paste the address from the QR code.",
    ),
    (
        "code-used",
        "这个注册码已经用过了，请向发码的单位再要一个。",
        "This code has been used; ask the office for a new one.",
    ),
    (
        "code-expired",
        "这个注册码已过期，请向发码的单位再要一个。",
        "This code has expired; ask the office for a new one.",
    ),
    (
        "code-unknown",
        "服务器没有这个注册码，请核对服务器地址和注册码。",
        "The server does not know this code; check the address and the code.",
    ),
    (
        "not-our-server",
        "这个地址回答的不是护校服务器（可能要先登录 Wi-Fi）。已保存的记录都还在，连上网后再试。",
        "What answered is not our server (the Wi-Fi may want a login first). What you saved is still here; try again later.",
    ),
    (
        "no-network",
        "没有网络。已保存的记录都还在，有网络后再同步。",
        "There is no network. What you saved is still here; sync again when there is one.",
    ),
    (
        "server-unreachable",
        "连不上服务器。已保存的记录都还在，过一会儿再同步；一天还连不上，请问单位管理员。",
        "The server cannot be reached. What you saved is still here; try again later, and ask your office if it lasts a day.",
    ),
    (
        "server-upgraded",
        "服务器已升级，请更新本程序后再同步。已保存的记录都还在。",
        "The server is newer; update this program and sync again. What you saved is still here.",
    ),
    (
        "device-revoked",
        "本机已被停用，请联系发码的单位。已保存的记录都还在。",
        "This device has been revoked; ask the office. What you saved is still here.",
    ),
    (
        "device-suspended",
        "本机已被暂停，请联系发码的单位。已保存的记录都还在。",
        "This device has been suspended; ask the office. What you saved is still here.",
    ),
    (
        "bad-server-address",
        "服务器地址不对，请写成 http://地址:端口。",
        "This is not a server address; write it as http://host:port.",
    ),
    (
        "server-busy",
        "服务器正忙，请稍后再同步。已保存的记录都还在。",
        "The server is busy; sync again later. What you saved is still here.",
    ),
    (
        "epoch-behind",
        "服务器刚恢复了备份，还没有整理好，稍后再同步。已保存的记录都还在。",
        "The server was just put back from a backup and is not ready yet; sync again later. What you saved is still here.",
    ),
    (
        "clock-or-certificate",
        "本机时间可能不对，连不上服务器：请校准本机时间；时间没错，请告诉管理员服务器的证书可能过期了。已保存的记录都还在。",
        "This device's clock may be wrong, so the server cannot be reached: set the clock; if it is right, tell your administrator that the server's certificate may be over. What you saved is still here.",
    ),
    (
        "server-cannot-read",
        "服务器读不懂本机发送的内容，请更新本程序或联系管理员。已保存的记录都还在。",
        "The server cannot read what this device sends; update this program or ask your administrator. What you saved is still here.",
    ),
    (
        "history-fork",
        "服务器上有本机的另一份记录；本机已另起一份，会自动接着上传。已保存的记录都还在。",
        "The server holds another history of this device; it goes on under a new one by itself. What you saved is still here.",
    ),
    (
        "database-set-aside",
        "本机的数据损坏了，已完好地放到一边（set-aside/{folder}），救回 {records} 条记录；现在可以照常记录。请告诉管理员。",
        "This device's data was damaged and put aside whole (set-aside/{folder}); {records} records were taken over, and you can go on recording. Tell your administrator.",
    ),
    (
        "mass-delete",
        "服务器要删掉本机的大部分名单，本机没有照做，请联系管理员。已保存的记录都还在。",
        "The server wants most of this device's lists gone, and that was not done; ask your administrator. What you saved is still here.",
    ),
    (
        "device-unknown",
        "服务器不认识本机，请联系发码的单位。已保存的记录都还在。",
        "The server does not know this device; ask the office. What you saved is still here.",
    ),
    (
        "record-too-large",
        "这一条内容太多，请删减文字或照片后再保存。",
        "This is too much for one record; shorten the text or take out photos and save again.",
    ),
    (
        "already-enrolled",
        "本文件夹已注册到 {place}（{device_no} 号）。要注册另一台，请用另一个 --home。",
        "This folder already belongs to {place} (device {device_no}); use another --home for another device.",
    ),
    (
        "not-enrolled",
        "本机还没有注册，请先运行 huxiao-field enroll。",
        "This device is not enrolled; run huxiao-field enroll first.",
    ),
    ("not-day-lead", "总值审阅由教师或学校安全员来做。", "A teacher or the school's safety officer signs the day."),
    ("not-signed-in", "还没有选择人员，请先选择您是谁。", "Nobody is signed in; choose who you are first."),
    ("unknown-staff", "没有这个人员，请用 huxiao-field staff 查看。", "No such person here; see huxiao-field staff."),
    ("unknown-post", "没有这个护学岗，请用 huxiao-field duties 查看。", "No such post here; see huxiao-field duties."),
    (
        "unknown-point",
        "没有这个必巡点，请用 huxiao-field points 查看。",
        "No such point here; see huxiao-field points.",
    ),
    (
        "unknown-school",
        "本机没有这所学校，请核对学校代码。",
        "This device does not look after that school; check the code.",
    ),
    ("unknown-category", "没有这个隐患类别，可用：{known}。", "No such category; known are: {known}."),
    ("wrong-pin", "PIN 不对，还可以试 {left} 次。", "Wrong PIN; {left} tries left."),
    (
        "pin-locked",
        "PIN 错误次数太多，请 {minutes} 分钟后再试。",
        "Too many wrong PINs; try again in {minutes} minutes.",
    ),
    ("bad-pin-shape", "PIN 是 4 到 6 位数字。", "A PIN is 4 to 6 digits."),
    (
        "text-too-long",
        "文字太长，最多 {max} 个字，请删减后再保存。",
        "The text is too long (at most {max} characters); shorten it and save again.",
    ),
    ("text-missing", "请写一句话说明隐患，或附上照片。", "Say in a sentence what is wrong, or add a photo."),
    (
        "text-has-identity",
        "文字里有身份证号或手机号，请删去后再保存。",
        "The text names a person by number (identity card or telephone); remove it and save again.",
    ),
    ("too-many-photos", "照片太多，最多 {max} 张。", "Too many photos (at most {max})."),
    ("photo-missing", "有一张照片不在本机了，请重拍。", "A photo is no longer on this device; take it again."),
    ("photo-damaged", "有一张照片的文件坏了，请重拍。", "The file of a photo is damaged; take it again."),
    (
        "not-an-image",
        "这个文件不是照片，请换一张 JPEG、PNG、WebP 或 GIF。",
        "This file is not a picture; choose a JPEG, PNG, WebP or GIF.",
    ),
    (
        "image-empty",
        "这个文件是空的，请重拍，或换一张照片。",
        "This file is empty; take the photo again, or choose another.",
    ),
    (
        "image-odd-jpeg",
        "这是少见的 JPEG（{kind}），本程序读不了。请用看图软件打开，另存为普通 JPEG 再选，或用本程序的相机拍。",
        "This is a rare kind of JPEG ({kind}) that cannot be read here; open it in a picture program and save it again as an ordinary JPEG, or take the photo in the app.",
    ),
    (
        "out-no-folder",
        "{path} 不是能写的文件夹，照片没有写出来。请用 --out 换一个文件夹。",
        "{path} is not a folder that can be written to, so nothing was written; name another one with --out.",
    ),
    (
        "image-kind-unread",
        "{kind} 格式的照片本程序读不了。请把相机格式改成 JPEG（苹果手机选“兼容性最佳”）再拍，或换一张 JPEG、PNG、WebP 或 GIF。",
        "{kind} pictures cannot be read here; set the camera to JPEG (on an iPhone: Most Compatible) and take it again, or choose a JPEG, PNG, WebP or GIF.",
    ),
    (
        "image-too-large",
        "照片太大（最多 {limit}），请换一张小的。",
        "The picture is too large (at most {limit}); choose a smaller one.",
    ),
    (
        "image-broken",
        "照片文件坏了或不完整，请重拍，或换一张。",
        "The picture file is damaged or not whole; take the photo again, or choose another.",
    ),
    (
        "bad-masks",
        "遮挡的位置读不出来，照片没有加上，请重新遮挡一次。",
        "The places to cover could not be read, so the picture was not added; cover them again.",
    ),
    (
        "gallery-barred",
        "单位要求现场拍照，不能选以前的照片。请重新拍一张。",
        "The office wants pictures taken on the spot, not older ones; take a new one.",
    ),
    (
        "storage-low",
        "空间太少，先不能加照片。请腾出至少 {megabytes} MB 再加。文字记录照常保存。",
        "Too little room to add a picture; free at least {megabytes} MB, then add it. Records are still saved.",
    ),
    (
        "no-code-found",
        "照片里没有认出二维码，请靠近、对正再拍。",
        "No QR code was found; go closer, hold straight and try again.",
    ),
    (
        "disk-full",
        "存储空间满了，这一条没有保存。请清理空间后再试；以前保存的都还在。",
        "The storage is full and this was not saved. Free some space and try again; what you saved before is still here.",
    ),
    (
        "storage-full",
        "存储空间满了，这一步做不了。请清理空间后再试；以前保存的都还在。",
        "The storage is full, so there is no room to do this. Free some space and try again; what you saved is still here.",
    ),
    (
        "database-newer",
        "数据库是更新版本的程序建的（版本 {version}），请更新本程序。数据没有动过。",
        "The database was made by a newer program (version {version}); update this one. Nothing was touched.",
    ),
    (
        "database-broken",
        "本机有一处数据读不出来，这一步没有做成。请再试一次；还不行，请不要删除文件夹，联系管理员。",
        "Some data here cannot be read, so this was not done. Try again; if it stays so, do not delete the folder and ask your administrator.",
    ),
    (
        "home-in-use",
        "另一个护校程序正在使用这个文件夹，请先关掉它。",
        "Another program is using this folder; close it first.",
    ),
    (
        "rescue-no-key",
        "本机还没有单位的加密钥匙，写不了救援包。请先连一次网络同步，再来导出。",
        "This device has no key of the organization yet and cannot write a rescue bundle; sync once, then export again.",
    ),
    (
        "rescue-file-exists",
        "{path} 已经存在，没有覆盖。请换一个文件名。",
        "{path} exists and was not written over; choose another name.",
    ),
    (
        "rescue-no-room",
        "放不下救援包，请换一个空间更大的位置。本机内容没有动。",
        "There is no room for the rescue bundle; choose a place with more room. Nothing on this device changed.",
    ),
    (
        "rescue-cannot-write",
        "写不了 {path}，请换一个位置。本机内容没有动。",
        "Cannot write {path}; choose another place. Nothing on this device changed.",
    ),
    (
        "unknown-turn",
        "排班里这一天没有您的这个班，请用 huxiao-field roster 查看。",
        "The roster does not name you for that turn; see huxiao-field roster.",
    ),
    ("swap-needs-colleague", "换班要写明换给谁。", "A swap needs a colleague."),
    ("swap-with-self", "不能和自己换班，请另选一人。", "You cannot swap with yourself; choose a colleague."),
    (
        "already-requested",
        "这个班已经申请过了，请等单位答复。",
        "You have asked about this turn already; wait for the answer.",
    ),
    ("nobody-named", "请至少写一个人或一个人数。", "Name or count at least one person."),
    ("named-twice", "{name} 写了两次，请去掉一个。", "{name} is named twice; take one out."),
    (
        "abnormal-needs-entry",
        "有异常要写清楚：请先记一条，或在收岗时用 --text 说明。",
        "Say what was not normal: note it first, or use --text when closing.",
    ),
    (
        "heads-remain",
        "还有 {left} 人没有交接也没有带回，请核对人数，或用 --reason 说明原因。",
        "{left} heads were neither handed over nor brought back; count again, or give a --reason.",
    ),
    (
        "heads-exceed",
        "交接和带回的比出发的多 {over} 人，请核对人数，或用 --reason 说明原因。",
        "{over} more heads came back or were handed over than went out; count again, or give a --reason.",
    ),
    (
        "lead-closes",
        "{name} 带班并在岗，请带班人收岗；带班人离岗后，其他人也能收岗。",
        "{name} leads and is there and closes the duty; once they have left, anybody may.",
    ),
    ("nobody-out", "出发人数是 0，请填写。", "Nobody went out; say how many did."),
    ("note-missing", "选了“其他”，请用 --text 写一句说明。", "The reason is other; say it in a few words with --text."),
    ("unknown-route", "没有这条路线，请用 huxiao-field routes 查看。", "No such route here; see huxiao-field routes."),
    ("patrol-running", "您有一次巡逻还没结束，请先结束它。", "You have a patrol under way; finish it first."),
    ("no-patrol", "您现在没有在巡逻，请先开始。", "You have no patrol under way; start one first."),
    (
        "miss-reasons-needed",
        "还有 {left} 个点没到，请用 --missed 各写一个原因。",
        "{left} points were not reached; give each a reason with --missed.",
    ),
    (
        "unknown-record",
        "本机没有这条记录，请用 huxiao-field list 查看。",
        "No such record here; see huxiao-field list.",
    ),
    ("not-your-record", "这不是您的记录，只能改自己的。", "This is not your record; you can put right only your own."),
    ("cannot-correct", "这类记录不能这样改。", "A record of this kind cannot be put right that way."),
    ("already-void", "这条记录已经作废了。", "This record is void already."),
    ("reason-missing", "请写一句原因。", "Say why, in a few words."),
    ("time-in-future", "这个时间还没到，请核对。", "That time has not come yet; check it."),
    ("witness-is-self", "不能给自己作证，请另找一位同事。", "You cannot confirm for yourself; ask a colleague."),
    (
        "witness-without-pin",
        "这位同事还没有设 PIN，不能作证。请先在应用里设好。",
        "This colleague has no PIN and cannot confirm; set one in the app first.",
    ),
    (
        "cannot-place-points",
        "标定点位由民警、辅警、保安员或学校安全员来做。",
        "Points are placed by officers, auxiliaries, guards or safety officers.",
    ),
    (
        "fix-too-rough",
        "定位不够准，误差 {max} 米以内才能标定，请到开阔处再试。",
        "The fix is too rough; placing a point needs one within {max} m. Try in the open.",
    ),
    ("no-file", "读不了文件 {path}。", "Cannot read the file {path}."),
    ("no-home", "找不到数据文件夹，请用 --home 指定。", "There is no data folder; name one with --home."),
];

/// What to tell the person; an unknown code says that nothing was lost.
pub(crate) fn sentence(problem: &Problem, lang: Lang) -> String {
    let Some((_, zh, en)) = SENTENCES.iter().find(|(code, ..)| *code == problem.code) else {
        let detail = problem.args.get("detail").unwrap_or(&problem.code);
        return match lang {
            Lang::Zh => format!("没有做成，以前保存的都还在。原因：{detail}"),
            Lang::En => format!("That did not work; what you saved before is still here. Reason: {detail}"),
        };
    };
    let mut text = lang.pick(zh, en).replace("{limit}", &limit(problem, lang));
    for (name, value) in &problem.args {
        text = text.replace(&format!("{{{name}}}"), value);
    }
    // One of several files: the person must know which.
    match problem.args.get("file") {
        Some(file) => format!("{file}{}{text}", lang.pick("：", ": ")),
        None => text,
    }
}

/// The most that is allowed of what there is too much of, as a person counts it.
fn limit(problem: &Problem, lang: Lang) -> String {
    let arg = |name: &str| problem.args.get(name).map_or("", String::as_str);
    let max: u64 = arg("max").parse().unwrap_or(0);
    match arg("what") {
        "bytes" => format!("{} MB", max / 1_000_000),
        "pixels" => match lang {
            Lang::Zh => format!("{} 万像素", max / 10_000),
            Lang::En => format!("{} megapixels", max / 1_000_000),
        },
        "pixels a side" => format!("{max} {}", lang.pick("像素长的边", "pixels a side")),
        "seconds of work" => format!("{max} {}", lang.pick("秒的处理时间", "seconds of work")),
        "scans" => format!("{max} {}", lang.pick("遍扫描", "scans")),
        what => format!("{max} {what}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_names_what_the_problem_names() {
        let problem = Problem::new("wrong-pin").with("left", 3);
        assert_eq!(sentence(&problem, Lang::Zh), "PIN 不对，还可以试 3 次。");
        assert!(sentence(&Problem::new("something-new"), Lang::En).contains("something-new"));
        let large = Problem::new("image-too-large").with("what", "pixels").with("max", 17_000_000);
        assert_eq!(sentence(&large, Lang::Zh), "照片太大（最多 1700 万像素），请换一张小的。");
        assert!(
            sentence(&large.with("file", "b.webp"), Lang::En)
                .starts_with("b.webp: The picture is too large (at most 17 megapixels)")
        );
    }
}
