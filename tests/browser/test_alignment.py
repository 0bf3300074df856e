"""The chapter /alignment in a real browser: what is drawn is what was computed, and a hand on it moves it."""

import math

import pytest
from playwright.sync_api import expect

from explorer.models import translated, translation
from explorer.text.english_french import read, written
from tests.browser.conftest import Open, settle

ENGLISH = "she does not see the red car"
WORDS = read(ENGLISH)


@pytest.mark.parametrize("score", ["dot", "additive", "scaled"])
def test_a_score_on_the_screen_is_the_models(visit: Open, score: str) -> None:
    page = visit("/alignment", lecture="true", step="attention", english=ENGLISH, score=score, word=4)
    run = translation.translate(WORDS, score)
    look = translated.look(run)
    assert look
    frame = page.locator(".frame.decoder")
    expect(frame).to_have_attribute("data-step", "4")
    assert frame.get_attribute("data-next") == run.shown[3]
    word = int(look.weights[3].argmax())
    assert frame.get_attribute("data-word") == str(word + 1)
    assert float(frame.get_attribute("data-sum") or 0) == pytest.approx(float(look.scores[3, word]), abs=0.02)
    frame.locator("canvas").press("ArrowUp")
    expect(frame).to_have_attribute("data-word", str(max(0, word - 1) + 1))
    assert float(frame.get_attribute("data-weight") or 0) == pytest.approx(float(look.weights[3, word - 1]), abs=1e-4)
    frame.locator(".bead").nth(0).click()
    expect(frame).to_have_attribute("data-step", "1")
    expect(page.locator(".caption")).to_contain_text(f"To write “{run.shown[0]}”")
    assert "word=1" in page.url


def test_one_vector_has_no_shares_to_point_at(visit: Open) -> None:
    page = visit("/alignment", lecture="true", step="context", english=ENGLISH, word=2)
    frame = page.locator(".frame.decoder.fixed")
    expect(frame).to_have_attribute("data-weight", "")
    expect(frame.locator(".readout")).to_be_hidden()
    frame.locator("canvas").press("ArrowRight")
    expect(frame).to_have_attribute("data-step", "3")


def test_the_matrix_grows_under_the_slider_and_a_cell_tells_its_share(visit: Open) -> None:
    page = visit("/alignment", lecture="true", step="alignment", english=ENGLISH)
    run = translation.translate(WORDS, "dot")
    look = translated.look(run)
    assert look
    frame = page.locator(".frame.alignment")
    expect(frame).to_have_attribute("data-written", str(len(run.french)))
    frame.locator("input").evaluate(
        "slider => { slider.value = 3; slider.dispatchEvent(new Event('input', { bubbles: true })) }"
    )
    expect(frame).to_have_attribute("data-written", "3")
    expect(frame).to_have_attribute("data-row", "3")
    frame.locator("canvas").press("ArrowUp")
    row, column = (int(frame.get_attribute(f"data-{name}") or 0) - 1 for name in ("row", "column"))
    score, weight = (float(frame.get_attribute(f"data-{name}") or 0) for name in ("score", "weight"))
    assert weight == pytest.approx(float(look.weights[row, column]), abs=1e-5)
    assert weight == pytest.approx(math.exp(score) / sum(map(math.exp, look.scores[row].tolist())), abs=1e-3)
    frame.locator("canvas").press("ArrowDown")
    frame.locator("canvas").press("ArrowDown")
    expect(frame).to_have_attribute("data-row", "3")  # what is not written cannot be pointed at
    expect(page.locator(".caption")).to_contain_text("turns back")


def test_a_length_chooses_a_sentence_and_the_models_answer(visit: Open) -> None:
    page = visit("/alignment", lecture="true", step="bottleneck", length=18, seed=1)
    frame = page.locator(".frame.bottleneck")
    pair = translated.example(18, 1)
    expect(frame.locator(".source")).to_have_text(" ".join(pair.english))
    answers = translated.answers(18, 1)
    expect(frame.locator(".answer .verdict")).to_have_count(len(answers))
    wrong = sum(not right for answer in answers for right in answer.right)
    expect(frame.locator(".wrong")).to_have_count(wrong)
    frame.locator("svg[role=application]").press("ArrowLeft")
    expect(frame.locator(".source")).to_have_text(" ".join(translated.example(17, 1).english))
    frame.get_by_role("button", name="Another one").click()
    expect(frame.locator(".source")).to_have_text(" ".join(translated.example(17, 2).english))
    settle(page)
    assert "seed=2" in page.url


def test_greedy_and_beam_stand_beside_each_other(visit: Open) -> None:
    page = visit("/alignment", lecture="true", step="decoding", english="I am happy", beams=3)
    greedy, wide = (translated.search(("I", "am", "happy"), "dot", beams) for beams in (1, 3))
    frame = page.locator(".frame.beams")
    expect(frame).to_have_attribute("data-greedy", written(greedy.best))
    expect(frame).to_have_attribute("data-best", written(wide.best))
    assert float(frame.get_attribute("data-total") or 0) == pytest.approx(wide.found[0][1], abs=1e-4)
    frame.locator("input").press("ArrowLeft")
    expect(frame).to_have_attribute("data-step", str(max(len(greedy.steps), len(wide.steps)) - 1))
    expect(frame.locator(".search.wide .text.kept").first).to_be_visible()


def test_strange_words_are_named_near_ones_offered_and_an_example_is_one_click(visit: Open) -> None:
    page = visit("/alignment", english="the <b>carr</b> is green")
    expect(page.locator(".st-key-examples").get_by_role("radio", checked=True)).to_have_count(0)
    expect(page.get_by_text("left out: b, carr")).to_be_visible()
    page.get_by_role("button", name="carr → car", exact=True).click()
    settle(page)
    expect(page.get_by_label("An English sentence")).to_have_value("the <b>car</b> is green")
    page.get_by_role("radio", name="He or she?").click()
    settle(page)
    expect(page.get_by_label("An English sentence")).to_have_value("I am happy")
    expect(page.locator(".frame.decoder .bead").first).to_have_text("je")


def test_bertviz_opens_with_the_cross_attention(visit: Open) -> None:
    page = visit("/alignment", lecture="true", step="original_tool", english="the red car")
    inside = page.frame_locator("iframe")
    inside.locator("#vis svg").wait_for()
    assert inside.locator("#filter").input_value() == "2"
    texts = inside.locator("svg text").all_text_contents()
    assert {"red", "rouge", "<s>"} <= set(texts)
