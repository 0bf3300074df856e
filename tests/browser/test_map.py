"""The map of words in a real browser: no name hides another, and the word pointed at comes to the front."""

import pytest
from playwright.sync_api import Locator, Page, expect

from explorer.models import vectors
from tests.browser.conftest import Open, settle

OTHERS = ["family", "countries", "verbs", "adjectives"]  # families that are not on the map at first
FAULTS = """frame => {
    const words = [...frame.querySelectorAll('.word')].map(group => ({
        word: group.dataset.word,
        point: group.querySelector('.mark').getBoundingClientRect(),
        name: group.querySelector('.name')?.getBoundingClientRect(),
    }));
    const meet = (a, b) => a.left < b.right - 0.3 && b.left < a.right - 0.3 && a.top < b.bottom - 0.3 && b.top < a.bottom - 0.3;
    const room = frame.querySelector('svg').getBoundingClientRect(), faults = [];
    for (const a of words.filter(a => a.name)) {
        for (const b of words) {
            if (a.word < b.word && b.name && meet(a.name, b.name)) faults.push([a.word, 'and', b.word]);
            if (a !== b && meet(a.name, b.point)) faults.push([a.word, 'on the point of', b.word]);
        }
        if (a.name.left < room.left || a.name.right > room.right || a.name.top < room.top || a.name.bottom > room.bottom) faults.push([a.word, 'leaves the map']);
    }
    return faults;
}"""


def find(page: Page, key: str = "map") -> Locator:
    """The map, once it has found its size."""
    frame = page.locator(f".st-key-{key} .frame.map")
    frame.locator(".word").first.wait_for()
    frame.scroll_into_view_if_needed()
    before = None
    for _ in range(40):
        page.wait_for_timeout(300)
        now = frame.locator("svg").bounding_box()
        if now == before:
            break
        before = now
    return frame


def choose(page: Page, families: list[str]) -> Locator:
    """The map with these families on it as well."""
    for name in families:
        page.locator(".st-key-families").get_by_text(name, exact=True).click()
        settle(page)
    return find(page)


def place(frame: Locator, word: str) -> tuple[float, float]:
    box = frame.locator(f'.word[data-word="{word}"] .mark').bounding_box()
    assert box
    return box["x"] + box["width"] / 2, box["y"] + box["height"] / 2


@pytest.mark.parametrize("families", [[], OTHERS], ids=["30 words", "71 words"])
@pytest.mark.parametrize(("width", "height"), [(1280, 720), (1920, 1080)])
def test_on_the_wall_every_word_is_named_and_none_hides_another(
    visit: Open, width: int, height: int, families: list[str]
) -> None:
    frame = choose(visit("/embeddings", width, height, lecture="true", step="word_map"), families)
    expect(frame.locator(".word")).to_have_count(71 if families else 30)
    expect(frame.locator(".word .name")).to_have_count(71 if families else 30)
    assert frame.evaluate(FAULTS) == []
    assert (
        frame.evaluate(
            "f => Math.min(...[...f.querySelectorAll('text')].map(t => parseFloat(getComputedStyle(t).fontSize)))"
        )
        >= 18
    )


def test_a_phone_names_thirty_words_and_says_how_many_of_seventy_wait(visit: Open) -> None:
    page = visit("/embeddings", 390, 844, step="word_map")
    frame = find(page)
    expect(frame.locator(".word .name")).to_have_count(30)
    assert frame.evaluate(FAULTS) == []
    frame = choose(page, OTHERS)
    expect(frame.locator(".word")).to_have_count(71)
    assert frame.evaluate(FAULTS) == []
    waiting = 71 - frame.locator(".word .name").count()
    assert waiting > 0
    expect(frame.locator(".readout")).to_contain_text(f"{waiting} names find no free room")
    word = frame.locator(".word:not(:has(.name))").first.get_attribute("data-word")
    page.mouse.move(*place(frame, str(word)))
    expect(frame.locator(f'.word[data-word="{word}"] .name')).to_be_visible()
    page.mouse.move(2, 2)
    expect(frame.locator(f'.word[data-word="{word}"] .name')).to_have_count(0)


