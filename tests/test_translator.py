"""The translators: PyTorch's own layers are the referees, the shipped models are examined anew."""

import json
import math

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from explorer import ASSETS
from explorer.bertviews import pair_view
from explorer.models import library, translated, translation, translation_exam
from explorer.models.beam import beam_search
from explorer.models.translation import END, MARKS, NAMES, PAD, START
from explorer.models.translator import GRU, Decoder, Scorer, Sizes, Translator, in_one
from explorer.recipes import translator as recipe
from explorer.text import english_french

SCORES = ("fixed", "dot", "additive", "scaled")


def make(score: str = "dot", vocabulary: int = 9, width: int = 8) -> Translator:
    return Translator(Sizes(vocabulary, width, 12, score)).initialise(1).eval().requires_grad_(False)  # type: ignore[arg-type]


def copy_gru(ours: GRU, theirs: nn.GRU, suffix: str = "") -> None:
    theirs.load_state_dict(
        theirs.state_dict()
        | {
            f"weight_ih_l0{suffix}": ours.word.weight,
            f"bias_ih_l0{suffix}": ours.word.bias,
            f"weight_hh_l0{suffix}": ours.state.weight,
            f"bias_hh_l0{suffix}": ours.state.bias,
        }
    )


def test_a_gru_is_pytorchs() -> None:
    torch.manual_seed(0)
    ours, theirs, x, start = GRU(6, 4), nn.GRU(6, 4, batch_first=True), torch.randn(3, 5, 6), torch.randn(3, 4)
    copy_gru(ours, theirs)
    assert torch.allclose(ours(x, start), theirs(x, start[None])[0], atol=1e-6)
    assert torch.allclose(ours(x[0], start[0]), theirs(x, start[None])[0][0], atol=1e-6)


def test_the_encoder_is_pytorchs_bidirectional_gru_and_the_word() -> None:
    model, ids = make(), torch.tensor([[3, 4, 5, 6], [6, 5, 3, 3]])
    theirs = nn.GRU(8, 4, batch_first=True, bidirectional=True)
    copy_gru(model.encoder.left, theirs)
    copy_gru(model.encoder.right, theirs, "_reverse")
    trace = model.encoder(ids)
    states, last = theirs(trace.embedded)
    assert torch.allclose(torch.cat([trace.left, trace.right], -1), states, atol=1e-6)
    assert torch.allclose(trace.states - model.encoder.word(trace.embedded), states, atol=1e-6)
    whole = torch.cat([trace.left[:, -1], trace.right[:, 0]], -1)
    assert torch.allclose(whole, torch.cat([last[0], last[1]], -1), atol=1e-6)


def test_scaled_attention_is_pytorchs() -> None:
    torch.manual_seed(0)
    scorer, states, memory = Scorer(8, "scaled"), torch.randn(2, 3, 8), torch.randn(2, 5, 8)
    expected = F.scaled_dot_product_attention(scorer.query(states), scorer.key(memory), memory)
    assert torch.allclose(scorer(states, memory).mixed, expected, atol=1e-6)


def test_additive_attention_by_hand() -> None:
    scorer = Scorer(2, "additive")
    with torch.no_grad():
        scorer.query.weight.copy_(torch.tensor([[1.0, 2.0], [0.0, -1.0]]))
        scorer.query.bias.copy_(torch.tensor([0.5, 0.0]))
        scorer.key.weight.copy_(torch.tensor([[3.0, 0.0], [1.0, 1.0]]))
        scorer.v.copy_(torch.tensor([2.0, -1.0]))
    trace = scorer.requires_grad_(False)(torch.tensor([[1.0, -1.0]]), torch.tensor([[0.2, 0.4], [-1.0, 0.1]]))
    s = (1 - 2 + 0.5, 1.0)
    by_hand = [2 * math.tanh(s[0] + u) - math.tanh(s[1] + w) for u, w in ((3 * 0.2, 0.2 + 0.4), (3 * -1.0, -1.0 + 0.1))]
    assert trace.scores[0].tolist() == pytest.approx(by_hand, abs=1e-6)
    first = math.exp(by_hand[0]) / sum(map(math.exp, by_hand))
    assert float(trace.weights[0, 0]) == pytest.approx(first, abs=1e-6)
    assert float(trace.mixed[0, 0]) == pytest.approx(0.2 * first - 1.0 * (1 - first), abs=1e-6)


