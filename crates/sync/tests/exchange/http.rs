//! HTTP over a broken network: real sockets, and behind them whatever a bad link or a foreign network does.

use std::{net::SocketAddr, time::Duration};

use sync::{Answer, Exchange, Failure, Http, Method, Transport};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

/// Answers every connection with these bytes and closes it.
async fn answering(bytes: &'static [u8]) -> SocketAddr {
    listening(move |mut socket| async move {
        let mut request = vec![0; 4096];
        let _read = socket.read(&mut request).await;
        let _sent = socket.write_all(bytes).await;
        let _closed = socket.shutdown().await;
    })
    .await
}

async fn listening<F>(serve: impl Fn(TcpStream) -> F + Send + 'static) -> SocketAddr
where
    F: Future<Output = ()> + Send + 'static,
{
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("listens");
    let address = listener.local_addr().expect("an address");
    tokio::spawn(async move {
        while let Ok((socket, _)) = listener.accept().await {
            tokio::spawn(serve(socket));
        }
    });
    address
}

async fn send(address: SocketAddr) -> Result<Answer, Failure> {
    let http = Http::with_stall(Duration::from_millis(300)).expect("a client");
    let exchange = Exchange {
        method: Method::Post,
        path: "/v1/sync".into(),
        headers: [("content-type", "application/vnd.huxiao+cbor".to_owned())].into(),
        body: vec![1, 2, 3],
    };
    http.send(&format!("http://{address}"), exchange).await
}

const UNREACHABLE: Result<Answer, Failure> = Err(Failure::Unreachable { captive: false });

#[tokio::test]
async fn an_answer_of_any_status_is_brought_back_whole() {
    let html = answering(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 6\r\n\r\n<html>").await;
    let answer = send(html).await.expect("an answer");
    assert_eq!(
        (answer.status, answer.header("content-type"), answer.body.as_slice()),
        (200, Some("text/html"), &b"<html>"[..])
    );
    let refused = answering(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n").await;
    let answer = send(refused).await.expect("an answer");
    assert_eq!((answer.status, answer.header("retry-after")), (503, Some("7")));
}

#[tokio::test]
async fn a_redirect_is_not_followed() {
    let portal =
        answering(b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:9/login\r\nContent-Length: 0\r\n\r\n").await;
    assert_eq!(send(portal).await.expect("an answer").status, 302);
}

#[tokio::test]
async fn a_cut_a_closed_door_and_garbage_are_no_answer() {
    let cut_in_the_body = answering(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
    assert_eq!(send(cut_in_the_body).await, UNREACHABLE);
    let cut_in_the_head = answering(b"HTTP/1.1 200 O").await;
    assert_eq!(send(cut_in_the_head).await, UNREACHABLE);
    let garbage = answering(b"\x00\xff\x17 this is no HTTP \r\n\r\n").await;
    assert_eq!(send(garbage).await, UNREACHABLE);
    let closed = TcpListener::bind("127.0.0.1:0").await.expect("listens").local_addr().expect("an address");
    assert_eq!(send(closed).await, UNREACHABLE);
    let http = Http::new().expect("a client");
    let nowhere = Exchange { method: Method::Post, path: "/".into(), headers: Default::default(), body: vec![] };
    assert_eq!(http.send("not an address", nowhere).await, UNREACHABLE);
}

#[tokio::test]
async fn a_connection_that_falls_silent_is_given_up() {
    let silent = listening(|mut socket| async move {
        let mut request = vec![0; 4096];
        while socket.read(&mut request).await.is_ok_and(|read| read > 0) {}
    })
    .await;
    assert_eq!(send(silent).await, UNREACHABLE);
    let silent_in_the_body = listening(|mut socket| async move {
        let mut request = vec![0; 4096];
        let _read = socket.read(&mut request).await;
        let _sent = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf").await;
        while socket.read(&mut request).await.is_ok_and(|read| read > 0) {}
    })
    .await;
    assert_eq!(send(silent_in_the_body).await, UNREACHABLE);
}

/// On a bad day an answer takes minutes. As long as something comes, it is waited for, however long the whole takes.
#[tokio::test]
async fn an_answer_that_drips_is_waited_for() {
    let dripping = listening(|mut socket| async move {
        let mut request = vec![0; 4096];
        let _read = socket.read(&mut request).await;
        let _sent = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 12\r\n\r\n").await;
        for _ in 0..12 {
            tokio::time::sleep(Duration::from_millis(100)).await;
            let _sent = socket.write_all(b".").await;
        }
    })
    .await;
    assert_eq!(send(dripping).await.expect("four times as long as silence may be").body, [b'.'; 12]);
}

#[tokio::test]
async fn an_answer_without_end_is_cut_off() {
    let endless = listening(|mut socket| async move {
        let mut request = vec![0; 4096];
        let _read = socket.read(&mut request).await;
        let _sent = socket.write_all(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n").await;
        let chunk = [&b"10000\r\n"[..], &[0; 0x10000], b"\r\n"].concat();
        while socket.write_all(&chunk).await.is_ok() {}
    })
    .await;
    assert_eq!(send(endless).await, Err(Failure::Unreachable { captive: true }));
}

/// Answers once on each connection, keeps it open, and hangs up when it is used again: a network that was changed.
async fn forgetful(seen: std::sync::Arc<std::sync::atomic::AtomicU32>) -> SocketAddr {
    listening(move |mut socket| {
        let seen = seen.clone();
        async move {
            let mut request = vec![0; 4096];
            let _read = socket.read(&mut request).await;
            seen.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let _sent = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
            let _second = socket.read(&mut request).await;
        }
    })
    .await
}

#[tokio::test]
async fn a_connection_from_before_the_network_changed_costs_no_failure() {
    let seen = std::sync::Arc::default();
    let address = forgetful(std::sync::Arc::clone(&seen)).await;
    let http = Http::with_stall(Duration::from_millis(300)).expect("a client");
    for n in 1..=4 {
        let exchange =
            Exchange { method: Method::Post, path: "/".into(), headers: Default::default(), body: vec![1; 100] };
        let answer = http.send(&format!("http://{address}"), exchange).await.expect("over a new connection");
        assert_eq!(answer.body, b"ok");
        assert_eq!(seen.load(std::sync::atomic::Ordering::SeqCst), n, "each was heard once");
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_asked_twice_at_most() {
    let heard = std::sync::Arc::new(std::sync::atomic::AtomicU32::new(0));
    let counting = heard.clone();
    let address = listening(move |mut socket| {
        let counting = counting.clone();
        async move {
            let mut request = vec![0; 4096];
            let _read = socket.read(&mut request).await;
            let n = counting.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            if n == 0 {
                let _sent = socket.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").await;
            }
        }
    })
    .await;
    let http = Http::with_stall(Duration::from_millis(300)).expect("a client");
    let exchange = || Exchange { method: Method::Post, path: "/".into(), headers: Default::default(), body: vec![1] };
    http.send(&format!("http://{address}"), exchange()).await.expect("the first is answered");
    assert_eq!(http.send(&format!("http://{address}"), exchange()).await, UNREACHABLE);
    assert!(heard.load(std::sync::atomic::Ordering::SeqCst) <= 3);
    let before = heard.load(std::sync::atomic::Ordering::SeqCst);
    assert_eq!(http.send(&format!("http://{address}"), exchange()).await, UNREACHABLE);
    assert_eq!(heard.load(std::sync::atomic::Ordering::SeqCst), before + 1, "over a new connection once is enough");
}
