//! Files that are written: complete, or not at all.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::engine::{Refusal, Unreadable, open_at_once};

/// Writes beside the target and renames it there, so that an existing file is replaced only when the new one is
/// complete. What is no regular file (a pipe, a terminal) is written directly.
pub(super) fn write(path: &Path, bytes: &[u8]) -> Result<(), Refusal> {
    // A link stays a link: what it points at is replaced.
    let target = path.canonicalize().unwrap_or_else(|_new| path.to_owned());
    let path = target.as_path();
    let failed = |error: std::io::Error| {
        Refusal::from(Unreadable { path: path.display().to_string(), why: error.to_string() })
    };
    let special = std::fs::metadata(path).is_ok_and(|meta| !meta.is_file());
    if special {
        let mut file = open_at_once(path, OpenOptions::new().write(true)).map_err(failed)?;
        return file.write_all(bytes).map_err(failed);
    }
    let folder =
        path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".scoreplan-").tempfile_in(folder).map_err(failed)?;
    file.write_all(bytes).map_err(failed)?;
    open_to_others(path, file.as_file()).map_err(failed)?;
    file.as_file().sync_all().map_err(failed)?;
    file.persist(path).map_err(|error| failed(error.error))?;
    Ok(())
}

/// Makes a folder for files, with those above it; `false` when one is there that is not empty.
pub(super) fn folder(path: &Path) -> Result<bool, Refusal> {
    let failed = |error: std::io::Error| {
        Refusal::from(Unreadable { path: path.display().to_string(), why: error.to_string() })
    };
    std::fs::create_dir_all(path).map_err(failed)?;
    Ok(std::fs::read_dir(path).map_err(failed)?.next().is_none())
}

/// Temporary files are private; the result keeps the rights of the file it replaces, or those of a new file.
#[cfg(unix)]
fn open_to_others(path: &Path, file: &std::fs::File) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    // A new file is readable by others, as with any editor; the owner's folder decides who gets there.
    let rights = std::fs::metadata(path)
        .map_or_else(|_| std::fs::Permissions::from_mode(0o644), |meta| meta.permissions());
    file.set_permissions(rights)
}

#[cfg(not(unix))]
fn open_to_others(_path: &Path, _file: &std::fs::File) -> std::io::Result<()> {
    Ok(())
}
