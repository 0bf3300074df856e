"""Where phones in the same room find this machine."""

import ipaddress
import re
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

from explorer.errors import VisitorError

ALONE = ("localhost", "127.0.0.1", "::1")  # hosts that only this machine itself reaches
# Beginnings of names of interfaces that lead to programs on this machine, or far away, not into the room.
ELSEWHERE = (
    *("docker", "br-", "veth", "virbr", "vmnet", "vbox", "virtualbox", "vmware", "vethernet"),
    *("tun", "tap", "utun", "wg", "zt", "tailscale", "ppp", "ham"),
)


def addresses() -> list[str]:
    """IPv4 addresses of this machine, the one that phones most likely reach first; empty without a network."""
    import psutil  # loads slowly, and `explorer --help` needs none of it

    up = {name for name, state in psutil.net_if_stats().items() if state.isup}
    found = [
        (name, entry.address)
        for name, entries in psutil.net_if_addrs().items()
        for entry in entries
        if name in up and entry.family == socket.AF_INET
    ]
    return ranked(found, _route())


def ranked(interfaces: Sequence[tuple[str, str]], route: str | None) -> list[str]:
    """Addresses of (interface, address), likely ones first: real interfaces, the way out, private ones, by name."""

    def unlikely(entry: tuple[str, str]) -> tuple[bool, bool, bool, str]:
        name, address = entry
        return (
            name.lower().startswith(ELSEWHERE),
            address != route,
            not ipaddress.ip_address(address).is_private,
            name,
        )

    def reachable(address: str) -> bool:
        ip = ipaddress.ip_address(address)
        return not (ip.is_loopback or ip.is_link_local or ip.is_unspecified)

    return list(dict.fromkeys(address for _name, address in sorted(interfaces, key=unlikely) if reachable(address)))


def _route() -> str | None:
    """The address from which this machine would leave its network; looked up without sending anything."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # an address kept for documentation: RFC 5737
        except OSError:
            return None
        return str(probe.getsockname()[0])


def origin(typed: str, port: int) -> str:
    """The beginning of a link, "http://host:port", for what a lecturer types: a host, a host with port, or a link.

    Raises VisitorError for anything else.
    """
    text = typed.strip()
    scheme, address = text.split("://", 1) if "://" in text else ("http", text)
    address = address.removesuffix("/")
    try:
        parts = urlsplit(f"//{address}" if address.isprintable() else "")
        host, chosen = parts.hostname or "", parts.port
    except ValueError:
        host, chosen = "", None
    named = re.fullmatch(r"[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?", host) or ":" in host
    if scheme not in ("http", "https") or not named or parts.path or parts.query or parts.username:
        raise VisitorError("This is no address of a machine; type one such as 192.168.1.20 or lecture.example.org.")
    shown = f"[{host}]" if ":" in host else host
    if chosen is None and "://" in text:
        return f"{scheme}://{shown}"
    return f"{scheme}://{shown}:{chosen or port}"
