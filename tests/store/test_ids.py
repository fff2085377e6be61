from tracker.store.ids import ALPHABET, LENGTH, LIST, SHARED, new_id, new_ids, spell


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
    assert all({each[at] for each in drawn} == set(ALPHABET) for at in range(SHARED, LENGTH))
    assert list(new_ids(0)) == []


def test_ids_of_a_long_list_lie_side_by_side_and_each_list_somewhere_else() -> None:
    begin = [{each[:SHARED] for each in new_ids(LIST)} for _ in range(20)]
    assert {len(each) for each in begin} == {1}
    assert len(set.union(*begin)) > 10
    assert len({each[:SHARED] for each in new_ids(LIST - 1)}) > 10, "few at a time tell nothing of each other"
