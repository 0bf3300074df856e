"""Short stories from a tiny world whose every probability is known.

A story is a chain of random draws. Each draw can be read off the text and its probability is kept, so a story carries
its exact information content in bits. The mean over many stories is the entropy of the source: the floor below which
no language model can go (Shannon 1948, section 7). Some places in a story leave exactly one right word, decided by a
word that may stand far away: these are its choices, and a model's accuracy on them is measured by name.
"""

import math
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from explorer.text.microworld_words import (
    ANIMALS,
    BELONGINGS,
    BOXES,
    COLOURS,
    COUNTRIES,
    DEEDS,
    FAMILY,
    JOBS,
    LOOKS,
    LOSING,
    MOODS,
    NAMES,
    NUMBERS,
    OBJECTS,
    PLACES,
    PRONOUNS,
    QUALITIES,
    ROLES,
    SAYINGS,
    STATES,
    SYLLABLES,
    TIRED,
    VERBS,
    WAYS,
    WIDE,
)

T = TypeVar("T")

START, END = "<s>", "</s>"
LONGEST = 128  # tokens of a story, START and END included
_LAST_EVENT = 72  # no event starts later, so that the questions still fit
_LAST_QUESTION = LONGEST - 13


@dataclass(frozen=True)
class Choice:
    """A place where exactly one of several words is right."""

    lesson: str
    position: int  # of the word to be predicted
    options: tuple[str, ...]
    source: int  # position of the word that decides
    attractor: bool = False  # a nearer word misleads


@dataclass(frozen=True)
class Story:
    tokens: tuple[str, ...]
    bits: float  # -log2 of the story's probability
    choices: tuple[Choice, ...]


@dataclass
class _Person:
    name: str
    sex: str
    habits: tuple[str, ...]
    last: int  # where the person was last mentioned
    country: tuple[str, ...] | None = None
    country_at: int = 0
    spoke: bool = False


@dataclass
class _Fact:
    owner: _Person
    owner_at: int
    object: str
    colour: str
    colour_at: int
    place: str | None = None
    place_at: int = 0


@dataclass
class _Teller:
    """Writes a story and keeps the account of its probability."""

    rng: random.Random
    tokens: list[str] = field(default_factory=lambda: [START])
    bits: float = 0.0
    choices: list[Choice] = field(default_factory=list)
    people: list[_Person] = field(default_factory=list)
    facts: list[_Fact] = field(default_factory=list)
    dragon: tuple[str, int, str, int] | None = None

    def pick(self, options: Sequence[T], weights: Sequence[float] | None = None) -> T:
        weights = weights or [1.0] * len(options)
        (index,) = self.rng.choices(range(len(options)), weights)
        self.bits -= math.log2(weights[index] / sum(weights))
        return options[index]

    def write(self, text: str) -> int:
        """Append words; the position of the last one."""
        self.tokens += text.split()
        return len(self.tokens) - 1

    def write_choice(self, lesson: str, word: str, options: Sequence[str], source: int, attractor: bool = False) -> int:
        self.choices.append(Choice(lesson, len(self.tokens), tuple(options), source, attractor))
        return self.write(word)

    def subject(self, person: _Person) -> None:
        """Name the person, or write the pronoun where it can only mean this person."""
        alone = len(self.people) == 1
        if not alone and self.people[0].sex == self.people[1].sex:
            person.last = self.write(person.name)
        elif self.pick(("name", "pronoun"), (0.45, 0.55)) == "name":
            person.last = self.write(person.name)
        elif alone:
            person.last = self.write_choice("coreference", PRONOUNS[person.sex][0], ("he", "she"), person.last)
        else:
            person.last = self.write(PRONOUNS[person.sex][0])

    def someone(self) -> _Person:
        return self.people[0] if len(self.people) == 1 else self.pick(self.people)

    def animal(self) -> tuple[str, bool]:
        """An animal's word and whether it is plural."""
        animal, plural = self.pick(ANIMALS), self.pick((False, True))
        return (animal[1] if plural else animal[0]), plural


def _introduce(t: _Teller) -> None:
    sex = t.pick(("masculine", "feminine"))
    if t.pick(("role", "job"), (0.85, 0.15)) == "role":
        pair = t.pick(tuple(ROLES))
        role, habits = pair[sex == "feminine"], ROLES[pair]
    else:
        role = t.pick(tuple(JOBS))
        habits = JOBS[role]
    article = "an" if role[0] in "aeiou" else "a"
    t.write(f"once there was {article}" if not t.people else f"{t.people[0].name} had a friend , {article}")
    t.write(f"{role} called")
    taken = {person.name for person in t.people}
    name = t.pick([name for name in NAMES[sex] if name not in taken])
    at = t.write(name)
    t.write(".")
    t.people.append(_Person(name, sex, habits, at))


