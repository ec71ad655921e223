//! Where texts come from: the one trait through which the engine reads files.
//!
//! [`Disk`] is the file system; [`Memory`] holds texts by name, for a browser, another language, or a test.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::fs::{File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read as _};
use std::path::{Component, Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A file that can not be had. Its content is not at fault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unreadable {
    /// The path as the user wrote it.
    pub path: String,
    /// Why, in the words of the system.
    pub why: String,
}

impl Unreadable {
    fn new(path: &Path, why: impl Into<String>) -> Self {
        Self { path: path.display().to_string(), why: why.into() }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Content {
    pub bytes: Vec<u8>,
    /// The day (UTC) on which the file was last changed; `None` where nobody knows.
    pub modified: Option<Date>,
}

/// Everything that can be read by a name.
pub trait Files: Debug + Send + Sync {
    /// The content of a file; `None` when it has more bytes than `most`.
    ///
    /// # Errors
    /// When the file is missing, is a folder or a device, or can not be read.
    fn read(&self, path: &Path, most: usize) -> Result<Option<Content>, Unreadable>;

    /// The files directly in a folder, sorted, hidden ones left out; `None` when the path is no folder.
    ///
    /// # Errors
    /// When there is nothing of that name, or it can not be listed.
    fn folder(&self, path: &Path) -> Result<Option<Vec<PathBuf>>, Unreadable>;

    /// Whether two names mean one file that exists.
    fn same(&self, one: &Path, other: &Path) -> bool;

    /// Whether links lead from a name in a folder to a file outside it; not of what does not exist.
    fn leads_outside(&self, file: &Path, folder: &Path) -> bool {
        let _ = (file, folder);
        false
    }

    /// Standard input to its end; `None` when it has more bytes than `most`.
    ///
    /// # Errors
    /// When there is none, or it can not be read.
    fn standard_input(&self, most: usize) -> Result<Option<Content>, Unreadable> {
        let _ = most;
        Err(Unreadable::new(Path::new("-"), "there is no standard input"))
    }
}

/// The file system and the standard input of the process.
#[derive(Debug, Clone, Copy, Default)]
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &Path, most: usize) -> Result<Option<Content>, Unreadable> {
        let failed = |error: std::io::Error| Unreadable::new(path, error.to_string());
        let facts = std::fs::metadata(path).map_err(failed)?;
        if facts.is_dir() {
            return Err(Unreadable::new(path, "it is a folder"));
        }
        if !facts.is_file() && !is_pipe(&facts) {
            return Err(Unreadable::new(path, "it is neither a file nor a pipe"));
        }
        if facts.len() > most as u64 {
            return Ok(None);
        }
        let file = open_at_once(path, OpenOptions::new().read(true)).map_err(failed)?;
        // A pipe does not say how much it holds, and some files grow while they are read.
        let bytes = up_to(file, usize::try_from(facts.len()).unwrap_or(0), most).map_err(failed)?;
        let modified = facts.modified().ok().and_then(|time| jiff::Timestamp::try_from(time).ok());
        let modified = modified.map(|time| time.to_zoned(TimeZone::UTC).date());
        Ok(bytes.map(|bytes| Content { bytes, modified }))
    }

    fn folder(&self, path: &Path) -> Result<Option<Vec<PathBuf>>, Unreadable> {
        let failed = |error: std::io::Error| Unreadable::new(path, error.to_string());
        if !std::fs::metadata(path).map_err(failed)?.is_dir() {
            return Ok(None);
        }
        let mut files = Vec::new();
        for entry in std::fs::read_dir(path).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let hidden = entry.file_name().to_string_lossy().starts_with('.');
            if !hidden && std::fs::metadata(entry.path()).map_err(failed)?.is_file() {
                files.push(entry.path());
            }
        }
        files.sort();
        Ok(Some(files))
    }

    fn same(&self, one: &Path, other: &Path) -> bool {
        matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
    }

    fn leads_outside(&self, file: &Path, folder: &Path) -> bool {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        matches!((file.canonicalize(), folder.canonicalize()), (Ok(file), Ok(folder)) if !file.starts_with(&folder))
    }

    fn standard_input(&self, most: usize) -> Result<Option<Content>, Unreadable> {
        let bytes = up_to(std::io::stdin().lock(), 0, most);
        let bytes = bytes.map_err(|error| Unreadable::new(Path::new("-"), error.to_string()))?;
        Ok(bytes.map(|bytes| Content { bytes, modified: None }))
    }
}

