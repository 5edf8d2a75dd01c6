//! Power cuts: a disk as it was at one moment of a build is old or new, whole, and heals.
//!
//! The disk is an image under a loop mount. What the system has written to the image at one moment
//! is all that a power cut then leaves, so a copy of the image is the disk after one.

use std::sync::atomic::AtomicU64;

use super::crash::{version, whole_version_at};
use super::*;

/// Enough for two editions and their journal: a small image is copied in a moment.
const IMAGE_BYTES: u64 = 8 << 20;

/// Cuts the power so many times while editions are built, one after the other.
///
/// # Errors
/// Why no disk can be mounted here.
pub(crate) fn cut_the_power(cuts: u64, durability: Durability) -> Result<(), String> {
    let top = in_memory_where_possible();
    let (live, cut) = (top.path().join("live"), top.path().join("cut"));
    let (image, copy) = (top.path().join("image"), top.path().join("copy"));
    make_image(&image)?;
    let _live = Mount::of(&image, &live)?;
    fs::create_dir_all(live.join("desk/content")).unwrap();
    let progress = Progress::default();

    std::thread::scope(|scope| {
        let builder = scope.spawn(|| build_on(&live.join("desk"), durability, &progress));
        // Ends the builder also where a check below fails.
        let end = EndOf(&progress);
        while progress.published.load(Ordering::Acquire) == 0 {
            assert!(!builder.is_finished(), "nothing can be published");
            std::thread::sleep(Duration::from_millis(1));
        }

        for round in 0..cuts {
            std::thread::sleep(Duration::from_micros(round * 7_919 % 90_000));
            let least = progress.copy_still(&image, &copy);
            let _cut = Mount::of(&copy, &cut).unwrap();
            let most = progress.begun.load(Ordering::Acquire);
            let number = whole_version_at(&cut.join("desk/public/acme"));
            assert!((least..=most).contains(&number), "{least} to {most}, but {number}");
            assert_healed(&cut.join("desk"), 1_000_000 + round);
        }
        drop(end);
        builder.join().unwrap();
    });
    Ok(())
}

/// The next build is a usual one, and leaves nothing of the cut.
fn assert_healed(root: &Path, number: u64) {
    let done = publish(root, number, Durability::Unsynced, || {});
    assert_eq!(whole_version_at(&root.join("public/acme")), number);
    assert!(done.backups.is_empty() && done.carried.is_empty() && !done.healed, "{done:?}");
    let ours = root.join("public/.mentorbook");
    assert!(!ours.join("kept").exists());
    for (folder, most) in [("staging", 0), ("state/acme", 1), ("spare/acme", 1)] {
        let found = fs::read_dir(ours.join(folder)).map_or(0, Iterator::count);
        assert!(found <= most, "{folder}: {found}");
    }
}

/// How far the builder is.
#[derive(Default)]
struct Progress {
    begun: AtomicU64,
    published: AtomicU64,
    ended: AtomicBool,
}

impl Progress {
    /// Copies the image at a moment at which nothing is written to it: two copies are the same.
    /// Returns the version that was published for certain by then.
    fn copy_still(&self, image: &Path, copy: &Path) -> u64 {
        for _ in 0..10_000 {
            let least = self.published.load(Ordering::Acquire);
            let (one, two) = (fs::read(image).unwrap(), fs::read(image).unwrap());
            if one == two {
                fs::write(copy, one).unwrap();
                return least;
            }
            std::thread::sleep(Duration::from_micros(500));
        }
        panic!("the disk is never still");
    }
}

/// The end of the builder, whatever comes.
struct EndOf<'a>(&'a Progress);

impl Drop for EndOf<'_> {
    fn drop(&mut self) {
        self.0.ended.store(true, Ordering::Release);
    }
}

/// Builds on and on, with moments of rest in which the power can go.
fn build_on(root: &Path, durability: Durability, progress: &Progress) {
    for number in 1.. {
        if progress.ended.load(Ordering::Acquire) {
            return;
        }
        progress.begun.store(number, Ordering::Release);
        publish(root, number, durability, || std::thread::sleep(Duration::from_micros(700)));
        progress.published.store(number, Ordering::Release);
    }
}

fn publish(root: &Path, number: u64, durability: Durability, rest: impl Fn()) -> PublishSummary {
    let sources = [root.join("content")];
    let out = OutDir::open(&root.join("public"), root, &sources, durability).unwrap();
    let staging = out.edition("acme").unwrap();
    for (path, text) in version(number) {
        staging.put(&path, text.as_bytes()).unwrap();
        rest();
    }
    let sealed = seal(staging, record(&number.to_string()), "mentorbook 1").unwrap();
    (0..8).for_each(|_| rest());
    let done = sealed.publish().unwrap();
    (0..8).for_each(|_| rest());
    done
}

/// A copy takes least where the image is in memory.
fn in_memory_where_possible() -> TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() {
        tempfile::tempdir_in(memory).unwrap()
    } else {
        tempfile::tempdir().unwrap()
    }
}

fn make_image(image: &Path) -> Result<(), String> {
    File::create(image).and_then(|file| file.set_len(IMAGE_BYTES)).map_err(|e| e.to_string())?;
    let mut make = Command::new("mkfs.ext4");
    run(make.args(["-q", "-F", "-b", "1024", "-J", "size=1"]).arg(image))
}

/// A disk image that is mounted.
struct Mount(PathBuf);

impl Mount {
    fn of(image: &Path, at: &Path) -> Result<Mount, String> {
        fs::create_dir_all(at).unwrap();
        // The system writes by itself once a second, so that what nobody waited for is half there.
        run(Command::new("mount").args(["-o", "loop,commit=1"]).args([image, at]))?;
        Ok(Mount(at.to_path_buf()))
    }
}

impl Drop for Mount {
    fn drop(&mut self) {
        if let Err(error) = run(Command::new("umount").arg(&self.0)) {
            eprintln!("{}: {error}", self.0.display());
        }
    }
}

fn run(command: &mut Command) -> Result<(), String> {
    let output = command.output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    Err(String::from_utf8_lossy(&output.stderr).trim().to_owned())
}

/// Says where a disk cannot be mounted.
fn or_skipped(tried: Result<(), String>) {
    if let Err(why) = tried {
        skip(&format!("no disk image can be mounted here ({why})"));
    }
}

#[test]
fn a_power_cut_leaves_the_old_edition_or_the_new_one() {
    or_skipped(cut_the_power(3, Durability::Synced));
}

#[test]
#[ignore = "takes half a minute; the promises are measured with it"]
fn forty_power_cuts_leave_the_old_edition_or_the_new_one() {
    or_skipped(cut_the_power(40, Durability::Synced));
}
