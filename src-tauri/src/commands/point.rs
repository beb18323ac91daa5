//! The list of must-patrol points.

use domain::Problem;
use field::{
    points,
    views::{PointDue, Position},
};
use tauri::State;

use crate::shell::Shell;

#[tauri::command(async)]
pub(crate) fn points(
    shell: State<'_, Shell>,
    position: Option<Position>,
    query: Option<String>,
) -> Result<Vec<PointDue>, Problem> {
    shell.with(|home| points::points(home, position.as_ref(), query.as_deref()))
}

#[tauri::command(async)]
pub(crate) fn find_point(shell: State<'_, Shell>, number: String) -> Result<PointDue, Problem> {
    shell.with(|home| points::numbered(home, &number))
}
