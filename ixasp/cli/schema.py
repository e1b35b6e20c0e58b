"""`ixasp schema POLICY`."""

import json
from typing import Annotated

import typer

from ixasp import IxaspError, KnowledgeBase
from ixasp.cli.cases import leaving


def schema(policy: Annotated[str, typer.Argument(help="The number of a policy.")]) -> None:
    """Print the JSON Schema of a case, generated from the knowledge base."""
    try:
        document = KnowledgeBase.load().policy(policy).schema()
    except IxaspError as error:
        raise leaving(error) from error
    typer.echo(json.dumps(document, indent=2, ensure_ascii=False))
