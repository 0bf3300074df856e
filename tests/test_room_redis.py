"""The room of several processes: written and read again, changed by many at once, and kept where Redis is not."""

import dataclasses
import json
import socket
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from explorer import redis_room, room
from explorer.redis_room import KEY, RedisRoom, decode, encode
from explorer.room import Room, Store, shared
from tests.conftest import free_port
from tests.fake_redis import Redis, redis

ASKED = room.ask(room.let_in(Room()), "attention/scores", "Which “one”? <b>é</b>", ("a", "b", "c"), (0.2, 0.7, 0.1))
FULL = room.vote(room.send(room.go(ASKED, "attention?step=scores"), "tokens"), 1, "0123456789abcdef", 2)
FULL = room.along(room.at_desk(room.start_clock(room.meet(FULL, "page", 2.5), 7.0), 8.5), "45")
Open = Callable[[], RedisRoom]


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Redis]:
    monkeypatch.setattr(redis_room, "PAUSE", 0.1)
    with redis() as server:
        yield server


@pytest.fixture
def process(server: Redis) -> Iterator[Open]:
    """The store of one more process."""
    made: list[RedisRoom] = []

    def process() -> RedisRoom:
        made.append(RedisRoom(server.address))
        return made[-1]

    yield process
    for store in made:
        store._alone = False  # ends its search
        store.close()
    for thread in threading.enumerate():
        if thread.name == "redis":
            thread.join(5)


