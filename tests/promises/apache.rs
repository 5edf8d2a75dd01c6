//! Debian's Apache on this machine alone, set up as Debian sets it up.

use std::fs;
use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use tempfile::TempDir;

const PROGRAM: &str = "/usr/sbin/apache2";

/// The modules that Debian switches on.
const MODULES: [&str; 22] = [
    "access_compat",
    "alias",
    "auth_basic",
    "authn_core",
    "authn_file",
    "authz_core",
    "authz_host",
    "authz_user",
    "autoindex",
    "deflate",
    "dir",
    "env",
    "filter",
    "mime",
    "mpm_event",
    "negotiation",
    "reqtimeout",
    "setenvif",
    "status",
    "unixd",
    "version",
    "watchdog",
];

/// What `mods-enabled/` and `apache2.conf` say of files, there.
const SETTINGS: &str = "\
DirectoryIndex index.html index.cgi index.pl index.php index.xhtml index.htm
TypesConfig /etc/mime.types
AddType application/x-compress .Z
AddType application/x-gzip .gz .tgz
AddType application/x-bzip2 .bz2
AddLanguage en .en
AddLanguage de .de
AddLanguage fr .fr
AddCharset utf-8 .utf8
AddCharset us-ascii .ascii .us-ascii
AddCharset UTF-7 .utf7
AddHandler type-map var
AddType text/html .shtml
LanguagePriority en de fr
ForceLanguagePriority Prefer Fallback
AccessFileName .htaccess
";

/// A server at work on a folder.
pub(crate) struct Apache {
    process: Child,
    port: u16,
    _desk: TempDir,
}

impl Apache {
    /// Serves a folder, or says why it cannot.
    pub(crate) fn start(root: &Path) -> Result<Self, String> {
        if !Path::new(PROGRAM).exists() {
            return Err("no Apache is installed".to_owned());
        }
        let desk = tempfile::tempdir().expect("a folder");
        let port = free_port();
        let configuration = desk.path().join("apache2.conf");
        fs::write(&configuration, settings(root, desk.path(), port)).expect("written");

        let process = Command::new(PROGRAM)
            .arg("-f")
            .arg(&configuration)
            .args(["-D", "FOREGROUND"])
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .expect("started");
        let mut server = Self { process, port, _desk: desk };
        server.wait()?;
        Ok(server)
    }

    fn wait(&mut self) -> Result<(), String> {
        let begun = Instant::now();
        while begun.elapsed() < Duration::from_secs(20) {
            if TcpStream::connect(("127.0.0.1", self.port)).is_ok() {
                return Ok(());
            }
            if let Ok(Some(status)) = self.process.try_wait() {
                return Err(format!("Apache does not start here: {status}"));
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("Apache does not answer".to_owned())
    }

    /// The status and the type of what it answers to a browser that asks for a page: `200 text/plain`.
    pub(crate) fn content_type(&self, path: &str) -> String {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("connected");
        let request = format!(
            "GET {path} HTTP/1.1\r\nHost: localhost\r\nAccept: text/html,*/*;q=0.8\r\n\
             Accept-Language: en,de\r\nConnection: close\r\n\r\n"
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).expect("read");

        let answer = String::from_utf8_lossy(&answer);
        let status = answer.split(' ').nth(1).unwrap_or_default();
        let kind = answer.lines().find_map(|line| line.strip_prefix("Content-Type: "));
        format!("{status} {}", kind.unwrap_or("of no type"))
    }
}

impl Drop for Apache {
    fn drop(&mut self) {
        // Its children end with it when it is asked to end; killed, it would leave them.
        let asked = Command::new("kill").arg(self.process.id().to_string()).status();
        if asked.is_ok_and(|status| status.success()) {
            let _ = self.process.wait();
        }
    }
}

fn free_port() -> u16 {
    let listener = TcpListener::bind(("127.0.0.1", 0)).expect("a port");
    listener.local_addr().expect("an address").port()
}

fn settings(root: &Path, desk: &Path, port: u16) -> String {
    // Some are a part of the program itself.
    let files = MODULES.map(|name| (name, format!("/usr/lib/apache2/modules/mod_{name}.so")));
    let files = files.into_iter().filter(|(_, file)| Path::new(file).exists());
    let modules = files.map(|(name, file)| format!("LoadModule {name}_module {file}\n"));
    let (root, desk) = (root.display(), desk.display());
    format!(
        "ServerRoot \"{desk}\"\nServerName localhost\nListen 127.0.0.1:{port}\n\
         PidFile \"{desk}/pid\"\nDefaultRuntimeDir \"{desk}\"\nErrorLog \"{desk}/errors\"\n\
         User www-data\nGroup www-data\n{}{SETTINGS}DocumentRoot \"{root}\"\n\
         <Directory />\nOptions FollowSymLinks\nAllowOverride None\nRequire all denied\n\
         </Directory>\n<Directory \"{root}\">\nOptions Indexes FollowSymLinks\n\
         AllowOverride None\nRequire all granted\n</Directory>\n",
        modules.collect::<String>()
    )
}