def _own(t: _Teller) -> None:
    owner = t.someone()
    t.subject(owner)
    owner_at = owner.last
    t.write("had a")
    thing = t.pick([o for o in OBJECTS if o not in {fact.object for fact in t.facts}])
    t.write(f"{thing} . the {thing} was")
    colour = t.pick([c for c in COLOURS if c not in {fact.colour for fact in t.facts}])
    t.facts.append(_Fact(owner, owner_at, thing, colour, t.write(colour)))
    t.write(".")


def _put(t: _Teller) -> None:
    t.subject(t.someone())
    loose = [fact for fact in t.facts if fact.place is None]
    fact = loose[0] if len(loose) == 1 else t.pick(loose)
    t.write(f"put the {fact.object} in the")
    fact.place = t.pick([p for p in PLACES if p not in {other.place for other in t.facts}])
    fact.place_at = t.write(fact.place)
    t.write(".")


def _live(t: _Teller) -> None:
    strangers = [person for person in t.people if person.country is None]
    person = strangers[0] if len(strangers) == 1 else t.pick(strangers)
    t.subject(person)
    person.country = t.pick(COUNTRIES)
    country, capital, _, _ = person.country
    if t.pick(("live", "come")) == "live":
        at = t.write(f"lived in {capital}")
        t.write(", the capital of")
        person.country_at = t.write_choice("capital", country, [c[0] for c in COUNTRIES], at)
    else:
        person.country_at = t.write(f"came from {country}")
    t.write(".")


def _speak(t: _Teller) -> None:
    able = [person for person in t.people if person.country and not person.spoke]
    person = able[0] if len(able) == 1 else t.pick(able)
    assert person.country
    person.spoke = True
    t.subject(person)
    t.write("spoke")
    t.write_choice("language", person.country[2], [c[2] for c in COUNTRIES], person.country_at)
    t.write("very well .")


def _habit(t: _Teller) -> None:
    idle = [person for person in t.people if person.habits]
    person = idle[0] if len(idle) == 1 else t.pick(idle)
    t.subject(person)
    habit = t.pick(person.habits)
    person.habits = tuple(other for other in person.habits if other != habit)
    t.write(f"{habit} .")


def _agree(t: _Teller) -> None:
    """The verb agrees with its noun, however many words come between (Linzen, Dupoux and Goldberg 2016)."""
    t.write("every day the")
    noun, plural = t.animal()
    head = t.write(noun)
    between = t.pick(("", "near", "that they", "that", "near that they"), (0.15, 0.25, 0.25, 0.15, 0.2))
    nearest = plural
    if between.startswith("near"):
        other, nearest = t.animal()
        t.write(f"near the {other}")
    if between.endswith("they"):
        other, nearest = t.animal()
        at = t.write(f"that the {other}")
        deed = t.pick(DEEDS)
        t.write_choice("agreement_inner", deed[0 if nearest else 1], deed[:2], at)
    elif between == "that":
        t.write("that")
        deed = t.pick(DEEDS)
        t.write_choice("agreement_inner", deed[0 if plural else 1], deed[:2], head)
        other, nearest = t.animal()
        t.write(f"the {other}")
    verb = t.pick(VERBS)
    word = verb[0] if plural else verb[1]
    if between:
        t.write_choice("agreement", word, verb[:2], head, attractor=nearest != plural)
    else:
        t.write(word)
    t.write(t.pick(verb[4], (0.7, 0.3)) + " in the")
    t.write(t.pick(PLACES) + " .")


def _lose(t: _Teller) -> None:
    """his or her: decided by the head noun, not by the nearest person."""
    t.write("the")
    pair, feminine = t.pick(tuple(ROLES)), t.pick((False, True))
    head = t.write(pair[feminine])
    between = t.pick(("", "that", "person"), (0.3, 0.35, 0.35))
    attractor = False
    if between == "that":
        other, _ = t.animal()
        t.write(f"that the {other}")
        t.write(t.pick(DEEDS)[2])
    elif between == "person":
        t.write("of the" if pair[0] in FAMILY else "beside the")
        other_pair = t.pick([other for other in ROLES if other != pair])
        other_feminine = t.pick((False, True))
        t.write(other_pair[other_feminine])
        attractor = other_feminine != feminine
    t.write(t.pick(LOSING))
    t.write_choice("possession", "her" if feminine else "his", ("his", "her"), head, attractor)
    t.write(t.pick(BELONGINGS) + " .")


