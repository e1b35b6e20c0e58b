"""The terminology of a policy as its page shows it: names by concept, and codes."""

from collections.abc import Sequence
from dataclasses import dataclass

from ixasp.knowledge.vocabulary import Kind
from ixasp.workshop.docs.gathering import Gathering
from ixasp.workshop.docs.shown import Link


@dataclass(frozen=True)
class Concept:
    """What a set of the case holds, whatever it was called."""

    name: str
    label: str
    """In the words of a sentence; empty where none is declared."""
    names: Sequence[tuple[str, Sequence[str]]]
    """Each generic name with its brands and other names."""
    facts: Sequence[Link]
    """The facts that may hold it."""


@dataclass(frozen=True)
class Terms:
    """Names and codes that a case may use."""

    concepts: Sequence[Concept]
    unnamed: Sequence[tuple[str, Sequence[str]]]
    """Generic names that belong to no concept, with their brands."""
    codes: Sequence[tuple[str, Sequence[tuple[Link, str]]]]
    """Each prefix with the facts and values that it supplies."""
    without: Sequence[tuple[str, str]]
    """Each prefix that supplies nothing, with the reason."""


def terminology(found: Gathering) -> Terms:
    """Return the terminology: concepts in the order in which names or facts first mention them."""
    terms = found.vocabulary.terminology
    brands: dict[str, list[str]] = {}
    for generic, brand in found.rules.loaded.program.rows("brand"):
        brands.setdefault(str(generic), []).append(str(brand))
    holders = [one for one in (*found.facts(), *found.fields()) if one.fact.kind is Kind.SET_OF]
    concepts = dict.fromkeys([*(one for of in terms.drugs.values() for one in of), *terms.member_labels])
    return Terms(
        concepts=[
            Concept(
                name=concept,
                label=terms.member_labels.get(concept, ""),
                names=[(name, brands.get(name, [])) for name, of in terms.drugs.items() if concept in of],
                facts=[found.fact_link(one.fact.name) for one in holders if concept in one.fact.domain],
            )
            for concept in concepts
        ],
        unnamed=[(name, brands.get(name, [])) for name, of in terms.drugs.items() if not of],
        codes=[
            (prefix, [(found.fact_link(fact), value) for fact, value in supplied])
            for prefix, supplied in terms.codes.items()
        ],
        without=list(terms.codes_without_fact.items()),
    )
