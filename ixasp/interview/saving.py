"""A case as YAML that reads back as it is, and a file that is written whole or not at all."""

import os
from io import StringIO
from pathlib import Path
from typing import Any, Final

from ruamel.yaml import YAML, ScalarNode
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.representer import RoundTripRepresenter

from ixasp.errors import CaseError, Problem
from ixasp.intake.problems import printable

SUFFIXES: Final = (".yaml", ".yml")
"""How the name of a saved case ends; other names would be read otherwise, or belong to something else."""

_WIDTH: Final = 1 << 30
"""Nothing is folded: the library breaks lines within escapes so that they read back as something else."""
_NO_TEXT: Final = ("tag:yaml.org,2002:null",)
"""What the reader would take as nothing."""
_FIRST_FLOWING: Final = 2
"""From this depth on, what holds only scalars is written on one line; the facts themselves are not."""


class _Plain(RoundTripRepresenter):
    """Writes text without quotes where YAML can hold it so: the reader of cases takes every scalar as text."""

    def represent_str(self, data: str) -> ScalarNode:
        # What begins otherwise, or cannot be seen, the library does not always write so that it reads back.
        if not (data[:1].isalnum() and data.isprintable()):
            return self.represent_scalar("tag:yaml.org,2002:str", data, style='"')
        tag: str = self.dumper.resolver.resolve(ScalarNode, data, (True, False))
        return self.represent_scalar(tag if tag not in _NO_TEXT else "tag:yaml.org,2002:str", data)


_Plain.add_representer(str, _Plain.represent_str)


def yaml_text(document: object) -> str:
    """Return plain data as YAML; the reader of cases returns the same data again."""
    yaml = YAML()
    yaml.Representer = _Plain
    yaml.width = _WIDTH
    yaml.allow_unicode = True
    yaml.indent(mapping=2, sequence=4, offset=2)
    stream = StringIO()
    yaml.dump(_styled(document, 0), stream)
    # Whatever cannot be seen stands within double quotes, where an escape says the same and steers no terminal.
    return "".join(one if one.isprintable() or one == "\n" else f"\\U{ord(one):08x}" for one in stream.getvalue())


def refuse_file(name: str) -> None:
    """Raise CaseError where a case can't be saved under a name, as far as that can be told before."""
    path = Path(name)
    try:
        if path.exists() and not path.is_file():
            raise _unusable(name, "it is no regular file")
        if not path.parent.is_dir():
            raise _unusable(name, "there is no such folder")
    except (OSError, ValueError):
        raise _unusable(name, "the name cannot be used") from None
    if path.suffix not in SUFFIXES:
        raise _unusable(name, "what is written is YAML", f"a name that ends in {' or '.join(SUFFIXES)}")


def save(document: object, name: str) -> None:
    """Write a case into a file, whole or not at all; raise CaseError where that fails."""
    refuse_file(name)
    path = Path(name).resolve()
    part = path.with_name(f".{path.name[:100]}.{os.getpid()}.part")
    try:
        with part.open("x", encoding="utf-8", newline="\n") as file:
            file.write(yaml_text(document))
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError as error:
        part.unlink(missing_ok=True)
        raise _unusable(name, (error.strerror or "it cannot be written").lower()) from None


def _unusable(name: str, reason: str, expected: str = "a file that may be written") -> CaseError:
    return CaseError([Problem("", f"cannot save `{printable(name)}`: {reason}", expected)])


def _styled(value: object, depth: int) -> Any:
    """Return data in the library's own kinds, which know how they are written."""
    if isinstance(value, dict):
        mapping = CommentedMap({name: _styled(item, depth + 1) for name, item in value.items()})
        return _flowing(mapping, depth, value.values())
    if isinstance(value, list):
        sequence = CommentedSeq([_styled(item, depth + 1) for item in value])
        return _flowing(sequence, depth, value)
    return value


def _flowing(styled: Any, depth: int, items: Any) -> Any:
    leaf = not any(isinstance(item, dict | list) and item for item in items)
    if (depth >= _FIRST_FLOWING and leaf) or not items:
        styled.fa.set_flow_style()
    else:
        styled.fa.set_block_style()
    return styled
