"""One visitor: an address made up by chance, and what is then typed, pressed and moved on the page."""

import json
import random
import re
import time
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from streamlit.proto.WidgetStates_pb2 import WidgetState, WidgetStates
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.element_tree import Button, FileUploader, Widget

from explorer import ASSETS
from explorer.ui.chapters import Chapter, contents
from tests.fuzz.texts import MARK, text, value
from tests.visiting import APP, COMPONENTS, turn_to

# Parameters of every page; those of one chapter are in OWN.
SHARED = ("text", "language", "second", "lecture", "step", "model", "seed", "token", "layer", "head", "room", "follow", "notes")  # fmt: skip
SECRET = ("key", "embed", "path", "sheet", "sync")
OWN = {
    "tokens": ("source", "merges", "bytes", "sample"),
    "embeddings": ("word", "measure", "a", "b", "c", "families", "words", "directions", "from", "to", "on", "first", "other", "both"),
    "positions": ("pair", "place", "k", "hand"),
    "attention": ("sink",),
    "heads": ("layer2", "head2", "sink", "what", "how", "view"),
    "block": ("norm", "neuron"),
    "next": ("lesson",),
    "sampling": ("temperature", "top_k", "top_p", "min_p", "penalty", "seed_texts", "changed", "to_temperature", "to_top_k", "to_top_p", "to_min_p", "to_penalty", "beams", "length"),
    "duel": ("corpus", "order", "fighter", "prompt_shakespeare", "temperature", "seed_quotes", "seconds", "checkpoint"),
    "alignment": ("english", "score", "word", "aligner", "length", "writer", "beams", "written"),
    "ngrams": ("corpus", "order", "context", "smoothing", "k", "one", "two"),
    "recurrence": ("cell", "weights", "scale", "length", "bias", "clip", "sample"),
    "model": ("architecture", "decoder-sizes", "encoder-sizes", "encoder-decoder-sizes", "view", "count", "sized", "kept", "conversations", "format"),
}  # fmt: skip
# Buttons that ask other machines, start a program, open the room, or measure this machine for up to three seconds.
LEFT = ("fetch-", "train-start", "class", "press-")


