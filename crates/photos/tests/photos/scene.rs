//! A synthetic scene with known colours in its corners, the encoders that make files of it, and eyes to look at results.

use image::ImageEncoder;
use image::codecs::{gif::GifEncoder, png::PngEncoder, webp::WebPEncoder};
use image::{ExtendedColorType, Frame, RgbaImage};
use jpeg_decoder::{Decoder, PixelFormat};
use jpeg_encoder::{ColorType, Encoder, SamplingFactor};

pub(crate) type Rgb = [u8; 3];
pub(crate) const RED: Rgb = [210, 30, 30];
pub(crate) const GREEN: Rgb = [30, 180, 40];
pub(crate) const BLUE: Rgb = [30, 50, 200];
pub(crate) const YELLOW: Rgb = [220, 210, 40];

/// An RGB picture in memory.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Picture {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) rgb: Vec<u8>,
}

impl Picture {
    /// A photo-like scene: soft shapes with fine grain, and one colour in each corner
    /// (top left, top right, bottom left, bottom right).
    pub(crate) fn scene(width: u32, height: u32, corners: [Rgb; 4]) -> Self {
        let mut grain = 0x2545_F491_u32;
        let mut rgb = Vec::with_capacity((width * height * 3) as usize);
        for y in 0..height {
            for x in 0..width {
                let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
                let in_corner = !(0.3..0.7).contains(&u) && !(0.3..0.7).contains(&v);
                grain ^= grain << 13;
                grain ^= grain >> 17;
                grain ^= grain << 5;
                let noise = (grain >> 28) as f32 - 7.5;
                let soft = |phase: f32| 120.0 + 70.0 * ((u * 9.0 + phase).sin() * (v * 7.0 - phase).cos()) + noise;
                let corner = corners[usize::from(u >= 0.5) + 2 * usize::from(v >= 0.5)];
                let pixel = if in_corner { corner.map(f32::from) } else { [soft(0.0), soft(1.0), soft(2.0)] };
                rgb.extend(pixel.map(|c| c.clamp(0.0, 255.0) as u8));
            }
        }
        Self { width, height, rgb }
    }

    pub(crate) fn usual(width: u32, height: u32) -> Self {
        Self::scene(width, height, [RED, GREEN, BLUE, YELLOW])
    }

    /// One colour everywhere.
    pub(crate) fn plain(width: u32, height: u32, color: Rgb) -> Self {
        Self { width, height, rgb: color.repeat((width * height) as usize) }
    }

    pub(crate) fn at(&self, x: u32, y: u32) -> Rgb {
        let at = ((y * self.width + x) * 3) as usize;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }

    /// The colours a little inside the four corners: top left, top right, bottom left, bottom right.
    pub(crate) fn corners(&self) -> [Rgb; 4] {
        let (left, right, top, bottom) = (self.width / 8, self.width * 7 / 8, self.height / 8, self.height * 7 / 8);
        [self.at(left, top), self.at(right, top), self.at(left, bottom), self.at(right, bottom)]
    }

    pub(crate) fn jpeg(&self) -> Vec<u8> {
        self.jpeg_with(|_| {})
    }

    /// A JPEG file at quality 90, with the encoder set up by the caller.
    pub(crate) fn jpeg_with(&self, set_up: impl FnOnce(&mut Encoder<&mut Vec<u8>>)) -> Vec<u8> {
        self.jpeg_of(&self.rgb, ColorType::Rgb, set_up)
    }

    pub(crate) fn jpeg_sampled(&self, sampling: SamplingFactor) -> Vec<u8> {
        self.jpeg_with(|encoder| encoder.set_sampling_factor(sampling))
    }

    /// A JPEG file of the same size with other samples.
    pub(crate) fn jpeg_of(
        &self,
        samples: &[u8],
        color: ColorType,
        set_up: impl FnOnce(&mut Encoder<&mut Vec<u8>>),
    ) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = Encoder::new(&mut file, 90);
        set_up(&mut encoder);
        encoder.encode(samples, self.width as u16, self.height as u16, color).unwrap();
        file
    }

    pub(crate) fn png(&self) -> Vec<u8> {
        png_of(&self.rgb, self.width, self.height, ExtendedColorType::Rgb8)
    }

    pub(crate) fn webp(&self) -> Vec<u8> {
        let mut file = Vec::new();
        WebPEncoder::new_lossless(&mut file)
            .write_image(&self.rgb, self.width, self.height, ExtendedColorType::Rgb8)
            .unwrap();
        file
    }

    /// A GIF film of this picture and then of its negative.
    pub(crate) fn gif(&self) -> Vec<u8> {
        let frame = |invert: bool| {
            let pixel = |p: &[u8]| [p[0], p[1], p[2]].map(|c| if invert { 255 - c } else { c });
            let rgba = self.rgb.chunks(3).flat_map(|p| [pixel(p).as_slice(), &[255]].concat()).collect();
            Frame::new(RgbaImage::from_raw(self.width, self.height, rgba).unwrap())
        };
        let mut file = Vec::new();
        GifEncoder::new_with_speed(&mut file, 30).encode_frames([frame(false), frame(true)]).unwrap();
        file
    }
}

pub(crate) fn png_of(samples: &[u8], width: u32, height: u32, color: ExtendedColorType) -> Vec<u8> {
    let mut file = Vec::new();
    PngEncoder::new(&mut file).write_image(samples, width, height, color).unwrap();
    file
}

/// Looks at a JPEG file as any viewer would.
pub(crate) fn view(file: &[u8]) -> Picture {
    let mut decoder = Decoder::new(file);
    let rgb = decoder.decode().unwrap();
    let info = decoder.info().unwrap();
    assert_eq!(info.pixel_format, PixelFormat::RGB24);
    Picture { width: info.width.into(), height: info.height.into(), rgb }
}

/// Whether colours look the same, allowing what lossy coding changes.
pub(crate) fn alike(left: Rgb, right: Rgb) -> bool {
    left.iter().zip(right).all(|(&a, b)| a.abs_diff(b) <= 14)
}

#[track_caller]
pub(crate) fn assert_corners(file: &[u8], expected: [Rgb; 4]) {
    let seen = view(file).corners();
    assert!(seen.iter().zip(expected).all(|(&a, b)| alike(a, b)), "corners are {seen:?}, not {expected:?}");
}
