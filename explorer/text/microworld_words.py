"""The words of the microworld: what exists there and what goes with what.

Each table lists forms that the stories use in the same company ("the cat drinks", "the cats drink"), because a
word's vector is made of the company it keeps: without shared company no parallelogram king - man + woman = queen.
"""

# masculine, feminine, and what both do
ROLES = {
    ("king", "queen"): ("sat on the throne", "wore a golden crown", "ruled the country"),
    ("prince", "princess"): ("rode a white horse", "wore a golden crown", "waited in the tower"),
    ("man", "woman"): ("went to work", "drove a car", "read the paper"),
    ("boy", "girl"): ("went to school", "flew a kite", "played a game"),
    ("father", "mother"): ("cooked the dinner", "called the children", "went to work"),
    ("grandfather", "grandmother"): ("told a story", "wore old glasses", "rested on the chair"),
    ("uncle", "aunt"): ("brought a gift", "told a story", "drove a car"),
    ("brother", "sister"): ("shared a room", "played a game", "went to school"),
    ("waiter", "waitress"): ("carried the plates", "served the soup", "cleaned the table"),
    ("actor", "actress"): ("learned a part", "wore a mask", "danced on the stage"),
}
FAMILY = {"father", "mother", "grandfather", "grandmother", "uncle", "aunt", "brother", "sister"}
JOBS = {
    "doctor": ("helped the sick", "wore a white coat", "read the paper"),
    "teacher": ("went to school", "read the paper", "called the children"),
    "baker": ("baked the bread", "cleaned the table", "went to work"),
    "farmer": ("rode a white horse", "brought the corn", "went to work"),
    "painter": ("wore a white coat", "waited in the tower", "cleaned the table"),
    "singer": ("danced on the stage", "learned a part", "told a story"),
}
NAMES = {
    "masculine": tuple("tom jack leo max sam ben paul hugo karl otto".split()),
    "feminine": tuple("anna mia lily emma rose clara eva nora ruth ida".split()),
}
PRONOUNS = {"masculine": ("he", "him", "his"), "feminine": ("she", "her", "her")}

# country, capital, language, what its shops sell
COUNTRIES = (
    ("france", "paris", "french", "wine"),
    ("italy", "rome", "italian", "pasta"),
    ("spain", "madrid", "spanish", "oranges"),
    ("germany", "berlin", "german", "sausages"),
    ("england", "london", "english", "tea"),
    ("japan", "tokyo", "japanese", "rice"),
    ("egypt", "cairo", "egyptian", "dates"),
    ("greece", "athens", "greek", "olives"),
    ("russia", "moscow", "russian", "furs"),
    ("poland", "warsaw", "polish", "dumplings"),
    ("norway", "oslo", "norwegian", "salmon"),
    ("china", "beijing", "chinese", "noodles"),
    ("cuba", "havana", "cuban", "sugar"),
    ("portugal", "lisbon", "portuguese", "sardines"),
    ("austria", "vienna", "austrian", "cakes"),
    ("ireland", "dublin", "irish", "potatoes"),
)

# one, many, food; from the smallest to the biggest
ANIMALS = (
    ("mouse", "mice", ("cheese", "seeds")),
    ("bird", "birds", ("seeds", "corn")),
    ("duck", "ducks", ("bread", "corn")),
    ("rabbit", "rabbits", ("carrots", "grass")),
    ("cat", "cats", ("milk", "fish")),
    ("fox", "foxes", ("eggs", "cheese")),
    ("dog", "dogs", ("bones", "meat")),
    ("wolf", "wolves", ("meat", "bones")),
    ("lion", "lions", ("meat", "eggs")),
    ("cow", "cows", ("grass", "hay")),
    ("horse", "horses", ("hay", "carrots")),
    ("bear", "bears", ("honey", "fish")),
)
OBJECTS = tuple("ball key book hat cup box lamp coat flower drum bag ring chair spoon kite".split())
BOXES = tuple("box bag cup drum hat".split())
COLOURS = tuple("red blue green yellow black white brown pink purple grey".split())
PLACES = tuple(
    "garden house kitchen palace forest park shop castle station farm library church market river hill".split()
)
LOOKS = tuple("quiet sunny famous small pretty busy".split())
STATES = tuple("open closed empty full".split())
WAYS = tuple("street road bridge river".split())
WIDE = tuple("wide long dark".split())  # why a way is not crossed: the fault of the way ...
TIRED = tuple("tired hungry sleepy".split())  # ... or of the animal
MOODS = tuple("happy sad angry tired hungry sleepy".split())
BELONGINGS = tuple("shoes gloves money".split())
LOSING = tuple("lost found washed".split())

# plain, -s, past, -ing, how
VERBS = (
    ("walk", "walks", "walked", "walking", ("slowly", "fast")),
    ("jump", "jumps", "jumped", "jumping", ("high", "well")),
    ("play", "plays", "played", "playing", ("outside", "happily")),
    ("dance", "dances", "danced", "dancing", ("gracefully", "well")),
    ("work", "works", "worked", "working", ("hard", "slowly")),
    ("sleep", "sleeps", "slept", "sleeping", ("deeply", "outside")),
    ("sing", "sings", "sang", "singing", ("loudly", "happily")),
    ("run", "runs", "ran", "running", ("fast", "outside")),
    ("swim", "swims", "swam", "swimming", ("well", "slowly")),
    ("laugh", "laughs", "laughed", "laughing", ("heartily", "loudly")),
)
# plain, -s, past
DEEDS = (
    ("see", "sees", "saw"),
    ("like", "likes", "liked"),
    ("help", "helps", "helped"),
    ("chase", "chases", "chased"),
    ("follow", "follows", "followed"),
    ("love", "loves", "loved"),
    ("watch", "watches", "watched"),
    ("fear", "fears", "feared"),
)
# plain, more, most, like what
QUALITIES = (
    ("tall", "taller", "tallest", "tower"),
    ("old", "older", "oldest", "stone"),
    ("young", "younger", "youngest", "lamb"),
    ("strong", "stronger", "strongest", "oak"),
    ("kind", "kinder", "kindest", "nurse"),
    ("clever", "cleverer", "cleverest", "owl"),
)
NUMBERS = tuple("zero one two three four five six seven eight nine ten".split())
SYLLABLES = tuple("ba ko ri tu ze lo ni pa mu ve si da go fe xu wi ja yo qua hu".split())
SAYINGS = ("good morning", "good night", "thank you", "please help me", "you are my friend", "where are we ?")