#[cfg(unix)]
fn is_pipe(facts: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    facts.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_pipe(_facts: &Metadata) -> bool {
    false
}

/// Opens a file, and a pipe only if there is somebody at its other end: the system would wait for that for ever.
///
/// # Errors
/// Those of the system, and [`ErrorKind::TimedOut`] for a pipe of nobody.
pub fn open_at_once(path: &Path, options: &OpenOptions) -> std::io::Result<File> {
    /// Who writes may begin a little later.
    const PATIENCE: Duration = Duration::from_secs(3);
    if !std::fs::metadata(path).is_ok_and(|facts| is_pipe(&facts)) {
        return options.open(path);
    }
    let (sender, opened) = std::sync::mpsc::channel();
    let (path, options) = (path.to_owned(), options.clone());
    // The flag that opens without waiting is another number on every system. This waits where nobody minds.
    std::thread::Builder::new().spawn(move || drop(sender.send(options.open(path))))?;
    let nobody = || std::io::Error::new(ErrorKind::TimedOut, "it is a pipe, and nobody is at its other end");
    opened.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(nobody()))
}

/// The file system for one run of the program, in which a file may be asked for twice: what a pipe gives is kept, as it gives
/// it once.
#[derive(Debug, Default)]
pub struct DiskOfOneRun {
    pipes: Mutex<BTreeMap<PathBuf, Content>>,
}

impl DiskOfOneRun {
    fn kept(&self) -> MutexGuard<'_, BTreeMap<PathBuf, Content>> {
        self.pipes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Files for DiskOfOneRun {
    fn read(&self, path: &Path, most: usize) -> Result<Option<Content>, Unreadable> {
        if !std::fs::metadata(path).is_ok_and(|facts| is_pipe(&facts)) {
            return Disk.read(path, most);
        }
        if let Some(content) = self.kept().get(path) {
            return Ok((content.bytes.len() <= most).then(|| content.clone()));
        }
        let content = Disk.read(path, most)?;
        if let Some(content) = &content {
            self.kept().insert(path.to_owned(), content.clone());
        }
        Ok(content)
    }

    fn folder(&self, path: &Path) -> Result<Option<Vec<PathBuf>>, Unreadable> {
        Disk.folder(path)
    }

    fn same(&self, one: &Path, other: &Path) -> bool {
        Disk.same(one, other)
    }

    fn leads_outside(&self, file: &Path, folder: &Path) -> bool {
        Disk.leads_outside(file, folder)
    }

    fn standard_input(&self, most: usize) -> Result<Option<Content>, Unreadable> {
        Disk.standard_input(most)
    }
}

/// Everything that a stream holds; `None` when that is more than `most` bytes.
fn up_to(stream: impl std::io::Read, expected: usize, most: usize) -> std::io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::with_capacity(expected);
    stream.take(most as u64 + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() <= most).then_some(bytes))
}

/// Files that exist only in memory, by names with `/` between folders.
#[derive(Debug, Clone, Default)]
pub struct Memory {
    files: BTreeMap<PathBuf, Content>,
}

impl Memory {
    /// Adds a file, in place of one of the same name.
    pub fn insert(&mut self, name: &str, content: impl Into<Vec<u8>>) {
        self.files.insert(plain(Path::new(name)), Content { bytes: content.into(), modified: None });
    }
}

impl<N: AsRef<str>, B: Into<Vec<u8>>, const COUNT: usize> From<[(N, B); COUNT]> for Memory {
    fn from(files: [(N, B); COUNT]) -> Self {
        files.into_iter().collect()
    }
}

impl<N: AsRef<str>, B: Into<Vec<u8>>> FromIterator<(N, B)> for Memory {
    fn from_iter<I: IntoIterator<Item = (N, B)>>(files: I) -> Self {
        let mut memory = Self::default();
        for (name, content) in files {
            memory.insert(name.as_ref(), content);
        }
        memory
    }
}

impl Files for Memory {
    fn read(&self, path: &Path, most: usize) -> Result<Option<Content>, Unreadable> {
        match self.files.get(&plain(path)) {
            Some(content) => Ok((content.bytes.len() <= most).then(|| content.clone())),
            None => Err(Unreadable::new(path, "there is no such file")),
        }
    }

    fn folder(&self, path: &Path) -> Result<Option<Vec<PathBuf>>, Unreadable> {
        let wanted = plain(path);
        if self.files.contains_key(&wanted) {
            return Ok(None);
        }
        if !self.files.keys().any(|name| name.starts_with(&wanted)) {
            return Err(Unreadable::new(path, "there is no such file"));
        }
        let inside = self.files.keys().filter(|name| name.parent() == Some(&wanted));
        Ok(Some(inside.cloned().collect()))
    }

    fn same(&self, one: &Path, other: &Path) -> bool {
        plain(one) == plain(other) && self.files.contains_key(&plain(one))
    }
}

/// The path without `.` parts, so that one file has one name.
pub(super) fn plain(path: &Path) -> PathBuf {
    path.components().filter(|part| !matches!(part, Component::CurDir)).collect()
}
