"""Which file or folder was likely meant by a path that leads nowhere."""

import difflib
from collections.abc import Iterable
from pathlib import Path


def did_you_mean_path(path: Path, *, otherwise: str) -> str:
    """Ask whether what is there was meant that is most like a path; else say something else."""
    near = nearest_path(path)
    return otherwise if near is None else f"Did you mean '{near}'?"


def file_called(name: str, files: Iterable[str]) -> str | None:
    """Which of some files was meant by a name without its folder, or with a slip in it.

    None where none is like it; a name that ends as none of the files is none of a file.
    """
    by_name = {Path(each).name: each for each in files}
    written = Path(name)
    if written.suffix not in {Path(each).suffix for each in by_name}:
        return None
    return by_name.get(written.name) or by_name.get(_nearest(written.name, [*by_name]))


def nearest_path(path: Path) -> Path | None:
    """The path that is there and most like another one; None where none is like it.

    Each part that is not there is taken for the one beside it that is most like it.
    """
    near = Path(path.anchor)
    try:
        for part in path.parts[len(near.parts) :]:
            is_there = (near / part).exists()
            meant = part if is_there else _nearest(part, [each.name for each in near.iterdir()])
            if not meant:
                return None
            near /= meant
    except OSError:  # a part is a file, or may not be looked at
        return None
    return None if near == path else near


def _nearest(name: str, names: list[str]) -> str:
    """The name that is most like another: of those that end alike by what is before the ending."""
    stem, ending = Path(name).stem, Path(name).suffix
    alike = {Path(each).stem: each for each in names if Path(each).suffix == ending}
    others = [each for each in names if each not in alike.values()]
    found = difflib.get_close_matches(stem, [*alike], n=1)
    if found:
        return alike[found[0]]
    return next(iter(difflib.get_close_matches(name, others, n=1)), "")
