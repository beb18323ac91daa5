//! What can go wrong on the way, in the classes that decide what is done about it (sync-and-reliability §2.7).

use domain::{Problem, photo::Digest};
use protocol::{ProblemClass, WireProblem};
use store::StoreError;

/// The server is in a life of its storage that is over: its own word, and the phone's when the server does not notice.
pub(crate) const EPOCH_BEHIND: &str = "epoch-behind";
/// Whatever stands before our server could not pass the request on; the server itself said nothing.
pub(crate) const GATEWAY: &str = "gateway";
/// The phone has used up its allowance of requests.
const SLOW_DOWN: &str = "slow-down";

/// What the server holds of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The last record it has, 0 for none.
    pub seq: u64,
    /// The chain's hash there, when it said so.
    pub hash: Option<Digest>,
}

/// Why a step was not done. Nothing that was saved is lost by any of these.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Failure {
    /// The phone has no network.
    #[error("there is no network")]
    NoNetwork,
    /// There is a network, and nobody answered, or somebody who is not our server.
    #[error("the server cannot be reached")]
    Unreachable {
        /// Somebody else answered: a sign-in page of the network, another site.
        captive: bool,
    },
    /// The server's certificate is not valid at the time that the phone shows: one of the two is wrong.
    #[error("the server's certificate is not valid at the time of this phone")]
    ClockOrCertificate,
    /// The server asks to come again later.
    #[error("the server is busy ({code})")]
    Retryable {
        /// Not before so many seconds.
        after_s: Option<u32>,
        /// The server's word for it.
        code: String,
    },
    /// Pointers have to move: the server holds less than it once signed for, or the cursor is too old.
    #[error("the server asks for another place to go on from ({code})")]
    Resync {
        /// The server's word for it.
        code: String,
        /// What it holds.
        head: Option<Head>,
    },
    /// Two histories under one stream: the database was cloned or rolled back.
    #[error("the server holds another history of this phone")]
    Fork,
    /// Too much at once.
    #[error("the request was too large")]
    Shrink {
        /// Our server says so, not something that stands between.
        ours: bool,
    },
    /// The phone's key is not, or no longer, accepted. Recording goes on.
    #[error("the server does not accept this phone ({code})")]
    Auth {
        /// The server's word for it.
        code: String,
    },
    /// The server cannot read the request.
    #[error("the server cannot read the request ({code})")]
    Poison {
        /// The server's word for it.
        code: String,
    },
    /// Refused for good.
    #[error("refused ({code})")]
    Refused {
        /// The server's word for it.
        code: String,
    },
    /// The phone is not enrolled yet.
    #[error("the phone is not enrolled")]
    NotEnrolled,
    /// A fault of the phone's own storage.
    #[error("{0}")]
    Phone(Problem),
}

impl Failure {
    /// The kebab-case code that pages have a sentence for.
    #[must_use]
    pub fn problem_code(&self) -> &str {
        match self {
            Self::NoNetwork => "no-network",
            Self::Unreachable { captive: false } | Self::Shrink { ours: false } => "server-unreachable",
            Self::Retryable { code, .. } if code == GATEWAY => "server-unreachable",
            Self::Unreachable { captive: true } => "not-our-server",
            Self::ClockOrCertificate => "clock-or-certificate",
            Self::Retryable { code, .. } if code == EPOCH_BEHIND => EPOCH_BEHIND,
            Self::Retryable { .. } | Self::Resync { .. } => "server-busy",
            Self::Fork => "history-fork",
            Self::Shrink { ours: true } | Self::Poison { .. } => "server-cannot-read",
            Self::Auth { code } if code.starts_with("device-") => code,
            Self::Auth { .. } => "device-unknown",
            Self::Refused { code } => code,
            Self::NotEnrolled => "not-enrolled",
            Self::Phone(problem) => &problem.code,
        }
    }

    /// What the person is told; the server's own word goes along for whoever looks closer.
    #[must_use]
    pub fn problem(&self) -> Problem {
        let problem = Problem::new(self.problem_code());
        match self {
            Self::Phone(problem) => problem.clone(),
            Self::Retryable { code, .. } | Self::Resync { code, .. } | Self::Auth { code } | Self::Poison { code } => {
                problem.with("detail", code)
            }
            _ => problem,
        }
    }

    /// Whether sending less at once may help: not when the server only asks to be asked less often.
    pub(crate) fn may_be_the_size(&self) -> bool {
        !matches!(self, Self::Retryable { code, .. } if code == SLOW_DOWN)
    }

    /// Whether our server itself said so, which makes it a contact.
    #[must_use]
    pub fn is_contact(&self) -> bool {
        match self {
            Self::NoNetwork | Self::Unreachable { .. } | Self::ClockOrCertificate => false,
            Self::NotEnrolled | Self::Phone(_) | Self::Shrink { ours: false } => false,
            Self::Retryable { code, .. } => code != GATEWAY,
            _ => true,
        }
    }
}

impl From<WireProblem> for Failure {
    fn from(problem: WireProblem) -> Self {
        let code = problem.code;
        match problem.class {
            ProblemClass::Retryable => Self::Retryable { after_s: problem.retry_after_s, code },
            ProblemClass::Resync => {
                Self::Resync { code, head: problem.head_seq.map(|seq| Head { seq, hash: problem.head_hash }) }
            }
            ProblemClass::Fork => Self::Fork,
            ProblemClass::Shrink => Self::Shrink { ours: true },
            ProblemClass::Auth => Self::Auth { code },
            ProblemClass::Poison => Self::Poison { code },
            ProblemClass::Refused => Self::Refused { code },
        }
    }
}

impl From<StoreError> for Failure {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotEnrolled => Self::NotEnrolled,
            other => Self::Phone(other.problem().with("detail", other)),
        }
    }
}
