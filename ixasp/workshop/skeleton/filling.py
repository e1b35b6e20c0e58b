"""The templates of new parts, filled in."""

from jinja2 import Environment, PackageLoader, StrictUndefined

_ENVIRONMENT = Environment(
    loader=PackageLoader("ixasp.workshop.skeleton"),
    autoescape=False,  # rules are no markup; naming.py sees to what may stand in them
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
    keep_trailing_newline=True,
)


def filled(template: str, **values: object) -> str:
    """Return a template with its values."""
    return _ENVIRONMENT.get_template(f"{template}.j2").render(**values)
