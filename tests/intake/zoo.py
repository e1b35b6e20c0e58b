"""A vocabulary of animals, and shortcuts for cases about them."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from ixasp.errors import CaseError, Problem
from ixasp.intake.case import Case, Statement
from ixasp.intake.model import Intake
from ixasp.knowledge.vocabulary import YES_NO, Fact, Kind, Record, Role, Terminology, Vocabulary

FOODS = ("grass", "meat", "fruit", "anything_else")

TERMINOLOGY = Terminology(
    drugs={
        "hay": ("grass",),
        "steak": ("meat",),
        "fruit salad": ("fruit", "anything_else"),
        "sea weed": ("weed",),
        "bread": ("anything_else",),
    },
    generic={
        "hay": "hay",
        "driedgrass": "hay",
        "steak": "steak",
        "sirloin": "steak",
        "fruitsalad": "fruit salad",
        "seaweed": "sea weed",
        "bread": "bread",
    },
    member_labels={"weed": "weed from the sea"},
    codes={
        "B10": (("group", "bird"),),
        "B10.2": (("group", "bird"), ("flies", "no")),
        "B10.25": (("flies", "yes"),),
        "M20.1": (("group", "mammal"),),
    },
    codes_without_fact={"B10.9": "it may name a bat", "M20.15": "it is extinct"},
)

STAYS = Record(
    fact="stays",
    fields={
        "foods": Fact("foods", Kind.SET_OF, "what was fed", domain=FOODS),
        "house": Fact("house", Kind.ONE_OF, "house", domain=("north", "south")),
        "arrival": Fact("arrival", Kind.DATE, "arrival"),
        "departure": Fact("departure", Kind.DATE, "departure", special=("staying",)),
        "illness": Fact("illness", Kind.DATE, "illness", special=("none",)),
        "last_meals": Fact("last_meals", Kind.DATES_BY, "last meals"),
        "was_ill": Fact("was_ill", Kind.YES_NO, "was ill", domain=YES_NO),
    },
    complete="stays_complete",
    roles={
        Role.BEGINS: "arrival",
        Role.ENDS: "departure",
        Role.EVENT: "illness",
        Role.GIVEN: "foods",
        Role.LAST_DOSES: "last_meals",
        Role.HAPPENED: "was_ill",
    },
    entry_name="stay",
    entries_name="stays",
    windows={},
)

FACTS = (
    Fact("group", Kind.ONE_OF, "group", "Which group is it?", ("bird", "mammal", "Fish")),
    Fact("size", Kind.ONE_OF, "size", domain=("s", "S", "XL")),
    Fact("flies", Kind.YES_NO, "flies", "Does it fly?", YES_NO),
    Fact("class", Kind.YES_NO, "a name that Python keeps for itself", domain=YES_NO),
    Fact("model_fields", Kind.YES_NO, "a name that every model has", domain=YES_NO),
    Fact("diet", Kind.SET_OF, "diet", "What does it eat?", ("grass", "meat", "anything_else")),
    Fact("codes", Kind.CODES, "codes"),
    Fact(
        "weight",
        Kind.QUANTITY,
        "weight",
        "How heavy is it?",
        default_unit="kg",
        units={
            "g": Decimal("0.001"),
            "t": Decimal(1000),
            "Mg": Decimal(1000),
            "10^3/uL": Decimal(5),
            "mg": Decimal("0.000001"),
        },
        shown_unit="kg",
    ),
    Fact("warmth", Kind.QUANTITY, "warmth", default_unit="xULN", relative_units=("K", "W/m2"), shown_unit="× ULN"),
    Fact("score", Kind.QUANTITY, "score", "Which score has it?", highest=Decimal(100)),
    Fact("legs", Kind.COUNT, "legs", "How many legs has it?"),
    Fact("born", Kind.DATE, "day of birth", starts=(date(1900, 1, 1),)),
    Fact("stays", Kind.RECORDS, "record of stays"),
    Fact("stays_complete", Kind.YES_NO, "record of stays complete", domain=YES_NO),
)

ZOO = Vocabulary({fact.name: fact for fact in FACTS}, STAYS, TERMINOLOGY)
INTAKE = Intake(ZOO, "ZOO-1")


def case(facts: object) -> Case:
    return INTAKE.build_case({"id": "x", "policy": "ZOO-1", "facts": facts})


def statement(fact: str, value: object) -> Statement:
    return case({fact: value}).statements[fact]


def stays(*entries: object) -> Case:
    return case({"stays": list(entries)})


def problems_of(data: object) -> tuple[Problem, ...]:
    try:
        INTAKE.build_case(data)
    except CaseError as error:
        return error.problems
    return ()


def problems(facts: Mapping[str, object]) -> list[str]:
    """Return the problems of a case with these facts, a line each, without the word `facts` at their front."""
    return [str(problem).removeprefix("facts.") for problem in problems_of({"facts": facts})]


def problem(fact: str, value: object) -> str:
    """Return the only problem of a fact."""
    (found,) = problems({fact: value})
    return found


def problem_of_stay(entry: Mapping[str, object]) -> str:
    """Return the only problem of a record with one entry, without the record's name at its front."""
    (found,) = problems({"stays": [entry]})
    return found.removeprefix("stays[0].")
