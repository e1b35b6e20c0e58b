import pytest

from tests.intake.zoo import case, statement, stays


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
        ("diet", "unknown name `steek` (did you mean `steak`?); it counts as `anything_else`"),
        ("diet", "unknown name `plutonium`; it counts as `anything_else`"),
        ("stays[0].foods", "unknown name `Gold`; it counts as `anything_else`"),
    ]


def test_two_names_of_one_drug_count_once() -> None:
    read = statement("diet", ["hay", "dried grass", "grass", "Sirloin", "Sirloin"])
    assert read.named == (("hay", ("grass",)), ("grass", ("grass",)), ("Sirloin", ("meat",)))
    assert read.given == "hay, dried grass, grass, Sirloin, Sirloin"


def test_a_set_without_members_is_shown_as_it_is_written() -> None:
    assert statement("diet", []).given == "[]"
