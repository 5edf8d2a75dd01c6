//! The preview at work: what it says on the terminal, and what it answers.

use std::io::{self, BufRead, BufReader, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use mentorbook::preview::BAR;
use serde_json::Value;

use super::folder::Folder;
use super::program::program;

/// Longer nothing may take on the busiest machine.
pub(crate) const SOON: Duration = Duration::from_secs(20);

/// A preview at work, and the handbook it shows.
pub(crate) struct Preview {
    folder: Folder,
    process: Child,
    /// As it is printed, with the token where there is one.
    address: String,
    port: u16,
    /// What the terminal showed so far.
    said: Arc<Mutex<String>>,
    /// How much of that was waited for.
    heard: AtomicUsize,
}

impl Preview {
    /// Shows the handbook in a string.
    pub(crate) fn of(text: &str) -> Self {
        Self::with(text, &[])
    }

    pub(crate) fn with(text: &str, flags: &[&str]) -> Self {
        Self::start(Folder::with(text), flags)
    }

    /// Shows the handbook in a folder, on any port.
    pub(crate) fn start(folder: Folder, flags: &[&str]) -> Self {
        Self::launch(folder, &[&["--port", "0"], flags].concat())
    }

    /// With these flags and no other.
    pub(crate) fn launch(folder: Folder, flags: &[&str]) -> Self {
        Self::run(program(), folder, flags)
    }

    /// Within so many KiB of memory: past it an allocation fails, which ends the preview.
    pub(crate) fn within(folder: Folder, memory: u32) -> Self {
        let mut limited = Command::new("sh");
        let script = format!("ulimit -d {memory} && ulimit -c 0 && exec \"$0\" \"$@\"");
        limited.args(["-c", &script]).arg(program().get_program());
        // Each thread has a stack, on a machine with many processors many.
        limited.env("RAYON_NUM_THREADS", "2");
        Self::run(limited, folder, &["--port", "0"])
    }

    fn run(mut program: Command, folder: Folder, flags: &[&str]) -> Self {
        let mut process = program
            .args(["serve", "--root"])
            .arg(folder.root())
            .args(flags)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("started");

        let lines = BufReader::new(process.stderr.take().expect("piped")).lines();
        let said: Arc<Mutex<String>> = Arc::default();
        let to = said.clone();
        thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                *to.lock().expect("whole") += &(line + "\n");
            }
        });

        let (address, heard) = (String::new(), AtomicUsize::new(0));
        let mut preview = Self { folder, process, address, port: 0, said, heard };
        let line = preview.wait_for_line("http://");
        let address = &line[line.find("http://").expect("an address")..];
        preview.address = address.to_owned();
        let authority = address.split('/').nth(2).expect("a host");
        preview.port = authority.rsplit_once(':').expect("a port").1.parse().expect("a number");
        preview
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.root()
    }

    pub(crate) fn address(&self) -> &str {
        &self.address
    }

    pub(crate) fn port(&self) -> u16 {
        self.port
    }

    pub(crate) fn host(&self) -> String {
        format!("127.0.0.1:{}", self.port)
    }

    /// Waits until it has ended, and gives its exit status.
    pub(crate) fn ended(&mut self) -> Option<i32> {
        self.process.wait().expect("ended").code()
    }

    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }

    /// A path in `content/`.
    pub(crate) fn path(&self, file: &str) -> PathBuf {
        self.root().join("content").join(file)
    }

    /// Writes a file of the handbook.
    pub(crate) fn put(&self, file: &str, text: &str) {
        self.folder.put(&format!("content/{file}"), text);
    }

    /// Waits until the terminal shows a line with these words, after the line last waited for.
    #[track_caller]
    pub(crate) fn wait_for_line(&self, words: &str) -> String {
        self.line_from(self.heard.load(Ordering::Relaxed), words)
    }

    /// Waits until the terminal has shown a line with these words, whenever it was.
    #[track_caller]
    pub(crate) fn wait_to_hear(&self, words: &str) -> String {
        self.line_from(0, words)
    }

    #[track_caller]
    fn line_from(&self, from: usize, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let said = self.said.lock().expect("whole").clone();
            if let Some(at) = said[from..].find(words).map(|at| from + at) {
                let start = said[..at].rfind('\n').map_or(0, |start| start + 1);
                let end = said[at..].find('\n').map_or(said.len(), |end| at + end);
                self.heard.fetch_max(end, Ordering::Relaxed);
                return said[start..end].to_owned();
            }
            assert!(begun.elapsed() < SOON, "the terminal does not say `{words}`:\n{said}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// A request as it should be, but for the address and lines of the head to add.
    pub(crate) fn request(&self, path: impl AsRef<[u8]>, more: &str) -> Vec<u8> {
        let tail = format!(" HTTP/1.1\r\nHost: {}\r\n{more}\r\n", self.host());
        [b"GET ", path.as_ref(), tail.as_bytes()].concat()
    }

    pub(crate) fn connect(&self) -> BufReader<TcpStream> {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        stream.set_read_timeout(Some(SOON)).expect("set");
        stream.set_write_timeout(Some(SOON)).expect("set");
        BufReader::new(stream)
    }

    /// One request on a connection of its own.
    pub(crate) fn get(&self, address: &str) -> Answer {
        let mut stream = self.connect();
        let request = self.request(address, "Connection: close\r\n");
        stream.get_mut().write_all(&request).expect("sent");
        Answer::read(&mut stream, false).unwrap_or_else(|error| panic!("{error} for {address}"))
    }

    pub(crate) fn json(&self, address: &str) -> Value {
        serde_json::from_slice(&self.get(address).body).expect("JSON")
    }

    /// Waits until a page holds these words.
    #[track_caller]
    pub(crate) fn wait_for(&self, address: &str, words: &str) -> String {
        let begun = Instant::now();
        loop {
            let text = self.get(address).text();
            if text.contains(words) {
                return text;
            }
            assert!(begun.elapsed() < SOON, "{address} does not show `{words}`:\n{text}");
            thread::sleep(Duration::from_millis(2));
        }
    }

    /// Waits until everything is looked at, and gives what is wrong as seen from an edition.
    pub(crate) fn problems(&self, edition: &str) -> Value {
        wait("the end of the look for problems", || {
            let problems = self.json(&format!("/_preview/problems?edition={edition}"));
            (problems["pending"] == false).then_some(problems)
        })
    }

    /// Files parsed and pages rendered since the preview began.
    pub(crate) fn work(&self) -> (u64, u64) {
        self.problems("base");
        let work = &self.json("/_preview/summary")["work"];
        (work["parsed"].as_u64().expect("a number"), work["rendered"].as_u64().expect("a number"))
    }

    /// Kilobytes of memory that are held.
    #[cfg(target_os = "linux")]
    pub(crate) fn memory(&self) -> u64 {
        let status =
            std::fs::read_to_string(format!("/proc/{}/status", self.id())).expect("the process");
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).expect("its memory");
        line.trim().trim_end_matches(" kB").parse().expect("a number")
    }
}

