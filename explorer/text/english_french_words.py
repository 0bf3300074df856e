"""The words of the English-French world: what each is in the other language, how it bends, and what it goes with."""

from dataclasses import dataclass
from functools import lru_cache

FREED = {"hibou", "hiboux"}  # an h that nothing elides before; all other words with h here are like words with a vowel
VOWELS = "aàâeéèêëiîïoôœuùûyh"


@dataclass(frozen=True)
class Noun:
    english: tuple[str, str]  # one, many
    french: tuple[str, str]
    feminine: bool
    kinds: frozenset[str]  # what adjectives and verbs ask for


@dataclass(frozen=True)
class Adjective:
    english: str
    french: tuple[str, str, str, str]  # masculine, feminine, and both in the plural
    before: bool  # stands before its noun
    kinds: frozenset[str]
    linking: str  # the masculine before a vowel: "bel" for "beau"

    def form(self, feminine: bool, many: bool, following: str = "") -> str:
        """As it is written for a noun of this gender and number, before the word that follows."""
        if following and not feminine and not many and opens_with_a_vowel(following):
            return self.linking
        return self.french[2 * many + feminine]


@dataclass(frozen=True)
class Verb:
    english: tuple[str, str, str]  # see, sees, seeing; the last is empty where nobody says so
    particle: str  # "for" in "look for"; empty where there is none
    preposition: str  # "à" in "parler à"
    french: tuple[str, str, str, str, str]  # je, tu, il, nous, ils
    objects: frozenset[str]  # kinds of nouns; empty where nothing may follow
    subjects: frozenset[str]
    # sure: its object is never "a"; who: it may be a pronoun; wished: it may not exist; the others: how it can be done
    traits: frozenset[str]


def opens_with_a_vowel(word: str) -> bool:
    """Whether the word makes the one before it lose or change its end."""
    return word[0] in VOWELS and word not in FREED


# English one and many, French one and many, gender, kinds. "own" may be somebody's: my woman is not my wife.
_NOUNS = """
man men homme hommes m person
woman women femme femmes f person
boy boys garçon garçons m person,young
girl girls fille filles f person,young
child children enfant enfants m person,young,own
king kings roi rois m person,own
queen queens reine reines f person,own
cat cats chat chats m animal,own
dog dogs chien chiens m animal,own
horse horses cheval chevaux m animal,own
bird birds oiseau oiseaux m animal,own
mouse mice souris souris f animal,own
cow cows vache vaches f animal,own
rabbit rabbits lapin lapins m animal,own
owl owls hibou hiboux m animal,own
car cars voiture voitures f thing,goes,own
bike bikes vélo vélos m thing,goes,own
boat boats bateau bateaux m thing,goes,own
bag bags sac sacs m thing,opens,own
chair chairs chaise chaises f thing,top,own
table tables table tables f thing,top,own
flower flowers fleur fleurs f thing,own
tree trees arbre arbres m thing,spot,shade,own
star stars étoile étoiles f star
house houses maison maisons f thing,place,built,own
door doors porte portes f thing,opens,spot,own
window windows fenêtre fenêtres f thing,opens,own
apple apples pomme pommes f food,own
orange oranges orange oranges f food,own
egg eggs œuf œufs m food,own
cake cakes gâteau gâteaux m food,own
book books livre livres m text,thing,own
letter letters lettre lettres f text,own
story stories histoire histoires f text,own
hat hats chapeau chapeaux m clothes,own
coat coats manteau manteaux m clothes,own
dress dresses robe robes f clothes,own
garden gardens jardin jardins m place,own
park parks parc parcs m place,goal
school schools école écoles f place,built,goal,own
church churches église églises f place,built,goal
hotel hotels hôtel hôtels m place,built,goal,own
station stations gare gares f place,built,goal
market markets marché marchés m place,goal
"""

