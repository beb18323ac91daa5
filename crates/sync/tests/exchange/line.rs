//! A line to nobody: each request is answered by the next line of a script, and kept for the test to look at.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
};

use protocol::{
    MEDIA_TYPE, SigningKey, WireProblem,
    answer::{AnswerSig, SIGNATURE, Said},
    auth::{CONTENT_DIGEST, DeviceSig, content_digest},
    from_cbor, sha256,
    sync::SyncRequest,
    to_cbor,
};
use sync::{Answer, Exchange, Failure, Transport};
use tokio::sync::Notify;

type Answering = Box<dyn FnOnce(&Exchange) -> Result<Answer, Failure> + Send>;

/// An answer, and what it waits for on its way.
struct Reply {
    gate: Option<Arc<Notify>>,
    answering: Answering,
}

/// The scripted line.
#[derive(Clone, Default)]
pub struct Line(Arc<Mutex<Script>>);

#[derive(Default)]
struct Script {
    replies: VecDeque<Reply>,
    seen: Vec<Exchange>,
}

impl Line {
    /// The next request gets this reply.
    pub fn then(&self, reply: impl FnOnce(&Exchange) -> Result<Answer, Failure> + Send + 'static) -> &Self {
        self.push(Reply { gate: None, answering: Box::new(reply) })
    }

    /// The next request gets this answer once the gate is opened.
    pub fn holds(&self, answer: Answer) -> Arc<Notify> {
        let gate = Arc::new(Notify::new());
        self.push(Reply { gate: Some(gate.clone()), answering: Box::new(move |_| Ok(answer)) });
        gate
    }

    fn push(&self, reply: Reply) -> &Self {
        self.0.lock().expect("sound").replies.push_back(reply);
        self
    }

    /// The next request gets this answer.
    pub fn answers(&self, answer: Answer) -> &Self {
        self.then(move |_| Ok(answer))
    }

    /// The next request is lost, or its answer is.
    pub fn is_cut(&self) -> &Self {
        self.then(|_| Err(Failure::Unreachable { captive: false }))
    }

    /// Forgets what is left of the script.
    pub fn forget(&self) {
        self.0.lock().expect("sound").replies.clear();
    }

    /// What was sent.
    pub fn seen(&self) -> Vec<Exchange> {
        self.0.lock().expect("sound").seen.clone()
    }

    /// The sync requests that were sent.
    pub fn syncs(&self) -> Vec<SyncRequest> {
        self.seen().iter().filter(|it| it.path == protocol::sync::PATH).map(read_sync).collect()
    }

    /// Replies that nobody asked for.
    pub fn left(&self) -> usize {
        self.0.lock().expect("sound").replies.len()
    }
}

impl Transport for Line {
    async fn send(&self, _server_url: &str, exchange: Exchange) -> Result<Answer, Failure> {
        let reply = {
            let mut script = self.0.lock().expect("sound");
            script.seen.push(exchange.clone());
            script.replies.pop_front()
        };
        let Some(Reply { gate, answering }) = reply else { return Err(Failure::Unreachable { captive: false }) };
        if let Some(gate) = gate {
            gate.notified().await;
        }
        answering(&exchange)
    }
}

/// Reads a sync request, compressed or not.
pub fn read_sync(exchange: &Exchange) -> SyncRequest {
    from_cbor(&unpacked(exchange)).expect("a sync request")
}

/// The body of a request as it was before it was compressed.
pub fn unpacked(exchange: &Exchange) -> Vec<u8> {
    match exchange.headers.get("content-encoding").map(String::as_str) {
        Some("zstd") => zstd::decode_all(exchange.body.as_slice()).expect("unpacks"),
        _ => exchange.body.clone(),
    }
}

/// An answer of our server.
pub fn ours<T: minicbor::Encode<()>>(value: &T) -> Answer {
    Answer { status: 200, headers: [("content-type".to_owned(), MEDIA_TYPE.to_owned())].into(), body: to_cbor(value) }
}

/// A refusal of our server.
pub fn refusal(status: u16, problem: &WireProblem) -> Answer {
    Answer { status, ..ours(problem) }
}

/// An answer of the photo exchange.
pub fn tus(status: u16, headers: &[(&str, &str)]) -> Answer {
    let all = [("tus-resumable", "1.0.0")].iter().chain(headers);
    let headers = all.map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Answer { status, headers, body: Vec::new() }
}

/// A page of a network that wants a sign-in first.
pub fn portal(status: u16) -> Answer {
    Answer {
        status,
        headers: [("content-type".to_owned(), "text/html; charset=utf-8".to_owned())].into(),
        body: b"<html><title>Wi-Fi</title>".to_vec(),
    }
}

/// The same answer as our server signs it, together with the request that it is to.
pub fn bound(exchange: &Exchange, key: &SigningKey, mut answer: Answer) -> Answer {
    let content = (!answer.body.is_empty()).then(|| sha256(&[&answer.body]));
    let request = DeviceSig::read(&exchange.headers["authorization"]).expect("it is signed");
    let asked = protocol::answer::asked(&request.signature);
    let said = Said {
        asked: &asked,
        status: answer.status,
        content: content.as_ref(),
        upload_offset: answer.header("upload-offset"),
        epoch: answer.header(protocol::tus::EPOCH),
    };
    let signed = AnswerSig::sign(key, said).header();
    answer.headers.insert(SIGNATURE.to_owned(), signed);
    if let Some(digest) = content {
        answer.headers.insert(CONTENT_DIGEST.to_owned(), content_digest(&digest));
    }
    answer
}
