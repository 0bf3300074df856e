"""Visitors without a browser: they speak Streamlit's own protocol over its WebSocket, and change real controls.

`python benchmarks/visitors.py` starts a server of its own and prints what a class of many costs; `--replicas` starts
two behind nginx, `--address` measures one that runs already. What is measured is the time from sending a change to the
message that its run has finished, as a laptop in the room waits for it, without the network and without the drawing.
"""

import argparse
import asyncio
import json
import random
import statistics
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs

import psutil
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.asyncio.client import ClientConnection, connect

Row = dict[str, Any]

# What a class does: a chapter, a control of it, and the values that the control goes through.
SCENES: tuple[tuple[str, str, tuple[Any, ...]], ...] = (
    ("attention?step=scores", "head", ("1", "2", "3", "4")),
    ("attention?step=softmax", "text", ("the king loves the queen", "anna has a red ball .", "the dog saw the cat .")),
    ("heads?step=compare", "layer", ("1", "2")),
    ("model?step=cache", "format", ("float32", "float16", "int8")),
    ("block?step=road", "layer", ("1", "2")),
    ("ngrams?step=counts", "order", (2, 3, 4)),
    ("next?step=surprise", "text", ("the queen lost her crown .", "anna had a ball . the ball was red .")),
    ("tokens?step=six_cuts", "text", ("unbelievable words", "a wizard in the kitchen", "the class types this")),
    ("sampling?step=cuts", "text", ("the king", "the queen beside the king lost")),
    ("model?step=architecture", "text", ("the king loves the queen", "the dog sleeps .")),
)
BURSTS = 5


@dataclass
class Visitor:
    """One open page."""

    socket: ClientConnection
    scene: tuple[str, str, tuple[Any, ...]]
    lecture: bool
    states: dict[str, WidgetState] = field(default_factory=dict)  # of every control on the page, by its id
    fragments: dict[str, str] = field(default_factory=dict)  # the fragment that a control stands in
    taken: list[float] = field(default_factory=list)  # milliseconds
    bytes: int = 0
    faults: list[str] = field(default_factory=list)
    page: str = ""
    sight: Any = None  # of who reads: the component that asks which steps are in sight

    async def arrive(self) -> float:
        """Open the chapter; milliseconds until it is complete. Then say which steps are in sight."""
        opened = await self._run(BackMsg(), "")
        if self.sight:
            steps = json.loads(self.sight.bytes)["steps"]
            at = steps.index(parse_qs(self.scene[0].partition("?")[2])["step"][0])
            seen = {"steps": steps[at : at + 2], "rest": False, "time": 0}
            self.states[self.sight.id] = WidgetState(id=self.sight.id, json_value=json.dumps({"seen": seen}))
            message = BackMsg()
            message.rerun_script.widget_states.widgets.extend(self.states.values())
            await self._run(message, self.fragments[self.sight.id])
        return opened

    async def change(self, turn: int) -> None:
        """Move the scene's control, as a visitor would."""
        _chapter, control, values = self.scene
        found = next((id_ for id_ in self.states if id_.endswith(f"-{control}")), "")
        if not found:
            self.faults.append(f"{self.scene[0]}: no control {control}")
            return
        state, value = self.states[found], values[turn % len(values)]
        kind = state.WhichOneof("value") or ""
        if kind == "double_array_value":
            state.double_array_value.data[:] = [float(value)]
        elif kind == "string_array_value":
            state.string_array_value.data[:] = [str(value)]
        elif kind:
            setattr(state, kind, value if isinstance(value, str) else int(value))
        message = BackMsg()
        message.rerun_script.widget_states.widgets.extend(self.states.values())
        self.taken.append(await self._run(message, self.fragments.get(found, "")))

    async def _run(self, message: BackMsg, fragment: str) -> float:
        chapter, _, query = self.scene[0].partition("?")
        message.rerun_script.query_string = query + ("&lecture=true" if self.lecture else "")
        message.rerun_script.page_name = chapter
        message.rerun_script.page_script_hash = self.page
        message.rerun_script.fragment_id = fragment
        message.rerun_script.context_info.locale = "en"
        start = time.perf_counter()
        await self.socket.send(message.SerializeToString())
        while True:
            data = await asyncio.wait_for(self.socket.recv(), 60)
            self.bytes += len(data)
            answer = ForwardMsg.FromString(data if isinstance(data, bytes) else data.encode())
            self._read(answer)
            if answer.WhichOneof("type") == "script_finished":
                if answer.script_finished not in (
                    ForwardMsg.FINISHED_SUCCESSFULLY,
                    ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY,
                ):
                    continue  # cut short for a newer run
                return (time.perf_counter() - start) * 1000

    def _read(self, answer: ForwardMsg) -> None:
        """Keep what a browser would have to know of this message: the controls, and whether something broke."""
        if answer.WhichOneof("type") == "navigation":
            self.page = answer.navigation.page_script_hash
        if answer.WhichOneof("type") != "delta" or answer.delta.WhichOneof("type") != "new_element":
            return
        element = answer.delta.new_element
        kind = element.WhichOneof("type") or ""
        if kind == "exception":
            self.faults.append(f"{self.scene[0]}: {element.exception.type}")
        proto = getattr(element, kind, None)
        if kind == "bidi_component" and proto.component_name == "explorer_sight":
            self.sight = proto
            self.fragments[proto.id] = answer.delta.fragment_id
        if kind in CONTROLS and proto.id not in self.states:
            self.states[proto.id] = CONTROLS[kind](proto)
        if kind in CONTROLS and answer.delta.fragment_id:
            self.fragments[proto.id] = answer.delta.fragment_id


