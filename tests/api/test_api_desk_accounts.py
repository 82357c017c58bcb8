"""Accounts of the desk: kept closed, opened with a password, ended when they should."""

from __future__ import annotations

import re
import sqlite3
import time

import pytest
from fastapi.testclient import TestClient
from typer.testing import CliRunner

from api.app import create_app
from api.cli.main import app as commands
from api.desk.accounts import Accounts, BadAccount, Role
from api.desk.door import where_to
from api.desk.passwords import BadPassword
from api.desk.stamps import Stamps

PASSWORD = "tre gatti sul tetto"
HTML = {"Accept": "text/html"}


@pytest.fixture(scope="module")
def accounts(tmp_path_factory) -> Accounts:
    made = Accounts(tmp_path_factory.mktemp("desk") / "accounts.sqlite")
    made.add("anna", Role.CURATOR, PASSWORD)
    return made


@pytest.fixture
def client(shelf, tmp_path) -> TestClient:
    settings, library = shelf
    settings = settings.model_copy(update={"data": tmp_path, "login_attempts": 3})
    Accounts(tmp_path / "accounts.sqlite").add("anna", Role.CURATOR, PASSWORD)
    return TestClient(create_app(settings, library), follow_redirects=False)


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    assert found, name
    return found[1]


def sign_in(client: TestClient, password: str = PASSWORD, **more: str):
    stamp = hidden(client.get("/entra").text, "modulo")
    form = {"nome": "anna", "password": password, "modulo": stamp, **more}
    return client.post("/entra", data=form, headers=HTML)


def test_a_password_is_kept_as_argon2id_and_its_file_is_closed_to_others(accounts) -> None:
    path = accounts._file.path
    assert path.stat().st_mode & 0o077 == 0
    with sqlite3.connect(path) as file:
        (kept,) = file.execute("SELECT kept FROM account").fetchone()
    assert kept.startswith("$argon2id$")
    assert PASSWORD.encode() not in path.read_bytes()


def test_only_the_right_password_of_an_open_account_is_known(accounts) -> None:
    assert accounts.knows("anna", PASSWORD)
    assert accounts.knows("anna", PASSWORD + ".") is None
    assert accounts.knows("nessuno", PASSWORD) is None
    accounts.disable("anna")
    assert accounts.knows("anna", PASSWORD) is None
    accounts.disable("anna", disabled=False)


def test_who_has_no_account_is_refused_in_the_same_time_as_who_mistypes(accounts) -> None:
    def seconds(name: str) -> float:
        taken = []
        for _ in range(3):
            begun = time.perf_counter()
            accounts.knows(name, "qualunque cosa")
            taken.append(time.perf_counter() - begun)
        return min(taken)

    seconds("nessuno")  # the first makes what the others are compared with
    known, unknown = seconds("anna"), seconds("nessuno")
    assert 0.4 < known / unknown < 2.5


@pytest.mark.parametrize("bad", ["corta", "a" * 201, "abababababababab", "anna è il mio nome"])
def test_a_password_that_is_easily_guessed_is_refused(accounts, bad) -> None:
    with pytest.raises(BadPassword):
        accounts.set_password("anna", bad)


@pytest.mark.parametrize("bad", ["", "Anna", "an na", "-a", "a" * 41, "a\n"])
def test_a_name_that_cannot_be_one_is_refused(accounts, bad) -> None:
    with pytest.raises(BadAccount):
        accounts.add(bad, Role.CURATOR, PASSWORD)


def test_a_name_is_given_once(accounts) -> None:
    with pytest.raises(BadAccount, match="già"):
        accounts.add("anna", Role.CURATOR, PASSWORD)


def test_a_session_ends_unused_and_after_its_longest_time(tmp_path) -> None:
    now = [1000.0]
    accounts = Accounts(tmp_path / "a.sqlite", idle=100, longest=250, clock=lambda: now[0])
    accounts.add("anna", Role.CURATOR, PASSWORD)
    account = accounts.knows("anna", PASSWORD)
    assert account
    secret = accounts.open(account).secret
    for _ in range(3):
        now[0] += 80
        assert accounts.session(secret)
    now[0] += 20
    assert accounts.session(secret) is None  # 260 seconds in all
    secret = accounts.open(account).secret
    now[0] += 101
    assert accounts.session(secret) is None


def test_a_new_password_ends_the_sessions_of_the_old_one(tmp_path) -> None:
    accounts = Accounts(tmp_path / "a.sqlite")
    accounts.add("anna", Role.CURATOR, PASSWORD)
    account = accounts.knows("anna", PASSWORD)
    assert account
    secret = accounts.open(account).secret
    accounts.set_password("anna", "quattro cani in cortile")
    assert accounts.session(secret) is None
    assert secret.encode() not in accounts._file.path.read_bytes()


