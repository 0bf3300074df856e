"""Exercises whose answers follow from the printed numbers alone, exactly as somebody with a calculator finds them.

Every number is rounded first, and all that comes after is computed from what is printed, in decimals, half away from
zero. So an answer never depends on digits that nobody has on paper.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal

Number = float | int | Decimal


@dataclass(frozen=True)
class Said:
    """A sentence for the visitor, to be translated where it is shown; then `values` fill its blanks."""

    message: str
    values: Mapping[str, object] = field(default_factory=dict)

    def format(self, **values: object) -> "Said":
        return replace(self, values=values)


def _(message: str) -> Said:
    return Said(message)


say = _


@dataclass(frozen=True)
class Given:
    """A table of printed numbers; a name that is a sentence is translated, a word of the visitor is not."""

    head: tuple[str | Said, ...]
    rows: tuple[tuple[str | Said, ...], ...]


@dataclass(frozen=True)
class Exercise:
    """One question with all that is needed to answer it."""

    name: str  # of its kind
    question: Said
    given: tuple[Given, ...]
    rounding: Said
    answer: tuple[tuple[str | Said, str], ...]  # of what, and the printed result
    working: tuple[str | Said, ...]  # line by line


EXACT = _("The result is exact.")
TWO = _("Round the result to 2 decimals.")
THREE = _("Round the result to 3 decimals.")
FOUR = _("Round the result to 4 decimals.")
STEPS = _("Round each step to 3 decimals and the result to 2.")
FINE_STEPS = _("Round each step to 4 decimals and the result to 2.")
WHOLE = _("The result is a whole number.")


def rounded(value: Number, digits: int = 2) -> Decimal:
    """As taught in school: half away from zero. Never a negative zero."""
    exact = value if isinstance(value, Decimal) else Decimal(repr(float(value)))
    return exact.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP) + 0


def shown(value: Decimal) -> str:
    """With all its digits and a true minus sign."""
    return f"{value:f}".replace("-", "−")


def inside(value: Decimal) -> str:
    """A factor or a term: in brackets where it is negative."""
    return f"({shown(value)})" if value < 0 else shown(value)


def read(printed: str | Said) -> Decimal:
    """The number back from print; no sentence is one."""
    return Decimal(str(printed).replace("−", "-").replace(",", ""))


def vector(values: Iterable[Number], digits: int = 2) -> tuple[Decimal, ...]:
    return tuple(rounded(value, digits) for value in values)
