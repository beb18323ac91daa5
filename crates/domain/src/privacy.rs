//! Finds figures in free text that identify a person, so that no register of persons grows by accident.
//!
//! Only patterns that are certain enough to interrupt somebody at work: citizen identity numbers with a
//! right check digit (GB 11643) and mobile telephone numbers. Rule: domain study §5.3.

/// What was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Identity {
    /// An 18-character citizen identity number.
    CitizenNumber,
    /// An 11-digit mobile telephone number.
    MobileNumber,
}

impl Identity {
    /// The code word in problems and findings.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::CitizenNumber => "citizen-number",
            Self::MobileNumber => "mobile-number",
        }
    }
}

/// The first identity found in `text`.
#[must_use]
pub fn find_identity(text: &str) -> Option<Identity> {
    let runs = text.split(|c: char| !(c.is_ascii_digit() || c == 'X' || c == 'x'));
    runs.filter(|run| !run.is_empty()).find_map(|run| match run.len() {
        18 if is_citizen_number(run.as_bytes()) => Some(Identity::CitizenNumber),
        11 if is_mobile_number(run.as_bytes()) => Some(Identity::MobileNumber),
        _ => None,
    })
}

/// ISO 7064 MOD 11-2 over seventeen digits.
fn is_citizen_number(run: &[u8]) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECKS: &[u8; 11] = b"10X98765432";
    if !run[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let sum: u32 = run.iter().zip(WEIGHTS).map(|(d, w)| u32::from(d - b'0') * w).sum();
    CHECKS[(sum % 11) as usize] == run[17].to_ascii_uppercase()
}

fn is_mobile_number(run: &[u8]) -> bool {
    run.iter().all(u8::is_ascii_digit) && run[0] == b'1' && (b'3'..=b'9').contains(&run[1])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_name_a_person_are_found_and_others_are_not() {
        assert_eq!(find_identity("学生甲 11010519491231002X"), Some(Identity::CitizenNumber));
        assert_eq!(find_identity("110105194912310021"), None, "a wrong check digit is some other number");
        assert_eq!(find_identity("请打13800000000"), Some(Identity::MobileNumber));
        assert_eq!(find_identity("灭火器 2026-01-01 编号 20260000001"), None);
    }
}
