"""The stories, and the account of their probability."""

import math
import random
from collections.abc import Sequence

import pytest

from explorer.text import microworld, microworld_events
from explorer.text.microworld import LONGEST, Story
from explorer.text.microworld_teller import END, START, Fact, Person, Teller


class Script(random.Random):
    """Takes the branches it is told to, then always the first; notes how many branches there were."""

    def __init__(self, path: Sequence[int]) -> None:
        super().__init__(0)
        self.path, self.branches = list(path), []  # type: ignore[var-annotated]

    def choices(self, population, weights=None, *, cum_weights=None, k=1):  # type: ignore[no-untyped-def]
        at = len(self.branches)
        self.branches.append(len(population))
        return [population[self.path[at] if at < len(self.path) else 0]]


def scene(rng: random.Random, people: int) -> Teller:
    teller = Teller(rng)
    teller.people = [Person("tom", "masculine", ("sat", "slept"), 3)]
    if people == 2:
        teller.people.append(Person("anna", "feminine", ("sat",), 4))
    teller.facts = [Fact(teller.people[0], 1, "ball", "red", 2)]
    teller.tokens = [START, "x", "x", "x", "x"]
    return teller


@pytest.mark.parametrize("people", [1, 2])
@pytest.mark.parametrize(
    "event", ["habit", "eat", "sell", "cross", "lose", "say", "live", "put", "own", "help_each_other"]
)
def test_every_draw_can_be_read_off_the_text(event: str, people: int) -> None:
    """All ways an event can go: their probabilities add up to one, and no two of them write the same text."""
    if event == "help_each_other" and people == 1:
        event = "compare_sizes"
    texts: dict[tuple[str, ...], float] = {}
    path: list[int] | None = []
    while path is not None:
        rng = Script(path)
        teller = scene(rng, people)
        getattr(microworld_events, event)(teller)
        text = tuple(teller.tokens)
        assert text not in texts, f"two different stories read {' '.join(text)}"
        texts[text] = 2**-teller.bits
        path = path + [0] * (len(rng.branches) - len(path))
        while path and path[-1] == rng.branches[len(path) - 1] - 1:
            path.pop()
        path = [*path[:-1], path[-1] + 1] if path else None
    assert math.isclose(sum(texts.values()), 1.0, rel_tol=1e-9)


STORIES = microworld.stories(1500, seed=11)


def test_each_choice_has_its_answer_among_its_options_and_its_source_before_it() -> None:
    for told in STORIES:
        for choice in told.choices:
            assert told.tokens[choice.position] in choice.options
            assert 0 < choice.source < choice.position


def test_stories_begin_end_and_fit() -> None:
    for told in STORIES:
        assert told.tokens[0] == START
        assert told.tokens[-1] == END
        assert len(told.tokens) <= LONGEST
        assert told.bits > 0
        assert told.tokens.count('"') % 2 == 0
        assert told.tokens.count("(") == told.tokens.count(")")


def test_the_words_are_closed_and_few() -> None:
    known = set(microworld.words())
    assert 430 <= len(known) <= 500
    assert {token for told in STORIES for token in told.tokens if token.isalpha()} <= known


def test_the_same_seed_tells_the_same_stories() -> None:
    assert microworld.stories(20, 3) == microworld.stories(20, 3)
    assert microworld.stories(20, 3) != microworld.stories(20, 4)


def colour_asked(told: Story) -> list[tuple[str, str]]:
    return [
        (told.tokens[choice.source], told.tokens[choice.position])
        for choice in told.choices
        if choice.lesson == "recall_colour"
    ]


def test_the_colour_asked_for_is_the_colour_told() -> None:
    pairs = [pair for told in STORIES for pair in colour_asked(told)]
    assert len(pairs) > 500
    assert all(told == asked for told, asked in pairs)


def test_sums_are_right() -> None:
    numbers = {
        word: value for value, word in enumerate("zero one two three four five six seven eight nine ten".split())
    }
    seen = 0
    for told in STORIES:
        for choice in told.choices:
            if choice.lesson == "sums":
                spoken = [
                    numbers[token] for token in told.tokens[choice.position - 10 : choice.position] if token in numbers
                ]
                assert sum(spoken[-2:]) == numbers[told.tokens[choice.position]]
                seen += 1
    assert seen > 100


def test_a_drill_repeats_its_words() -> None:
    drill = microworld.drill(random.Random(1), microworld.words())
    said = " ".join(drill.tokens).split(":")[1].removesuffix(" again ").split()
    assert len(said) >= 3
    assert " ".join(drill.tokens).count(" ".join(said)) >= 2
