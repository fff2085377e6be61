"""Two of our own houses, synced."""

import pytest


@pytest.fixture(params=["sqlite"])
def engine_name(request) -> str:
    return str(request.param)


def test_the_second_sync_changes_nothing_on_either_side(two) -> None:
    for number in range(5):
        two.here.sign_up(f"Here {number}", f"here{number}@example.org")
    for number in range(7):
        two.there.sign_up(f"There {number}", f"there{number}@example.org")
    two.here.sign_up("Both", "both@example.org")
    two.there.sign_up("Both", "both@example.org")
    print(two.sync("--go"))
    print(two.sync("--go"))
    before = two.here.rows(), two.there.rows()
    print(two.sync("--go"))
    after = two.here.rows(), two.there.rows()
    for was, now in zip(before, after, strict=True):
        for table in was:
            assert was[table] == now[table], table
    print({name: len(rows) for name, rows in after[0].items() if rows})
    print({name: len(rows) for name, rows in after[1].items() if rows})
