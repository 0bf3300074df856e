"""Two Explorers with one room; what stands in deploy/ fits the code. With nginx and a browser: make replicas."""

import json
import os
import re
import socket
import subprocess
import sys
import textwrap
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import yaml

from explorer import cli, room
from explorer.redis_room import RedisRoom
from explorer.ui import seat
from explorer.web import server
from tests.conftest import free_port, running
from tests.fake_redis import Redis, redis

ROOT = Path(__file__).parent.parent
DEPLOY = ROOT / "deploy"
OURS = {"EXPLORER_KEY", "EXPLORER_HOSTS", "EXPLORER_MODELS", "EXPLORER_REDIS_URL"}
# One of two processes: changes the shared room as its visitors would, and says what it sees.
PROCESS = textwrap.dedent(
    """
    import sys
    from explorer import room
    from explorer.room import shared
    for line in sys.stdin:
        word, *rest = line.split()
        if word == "vote":
            device, option = rest
            shared().change(lambda now: room.vote(now, 1, device, int(option)))
        now = shared().read()
        print(now.code, *room.tally(now), flush=True)
    """
)


@pytest.fixture
def store() -> Iterator[Redis]:
    with redis() as store:
        yield store


def soon(holds: Callable[[], object], seconds: float = 20.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.1)
    return bool(holds())


def asked(address: str, path: str, **headers: str) -> tuple[int, str]:
    try:
        with urllib.request.urlopen(urllib.request.Request(address + path, headers=headers), timeout=5) as answer:
            return answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.read().decode()


def handshake(address: str, host: str) -> int:
    """The status that a WebSocket is answered with."""
    parts = urlsplit(address)
    with socket.create_connection((parts.hostname, parts.port), timeout=5) as line:
        key = "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
        upgrade = f"Host: {host}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n{key}\r\n"
        line.sendall(f"GET /_stcore/stream HTTP/1.1\r\n{upgrade}".encode())
        return int(line.recv(100).split()[1])


class Process:
    def __init__(self, address: str) -> None:
        environment = os.environ | {"EXPLORER_REDIS_URL": address}
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROCESS], env=environment, stdin=pipe, stdout=pipe, text=True, cwd=ROOT
        )

    def say(self, line: str) -> str:
        assert self.process.stdin
        assert self.process.stdout
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return self.process.stdout.readline().strip()

    def end(self) -> None:
        self.process.kill()
        self.process.communicate()


def test_votes_of_a_killed_process_are_still_there(store: Redis) -> None:
    lecturer = RedisRoom(store.address)
    code = lecturer.change(lambda now: room.ask(room.let_in(now), "x", "?", ("a", "b"), (0.5, 0.5))).code
    first, second = Process(store.address), Process(store.address)
    try:
        assert first.say("vote device-of-the-first 0") == f"{code} 1 0"
        assert second.say("vote device-of-the-second 1") == f"{code} 1 1"
        first.end()
        assert second.say("vote device-of-the-first 1") == f"{code} 0 2", "who comes back counts once"
        third = Process(store.address)
        assert third.say("look") == f"{code} 0 2", "who starts later sees it all"
        third.end()
        assert soon(lambda: room.tally(lecturer.read()) == (0, 2), 3)
    finally:
        for process in (first, second):
            process.end()
        lecturer.close()


def test_an_explorer_tells_whether_it_lives_and_is_ready_and_for_which_hosts(store: Redis) -> None:
    environment = os.environ | {
        "EXPLORER_REDIS_URL": store.address,
        "EXPLORER_KEY": "the-key",
        "EXPLORER_HOSTS": "localhost, *.example.org",
    }
    with running([sys.executable, "-m", "explorer.cli"], free_port(), env=environment) as address:
        assert asked(address, server.ALIVE) == (200, "ok")
        assert soon(lambda: asked(address, server.READY)[0] == 200)
        assert json.loads(asked(address, server.READY)[1]) == {"models": "loaded", "room": "shared"}
        for host, expected in (
            ("lecture.example.org", 200),
            ("LECTURE.example.org:8080", 200),
            ("example.org.evil.net", 400),
            ("evil.net", 400),
            ("", 400),
        ):
            assert asked(address, "/", Host=host)[0] == expected, host
            assert handshake(address, host) == {200: 101, 400: 400}[expected], host
        assert asked(address, server.ALIVE, Host="10.1.2.3:8501") == (200, "ok"), "a probe knows no name"
        store.stop()
        gone = {"models": "loaded", "room": "alone"}
        assert soon(lambda: json.loads(asked(address, server.READY)[1]) == gone)
        assert asked(address, server.READY)[0] == 200, "it goes on without Redis"


