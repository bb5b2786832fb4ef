"""What is checked before any callback runs, and how a refusal reads.

Dash answers a malformed callback body with a stack trace or status 500; here it is status 400
and a sentence. Nothing of the server's inside is ever part of an answer.
"""

from __future__ import annotations

import json
from typing import Any

from dash import Dash
from dash.exceptions import DependencyException
from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from dashboard.errors import RefusedInput

PAGES = ("/routes", "/regions", "/sources", "/method")
CALLBACKS = "/_dash-update-component"
MAX_BODY = 1_000_000
MAX_DEPTH = 32
MAX_ITEMS = 5_000


def guard(app: Dash) -> None:
    """Put the checks and the answers to errors on the app's server."""
    server: Flask = app.server
    server.config["MAX_CONTENT_LENGTH"] = MAX_BODY

    @server.before_request
    def check() -> Response | None:
        return _request_problem(app)

    @server.errorhandler(RefusedInput)
    def refused(error: RefusedInput) -> Response:
        return refusal(error.problems)

    @server.errorhandler(DependencyException)
    def absent(_error: DependencyException) -> Response:
        return refusal(["There is no such file."], 404)

    @server.errorhandler(Exception)
    def failed(error: Exception) -> Response | HTTPException:
        if isinstance(error, HTTPException):
            return refusal([str(error.description)], error.code or 500)
        import structlog  # noqa: PLC0415  a quarter of a second that a start need not pay

        structlog.get_logger().error("request failed", path=request.path, exc_info=error)
        return refusal(["The server could not answer this request; the fact is in its log."], 500)

    @server.after_request
    def harden(answer: Response) -> Response:
        answer.headers.setdefault("X-Content-Type-Options", "nosniff")
        answer.headers.setdefault("Referrer-Policy", "same-origin")
        answer.headers.setdefault("Permissions-Policy", "geolocation=(), camera=(), microphone=()")
        return answer


def _request_problem(app: Dash) -> Response | None:
    """The refusal of a request that no page of ours makes; None where it may go on."""
    if request.headers.get("Sec-Fetch-Site") == "cross-site" and request.method != "GET":
        return refusal(["A page of another site may not ask for this."], 403)
    if request.endpoint == "/<path:path>" and request.path not in PAGES:
        return refusal([f"There is no page {request.path[:60]!r}; the picture is at /."], 404)
    if request.path == CALLBACKS and request.method == "POST":
        problem = body_problem(_parsed(request.get_data()), app.callback_map)
        if problem:
            return refusal([problem])
    return None


def _parsed(content: bytes) -> Any:
    """The body as JSON of the standard (no NaN); None where it is not that."""
    try:
        return json.loads(content, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def refusal(problems: list[str], status: int = 400) -> Response:
    """A refusal in words: ``{"problems": [...]}``."""
    answer = jsonify({"problems": problems})
    answer.status_code = status
    return answer


def body_problem(body: Any, known: Any) -> str | None:
    """What is wrong with a callback body, as a sentence; None if it can be passed on."""
    if not isinstance(body, dict):
        return "The body is not a JSON object."
    output = body.get("output")
    if not isinstance(output, str) or output not in known:
        return f"The output {str(output)[:60]!r} is not one of this page."
    if _too_large(body):
        return f"The body is nested deeper than {MAX_DEPTH} or longer than {MAX_ITEMS:,} items."
    return _mismatch(body, known[output])


def _mismatch(body: dict[str, Any], expected: dict[str, Any]) -> str | None:
    for part in ("inputs", "state"):
        given, wanted = body.get(part, []), expected[part]
        if not isinstance(given, list) or len(given) != len(wanted):
            return f"The {part} are not those of the output; expected {len(wanted)}."
        for item, want in zip(given, wanted, strict=True):
            if not _fits(item, want):
                return f"The {part} are not those of the output; expected {want['id']}."
    moved = body.get("changedPropIds", [])
    if not isinstance(moved, list) or not all(isinstance(m, str) for m in moved):
        return "The changed properties are not a list of names."
    if not _outputs_fit(body["output"], body.get("outputs")):
        return "The outputs are not those that the output names."
    return None


def _fits(item: Any, want: dict[str, Any]) -> bool:
    pattern = want["id"].startswith("{")
    if isinstance(item, list):  # a pattern: one entry for each matching part of the page
        return pattern and all(_is_part(i) and isinstance(i["id"], dict) for i in item)
    if not _is_part(item) or item["property"] != want["property"]:
        return False
    return isinstance(item["id"], dict) if pattern else item["id"] == want["id"]


def _is_part(item: Any) -> bool:
    return isinstance(item, dict) and "id" in item and isinstance(item.get("property"), str)


def _outputs_fit(output: str, outputs: Any) -> bool:
    if not output.startswith(".."):
        return _is_part(outputs)
    names = output.strip(".").split("...")
    return (
        isinstance(outputs, list)
        and len(outputs) == len(names)
        and all(
            all(_is_part(i) for i in item) if isinstance(item, list) else _is_part(item)
            for item in outputs
        )
    )


def _too_large(body: Any) -> bool:
    waiting, items = [(body, 0)], 0
    while waiting:
        value, depth = waiting.pop()
        children = list(value.values()) if isinstance(value, dict) else value
        if not isinstance(children, list):
            continue
        items += len(children)
        if depth >= MAX_DEPTH or items > MAX_ITEMS:
            return True
        waiting += [(child, depth + 1) for child in children]
    return False
