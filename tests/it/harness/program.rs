//! The program, run as people run it.

use std::process::Command;

use super::folder::Folder;

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

/// The program that was built with the tests.
pub(crate) fn program() -> Command {
    Command::new(env!("CARGO_BIN_EXE_mentorbook"))
}

impl Folder {
    /// Runs the program in the folder.
    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.run_in("", arguments, &[])
    }

    /// Runs it in a folder below, with these variables in its environment. A build does not wait for
    /// the disk, on which a test that wants to know is alone.
    pub(crate) fn run_in(
        &self,
        folder: &str,
        arguments: &[&str],
        environment: &[(&str, &str)],
    ) -> Done {
        let mut command = program();
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM", "CI"] {
            command.env_remove(name);
        }

        let fast = (arguments.first() == Some(&"build")).then_some("--no-sync");
        let output = command
            .args(arguments)
            .args(fast)
            .current_dir(self.path(folder))
            .env("RUST_BACKTRACE", "0")
            .envs(environment.iter().copied())
            .output()
            .expect("run");
        Done {
            status: output.status.code().expect("a status"),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }
}

impl Done {
    #[track_caller]
    pub(crate) fn assert(self, status: i32) -> Self {
        assert_eq!(self.status, status, "{self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn says(self, text: &str) -> Self {
        assert!(self.stderr.contains(text), "no {text:?} in {self:#?}");
        self
    }

    #[track_caller]
    pub(crate) fn prints(self, text: &str) -> Self {
        assert!(self.stdout.contains(text), "no {text:?} in {self:#?}");
        self
    }
}
