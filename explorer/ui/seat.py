"""Who sits where: the lecturer, who has the key; the class, which has the code of the room; and everybody else.

The lecturer's key comes once in the address (?key=...), is taken out of it at once, and stays in this session and in
this browser; the command `explorer` prints it. Alone on this machine the visitor is the lecturer. Who comes with
?room=CODE is one of the class.
"""

import hmac
import os
import secrets
import time

import streamlit as st

from explorer.network import ALONE
from explorer.room import Room, is_open, meet, shared
from explorer.ui.components import component
from explorer.ui.i18n import _

KEY = "EXPLORER_KEY"  # in the environment


def arrive() -> None:
    """Take the key out of the address, and remember what it says of the class. Before anything is drawn."""
    if (given := st.query_params.get("key")) is not None:
        st.session_state["_key"] = given[:100]
        del st.query_params["key"]
    if (code := st.query_params.get("room")) is not None:
        sit(code)
    elif "_room" in st.session_state:
        st.query_params["room"] = st.session_state["_room"]  # another page has forgotten it
    st.session_state.setdefault("_free", st.query_params.get("follow") == "false")


def sit(code: str) -> None:
    """Come with a code, whether it opens the room or not."""
    st.session_state["_room"] = code.strip().upper()[:8]


def alone() -> bool:
    """Whether nobody but this machine itself can reach this server."""
    return st.get_option("server.address") in ALONE


def lecturer() -> bool:
    if wanted := os.environ.get(KEY):
        return hmac.compare_digest(str(st.session_state.get("_key", "")).encode(), wanted.encode())
    return alone() and "_room" not in st.session_state


def member() -> bool:
    """One of the class: has the code of the open room."""
    return not lecturer() and is_open(shared().read(), str(st.session_state.get("_room", "")))


def following() -> bool:
    """Whether this page goes where the lecturer goes."""
    return member() and shared().read().follows and not st.session_state["_free"]


def sign() -> None:
    """Tell the room that this page is still open."""
    page = st.session_state.setdefault("_page", secrets.token_hex(8))
    shared().change(lambda room: meet(room, page, time.time()))


def saw(now: Room) -> None:
    """This page is drawn by the room as it is now."""
    st.session_state["_saw"] = _whole(now)


def outdated(now: Room) -> bool:
    """Whether the room has changed since in what the page as a whole depends on."""
    return bool(st.session_state["_saw"] != _whole(now))


def _whole(now: Room) -> tuple[object, ...]:
    asked = now.question
    return now.code, now.follows, now.path, asked and (asked.number, asked.revealed)


def warn() -> None:
    """Tell the lecturer once that the other servers of the room cannot be reached."""
    alone, told = shared().alone, st.session_state.get("_alone", False)
    if alone and not told and lecturer():
        st.toast(
            _("The room is not shared with the other servers just now; this one goes on, and they will come back."),
            icon=":material/cloud_off:",
            duration="long",
        )
    st.session_state["_alone"] = alone


def keep() -> None:
    """Keep this page with its server, and the lecturer's key in the lecturer's browser; take it from there."""
    key = str(st.session_state.get("_key", "")) if os.environ.get(KEY) and lecturer() else ""
    data = {"key": key, "free": st.session_state["_free"]}
    component("seat")(key="seat", data=data, on_key_change=lambda: None, on_found_change=lambda: None)
    kept = str(st.session_state.get("seat", {}).get("key") or "")[:100]
    if kept and os.environ.get(KEY) and not lecturer():
        st.session_state["_key"] = kept  # here, since a session that has just begun elsewhere calls no callback
        if lecturer():
            st.rerun()
