"""Where phones find this machine: the likeliest address first, and nothing that is no address."""

import ipaddress
import socket

import pytest

from explorer import network
from explorer.errors import VisitorError

LAPTOP = [
    ("lo", "127.0.0.1"),
    ("docker0", "172.17.0.1"),
    ("br-5f2a", "172.18.0.1"),
    ("tailscale0", "100.90.1.2"),
    ("enp3s0", "169.254.7.7"),
    ("wlp2s0", "192.168.1.23"),
    ("zz0", "203.0.113.9"),
]


def test_the_rooms_network_comes_before_tunnels_and_containers() -> None:
    assert network.ranked(LAPTOP, None)[:2] == ["192.168.1.23", "203.0.113.9"]
    assert set(network.ranked(LAPTOP, None)[2:]) == {"172.17.0.1", "172.18.0.1", "100.90.1.2"}


def test_the_way_out_comes_first_unless_it_is_a_tunnel() -> None:
    two = [("eth0", "10.0.0.5"), ("wlan0", "192.168.1.23")]
    assert network.ranked(two, None)[0] == "10.0.0.5"
    assert network.ranked(two, "192.168.1.23")[0] == "192.168.1.23"
    assert network.ranked(LAPTOP, "100.90.1.2")[0] == "192.168.1.23"


def test_nothing_that_only_this_machine_reaches_is_offered() -> None:
    assert network.ranked([("lo", "127.0.0.1"), ("eth0", "169.254.1.1"), ("x", "0.0.0.0")], None) == []


def test_this_machines_own_addresses_are_found_and_are_its_own() -> None:
    for address in network.addresses():
        assert not ipaddress.ip_address(address).is_loopback
        with socket.socket() as probe:
            probe.bind((address, 0))  # only an own address can be bound


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("192.168.1.2", "http://192.168.1.2:8501"),
        (" 192.168.1.2:90 ", "http://192.168.1.2:90"),
        ("Lecture.example.org/", "http://lecture.example.org:8501"),
        ("https://lecture.example.org", "https://lecture.example.org"),
        ("[fd00::2]", "http://[fd00::2]:8501"),
        ("localhost", "http://localhost:8501"),
    ],
)
def test_what_a_lecturer_types_becomes_the_beginning_of_a_link(typed: str, expected: str) -> None:
    assert network.origin(typed, 8501) == expected


@pytest.mark.parametrize(
    "typed",
    ["", "a b", "x/y", "javascript://x", "http://u@h", "h?q", "h:99999", "<b>", "http://", "ü" * 300, "h\nx", "-x"],
)
def test_anything_else_is_refused_in_one_sentence(typed: str) -> None:
    with pytest.raises(VisitorError, match="no address of a machine"):
        network.origin(typed, 8501)
