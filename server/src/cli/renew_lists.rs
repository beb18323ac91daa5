//! `huxiao-server renew-lists`: the lists of a school or station are as they should be, however much shorter they became.

use clap::{ArgGroup, Args};

use super::{Place, print_line};
use crate::{
    control::{Order, Reply},
    enroll::Belongs,
    error::Result,
    lists,
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("belongs").required(true).args(["school", "station"]))]
pub(crate) struct RenewLists {
    #[command(flatten)]
    place: Place,
    /// The school whose phones are meant
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// The police station whose phones are meant
    #[arg(long, value_name = "CODE")]
    station: Option<String>,
}

impl RenewLists {
    pub(crate) async fn run(self) -> Result<()> {
        let belongs = match (&self.school, &self.station) {
            (Some(code), _) => Belongs::School(code.clone()),
            (None, code) => Belongs::Station(code.clone().unwrap_or_default()),
        };
        let folder = self.place.filled()?;
        let order = Order::RenewLists { belongs: belongs.clone() };
        let reply = |reply| match reply {
            Reply::Renewed(lists) => Ok(lists),
            other => Err(other.into_refusal()),
        };
        let lists = self.place.carry_out(&folder, &order, reply, async |db| lists::renew(db, &belongs).await).await?;
        print_line(&format!("{lists} lists: phones that do not have all of them begin anew at their next contact"));
        Ok(())
    }
}
