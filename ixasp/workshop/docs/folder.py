"""Writing a site into a folder, without touching what it did not write itself."""

from pathlib import Path

from ixasp.errors import IxaspError
from ixasp.workshop.docs.models import Site, Written

MARKER = ".ixasp-docs"
"""The file that lists what an earlier run wrote."""


class UnusableFolder(IxaspError):
    """A folder that a site can't be written into."""


def write_site(site: Site, folder: Path) -> Written:
    """Write a site, and remove what an earlier run wrote and this one does not.

    Args:
        site: the pages
        folder: where to; it is made where it is not there

    Raises:
        UnusableFolder: it holds something else, or it can't be written
    """
    try:
        earlier = _earlier(folder)
        removed = sorted(earlier - site.pages.keys())
        for name in removed:
            (folder / name).unlink(missing_ok=True)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / MARKER).write_text("".join(f"{name}\n" for name in sorted(site.pages)), encoding="utf-8")
        for name, text in site.pages.items():
            path = folder / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(text.encode())
        for name in removed:
            _remove_if_empty(folder, (folder / name).parent)
    except OSError as error:
        raise UnusableFolder(f"`{folder}` can't be written: {error.strerror or error}") from error
    return Written(folder=str(folder), policies=site.policies, files=tuple(sorted(site.pages)), removed=tuple(removed))


def _earlier(folder: Path) -> set[str]:
    """Return what an earlier run wrote."""
    if not folder.exists():
        return set()
    if not folder.is_dir():
        raise UnusableFolder(f"`{folder}` is a file; expected a folder, or one that is not there yet")
    marker = folder / MARKER
    if not marker.is_file():
        if any(folder.iterdir()):
            raise UnusableFolder(
                f"`{folder}` holds files that this command did not write; expected an empty folder or one of its own"
            )
        return set()
    names = marker.read_text(encoding="utf-8", errors="replace").splitlines()
    inside = folder.resolve()
    # A marker that names something outside of the folder was not written here.
    return {name for name in names if name and (inside / name).resolve().is_relative_to(inside)}


def _remove_if_empty(folder: Path, inner: Path) -> None:
    if inner != folder and inner.is_dir() and not any(inner.iterdir()):
        inner.rmdir()