# English, four French forms, place, kinds of nouns, and the linking form where it is another than the masculine. What
# is a state may change; what is only said beside a noun is not said with "is".
_ADJECTIVES = """
red rouge rouge rouges rouges after thing,food,clothes,colour
green vert verte verts vertes after thing,food,clothes,colour
blue bleu bleue bleus bleues after thing,clothes,colour
white blanc blanche blancs blanches after animal,thing,clothes,colour
black noir noire noirs noires after animal,thing,clothes,colour
yellow jaune jaune jaunes jaunes after thing,food,clothes,colour
grey gris grise gris grises after animal,thing,clothes,colour
brown brun brune bruns brunes after animal,thing,clothes,colour
happy heureux heureuse heureux heureuses after person,animal,state
sad triste triste tristes tristes after person,animal,state
tired fatigué fatiguée fatigués fatiguées after person,animal,state
sick malade malade malades malades after person,animal,state
strong fort forte forts fortes after person,animal
rich riche riche riches riches after person
intelligent intelligent intelligente intelligents intelligentes after person,animal
fast rapide rapide rapides rapides after animal,goes
slow lent lente lents lentes after animal,goes
heavy lourd lourde lourds lourdes after thing
expensive cher chère chers chères after thing,clothes,food
open ouvert ouverte ouverts ouvertes after opens,built,state
closed fermé fermée fermés fermées after opens,built,state
big grand grande grands grandes before animal,thing,clothes,place,young
small petit petite petits petites before person,animal,thing,food,clothes,place,text,star
little petit petite petits petites before person,animal,thing,food,clothes,place,text,star
old vieux vieille vieux vieilles before person,animal,thing,clothes,place,text vieil
new nouveau nouvelle nouveaux nouvelles before thing,clothes,place,text,beside nouvel
beautiful beau belle beaux belles before person,animal,thing,food,clothes,place,text,star bel
young jeune jeune jeunes jeunes before person,animal
pretty joli jolie jolis jolies before thing,clothes,place,star
good bon bonne bons bonnes before food,text,beside
bad mauvais mauvaise mauvais mauvaises before food,text,beside
long long longue longs longues before text,beside
"""

_ALIVE = "person,animal"
_ANYTHING = "person,animal,thing,food,clothes,place,text,star"
# English three forms and a particle, a French preposition and five forms, objects, subjects, traits; "-" for none
_VERBS = f"""
see sees - - - vois vois voit voyons voient {_ANYTHING} {_ALIVE} who
love loves - - - aime aimes aime aimons aiment {_ANYTHING} {_ALIVE} who,sure
like likes - - - aime aimes aime aimons aiment {_ANYTHING} {_ALIVE} sure
have has - - - ai as a avons ont animal,thing,food,clothes,text person -
want wants - - - veux veux veut voulons veulent animal,thing,food,clothes,text person wished
find finds - - - trouve trouves trouve trouvons trouvent animal,thing,food,clothes,text {_ALIVE} who
buy buys buying - - achète achètes achète achetons achètent animal,thing,food,clothes person -
sell sells selling - - vends vends vend vendons vendent animal,thing,food,clothes person -
eat eats eating - - mange manges mange mangeons mangent food {_ALIVE} -
read reads reading - - lis lis lit lisons lisent text person -
write writes writing - - écris écris écrit écrivons écrivent text person -
open opens opening - - ouvre ouvres ouvre ouvrons ouvrent opens person -
wear wears wearing - - porte portes porte portons portent clothes person -
draw draws drawing - - dessine dessines dessine dessinons dessinent {_ANYTHING} person -
watch watches watching - - regarde regardes regarde regardons regardent {_ANYTHING} {_ALIVE} who,sure
help helps helping - - aide aides aide aidons aident {_ALIVE} person who,sure
look looks looking for - cherche cherches cherche cherchons cherchent {_ANYTHING} {_ALIVE} who,wished
listen listens listening to - écoute écoutes écoute écoutons écoutent {_ALIVE} {_ALIVE} who,sure
speak speaks speaking to à parle parles parle parlons parlent {_ALIVE} person sure
go goes going to à vais vas va allons vont goal {_ALIVE} sure
sleep sleeps sleeping - - dors dors dort dormons dorment - {_ALIVE} well
sing sings singing - - chante chantes chante chantons chantent - {_ALIVE} well
dance dances dancing - - danse danses danse dansons dansent - {_ALIVE} well,slow
run runs running - - cours cours court courons courent - {_ALIVE} fast,slow
swim swims swimming - - nage nages nage nageons nagent - {_ALIVE} well,fast,slow
walk walks walking - - marche marches marche marchons marchent - {_ALIVE} fast,slow
work works working - - travaille travailles travaille travaillons travaillent - person well,fast,slow
play plays playing - - joue joues joue jouons jouent - {_ALIVE} well
laugh laughs laughing - - ris ris rit rions rient - person -
smile smiles smiling - - souris souris sourit sourions sourient - person -
"""