def test_a_fault_would_be_seen(visit: Open) -> None:
    frame = find(visit("/embeddings", lecture="true", step="word_map"))
    frame.evaluate("""frame => {
        const [first, second] = ['king', 'queen'].map(word => frame.querySelector(`[data-word=${word}] .name`));
        for (const name of ['x', 'y']) first.setAttribute(name, second.getAttribute(name));
    }""")
    assert ["king", "and", "queen"] in frame.evaluate(FAULTS)


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
def test_the_word_pointed_at_comes_to_the_front_with_its_nearest(visit: Open, dark: bool) -> None:
    page = visit("/embeddings", dark=dark, lecture="true", step="word_map")
    frame = find(page)
    name = frame.locator('.word[data-word="queen"] .name')
    assert frame.locator(".word").last.get_attribute("data-word") != "queen"
    before = name.bounding_box()
    page.mouse.move(*place(frame, "queen"))
    expect(frame.locator(".word").last).to_have_attribute("data-word", "queen")
    after = name.bounding_box()
    assert before
    assert after
    assert after["height"] > 1.2 * before["height"]
    shown = set(frame.locator(".word").evaluate_all("all => all.map(group => group.dataset.word)"))
    near = [n for n in vectors.load().nearest(vectors.load()["queen"], 1000) if n.word in shown - {"queen"}][:3]
    listed = ", ".join(f"{n.word} {n.cosine:.2f}" for n in near)
    expect(frame.locator(".readout")).to_have_text(f"queen (royalty): nearest by cosine, in all dimensions: {listed}")
    expect(frame.locator(".front line")).to_have_count(3)
    ground = page.evaluate("getComputedStyle(document.querySelector('.stApp')).backgroundColor")
    assert name.evaluate("name => getComputedStyle(name).stroke") == ground
    page.mouse.move(2, 2)
    expect(frame.locator(".chosen")).to_have_count(0)
    assert frame.evaluate(FAULTS) == []


def test_arrow_keys_walk_the_way_they_point(visit: Open) -> None:
    page = visit("/embeddings", step="word_map")
    frame = find(page)
    stage = frame.locator(".stage")
    stage.press("ArrowDown")
    here = str(frame.get_attribute("data-word"))
    walked = {here}
    for key, axis, way in [("ArrowRight", 0, 1), ("ArrowUp", 1, -1), ("ArrowLeft", 0, -1), ("ArrowDown", 1, 1)] * 2:
        stage.press(key)
        there = str(frame.get_attribute("data-word"))
        moved = place(frame, there)[axis] - place(frame, here)[axis]
        assert moved * way > 0 or there == here, key
        expect(frame.locator(".word").last).to_have_attribute("data-word", there)
        walked.add(there)
        here = there
    assert len(walked) >= 4
    assert here in str(stage.get_attribute("aria-label"))
    stage.press("Escape")
    expect(frame.locator(".chosen")).to_have_count(0)


def test_names_are_placed_in_less_than_a_frame_or_two(visit: Open) -> None:
    page = visit("/embeddings", lecture="true", step="word_map")
    frame = find(page)
    times = []
    for width in (1240, 1200, 1160, 1120, 1080, 1040):  # each a new drawing
        page.set_viewport_size({"width": width, "height": 720})
        page.wait_for_timeout(300)
        times.append(float(frame.get_attribute("data-milliseconds") or "nan"))
    assert min(times) < 30


@pytest.mark.parametrize(
    ("a", "b", "c"), [("king", "man", "woman"), ("paris", "france", "italy"), ("dog", "dog", "cat")]
)
def test_the_five_words_of_an_analogy_do_not_hide_each_other(visit: Open, a: str, b: str, c: str) -> None:
    frame = find(visit("/embeddings", lecture="true", step="arithmetic", a=a, b=b, c=c), "parallelogram")
    expect(frame.locator(".word .name")).to_have_count(5)
    faults = frame.evaluate(FAULTS)
    if a == b:  # two words at one place: their names stand apart, their points cannot
        faults = [fault for fault in faults if fault[1] != "on the point of"]
    assert faults == []


def test_many_words_of_ones_own_find_their_place_or_wait(visit: Open) -> None:
    own = " ".join(["king", *vectors.load().words[5000:5059]])  # king is on the map already: one word, one point
    frame = find(visit("/embeddings", lecture="true", step="word_map", words=own))
    expect(frame.locator(".word")).to_have_count(30 + 59)
    assert frame.evaluate(FAULTS) == []
    assert frame.locator(".legend text").all_text_contents() == ["royalty", "capitals", "animals", "yours"]
