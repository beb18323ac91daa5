//! The one-time enrollment code: sixteen letters and figures that can be read out on the telephone.
//!
//! Crockford's base 32 (no I, L, O, U), fifteen random characters (75 bits) and one check character, in
//! four groups. Typing is forgiving: case, blanks and hyphens do not matter, `O` is `0`, `I` and `L` are
//! `1`. The check character finds every single wrong character and most swaps before the network is asked.

use std::fmt;

const ALPHABET: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";
/// Characters in all, check character included.
const LENGTH: usize = 16;

/// A code whose check character is right.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct EnrollCode(String);

impl EnrollCode {
    /// Makes a code from random bytes.
    #[must_use]
    pub fn from_random(random: [u8; LENGTH - 1]) -> Self {
        let mut text: String = random.iter().map(|b| char::from(ALPHABET[usize::from(b % 32)])).collect();
        text.push(check_character(text.as_bytes()));
        Self(text)
    }

    /// Reads what a person typed; `None` when it cannot be a code.
    #[must_use]
    pub fn read(typed: &str) -> Option<Self> {
        let text: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').map(normalize).collect();
        let valid = text.len() == LENGTH
            && text.bytes().all(|b| ALPHABET.contains(&b))
            && text.ends_with(check_character(&text.as_bytes()[..LENGTH - 1]));
        valid.then_some(Self(text))
    }

    /// Reads a code or an enrollment address (`http://server/enroll#CODE`): the address' server, if any, and the code.
    #[must_use]
    pub fn read_address(pasted: &str) -> Option<(Option<String>, Self)> {
        let pasted = pasted.trim();
        match pasted.split_once("/enroll#") {
            Some((server, code)) => Some((Some(server.to_owned()), Self::read(code)?)),
            None => Some((None, Self::read(pasted)?)),
        }
    }

    /// Without hyphens, as hashed and compared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for EnrollCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let groups: Vec<&str> = (0..4).map(|i| &self.0[i * 4..i * 4 + 4]).collect();
        f.write_str(&groups.join("-"))
    }
}

impl fmt::Debug for EnrollCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EnrollCode(…)") // a secret until used: never in a log
    }
}

fn normalize(c: char) -> char {
    match c.to_ascii_uppercase() {
        'O' => '0',
        'I' | 'L' => '1',
        other => other,
    }
}

/// A weighted sum with odd weights (each invertible modulo 32), so that any one wrong character shows.
fn check_character(body: &[u8]) -> char {
    let sum = body.iter().enumerate().fold(7usize, |sum, (i, b)| {
        let value = ALPHABET.iter().position(|a| a == b).unwrap_or(0);
        sum + value * (2 * i + 1)
    });
    char::from(ALPHABET[sum % 32])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_as_people_type_it() {
        let code = EnrollCode::from_random([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 200, 31, 1, 0]);
        let typed = code.to_string().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(EnrollCode::read(&typed), Some(code.clone()));
        let address = format!("https://gate.example:8787/enroll#{code}");
        assert_eq!(EnrollCode::read_address(&address), Some((Some("https://gate.example:8787".into()), code)));
    }

    #[test]
    fn any_single_wrong_character_is_noticed() {
        let code = EnrollCode::from_random([9; 15]);
        for i in 0..LENGTH {
            for wrong in ALPHABET {
                let mut text = code.as_str().as_bytes().to_vec();
                if text[i] == *wrong {
                    continue;
                }
                text[i] = *wrong;
                assert_eq!(EnrollCode::read(std::str::from_utf8(&text).expect("ascii")), None);
            }
        }
        assert_eq!(EnrollCode::read("不是注册码"), None);
    }
}
