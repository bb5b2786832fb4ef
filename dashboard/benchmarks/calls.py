"""Callbacks, called as the browser calls them, and what their answers show."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import numpy as np
import numpy.typing as npt
from flask import Flask
from flask.testing import FlaskClient

from dashboard import ids
from dashboard.theme import MODES

ENDPOINT = "/_dash-update-component"


class Caller:
    """Calls the callbacks of one Dash app through Flask's test client.

    A callback is named by one of the properties that it writes, such as ``map-picture.data``.
    Its other inputs and its state are sent as a fresh page would send them: empty.
    """

    def __init__(self, server: Flask) -> None:
        self.client: FlaskClient = server.test_client()
        self._known: list[dict[str, Any]] = self.client.get("/_dash-dependencies").get_json()
        # Patterns are answered with one value for each part of the page that they match.
        self._parts = list(_named_parts(self.client.get("/_dash-layout").get_json()))

    def body(self, output: str, **values: object) -> dict[str, Any]:
        """The body that the browser posts for the callback that writes `output`.

        Raises:
            KeyError: if there is none.
        """
        for known in self._known:
            written = known["output"].strip(".").split("...")
            if output in written and not known["clientside_function"]:
                break
        else:
            raise KeyError(f"no callback writes {output!r}")
        outputs = [self._property(w) for w in written]
        return {
            "output": known["output"],
            "outputs": outputs if known["output"].startswith("..") else outputs[0],
            "inputs": [_given(i, values) for i in known["inputs"]],
            "state": [_given(s, values) for s in known["state"]],
            "changedPropIds": [f"{ids.SELECTION}.data"],
        }

    def _property(self, text: str) -> dict[str, Any] | list[dict[str, Any]]:
        name, _, prop = text.rpartition(".")
        if not name.startswith("{"):
            return {"id": name, "property": prop}
        pattern = json.loads(name)
        return [
            {"id": part, "property": prop}
            for part in self._parts
            if part.keys() == pattern.keys()
            and all(isinstance(v, list) or part[k] == v for k, v in pattern.items())
        ]

    def post(self, body: dict[str, Any], encoding: str = "identity") -> bytes:
        """The bytes of the answer, in the encoding asked for.

        Raises:
            RuntimeError: if the answer is not 200.
        """
        answer = self.client.post(ENDPOINT, json=body, headers={"Accept-Encoding": encoding})
        if answer.status_code != 200:
            said = answer.get_data()[:200]
            raise RuntimeError(f"the callback answered {answer.status_code}: {said!r}")
        content: bytes = answer.data
        return content

    def get(self, address: str, encoding: str = "identity") -> bytes:
        """The bytes at an address, in the encoding asked for."""
        content: bytes = self.client.get(address, headers={"Accept-Encoding": encoding}).data
        return content


def _named_parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, list):
        for one in part:
            yield from _named_parts(one)
    elif isinstance(part, dict):
        props = part.get("props", {})
        if isinstance(props.get("id"), dict):
            yield props["id"]
        yield from _named_parts(props.get("children"))


def _given(want: dict[str, Any], values: dict[str, object]) -> dict[str, Any]:
    default = MODES[0] if want["id"] == ids.THEME else None
    return {**want, "value": values.get(want["id"], default)}


def drawn_ids(picture: dict[str, Any], columns: dict[str, Any]) -> set[str]:
    """The incidents that a browser draws for a picture, read from its bit set and the columns."""
    flags = np.frombuffer(base64.urlsafe_b64decode(picture["incidents"]["rows"]), dtype="u1")
    shown: npt.NDArray[np.bool_] = np.unpackbits(
        flags, count=columns["n"], bitorder="little"
    ).astype(bool)
    longitude = np.frombuffer(base64.b64decode(columns["longitude"]["bdata"]), dtype="<f8")
    return set(np.array(columns["id"])[shown & ~np.isnan(longitude)])
