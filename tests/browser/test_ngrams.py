"""The chapter /ngrams in a real browser: what is drawn is what was counted, and a hand on it moves it."""

from playwright.sync_api import Page, expect

from explorer.text import chain, corpora, following, sparsity
from explorer.ui.texts import STORIES
from tests.browser.conftest import Open, settle

TEXT = corpora.stories(STORIES)


def test_a_word_that_is_chosen_joins_the_context(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", order=3, context="once there")
    found = following.look(TEXT, "once there", 3, "kneser-ney", 1.0)
    rows = page.locator(".frame.continuations .next")
    expect(rows.first.locator(".word")).to_have_text(found.rows[0].word)
    expect(page.locator(".rung.used")).to_contain_text(f"{found.ladder[0].count:,}")
    rows.first.focus()
    rows.first.press("Enter")
    expect(page.get_by_label("Context")).to_have_value(f"once there {found.rows[0].word}")
    settle(page)
    expect(page.locator(".rung.used .bead").last).to_have_text(found.rows[0].word)


def test_an_unseen_context_is_shown_and_answered_by_each_smoothing(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", context="purple the once", smoothing="counts")
    expect(page.locator(".rung.never")).to_have_count(2)
    expect(page.get_by_text("counts alone have no answer")).to_be_visible()
    page.get_by_role("radio", name="stupid-backoff").or_(page.get_by_role("button", name="stupid-backoff")).click()
    expect(page.get_by_text("They are no probabilities")).to_be_visible()


def shown(page: Page) -> list[float]:
    sums = page.locator(".frame.chains .total strong").all_inner_texts()
    return [float(text.replace("−", "-")) for text in sums]


def test_the_likelier_sentence_is_named_and_an_example_is_one_click(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", step="which_sentence", order=3)
    one, two = "the ball was red", "the ball was read"
    found = chain.compare(TEXT, one, two, 3)
    assert shown(page) == [round(sentence.logarithm, 1) for sentence in found.sentences]
    expect(page.locator(".sentence.likelier .other")).to_have_count(1)
    page.get_by_role("button", name="to / two").click()
    expect(page.get_by_label("Another")).to_have_value("he went two work")
    expect(page.locator(".sentence.likelier .other .word")).to_have_text("to")
    link = page.locator(".sentence.likelier .word-link").first
    link.focus()
    link.press("ArrowRight")
    expect(page.locator(".frame.chains")).to_have_attribute("data-word", "went")


def test_copied_runs_are_marked_and_a_bar_sets_the_order(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", step="writing", order=2, seed=3)
    written = sparsity.draw(TEXT, 5, 120, 3)
    page.locator(".copied button.one").nth(4).click()
    expect(page.locator(".copied .written mark").first).to_be_visible()
    expect(page.locator(".caption")).to_contain_text(f"the longest copied run has {written.meter.longest} words")
    assert "order=5" in page.url
    page.locator(".copied .written mark").first.press("ArrowRight")
    expect(page.locator(".copied .readout mark")).to_have_text(written.sources[1][1])


def test_text_of_ones_own(visit: Open) -> None:
    page = visit("/ngrams", corpus="own", context="the")
    expect(page.get_by_text("until then the stories are read")).to_be_visible()
    page.get_by_role("button", name="Your text").click()
    page.get_by_label("Paste a text").fill("the zebra and the zebra and the gnu")
    page.keyboard.press("Control+Enter")
    settle(page)
    expect(page.locator(".frame.continuations .next .word").first).to_have_text("zebra")
    expect(page.locator(".rung.used")).to_contain_text("seen 3 ×")
    expect(page.get_by_test_id("stException")).to_have_count(0)


def test_the_table_of_orders_answers_the_arrow_keys(visit: Open) -> None:
    page = visit("/ngrams", lecture="true", step="why_not_longer")
    row = sparsity.measure(TEXT).rows[1]
    frame = page.locator(".frame.orders")
    frame.locator("tr").nth(1).hover()
    expect(frame).to_have_attribute("data-order", "1")
    frame.locator("tr").nth(1).press("ArrowDown")
    expect(frame.locator(".readout")).to_contain_text(f"{row.contexts:,} contexts")
    expect(frame.locator(".readout")).to_contain_text(f"{row.kneser_ney:.1f}")
