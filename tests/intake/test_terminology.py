import pytest

from ixasp.intake.terminology import Domain, Names
from ixasp.knowledge.vocabulary import Terminology
from tests.intake.zoo import TERMINOLOGY, case, problem, problem_of_stay, statement, stays


@pytest.mark.parametrize(
    ("names", "members"),
    [
        (["grass"], {"grass"}),
        (["Anything else"], {"anything_else"}),
        (["hay"], {"grass"}),
        (["Dried-Grass", "HAY"], {"grass"}),
        (["sirloin", "bread"], {"meat", "anything_else"}),
        (["fruit salad"], {"anything_else"}),
        (["sea-weed"], {"anything_else"}),
        (["weed"], {"anything_else"}),
        ([], set()),
    ],
)
def test_a_name_counts_as_its_concepts_and_what_the_set_lacks_as_its_last_member(
    names: list[str], members: set[str]
) -> None:
    made = case({"diet": names})
    assert made.statements["diet"].value == frozenset(members)
    assert not made.notes


def test_a_drug_of_several_concepts_counts_as_all_of_them() -> None:
    assert stays({"foods": ["fruit salad"]}).statements["stays[0].foods"].value == frozenset({"fruit", "anything_else"})


def test_a_name_that_nothing_knows_counts_as_the_last_member_and_is_reported() -> None:
    made = case({"diet": ["hay", "steek", "plutonium"], "stays": [{"foods": ["Gold"]}]})
    assert made.statements["diet"].value == frozenset({"grass", "anything_else"})
    assert [(note.fact, note.message) for note in made.notes] == [
        ("diet", "the name `steek` is not known and counts as another drug (`anything_else`); did you mean `steak`?"),
        ("diet", "the name `plutonium` is not known and counts as another drug (`anything_else`)"),
        ("stays[0].foods", "the name `Gold` is not known and counts as another drug (`anything_else`)"),
    ]


@pytest.mark.parametrize("word", ["none", "No", "NIL", "n/a", "N.A.", "na", "nothing", "not applicable", "-", ""])
def test_a_word_for_none_is_no_name_in_any_list(word: str) -> None:
    told = f"`{word}` is not a name; expected the name of a drug or treatment; write [] where there is none"
    assert problem("diet", ["hay", word]) == f"diet[1]: {told}"
    assert problem_of_stay({"foods": [word]}) == f"foods[0]: {told}"


def test_a_word_for_none_is_no_name_of_a_last_date_either() -> None:
    told = problem_of_stay({"foods": ["hay"], "last_meals": {"none": "2020"}})
    assert told.startswith("last_meals.none: `none` is not a name; expected ")
    assert told.endswith("write {} where there is none")


@pytest.mark.parametrize("word", ["unknown", "Unknown", "not known", "unk", "?", "??"])
def test_a_word_for_a_name_that_nobody_knows_is_no_name(word: str) -> None:
    assert problem("diet", [word]) == (
        f"diet[0]: `{word}` among names; expected names that are known, or the whole fact left out"
    )


def test_a_known_name_is_a_name_even_if_it_is_a_word_for_none() -> None:
    terminology = Terminology(
        drugs={"nil": ("grass",)}, generic={"nil": "nil"}, member_labels={}, codes={}, codes_without_fact={}
    )
    domain = Domain(("grass", "na", "rest"), Names(terminology))
    assert [domain.named(name).concepts for name in ("Nil", "N/A")] == [("grass",), ("na",)]


def test_a_drug_with_a_remark_is_reported_by_any_of_its_names() -> None:
    domain = Domain(("grass", "rest"), Names(TERMINOLOGY), {"hay": "is not for now"})
    assert [domain.named(name).note for name in ("Dried grass", "hay", "grass", "steak")] == [
        "`Dried grass` is not for now",
        "`hay` is not for now",
        "",
        "",
    ]


def test_two_names_of_one_drug_count_once() -> None:
    read = statement("diet", ["hay", "dried grass", "grass", "Sirloin", "Sirloin"])
    assert read.named == (("hay", ("grass",)), ("grass", ("grass",)), ("Sirloin", ("meat",)))
    assert read.given == "hay, dried grass, grass, Sirloin, Sirloin"


def test_a_set_without_members_is_shown_as_it_is_written() -> None:
    assert statement("diet", []).given == "[]"
