"""What a visitor may type, paste or put into an address: words, nonsense, and what has broken programs before."""

import random
import sys

MARK = "xss-{n}"  # stands in what the visitor of case n types, so that it can be found again
MARKUP = (  # none of this may reach a page as markup: as HTML, as Markdown, as a formula of a table
    "<{mark}>", "<img src=x onerror={mark}>", "<script>alert('{mark}')</script>", "\"' onx=\"{mark}", "</script><{mark}>",
    "[{mark}](https://{mark}.example)", "![{mark}](https://{mark}.example/a.png)", ":red[{mark}]", "${mark}^2$", "`{mark}`",
    '=HYPERLINK("http://{mark}")', "=cmd|'/C {mark}'!A0", "+{mark}+1", "-{mark}", "@SUM({mark})", "\t={mark}", "a,=1+{mark}",
)  # fmt: skip
NASTY = (
    "", " ", "a", "?", ".", "the", "\n", "\t", "🙂", "👩‍👩‍👧 king", "🇫🇷🇪🇸", "مرحبا بالعالم", "שלום", "ที่นี่", "王と女王", "ß İ ı ǆ ﬁ",
    "\x00\x07king", "\u202eking\u2066", "\ufeffking", "\u200b\u200d\ufe0f", "\ufffd\uffff\U0010ffff", "e\u0301" * 40, "z" + "\u0334\u0347" * 80,
    "# title\n**bold** `code` ~~s~~\n- list\n> quote", ":material/home: :rainbow[y] :smile:", "$$\\frac{1}{0}$$ \\( x \\) \\begin{a}",
    "{token} {0} {} {{}} %s %(a)s %n", "{text.__class__.__mro__}", "${jndi:x}", "#{7*7} {{7*7}} <%= 7 %>", "'\"`;-- DROP TABLE x", "\\", "\\x00\\u0000\\N{DASH}",
    "<unk> <s> </s> <pad> <story> [CLS] [MASK]", "../../../etc/passwd", "/etc/passwd", "C:\\Windows\\win.ini", "file:///etc/passwd", "~/.ssh/id_rsa", "hf:/etc", "hf:../..",
    "NaN", "inf", "-inf", "1e999", "-1", "0", "99999999999999999999", "⅔", "١٢", "1_000", "0x10", "true", "null", "[]", "None", "()", "__import__('os')",
    "king", "the queen beside the king lost", "Anna's cat—the red one…", "king-man+woman", "low lower newest", "ROMEO:", "the cat sat on the mat",
)  # fmt: skip
WORDS = "the a cat king queen anna ball red was what colour ? . kitchen lost her crown low lower newest 7 x".split()


def text(rng: random.Random, mark: str, most: int = 4000) -> str:
    """Anything: usually short, at times long, half of the time with this visitor's mark as markup."""
    kind = rng.random()
    if kind < 0.35:
        made = rng.choice(MARKUP).format(mark=mark)
    elif kind < 0.6:
        made = rng.choice(NASTY)
    elif kind < 0.75:
        made = " ".join(rng.choices(WORDS, k=rng.randint(1, 30)))
    elif kind < 0.85:
        made = "".join(character(rng) for _ in range(rng.randint(1, 60)))
    else:
        parts = [rng.choice(MARKUP).format(mark=mark), rng.choice(NASTY), *rng.choices(WORDS, k=3), character(rng)]
        rng.shuffle(parts)
        made = rng.choice(["", " ", "\n"]).join(parts)
    if rng.random() < 0.08:
        made = (made + rng.choice(["", " ", "\n"])) * rng.randint(2, max(2, most // (len(made) + 1)))
    return made[:most]


def character(rng: random.Random) -> str:
    """One of all code points that a browser can send."""
    plane = rng.choice([(0, 0x7F), (0x80, 0x2FF), (0x300, 0x36F), (0x590, 0x6FF), (0x2000, 0x206F), (0x3000, 0x9FFF)])
    low, high = plane if rng.random() < 0.9 else (0, sys.maxunicode)
    code = rng.randint(low, high)
    return "\ufffd" if 0xD800 <= code < 0xE000 else chr(code)


def value(rng: random.Random, mark: str, known: tuple[str, ...]) -> str:
    """A value of a parameter: as the page itself would write it, a number, or anything."""
    kind = rng.random()
    if kind < 0.45 and known:
        return rng.choice(known)
    if kind < 0.6:
        return str(rng.choice([0, 1, 2, 3, 4, 5, 6, 8, 12, 20, 99, 100, 127, 128, 1000, 2048]))
    if kind < 0.7:
        return rng.choice(["-1", "0.5", "0.0001", "1.99", "1e-9", "1e308", "2.5", "007", "+3", " 4 ", "4.0", "9" * 40])
    return text(rng, mark, 1500)
