"""Texts to learn from: generated stories, or what a visitor brings."""

from functools import lru_cache

from explorer.text import microworld

# The example of Sennrich, Haddow and Birch 2016, section 3.2
CLASSIC = "low low low low low lower lower newest newest newest newest newest newest widest widest widest"
LARGEST = 5_000_000  # bytes of a text of one's own


@lru_cache
def stories(count: int = 300, seed: int = 0) -> str:
    """Microworld stories as running text, one a line."""
    return "\n".join(" ".join(told.tokens[1:-1]) for told in microworld.stories(count, seed))


def decode(data: bytes) -> tuple[str, str]:
    """The text of a file, and the encoding that was assumed.

    Raises ValueError, with a sentence for the visitor, where the file is empty, too large or not text.
    """
    if len(data) > LARGEST:
        raise ValueError(f"The file has {len(data):,} bytes; at most {LARGEST:,} can be read here.")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encoding = "utf-16"
    else:
        encoding = "utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "utf-8"
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        encoding = "cp1252"  # what older programs on Windows write; every byte means something in it
        text = data.decode(encoding, errors="replace").replace("\ufffd", "?")
    control = sum(ord(character) < 32 and character not in "\t\n\r\f" for character in text[:10_000])
    if control > len(text[:10_000]) // 100:
        raise ValueError("This file is not text: it holds control characters. Bring a plain .txt file.")
    if not text.strip():
        raise ValueError("This file is empty.")
    return text, "utf-8" if encoding == "utf-8-sig" else encoding
