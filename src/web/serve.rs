//! The socket: loopback only, few connections at a time, slow ones cut, bodies bounded.

use super::{Asked, Desk, Reply, guard, upload::PLAIN};
use axum::{
    Router,
    body::{Body, to_bytes},
    http::{HeaderName, HeaderValue, Request, Response, StatusCode},
};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    service::TowerToHyperService,
};
use std::{io, net::TcpListener, sync::Arc, time::Duration};
use tokio::sync::Semaphore;

/// Bodies with files at a time: each is held in memory.
const UPLOADS: usize = 2;
/// Connections at a time.
const MOST: usize = 64;
/// For the head of a request, and for the whole of it.
const SLOWEST: Duration = Duration::from_secs(20);

/// Answers until the program ends.
///
/// # Errors
/// What the system says of the socket.
pub fn serve(desk: Arc<Desk>, listener: TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async move {
        let listener = tokio::net::TcpListener::from_std(listener)?;
        let places = Arc::new(Semaphore::new(MOST));
        let uploads = Arc::new(Semaphore::new(UPLOADS));
        let router: Router =
            Router::new().fallback(move |request: Request<Body>| one(desk.clone(), uploads.clone(), request));
        loop {
            let Ok(place) = places.clone().acquire_owned().await else { return Ok(()) };
            // one connection that could not be taken is one browser's trouble
            let Ok((stream, _)) = listener.accept().await else { continue };
            let service = TowerToHyperService::new(router.clone());
            tokio::spawn(async move {
                let mut server = hyper::server::conn::http1::Builder::new();
                server.timer(TokioTimer::new()).header_read_timeout(SLOWEST).max_headers(64);
                // a browser that goes away is nobody's fault
                let _ = server.serve_connection(TokioIo::new(stream), service).await;
                drop(place);
            });
        }
    })
}

async fn one(desk: Arc<Desk>, uploads: Arc<Semaphore>, request: Request<Body>) -> Response<Body> {
    let plain =
        |status: u16, said: &str| sent(Reply::of(status, "text/plain; charset=utf-8", said.as_bytes().to_vec()));
    let (parts, body) = request.into_parts();
    let first = |name: &HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let headers = parts.headers.keys().filter_map(|name| Some((name.as_str().to_owned(), first(name)?))).collect();
    let target = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let mut asked = Asked { method: parts.method.to_string(), target, headers, body: Vec::new() };
    // who may not send so much is told so before any of it is read
    let longest = desk.longest(&asked);
    let said = asked.headers.get("content-length").and_then(|length| length.parse::<usize>().ok());
    if said.is_some_and(|said| said > longest) {
        return plain(413, "too long\n");
    }
    let _place = match (longest > PLAIN).then(|| uploads.try_acquire_owned()) {
        None => None,
        Some(Ok(place)) => Some(place),
        Some(Err(_full)) => return plain(503, "other files are being sent\n"),
    };
    asked.body = match tokio::time::timeout(SLOWEST, to_bytes(body, longest)).await {
        Ok(Ok(body)) => body.to_vec(),
        Ok(Err(_)) => return plain(413, "too long\n"),
        Err(_) => return plain(408, "too slow\n"),
    };
    let answer = tokio::task::spawn_blocking(move || desk.answer(&asked)).await;
    answer.map_or_else(|_| plain(500, "a mistake of this program\n"), sent)
}

fn sent(answer: Reply) -> Response<Body> {
    let mut response = Response::new(Body::from(answer.body));
    *response.status_mut() = StatusCode::from_u16(answer.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
    for (name, value) in guard::HEADERS {
        response.headers_mut().insert(name, HeaderValue::from_static(value));
    }
    for (name, value) in answer.headers {
        // a value that no header can have is left out
        if let Ok(value) = HeaderValue::from_str(&value) {
            response.headers_mut().append(name, value);
        }
    }
    response
}
