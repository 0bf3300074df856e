"""What stands at each place of /next is the model's own softmax, for each word of its list."""

import pytest

from explorer.models import library, prediction

TEXT = "the queen beside the king lost her crown"


def test_each_place_has_the_likeliest_words_and_the_one_that_comes() -> None:
    run = library.run(TEXT)
    found = prediction.read(run)
    shares = run.trace.out.double().softmax(-1)
    for position, place in enumerate(prediction.places(found, most=5)):
        order = shares[position].argsort(descending=True)
        assert [row.word for row in place.rows] == [found.word(int(id_)) for id_ in order[:5]]
        assert [row.share for row in place.rows] == pytest.approx(shares[position, order[:5]].tolist(), rel=1e-5)
        assert [row.rank for row in place.rows] == [1, 2, 3, 4, 5]
        if position + 1 == len(run.tokens):
            assert place.comes is None
            continue
        following = run.encoding.ids[position + 1]
        assert place.comes
        assert place.comes.word == run.tokens[position + 1]
        assert place.comes.share == pytest.approx(float(shares[position, following]), rel=1e-5)
        assert place.comes.rank == 1 + order.tolist().index(following)


def test_a_word_that_the_model_does_not_know_comes_nowhere() -> None:
    found = prediction.read(library.run("the quokka sleeps"))
    comes = [place.comes.word if place.comes else None for place in prediction.places(found)]
    assert comes[1:] == [None, "sleeps", None]


def test_one_token_has_nothing_after_it() -> None:
    (place,) = prediction.places(prediction.read(library.run("?")))[-1:]
    assert place.comes is None
    assert place.rows[0].share >= place.rows[-1].share
