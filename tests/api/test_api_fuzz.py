"""Whatever a stranger sends to what the OpenAPI document describes, the answer is in its words.

`python -m bench.fuzz` asks many times more, of a real server.
"""

from __future__ import annotations

import pytest
import schemathesis

from bench.fuzz import Fuzzed, fuzz


@pytest.mark.slow  # some thousand requests, always the same ones
def test_no_request_that_the_description_allows_or_forbids_gets_an_answer_it_does_not_foresee(
    client,
) -> None:
    schema = schemathesis.openapi.from_asgi("/api/v1/openapi.json", client.app)
    found = Fuzzed()
    fuzz(schema, seed=1, examples=2, found=found, brief=True)
    assert found.failures == {}
    assert found.errors == []
    assert found.faults == 0
    assert found.requests > 300
