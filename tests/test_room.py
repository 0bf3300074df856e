"""The room: what a class shares, what it cannot do, and that whoever is not the lecturer stays a visitor."""

import threading
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest
from streamlit.testing.v1 import AppTest

from explorer import room
from explorer.room import Memory, Place, Room, shared
from explorer.ui import room as pages
from explorer.ui import votes
from tests.visiting import ATTENTION, open_chapter, turn_to

DEVICE = "0123456789abcdef"
ASKED = room.ask(room.let_in(Room()), "attention/scores", "Which?", ("a", "b", "c"), (0.2, 0.7, 0.1))
KNOWN = ["", "attention", "tokens"]


@pytest.fixture(autouse=True)
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EXPLORER_KEY", "the-key")
    shared.cache_clear()


def test_a_vote_counts_once_for_each_device_and_can_be_changed() -> None:
    now = room.vote(ASKED, 1, DEVICE, 0)
    now = room.vote(now, 1, DEVICE, 2)
    now = room.vote(now, 1, DEVICE[::-1], 2)
    assert room.tally(now) == (0, 0, 2)


@pytest.mark.parametrize(
    ("number", "device", "option"),
    [(1, DEVICE, 3), (1, DEVICE, -1), (2, DEVICE, 0), (0, DEVICE, 0), (1, "", 0), (1, "short", 0), (1, "x" * 65, 0)],
)
def test_what_is_no_vote_changes_nothing(number: int, device: str, option: int) -> None:
    assert room.vote(ASKED, number, device, option) is ASKED


def test_no_vote_counts_before_the_question_or_after_the_answer() -> None:
    assert room.vote(Room(), 1, DEVICE, 0) == Room()
    revealed = room.reveal(room.vote(ASKED, 1, DEVICE, 1))
    assert room.tally(room.vote(revealed, 1, "another-device", 1)) == (0, 1, 0)
    assert room.finish(revealed).votes == {}


def test_memory_is_bounded_whatever_comes() -> None:
    now = ASKED
    for n in range(room.MOST + 50):
        now = room.vote(now, 1, f"device-{n:08}", n % 3)
    assert len(now.votes) == room.MOST
    assert room.vote(now, 1, "device-00000000", 1).votes["device-00000000"] == 1  # who is known may still change
    for n in range(room.MOST + 50):
        now = room.meet(now, f"page-{n}", 0.0)
    assert len(now.present) == room.MOST
    assert room.here(now, 1.0) == room.MOST
    assert room.here(room.meet(now, "late", room.PATIENCE + 1), room.PATIENCE + 1) == 1


def test_closing_forgets_everything_but_the_lecturers_own() -> None:
    now = room.meet(room.vote(room.go(ASKED, "tokens?step=bags"), 1, DEVICE, 1), "page", 1.0)
    closed = room.close(room.along(room.start_clock(now, 5.0), "45"))
    assert (closed.code, closed.question, closed.votes, closed.present, closed.asked) == ("", None, {}, {}, frozenset())
    assert (closed.place.address, closed.began, closed.path) == ("tokens?step=bags", 5.0, "45")
    assert room.let_in(closed).code != ASKED.code


def test_a_code_opens_its_own_room_only() -> None:
    assert room.is_open(ASKED, f" {ASKED.code.lower()} ")
    assert not room.is_open(ASKED, "")
    assert not room.is_open(Room(), "")
    assert not room.is_open(room.close(ASKED), ASKED.code)
    assert set(ASKED.code) <= set(room.LETTERS)
    assert len({room.let_in(Room()).code for _ in range(50)}) > 40


def test_a_question_ends_when_the_lecturer_leaves_its_step_and_not_before() -> None:
    late = room.go(ASKED, "attention?step=vectors")  # a move from before the question, told late
    assert late.question
    at = room.go(late, "attention?step=scores")
    assert room.go(at, "attention?layer=2&step=scores").question
    assert room.go(at, "attention?step=mask").question is None


def test_an_answer_for_each_option_or_none_at_all() -> None:
    with pytest.raises(ValueError, match="2 options and 1 shares"):
        room.ask(Room(), "x", "?", ("a", "b"), (1.0,))
    with pytest.raises(ValueError, match="0 options"):
        room.ask(Room(), "x", "?", (), ())