def test_a_stamp_is_known_again_and_no_other(tmp_path) -> None:
    stamps = Stamps(b"x" * 32)
    made = stamps.new()
    first, again = stamps.read(made), stamps.read(made)
    assert first
    assert again
    assert first.id == again.id
    assert stamps.read(made[:-1] + ("0" if made[-1] != "0" else "1")) is None
    assert stamps.read("") is None
    assert Stamps(b"y" * 32).read(made) is None


@pytest.mark.parametrize(
    "away", ["https://altro.example", "//altro.example", "/cerca", "", "/scrivaniax"]
)
def test_nobody_is_sent_elsewhere_after_signing_in(away) -> None:
    assert where_to(away) == "/scrivania"


def test_who_signs_in_gets_a_cookie_that_no_script_reads(client) -> None:
    answer = sign_in(client)
    assert answer.status_code == 303
    assert answer.headers["location"] == "/scrivania"
    cookie = answer.headers["set-cookie"]
    assert "HttpOnly" in cookie
    assert "samesite=lax" in cookie.lower()
    assert client.get("/scrivania/password").status_code == 200


def test_a_wrong_password_gives_the_name_back_and_after_some_a_pause(client) -> None:
    answer = sign_in(client, "sbagliata davvero")
    assert answer.status_code == 422
    assert 'value="anna"' in answer.text
    assert "sbagliata" not in answer.text
    sign_in(client, "sbagliata davvero")
    sign_in(client, "sbagliata davvero")
    answer = sign_in(client)
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0


def test_who_signs_in_often_is_not_taken_for_one_who_guesses(client) -> None:
    for _ in range(5):
        client.cookies.clear()
        assert sign_in(client).status_code == 303


def test_a_form_of_another_site_is_refused(client) -> None:
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://altro.example"}):
        assert client.post("/entra", data={}, headers=HTML | header).status_code == 403


def test_a_page_of_the_desk_asks_who_you_are_and_leads_back_there(client) -> None:
    answer = client.get("/scrivania/password")
    assert answer.status_code == 303
    assert answer.headers["location"] == "/entra?verso=%2Fscrivania%2Fpassword"


def test_a_form_without_the_token_of_the_session_does_nothing(client) -> None:
    sign_in(client)
    answer = client.post("/esci", data={"gettone": "a.b"}, headers=HTML)
    assert answer.status_code == 401
    assert client.get("/scrivania/password").status_code == 200


def test_who_leaves_is_out(client) -> None:
    sign_in(client)
    token = hidden(client.get("/scrivania/password").text, "gettone")
    assert client.post("/esci", data={"gettone": token}).status_code == 303
    assert client.get("/scrivania/password").status_code == 303


def test_a_borrowed_password_must_be_changed_first(client, shelf, tmp_path) -> None:
    accounts = Accounts(tmp_path / "accounts.sqlite")
    accounts.set_password("anna", PASSWORD, must_change=True)
    sign_in(client)
    page = client.get("/scrivania/password").text
    form = {
        "attuale": PASSWORD,
        "nuova": "cinque pesci nel lago",
        "gettone": hidden(page, "gettone"),
    }
    assert client.post("/scrivania/password", data=form | {"ripetuta": "altro"}).status_code == 422
    answer = client.post("/scrivania/password", data=form | {"ripetuta": form["nuova"]})
    assert answer.status_code == 303
    known = accounts.knows("anna", "cinque pesci nel lago")
    assert known
    assert not known.must_change


def test_accounts_are_made_without_a_password_in_the_command(tmp_path, monkeypatch) -> None:
    monkeypatch.setenv("PRASSI_DATA", str(tmp_path))
    run = CliRunner()
    twice = f"{PASSWORD}\n{PASSWORD}\n"
    added = run.invoke(commands, ["accounts", "add", "anna", "--role", "amministratore"], twice)
    assert added.exit_code == 0
    assert PASSWORD not in added.output
    invited = run.invoke(commands, ["accounts", "add", "bruno", "--invite"])
    secret = invited.stdout.strip()
    bruno = Accounts(tmp_path / "accounts.sqlite").knows("bruno", secret)
    assert bruno
    assert bruno.must_change
    assert run.invoke(commands, ["accounts", "disable", "bruno"]).exit_code == 0
    assert Accounts(tmp_path / "accounts.sqlite").knows("bruno", secret) is None
    assert "bruno\tcuratore" in run.invoke(commands, ["accounts", "list"]).stdout
    assert isinstance(run.invoke(commands, ["accounts", "disable", "carla"]).exception, BadAccount)
