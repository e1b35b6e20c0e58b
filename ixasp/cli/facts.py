"""`ixasp facts CASE`."""

import typer

from ixasp import Policy
from ixasp.cli.cases import CaseFile, ReadingOptions, selected_readings, with_case


def facts(case: CaseFile, reading: ReadingOptions = None) -> None:
    """Print the case as plain facts, for clingo itself together with the policy's own files."""

    def ask(policy: Policy, data: object) -> None:
        typer.echo(policy.facts(data, readings=selected_readings(reading)), nl=False)

    with_case(case, ask)
