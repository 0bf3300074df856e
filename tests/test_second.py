"""Two languages at once: ?second= shows the prose a second time, in another language."""

from types import SimpleNamespace

import pytest
from babel.messages.extract import extract_from_dir
from streamlit.testing.v1 import AppTest

from explorer import room
from explorer.ui import i18n, wall
from explorer.ui.chapters import contents
from tests.visiting import ATTENTION, open_chapter

LEDE = "Ogni token fa una domanda e legge dai token che le rispondono meglio."


def second(app: AppTest) -> list[str]:
    return [element.value for element in app.markdown if 'class="second' in element.value]


def test_title_lede_and_every_paragraph_stand_there_in_both_languages() -> None:
    app = open_chapter(ATTENTION.file, language="en", second="it")
    assert not app.exception
    shown = second(app)
    assert all('lang="it"' in text for text in shown)
    assert [text.split(">")[1].split("<")[0] for text in shown[:2]] == ["Attenzione", LEDE]
    alone = open_chapter(ATTENTION.file, language="en")
    everything = [part for element in alone.markdown for part in element.value.split("\n\n")]
    prose = [part for part in everything if not part.startswith("$$")]
    titles = 1 + len(ATTENTION.steps)
    assert len(shown) == titles + len(prose)
    assert second(alone) == []
    first = [element.value for element in app.markdown if element.value not in shown]
    assert first == everything


def test_on_the_wall_the_title_and_the_first_paragraph_only() -> None:
    app = open_chapter(ATTENTION.file, language="en", second="fr", lecture="true", step="softmax")
    assert len(second(app)) == 2
    assert "Les scores deviennent des parts" in second(app)[0]


@pytest.mark.parametrize("value", ["en", "<b>", "x" * 2000])
def test_nonsense_and_the_same_language_show_nothing(value: str) -> None:
    app = open_chapter(ATTENTION.file, language="en", second=value)
    assert not app.exception
    assert second(app) == []


@pytest.mark.parametrize("value", ["", "-1", "⅔", "<b>", "../it", "x" * 2000, "en", "xx", "IT", "it "])
def test_only_another_language_of_ours_is_a_second_one(value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    address = {"language": "en", "second": value}
    monkeypatch.setattr(i18n, "st", SimpleNamespace(session_state={}, query_params=address))
    assert i18n.second() == ""
    address["second"] = "it"
    assert i18n.second() == "it"


def test_the_picker_offers_the_other_languages_and_takes_the_second_away_again() -> None:
    app = open_chapter(ATTENTION.file, language="fr", second="it")
    picker = app.selectbox(key="second")
    assert list(picker.options) == ["–", "en", "es", "it"]
    picker.set_value("en").run()
    assert 'lang="en"' in second(app)[0]
    app.selectbox(key="second").set_value("").run()
    assert second(app) == []


def test_when_the_first_language_becomes_the_second_nothing_is_said_twice() -> None:
    app = open_chapter(ATTENTION.file, language="en", second="it")
    app.selectbox(key="language").set_value("it").run()
    assert not app.exception
    assert second(app) == []


def test_what_reads_the_same_in_both_is_not_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(i18n, "language", lambda: "en")
    monkeypatch.setattr(i18n, "second", lambda: "fr")
    assert i18n.in_both("$$a = b$$") == ("$$a = b$$", "")
    assert i18n.in_both("Tokens") == ("Tokens", "")
    assert i18n.in_both("Attention") == ("Attention", "")
    assert i18n.in_both("Your sentence") == ("Your sentence", "Votre phrase")


def test_the_home_page_speaks_both_and_is_extracted() -> None:
    app = open_chapter(None, language="en", second="es")
    assert len(second(app)) == 2
    found = extract_from_dir("explorer/ui", [("home.py", "explorer.ui.i18n:extract")], {"home.py": {}})
    assert "A transformer reads your sentence" in {message[2] for message in found}


def test_it_goes_along_to_the_next_chapter_and_stays_on_its_own_screen() -> None:
    assert "second" in wall.FRAME
    assert "second" in wall.OWN
    chapters = [chapter.address for chapter in contents()]
    assert room.travelling(chapters, "attention", "second=it&layer=2") == "attention?layer=2"