BE = Verb(("be", "is", ""), "", "", ("suis", "es", "est", "sommes", "sont"), frozenset(), frozenset(), frozenset())
ENGLISH_BE = ("am", "are", "is", "are", "are")
SUBJECTS = (("I", "je", ""), ("you", "tu", ""), ("he", "il", "elle"), ("we", "nous", ""), ("they", "ils", "elles"))
OBJECTS = {"me": ("me", 0), "you": ("te", 1), "him": ("le", 2), "her": ("la", 2), "us": ("nous", 3), "them": ("les", 4)}
# English one and many; French masculine, feminine, many
DETERMINERS = {
    "the": ("the", "the", "le", "la", "les"),
    "a": ("a", "", "un", "une", ""),
    "this": ("this", "these", "ce", "cette", "ces"),
    "my": ("my", "my", "mon", "ma", "mes"),
    "your": ("your", "your", "ton", "ta", "tes"),
    "his": ("his", "his", "son", "sa", "ses"),
    "her": ("her", "her", "son", "sa", "ses"),
    "our": ("our", "our", "notre", "notre", "nos"),
    "their": ("their", "their", "leur", "leur", "leurs"),
    "two": ("", "two", "", "", "deux"),
    "three": ("", "three", "", "", "trois"),
}
OWNERS = frozenset("my your his her our their".split())
HOW = {"well": ("well", "bien"), "fast": ("fast", "vite"), "slow": ("slowly", "lentement")}
OFTEN = {"often": "souvent", "always": "toujours"}
WHEN = {"today": "aujourd'hui", "now": "maintenant"}
PLACES = {  # English, French, kinds
    "in": ("dans", frozenset({"place"})),
    "on": ("sur", frozenset({"top"})),
    "under": ("sous", frozenset({"top", "shade"})),
    "behind": ("derrière", frozenset({"spot", "built"})),
    "near": ("près de", frozenset({"spot", "place"})),
}
JOINS = {"and": "et", "but": "mais", "because": "parce que", "when": "quand"}
CONTRACTED = {("de", "le"): "du", ("de", "les"): "des", ("à", "le"): "au", ("à", "les"): "aux"}
ELIDED = {"je", "me", "te", "le", "la", "ne", "de", "que"}


def _kinds(text: str) -> frozenset[str]:
    return frozenset() if text == "-" else frozenset(text.split(","))


@lru_cache
def nouns(kinds: frozenset[str] = frozenset()) -> tuple[Noun, ...]:
    """All nouns, or those of one of these kinds."""
    if kinds:
        return tuple(noun for noun in nouns() if noun.kinds & kinds)
    rows = [line.split() for line in _NOUNS.strip().splitlines()]
    return tuple(Noun((a, b), (c, d), gender == "f", _kinds(kinds)) for a, b, c, d, gender, kinds in rows)


@lru_cache
def adjectives(kinds: frozenset[str] = frozenset()) -> tuple[Adjective, ...]:
    """All adjectives, or those that go with a noun of these kinds."""
    if kinds:
        return tuple(word for word in adjectives() if word.kinds & kinds)
    rows = [line.split() for line in _ADJECTIVES.strip().splitlines()]
    return tuple(
        Adjective(word, (m, f, mm, ff), place == "before", _kinds(kinds), linking[0] if linking else m)
        for word, m, f, mm, ff, place, kinds, *linking in rows
    )


@lru_cache
def verbs(subjects: frozenset[str] = frozenset()) -> tuple[Verb, ...]:
    """All verbs, or what subjects of these kinds can do."""
    if subjects:
        return tuple(verb for verb in verbs() if verb.subjects & subjects)
    rows = [line.split() for line in _VERBS.strip().splitlines()]
    words = [["" if field == "-" else field for field in row[:10]] for row in rows]
    return tuple(
        Verb((a, b, c), particle, preposition, (je, tu, il, nous, ils), *map(_kinds, row[10:]))
        for (a, b, c, particle, preposition, je, tu, il, nous, ils), row in zip(words, rows, strict=True)
    )


@lru_cache
def vocabulary() -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every English and every French word, sorted."""
    english = {
        "a",
        "an",
        "and",
        "very",
        "not",
        "never",
        "do",
        "does",
        "who",
        "that",
        "she",
        *ENGLISH_BE,
        *JOINS,
        *PLACES,
    }
    english |= {*OFTEN, *WHEN, *(word for word, _ in HOW.values()), *OBJECTS, *(row[0] for row in SUBJECTS)}
    english |= {word for row in DETERMINERS.values() for word in row[:2]} | {word.english for word in adjectives()}
    english |= {word for noun in nouns() for word in noun.english}
    english |= {word for verb in verbs() for word in (*verb.english, verb.particle)}
    french = {"très", "pas", "jamais", "ne", "qui", "que", "de", "à", "et", "cet", *CONTRACTED.values(), *BE.french}
    french |= {
        *OFTEN.values(),
        *WHEN.values(),
        *(word for _, word in HOW.values()),
        *(word for word, _ in OBJECTS.values()),
    }
    french |= {part for text in (*JOINS.values(), *(name for name, _ in PLACES.values())) for part in text.split()}
    french |= {word for row in (*SUBJECTS, *(row[1:] for row in DETERMINERS.values())) for word in row[1:]}
    french |= {word[:-1] + "'" for word in ELIDED} | {
        form for word in adjectives() for form in (*word.french, word.linking)
    }
    french |= {word for noun in nouns() for word in noun.french} | {word for verb in verbs() for word in verb.french}
    return tuple(sorted(english - {""})), tuple(sorted(french - {""}))