def _mondays(t: _Teller) -> None:
    """One verb, then the same verb in the tense that the next sentence asks for."""
    person = t.someone()
    t.write("on mondays")
    t.subject(person)
    verb = t.pick(VERBS)
    at = t.write(verb[1])
    t.write(t.pick(verb[4], (0.7, 0.3)) + " .")
    pronoun = PRONOUNS[person.sex][0]
    opening, form = t.pick(((f"yesterday {pronoun}", 2), (f"tomorrow {pronoun} will", 0), (f"now {pronoun} is", 3)))
    t.write(opening)
    t.write_choice("tense", str(verb[form]), [str(v[form]) for v in VERBS], at)
    t.write(t.pick(verb[4], (0.7, 0.3)) + " .")


def _say(t: _Teller) -> None:
    t.subject(t.someone())
    opening = t.write('said : "')
    kind = t.pick(("want", "am", "saying", "colour") if t.facts else ("want", "am", "saying"))
    if kind == "want":
        t.write(f"{t.pick(('i', 'we', 'they'))} want to {t.pick(VERBS)[0]} in the {t.pick(PLACES)}")
    elif kind == "am":
        t.write(t.pick(("i am", "we are", "you are", "they are")))
        mood = t.pick(MOODS)
        t.write(mood)
        if t.pick((False, True)):
            t.write(f"but not {t.pick([m for m in MOODS if m != mood])}")
    elif kind == "saying":
        t.write(t.pick(SAYINGS))
    else:
        fact = t.facts[0] if len(t.facts) == 1 else t.pick(t.facts)
        t.write(f"look , the {fact.object} was")
        t.write_choice("recall_colour", fact.colour, COLOURS, fact.colour_at)
    t.write_choice("quotes", '"', ('"', "."), opening)
    t.write(".")


def _aside(t: _Teller, bracket: str, depth: int) -> None:
    opening = t.write(bracket)
    t.write(f"a {t.pick(LOOKS)} place")
    if t.pick((False, True), (0.6, 0.4)):
        t.write(f"near the {t.pick(PLACES)}")
    if depth < 2 and t.pick((False, True)):
        _aside(t, "[" if bracket == "(" else "(", depth + 1)
    t.write_choice("brackets", ")" if bracket == "(" else "]", (")", "]"), opening)


def _describe(t: _Teller) -> None:
    t.write(f"the {t.pick(PLACES)}")
    _aside(t, t.pick(("(", "[")), 1)
    t.write(f"was {t.pick(STATES)} .")


def _song(t: _Teller) -> None:
    t.write(f"the {t.pick(ANIMALS)[0]} sang :")
    song: list[tuple[str, int]] = []
    for _ in range(t.pick((4, 5, 6, 7))):
        syllable = t.pick([s for s in SYLLABLES if s not in {sung for sung, _ in song}])
        song.append((syllable, t.write(syllable)))
    t.write(". then")
    t.subject(t.someone())
    t.write("sang :")
    for index, (syllable, at) in enumerate(song):
        t.write_choice("song" if index else "song_start", syllable, SYLLABLES, at)
    t.write(".")


def _dragon(t: _Teller) -> None:
    t.write("a dragon called")
    first = t.pick(SYLLABLES)
    second = t.pick([s for s in SYLLABLES if s != first])
    at = t.write(f"{first} {second}")
    t.dragon = first, at - 1, second, at
    t.write(f"lived in the {t.pick(PLACES)} .")


def _dragon_again(t: _Teller) -> None:
    assert t.dragon
    first, first_at, second, second_at = t.dragon
    if t.pick(("met", "known")) == "met":
        t.subject(t.someone())
        t.write("met")
    else:
        t.write("everyone knew")
    t.write_choice("name_start", first, SYLLABLES, first_at)
    t.write_choice("name", second, SYLLABLES, second_at)
    t.write(".")


def _count(t: _Teller) -> None:
    t.subject(t.someone())
    t.write("counted")
    total, last, animals = 0, 0, list(ANIMALS)
    for joint in ("and", ". that made"):
        number = t.pick((1, 2, 3, 4, 5))
        last = t.write(NUMBERS[number])
        animal = t.pick(animals)
        animals.remove(animal)
        t.write_choice("plural", animal[1] if number > 1 else animal[0], animal[:2], last)
        t.write(joint)
        total += number
    t.write_choice("sums", NUMBERS[total], NUMBERS[2:], last)
    t.write("animals .")


def _compare_sizes(t: _Teller) -> None:
    size = t.pick(range(len(ANIMALS)))
    other = t.pick([i for i in range(len(ANIMALS)) if i != size])
    t.write(f"a {ANIMALS[size][0]} is not like a")
    at = t.write(ANIMALS[other][0])
    t.write(", it is")
    t.write_choice("size", "bigger" if size > other else "smaller", ("bigger", "smaller"), at)
    t.write(".")


