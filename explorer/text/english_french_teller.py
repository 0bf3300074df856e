"""Says an English sentence of the small world word by word, and its French beside it."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeVar

from explorer.text import english_french_words as world
from explorer.text.english_french_words import Noun, Verb, opens_with_a_vowel

T = TypeVar("T")
Word = tuple[str, tuple[int, ...]]  # French, and the places of the English words that it translates

PERSON, ALIVE, STATE = frozenset({"person"}), frozenset({"person", "animal"}), frozenset({"state"})
NO = {"": "", "pas": "not", "jamais": "never"}
JOINED = (0, 0, 1, 1, 1, 2, 2, 3)  # further clauses, as often as each stands here


@dataclass(frozen=True)
class Subject:
    french: list[Word]
    person: int  # 0 to 4: je, tu, il or elle, nous, ils or elles
    feminine: bool
    kinds: frozenset[str]


class Teller:
    """`women` says of I, you, we and they, which English leaves open, whether they are women; it changes no draw."""

    def __init__(self, rng: random.Random, women: Mapping[str, bool]) -> None:
        self.rng, self.women = rng, women
        self.english: list[str] = []

    def say(self, *words: str) -> tuple[int, ...]:
        """Add English words; their places."""
        first = len(self.english)
        self.english += [word for word in words if word]
        return tuple(range(first, len(self.english)))

    def chance(self, share: float) -> bool:
        return self.rng.random() < share

    def pick(self, options: Sequence[T]) -> T:
        return options[self.rng.randrange(len(options))]

    def some(self, words: Mapping[str, str], share: float) -> list[Word]:
        """One of these words, with this probability."""
        if not self.chance(share):
            return []
        word = self.pick(tuple(words))
        return [(words[word], self.say(word))]

    def sentence(self) -> list[Word]:
        """A thing, a thought, or several thoughts joined."""
        if self.chance(0.06):
            return self.thing(self.pick(world.nouns()), relative=0.3).french
        french = self.clause()
        for _ in range(self.pick(JOINED)):
            join = self.pick(tuple(world.JOINS))
            at = self.say(join)
            french += [(word, at) for word in world.JOINS[join].split()] + self.clause()
        return french

    def clause(self) -> list[Word]:
        subject = self.subject()
        return subject.french + self.deed(subject, relative=0.25)

    def subject(self) -> Subject:
        if self.chance(0.5):
            return self.pronoun()
        if self.chance(0.12):
            return self.both()
        return self.thing(self.pick(world.nouns() if self.chance(0.3) else world.nouns(ALIVE)), relative=0.25)

    def pronoun(self) -> Subject:
        person = self.rng.randrange(5)
        english, french, feminine = world.SUBJECTS[person]
        woman = self.women.get(english, False)
        if english == "he" and self.chance(0.5):
            english, woman = "she", True
        return Subject([(feminine if woman and feminine else french, self.say(english))], person, woman, PERSON)

    def both(self) -> Subject:
        """The man and the woman: feminine only where both are."""
        one = self.pick(world.nouns(ALIVE))
        others = [noun for noun in world.nouns(one.kinds & ALIVE) if noun is not one]
        first, at, second = self.thing(one, many=False), self.say("and"), self.thing(self.pick(others), many=False)
        feminine = first.feminine and second.feminine
        return Subject([*first.french, ("et", at), *second.french], 4, feminine, first.kinds & second.kinds)

    def thing(
        self, noun: Noun, many: bool | None = None, sure: bool = False, denied: bool = False, relative: float = 0.0
    ) -> Subject:
        """A noun with determiner and adjectives; not "a" where it must be `sure`; "a" is "de" where `denied`."""
        many = self.chance(0.3) if many is None else many
        row = self.determiner(noun, many, sure)
        adjectives = [
            self.pick(options)
            for before, share in ((True, 0.3), (False, 0.25))
            if self.chance(share) and (options := [w for w in world.adjectives(noun.kinds) if w.before == before])
        ]
        plain = adjectives and not adjectives[0].kinds & {"colour", "beside", "state"}
        very = ["very"] if plain and self.chance(0.2) else []
        words = [*very, *(word.english for word in adjectives), noun.english[many]]
        at = self.say("an" if row[0] == "a" and not many and words[0][0] in "aeiou" else row[many], *words)
        head: Word = (noun.french[many], at[-1:])
        front: list[Word] = []
        back: list[Word] = []
        for index, word in enumerate(adjectives):
            place = index + 1 + len(very)
            bent = word.form(noun.feminine, many, head[0] if word.before else "")
            side = front if word.before else back
            side += [("très", at[1:2])] * (index == 0 and bool(very)) + [(bent, at[place : place + 1])]
        rest = [*front, head, *back]
        article = "de" if row[0] == "a" and denied else _determiner(row, noun.feminine, many, rest[0][0])
        found = Subject([(article, at[:1]), *rest], 4 if many else 2, noun.feminine, noun.kinds)
        return replace(found, french=found.french + self.relative(found)) if self.chance(relative) else found

    def determiner(self, noun: Noun, many: bool, sure: bool) -> tuple[str, ...]:
        if self.chance(0.4):
            return world.DETERMINERS["the"]
        left_out = {"a"} if sure else set()
        left_out |= set() if "own" in noun.kinds else world.OWNERS
        return self.pick([row for name, row in world.DETERMINERS.items() if row[many] and name not in left_out])

    def relative(self, head: Subject) -> list[Word]:
        """Who sleeps, that is red, that I see."""
        if self.chance(0.45):
            at = self.say("that")
            subject = self.pronoun() if self.chance(0.6) else self.thing(self.pick(world.nouns(PERSON)))
            verb = self.pick([v for v in world.verbs(PERSON) if v.objects & head.kinds and not v.preposition])
            said = self.say(verb.english[subject.person == 2], verb.particle)
            return [("que", at), *subject.french, (verb.french[subject.person], said)]
        at = self.say("who" if "person" in head.kinds else "that")
        return [("qui", at), *self.deed(head, relative=0.0)]

    def deed(self, subject: Subject, relative: float) -> list[Word]:
        """What is said of the subject: how or where it is, or what it does."""
        able = world.verbs(subject.kinds)
        if not able or self.chance(0.3):
            return self.being(subject)
        return self.doing(subject, self.pick(able), relative)

    def being(self, subject: Subject) -> list[Word]:
        if not subject.kinds & {"place", "star"} and self.chance(0.25):
            at = self.say(world.ENGLISH_BE[subject.person])
            denied = self.rng.choices(("", "pas"), (0.8, 0.2))[0]
            return [*_around((world.BE.french[subject.person], at), denied, self.say(NO[denied])), *self.place()]
        word = self.pick([word for word in world.adjectives(subject.kinds) if "beside" not in word.kinds])
        passing, degree = "state" in word.kinds, not word.kinds & {"colour", "built"}
        at = self.say(world.ENGLISH_BE[subject.person])
        denied = self.rng.choices(("", "pas", "jamais"), (0.78, 0.18, 0.04 * passing))[0]
        no = self.say(NO[denied])
        often = self.some(world.OFTEN, 0.15 * (passing and denied != "jamais"))
        very = [("très", self.say("very"))] if degree and self.chance(0.18) else []
        bent = (word.form(subject.feminine, subject.person > 2), self.say(word.english))
        french = [*_around((world.BE.french[subject.person], at), denied, no), *often, *very, bent]
        return french + self.some(world.WHEN, 0.2 * (passing and not often and denied != "jamais"))

    def doing(self, subject: Subject, verb: Verb, relative: float) -> list[Word]:
        person, lasting = subject.person, bool(verb.english[2]) and self.chance(0.4)
        denied = self.rng.choices(("", "pas", "jamais"), (0.78, 0.18, 0.04 * (not lasting)))[0]
        helper = self.say(world.ENGLISH_BE[person]) if lasting else ()
        do = ("does" if person == 2 else "do") if denied == "pas" and not lasting else ""
        no = self.say(do, NO[denied])
        often = self.some(world.OFTEN, 0.12 * (not lasting and denied != "jamais"))
        form = 2 if lasting else int(person == 2 and not do)
        at = helper + self.say(verb.english[form], verb.particle)
        pronoun, rest = self.object(verb, subject, bool(denied), bool(often), relative)
        rest = [(verb.preposition, at[-1:]), *rest] if verb.preposition else rest
        around = _around((verb.french[person], at), denied, no, pronoun)
        return [*around, *often, *rest, *self.some(world.WHEN, 0.15 * lasting)]

    def object(
        self, verb: Verb, subject: Subject, denied: bool, often: bool, relative: float
    ) -> tuple[list[Word], list[Word]]:
        """What stands before the French verb, and what after it."""
        if not verb.objects:
            how = {world.HOW[trait][0]: world.HOW[trait][1] for trait in world.HOW if trait in verb.traits}
            done = self.some(how, 0.3 * (bool(how) and not often))
            return [], done + (self.place() if self.chance(0.35) else [])
        if "who" in verb.traits and self.chance(0.3):
            own = {0: (0, 3), 1: (1,), 3: (0, 3)}.get(subject.person, ())
            word = self.pick([word for word, (_, person) in world.OBJECTS.items() if person not in own])
            return [(world.OBJECTS[word][0], self.say(word))], []
        direct, open_ = not verb.preposition, denied or "wished" in verb.traits
        found = self.thing(
            self.pick(world.nouns(verb.objects)),
            sure=direct and ("sure" in verb.traits or (denied and often)),
            denied=direct and denied,
            relative=relative * (not open_),  # of what may not exist, French would tell in the subjunctive
        )
        return [], found.french

    def place(self) -> list[Word]:
        word = self.pick(tuple(world.PLACES))
        french, kinds = world.PLACES[word]
        at = self.say(word)
        return [*((part, at) for part in french.split()), *self.thing(self.pick(world.nouns(kinds))).french]


def _determiner(row: tuple[str, ...], feminine: bool, many: bool, following: str) -> str:
    word = row[4] if many else row[2 + feminine]
    linked = {"ma": "mon", "ta": "ton", "sa": "son", "ce": "cet"}
    return linked.get(word, word) if opens_with_a_vowel(following) else word


def _around(verb: Word, denied: str, no: tuple[int, ...], pronoun: Sequence[Word] = ()) -> list[Word]:
    """The French verb between the two halves of its negation."""
    return [("ne", no), *pronoun, verb, (denied, no)] if denied else [*pronoun, verb]


def spell(words: Sequence[Word]) -> list[Word]:
    """As it is written: de + le = du, je + aime = j' aime."""
    spelt: list[Word] = []
    for index, (word, places) in enumerate(words):
        following = words[index + 1][0] if index + 1 < len(words) else "."
        before, at = spelt[-1] if spelt else ("", ())
        if (before, word) in world.CONTRACTED and not (word == "le" and opens_with_a_vowel(following)):
            spelt[-1] = world.CONTRACTED[before, word], tuple(sorted({*at, *places}))
        elif word in world.ELIDED and opens_with_a_vowel(following):
            spelt.append((word[:-1] + "'", places))
        else:
            spelt.append((word, places))
    return spelt
