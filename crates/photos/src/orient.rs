//! Turning a picture upright: the eight orientations of Exif, undone.

/// An upright RGB picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Upright {
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) pixels: Vec<u8>,
}

/// Pixels are moved in squares of this side, so that both the rows read and the rows written stay in the cache.
const SQUARE: usize = 32;

/// Undoes an Exif orientation (1 to 8) of an RGB picture; any other number means upright already.
pub(crate) fn upright(pixels: Vec<u8>, width: u32, height: u32, orientation: u8) -> Upright {
    let (w, h) = (width as isize, height as isize);
    // Where the first pixel comes from, and how far the source moves for a step right and a step down.
    let (start, right, down) = match orientation {
        2 => (w - 1, -1, w),
        3 => (w * h - 1, -1, -w),
        4 => (w * (h - 1), 1, -w),
        5 => (0, w, 1),
        6 => (w * (h - 1), -w, 1),
        7 => (w * h - 1, -w, -1),
        8 => (w - 1, w, -1),
        _ => return Upright { width, height, pixels },
    };
    let (width, height) = if orientation >= 5 { (height, width) } else { (width, height) };
    let mut turned = vec![0; pixels.len()];
    let (columns, rows) = (width as usize, height as usize);
    for top in (0..rows).step_by(SQUARE) {
        for left in (0..columns).step_by(SQUARE) {
            for y in top..(top + SQUARE).min(rows) {
                let last = (left + SQUARE).min(columns);
                let line = &mut turned[(y * columns + left) * 3..(y * columns + last) * 3];
                let mut from = start + left as isize * right + y as isize * down;
                for pixel in line.chunks_exact_mut(3) {
                    let at = from as usize * 3;
                    pixel.copy_from_slice(&pixels[at..at + 3]);
                    from += right;
                }
            }
        }
    }
    Upright { width, height, pixels: turned }
}

#[cfg(test)]
mod tests {
    use super::upright;

    /// A picture of two by three pixels, each named by one number.
    const NAMES: [u8; 6] = [1, 2, 3, 4, 5, 6];

    fn turned(orientation: u8) -> (u32, Vec<u8>) {
        let pixels = NAMES.iter().flat_map(|&n| [n, n, n]).collect();
        let result = upright(pixels, 2, 3, orientation);
        assert_eq!(result.width * result.height, 6);
        (result.width, result.pixels.chunks(3).map(|p| p[0]).collect())
    }

    #[test]
    fn each_of_the_eight_orientations_is_undone() {
        assert_eq!(turned(1), (2, vec![1, 2, 3, 4, 5, 6]));
        assert_eq!(turned(2), (2, vec![2, 1, 4, 3, 6, 5]));
        assert_eq!(turned(3), (2, vec![6, 5, 4, 3, 2, 1]));
        assert_eq!(turned(4), (2, vec![5, 6, 3, 4, 1, 2]));
        assert_eq!(turned(5), (3, vec![1, 3, 5, 2, 4, 6]));
        assert_eq!(turned(6), (3, vec![5, 3, 1, 6, 4, 2]));
        assert_eq!(turned(7), (3, vec![6, 4, 2, 5, 3, 1]));
        assert_eq!(turned(8), (3, vec![2, 4, 6, 1, 3, 5]));
    }
}
