"""What a lecturer and a class share: where the lecturer is, what is asked, and how the class votes.

A room is a plain value; every change is a function that gives the next one. A store holds the one that is true now.
Kept are: addresses inside Explorer, the words of one question, one number for each device that voted, and when each
open page last asked. Nothing of it outlives the room, nothing is written to disk. Several processes may share a room:
explorer.redis_room.
"""

import os
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Protocol, runtime_checkable
from urllib.parse import parse_qsl, urlencode

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"  # none looks like another from the last row
MOST = 2000  # devices and open pages that are remembered
PATIENCE = 8.0  # seconds without a sign after which a page has gone
LONGEST = 4000  # characters of an address
# What belongs to one screen and does not travel: the lecturer's key, how a page is shown, and in which language.
PRIVATE = frozenset(
    {"key", "room", "follow", "notes", "path", "lecture", "language", "second", "embed", "embed_options"}
)


@dataclass(frozen=True)
class Place:
    """A chapter with all that is set there: an address without its origin, as in "attention?layer=2&step=scores"."""

    address: str = ""
    version: int = 0  # grows with every move and every wish

    @property
    def chapter(self) -> str:
        return self.address.split("?")[0]

    @property
    def step(self) -> str:
        return dict(parse_qsl(self.address.partition("?")[2])).get("step", "")

    @property
    def name(self) -> str:
        """As in "attention/scores"."""
        return f"{self.chapter}/{self.step}" if self.step else self.chapter


@dataclass(frozen=True)
class Question:
    """What the class is asked. `shares` is the model's own answer, one for each option; hidden until it is revealed."""

    number: int
    name: str  # of the place where it is asked, as in "attention/scores"
    text: str
    options: tuple[str, ...]
    shares: tuple[float, ...]
    revealed: bool = False


@dataclass(frozen=True)
class Room:
    code: str = ""  # empty: nobody is let in
    follows: bool = True  # whether the class goes where the lecturer goes
    place: Place = Place()  # where the lecturer is
    wish: Place = Place()  # where the lecturer's own screen sends the wall
    question: Question | None = None
    asked: frozenset[str] = frozenset()  # names of the questions that have been
    votes: Mapping[str, int] = field(default_factory=dict)  # device to option
    present: Mapping[str, float] = field(default_factory=dict)  # open page to the time of its last sign
    began: float = 0.0  # when the clock was started
    desk: float = 0.0  # last sign of the lecturer's own screen
    path: str = ""  # name of the ready path that the lecturer follows
    questions: int = 0  # how many there were


@runtime_checkable
class Store(Protocol):
    """All that a room needs of the place where it is kept."""

    @property
    def alone(self) -> bool:
        """Whether other processes that share the room cannot be reached at the moment."""
        ...

    @property
    def ready(self) -> bool:
        """Whether they have been reached at all."""
        ...

    def read(self) -> Room: ...

    def change(self, how: Callable[[Room], Room]) -> Room:
        """Replace the room by what `how` makes of it, with no other change in between.

        `how` may be called more than once, each time with what the room is by then.
        """
        ...


class Memory:
    """The room of one process, which has no others."""

    alone, ready = False, True

    def __init__(self) -> None:
        self._room, self._lock = Room(), threading.Lock()

    def read(self) -> Room:
        return self._room

    def change(self, how: Callable[[Room], Room]) -> Room:
        with self._lock:
            self._room = how(self._room)
            return self._room


@lru_cache(maxsize=1)
def shared() -> Store:
    """The store of this server: the Redis that EXPLORER_REDIS_URL names, else its own memory.

    Raises ValueError where that cannot be an address of Redis, or the package for it is missing.
    """
    if address := os.environ.get("EXPLORER_REDIS_URL"):
        from explorer.redis_room import RedisRoom  # it needs this file

        return RedisRoom(address)
    return Memory()


