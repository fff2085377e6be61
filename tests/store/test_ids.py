from tracker.store.ids import ALPHABET, LENGTH, new_id, new_ids, spell


def test_ids_are_random_and_spell_no_look_alikes() -> None:
    drawn = {new_id() for _ in range(10_000)}
    assert len(drawn) == 10_000
    assert all(len(each) == LENGTH and set(each) <= set(ALPHABET) for each in drawn)
    assert not set("ilou") & set(ALPHABET)


def test_a_number_is_spelt_from_its_highest_bits() -> None:
    assert spell(0) == "0" * 16
    assert spell(33, 2) == "11"


def test_ids_of_a_list_are_as_random_as_single_ones() -> None:
    drawn = list(new_ids(10_000))
    assert len(set(drawn)) == 10_000 and {len(each) for each in drawn} == {LENGTH}
    assert {letter for each in drawn for letter in each} == set(ALPHABET)
    assert list(new_ids(0)) == []
