//! What is wrong in a sheet of points, in words, for those who import it without a page; pages have the same in theirs.

use domain::Problem;

/// Language of headings and sentences.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Language {
    Chinese,
    English,
}

impl Language {
    /// The one of two words that is in this language.
    pub(crate) fn pick<'w>(self, chinese: &'w str, english: &'w str) -> &'w str {
        match self {
            Self::Chinese => chinese,
            Self::English => english,
        }
    }
}

/// The sentence of a problem.
pub(crate) fn sentence(problem: &Problem, language: Language) -> String {
    let arg = |name: &str| problem.args.get(name).cloned().unwrap_or_default();
    let (chinese, english) = match problem.code.as_str() {
        "sheet-unreadable" => {
            ("这不是能读的 Excel 工作簿（.xlsx）或 CSV。", "This is no workbook (.xlsx) and no CSV that can be read.")
        }
        "sheet-too-large" => ("文件太大。", "The file is too large."),
        "points-no-heads" => (
            "没有找到表头，至少要有“学校代码”和“点位名称”两列。",
            "There are no headings; School code and Point are needed at least.",
        ),
        "points-no-rows" => ("表头下面没有数据。", "There is nothing under the headings."),
        "points-school-missing" => ("缺少学校代码。", "The school code is missing."),
        "points-no-school" => ("没有学校“{name}”，或不归您管。", "There is no school {name}, or it is not yours."),
        "points-school-unclear" => {
            ("有两所学校都叫“{name}”，请写学校代码。", "Two schools are called {name}; write the code.")
        }
        "points-no-point" => (
            "这所学校没有编号 {number} 的点；新的点不用写编号。",
            "This school has no point {number}; leave the number of a new one empty.",
        ),
        "points-not-yours" => (
            "学校只能设校内重点部位；其他点由派出所设。",
            "A school sets key positions inside; other points are its station's.",
        ),
        "points-row-twice" => ("前面已有一行写了这个点。", "A row before is about this point."),
        "points-cell-missing" => ("新的点必须写这一格。", "A new point needs this cell."),
        "points-kind" => ("没有“{word}”这种类型。", "There is no kind {word}."),
        "points-proof" => ("凭证要求只能写 A、B 或 C。", "The proof is A, B or C."),
        "points-crs" => ("坐标系只能写 WGS-84、GCJ-02 或 BD-09。", "The coordinates are WGS-84, GCJ-02 or BD-09."),
        "points-degrees" => ("“{word}”不是经纬度，请写成 25.721300 这样。", "{word} is no degree; write 25.721300."),
        "points-figure" => ("“{word}”不是整数。", "{word} is no whole number."),
        "point-name-missing" => ("缺少点位名称。", "The point needs a name."),
        "point-name-long" => {
            ("名称最多 {max} 个字，要印在标签上。", "A name has at most {max} characters; it goes on the tag.")
        }
        "point-radius" => ("到点半径要在 {min} 到 {max} 米之间。", "The radius is {min} to {max} meters."),
        "point-visits" => ("次数要在 1 到 {max} 之间。", "Visits are 1 to {max}."),
        "point-too-seldom" => {
            ("校内重点部位每天至少要巡 {min} 次。", "Key positions inside need at least {min} rounds a day.")
        }
        "point-far-from-school" => {
            ("离学校超过 {km} 公里，请核对坐标。", "It is more than {km} km from the school; check the coordinates.")
        }
        _ => ("这一行不对。", "This row is not right."),
    };
    let mut text = language.pick(chinese, english).to_owned();
    for name in ["name", "number", "word", "min", "max", "km"] {
        text = text.replace(&format!("{{{name}}}"), &arg(name));
    }
    text
}