def travelling(chapters: Collection[str], chapter: str, query: str) -> str | None:
    """The part of an address that may be shared; None for no chapter of ours.

    What is too long is left out: a value, then everything behind the longest address.
    """
    if chapter not in chapters:
        return None
    kept: list[tuple[str, str]] = []
    try:
        pairs = parse_qsl(query, max_num_fields=60, keep_blank_values=True)
    except ValueError:
        pairs = []
    for name, value in sorted(pairs):
        plain = name.replace("_", "").replace("-", "").isalnum() and len(name) <= 40
        if plain and name not in PRIVATE and len(value) <= 1500 and len(urlencode([*kept, (name, value)])) <= LONGEST:
            kept.append((name, value))
    return f"{chapter}?{urlencode(kept)}" if kept else chapter


def new_code() -> str:
    return "".join(secrets.choice(LETTERS) for _ in range(4))


def let_in(room: Room, code: str = "") -> Room:
    """With this code, or a new one, where it has none yet."""
    return room if room.code else replace(room, code=code or new_code())


def close(room: Room) -> Room:
    """Everybody out; the lecturer keeps place and clock, and all else is forgotten."""
    kept = {name: getattr(room, name) for name in ("place", "wish", "began", "desk", "path", "questions")}
    return Room(**kept)


def is_open(room: Room, code: str) -> bool:
    return bool(room.code) and code.strip().upper() == room.code


def go(room: Room, address: str) -> Room:
    """The lecturer is at another address; who leaves the step of a question, once there, leaves the question."""
    if address == room.place.address:
        return room
    moved = replace(room, place=Place(address, _version(room)))
    left = room.question is not None and room.place.name == room.question.name != moved.place.name
    return finish(moved) if left else moved


def send(room: Room, address: str) -> Room:
    """The lecturer's own screen asks the wall to go there."""
    return replace(room, wish=Place(address, _version(room)))


def latest(room: Room) -> Place:
    """Where the lecturer is, or is just about to be."""
    return max(room.place, room.wish, key=lambda place: place.version)


def _version(room: Room) -> int:
    return latest(room).version + 1


def has_desk(room: Room, now: float) -> bool:
    """Whether the lecturer's own screen is open somewhere."""
    return now - room.desk < PATIENCE


def meet(room: Room, page: str, now: float) -> Room:
    """A sign of an open page; those that gave none for long are forgotten."""
    present = {one: time for one, time in room.present.items() if now - time < PATIENCE}
    if len(present) < MOST or page in present:
        present[page[:40]] = now
    return replace(room, present=present)


def here(room: Room, now: float) -> int:
    """How many pages of the class are open."""
    return sum(now - time < PATIENCE for time in room.present.values())


def ask(room: Room, name: str, text: str, options: tuple[str, ...], shares: tuple[float, ...]) -> Room:
    """Open a question, with no votes yet. Raises ValueError where the model has no answer to each option."""
    if not options or len(options) != len(shares):
        raise ValueError(f"{len(options)} options and {len(shares)} shares")
    asked = Question(room.questions + 1, name, text, options, shares)
    return replace(room, question=asked, votes={}, asked=room.asked | {name}, questions=asked.number)


def vote(room: Room, number: int, device: str, option: int) -> Room:
    """The choice of a device, in place of its earlier one; nothing changes where it cannot count."""
    asked = room.question
    if asked is None or asked.revealed or asked.number != number or not 0 <= option < len(asked.options):
        return room
    if not 8 <= len(device) <= 64 or (device not in room.votes and len(room.votes) >= MOST):
        return room
    return replace(room, votes={**room.votes, device: option})


def tally(room: Room) -> tuple[int, ...]:
    """How many chose each option."""
    chosen = list(room.votes.values())
    return tuple(chosen.count(option) for option in range(len(room.question.options))) if room.question else ()


def reveal(room: Room) -> Room:
    return replace(room, question=replace(room.question, revealed=True)) if room.question else room


def finish(room: Room) -> Room:
    """The question is over; its votes are forgotten."""
    return replace(room, question=None, votes={})


def following(room: Room, follows: bool) -> Room:
    """Let the class go where the lecturer goes, or let it go."""
    return replace(room, follows=follows)


def along(room: Room, path: str) -> Room:
    """Take one of the ready paths."""
    return replace(room, path=path)


def start_clock(room: Room, now: float) -> Room:
    return replace(room, began=now)


def at_desk(room: Room, now: float) -> Room:
    """A sign of the lecturer's own screen."""
    return replace(room, desk=now)
