//! A server with the folders of GEO, on this machine, that misbehaves when told to.

use std::collections::BTreeMap;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};

/// What was asked for.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Request {
    pub path: String,
    pub from: Option<u64>,
    pub if_range: Option<String>,
    pub if_none_match: Option<String>,
}

/// What is answered.
#[derive(Debug, Clone, Default)]
pub struct Reply {
    pub status: u16,
    pub headers: Vec<(&'static str, String)>,
    pub body: Vec<u8>,
    /// The length that is claimed; that of the body where nothing is said.
    pub claimed: Option<usize>,
    /// Whether the connection stays open, and silent, after the body.
    pub stalls: bool,
}

/// What a server has: files by their paths.
#[derive(Clone, Default)]
pub struct Site(pub BTreeMap<String, Vec<u8>>);

/// A running server.
pub struct Server {
    pub url: String,
    asked: Arc<Mutex<Vec<Request>>>,
}

/// Answers a request, which is the so many-th (from 0) for its path.
type Handler = dyn Fn(&Request, usize) -> Reply + Send + Sync;

/// What goes to and fro, plain or not.
pub trait Line: Read + Write {}

impl<T: Read + Write> Line for T {}

impl Server {
    pub fn new(answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static) -> Self {
        Self::over("http", |stream| Ok(Box::new(stream)), answer)
    }

    /// A server that `open`s each connection first.
    pub fn over(
        scheme: &str,
        open: impl Fn(TcpStream) -> io::Result<Box<dyn Line>> + Send + Sync + 'static,
        answer: impl Fn(&Request, usize) -> Reply + Send + Sync + 'static,
    ) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("{scheme}://{}", listener.local_addr().unwrap());
        let asked: Arc<Mutex<Vec<Request>>> = Arc::default();
        let (seen, answer): (_, Arc<Handler>) = (Arc::clone(&asked), Arc::new(answer));
        let open = Arc::new(open);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, answer, open) =
                    (Arc::clone(&seen), Arc::clone(&answer), Arc::clone(&open));
                // A client that goes away is part of the game.
                std::thread::spawn(move || serve(&mut *open(stream)?, &seen, &*answer));
            }
        });
        Self { url, asked }
    }

    pub fn of(site: Site) -> Self {
        Self::new(move |request, _| site.answer(request))
    }

    /// What has been asked for so far.
    pub fn asked(&self) -> Vec<Request> {
        self.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

fn serve(out: &mut dyn Line, seen: &Mutex<Vec<Request>>, answer: &Handler) -> io::Result<()> {
    let mut lines = BufReader::new(&mut *out).lines();
    let first = lines.next().transpose()?.unwrap_or_default();
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    let mut request = Request { path, ..Request::default() };
    for line in &mut lines {
        let line = line?;
        let Some((name, value)) = line.split_once(": ") else { break };
        match name.to_ascii_lowercase().as_str() {
            "range" => {
                let from = value.strip_prefix("bytes=").and_then(|range| range.strip_suffix('-'));
                request.from = from.and_then(|from| from.parse().ok());
            }
            "if-range" => request.if_range = Some(value.to_owned()),
            "if-none-match" => request.if_none_match = Some(value.to_owned()),
            _ => {}
        }
    }
    let number = {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let number = seen.iter().filter(|before| before.path == request.path).count();
        seen.push(request.clone());
        number
    };
    drop(lines);
    let reply = answer(&request, number);
    let claimed = reply.claimed.unwrap_or(reply.body.len());
    write!(
        out,
        "HTTP/1.1 {} x\r\nContent-Length: {claimed}\r\nConnection: close\r\n",
        reply.status
    )?;
    for (name, value) in &reply.headers {
        write!(out, "{name}: {value}\r\n")?;
    }
    out.write_all(b"\r\n")?;
    out.write_all(&reply.body)?;
    out.flush()?;
    if reply.stalls {
        loop {
            std::thread::park();
        }
    }
    Ok(())
}

impl Reply {
    pub fn status(status: u16) -> Self {
        Self { status, ..Self::default() }
    }

    /// Breaks the connection off after so many bytes of the body.
    pub fn cut(mut self, after: usize) -> Self {
        self.claimed = Some(self.claimed.unwrap_or(self.body.len()));
        self.body.truncate(after);
        self
    }
}

impl Site {
    pub fn with(mut self, path: &str, content: impl Into<Vec<u8>>) -> Self {
        self.0.insert(path.to_owned(), content.into());
        self
    }

    /// Answers as NCBI's server does: folders as pages, ranges, tags.
    pub fn answer(&self, request: &Request) -> Reply {
        if let Some(content) = self.0.get(&request.path) {
            return whole_or_rest(content, request);
        }
        let inside = |path: &String| Some(path.strip_prefix(&request.path)?.to_owned());
        let names: Vec<String> = self.0.keys().filter_map(inside).collect();
        if !request.path.ends_with('/') || names.is_empty() {
            return Reply::status(404);
        }
        let links: Vec<String> =
            names.iter().map(|name| format!("<a href=\"{name}\">{name}</a> 1K\n")).collect();
        let page = format!(
            "<html><body><pre><a href=\"/geo/series/\">Parent Directory</a>\n{}</pre>\
             <a href=\"https://www.hhs.gov/\">HHS</a></body></html>",
            links.concat()
        );
        Reply { status: 200, body: page.into(), ..Reply::default() }
    }
}

fn whole_or_rest(content: &[u8], request: &Request) -> Reply {
    let tag = tag(content);
    let mut reply = Reply { status: 200, body: content.to_vec(), ..Reply::default() };
    reply.headers = vec![("ETag", tag.clone()), ("Accept-Ranges", "bytes".to_owned())];
    if request.if_none_match.as_deref() == Some(&tag) {
        return Reply { body: Vec::new(), status: 304, ..reply };
    }
    let same = request.if_range.as_ref().is_none_or(|wanted| *wanted == tag);
    let Some(from) = request.from.filter(|_| same) else { return reply };
    let total = content.len();
    if from as usize >= total {
        let headers = vec![("Content-Range", format!("bytes */{total}"))];
        return Reply { headers, ..Reply::status(416) };
    }
    reply.headers.push(("Content-Range", format!("bytes {from}-{}/{total}", total - 1)));
    reply.body.drain(..from as usize);
    Reply { status: 206, ..reply }
}

/// A tag that differs for other contents.
pub fn tag(content: &[u8]) -> String {
    let sum = content.iter().fold(7_u64, |sum, &b| sum.wrapping_mul(31).wrapping_add(u64::from(b)));
    format!("\"{sum:x}\"")
}
