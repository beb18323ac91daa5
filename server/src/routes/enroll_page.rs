//! `GET /enroll`: where somebody lands who opened an enrollment address in a browser instead of the app.
//!
//! The code stands behind the `#`, which a browser does not send; the page only says what to do with it.

use axum::response::{Html, IntoResponse};

const PAGE: &str = r#"<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>护校 · 登记手机</title>
<style>
body { margin: 0 auto; padding: 2rem 1.25rem; max-width: 32rem; font: 1.125rem/1.7 system-ui, "Noto Sans SC", sans-serif; color: #16202e; background: #fff; }
h1 { font-size: 1.5rem; line-height: 1.4; }
ol { padding-inline-start: 1.5rem; }
p[lang=en] { color: #46556b; font-size: 1rem; margin-top: 2rem; }
@media (prefers-color-scheme: dark) { body { color: #eef2f7; background: #10161f; } p[lang=en] { color: #b6c2d2; } }
</style>
</head>
<body>
<h1>请在“护校”应用里登记这部手机</h1>
<ol>
<li>打开手机上的“护校”应用。</li>
<li>扫描管理员给您的二维码，或把本页地址整行粘贴进去。</li>
<li>也可以只输入地址里 # 后面的十六位登记码。</li>
</ol>
<p lang="en">Open the Huxiao app on this phone, then scan the code you were given or paste the whole address of this page.</p>
</body>
</html>
"#;

/// The page.
pub(crate) async fn page() -> impl IntoResponse {
    Html(PAGE)
}
