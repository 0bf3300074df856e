"""The room of several processes: one JSON value in Redis, and for a time also without it.

Where Redis does not answer, this process goes on with what it knew, and makes up for its changes once Redis is back.
Visitors wait for that once, for as long as `ANSWER` allows; from then on a thread of its own looks for Redis.
"""

import json
import random
import sys
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from explorer.room import LONGEST, MOST, Place, Question, Room

VERSION = 1  # of what `encode` writes; it is part of the key, so that old and new processes never read each other
KEY = f"explorer:room:{VERSION}"
KEPT = 12 * 3600.0  # seconds after its last change for which Redis keeps a room
FRESH = 0.3  # seconds for which what was read counts as true
ANSWER = 0.5  # seconds that Redis has to connect or to answer, twice
PAUSE = 2.0  # seconds between two attempts to find it again
TRIES = 60  # at one change, while other processes change the room too
T = TypeVar("T")


class RedisRoom:
    """A store (explorer.room.Store) whose room all processes share that name the same Redis. Never raises, never hangs.

    Raises ValueError at its making where the package is missing or the address cannot be one.
    """

    def __init__(self, address: str) -> None:
        try:
            import redis
            from redis.backoff import NoBackoff
            from redis.retry import Retry
        except ImportError:
            raise ValueError(
                'EXPLORER_REDIS_URL is set, but the package redis is missing: pip install "explorer[redis]"'
            ) from None
        try:
            self._redis = redis.Redis.from_url(
                address, socket_timeout=ANSWER, socket_connect_timeout=ANSWER, retry=Retry(NoBackoff(), 1)
            )
        except ValueError:
            raise ValueError("EXPLORER_REDIS_URL is no address of a Redis; one is redis://localhost:6379") from None
        self._errors, self._watched = (redis.RedisError, OSError), redis.WatchError
        self._lock = threading.Lock()
        self._held, self._raw = Room(), b""  # what Redis held when it was last asked
        self._known = Room()  # the same with the changes that it does not know of
        self._asked = self._changed = 0.0
        self._owed: deque[Callable[[Room], Room]] = deque(maxlen=2 * MOST)  # those changes
        self._alone, self._ready = False, False
        try:
            self._look()
        except self._errors as error:
            self._lose(error)

    @property
    def alone(self) -> bool:
        return self._alone

    @property
    def ready(self) -> bool:
        return self._ready

    def read(self) -> Room:
        stale = not self._alone and time.monotonic() - self._asked > FRESH
        if stale and self._lock.acquire(blocking=False):  # who finds another one asking takes what is known
            try:
                if not self._alone:  # another one may just have found out
                    self._look()
            except self._errors as error:
                self._lose(error)
            finally:
                self._lock.release()
        return self._known

    def change(self, how: Callable[[Room], Room]) -> Room:
        with self._lock:
            if not self._alone:
                try:
                    return self._agree([how])
                except self._errors as error:
                    self._lose(error)
            self._known = how(self._known)
            self._owed.append(how)
            return self._known

    def close(self) -> None:
        self._redis.close()

    def _look(self) -> None:
        self._take(self._redis.get(KEY))
        self._known = self._held

    def _take(self, raw: Any) -> None:
        """Learn what Redis holds. A room that is missing before its time was lost with Redis: ours stands for it."""
        now = time.monotonic()
        if raw and raw != self._raw:
            try:
                self._held = decode(raw)
            except ValueError as error:
                _say(f"What Redis holds under {KEY} is no room ({error}); it will be replaced.")
            self._raw, self._changed = raw, now
        elif not raw and self._raw and now - self._changed > KEPT:
            self._held, self._raw = Room(), b""
        self._asked, self._ready = now, True

    def _agree(self, hows: Sequence[Callable[[Room], Room]]) -> Room:
        """Change what is in Redis, with no other change in between."""
        for _ in range(TRIES):
            with self._redis.pipeline() as line:
                try:
                    line.watch(KEY)
                    found = line.get(KEY)
                    self._take(found)
                    room = self._held
                    for how in hows:
                        room = how(room)
                    if room != self._held or not found:
                        raw = encode(room)
                        line.multi()
                        line.set(KEY, raw, ex=round(KEPT))
                        line.execute()
                        self._raw, self._changed = raw, time.monotonic()
                    self._held = self._known = room
                    return room
                except self._watched:
                    time.sleep(random.uniform(0, 0.005))
        raise TimeoutError("other processes change the room all the time")

    def _lose(self, error: Exception) -> None:
        self._alone = True
        _say(f"Redis does not answer ({type(error).__name__}): this Explorer goes on with the room that it knows.")
        threading.Thread(target=self._search, name="redis", daemon=True).start()

    def _search(self) -> None:
        while self._alone:
            time.sleep(PAUSE)
            try:
                self._redis.ping()  # without the lock: nobody waits for it
                with self._lock:
                    self._agree(self._owed)
                    self._owed.clear()
                    self._alone = False
            except self._errors:
                continue
            _say("Redis answers again: the room is shared again.")


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


