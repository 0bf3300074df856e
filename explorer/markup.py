"""Prose and formulas as HTML that a browser shows by itself: formulas become MathML."""

import html
import re
from functools import lru_cache
from xml.etree import ElementTree

from latex2mathml.converter import convert

_MATHML = "{http://www.w3.org/1998/Math/MathML}"
_PART = re.compile(r"\$\$(?P<display>.+?)\$\$|\$(?P<formula>[^$\n]+)\$|`(?P<code>[^`]+)`", re.DOTALL)
# What a word in a formula may hold and the converter would stumble over, each hidden as a character of no alphabet.
_SIGNS = "<>\\_%#&${}"
_HARD = re.compile(r"[<>]|\\backslash |(?<!\\)\\[_%#&${}]")
_FOUND = {0xE000 + place: sign for place, sign in enumerate(_SIGNS)}


@lru_cache(maxsize=512)
def formula(latex: str, display: bool = False) -> str:
    """LaTeX as MathML; as it is written, in a frame, where it cannot be read."""
    try:
        hidden = _HARD.sub(lambda sign: chr(0xE000 + _SIGNS.index(_sign(sign[0]))), latex)
        root = ElementTree.fromstring(convert(hidden, display="block" if display else "inline"))
    except Exception:  # whatever a formula does to its reader, the page is still made
        return f"<code>{html.escape(latex)}</code>"
    for node in root.iter():
        node.tag = node.tag.removeprefix(_MATHML)
        node.text = node.text and node.text.translate(_FOUND)
    root.set("xmlns", _MATHML[1:-1])
    return ElementTree.tostring(root, encoding="unicode")


def _sign(written: str) -> str:
    return "\\" if written.startswith("\\backslash") else written[-1]


def prose(text: str) -> str:
    """A paragraph with **bold**, *emphasis*, `code` and $formulas$; everything else stays as it is, letter for letter.

    Lines that all begin with "- " are a list.
    """
    if text.startswith("$$"):
        return formula(text.strip().strip("$"), display=True)
    lines = text.split("\n")
    if all(line.startswith("- ") for line in lines):
        return "<ul>" + "".join(f"<li>{_inline(line[2:])}</li>" for line in lines) + "</ul>"
    return f"<p>{_inline(text)}</p>"


def _inline(text: str) -> str:
    """What stands between formulas and code is marked up; those are put back in afterwards."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        latex = found["display"] or found["formula"]
        kept.append(formula(latex, bool(found["display"])) if latex else f"<code>{html.escape(found['code'])}</code>")
        return f"\x00{len(kept) - 1}\x00"

    marked = html.escape(_PART.sub(keep, text.replace("\x00", "")))
    marked = re.sub(r"\*\*(\S(?:.*?\S)?)\*\*", r"<strong>\1</strong>", marked)
    marked = re.sub(r"\*(\S(?:[^*]*?\S)?)\*", r"<em>\1</em>", marked)
    return re.sub("\x00(\\d+)\x00", lambda found: kept[int(found[1])], marked)