def test_the_dot_product_by_hand() -> None:
    trace = Scorer(2, "dot")(torch.tensor([[1.0, 2.0]]), torch.tensor([[3.0, -1.0], [0.5, 0.5]]))
    assert trace.scores.tolist() == [[1.0, 1.5]]


def test_a_fixed_vector_is_the_same_at_every_word_and_attention_is_not() -> None:
    source, target = torch.tensor([3, 4, 5, 6, 7]), torch.tensor([START, 4, 4, 8])
    fixed = make("fixed")(source, target)
    assert fixed.decoder.look is None
    assert torch.equal(fixed.decoder.context, in_one(fixed.encoder.states).expand(4, -1))
    looking = make("dot")(source, target).decoder
    assert torch.allclose(looking.look.weights.sum(-1), torch.ones(4))
    assert (looking.context[0] - looking.context[1]).abs().max() > 1e-4


@pytest.mark.parametrize("score", SCORES)
def test_the_trace_is_the_cache_and_a_batch_gives_what_each_gives_alone(score: str) -> None:
    model, source, target = (
        make(score),
        torch.tensor([[3, 4, 5], [6, 6, 3]]),
        torch.tensor([[1, 3, 4, 5], [1, 8, 8, 3]]),
    )
    whole, memory = model(source, target), model.encoder(source).states
    past = model.decoder(target[:, :2], memory=memory)
    rest = model.decoder(target[:, 2:], past, memory=memory)
    assert torch.allclose(rest.out, whole.decoder.out[:, 2:], atol=1e-6)
    assert torch.allclose(model(source[1], target[1]).decoder.out, whole.decoder.out[1], atol=1e-6)


def test_a_decoder_needs_a_sentence() -> None:
    with pytest.raises(ValueError, match="needs a sentence"):
        make().decoder(torch.tensor([START]))


def every_text(decoder: Decoder, memory: torch.Tensor, length: int) -> dict[tuple[int, ...], float]:
    """The log-probability of every text that ends in time, by trying them all."""
    found: dict[tuple[int, ...], float] = {}
    running: dict[tuple[int, ...], float] = {(): 0.0}
    for _ in range(length):
        for ids in list(running):
            total = running.pop(ids)
            shares = decoder(torch.tensor([START, *ids]), memory=memory).out[-1].log_softmax(-1)
            for id_, share in enumerate(shares.tolist()):
                (found if id_ == END else running)[(*ids, id_)] = total + share
    return found


@pytest.mark.parametrize("score", SCORES)
def test_beam_search_serves_the_recurrent_decoder(score: str) -> None:
    model = make(score, vocabulary=6)
    memory = model.encoder(torch.tensor([3, 4, 5])).states
    tree = beam_search(model.decoder, [START], 300, 4, length_penalty=0.0, end=END, memory=memory)
    best = max(every_text(model.decoder, memory, 4).items(), key=lambda item: item[1])
    ended = [leaf for leaf in tree.found if tree.nodes[leaf].id == END]
    assert tree.ids(ended[0]) == best[0]
    assert tree.nodes[ended[0]].total == pytest.approx(best[1], abs=1e-5)
    greedy = beam_search(model.decoder, [START], 1, 8, end=END, memory=memory)
    (written,) = translation.write(model, torch.tensor([[3, 4, 5]]), most=8)
    assert list(greedy.ids(greedy.found[0])) == written


def test_rows_are_english_start_french_end_and_padding() -> None:
    pairs = [pair for pair in map(english_french.tell, range(400)) if len(pair.english) == 3][:4]
    ids = {word: index for index, word in enumerate(recipe.words())}
    batch = translation_exam.rows(pairs, ids)
    for row, pair in zip(batch.tolist(), pairs, strict=True):
        assert [recipe.words()[i] for i in row if i != PAD] == [*pair.english, "<s>", *pair.french, "</s>"]
    value, count = translation_exam.loss(make("dot", len(recipe.words())), batch)
    assert count == sum(len(pair.french) + 1 for pair in pairs)
    assert float(value) == pytest.approx(math.log(len(recipe.words())), rel=0.3), "an untrained model knows nothing"


def test_short_sentences_come_first_and_all_come() -> None:
    told = english_french.pairs(6)
    drawn = [
        int((batch[0] == START).nonzero()[0])
        for batch, _ in zip(recipe.batches(told, 0, 100), range(100), strict=False)
    ]
    assert max(drawn[:5]) <= recipe.SHORT + 2
    assert max(drawn[50:]) > 17


