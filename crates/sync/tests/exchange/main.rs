//! The exchanges step by step over a transport inside this process: what each answer, honest or not, moves.
//! The real server is met in the stories of the `tests` package; here answers are scripted, because a server that
//! lies, loses and repeats cannot be asked to.

mod bound;
mod enrolling;
mod forking;
mod http;
mod line;
mod phone;
mod pulling;
mod pushing;
mod running;
mod uploading;
