"""A sheet of exercises to print: the questions first, the key on a page of its own."""

import html
from collections.abc import Callable, Sequence

from explorer.exercises import Exercise, Given, Said
from explorer.handout import shell

Tell = Callable[[str | Said], str]  # a sentence in the visitor's language; a word of theirs as it is


def sheet(
    title: str,
    language: str,
    about: str,
    address: str,
    exercises: Sequence[Exercise],
    words: dict[str, str],
    tell: Tell,
) -> str:
    """The document. `about` says from what it was made; `words`: key, answer, open."""
    name = html.escape(title)
    link = f'<a href="{html.escape(address)}" rel="noreferrer">{html.escape(words["open"])}</a>'
    asked = [_question(number, exercise, tell) for number, exercise in enumerate(exercises, 1)]
    answered = [_key(number, exercise, words, tell) for number, exercise in enumerate(exercises, 1)]
    body = (
        f'<main class="sheet"><header><h1>{name}</h1><p>{html.escape(about)}<br>{link}</p></header>\n'
        + "\n".join(asked)
        + f'\n<section class="key"><h1>{html.escape(words["key"])}</h1><p>{name}. {html.escape(about)}</p>\n'
        + "\n".join(answered)
        + "</section></main>"
    )
    return shell(title, language, body)


def _question(number: int, exercise: Exercise, tell: Tell) -> str:
    given = "".join(_table(table, tell) for table in exercise.given)
    rounding = f'<p class="rounding">{html.escape(tell(exercise.rounding))}</p>'
    room = '<div class="room"><i></i><i></i><i></i></div>'
    return f'<section class="exercise">{_head(number, exercise, tell)}{given}{rounding}{room}</section>'


def _key(number: int, exercise: Exercise, words: dict[str, str], tell: Tell) -> str:
    found = "; ".join(f"{tell(label)}: {result}" if label else result for label, result in exercise.answer)
    answer = f'<p class="answer">{html.escape(words["answer"])} {html.escape(found)}</p>'
    lines = "".join(f"<li>{html.escape(tell(line))}</li>" for line in exercise.working)
    return (
        f'<section class="exercise">{_head(number, exercise, tell)}{answer}<ul class="working">{lines}</ul></section>'
    )


def _head(number: int, exercise: Exercise, tell: Tell) -> str:
    return f'<h2><span class="number">{number}</span> {html.escape(tell(exercise.question))}</h2>'


def _table(given: Given, tell: Tell) -> str:
    head = "".join(f"<th>{html.escape(tell(name))}</th>" for name in given.head)
    rows = "".join(
        "<tr>" + "".join(f"<td>{html.escape(tell(cell))}</td>" for cell in row) + "</tr>" for row in given.rows
    )
    return f'<table class="given"><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>'