# The shipped models.


LENGTHS = (5, 10, 15, 20)


@pytest.fixture(scope="module")
def fresh() -> list[english_french.Pair]:
    """Sentences that no training has seen, ten of each length."""
    found: dict[int, list[english_french.Pair]] = {length: [] for length in LENGTHS}
    for seed in range(600_000_000, 600_002_000):
        pair = english_french.tell(seed)
        if len(found.get(len(pair.english), range(10))) < 10:
            found[len(pair.english)].append(pair)
    return [pair for pairs in found.values() for pair in pairs]


@pytest.mark.parametrize("name", NAMES)
def test_the_card_says_what_is_measured_anew(name: str, fresh: list[english_french.Pair]) -> None:
    assert len(fresh) == 10 * len(LENGTHS)
    model = translation.load(name)
    report = translation_exam.measure(model.network, fresh, model.vocabulary)
    curve = dict(translated.curve(name))
    expected = sum(curve[length] for length in LENGTHS) / len(LENGTHS)
    assert report.exact == pytest.approx(expected, abs=0.12 if name == "fixed" else 0.06)
    if name != "fixed":
        assert model.card.lessons["exact"] >= recipe.LEAST_EXACT
        assert model.card.lessons["aligned"] >= recipe.LEAST_ALIGNED
        assert report.aligned == pytest.approx(model.card.lessons["aligned"], abs=0.05)


def test_one_vector_fails_where_sentences_grow_and_attention_does_not() -> None:
    fixed = dict(translated.curve("fixed"))
    assert fixed[4] > 0.95
    assert fixed[20] < 0.3
    for name in NAMES[1:]:
        assert min(share for _, share in translated.curve(name)) > 0.9


def test_the_five_are_small_and_trained_alike() -> None:
    files = [translation.file(name) for name in NAMES]
    assert sum(file.stat().st_size for file in files) < 6e6
    cards = [translation.load(name).card for name in NAMES]
    assert len({(card.data, card.seed, card.steps) for card in cards}) == 1
    assert sum(card.seconds for card in cards) < 30 * 60


def test_known_sentences_are_translated() -> None:
    for english, french in (
        ("the red car", "la voiture rouge"),
        ("she does not see the red car", "elle ne voit pas la voiture rouge"),
        ("I see him", "je le vois"),
        ("the old man does not like this beautiful tree", "le vieil homme n'aime pas ce bel arbre"),
    ):
        for name in NAMES[1:]:
            run = translation.translate(english_french.read(english), name)
            assert english_french.written(run.words) == french, name
            assert run.french[-1] == MARKS[END]
            assert len(run.trace.decoder.out) == len(run.french)
            assert run.next_words(0, 3)[0][0] == run.shown[0]


def test_what_english_leaves_open_is_left_open() -> None:
    run = translation.translate(("I", "am", "happy"), "dot")
    likely = dict(run.next_words(2, 2))
    assert set(likely) == {"heureux", "heureuse"}
    assert min(likely.values()) > 0.25
    found = {words for words, _, _ in translated.search(("I", "am", "happy"), "dot", 4).found[:2]}
    assert found == {("je", "suis", "heureux"), ("je", "suis", "heureuse")}


def test_the_order_is_seen_to_change_only_where_it_does() -> None:
    def turns(english: str) -> list[str]:
        run = translation.translate(english_french.read(english), "dot")
        look = translated.look(run)
        assert look
        return [run.french[place] for place in translated.turns(look.weights, run.french)]

    assert turns("the red car") == ["rouge"]
    assert turns("he does not see them") == ["voit", "pas"]
    assert turns("he sleeps") == []
    assert translated.turns(torch.tensor([[0.1, 0.9], [0.8, 0.2], [0.7, 0.3]]), ["a", "b", MARKS[END]]) == [1]
    assert translated.turns(torch.tensor([[0.9, 0.1], [0.2, 0.8], [1.0, 0.0]]), ["a", "b", MARKS[END]]) == []


@pytest.mark.parametrize("name", ["dot", "additive", "scaled"])
def test_scores_can_be_computed_from_what_is_shown(name: str) -> None:
    run = translation.translate(("the", "red", "car"), name)
    look = translated.look(run)
    assert look
    q, k = look.queries[1], look.keys[2]
    sums = {"dot": q @ k, "scaled": q @ k / math.sqrt(len(q))}
    score = look.v @ torch.tanh(q + k) if look.v is not None else sums[name]
    assert float(score) == pytest.approx(float(look.scores[1, 2]), abs=1e-4)
    assert torch.allclose(look.scores.softmax(-1), look.weights, atol=1e-6)


