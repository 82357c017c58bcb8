"""Requests drawn from the OpenAPI description, right and wrong ones, and what was wrong in answers.

    python -m bench.fuzz --requests 20000

serves the library that the settings name (nothing is written in it) and asks through HTTP until so
many requests were answered, with another seed each round. Every check of schemathesis counts. The
exit code is 1 where an answer failed one.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import schemathesis
from schemathesis.engine import Status, StopReason, events, from_schema

from api.app import API, create_app
from api.settings import Settings
from bench.serving import serving

_EXAMPLES = 100


@dataclass
class Fuzzed:
    """What came of it: answers by status, failures by what they are, each with one request."""

    answers: Counter[int] = field(default_factory=Counter)
    failures: dict[str, str] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    @property
    def requests(self) -> int:
        return self.answers.total()

    @property
    def faults(self) -> int:
        """How many answers were 5xx, but for 503: there is nothing to answer with yet."""
        return sum(n for status, n in self.answers.items() if status >= 500 and status != 503)


def fuzz(schema: Any, seed: int, examples: int, found: Fuzzed, *, brief: bool = False) -> None:
    """Ask what a schema describes, with every check, adding to `found`.

    `brief` asks the same things each time, and leaves out those that follow from former answers.
    """
    schema.config.seed = seed
    schema.config.update(continue_on_failure=True)
    schema.config.generation.update(max_examples=examples, deterministic=brief)
    if brief:
        schema.config.phases.stateful.enabled = False
    for event in from_schema(schema).execute():
        match event:
            case events.ScenarioFinished(recorder=recorder):
                for interaction in recorder.interactions.values():
                    if interaction.response:
                        found.answers[interaction.response.status_code] += 1
                for case, checks in recorder.checks.items():
                    for check in checks:
                        if check.status is Status.FAILURE and check.failure_info:
                            failure = check.failure_info.failure
                            name = f"{recorder.label}: {failure.title}"
                            told = f"{failure.message}\n{check.failure_info.code_sample}"
                            found.failures.setdefault(name, f"{case} {told}"[:2000])
            case events.NonFatalError() | events.FatalError():
                found.errors.append(str(event)[:2000])
            case events.EngineFinished(stop_reason=reason) if reason is not StopReason.COMPLETED:
                found.errors.append(f"stopped: {reason}")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--examples", type=int, default=_EXAMPLES)
    asked = parser.parse_args()
    found, started, seed = Fuzzed(), time.monotonic(), asked.seed
    settings = Settings().model_copy(update={"requests_per_minute": 0})
    with serving(create_app(settings)) as address:
        while found.requests < asked.requests:
            before = found.requests
            fuzz(
                schemathesis.openapi.from_url(f"{address}{API}/openapi.json"),
                seed,
                asked.examples,
                found,
            )
            print(f"seed {seed}: {found.requests} requests, {len(found.failures)} failures")
            if found.requests == before:
                break
            seed += 1
    for name, told in found.failures.items():
        print(f"\n{name}\n{told}")
    print(*found.errors, sep="\n")
    answers = ", ".join(f"{status}: {count}" for status, count in sorted(found.answers.items()))
    print(f"{found.requests} requests in {time.monotonic() - started:.0f} s; {answers}")
    print(f"{len(found.failures)} failures, {found.faults} answers 5xx, {len(found.errors)} errors")
    sys.exit(bool(found.failures or found.faults or found.errors))


if __name__ == "__main__":
    main()
