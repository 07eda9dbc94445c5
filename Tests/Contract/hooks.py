"""What schemathesis must know of the site that it tests, and keep its hands off.

The test that starts it (Tests/EndToEndTests/ContractTests.swift) says in the environment which token and which account
it signs in with.
"""

import itertools
import os

import schemathesis

OWN_TOKEN = os.environ["CONTRACT_TOKEN_ID"]
OWN_ACCOUNT = os.environ["CONTRACT_ACCOUNT"]

# Names made up at random are answered 404 and try nothing else.
JOBS = itertools.cycle([("triggered", "report"), ("continuous", "worker"), ("triggered", "nightly")])
REQUESTS = itertools.count(1)


@schemathesis.hook
def before_call(context, case, kwargs):
    number = next(REQUESTS)
    # Wrong credentials are part of the test; from one address they would be throttled, and answered 429.
    case.headers["X-Forwarded-For"] = f"198.18.{number >> 8 & 255}.{number & 255}"
    parts = case.path_parameters or {}
    # Who removes the token or account that it signs in with tests nothing after that.
    if case.path == "/api/v1/tokens/{id}" and parts.get("id") == OWN_TOKEN:
        parts["id"] = "none"
    if parts.get("account") == OWN_ACCOUNT:
        parts["account"] = "none"
    if "/jobs/{type}/{name}" in case.path and is_valid(case) and number % 4:
        parts["type"], parts["name"] = next(JOBS)
    # To follow a job that goes on is to wait without end; the newest run of the other has an end.
    if "follow" in (case.query or {}) and parts.get("type") == "continuous":
        parts["type"], parts["name"] = "triggered", "report"
    # A made-up address of a repository is somebody's.
    if isinstance(case.body, dict) and isinstance(case.body.get("from"), str) and is_valid(case):
        case.body["from"] = "http://127.0.0.1:1/none.git"


def is_valid(case):
    return case.meta is None or case.meta.generation.mode.is_positive
