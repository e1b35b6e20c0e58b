"""The smallest cases of a comparison as files."""

from pathlib import Path

from ixasp.errors import UnknownChoice
from ixasp.interview.saving import yaml_text
from ixasp.workshop.difference.result import Comparison
from ixasp.workshop.difference.text import change_title


def write_witnesses(comparison: Comparison, folder: Path) -> list[Path]:
    """Write the smallest case of each change as YAML, with what changes as a comment, and return the files.

    Raises:
        UnknownChoice: the folder can't be written
    """
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for number, change in enumerate(comparison.changes, start=1):
            name = "-".join(filter(None, ("change", comparison.policy.lower(), f"{number:02}")))
            told = [f"# {change_title(change, comparison)}"]
            told += [f"# reading {reading}: {option}" for reading, option in change.witness.readings.items()]
            case = {**change.witness.case, "id": name}
            path = folder / f"{name}.yaml"
            path.write_text("\n".join([*told, yaml_text(case)]), encoding="utf-8")
            written.append(path)
    except OSError as error:
        raise UnknownChoice(f"`{folder}` can't be written; expected a folder for the cases") from error
    return written
