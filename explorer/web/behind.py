"""A run draws what stands behind a part of the page too: what `explorer.ui.later` has said."""

from collections.abc import Sequence

from streamlit.runtime.fragment import MemoryFragmentStorage

_order = MemoryFragmentStorage.order_fragment_ids


def begin() -> None:
    """For this process."""
    MemoryFragmentStorage.order_fragment_ids = order  # type: ignore[method-assign, assignment]


def order(storage: MemoryFragmentStorage, fragment_ids: list[str]) -> list[str]:
    """The fragments of a run in the order in which they are drawn: Streamlit's, and then those that stand behind."""
    above, page = storage.__dict__.get("behind", ((), ()))
    ordered, drawn, heads = _order(storage, fragment_ids), _named(storage, page), _named(storage, above)
    first = next((at for at, one in enumerate(drawn) if one in heads and one in ordered), len(drawn))
    after = drawn[first + 1 :]
    return [*(one for one in ordered if one not in after), *after]


def _named(storage: MemoryFragmentStorage, keys: Sequence[str]) -> list[str]:
    """The fragments with these keys, as far as they are on the page."""
    return [fragment_id for key in keys for fragment_id in storage._ids_by_target_key.get(key, ())]
