"""Rules that never derive anything: no patient meets their conditions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from ixasp.knowledge.loader import LoadedPolicy
from ixasp.workshop.finding import Severity
from ixasp.workshop.soundness.draft import Draft
from ixasp.workshop.soundness.marked import Asleep, Marked
from ixasp.workshop.soundness.patients import Condition, Patients, Scope
from ixasp.workshop.soundness.places import Place, statement_at
from ixasp.workshop.syntax.library import PolicyFiles
from ixasp.workshop.syntax.statements import Statement


def idle_rules(
    loaded: LoadedPolicy, files: PolicyFiles, versions: Sequence[str], unmet: Collection[str]
) -> Iterator[Draft]:
    """Yield rules of the policy's own files whose conditions no patient meets, in any version and under any readings.

    Rules that policies share are for whatever any of them declares; one policy need not have a patient for each.
    Each patient that is found meets the conditions of many rules, so there are few questions.

    Args:
        loaded: the policy
        files: the files that it is made of
        versions: all versions of the policy
        unmet: the criteria, as rules write them, of which it is told already that nobody meets them
    """
    rules = list(_rules(files))
    marks = tuple(f"{_mark(at)} :- {'; '.join(rule.body_texts)}." for at, (_, rule) in enumerate(rules))
    program = loaded.program
    marked = Marked(program.sources, program.declared, program.comparisons, marks)
    everybody = Patients(replace(loaded, program=marked))
    left: dict[int, Condition] = {at: everybody.atom(_mark(at)) for at in range(len(rules))}
    for scope in (Scope(version, default_readings=False) for version in versions):
        for at in list(left):
            asked = list(left.items())
            if at in left and (patient := everybody.find(scope, [left[at]], [condition for _, condition in asked])):
                for (met, _), holds in zip(asked, patient.holds, strict=True):
                    if holds:
                        del left[met]
    proof = f"proven over {everybody.covered}, under any readings and in every version"
    told = {f"met({criterion})" for criterion in unmet}
    for place, rule in (rules[at] for at in left if rules[at][1].head_text not in told):
        message = f"this rule derives nothing: no patient meets its conditions together ({rule.head_text})"
        yield Draft("idle-rule", Severity.WARNING, statement_at(place), message, (proof,))


def _rules(files: PolicyFiles) -> Iterator[tuple[Place, Statement]]:
    asleep = Asleep(files)
    for file in files.own:
        for statement in file.parsed.statements:
            if statement.plain and statement.body_texts and not asleep(statement):
                yield Place(file.name, statement.line), statement


def _mark(number: int) -> str:
    return f"_applies({number})"
