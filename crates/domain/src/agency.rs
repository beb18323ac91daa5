//! A body with a jurisdiction 单位. A school has three independent parents: police, town, education.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

use crate::ids::AgencyId;

/// Kind of body; labels are text, codes stay (names of bodies change, domain study §0.9).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Encode, Decode, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum AgencyKind {
    /// 派出所
    #[n(0)]
    PoliceStation,
    /// 镇（街）
    #[n(1)]
    TownOffice,
    /// 教育局
    #[n(2)]
    Education,
    /// 市行动办
    #[n(3)]
    CampaignOffice,
}

/// A body.
#[derive(Clone, Debug, PartialEq, Eq, Encode, Decode, Serialize, Deserialize)]
#[cbor(array)]
pub struct Agency {
    /// Identity.
    #[n(0)]
    pub id: AgencyId,
    /// Code: twelve digits for a police organ, nine for a town, six for the city.
    #[n(1)]
    pub code: String,
    /// Name.
    #[n(2)]
    pub name: String,
    /// Kind.
    #[n(3)]
    pub kind: AgencyKind,
}
