"""The class on its phones: the lecturer lets it in by a QR code, and its pages go where the lecturer's wall goes."""

import html
import time
from urllib.parse import parse_qsl, urlencode, urlsplit

import streamlit as st

from explorer import network, room
from explorer.errors import VisitorError
from explorer.figures.qr import qr
from explorer.room import Room, shared
from explorer.ui import inputs, seat, votes, wall
from explorer.ui.chapters import contents
from explorer.ui.components import component
from explorer.ui.i18n import _, told

EVERY = 2.0  # seconds between two looks at the room
LONG = 300  # characters of a link that phones still read off a wall


def button() -> None:
    """The lecturer's one button: it opens the room and shows its QR code."""
    if seat.lecturer():
        code = shared().read().code
        st.button(code or _("Let the class in"), key="class", icon=":material/qr_code_2:", on_click=_let_in)
        # Until it is closed or the wall goes on: a run that is cut short must not take it away.
        if code and st.session_state.get("_invite") == _here():
            title, icon = _("Let the class in"), ":material/qr_code_2:"
            st.dialog(title, width="large", icon=icon, on_dismiss=_closed)(_invite)()


def _here() -> tuple[str, str]:
    """The chapter and the step that this page shows."""
    return wall.place().partition("/")[0], str(st.query_params.get("step"))


def passed() -> bool:
    """Whether the wall has gone on from where the QR code was opened: then it is closed, and the page is drawn anew."""
    if st.session_state.get("_invite") in (None, _here()):
        return False
    _closed()
    return True


def _closed() -> None:
    st.session_state["_invite"] = None


def _let_in() -> None:
    code = room.new_code()
    shared().change(lambda now: room.let_in(now, code))
    st.session_state.update(_leads=True, _invite=_here())


def _close() -> None:
    shared().change(room.close)


def active() -> bool:
    """Whether this page leads others: a class, or the lecturer's own screen leads it."""
    now = shared().read()
    leads = inputs.lecture() or "_leads" in st.session_state
    return seat.lecturer() and leads and (bool(now.code) or room.has_desk(now, time.time()))


def connect(here: str) -> None:
    """Tie this page, the chapter `here`, to the room: as the lecturer's wall, or as one of the class."""
    seat.warn()
    if seat.lecturer():
        if active():
            st.session_state.setdefault("_wish", shared().read().wish.version)
            seat.saw(shared().read())
            st.fragment(_lead, run_every=EVERY)(here)
    elif "_room" in st.session_state:
        with st.container(key="following" if seat.following() else "member"):
            if seat.member():
                seat.saw(shared().read())
                st.session_state.pop("_redraw", None)
                st.fragment(_attend, run_every=EVERY)(here)
            else:
                inputs.say(_("This room is closed or has another code. Everything else still works."))
                _door()
    elif shared().read().code and not inputs.lecture():
        with st.container(key="member"):
            _door()


def _door() -> None:
    def enter() -> None:
        if code := str(st.session_state["code"]).strip():
            seat.sit(code)
            st.query_params["room"] = st.session_state["_room"]

    st.text_input(_("Code of the room"), key="code", max_chars=8, on_change=enter, width=180)


def _lead(here: str) -> None:
    """The wall: says where it is, and goes where the lecturer's own screen sends it."""

    def moved() -> None:
        parts = urlsplit(str(st.session_state["watch"]["address"])[: 2 * room.LONGEST])
        chapter, query = parts.path.rstrip("/").rpartition("/")[2], parts.query
        if inputs.lecture() and (first := wall.first(chapter)) and "step" not in dict(parse_qsl(query)):
            query += f"&step={first}"
        known = ["", *(chapter.address for chapter in contents())]
        if (address := room.travelling(known, chapter, query)) is not None and seat.lecturer():
            shared().change(lambda now: room.go(now, address))

    component("watch")(key="watch", data=here, on_address_change=moved)
    seat.warn()
    now = shared().read()
    leaving = room.latest(now) == now.wish and now.wish.version > st.session_state["_wish"]
    if leaving:
        wall.travel(now.wish.address, f"wish {now.wish.version}", wall.FRAME, "wish")
    elif seat.outdated(now):
        st.rerun()


