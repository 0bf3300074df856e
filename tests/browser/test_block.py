"""The chapter /block in a real browser: what is drawn is what the model computed."""

import pytest
from playwright.sync_api import Page, expect

from explorer.models import library
from explorer.models.lens import lens
from tests.browser.conftest import Open, settle

TEXT = "anna had a ball . the ball was red . what colour was the ball ? the ball was"
RUN = library.run(TEXT)


# What a class with calculators does with a line such as (0.448 − 0.121) ÷ √(0.0333 + 0.00001) = 1.79, at 200 cells.
CELLS = """(frame) => {
  const canvas = frame.querySelector("canvas"), box = canvas.getBoundingClientRect(), wrong = [], seen = new Set();
  let state = 7;
  const random = () => (state = (state * 16807) % 2147483647) / 2147483647;
  while (seen.size < 200) {
    const at = { clientX: box.left + random() * box.width, clientY: box.top + random() * box.height };
    canvas.dispatchEvent(new PointerEvent("pointermove", at));
    seen.add(frame.dataset.row + " " + frame.dataset.column);
    for (const way of frame.querySelectorAll(".way")) {
      const [sum, printed] = way.lastChild.textContent.replaceAll("−", "-").split(" = ");
      const [above, below] = sum.split(" ÷ √");
      const again = Function(`return (${above}) / Math.sqrt(${below})`)();
      if (!(Math.abs(again - Number(printed)) <= 0.00501)) wrong.push(way.textContent);
    }
  }
  return wrong;
}"""


def numbers(page: Page) -> list[float]:
    return [float(value) for value in (page.locator(".frame.road").get_attribute("data-values") or "").split()]


def test_a_lane_of_the_road_is_a_sum(visit: Open) -> None:
    page = visit("/block", text=TEXT, layer=2, lecture="true")
    stage = page.locator(".frame.road .stage")
    stage.press("Home")
    stage.press("ArrowDown")
    x, a, between, m, out = numbers(page)
    block = RUN.trace.blocks[1]
    assert x == pytest.approx(float(block.x[-1, 1]), abs=1e-5)
    assert x + a == pytest.approx(between, abs=1e-5)
    assert between + m == pytest.approx(out, abs=1e-5)
    assert out == pytest.approx(float(block.out[-1, 1]), abs=1e-5)
    expect(page.locator(".frame.road .sum")).to_contain_text("dimension 2:")


def test_the_lane_under_the_pointer_is_lit(visit: Open) -> None:
    page = visit("/block", text=TEXT, lecture="true")
    frame = page.locator(".frame.road")
    frame.locator(".stage").press("Home")
    box = frame.locator(".marks .lane").bounding_box()
    ground = frame.locator(".ground").first.bounding_box()
    assert box
    assert ground
    page.mouse.move(ground["x"] + 90, ground["y"] + ground["height"] * 40.5 / 64)
    expect(frame).to_have_attribute("data-lane", "41")
    moved = frame.locator(".marks .lane").bounding_box()
    assert moved
    assert moved["y"] > box["y"]


def test_in_a_post_norm_model_a_norm_stands_on_the_road(visit: Open) -> None:
    page = visit("/block", text=TEXT, lecture="true", model="hf:all-MiniLM-L6-v2")
    page.locator(".frame.road .stage").press("Home")
    x, a, total, _between, *_rest = numbers(page)
    assert x + a == pytest.approx(total, abs=1e-5)
    expect(page.locator(".frame.road .sum")).to_contain_text("→ norm →")
    expect(page.get_by_text("Drawn are the first 64")).to_be_visible()
    expect(page.get_by_text("Nothing is overwritten")).to_have_count(0)
    lowest = page.locator(".frame.road svg > text").evaluate_all(
        "all => all.map(t => t.getBoundingClientRect().bottom)"
    )
    line = page.locator(".frame.road .sum").bounding_box()
    assert line
    assert max(lowest) <= line["y"]


def test_the_lens_says_what_the_model_says(visit: Open) -> None:
    page = visit("/block", text=TEXT, lecture="true", step="lens")
    frame = page.locator(".frame.lens")
    seen = lens(RUN, len(RUN.tokens) - 1)
    assert seen
    last = frame.locator("tr.chosen td")
    assert last.all_inner_texts() == list(seen.words)
    last.nth(2).focus()
    expect(frame).to_have_attribute("data-word", "red")
    last.nth(2).press("ArrowLeft")
    expect(frame).to_have_attribute("data-word", seen.words[1])
    expect(frame.locator(".readout .guess")).to_have_count(5)


def test_a_model_without_output_layer_says_so(visit: Open) -> None:
    page = visit("/block", text=TEXT, step="lens", lecture="true", model="hf:all-MiniLM-L6-v2")
    expect(page.get_by_text("This model has no output layer")).to_be_visible()
    expect(page.locator(".frame.lens")).to_have_count(0)


@pytest.mark.parametrize("model", ["microworld", "hf:all-MiniLM-L6-v2"])
def test_the_printed_numbers_of_a_norm_give_the_printed_result(visit: Open, model: str) -> None:
    page = visit("/block", text=TEXT, step="norm", lecture="true", model=model)
    assert page.locator(".frame.norm").evaluate(CELLS) == []
    kept = page.get_by_text("the other rows keep theirs")
    expect(kept).to_have_count(int(model == "microworld"))  # an encoder's rows would not


def test_the_cell_of_a_norm_is_layer_norm_and_another_neuron_has_other_places(visit: Open) -> None:
    page = visit("/block", text=TEXT, step="norm", lecture="true")
    frame = page.locator(".frame.norm")
    frame.locator("canvas").press("ArrowLeft")
    row, column = (int(frame.get_attribute(f"data-{name}") or 0) - 1 for name in ("row", "column"))
    x = RUN.trace.blocks[0].x[row]
    expected = float((x[column] - x.mean()) / (x.var(correction=0) + 1e-5).sqrt())
    assert float(frame.get_attribute("data-value") or "nan") == pytest.approx(expected, abs=1e-3)
    page = visit("/block", text=TEXT, step="neurons", lecture="true")
    before = page.locator(".frame.contexts tr").first.inner_text()
    page.get_by_role("slider").press("ArrowRight")
    settle(page)
    expect(page.locator(".frame.contexts tr").first).not_to_have_text(before)
