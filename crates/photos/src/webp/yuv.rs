//! From the three planes of a lossy picture to rows of RGB, one at a time: whole they would take more than the planes do.
//!
//! Brightness has a sample for each pixel, the two colours one for each four. A pixel's colour is mixed from the four
//! samples around it, nine parts of the nearest, three of each one beside it and one of the farthest, as libwebp does it
//! and the decoder itself: the numbers are theirs, and a test holds both against each other.

use image_webp::vp8::Frame;

/// The planes, and room for one row of each colour at half the width.
pub(super) struct Rows<'a> {
    frame: &'a Frame,
    /// Three parts of the nearer row and one of the farther.
    mixed: [Vec<u16>; 2],
}

impl<'a> Rows<'a> {
    pub(super) fn of(frame: &'a Frame) -> Self {
        Self { frame, mixed: [Vec::new(), Vec::new()] }
    }

    /// Writes row `y` as three bytes a pixel.
    pub(super) fn row(&mut self, y: usize, row: &mut Vec<u8>) {
        let (width, height) = (usize::from(self.frame.width), usize::from(self.frame.height));
        // Planes are as wide as whole blocks.
        let stride = width.next_multiple_of(16);
        let (across, down) = (width.div_ceil(2), height.div_ceil(2));
        let near = y / 2;
        let far = beside(y, near, down);
        for (mixed, plane) in self.mixed.iter_mut().zip([&self.frame.ubuf, &self.frame.vbuf]) {
            let line = |n: usize| &plane[n * stride / 2..][..across];
            mixed.clear();
            mixed.extend(line(near).iter().zip(line(far)).map(|(&near, &far)| 3 * u16::from(near) + u16::from(far)));
        }
        let [us, vs] = &self.mixed;
        let ys = &self.frame.ybuf[y * stride..][..width];
        row.clear();
        row.resize(width * 3, 0);
        for (x, (pixel, &y)) in row.as_chunks_mut::<3>().0.iter_mut().zip(ys).enumerate() {
            let near = x / 2;
            let far = beside(x, near, across);
            let mix = |line: &[u16]| (3 * line[near] + line[far] + 8) / 16;
            *pixel = rgb(y, mix(us), mix(vs));
        }
    }
}

/// The sample on the other side of a pixel: before for an even one, behind for an odd one, and none at the edge.
fn beside(at: usize, near: usize, count: usize) -> usize {
    if at % 2 == 1 { (near + 1).min(count - 1) } else { near.saturating_sub(1) }
}

/// The factors of ITU-R BT.601 in 1/16384, as libwebp rounds them.
fn rgb(y: u8, u: u16, v: u16) -> [u8; 3] {
    let times = |sample: u16, factor: i32| (i32::from(sample) * factor) >> 8;
    let y = times(y.into(), 19_077);
    let samples =
        [y + times(v, 26_149) - 14_234, y - times(u, 6_419) - times(v, 13_320) + 8_708, y + times(u, 33_050) - 17_685];
    samples.map(|sample| (sample >> 6).clamp(0, 255) as u8)
}

#[cfg(test)]
mod tests {
    use data_encoding::BASE64;
    use image::ImageDecoder;
    use image::codecs::webp::WebPDecoder;
    use image_webp::vp8::Vp8Decoder;

    use super::Rows;

    /// Slopes and checks of 19 by 13 and of 20 by 14 pixels, as `vips webpsave --Q 60` packs them.
    const ODD: &str = "\
        kAUAnQEqEwANAD61SJ5JpyQioTAIAOAWiWwAnTKEcCLAcWBdxX+V9wzyRgNas7IanYqGhYAA/vM5WVS2kuFqb3F26eMjgunphq55eZfc\
        z1dIGX236VKS+08qtc/TwN3ZJNRGn31yvuty++bbn6zsfXPfknPK/RHpfejgAxQyzQlfpnW+ReJrxn6QGkvv+O1qox+IgApyuhklfXko\
        tu0fSZhJW8VXb1ZbB+/un/4uKKcyQ2TPeXLw7/GPi6w8RXFk862RaAN5DU/rHgOM4Z490AAA";
    const EVEN: &str = "\
        0AUAnQEqFAAOAD61SJ5JpyQioTAIAOAWiWwAnTKEcCLAfYDnlcgA8or/K+5B5IwFWsKYSCBAIAD+6gCjaydINFOe5IOwgYMks09M7n+i\
        2kKGi+9alyhAQRy2YockO0EcB239+ruyvRMqnwbcLB1aSoC0vX/M8H5z3rreWBNmcL/N8AE03MWc7Qb+D25tiznZzdH6QGmSSYvVdDft\
        5lMtIDQzfXkozOPZ4tCCsQPYrSCSW8peQe3/FxRTmSGyZ7y5eHf4xg1PFNEf7lBfHc4b6BjRYtgRTdkd/AAAAA==";

    #[test]
    fn rows_are_those_that_the_decoder_itself_would_give() {
        for (size, packed) in [((19, 13), ODD), ((20, 14), EVEN)] {
            let body = BASE64.decode(packed.as_bytes()).unwrap();
            let length = |length: usize| (length as u32).to_le_bytes();
            let file = [b"RIFF".as_slice(), &length(12 + body.len()), b"WEBPVP8 ", &length(body.len()), &body].concat();
            let decoder = WebPDecoder::new(std::io::Cursor::new(file)).unwrap();
            assert_eq!(decoder.dimensions(), size);
            let mut whole = vec![0; decoder.total_bytes() as usize];
            decoder.read_image(&mut whole).unwrap();
            let planes = Vp8Decoder::decode_frame(body.as_slice()).unwrap();
            let (mut rows, mut row, mut all) = (Rows::of(&planes), Vec::new(), Vec::new());
            for y in 0..size.1 as usize {
                rows.row(y, &mut row);
                all.extend_from_slice(&row);
            }
            assert_eq!(all, whole, "{size:?}");
        }
    }
}
