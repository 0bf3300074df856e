"""Three ready ways through the chapters, for lectures of 20, 45 and 90 minutes: places as "chapter/step", in order.

How long a place takes stands in the notes of its step.
"""

from collections.abc import Sequence

PATHS: dict[str, tuple[str, ...]] = {
    "20": (
        "tokens/six_cuts",
        "embeddings/arithmetic",
        *("attention/vectors", "attention/queries_keys_values", "attention/scores", "attention/softmax"),
        "heads/all_heads",
        "sampling/temperature",
    ),
    "45": (
        "tokens/six_cuts",
        *("embeddings/neighbours", "embeddings/arithmetic"),
        "positions/proof",
        "ngrams/writing",
        "recurrence/vanishing",
        *("attention/vectors", "attention/queries_keys_values", "attention/scores", "attention/mask"),
        *("attention/softmax", "attention/mixing"),
        *("heads/all_heads", "heads/switch_off"),
        "block/road",
        "model/architecture",
        "next/scores",
        "sampling/temperature",
    ),
    "90": (
        *("tokens/six_cuts", "tokens/learning", "tokens/ids_mean_nothing"),
        *("embeddings/lookup", "embeddings/neighbours", "embeddings/arithmetic", "embeddings/word_map"),
        *("positions/waves", "positions/proof"),
        *("ngrams/counts", "ngrams/writing"),
        *("recurrence/one_word_at_a_time", "recurrence/vanishing", "recurrence/memory"),
        *("alignment/attention", "alignment/bottleneck"),
        *("attention/vectors", "attention/similarity", "attention/queries_keys_values", "attention/scores"),
        *("attention/scaling", "attention/mask", "attention/softmax", "attention/mixing"),
        *("heads/all_heads", "heads/switch_off"),
        *("block/road", "block/feed_forward", "block/lens"),
        *("model/architecture", "model/families"),
        *("next/scores", "next/perplexity", "next/memory"),
        *("sampling/temperature", "sampling/cuts", "sampling/beam"),
        "duel/side_by_side",
    ),
}


def around(path: Sequence[str], order: Sequence[str], here: str) -> tuple[str, str]:
    """The places before and after `here`, empty where there is none.

    `order` holds all places; where `here` is not on the path, its neighbours are the nearest places that are.
    """
    rank = {place: number for number, place in enumerate(order)}
    at = rank.get(here, -1)  # the home page stands before everything
    if here in path:
        index = list(path).index(here)
        return (path[index - 1] if index else ""), (path[index + 1] if index + 1 < len(path) else "")
    earlier = [place for place in path if rank.get(place, -1) < at]
    later = [place for place in path if rank.get(place, -1) > at]
    return (earlier[-1] if earlier else ""), (later[0] if later else "")