def _slider(proto: Any) -> WidgetState:
    state = WidgetState(id=proto.id)
    state.double_array_value.data[:] = proto.value if proto.set_value else proto.default
    return state


def _text(proto: Any) -> WidgetState:
    return WidgetState(id=proto.id, string_value=proto.value if proto.set_value else proto.default)


def _buttons(proto: Any) -> WidgetState:
    state = WidgetState(id=proto.id)
    chosen = [proto.options[index].content for index in proto.default]
    state.string_array_value.data[:] = proto.raw_values if proto.set_value else chosen
    return state


def _toggle(proto: Any) -> WidgetState:
    return WidgetState(id=proto.id, bool_value=proto.value if proto.set_value else proto.default)


CONTROLS = {"slider": _slider, "text_input": _text, "button_group": _buttons, "checkbox": _toggle}


async def visit(address: str, scene: tuple[str, str, tuple[Any, ...]], lecture: bool) -> Visitor:
    url = address.replace("http", "ws", 1) + "/_stcore/stream"
    socket = await connect(url, subprotocols=["streamlit"], max_size=None, ping_interval=None, origin=address)  # type: ignore[list-item,arg-type]
    return Visitor(socket, scene, lecture)


async def crowd(address: str, visitors: int, seconds: float, every: float, wall: bool) -> Row:
    """So many visitors at once, each changing something every so many seconds, then all at once, again and again."""
    people = [await visit(address, SCENES[n % len(SCENES)], wall) for n in range(visitors)]
    opened = []
    for person in people:  # a class does not come through the door in one second, but in a few
        opened.append(await person.arrive())

    async def stay(person: Visitor, seed: int) -> None:
        rng = random.Random(seed)
        end, turn = time.perf_counter() + seconds, seed
        await asyncio.sleep(rng.random() * every)
        while time.perf_counter() < end:
            turn += 1
            begun = time.perf_counter()
            await person.change(turn)
            await asyncio.sleep(max(0.0, every * (0.5 + rng.random()) - (time.perf_counter() - begun)))

    await asyncio.gather(*(stay(person, number) for number, person in enumerate(people)))
    calm = sorted(t for person in people for t in person.taken)
    for person in people:
        person.taken.clear()
    bursts = []
    for turn in range(BURSTS):
        await asyncio.sleep(1)
        start = time.perf_counter()
        await asyncio.gather(*(person.change(turn + 7) for person in people))
        bursts.append(time.perf_counter() - start)
    for person in people:
        await person.socket.close()
    return {
        "visitors": visitors,
        "screens": "wall" if wall else "reading",
        "changes": len(calm),
        "open_ms": statistics.median(opened),
        "median_ms": statistics.median(calm) if calm else None,
        "p95_ms": statistics.quantiles(calm, n=20)[-1] if len(calm) > 1 else None,
        "burst_s": statistics.median(bursts),
        "slowest_burst_s": max(bursts),
        "kB_each_change": sum(person.bytes for person in people) / 1000 / max(1, len(calm) + (1 + BURSTS) * visitors),
        "faults": sorted({fault for person in people for fault in person.faults}),
    }


def measure(address: str, server: psutil.Process, visitors: int, seconds: float, every: float, wall: bool) -> Row:
    """The crowd, and what it cost the server: processor seconds for each change, memory for each visitor."""
    before, memory = server.cpu_times(), server.memory_info().rss
    found = asyncio.run(crowd(address, visitors, seconds, every, wall))
    after = server.cpu_times()
    spent = after.user + after.system - before.user - before.system
    changes = found["changes"] + (1 + BURSTS) * visitors
    return found | {
        "cpu_ms_each_change": 1000 * spent / changes,
        "MB_each_visitor": (server.memory_info().rss - memory) / 1e6 / visitors,
    }


def rows(address: str, pid: int, sizes: Iterable[int], seconds: float, every: float, wall: bool) -> Iterator[Row]:
    """A class of each size in turn, at one server."""
    server = psutil.Process(pid)
    measure(address, server, len(SCENES), 3, 1, wall)  # what is loaded once is no visitor's
    for size in sizes:
        yield measure(address, server, size, seconds, every, wall)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--address")
    parser.add_argument("--pid", type=int, help="the server's process, with --address")
    parser.add_argument("--visitors", type=int, nargs="*", default=[1, 10, 30, 60, 100])
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--every", type=float, default=2)
    parser.add_argument("--wall", action="store_true", help="one step a page, as phones that follow the lecturer")
    parser.add_argument("--replicas", action="store_true", help="two servers behind nginx")
    options = parser.parse_args()

    if options.address:
        found = rows(options.address, options.pid, options.visitors, options.seconds, options.every, options.wall)
        return _say(found)
    if options.replicas:
        from replicas import site

        with site() as both:
            asyncio.run(crowd(both.address, 2 * len(SCENES), 3, 1, options.wall))
            sizes = ((size, options.seconds, options.every, options.wall) for size in options.visitors)
            return _say(asyncio.run(crowd(both.address, *size)) for size in sizes)
    from report import running

    with running() as server:
        return _say(rows(server.address, server.pid, options.visitors, options.seconds, options.every, options.wall))


def _say(found: Iterable[Row]) -> int:
    fine = True
    for row in found:
        fine = fine and not row["faults"]
        print(json.dumps({k: round(v, 2) if isinstance(v, float) else v for k, v in row.items()}), flush=True)
    return 0 if fine else 1


if __name__ == "__main__":
    sys.exit(main())
