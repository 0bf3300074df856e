"""Short stories from a tiny world whose every probability is known.

A story is a chain of random draws. Each draw can be read off the text and its probability is kept, so a story carries
its exact information content in bits. The mean over many stories is the entropy of the source: the floor below which
no language model can go (Shannon 1948, section 7). Some places in a story leave exactly one right word, decided by a
word that may stand far away: these are its choices, and a model's accuracy on them is measured by name.
"""

import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from explorer.text import microworld_events as events
from explorer.text.microworld_teller import END, Choice, Teller
from explorer.text.microworld_words import COLOURS, PLACES

LONGEST = 128  # tokens of a story, START and END included
_LAST_EVENT = 72  # no event starts later, so that the questions still fit
_LAST_QUESTION = LONGEST - 13


@dataclass(frozen=True)
class Story:
    tokens: tuple[str, ...]
    bits: float  # -log2 of the story's probability
    choices: tuple[Choice, ...]


_Event = Callable[[Teller], None]


def _possible(t: Teller, told: int) -> Iterator[tuple[_Event | None, float]]:
    """What may happen next, each with its weight; None ends the telling."""
    if told >= 2:
        yield None, 0.8
    yield from (
        (events.agree, 2.2),
        (events.lose, 1.1),
        (events.mondays, 1.0),
        (events.say, 1.3),
        (events.describe, 0.8),
        (events.song, 1.6),
    )
    yield from (
        (events.count, 0.8),
        (events.compare_sizes, 0.5),
        (events.eat, 1.0),
        (events.sell, 1.0),
        (events.cross, 0.9),
    )
    if any(person.habits for person in t.people):
        yield events.habit, 2.6
    if len(t.facts) < 3:
        yield events.own, 5.0
    if any(fact.place is None for fact in t.facts):
        yield events.put, 2.4
    if any(person.country is None for person in t.people):
        yield events.live, 2.2
    if any(person.country and not person.spoke for person in t.people):
        yield events.speak, 2.0
    yield (events.dragon, 0.9) if t.dragon is None else (events.dragon_again, 2.0)
    if len(t.people) == 1 and told < 4:
        yield events.introduce, 1.2
    if len(t.people) == 2:
        yield events.compare_people, 1.3
        if t.people[0].sex != t.people[1].sex:
            yield events.help_each_other, 1.0


def _ask(t: Teller) -> None:
    questions = [(kind, fact) for fact in t.facts for kind in ("colour", "place", "owner")]
    questions = [(kind, fact) for kind, fact in questions if kind != "place" or fact.place]
    asked = 0
    while questions and len(t.tokens) <= _LAST_QUESTION:
        if asked and t.pick((True, False), (0.3, 0.7)):
            break
        kind, fact = t.pick(questions)
        questions.remove((kind, fact))
        asked += 1
        if kind == "colour":
            t.write(f"what colour was the {fact.object} ? the {fact.object} was")
            t.write_choice("recall_colour", fact.colour, COLOURS, fact.colour_at)
        elif kind == "place":
            t.write(f"where was the {fact.object} ? in the")
            assert fact.place
            t.write_choice("recall_place", fact.place, PLACES, fact.place_at)
        else:
            t.write(f"who had the {fact.object} ?")
            if len(t.people) == 2:
                t.write_choice("owner", fact.owner.name, [p.name for p in t.people], fact.owner_at)
            else:
                t.write(fact.owner.name)
        t.write(".")


def story(rng: random.Random) -> Story:
    """One story of 4 to 128 tokens, START and END included."""
    t = Teller(rng)
    tell(t)
    return Story(tuple(t.tokens), t.bits, tuple(t.choices))


def tell(t: Teller) -> None:
    """The whole story, from the first draw to the last."""
    events.introduce(t)
    told = 0
    while len(t.tokens) <= _LAST_EVENT:
        choices, weights = zip(*_possible(t, told), strict=True)
        event = t.pick(choices, weights)
        if event is None:
            break
        event(t)
        told += 1
    _ask(t)
    t.write(END)


def drill(rng: random.Random, words: Sequence[str]) -> Story:
    """A parrot's list of random words said two to four times: nothing to learn but to look back."""
    t = Teller(rng)
    t.write("parrot :")
    said: list[tuple[str, int]] = []
    for _ in range(t.pick(range(3, 21))):
        word = t.pick(words)
        said.append((word, t.write(word)))
    for _ in range(3):
        if len(t.tokens) + len(said) + 3 > LONGEST:
            break
        t.write("again :")
        for index, (word, at) in enumerate(said):
            t.write_choice("induction" if index else "induction_start", word, words, at)
    t.write(END)
    return Story(tuple(t.tokens), t.bits, tuple(t.choices))


def stories(count: int, seed: int) -> list[Story]:
    rng = random.Random(seed)
    return [story(rng) for _ in range(count)]


@lru_cache
def words() -> tuple[str, ...]:
    """Every word a story can hold, without punctuation and markers, sorted."""
    seen = {token for told in stories(4000, seed=0) for token in told.tokens}
    return tuple(sorted(token for token in seen if token.isalpha()))


def entropy(told: Sequence[Story]) -> float:
    """Bits per predicted token of the source, estimated on these stories."""
    return sum(s.bits for s in told) / sum(len(s.tokens) - 1 for s in told)
