"""What can happen in a microworld story: each event writes a sentence or two; every draw can be read off them."""

from explorer.text.microworld_teller import Fact, Person, Teller
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


def introduce(t: Teller) -> None:
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
    t.people.append(Person(name, sex, habits, at))


def own(t: Teller) -> None:
    owner = t.someone()
    t.subject(owner)
    owner_at = owner.last
    t.write("had a")
    thing = t.pick([o for o in OBJECTS if o not in {fact.object for fact in t.facts}])
    t.write(f"{thing} . the {thing} was")
    colour = t.pick([c for c in COLOURS if c not in {fact.colour for fact in t.facts}])
    t.facts.append(Fact(owner, owner_at, thing, colour, t.write(colour)))
    t.write(".")


def put(t: Teller) -> None:
    t.subject(t.someone())
    loose = [fact for fact in t.facts if fact.place is None]
    fact = loose[0] if len(loose) == 1 else t.pick(loose)
    t.write(f"put the {fact.object} in the")
    fact.place = t.pick([p for p in PLACES if p not in {other.place for other in t.facts}])
    fact.place_at = t.write(fact.place)
    t.write(".")


def live(t: Teller) -> None:
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


def speak(t: Teller) -> None:
    able = [person for person in t.people if person.country and not person.spoke]
    person = able[0] if len(able) == 1 else t.pick(able)
    assert person.country
    person.spoke = True
    t.subject(person)
    t.write("spoke")
    t.write_choice("language", person.country[2], [c[2] for c in COUNTRIES], person.country_at)
    t.write("very well .")


def habit(t: Teller) -> None:
    idle = [person for person in t.people if person.habits]
    person = idle[0] if len(idle) == 1 else t.pick(idle)
    t.subject(person)
    habit = t.pick(person.habits)
    person.habits = tuple(other for other in person.habits if other != habit)
    t.write(f"{habit} .")


def agree(t: Teller) -> None:
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


def lose(t: Teller) -> None:
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


def mondays(t: Teller) -> None:
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


def say(t: Teller) -> None:
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


def _aside(t: Teller, bracket: str, depth: int) -> None:
    opening = t.write(bracket)
    t.write(f"a {t.pick(LOOKS)} place")
    if t.pick((False, True), (0.6, 0.4)):
        t.write(f"near the {t.pick(PLACES)}")
    if depth < 2 and t.pick((False, True)):
        _aside(t, "[" if bracket == "(" else "(", depth + 1)
    t.write_choice("brackets", ")" if bracket == "(" else "]", (")", "]"), opening)


def describe(t: Teller) -> None:
    t.write(f"the {t.pick(PLACES)}")
    _aside(t, t.pick(("(", "[")), 1)
    t.write(f"was {t.pick(STATES)} .")


def song(t: Teller) -> None:
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


def dragon(t: Teller) -> None:
    t.write("a dragon called")
    first = t.pick(SYLLABLES)
    second = t.pick([s for s in SYLLABLES if s != first])
    at = t.write(f"{first} {second}")
    t.dragon = first, at - 1, second, at
    t.write(f"lived in the {t.pick(PLACES)} .")


def dragon_again(t: Teller) -> None:
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


def count(t: Teller) -> None:
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


def compare_sizes(t: Teller) -> None:
    size = t.pick(range(len(ANIMALS)))
    other = t.pick([i for i in range(len(ANIMALS)) if i != size])
    t.write(f"a {ANIMALS[size][0]} is not like a")
    at = t.write(ANIMALS[other][0])
    t.write(", it is")
    t.write_choice("size", "bigger" if size > other else "smaller", ("bigger", "smaller"), at)
    t.write(".")


def compare_people(t: Teller) -> None:
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


def help_each_other(t: Teller) -> None:
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


def cross(t: Teller) -> None:
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


def eat(t: Teller) -> None:
    animal = t.pick(ANIMALS)
    t.write(f"in the morning the {animal[t.pick((0, 1))]} ate the {t.pick(animal[2], (0.7, 0.3))} .")


def sell(t: Teller) -> None:
    country = t.pick(COUNTRIES)
    t.write(t.pick((f"the shops of {country[1]}", f"the shops of {country[0]}", f"the {country[2]} shops")))
    weights = [20.0 if other is country else 0.3 for other in COUNTRIES]
    t.write(f"sold {t.pick([c[3] for c in COUNTRIES], weights)} .")
