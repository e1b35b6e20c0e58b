"""How what is made for a terminal is printed."""

import typer
from rich.console import Console, RenderableType

from ixasp.rendering.text import to_text


def show(renderable: RenderableType, width: int = 100) -> None:
    """Print in colour on a terminal, and as plain text of so many columns elsewhere."""
    console = Console(highlight=False)
    if console.is_terminal:
        console.print(renderable)
    else:
        typer.echo(to_text(renderable, width), nl=False)