def encode(room: Room) -> bytes:
    asked = room.question
    return json.dumps(
        {
            "code": room.code,
            "follows": room.follows,
            "place": [room.place.address, room.place.version],
            "wish": [room.wish.address, room.wish.version],
            "question": asked
            and [asked.number, asked.name, asked.text, list(asked.options), list(asked.shares), asked.revealed],
            "asked": sorted(room.asked),
            "votes": dict(room.votes),
            "present": dict(room.present),
            "began": room.began,
            "desk": room.desk,
            "path": room.path,
            "questions": room.questions,
        },
        separators=(",", ":"),
    ).encode()


def decode(raw: bytes) -> Room:
    """Raises ValueError for whatever `encode` does not write."""
    try:
        found = json.loads(raw)
        return Room(
            code=_text(found["code"], 8),
            follows=_is(found["follows"], bool),
            place=_place(*found["place"]),
            wish=_place(*found["wish"]),
            question=None if found["question"] is None else _question(*found["question"]),
            asked=frozenset(_text(name, 200) for name in _some(found["asked"], list)),
            votes={_text(device, 64): _is(option, int) for device, option in _some(found["votes"], dict).items()},
            present={_text(page, 40): _time(sign) for page, sign in _some(found["present"], dict).items()},
            began=_time(found["began"]),
            desk=_time(found["desk"]),
            path=_text(found["path"], 40),
            questions=_is(found["questions"], int),
        )
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{type(error).__name__}: {error}") from None


def _place(address: Any, version: Any) -> Place:
    return Place(_text(address, 2 * LONGEST), _is(version, int))


def _question(number: Any, name: Any, text: Any, options: Any, shares: Any, revealed: Any) -> Question:
    if not options or len(_is(options, list)) != len(_is(shares, list)):
        raise ValueError("a question without answers")
    return Question(
        _is(number, int),
        _text(name, 200),
        _text(text, 1000),
        tuple(_text(option, 200) for option in options),
        tuple(_time(share) for share in shares),
        _is(revealed, bool),
    )


def _is(value: Any, kind: type[T]) -> T:
    if type(value) is not kind:
        raise ValueError(f"{str(value)[:40]!r} is no {kind.__name__}")
    return value


def _some(value: Any, kind: type[T]) -> T:
    if len(_is(value, kind)) > MOST:  # type: ignore[arg-type]
        raise ValueError(f"{len(value)} entries")
    return value


def _text(value: Any, longest: int) -> str:
    if len(_is(value, str)) > longest:
        raise ValueError(f"a text of {len(value)} characters")
    return str(value)


def _time(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < 1e12:  # nan is not less
        raise ValueError(f"{str(value)[:40]!r} is no number")
    return float(value)
