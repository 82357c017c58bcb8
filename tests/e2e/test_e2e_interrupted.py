"""What is broken off: going back, a form half sent."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.conftest import Served

pytestmark = [pytest.mark.slow, pytest.mark.browser]
NEED = "anziani soli in un paese di montagna"


def test_going_back_gives_back_the_need_that_was_described(page: Page) -> None:
    page.goto("/bisogno")
    page.locator("[name=q]").fill(NEED)
    page.locator("[name=luogo]").fill("Ostellato")
    page.locator("[name=mezzi]").fill("un pulmino")
    page.locator("main form button[type=submit]").first.click()
    page.wait_for_url("**/bisogno?*")
    page.go_back()
    expect(page.locator("[name=q]")).to_have_value(NEED)
    expect(page.locator("[name=luogo]")).to_have_value("Ostellato")
    expect(page.locator("[name=mezzi]")).to_have_value("un pulmino")


def test_leaving_a_proposal_and_coming_back_loses_nothing(page: Page) -> None:
    page.goto("/proponi")
    page.locator("[name=titolo]").fill("Orti di vicinato")
    page.locator("[name=testo]").fill("Nel quartiere si coltivano orti insieme.")
    page.get_by_role("link", name="Aiuto").first.click()
    page.wait_for_url("**/aiuto")
    page.go_back()
    expect(page.locator("[name=titolo]")).to_have_value("Orti di vicinato")
    expect(page.locator("[name=testo]")).to_have_value("Nel quartiere si coltivano orti insieme.")


def test_a_proposal_cut_off_while_it_is_sent_leaves_nothing(served: Served) -> None:
    before = _kept(served)
    body = (
        b'--cut\r\nContent-Disposition: form-data; name="titolo"\r\n\r\nOrti\r\n'
        b'--cut\r\nContent-Disposition: form-data; name="file"; filename="orti.pdf"\r\n'
        b"Content-Type: application/pdf\r\n\r\n" + b"%PDF-1.7 " * 20_000
    )
    host = urlsplit(served.address).netloc
    head = (
        f"POST /proponi HTTP/1.1\r\nHost: {host}\r\n"
        "Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: 900000\r\n\r\n"
    )
    name, _, port = host.partition(":")
    with socket.create_connection((name, int(port))) as line:
        line.sendall(head.encode() + body)
    assert httpx.get(f"{served.address}/proponi").status_code == 200
    assert _kept(served) == before


def _kept(served: Served) -> set[str]:
    return {str(path) for path in (served.data / "desk").rglob("*") if path.is_file()}
