//! The phone's clocks, as the host of this library reads them. Nothing in this room asks the system for the time.

use domain::time::TimeBlock;

/// Clocks: the wall clock people set, and the boot clock that only runs forward.
pub trait Clocks: Send + Sync {
    /// What the clocks say now, without an estimate; that is added here from the best anchor.
    fn read(&self) -> TimeBlock;
}

/// The same clocks, shared.
impl<C: Clocks + ?Sized> Clocks for std::sync::Arc<C> {
    fn read(&self) -> TimeBlock {
        (**self).read()
    }
}

/// Adds what the best anchor of this boot says about true time.
pub(crate) fn with_estimate(block: TimeBlock, anchor: Option<&domain::time::Anchor>) -> TimeBlock {
    let estimate = anchor.filter(|it| it.boot_id == block.boot_id).map(|it| it.at(block.boot_ms));
    TimeBlock { estimate: estimate.map(|it| it.0), estimate_err_ms: estimate.map(|it| it.1), ..block }
}
