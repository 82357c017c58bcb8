"""Every knob of Prassi, read once from the environment (`PRASSI_…`) and from nothing else.

`docs/settings.md` shows the same list to the person who installs the service; a test keeps the two
equal, so the descriptions below are written for that person.
"""

from __future__ import annotations

import re
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from pydantic import Field, ValidationInfo, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from api.access.proxies import proxies
from ontology.terms import DEFAULT_BASE

Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0)]

_KIB = 1024
_MIB = 1024 * _KIB


class Reading(StrEnum):
    """The two ways to read documents."""

    ACCURATE = "accurata"
    QUICK = "rapida"


class EncoderBackend(StrEnum):
    """The two ways to run the encoder."""

    TORCH = "torch"
    ONNX = "onnx"


class DataLicence(StrEnum):
    """The licences under which the data may be published, by their SPDX identifiers."""

    CC_BY = "CC-BY-4.0"
    CC_BY_SA = "CC-BY-SA-4.0"
    CC0 = "CC0-1.0"


class Settings(BaseSettings):
    """The settings of one running service, validated.

    Raises pydantic.ValidationError when a variable cannot be read or is out of range.
    """

    model_config = SettingsConfigDict(
        env_prefix="PRASSI_", env_ignore_empty=True, frozen=True, extra="ignore"
    )

    data: Path = Field(
        Path("data"),
        description="Folder of the library: original documents, graph, search index. Back it up.",
    )
    resources: Path = Field(
        Path(".build"),
        description="Folder of what `make setup` builds (encoder, gazetteer, web assets); "
        "it can be deleted and built again.",
    )
    base: str = Field(
        DEFAULT_BASE,
        description="Start of every IRI we coin, ending in `/` or `#`. Decide it before the first "
        "ingest: changing it later renames everything.",
    )
    index_url: str = Field(
        "",
        repr=False,  # it may hold a password
        description="Where the search index lies. Empty: a SQLite file under `data`. "
        "`postgresql://user@server/database`: a PostgreSQL server with pgvector 0.7 or later, one "
        "database a library; it takes `pip install 'prassi[postgres]'`. Name several servers, "
        "`server,copy`, and questions go to the first that answers.",
    )
    sparql_query_url: str = Field(
        "",
        repr=False,  # it may hold a password, as the two below
        description="Where the graph lies. Empty: under `data`. An address: a SPARQL 1.1 server "
        "that answers queries there, one library a server; see "
        "[remote-graph.md](remote-graph.md).",
    )
    sparql_update_url: str = Field(
        "",
        repr=False,
        description="Where that server takes updates, with who writes: "
        "`http://user:password@server/update`. Empty: at the address of queries.",
    )
    graph_store_url: str = Field(
        "",
        repr=False,
        description="Where that server takes whole graphs (SPARQL 1.1 Graph Store Protocol), with "
        "who writes. Empty: they go as updates, more slowly.",
    )
    sparql_server_timeout: Seconds = Field(
        30.0,
        description="Seconds that server may keep silent before it counts as away; twenty times "
        "as many while it takes a change or gathers a whole graph.",
    )
    encoder: str = Field(
        "",
        description="Folder or name of a sentence-transformers model. Empty: the one built under "
        "`resources`. `hashing`: no model at all; it knows spelling and not meaning, so it finds "
        "less, but works anywhere.",
    )
    encoder_backend: EncoderBackend = Field(
        EncoderBackend.TORCH,
        description="What runs the encoder. `torch`: as it is; `onnx`: in 8 bits, by ONNX Runtime, "
        "in less time and memory and nearly as well. It is made once, in minutes, with `make onnx` "
        "or when first used, and takes `pip install 'prassi[onnx]'`. Changing it encodes the "
        "library again.",
    )
    encoder_threads: Positive = Field(
        1,
        description="CPU threads of the encoder. More help on an idle machine; on a busy one they "
        "wait for each other and slow it several times.",
    )
    language_model: str = Field(
        "",
        description="Name of an Italian spaCy pipeline that adds classes, features and "
        "dependencies: `prassi` for the model that ships with us, or an installed one. Empty: "
        "dictionary and rules.",
    )
    reading: Reading = Field(
        Reading.ACCURATE,
        description="How documents are read. `accurata`: by the trained tagger, over the encoder "
        "that `make setup` builds; `rapida`: by rules and labels alone, about ten times faster, "
        "finds less and needs no model.",
    )
    ingest_workers: Annotated[int, Field(ge=0)] = Field(
        0,
        description="Processes that read documents in `prassi ingest`; `--workers` comes before. "
        "0: one a core, at most eight, as far as memory goes (about 1.2 GB each).",
    )
    host: str = Field(
        "127.0.0.1",
        description="Address to listen on. Loopback by default: put a reverse proxy in front "
        "before opening the service to others.",
    )
    port: Annotated[int, Field(ge=0, le=65535)] = Field(
        8000, description="Port to listen on; 0 takes a free one."
    )
    trusted_proxies: str = Field(
        "",
        description="Addresses or networks of the proxies in front, separated by commas "
        "(`127.0.0.1,::1,10.0.0.0/8`): what they say in `X-Forwarded-For` and `X-Forwarded-Proto` "
        "is believed, and nobody else is. Without it, all who come through a proxy count as one "
        "client.",
    )
    public_url: str = Field(
        "",
        description="Address at which others reach this service (`https://prassi.example.it`), for "
        "what names it in full: the OpenAPI description, the reconciliation manifest. Empty: a "
        "copy to try out, at the address that it is asked at.",
    )
    publisher: str = Field(
        "Prassi",
        min_length=1,
        max_length=200,
        description="Name of the organisation that publishes the data, as catalogues, citations "
        "and feeds say it.",
    )
    publisher_id: str = Field(
        "prassi",
        min_length=1,
        max_length=100,
        description="Its identifier for DCAT-AP_IT: the IPA code of a public body, the VAT number "
        "of others.",
    )
    contact: str = Field(
        "",
        description="E-mail address for questions about the data, told by the catalogue and by "
        "OAI-PMH. Empty: `webmaster@` and the host of `public_url`.",
    )
    licence: DataLicence = Field(
        DataLicence.CC_BY,
        description="Licence of the data: `CC-BY-4.0`, `CC-BY-SA-4.0` or `CC0-1.0`. Texts of "
        "documents are never part of them.",
    )
    dumps_kept: Positive = Field(
        3, description="Releases of the data kept for downloading; older ones are forgotten."
    )
    dumps_max_bytes: Positive = Field(
        2 * 1024 * _MIB,
        description="Bytes that the releases kept may take together; the newest one stays anyway.",
    )
    requests_per_minute: Annotated[int, Field(ge=0)] = Field(
        6000,
        description="Requests a minute from one address (an IPv6 /64 is one), pages and data "
        "together; the next get 429. 0: as many as they like. A key has a pace of its own.",
    )
    max_query_length: Positive = Field(
        500, description="Longest search text, in characters; nobody types more by hand."
    )
    max_limit: Positive = Field(
        100, description="Most results in one page, so that one request cannot read everything."
    )
    max_offset: Positive = Field(
        1000, description="Deepest page of results: ranking beyond it costs and means little."
    )
    export_max_rows: Positive = Field(
        10_000, description="Rows in one CSV file; a longer list is cut, says so and goes on."
    )
    network_max_members: Positive = Field(
        60,
        description="Organisations of one practice beyond which the network of all leaves it out, "
        "and says so: its pairs grow with the square.",
    )
    kept_answers: Annotated[int, Field(ge=0)] = Field(
        64 * _MIB,
        description="Bytes of memory for pages and data already sent: asked again, they are not "
        "made again until the library changes. 0 keeps none.",
    )
    sparql_timeout: Seconds = Field(
        5.0, description="Seconds of clock a SPARQL query may run before it is killed (504)."
    )
    sparql_memory: Positive = Field(
        512 * _MIB,
        description="Bytes of memory a SPARQL query may take, beyond what an idle worker needs; "
        "past it the query dies (507), never the service.",
    )
    sparql_workers: Positive = Field(
        3,
        description="SPARQL queries that run at the same time, each in a process of its own. One "
        "more than `sparql_per_client`, so that one client cannot hold them all.",
    )
    sparql_max_rows: Positive = Field(
        10_000, description="Rows or triples in one SPARQL answer; the cut is declared, not silent."
    )
    sparql_max_bytes: Positive = Field(
        10 * _MIB, description="Bytes of one SPARQL answer; a larger one is refused (413)."
    )
    sparql_max_query: Positive = Field(
        16 * _KIB, description="Bytes of the text of a SPARQL query (413 beyond)."
    )
    sparql_max_depth: Positive = Field(
        50, description="Brackets one inside the other in a SPARQL query: deeper ones are bombs."
    )
    sparql_max_patterns: Positive = Field(
        60, description="Triple patterns in a SPARQL query; each may multiply the work of the rest."
    )
    sparql_max_path_operators: Positive = Field(
        10, description="Operators in the property paths of a SPARQL query."
    )
    sparql_max_regex: Positive = Field(
        200, description="Characters of a regular expression in a SPARQL query."
    )
    sparql_per_client: Positive = Field(
        2, description="SPARQL queries one address may have under way; the next gets 429."
    )
    sparql_waiting: Positive = Field(
        4,
        description="SPARQL queries that may wait for each worker; the next gets 503. More would "
        "wait longer than a person does.",
    )
    sparql_errors_per_minute: Positive = Field(
        30,
        description="SPARQL queries that may go wrong (refused, too long, too large) from one "
        "address in a minute, twice as many in a burst; then 429 for as long as it takes.",
    )

    session_idle: Seconds = Field(
        3600.0, description="Seconds without use after which who works at the desk signs in again."
    )
    session_longest: Seconds = Field(
        43200.0, description="Seconds that a session at the desk may last in any case."
    )
    login_attempts: Positive = Field(
        5,
        description="Wrong passwords that one address may try for one account in five minutes; for "
        "all accounts together six times as many sign-ins; then 429.",
    )
    proposals_per_hour: Annotated[int, Field(ge=0)] = Field(
        20,
        description="Proposals and reports that one address may send in an hour; the next get 429. "
        "0: none is taken, the pages say so.",
    )
    proposal_seconds: Annotated[float, Field(ge=0)] = Field(
        3.0,
        description="Seconds that a person takes at least to fill in a public form; what comes "
        "sooner is given back to be sent again.",
    )
    upload_max_files: Positive = Field(
        20, description="Files that a curator may bring to the desk in one go; the public brings 1."
    )
    reviewers: Annotated[int, Field(ge=1, le=2)] = Field(
        1,
        description="Curators who must agree before what was proposed is published: 1, or 2 "
        "different ones.",
    )

    @field_validator("index_url")
    @classmethod
    def _index_is_a_server_or_none(cls, index_url: str) -> str:
        if index_url and not index_url.startswith(("postgresql://", "postgres://")):
            raise ValueError(
                "PRASSI_INDEX_URL dev'essere un indirizzo postgresql://utente@server/database, "
                "o vuoto per tenere l'indice in un file"
            )
        return index_url

    @field_validator("trusted_proxies")
    @classmethod
    def _proxies_are_addresses(cls, trusted_proxies: str) -> str:
        try:
            proxies(trusted_proxies)
        except ValueError:
            raise ValueError(
                "PRASSI_TRUSTED_PROXIES dev'essere un elenco di indirizzi o reti, separati da "
                "virgole: 127.0.0.1,10.0.0.0/8"
            ) from None
        return trusted_proxies

    @field_validator("public_url")
    @classmethod
    def _public_url_is_one(cls, public_url: str) -> str:
        if public_url and not public_url.startswith(("https://", "http://")):
            raise ValueError("PRASSI_PUBLIC_URL deve cominciare con https:// o http://")
        return public_url.rstrip("/")

    @field_validator("contact")
    @classmethod
    def _contact_is_an_address(cls, contact: str) -> str:
        if contact and not re.fullmatch(r"[^@\s<>\"]+@[^@\s<>\"]+", contact):
            raise ValueError("PRASSI_CONTACT dev'essere un indirizzo e-mail: dati@ente.example.it")
        return contact

    @field_validator("sparql_query_url", "sparql_update_url", "graph_store_url")
    @classmethod
    def _graph_is_on_the_web_or_here(cls, address: str, field: ValidationInfo) -> str:
        name = f"PRASSI_{(field.field_name or '').upper()}"
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname):
            raise ValueError(f"{name} dev'essere un indirizzo http(s)://server/…, o vuoto")
        apart = field.field_name != "sparql_query_url" and not field.data.get("sparql_query_url")
        if address and apart:
            raise ValueError(f"{name} vuole anche PRASSI_SPARQL_QUERY_URL")
        return address

    @field_validator("base")
    @classmethod
    def _base_is_an_open_iri(cls, base: str) -> str:
        if not base.startswith(("http://", "https://")) or not base.endswith(("/", "#")):
            raise ValueError("PRASSI_BASE deve essere un IRI http(s) che finisce con «/» o «#»")
        return base
