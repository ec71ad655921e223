//! Files that are written: complete, or not at all.

use std::fs::OpenOptions;
use std::io::{Error, ErrorKind, Result as IoResult, Write as _};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::engine::{Refusal, Unreadable, open_at_once};

/// What files and folders are called that are not complete yet.
const PREFIX: &str = ".scoreplan-";
/// A machine that does not say which it is.
const UNKNOWN: &str = "x";

/// Writes beside the target and renames it there, so that an existing file is replaced only when the new one is
/// complete. What is no regular file (a pipe, a terminal) is written directly.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    // A link stays a link: what it points at is replaced.
    let target = path.canonicalize().unwrap_or_else(|_new| path.to_owned());
    let path = target.as_path();
    let special = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    if special {
        let mut file =
            open_at_once(path, OpenOptions::new().write(true)).map_err(|error| failed(path, &error))?;
        return file.write_all(bytes).map_err(|error| failed(path, &error));
    }
    sweep(folder_of(path));
    replace(path, bytes).map_err(|error| failed(path, &error))
}

fn failed(path: &Path, error: &Error) -> Refusal {
    Unreadable { path: path.display().to_string(), why: error.to_string() }.into()
}

/// What the system said, without the hidden name that is added to it.
fn bare(error: Error) -> Error {
    let said = error.to_string();
    said.split_once(" at path ").map_or(error, |(said, _)| Error::other(said))
}

fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."))
}

fn replace(path: &Path, bytes: &[u8]) -> IoResult<()> {
    let prefix = own_prefix();
    let mut file = tempfile::Builder::new().prefix(&prefix).tempfile_in(folder_of(path)).map_err(bare)?;
    // The file itself: the wrapper would name its hidden path in what it says of a full disk.
    file.as_file_mut().write_all(bytes)?;
    open_to_others(path, file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Makes a folder for files, with those above it, where none is.
pub(super) fn folder(path: &Path) -> Result<(), Refusal> {
    std::fs::create_dir_all(path).map_err(|error| failed(path, &error))
}

/// Writes files as a new folder, or into one that is there and empty: all of them, or none. `false` when something is there.
pub(super) fn write_folder<'f>(
    path: &Path,
    files: impl IntoIterator<Item = (&'f str, &'f [u8])>,
) -> Result<bool, Refusal> {
    // Without the stroke at its end.
    let path = &path.components().collect::<PathBuf>();
    let at_path = |error: Error| failed(path, &error);
    let is_there = path.exists();
    // A folder that is there may be another file system, and keeps its rights: what is written begins within it.
    let place = if is_there { path } else { folder_of(path) };
    std::fs::create_dir_all(place).map_err(at_path)?;
    sweep(place);
    if is_there {
        for entry in std::fs::read_dir(path).map_err(at_path)? {
            if owner(&entry.map_err(at_path)?.file_name().to_string_lossy()).is_none() {
                return Ok(false);
            }
        }
    }
    let staged = Staged::new(place).map_err(at_path)?;
    let mut names = Vec::new();
    for (name, bytes) in files {
        replace(&staged.0.join(name), bytes).map_err(|error| failed(&path.join(name), &error))?;
        names.push(name);
    }
    if is_there {
        for (at, name) in names.iter().enumerate() {
            if let Err(error) = std::fs::rename(staged.0.join(name), path.join(name)) {
                names[..at].iter().for_each(|name| remove(&path.join(name)));
                return Err(at_path(error));
            }
        }
    } else {
        std::fs::rename(&staged.0, path).map_err(at_path)?;
    }
    Ok(true)
}

/// A folder that is not complete yet, and goes unless it is renamed.
struct Staged(PathBuf);

impl Staged {
    fn new(place: &Path) -> IoResult<Self> {
        for number in 0..100 {
            let path = place.join(format!("{}{number:06}", own_prefix()));
            match std::fs::create_dir(&path) {
                Ok(()) => return Ok(Self(path)),
                // A process of the same number may have left one.
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }
}

impl Drop for Staged {
    fn drop(&mut self) {
        remove(&self.0);
    }
}

/// Removes a file, or a folder with the files in it. What can not be removed stays: it is hidden and harms nobody.
fn remove(path: &Path) {
    // Never through a link.
    if std::fs::symlink_metadata(path).is_ok_and(|facts| facts.is_dir()) {
        for entry in std::fs::read_dir(path).into_iter().flatten().flatten() {
            let _ = std::fs::remove_file(entry.path());
        }
        let _ = std::fs::remove_dir(path);
    } else {
        let _ = std::fs::remove_file(path);
    }
}

/// Removes what killed runs have left in a folder: what nobody has touched for a day, and earlier where the process is known
/// to have ended.
fn sweep(folder: &Path) {
    const DAY: Duration = Duration::from_hours(24);
    let here = machine();
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let Some((machine, number)) = name.to_str().and_then(owner) else { continue };
        let Ok(facts) = entry.metadata() else { continue };
        let old = facts.modified().is_ok_and(|time| time.elapsed().is_ok_and(|age| age > DAY));
        let ended = here.as_deref() == Some(machine) && !Path::new(&format!("/proc/{number}")).exists();
        if (facts.is_file() || facts.is_dir()) && (old || ended) {
            remove(&entry.path());
        }
    }
}

/// How what this process writes is called until it is complete: by its machine, its number and six more characters.
fn own_prefix() -> String {
    format!("{PREFIX}{}-{}-", machine().unwrap_or_else(|| UNKNOWN.to_owned()), std::process::id())
}

/// What numbers of processes are told apart by: this start of the system, and the space of the numbers; containers have their
/// own. `None` where the system does not say.
fn machine() -> Option<String> {
    #[expect(clippy::disallowed_methods, reason = "the system's own file, on which no answer rests")]
    let started = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let space = std::fs::read_link("/proc/self/ns/pid").ok()?;
    let kept = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    Some(kept(&started) + &kept(space.to_str()?))
}

/// Who a name says writes it: machine and number of the process; `None` for a name that is none of ours.
fn owner(name: &str) -> Option<(&str, u32)> {
    let (process, end) = name.strip_prefix(PREFIX)?.rsplit_once('-')?;
    let (machine, number) = process.split_once('-')?;
    let is_word = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphanumeric());
    // People may have names with this beginning too.
    let ours =
        is_word(machine) && (machine == UNKNOWN || machine.len() > 32) && is_word(end) && end.len() == 6;
    ours.then_some((machine, number.parse().ok()?))
}

/// Temporary files are private; the result keeps the rights of the file it replaces, or those of a new file.
#[cfg(unix)]
fn open_to_others(path: &Path, file: &std::fs::File) -> IoResult<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // A new file is readable by others, as with any editor; the owner's folder decides who gets there.
    let rights = std::fs::metadata(path)
        .map_or_else(|_| std::fs::Permissions::from_mode(0o644), |meta| meta.permissions());
    file.set_permissions(rights)
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path, _file: &std::fs::File) -> IoResult<()> {
    Ok(())
}
