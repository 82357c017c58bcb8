import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from api.settings import Settings

DOC = Path(__file__).parents[2] / "docs" / "settings.md"
ROW = re.compile(r"^\| `(PRASSI_[A-Z_]+)` \| (?:`([^`]*)`|empty) \| (.+) \|$", re.MULTILINE)


@pytest.fixture(autouse=True)
def _clean_environment(monkeypatch):
    for name in Settings.model_fields:
        monkeypatch.delenv(f"PRASSI_{name.upper()}", raising=False)


def test_the_document_lists_each_setting_with_its_default_and_its_reason():
    documented = [row.groups(default="") for row in ROW.finditer(DOC.read_text("utf-8"))]
    expected = [
        (f"PRASSI_{name.upper()}", str(field.default), field.description)
        for name, field in Settings.model_fields.items()
    ]
    assert documented == expected


def test_a_setting_is_read_from_its_variable(monkeypatch):
    monkeypatch.setenv("PRASSI_SPARQL_TIMEOUT", "2.5")
    monkeypatch.setenv("PRASSI_DATA", "/srv/prassi")
    settings = Settings()
    assert settings.sparql_timeout == 2.5
    assert settings.data == Path("/srv/prassi")


def test_an_empty_variable_counts_as_absent(monkeypatch):
    monkeypatch.setenv("PRASSI_PORT", "")
    assert Settings().port == 8000


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "70000"),
        ("PORT", "otto"),
        ("SPARQL_TIMEOUT", "0"),
        ("SPARQL_WORKERS", "-1"),
        ("BASE", "https://esempio.it/senza-barra"),
        ("BASE", "file:///etc/"),
        ("INDEX_URL", "mysql://prassi@localhost/prassi"),
    ],
)
def test_a_value_out_of_range_stops_the_start(monkeypatch, name, value):
    monkeypatch.setenv(f"PRASSI_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_the_password_of_a_server_is_not_shown_with_the_settings(monkeypatch):
    monkeypatch.setenv("PRASSI_INDEX_URL", "postgresql://u:segreta@db/prassi")
    assert Settings().index_url.endswith("@db/prassi")
    assert "segreta" not in repr(Settings())


def test_settings_cannot_change_under_a_running_service():
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_by_default_the_service_listens_on_loopback_only():
    assert Settings().host == "127.0.0.1"
