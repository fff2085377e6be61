"""tracker.records.dataclass does what the standard library's does: each case is asked of both."""

import copy
import dataclasses
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, field
from typing import Any, cast

import pytest

from tracker import records

OURS: Any = records.dataclass
BOTH = pytest.mark.parametrize("dataclass", [OURS, dataclasses.dataclass], ids=["ours", "standard"])
WAYS = pytest.mark.parametrize("frozen", [True, False])
SLOTS = pytest.mark.parametrize("slots", [True, False])


def made(dataclass: Callable[..., Any], **how: bool) -> Any:
    @dataclass(**how)
    class Seat:
        """One."""

        row: str
        number: int = 1
        taken: list[str] = field(default_factory=list)
        note: str = field(default="none", compare=False, repr=False)
        doubled: int = field(init=False, default=0)

        def __post_init__(self) -> None:
            object.__setattr__(self, "doubled", 2 * self.number)

    return Seat


@BOTH
@WAYS
@SLOTS
def test_what_is_made_of_it(dataclass: Any, frozen: bool, slots: bool) -> None:
    seat = made(dataclass, frozen=frozen, slots=slots)
    one, two = seat("A", 2), seat(number=2, row="A", note="broken")
    assert (one.row, one.number, one.taken, one.note, one.doubled) == ("A", 2, [], "none", 4)
    assert one == two and one != seat("B", 2) and one != ("A", 2, [], 4)
    assert one.taken is not two.taken, "each has a list of its own"
    assert repr(one).endswith("Seat(row='A', number=2, taken=[], doubled=4)")
    assert dataclasses.replace(one, row="C") == seat("C", 2)
    assert dataclasses.asdict(two)["note"] == "broken" and dataclasses.fields(one)[0].name == "row"
    assert seat.__match_args__ == ("row", "number", "taken", "note")
    assert hasattr(one, "__dict__") is not slots
    assert copy.copy(two).note == "broken" and copy.deepcopy(two) == two


@BOTH
def test_what_is_frozen_changes_no_more_and_is_hashed_by_its_values(dataclass: Any) -> None:
    seat = made(dataclass, frozen=True, slots=True)
    one = seat("A", taken=())
    with pytest.raises(FrozenInstanceError):
        one.row = "B"
    with pytest.raises(FrozenInstanceError):
        del one.row
    assert len({one, seat("A", taken=(), note="other"), seat("B", taken=())}) == 2
    assert made(dataclass).__hash__ is None
    with pytest.raises(TypeError):
        hash(made(dataclass)("A"))


@BOTH
def test_who_forgets_something_is_told_so(dataclass: Any) -> None:
    seat = made(dataclass, frozen=True, slots=True)
    for _again in range(2):
        with pytest.raises(TypeError, match=r"Seat\.__init__\(\) missing 1 required positional argument: 'row'"):
            seat()
    with pytest.raises(TypeError, match="unexpected keyword argument 'colour'"):
        seat("A", colour="red")


@BOTH
def test_what_a_class_says_itself_holds(dataclass: Any) -> None:
    @dataclass(frozen=True, repr=False)
    class Quiet:
        secret: str

        def __eq__(self, other: object) -> bool:
            return isinstance(other, Quiet)

        def __hash__(self) -> int:
            return 7

    assert "hush" not in repr(Quiet("hush")) and Quiet("a") == Quiet("b") and hash(Quiet("a")) == 7


@BOTH
def test_one_that_inherits_and_one_without_anything_in_it(dataclass: Any) -> None:
    @dataclass(frozen=True, slots=True)
    class Nothing:
        pass

    @dataclass(frozen=True, slots=True)
    class Something(Nothing):
        here: int

        def __iter__(self) -> Any:
            return iter([self.here])

    @dataclass(frozen=True, order=True, kw_only=True)
    class Ranked:
        rank: int

    first, second = (cast("Any", Ranked)(rank=rank) for rank in (1, 2))
    assert Nothing() == Nothing() and hash(Nothing()) == hash(()) and list(Something(3)) == [3]
    assert Something(3) == Something(3) != Nothing() and sorted([second, first]) == [first, second]


@records.dataclass(frozen=True, slots=True)
class Kept:
    number: int
    words: tuple[str, ...] = ()


def test_it_is_pickled_and_its_subclass_is_made() -> None:
    class Special(Kept):
        pass

    assert Special(4, ("a",)).words == ("a",) and Special(4) != Kept(4)
    assert pickle.loads(pickle.dumps(Kept(5, ("b",)))) == Kept(5, ("b",))  # noqa: S301


@BOTH
def test_what_is_worked_out_afterwards_is_no_argument(dataclass: Callable[..., Any]) -> None:
    @dataclass(slots=True)
    class Reader:
        cells: list[str]
        wide: int = field(init=False)

        def __post_init__(self) -> None:
            self.wide = len(self.cells)

    assert Reader(["a", "b"]).wide == 2
