"""Every language says everything: no message missing, none fuzzy, each formula and each blank to fill as in English."""

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_mapping_cfg
from babel.messages.pofile import read_po

from explorer import ASSETS
from explorer.ui import i18n

ROOT = Path(__file__).parent.parent


def messages() -> set[str]:
    with (ROOT / "babel.cfg").open() as file:
        methods, options = parse_mapping_cfg(file)
    return {str(found[2]) for found in extract_from_dir(ROOT, methods, options) if ".venv" not in found[0]}


def test_chapters_and_frame_are_extracted() -> None:
    found = messages()
    assert "Every token asks a question, and reads from the tokens that answer it best." in found
    assert "Scores become shares" in found
    assert "Your sentence" in found
    assert "With the mask" not in found


@pytest.mark.parametrize("language", [code for code in i18n.languages() if code != "en"])
def test_a_language_is_complete(language: str) -> None:
    with (ASSETS / "locale" / language / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = {str(message.id): message for message in read_po(file) if message.id}
    assert messages() - set(catalogue) == set(), "missing"
    assert set(catalogue) - messages() == set(), "no longer used"
    for message in catalogue.values():
        assert message.string, f"not translated: {message.id}"
        assert not message.fuzzy, message.id
        for blank in (r"\$[^$]+\$", r"\{[^}]*\}", r"<[^>]+>"):
            assert sorted(re.findall(blank, str(message.id))) == sorted(re.findall(blank, str(message.string))), (
                message.id
            )


def test_an_unknown_message_stays_english() -> None:
    assert i18n._catalogue("en") == {}
    assert i18n.prose("Title\n\n    One\n    two.\n\n    Three.\n    ") == ["Title", "One two.", "Three."]
