//! `huxiao-server policy`: what a school or station asks of the pictures its phones take.

use clap::{ArgGroup, Args, ValueEnum};
use domain::policy::{PictureRules, StayDays};

use super::{Place, print_json, print_line};
use crate::{
    control::{Order, Reply},
    enroll::Belongs,
    error::Result,
    policy::{self, Wish},
};

#[derive(Debug, Args)]
#[command(group = ArgGroup::new("belongs").required(true).args(["school", "station"]))]
pub(crate) struct Policy {
    #[command(flatten)]
    place: Place,
    /// The school that asks
    #[arg(long, value_name = "CODE")]
    school: Option<String>,
    /// The police station that asks
    #[arg(long, value_name = "CODE")]
    station: Option<String>,
    /// Whether pictures that were there before may be chosen
    #[arg(long, value_enum)]
    gallery: Option<Switch>,
    /// Whether the step that covers faces and plates is shown
    #[arg(long, value_enum)]
    masks: Option<Switch>,
    /// Whether time, place, duty, school and check code are drawn into pictures
    #[arg(long, value_enum)]
    stamp: Option<Switch>,
    /// Days a picture stays on its phone before it may leave it, once the server has it for certain: 0 to 366
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(..=i64::from(StayDays::MAX.0)))]
    stays: Option<u16>,
    /// Print one JSON object
    #[arg(long)]
    json: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    On,
    Off,
}

impl Policy {
    pub(crate) async fn run(self) -> Result<()> {
        let rules = self.change().await?;
        if self.json {
            print_json(&rules);
            return Ok(());
        }
        let word = |on: bool| if on { "on" } else { "off" };
        print_line(&format!("gallery: {}", word(rules.gallery)));
        print_line(&format!("masks:   {}", word(rules.mask_step)));
        print_line(&format!("stamp:   {}", word(rules.stamp)));
        print_line(&format!("stays:   {} days", rules.stays.0));
        Ok(())
    }

    async fn change(&self) -> Result<PictureRules> {
        let belongs = match (&self.school, &self.station) {
            (Some(code), _) => Belongs::School(code.clone()),
            (None, code) => Belongs::Station(code.clone().unwrap_or_default()),
        };
        let is_on = |switch: Option<Switch>| switch.map(|it| it == Switch::On);
        let wish = Wish {
            gallery: is_on(self.gallery),
            mask_step: is_on(self.masks),
            stamp: is_on(self.stamp),
            stays: self.stays.map(StayDays),
        };
        let folder = self.place.filled()?;
        let order = Order::Policy { belongs: belongs.clone(), wish: wish.clone() };
        let reply = |reply| match reply {
            Reply::Policy(rules) => Ok(rules),
            other => Err(other.into_refusal()),
        };
        self.place.carry_out(&folder, &order, reply, async |db| policy::change(db, &belongs, &wish).await).await
    }
}