def _compare_people(t: _Teller) -> None:
    first, second = t.people if t.pick((False, True)) else t.people[::-1]
    quality = t.pick(QUALITIES)
    likeness = [q[3] for q in QUALITIES]
    weights = [10.0 if q is quality else 0.4 for q in QUALITIES]
    t.write(f"{first.name} was as")
    at = t.write(quality[0])
    t.write(f"as a {t.pick(likeness, weights)} .")
    first.last = at - 3
    second.last = t.write(second.name)
    t.write("was")
    t.write_choice("comparison", quality[1], [q[1] for q in QUALITIES], at)
    t.write(f"than a {t.pick(likeness, weights)} and the {t.pick(ANIMALS)[0]} was the")
    t.write_choice("comparison", quality[2], [q[2] for q in QUALITIES], at)
    t.write(f"{t.pick(likeness, weights)} .")


def _help(t: _Teller) -> None:
    one, two = t.people if t.pick((False, True)) else t.people[::-1]
    deed = t.pick(DEEDS)[2]
    at = t.write(f"in the evening {PRONOUNS[one.sex][0]}")
    t.write(deed)
    t.write_choice("pronouns", PRONOUNS[two.sex][1], ("him", "her"), at)
    t.write("and")
    two.last = t.write_choice("pronouns", PRONOUNS[two.sex][0], ("he", "she"), at)
    t.write(deed)
    one.last = t.write_choice("pronouns", PRONOUNS[one.sex][1], ("him", "her"), at)
    t.write(".")


def _cross(t: _Teller) -> None:
    """What does "it" mean? The last adjective decides (Levesque 2011, the Winograd schema)."""
    t.write("the")
    if t.pick(("cross", "fit")) == "cross":
        one, way = t.pick(ANIMALS)[0], t.pick(WAYS)
        t.write(f"{one} did not cross the {way}")
        about_one, reasons = t.pick(((True, TIRED), (False, WIDE)))
        reason = t.pick(reasons)
    else:
        one = t.pick(OBJECTS)
        way = t.pick([box for box in BOXES if box != one])
        t.write(f"{one} did not fit in the {way}")
        about_one = t.pick((True, False))
        reason = "big" if about_one else "small"
    t.write("because it was too")
    at = t.write(reason)
    t.write(f". what was too {reason} ? the")
    t.write_choice("it", one if about_one else way, (one, way), at)
    t.write(".")


def _eat(t: _Teller) -> None:
    animal = t.pick(ANIMALS)
    t.write(f"in the morning the {animal[t.pick((0, 1))]} ate the {t.pick(animal[2], (0.7, 0.3))} .")


def _sell(t: _Teller) -> None:
    country = t.pick(COUNTRIES)
    t.write(t.pick((f"the shops of {country[1]}", f"the shops of {country[0]}", f"the {country[2]} shops")))
    weights = [20.0 if other is country else 0.3 for other in COUNTRIES]
    t.write(f"sold {t.pick([c[3] for c in COUNTRIES], weights)} .")


_Event = Callable[[_Teller], None]


def _possible(t: _Teller, told: int) -> Iterator[tuple[_Event | None, float]]:
    """What may happen next, each with its weight; None ends the telling."""
    if told >= 2:
        yield None, 0.8
    yield from ((_agree, 2.2), (_lose, 1.1), (_mondays, 1.0), (_say, 1.3), (_describe, 0.8), (_song, 1.6))
    yield from ((_count, 0.8), (_compare_sizes, 0.5), (_eat, 1.0), (_sell, 1.0), (_cross, 0.9))
    if any(person.habits for person in t.people):
        yield _habit, 2.6
    if len(t.facts) < 3:
        yield _own, 5.0
    if any(fact.place is None for fact in t.facts):
        yield _put, 2.4
    if any(person.country is None for person in t.people):
        yield _live, 2.2
    if any(person.country and not person.spoke for person in t.people):
        yield _speak, 2.0
    yield (_dragon, 0.9) if t.dragon is None else (_dragon_again, 2.0)
    if len(t.people) == 1 and told < 4:
        yield _introduce, 1.2
    if len(t.people) == 2:
        yield _compare_people, 1.3
        if t.people[0].sex != t.people[1].sex:
            yield _help, 1.0


def _ask(t: _Teller) -> None:
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
    t = _Teller(rng)
    _introduce(t)
    told = 0
    while len(t.tokens) <= _LAST_EVENT:
        events, weights = zip(*_possible(t, told), strict=True)
        event = t.pick(events, weights)
        if event is None:
            break
        event(t)
        told += 1
    _ask(t)
    t.write(END)
    return Story(tuple(t.tokens), t.bits, tuple(t.choices))


def drill(rng: random.Random, words: Sequence[str]) -> Story:
    """A parrot's list of random words said two to four times: nothing to learn but to look back."""
    t = _Teller(rng)
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