def _attend(here: str) -> None:
    """One of the class: goes with the lecturer until it leaves, and votes."""
    seat.sign()
    now, state = shared().read(), st.session_state
    number = f"{now.place.version} {state.get('_again', 0)}"
    if not now.follows:
        if state.get("_at"):  # whoever looks around now is fetched when the class follows again
            state.update(_at="", _again=state.get("_again", 0) + 1)
    elif number == state.get("_at") and here == now.place.chapter:
        state["_there"] = number
    elif number == state.get("_at") == state.get("_there") and not state["_free"]:
        state.update(follow=False, _free=True, _redraw=True)  # it was there and went elsewhere by itself
    with st.container(key="member-row", horizontal=True, vertical_alignment="center"):
        st.html(f'<span class="code">{html.escape(now.code)}</span>', width="content")
        if now.follows:
            # Not bound to the address: each journey would set it anew, also where it was moved in that very moment.
            st.toggle(_("Follow the lecturer"), not state["_free"], key="follow", on_change=_turned)
        else:
            st.html(_("Look around as you like."), width="content")
    leaving = False
    if seat.following() and now.place.version:
        leaving, state["_at"] = state.get("_at") != number, number
        wall.travel(now.place.address, number, wall.OWN, "follow-go")
    if now.question:
        votes.ballot(now)
    if not leaving and (seat.outdated(now) or "_redraw" in state):  # a page that leaves is drawn anew anyway
        st.rerun()


def _turned() -> None:
    """Followed again, go to the lecturer at once; left, show the whole chapter."""
    state = st.session_state
    state.update(_free=not state["follow"], _again=state.get("_again", 0) + 1, _redraw=True)


def _invite() -> None:
    """What the class sees on the wall: the QR code, and what to type where there is no camera."""
    with st.container(key="invite"):
        code, words = st.columns([3, 2], vertical_alignment="center")
        with words:
            origin = _origin()
            st.html(f'<p class="where">{html.escape(origin.removeprefix("http://"))}</p>')
            st.html(f'<p class="code">{html.escape(shared().read().code)}</p>')
            st.toggle(_("The class follows me"), shared().read().follows, key="class-follows", on_change=_lead_on)
            if st.button(_("Send everybody out"), key="class-out", on_click=_close):
                st.rerun()
            st.caption(_("No names, no accounts. A vote is a random number for each device, forgotten with the room."))
        with code:
            st.fragment(_code, run_every=EVERY)(origin)


def _origin() -> str:
    """Which address of this machine the class gets: the likeliest of its network, another one, or one typed in."""
    hosts, port = network.addresses(), st.get_option("server.port")
    own = urlsplit(st.context.url or "")
    if own.hostname and own.hostname not in network.ALONE:  # the lecturer came by it, so others can too
        hosts = list(dict.fromkeys([own.hostname if own.port == port else f"{own.scheme}://{own.netloc}", *hosts]))
    chosen = st.selectbox(_("Address of this machine"), hosts or ["localhost"], key="host", accept_new_options=True)
    if seat.alone():
        inputs.say(_("Phones cannot reach this machine yet. Stop Explorer and start it with: explorer --host 0.0.0.0"))
    elif not hosts:
        inputs.say(_("This machine is in no network. Connect it to that of the room, or open a hotspot."))
    try:
        return network.origin(chosen or "localhost", port)
    except VisitorError as error:
        inputs.say(told(error))
        return network.origin("localhost", port)


def _code(origin: str) -> None:
    now = shared().read()
    link = link_to(origin, now)
    st.html(f'<img class="qr" alt="{html.escape(link)}" src="{qr(link)}">')
    st.html(f'<p class="here">{html.escape(_("{n} are here").format(n=room.here(now, time.time())))}</p>')


def link_to(origin: str, now: Room) -> str:
    """The address of what the wall shows, with the room's code; of the room alone where that would be too long."""
    chapter, _mark, query = now.place.address.partition("?")
    link = f"{origin}/{chapter}?{urlencode([*parse_qsl(query), ('room', now.code)])}"
    return link if len(link) <= LONG else f"{origin}/?{urlencode({'room': now.code})}"


def _lead_on() -> None:
    follows = bool(st.session_state["class-follows"])
    shared().change(lambda now: room.following(now, follows))
