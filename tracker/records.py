"""`dataclass` as the standard library has it, for classes that cost little until something is made of them.

The standard one writes and compiles up to six functions for each class where it is declared: most of a millisecond before Python
3.13, and the house declares four hundred, of which a process uses a few dozen. Here what every class can share is shared, and
`__init__` is compiled when the first one is made. What is seldom wanted (order, kw_only, a dataclass that inherits) is the
standard library's own work still. docs/decisions/0045-start.md.
"""

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NoReturn

__all__ = ["dataclass"]

if TYPE_CHECKING:
    from dataclasses import dataclass
else:

    def dataclass(cls=None, /, **wanted):
        """As dataclasses.dataclass."""
        return _make(cls, **wanted) if cls is not None else lambda late: _make(late, **wanted)


def _make(cls: type, frozen: bool = False, slots: bool = False, repr: bool = True, **seldom: bool) -> type:  # noqa: A002
    if seldom or any(map(dataclasses.is_dataclass, cls.__mro__)):
        return dataclasses.dataclass(frozen=frozen, slots=slots, repr=repr, **seldom)(cls)
    own = set(vars(cls))
    # Without one it would be written from the signature of what is not there yet.
    cls.__doc__ = cls.__doc__ or cls.__name__
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False, slots=slots)(cls)
    made.__dataclass_params__.frozen = frozen
    compared = _values([field.name for field in dataclasses.fields(made) if field.compare])
    shared = {"__init__": _late_init(made), "__eq__": _eq(compared), "__hash__": _hash(compared) if frozen else None}
    if repr:
        shared["__repr__"] = _repr
    if frozen:
        shared |= {"__setattr__": _refuse_to_set, "__delattr__": _refuse_to_delete}
        shared |= {"__getstate__": _state, "__setstate__": _restore} if slots else {}
    for name, what in shared.items():
        # A class with an __eq__ has a __hash__ of None among its own.
        if name not in own or (name == "__hash__" and made.__hash__ is None):
            setattr(made, name, what)
    return made  # type: ignore[no-any-return]


def _late_init(made: Any) -> Any:
    def __init__(self: Any, /, *given: Any, **named: Any) -> None:  # noqa: N807
        made.__init__ = _init(made)
        made.__init__(self, *given, **named)

    return __init__


def _init(made: Any) -> Any:
    frozen, known = made.__dataclass_params__.frozen, {"_set": object.__setattr__, "_new": object()}
    heads, lines = ["self"], []
    for number, field in enumerate(dataclasses.fields(made)):
        default, value = f"_{number}", field.name
        if field.default_factory is not dataclasses.MISSING:
            known[default] = field.default_factory
            value = f"{default}() if {field.name} is _new else {field.name}" if field.init else f"{default}()"
            heads += [f"{field.name}=_new"] if field.init else []
        elif field.default is not dataclasses.MISSING:
            known[default] = field.default
            value = field.name if field.init else default
            heads += [f"{field.name}={default}"] if field.init else []
        elif field.init:
            heads += [field.name]
        else:
            # Whoever declares it so gives it a value in __post_init__.
            continue
        lines.append(f"_set(self, {field.name!r}, {value})" if frozen else f"self.{field.name} = {value}")
    lines += ["self.__post_init__()"] if hasattr(made, "__post_init__") else ["pass"]
    exec(f"def __init__({', '.join(heads)}):\n " + "\n ".join(lines), known)  # noqa: S102 (names of fields, as they are declared)
    init: Any = known["__init__"]
    init.__qualname__ = f"{made.__qualname__}.__init__"
    return init


def _values(names: list[str]) -> Any:
    return attrgetter(*names) if names else lambda _each: ()


def _eq(compared: Any) -> Any:
    def __eq__(self: Any, other: object) -> Any:  # noqa: N807
        return compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented

    return __eq__


def _hash(compared: Any) -> Any:
    return lambda self: hash(compared(self))


def _repr(self: Any) -> str:
    shown = ", ".join(f"{field.name}={getattr(self, field.name)!r}" for field in dataclasses.fields(self) if field.repr)
    return f"{type(self).__qualname__}({shown})"


def _refuse_to_set(_self: Any, name: str, _value: object) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def _refuse_to_delete(_self: Any, name: str) -> NoReturn:
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _state(self: Any) -> list[Any]:
    return [getattr(self, field.name) for field in dataclasses.fields(self)]


def _restore(self: Any, state: list[Any]) -> None:
    for field, value in zip(dataclasses.fields(self), state, strict=True):
        object.__setattr__(self, field.name, value)
