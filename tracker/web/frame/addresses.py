"""How addresses are made: by five hundred rules, of which a process uses a few dozen."""

from collections.abc import Callable

from werkzeug.routing import Rule


class Late(Rule):
    """A rule that learns to make its address when it is first asked for one. Werkzeug compiles two functions for each at the
    start: a tenth of it.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        made: list[Callable[..., tuple[str, str]]] = []

        def build(rule: Late, /, **values: object) -> tuple[str, str]:
            if not made:
                made.append(super(Late, rule)._compile_builder(append_unknown))
            return made[0](rule, **values)

        return build