class Visitor:
    """Everything that visitor `number` does follows from the number; at their second visit they type other texts."""

    def __init__(self, number: int, again: bool = False) -> None:
        self.rng = random.Random(f"visitor {number}")
        pages: list[Chapter | None] = [*contents(), None]
        self.mark, self.more, turn = MARK.format(n=number), " z" if again else "", number // len(pages)
        self.chapter = pages[number % len(pages)]
        self.alone = self.rng.random() < 0.3  # else one of many: models of the lecturer's list only
        self.parameters = self._address(turn)
        self.done: list[str] = []
        self.app = AppTest.from_file(str(APP), default_timeout=300)
        self.app._bidi_component_manager = COMPONENTS
        self.open: dict[str, WidgetState] = {}  # expanders and figures: AppTest does not send their state again

    def _address(self, turn: int) -> dict[str, str]:
        rng, chapter = self.rng, self.chapter
        own = OWN[chapter.address] if chapter else ()
        names = [own[turn % len(own)]] if own else []
        names += rng.sample(own, min(len(own), rng.randint(0, 3))) + rng.sample(SHARED, rng.randint(0, 4))
        names += rng.sample(SECRET, 1) if rng.random() < 0.1 else []
        known = identifiers(chapter.file if chapter else None)
        made = {name: value(rng, self.mark, known) for name in dict.fromkeys(names)}
        if rng.random() < 0.85:  # one step instead of all: many more visitors in the same time
            made["lecture"] = "true"
        if chapter and rng.random() < 0.85:
            made["step"] = chapter.steps[turn % len(chapter.steps)]
        if rng.random() < 0.5:
            made["text"] = self._text(4000)
        if made.get("notes") == "true" and rng.random() < 0.7:
            del made["notes"]
        if rng.random() < 0.5:
            made["language"] = rng.choice(["en", "fr", "es", "it"])
        return made

    def _text(self, most: int) -> str:
        return text(self.rng, self.mark, most - len(self.more)) + self.more

    @property
    def story(self) -> str:
        """What this visitor did, in one line."""
        query = "&".join(f"{name}={quote(given, safe='')}" for name, given in self.parameters.items())
        address = f"/{self.chapter.address if self.chapter else ''}?{query}"
        return " | ".join([address if len(address) < 3000 else address[:3000] + "…", *self.done])

    def arrive(self) -> None:
        for name, given in self.parameters.items():
            self.app.query_params[name] = given
        turn_to(self.app, self.chapter.file if self.chapter else None).run()

    def act(self) -> bool:
        """Do one thing that a browser lets a visitor do; False where there is nothing to do."""
        rng = self.rng
        if rng.random() < 0.06:
            other = rng.choice(contents())
            self.done.append(f"go to /{other.address}")
            turn_to(self.app, other.file)._run(WidgetStates(widgets=self._states().values()))
            return True
        choices: list[Callable[[], bool]] = []
        for node in self.app._tree:
            if isinstance(node, Widget) and not getattr(node.proto, "disabled", False):
                if not str(node.key).startswith(LEFT):
                    choices.append(lambda node=node: self.use(node))
            elif node.type == "expander" and node.proto.id:
                choices.append(lambda node=node: self._expander(node))
            elif node.type == "bidi_component" and choices_of(node.proto.component_name):
                choices.append(lambda node=node: self._figure(node))
        return bool(choices) and rng.choice(choices)()

    def _send(self, story: str, state: WidgetState, again: bool = False) -> bool:
        """As a browser does it: the states of all that is there, and the new one."""
        self.done.append(story)
        states = self._states() | {state.id: state}
        if again:
            self.open[state.id] = state
        self.app._run(WidgetStates(widgets=states.values()))
        return True

    def _states(self) -> dict[str, WidgetState]:
        there = {getattr(getattr(node, "proto", None), "id", None) for node in self.app._tree}
        states = {node.id: state_of(node) for node in self.app._tree if isinstance(node, Widget)}
        return states | {id_: state for id_, state in self.open.items() if id_ in there}

    def _expander(self, node: Any) -> bool:
        return self._send(f"open {node.key}", WidgetState(id=node.proto.id, bool_value=True), again=True)

    def _figure(self, node: Any) -> bool:
        """What its script tells when the pointer chooses something; places lie in the first two of a row."""
        names = self.rng.choice(choices_of(node.proto.component_name))
        chosen = {name: self.rng.randint(1, 2) for name in names}
        state = WidgetState(id=node.proto.id, json_value=json.dumps({"choice": chosen | {"time": time.time_ns()}}))
        return self._send(f"{node.key}: {chosen}", state, again=True)

    def use(self, node: Widget) -> bool:
        """Press a button, or give a control another value."""
        if isinstance(node, FileUploader):
            name = self.rng.choice(["a.txt", f"<{self.mark}>.txt", "../../a.txt", "=1+1.csv", "🙂.txt"])
            data = self.rng.choice([b"", self.rng.randbytes(500), self._text(20_000).encode("utf-16")])
            node.upload(name, data, "text/plain")
            return self._send(f"upload {name!r} {len(data)} bytes", node._widget_state)
        if isinstance(node, Button):
            state = WidgetState(id=node.id, trigger_value=True)
            return self._send(f"press {node.key}", state)
        state = WidgetState()
        state.CopyFrom(state_of(node))
        new = self._new(node, state.WhichOneof("value") or "string_value", state)
        return self._send(f"{node.key} = {str(new)[:200]!r}", state)

    def _new(self, node: Widget, kind: str, state: WidgetState) -> object:
        rng, proto = self.rng, node.proto
        if kind == "bool_value":
            state.bool_value = not state.bool_value
            return state.bool_value
        if kind in ("double_value", "double_array_value", "int_value", "int_array_value"):
            low, high = float(proto.min), float(proto.max)
            step = float(proto.step) or 1.0
            new = rng.choice([low, high, low + step * rng.randint(0, max(0, round((high - low) / step)))])
            if kind.endswith("array_value"):
                getattr(state, kind).data[:] = [new if kind.startswith("double") else int(new)]
            else:
                setattr(state, kind, new if kind.startswith("double") else int(new))
            return new
        if kind == "string_array_value":
            options = [option.content for option in proto.options]
            several = proto.click_mode == proto.MULTI_SELECT
            chosen = rng.sample(options, rng.randint(0, len(options)) if several else 1)
            state.string_array_value.data[:] = chosen
            return chosen
        if node.type == "selectbox":
            free = proto.accept_new_options and rng.random() < 0.6
            state.string_value = self._text(1500) if free else rng.choice(list(proto.options))
            return state.string_value
        assert kind == "string_value", kind
        most = proto.max_chars or (300_000 if rng.random() < 0.05 else 20_000)
        state.string_value = self._text(most)
        return state.string_value


def state_of(node: Widget) -> WidgetState:
    """What a browser tells of a control. AppTest fails at a list whose value the visitor has typed."""
    if node.type == "selectbox":
        return WidgetState(id=node.id, string_value=str(node.value))
    return node._widget_state


@lru_cache
def identifiers(file: Path | None) -> tuple[str, ...]:
    """Short names in a chapter's source: among them every value that its controls can have."""
    source = file.read_text("utf-8") if file else ""
    return tuple(sorted(set(re.findall(r'"([\w.:-]{1,24})"', source))))


@lru_cache
def choices_of(component: str) -> tuple[tuple[str, ...], ...]:
    """What the script of a figure tells the page: groups of names."""
    file = ASSETS / "live" / f"{component.removeprefix('explorer_')}.js"
    source = file.read_text("utf-8") if file.is_file() else ""
    groups = [re.findall(r"(?:^|, )(\w+)(?=[:,])", told) for told in re.findall(r'"choice", \{ (.*?)time:', source)]
    return tuple(tuple(names) for names in groups if names and "device" not in names)