def test_an_address_travels_without_what_is_private() -> None:
    query = "layer=2&key=secret&room=ABCD&notes=true&lecture=true&language=fr&follow=false&text=a%20b"
    assert room.travelling(KNOWN, "attention", query) == "attention?layer=2&text=a+b"
    assert room.travelling(KNOWN, "", "") == ""


@pytest.mark.parametrize("chapter", ["admin", "../x", "attention/..", "http://evil", "ATTENTION", "\x00"])
def test_only_our_own_chapters_are_addresses(chapter: str) -> None:
    assert room.travelling(KNOWN, chapter, "layer=2") is None


def test_an_address_is_short_and_plain_whatever_comes() -> None:
    wild = "&".join(
        ["a%00b=1", "<b>=2", "text=" + "x" * 2000, "n" * 41 + "=1", *(f"p{n}={'y' * 400}" for n in range(30)), "ok=1"]
    )
    found = room.travelling(KNOWN, "tokens", wild)
    assert found
    assert len(found) <= room.LONGEST + 20
    names = [name for name, _ in parse_qsl(found.partition("?")[2])]
    assert "ok" in names
    assert not {"text", "<b>", "n" * 41} & set(names)
    assert room.travelling(KNOWN, "tokens", "&".join(["a=1"] * 100)) == "tokens"


def test_the_class_moves_only_when_the_lecturer_has_moved() -> None:
    once = room.go(Room(), "attention?step=scores")
    assert room.go(once, "attention?step=scores") is once
    wished = room.send(once, "tokens?step=bags")
    assert room.latest(wished) == Place("tokens?step=bags", 2)
    assert room.latest(room.go(wished, "tokens?step=bags&text=x")).version == 3


