//! The socket: loopback only, few connections at a time, slow ones cut, bodies bounded.

use super::{Asked, Desk, Reply, guard};
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

/// Longest body, in bytes: a form of a thousand rows.
const LONGEST: usize = 1 << 20;
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
        let router: Router = Router::new().fallback(move |request: Request<Body>| one(desk.clone(), request));
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

async fn one(desk: Arc<Desk>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let first = |name: &HeaderName| parts.headers.get(name).and_then(|v| v.to_str().ok()).map(str::to_owned);
    let headers = parts.headers.keys().filter_map(|name| Some((name.as_str().to_owned(), first(name)?))).collect();
    let body = match tokio::time::timeout(SLOWEST, to_bytes(body, LONGEST)).await {
        Ok(Ok(body)) => body.to_vec(),
        Ok(Err(_)) => return sent(Reply::of(413, "text/plain; charset=utf-8", b"too long\n".to_vec())),
        Err(_) => return sent(Reply::of(408, "text/plain; charset=utf-8", b"too slow\n".to_vec())),
    };
    let target = parts.uri.path_and_query().map_or_else(|| "/".to_owned(), ToString::to_string);
    let asked = Asked { method: parts.method.to_string(), target, headers, body };
    let answer = tokio::task::spawn_blocking(move || desk.answer(&asked)).await;
    sent(
        answer.unwrap_or_else(|_| Reply::of(500, "text/plain; charset=utf-8", b"a mistake of this program\n".to_vec())),
    )
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