impl Drop for Preview {
    fn drop(&mut self) {
        // It may have ended already.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    /// Reads an answer, which must be well formed and invite no other web site.
    pub(crate) fn read(from: &mut impl BufRead, to_head: bool) -> io::Result<Self> {
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            if from.read_line(&mut head)? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }

        let first = head.strip_prefix("HTTP/1.1 ").or_else(|| head.strip_prefix("HTTP/1.0 "));
        let status = first
            .and_then(|rest| rest[..3].parse().ok())
            .unwrap_or_else(|| panic!("no answer: {head}"));

        for line in head.trim_end().split("\r\n").skip(1) {
            let (name, _) = line.split_once(": ").unwrap_or_else(|| panic!("no header: {line:?}"));
            let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
            assert!(name.bytes().all(is_plain), "{line:?}");
            assert!(!name.to_ascii_lowercase().starts_with("access-control-"), "{line:?}");
        }

        let mut answer = Self { status, head, body: Vec::new() };
        if !to_head && status != 304 {
            let length = answer.header("content-length").expect("a length");
            answer.body.resize(length.parse().expect("a number"), 0);
            from.read_exact(&mut answer.body)?;
        }
        Ok(answer)
    }

    /// The body as text, without the preview's bar.
    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).replacen(BAR, "", 1)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(known, _)| known.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }
}

/// Waits until there is something.
#[track_caller]
pub(crate) fn wait<T>(what: &str, mut find: impl FnMut() -> Option<T>) -> T {
    let begun = Instant::now();
    loop {
        if let Some(found) = find() {
            return found;
        }
        assert!(begun.elapsed() < SOON, "waited in vain for {what}");
        thread::sleep(Duration::from_millis(5));
    }
}
