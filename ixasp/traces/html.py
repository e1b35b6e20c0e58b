"""Pages of HTML: where their templates are, and how nothing in a case breaks out of them."""

import re
from functools import cache

from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from ixasp.traces.outline_node import details, mark, status_words
from ixasp.traces.phrases import one_line
from ixasp.traces.sourced import sourced

_MOST_IN_MARGIN = 60
_DAY = re.compile(r"\b\d{4}-\d{2}-\d{2}\b", re.ASCII)


def page(template: str, package: str = "ixasp.traces", **values: object) -> str:
    """Return a page that loads nothing and runs nothing.

    Args:
        template: the name of its template
        package: the package whose templates are looked up before those of the traces
        values: what the template shows
    """
    return _environment(package).get_template(template).render(**values)


@cache
def _environment(package: str) -> Environment:
    environment = Environment(
        loader=ChoiceLoader([PackageLoader(package), PackageLoader("ixasp.traces")]),
        autoescape=True,
        finalize=_printable,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.globals |= {"mark": mark, "status_words": status_words, "details": details, "sourced": sourced}
    environment.filters |= {"css_string": css_string, "days_whole": days_whole}
    return environment


def css_string(text: str) -> Markup:
    """Return text for the margin of a printed page: every character by its number, so that none ends a string."""
    line = one_line(text)
    short = line if len(line) <= _MOST_IN_MARGIN else f"{line[: _MOST_IN_MARGIN - 1]}…"
    return Markup('"{}"').format(Markup("".join(f"\\{ord(character):06x}" for character in short)))


def days_whole(text: str) -> Markup:
    """Return text in which no line ends inside of a day."""
    # A plain string, as Markup would escape what is put into it.
    escaped = str(escape(one_line(text)))
    return Markup(_DAY.sub(r'<span class="day">\g<0></span>', escaped))


def _printable(value: object) -> object:
    """Return what a template prints; text that is not markup of a template becomes one line."""
    return value if isinstance(value, Markup) else one_line(str(value))