def test_a_heads_cross_attention_is_the_same_attention() -> None:
    run = translation.translate(("the", "red", "car"), "transformer")
    cross = run.trace.decoder.blocks[1].cross
    assert torch.allclose(cross.mixed, F.scaled_dot_product_attention(cross.q, cross.k, cross.v), atol=1e-5)
    look = translated.look(run, 2, 3)
    assert look
    assert torch.equal(look.weights, cross.weights[2])
    assert translated.look(translation.translate(("the", "red", "car"), "fixed")) is None


def test_only_readings_that_pass_the_last_word_notice_it() -> None:
    ripple = translated.ripple(("the", "red", "car"), "dot")
    assert (ripple.word, ripple.left, ripple.right, ripple.of) == ("tree", 1, 3, 3)
    assert translated.ripple(("the", "tree"), "dot").word == "car"


def test_wrong_words_are_marked_by_the_nearest_correct_text() -> None:
    correct = [("elle", "est", "belle"), ("il", "est", "beau")]
    assert translated.marked(("elle", "est", "belle"), correct) == (True, True, True)
    assert translated.marked(("il", "est", "belle"), correct).count(False) == 1
    assert translated.marked((), correct) == ()


def test_examples_have_their_length_and_answers_name_every_model() -> None:
    pair = translated.example(9, 3)
    assert len(pair.english) == 9
    answers = translated.answers(9, 3)
    assert sorted(name for answer in answers for name in answer.names) == sorted(NAMES)
    assert all(answer.correct == all(answer.right) for answer in answers if len(answer.words) == len(pair.french))


def test_more_beams_never_find_a_worse_text_here() -> None:
    words = ("they", "are", "happy")
    scores = [translated.search(words, "dot", beams).found[0][2] for beams in (1, 2, 4, 8)]
    assert scores == sorted(scores)
    search = translated.search(words, "dot", 3)
    assert all(sum(fate == "kept" for *_, fate in row) <= 3 for row in search.steps)


def test_unknown_words_are_named_and_near_ones_offered() -> None:
    assert translated.unknown(["the", "computr", "carr", "carr"]) == ["computr", "carr"]
    assert "car" in translated.near("carr")
    assert translated.near("xyzzy") == []


def test_a_missing_or_broken_model_is_named(tmp_path, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(translation, "file", lambda name: tmp_path / f"translator-{name}.safetensors")
    with pytest.raises(library.ModelError, match="not installed"):
        translation.load.__wrapped__("dot")
    shipped = ASSETS / "weights" / "translator-dot.json"
    card = json.loads(shipped.read_text("utf-8"))
    (tmp_path / "translator-dot.json").write_text(json.dumps(card))
    (tmp_path / "translator-dot.safetensors").write_bytes(shipped.with_suffix(".safetensors").read_bytes()[:4000])
    with pytest.raises(library.ModelError, match="damaged"):
        translation.load.__wrapped__("dot")
    whole = shipped.with_suffix(".safetensors").read_bytes()
    (tmp_path / "translator-dot.safetensors").write_bytes(whole)
    for wrong in ({"sizes": card["sizes"] | {"width": 64}}, {"sizes": {}}, {"nonsense": 1}):
        (tmp_path / "translator-dot.json").write_text(json.dumps(card | wrong))
        with pytest.raises(library.ModelError, match="damaged"):
            translation.load.__wrapped__("dot")


def test_bertviz_gets_both_languages_and_opens_with_the_cross_attention() -> None:
    run = translation.translate(("the", "red", "car"), "transformer")
    encoder, decoder = run.trace.encoder, run.trace.decoder
    view = pair_view(
        tuple(block.attention.weights for block in encoder.blocks),
        tuple(block.attention.weights for block in decoder.blocks),
        tuple(block.cross.weights for block in decoder.blocks),
        run.english,
        ("<s>", *run.french[: len(decoder.out) - 1]),
        2,
    )
    assert '["the", "red", "car"]' in view.html
    assert r'["\u003cs>", "la", "voiture", "rouge"]' in view.html
    assert '"default_filter": "2"' in view.html
    assert "cdnjs" not in view.html