def soon(holds: Callable[[], object], seconds: float = 5.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return bool(holds())


def ballot(number: int, option: int = 0) -> Callable[[Room], Room]:
    return lambda now: room.vote(now, 1, f"device-{number:08}", option)


def test_every_field_is_written_and_read_again() -> None:
    for one in (Room(), ASKED, FULL, room.reveal(FULL), room.close(FULL), room.following(FULL, False)):
        assert decode(encode(one)) == one
    changed = {
        field.name for field in dataclasses.fields(Room) if getattr(FULL, field.name) != getattr(Room(), field.name)
    }
    assert changed | {"follows"} == {field.name for field in dataclasses.fields(Room)}, "the test holds all fields"


@pytest.mark.parametrize(
    "change",
    [
        {"code": 5},
        {"code": "x" * 9},
        {"follows": 1},
        {"place": ["x"]},
        {"place": ["x" * 9000, 1]},
        {"place": ["x", "1"]},
        {"votes": {"device": "1"}},
        {"votes": {f"{n}": 1 for n in range(room.MOST + 1)}},
        {"votes": []},
        {"present": {"p": "now"}},
        {"desk": True},
        {"began": float("nan")},
        {"question": [1, "x", "y", ["a"], [], False]},
        {"question": [1, "x", "y", [], [], False]},
        {"question": [1, "x", "y", ["a"], ["b"], False]},
        {"question": {"number": 1}},
        {"asked": [["x"]]},
        {"questions": None},
    ],
)
def test_what_is_no_room_is_refused(change: dict[str, object]) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        decode(json.dumps(json.loads(encode(FULL)) | change).encode())


@pytest.mark.parametrize(
    "raw", [b"", b"{", b"[]", b"5", b"null", b"{}", b"\xff\xfe", b"[" * 100_000, b"\x80\x04K\x01."]
)
def test_what_is_no_json_of_ours_is_refused(raw: bytes) -> None:
    with pytest.raises(ValueError):  # noqa: PT011
        decode(raw)


def test_the_store_is_chosen_by_the_environment(server: Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("EXPLORER_REDIS_URL", raising=False)
    shared.cache_clear()
    assert isinstance(shared(), room.Memory)
    assert isinstance(shared(), Store)
    monkeypatch.setenv("EXPLORER_REDIS_URL", server.address)
    shared.cache_clear()
    store = shared()
    assert isinstance(store, RedisRoom)
    assert isinstance(store, Store)
    store.close()
    monkeypatch.setenv("EXPLORER_REDIS_URL", "localhost:6379")
    shared.cache_clear()
    with pytest.raises(ValueError, match="EXPLORER_REDIS_URL is no address of a Redis"):
        shared()
    shared.cache_clear()


def test_a_change_is_seen_here_at_once_and_there_soon(process: Open) -> None:
    here, there = process(), process()
    here.change(lambda _: FULL)
    assert here.read() == FULL
    assert soon(lambda: there.read() == FULL, 2 * redis_room.FRESH + 1)
    assert (here.alone, here.ready) == (False, True)


def test_the_room_is_forgotten_in_the_end(process: Open) -> None:
    store = process()
    store.change(lambda _: FULL)
    left = store._redis.ttl(KEY)
    assert 0 < left <= redis_room.KEPT
    store._redis.delete(KEY)  # lost before its time: it is known here
    store._asked = 0.0
    assert store.read() == FULL
    store._asked, store._changed = 0.0, time.monotonic() - redis_room.KEPT - 1
    assert store.read() == Room()


def test_processes_change_the_room_at_once_and_no_vote_is_lost(process: Open) -> None:
    stores = [process(), process(), process()]
    stores[0].change(lambda _: ASKED)

    def vote(store: RedisRoom, first: int) -> None:
        for number in range(first, first + 40):
            store.change(ballot(number, number % 3))

    threads = [threading.Thread(target=vote, args=(store, 100 * n)) for n, store in enumerate(stores)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert soon(lambda: all(sum(room.tally(store.read())) == 120 for store in stores))


def test_what_changes_nothing_is_not_written(process: Open) -> None:
    store = process()
    store.change(lambda _: ASKED)
    store._redis.set(KEY, encode(ASKED) + b" ")
    store.change(lambda now: now)
    assert store._redis.get(KEY).endswith(b" ")


def test_a_stranger_in_redis_is_replaced_not_read(process: Open, capsys: pytest.CaptureFixture[str]) -> None:
    store = process()
    store.change(lambda _: ASKED)
    store._redis.set(KEY, b'{"code": 7}')
    store._asked = 0.0
    assert store.read() == ASKED
    assert "is no room" in capsys.readouterr().err
    assert decode(encode(store.change(ballot(1)))) == decode(store._redis.get(KEY))


def test_a_change_that_is_refused_changes_nothing_and_says_so(process: Open) -> None:
    store = process()
    with pytest.raises(ValueError, match="0 options"):
        store.change(lambda now: room.ask(now, "x", "?", (), ()))
    assert store.read() == Room()
    assert store.change(lambda _: ASKED) == ASKED, "its line is free again"


def test_without_redis_each_goes_on_and_what_happened_is_put_together(
    server: Redis, process: Open, capsys: pytest.CaptureFixture[str]
) -> None:
    here, there = process(), process()
    here.change(lambda _: ASKED)
    assert soon(lambda: there.read() == ASKED)
    server.stop()
    assert room.tally(here.change(ballot(1, 0))) == (1, 0, 0)
    assert room.tally(here.change(ballot(2, 1))) == (1, 1, 0)
    assert room.tally(there.change(ballot(3, 2))) == (0, 0, 1)
    here.change(ballot(1, 2))  # changed its mind meanwhile
    assert here.alone
    assert there.alone
    assert here.ready
    time.sleep(0.3)
    server.start()  # empty
    assert soon(lambda: not here.alone and not there.alone)
    assert soon(lambda: room.tally(here.read()) == room.tally(there.read()) == (0, 1, 2))
    assert here.read().code == ASKED.code
    said = capsys.readouterr().err
    assert said.count("goes on with the room that it knows") == 2, "once for each process"
    assert said.count("Redis answers again") == 2


def test_a_question_asked_without_redis_is_asked_once(server: Redis, process: Open) -> None:
    store = process()
    store.change(room.let_in)
    server.stop()
    store.change(lambda now: room.ask(now, "attention/scores", "?", ("a", "b"), (0.5, 0.5)))
    store.change(ballot(1, 1))
    server.start()
    assert soon(lambda: not store.alone)
    asked = store.read().question
    assert asked
    assert asked.number == 1
    assert room.tally(store.read()) == (0, 1)


def test_redis_that_is_not_there_at_the_start_comes_later(server: Redis, process: Open) -> None:
    server.stop()
    store = process()
    assert (store.alone, store.ready) == (True, False)
    code = room.new_code()
    store.change(lambda now: room.let_in(now, code))
    server.start()
    assert soon(lambda: not store.alone)
    assert store.ready
    assert store.read().code == code


def test_a_redis_that_hangs_makes_nobody_wait_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(redis_room, "ANSWER", 0.2)
    with socket.socket() as silent:
        silent.bind(("localhost", 0))
        silent.listen(100)  # takes connections and never says a word
        start = time.monotonic()
        store = RedisRoom(f"redis://localhost:{silent.getsockname()[1]}")
        assert store.alone
        assert time.monotonic() - start < 2
        start = time.monotonic()
        threads = [threading.Thread(target=store.change, args=(ballot(n),)) for n in range(60)]
        for thread in threads:
            thread.start()
        for _ in range(1000):
            store.read()
        for thread in threads:
            thread.join()
        assert time.monotonic() - start < 0.5, "nobody asks it again but the thread that looks for it"
        store._alone = False
        store.close()


def test_sixty_phones_wait_once_together_where_redis_falls_silent(
    process: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = process()
    store.change(lambda _: ASKED)
    real = store._redis.pipeline

    def slow(*_: object) -> object:
        time.sleep(0.3)  # as long as the answer is waited for
        raise OSError("timed out")

    monkeypatch.setattr(store._redis, "pipeline", slow)
    start = time.monotonic()
    threads = [threading.Thread(target=store.change, args=(ballot(n),)) for n in range(60)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert time.monotonic() - start < 1.5, "not 60 × 0.3"
    assert sum(room.tally(store.read())) == 60
    monkeypatch.setattr(store._redis, "pipeline", real)
    assert soon(lambda: not store.alone)
    assert sum(room.tally(store.read())) == 60


def test_reading_is_cheap(process: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    store, asked = process(), []
    real = store._redis.get
    monkeypatch.setattr(store._redis, "get", lambda key: asked.append(key) or real(key))
    end = time.monotonic() + 1.0
    reads = 0
    while time.monotonic() < end:
        store.read()
        reads += 1
    assert len(asked) <= 1.0 / redis_room.FRESH + 2
    assert reads > 10_000


def test_no_password_is_ever_printed(capsys: pytest.CaptureFixture[str]) -> None:
    store = RedisRoom(f"redis://user:a-secret@localhost:{free_port()}/3")
    store._alone = False
    store.close()
    assert "does not answer" in (said := capsys.readouterr().err)
    assert "secret" not in said


def test_without_the_package_a_way_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "redis", None)
    with pytest.raises(ValueError, match=r"pip install \"explorer\[redis\]\""):
        RedisRoom("redis://localhost")