def test_many_change_the_room_at_once_and_none_is_lost() -> None:
    store = Memory()
    store.change(lambda _: ASKED)

    def vote(start: int) -> None:
        for n in range(start, start + 100):
            store.change(lambda now, n=n: room.vote(now, 1, f"device-{n:08}", n % 3))  # type: ignore[misc]

    threads = [threading.Thread(target=vote, args=(100 * n,)) for n in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(room.tally(store.read())) == 800


def test_choices_keep_the_likeliest_and_their_order_tells_nothing() -> None:
    words, shares = votes.choices([("b", 0.1), ("z", 0.5), ("a", 0.05), ("b", 0.2), ("c", 0.02), ("d", 0.01)], most=3)
    assert words == ["a", "b", "z", "another one"]
    assert shares == pytest.approx([0.05, 0.3, 0.5, 0.15])
    assert votes.choices([("a", 0.25), ("b", 0.75)]) == (["a", "b"], [0.25, 0.75])


def test_a_count_has_one_right_answer() -> None:
    assert votes.count(2) == (["1", "2", "3", "4", "more"], [0.0, 1.0, 0.0, 0.0, 0.0])
    assert votes.count(9)[1] == [0.0, 0.0, 0.0, 0.0, 1.0]


def test_the_link_on_the_wall_is_the_exact_state_and_holds_no_key() -> None:
    now = room.go(ASKED, "attention?layer=2&step=scores&text=a+b")
    parts = urlsplit(pages.link_to("http://192.168.1.2:8501", now))
    assert (parts.netloc, parts.path) == ("192.168.1.2:8501", "/attention")
    assert dict(parse_qsl(parts.query)) == {"layer": "2", "step": "scores", "text": "a b", "room": now.code}
    long = pages.link_to("http://h", room.go(ASKED, "tokens?text=" + "x" * 400))
    assert long == f"http://h/?room={ASKED.code}"


def room_open() -> str:
    return shared().change(lambda now: room.go(room.let_in(now), "attention?step=scores")).code


def visit(**parameters: str) -> AppTest:
    return open_chapter(ATTENTION.file, **parameters)


def buttons(app: AppTest) -> set[str]:
    return {str(button.key) for button in app.button}


def said(app: AppTest) -> str:
    return " ".join(element.proto.body for element in app.get("html"))


def test_the_key_makes_a_lecturer_and_leaves_the_address() -> None:
    app = AppTest.from_file(str(Path(pages.__file__).parents[1] / "app.py"), default_timeout=30)
    app.query_params["key"] = "the-key"
    app.run()
    assert not app.exception
    assert "key" not in app.query_params
    assert "class" in buttons(app)
    app.switch_page(str(ATTENTION.file)).run()
    assert "class" in buttons(app), "in every chapter"


@pytest.mark.parametrize("key", ["", "the-key ", "x" * 5000, "ключ"])
def test_without_the_key_nobody_is_the_lecturer(key: str) -> None:
    for app in (visit(key=key, lecture="true", step="mask"), visit(key=key, notes="true")):
        assert not app.exception
        assert "class" not in buttons(app)
        assert "key" not in app.query_params
    assert "the lecturer's: open the link" in said(app).replace("&#x27;", "'")


def test_one_of_the_class_sees_no_answer_until_it_is_revealed() -> None:
    code = room_open()
    shared().change(lambda now: room.ask(now, "attention/scores", "Which <b>one</b>?", ("red", "blue"), (0.9, 0.1)))
    app = visit(room=code, step="scores")
    assert not app.exception
    assert "Hidden until the lecturer reveals it" in said(app)
    sent = [element.proto.bytes.decode() for element in app.get("bidi_component")]
    assert any("Which <b>one</b>?" in each for each in sent)
    assert not any("0.9" in each for each in sent if "Which" in each)
    assert not any('"matrix"' in each or "answers: key" in each for each in sent), "the figure is not even sent"
    shared().change(room.reveal)
    app = visit(room=code, step="scores")
    assert "Hidden until" not in said(app)
    assert any("0.9" in element.proto.bytes.decode() for element in app.get("bidi_component"))


def test_a_question_that_the_wall_asks_does_not_draw_the_wall_again() -> None:
    room_open()
    app = AppTest.from_file(str(Path(pages.__file__).parents[1] / "app.py"), default_timeout=30)
    for name, value in {"key": "the-key", "lecture": "true", "step": "scores"}.items():
        app.query_params[name] = value
    turn_to(app, ATTENTION.file).run()
    asked = shared().read().question
    assert asked
    assert asked.name == "attention/scores"
    assert app.session_state["_saw"][-1] == (asked.number, False)


def test_who_follows_sees_the_one_step_of_the_wall_and_who_does_not_sees_all() -> None:
    code = room_open()
    following = visit(room=code, step="scores")
    assert [header.value for header in following.header] == ["4  Compare every query with every key"]
    free = visit(room=code, step="scores", follow="false")
    assert len(free.header) == len(ATTENTION.steps)


@pytest.mark.parametrize("code", ["", "XXXX", "<b>" + "x" * 3000, "\x00🙂"])
def test_a_wrong_code_is_answered_and_the_page_works(code: str) -> None:
    room_open()
    app = visit(room=code)
    assert not app.exception
    assert "This room is closed or has another code" in said(app)
    assert len(app.header) == len(ATTENTION.steps)


def test_the_code_can_be_typed() -> None:
    code = room_open()
    app = visit()
    app.text_input(key="code").set_value(code.lower()).run()
    assert code in app.query_params["room"]
    assert any(toggle.key == "follow" for toggle in app.toggle)


def test_before_the_class_is_let_in_a_visitor_sees_nothing_of_it() -> None:
    app = visit()
    assert not {"class", "ask-again"} & buttons(app)
    assert all(field.key != "code" for field in app.text_input)


def test_notes_show_what_to_say_here_and_what_comes_next() -> None:
    room_open()
    app = visit(notes="true", key="the-key")
    assert not app.exception
    shown = " ".join(markdown.value for markdown in app.markdown)
    assert "Follow one row with the finger" in shown
    assert "Which word does the last token need?" in shown
    assert "Why divide by the root of d" in said(app)
    app.button(key="next-attention/scaling").click().run()
    assert shared().read().wish.address == "attention?step=scaling"
    app.button_group(key="desk-path").select("20").run()
    assert shared().read().path == "20"
    assert "Scores become shares" in said(app), "the next place of the path"


def test_a_wall_asks_once_reveals_and_goes_on() -> None:
    code = room_open()
    app = visit(key="the-key", lecture="true", step="scores")
    asked = shared().read().question
    assert asked
    assert asked.name == "attention/scores"
    assert "“was” asks" in asked.text
    assert sum(asked.shares) == pytest.approx(1, abs=1e-4)
    assert asked.options[asked.shares.index(max(asked.shares))] == "red"
    app.button(key="reveal-now").click().run()
    assert shared().read().question.revealed
    app.button(key="reveal-done").click().run()
    assert shared().read().question is None
    again = visit(key="the-key", lecture="true", step="scores")
    assert shared().read().question is None
    assert "ask-again" in buttons(again)
    assert room.is_open(shared().read(), code)