def test_explorers_that_share_a_room_need_one_key(
    store: Redis, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("EXPLORER_REDIS_URL", store.address)
    monkeypatch.delenv("EXPLORER_KEY", raising=False)
    assert cli.main(["--no-browser", "--port", str(free_port())]) == 1
    assert "set EXPLORER_KEY, the same for all" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("EXPLORER_REDIS_URL", "localhost", "EXPLORER_REDIS_URL is no address of a Redis"),
        ("EXPLORER_HOSTS", "https://lecture.example.org", "“https://lecture.example.org” is none"),
        ("EXPLORER_HOSTS", "lecture.example.org:8501", "“lecture.example.org:8501” is none"),
    ],
)
def test_a_wrong_setting_ends_with_a_sentence(
    name: str, value: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    room.shared.cache_clear()
    monkeypatch.setenv("EXPLORER_KEY", "the-key")
    monkeypatch.setenv("EXPLORER_MODELS", "")
    monkeypatch.setenv(name, value)
    assert cli.main(["--no-browser", "--port", str(free_port())]) == 1
    assert told in capsys.readouterr().err
    room.shared.cache_clear()


def test_behind_a_proxy_nobody_becomes_the_lecturer_by_coming_from_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in OURS:
        monkeypatch.setenv(name, "")  # restored at the end
        monkeypatch.delenv(name)
    cli._offer("localhost", None, None)
    assert seat.KEY not in os.environ
    monkeypatch.setenv("EXPLORER_HOSTS", "lecture.example.org")
    cli._offer("localhost", None, None)
    assert len(os.environ[seat.KEY]) >= 12
    assert os.environ["EXPLORER_MODELS"] == ""


def documents(name: str) -> list[dict[str, Any]]:
    return [found for found in yaml.safe_load_all((DEPLOY / name).read_text("utf-8")) if found]


def test_compose_fits_nginx_and_the_code() -> None:
    (compose,) = documents("compose.yaml")
    services, nginx = compose["services"], (DEPLOY / "nginx.conf").read_text("utf-8")
    assert set(services) == {"explorer-1", "explorer-2", "nginx", "redis"}
    for name in ("explorer-1", "explorer-2"):
        assert set(services[name]["environment"]) == OURS
        assert services[name]["environment"]["EXPLORER_REDIS_URL"] == "redis://redis:6379"
        assert services[name]["read_only"]
        assert f"server {name}:{cli.PORT} max_fails=1" in nginx
        assert f"{name}:{services[name]['networks']['inside']['ipv4_address']}" in services["nginx"]["extra_hosts"]
    build = services["explorer-1"]["build"]
    assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
    assert services["explorer-2"]["image"] == services["explorer-1"]["image"]
    second = services["explorer-2"]["networks"]["inside"]["ipv4_address"]
    assert f'"~{re.escape(f"{second}:{cli.PORT}")}$" second;' in nginx.replace(r"\:", ":")
    (port,) = services["nginx"]["ports"]
    assert f"listen {port.partition(':')[2]};" in nginx
    assert (DEPLOY / services["nginx"]["volumes"][0].partition(":")[0]).samefile(DEPLOY / "nginx.conf")


def test_nginx_lets_websockets_uploads_and_hosts_through() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text("utf-8")
    settings = (ROOT / "explorer" / ".streamlit" / "config.toml").read_text("utf-8")
    (upload,) = re.findall(r"maxUploadSize = (\d+)", settings)
    (body,) = re.findall(r"client_max_body_size (\d+)m", nginx)
    assert int(upload) < int(body) <= int(upload) + 2
    for line in ("proxy_set_header Upgrade $http_upgrade;", "proxy_set_header Host $http_host;", "gzip off;"):
        assert line in nginx
    (patience,) = re.findall(r"proxy_read_timeout (\d+)s", nginx)
    assert int(patience) > 2 * 30, "Streamlit's sign of life comes every 30 seconds"
    assert nginx.count("{") == nginx.count("}")


def test_kubernetes_fits_the_code() -> None:
    found = {(each["kind"], each["metadata"]["name"]): each for each in documents("kubernetes.yaml")}
    deployment = found["Deployment", "explorer"]
    assert deployment["spec"]["replicas"] >= 2
    (container,) = deployment["spec"]["template"]["spec"]["containers"]
    assert {each["name"] for each in container["env"]} == OURS
    assert container["ports"] == [{"name": "http", "containerPort": cli.PORT}]
    assert container["livenessProbe"]["httpGet"]["path"] == container["startupProbe"]["httpGet"]["path"] == server.ALIVE
    assert container["readinessProbe"]["httpGet"]["path"] == server.READY
    assert container["securityContext"]["readOnlyRootFilesystem"]
    service = found["Service", "explorer"]
    assert service["spec"]["sessionAffinity"] == "ClientIP"
    assert service["spec"]["selector"] == deployment["spec"]["template"]["metadata"]["labels"]
    address = next(each["value"] for each in container["env"] if each["name"] == "EXPLORER_REDIS_URL")
    assert ("Service", address.removeprefix("redis://").partition(":")[0]) in found


def test_the_container_runs_what_there_is() -> None:
    lines = (DEPLOY / "Containerfile").read_text("utf-8")
    for source, _target in re.findall(r"^COPY (?!--from)(.+) (\S+)$", lines, re.MULTILINE):
        for name in source.split():
            assert (ROOT / name).exists(), name
            assert f"!{name}\n" in (DEPLOY / "Containerfile.dockerignore").read_text("utf-8")
    (command,) = re.findall(r"^CMD (\[.+\])$", lines, re.MULTILINE)
    assert json.loads(command) == ["explorer", "--host", "0.0.0.0", "--port", str(cli.PORT), "--no-browser"]
    (probe,) = re.findall(r"^    CMD (\[.+\])$", lines, re.MULTILINE)
    assert f"http://localhost:{cli.PORT}{server.ALIVE}" in json.loads(probe)[2]
    compile(json.loads(probe)[2], "probe", "exec")
    extras = re.findall(r'"\.\[(\w+)\]"', lines)
    assert all(f"\n{extra} = [" in (ROOT / "pyproject.toml").read_text("utf-8") for extra in extras)
    assert "USER 10001" in lines
