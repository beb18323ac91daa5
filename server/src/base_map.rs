//! The base map that an operator may put under the drawn maps of the dashboard: pictures from somebody else's server, by
//! address. The program brings none and asks for none by itself; pages ask for it once somebody is signed in.

use serde::Serialize;

use crate::{Error, error::Result};

/// Layers of pictures in web mercator over WGS-84 or CGCS2000, and whose they are.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, utoipa::ToSchema, ts_rs::TS)]
pub struct BaseMap {
    /// Addresses with `{z}`, `{x}` and `{y}` in them, the lowest layer first; none without a base map.
    layers: Vec<String>,
    /// Whose map it is, in words that stand on it.
    attribution: String,
}

impl BaseMap {
    /// Of what an operator wrote.
    ///
    /// # Errors
    /// [`Error::Refused`] for an address that is none, or in which a tile cannot be named.
    pub fn read(layers: Vec<String>, attribution: String) -> Result<Self> {
        let wrong = |layer: &&String| origin(layer).is_none() || !PLACES.iter().all(|place| layer.contains(place));
        match layers.iter().find(wrong) {
            None => Ok(Self { layers, attribution }),
            Some(layer) => Err(Error::refused(format!(
                "--tiles takes an address such as https://tiles.example/{{z}}/{{x}}/{{y}}.png, not {layer:?}"
            ))),
        }
    }

    /// Where pages may take pictures from because of it: scheme, host and port, each once.
    pub(crate) fn origins(&self) -> Vec<&str> {
        let mut origins: Vec<&str> = self.layers.iter().filter_map(|layer| origin(layer)).collect();
        origins.sort_unstable();
        origins.dedup();
        origins
    }
}

/// What names a tile.
const PLACES: [&str; 3] = ["{z}", "{x}", "{y}"];

/// The part before the path, if it is nothing but a scheme and a host: it goes into a header as it is.
fn origin(address: &str) -> Option<&str> {
    let host_at = ["https://", "http://"].iter().find(|scheme| address.starts_with(**scheme))?.len();
    let path_at = host_at + address.get(host_at..)?.find('/')?;
    let (origin, host) = (address.get(..path_at)?, address.get(host_at..path_at)?);
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-:[]".contains(c);
    (!host.is_empty() && host.chars().all(plain)).then_some(origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(layer: &str) -> Result<BaseMap> {
        BaseMap::read(vec![layer.to_owned()], String::new())
    }

    #[test]
    fn the_origin_is_what_stands_before_the_path_and_once_for_two_layers() {
        let layer =
            |name| format!("https://t0.tianditu.gov.cn/{name}/wmts?TILEMATRIX={{z}}&TILEROW={{y}}&TILECOL={{x}}");
        let map = BaseMap::read(vec![layer("vec_w"), layer("cva_w")], String::new()).expect("read");
        assert_eq!(map.origins(), ["https://t0.tianditu.gov.cn"]);
        assert_eq!(read("http://127.0.0.1:9000/{z}/{x}/{y}").expect("read").origins(), ["http://127.0.0.1:9000"]);
        assert!(BaseMap::default().origins().is_empty());
    }

    #[test]
    fn an_address_that_names_no_tile_or_would_reach_into_the_policy_is_refused() {
        for bad in [
            "tiles.example/{z}/{x}/{y}",
            "https://tiles.example/{z}/{x}.png",
            "https:///{z}/{x}/{y}",
            "https://tiles.example{z}/{x}/{y}",
            "https://a.example; script-src *//{z}/{x}/{y}",
            "https://user@tiles.example/{z}/{x}/{y}",
        ] {
            assert!(read(bad).is_err(), "{bad}");
        }
    }
}
