"""How signups came, for whoever may know the total and no small number: sources under five are joined into "other ways".

Neither does a subtraction tell one: what is joined is never a single source, and never under five. The total is exact.
"""

from collections.abc import Sequence

LEAST = 5


def joined(sources: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], int]:
    """Sources that may be told, the largest first, and what all others make together (0: there are none).

    Where nothing could be told beside the rest, there is nothing but the total.
    """
    told = sorted(((source, number) for source, number in sources if number), key=lambda each: (-each[1], each[0]))
    rest: list[int] = []
    while told and (told[-1][1] < LEAST or len(rest) == 1 or 0 < sum(rest) < LEAST):
        rest.append(told.pop()[1])
    return (told, sum(rest)) if told else ([], 0)
