"""The child that reads files from outside: what it is given, what it may take, how it ends."""

from __future__ import annotations

import socket
from dataclasses import replace
from pathlib import Path

import pytest

from geodata import sandbox
from geodata.errors import RefusedFile, SourceError
from geodata.sandbox import LIMITS, MB

SMALL = b"id,dead\n1,2\n"


def test_the_child_sees_nothing_of_our_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PHAROS_DATA", "a-secret-folder")
    monkeypatch.setenv("HTTPS_PROXY", "http://user:secret@proxy")
    monkeypatch.setattr(
        sandbox, "_START", "import json, os; print(json.dumps({'value': dict(os.environ)}))"
    )
    seen = sandbox.read_json(SMALL, "a.csv")
    assert isinstance(seen, dict)
    assert "secret" not in str(seen)
    assert set(seen) <= {*sandbox._ENVIRONMENT, "LC_CTYPE", "__CF_USER_TEXT_ENCODING"}


def test_the_child_works_in_an_empty_folder_that_is_gone_afterwards(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sandbox,
        "_START",
        "import json, os; print(json.dumps({'value': [os.getcwd(), os.listdir()]}))",
    )
    seen = sandbox.read_json(SMALL, "a.csv")
    assert isinstance(seen, list)
    assert seen[1] == []
    assert not Path(seen[0]).exists()


def test_it_reads_from_any_folder_without_a_search_path(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "csv.py").write_text("raise SystemExit('the wrong csv')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("PYTHONPATH", raising=False)
    assert sandbox.read_table(SMALL, "a.csv").rows == [["id", "dead"], ["1", "2"]]


def test_the_child_can_neither_connect_nor_start_a_program(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as canary:
        canary.setblocking(False)
        port = canary.getsockname()[1]
        tried = (
            "import json, sys; sys.path.insert(0, sys.argv[1])\n"
            "from geodata.sandbox import LIMITS, child\n"
            "child._confine(LIMITS)\n"
            "import os, socket, subprocess\n"
            "def outcome(action):\n"
            "    try: action()\n"
            "    except PermissionError: return 'refused'\n"
            "    return 'done'\n"
            f"connect = lambda: socket.create_connection(('127.0.0.1', {port}))\n"
            "run = lambda: subprocess.run(['true'])\n"
            "print(json.dumps({'value': [outcome(connect), outcome(run), outcome(os.fork)]}))"
        )
        monkeypatch.setattr(sandbox, "_START", tried)
        assert sandbox.read_json(SMALL, "a.csv") == ["refused", "refused", "refused"]
        with pytest.raises(BlockingIOError):
            canary.accept()


def test_a_file_beyond_the_limit_of_size_starts_no_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sandbox, "_START", "raise SystemExit('started')")
    with pytest.raises(RefusedFile, match=r"it has 2\.0 MB, the limit is 1\.0 MB; split it"):
        sandbox.read_table(b"a" * 2 * MB, "a.csv", limits=replace(LIMITS, file_bytes=MB))


def test_a_child_that_takes_too_long_is_killed_and_the_limit_named() -> None:
    with pytest.raises(RefusedFile, match=r"longer than the limit of 0\.001 s"):
        sandbox.read_table(SMALL, "a.csv", limits=replace(LIMITS, wall_seconds=0.001))


def test_a_child_that_takes_too_much_processor_time_is_ended_and_the_limit_named() -> None:
    long = b"[" + b"1," * 12_000_000 + b"1]"
    with pytest.raises(RefusedFile, match="limit of 1 s of processor time"):
        sandbox.read_json(long, "a.json", limits=replace(LIMITS, cpu_seconds=1))


def test_a_child_that_takes_too_much_memory_is_ended_and_the_limit_named() -> None:
    many = (b",".join([b"a long cell"] * 10) + b"\n") * 190_000
    with pytest.raises(RefusedFile, match="limit of 128 MB of memory"):
        sandbox.read_table(many, "a.csv", limits=replace(LIMITS, memory_bytes=128 * MB))


def test_an_answer_beyond_the_limit_is_refused() -> None:
    with pytest.raises(RefusedFile, match="larger than the limit of"):
        sandbox.read_table(SMALL * 9000, "a.csv", limits=replace(LIMITS, answer_bytes=64 * 1024))


@pytest.mark.parametrize(
    "answer",
    [
        "not json",
        "[1]",
        "[" * 100_000,
        '{"rows": [[1]], "lines": [1]}',
        '{"rows": [["a"]], "lines": []}',
        '{"rows": null}',
    ],
    ids=["text", "list", "nested", "number", "lines", "null"],
)
def test_an_answer_of_another_shape_is_not_believed(
    monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    monkeypatch.setattr(sandbox, "_START", f"print({answer!r})")
    with pytest.raises(RefusedFile, match="the reader gave no"):
        sandbox.read_table(SMALL, "a.csv")


def test_a_temporary_folder_that_cannot_be_used_is_said(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "absent"))
    with pytest.raises(SourceError, match=r"No such file or directory\. The temporary folder must"):
        sandbox.read_table(SMALL, "a.csv")


def test_a_child_that_breaks_is_told_from_one_that_met_a_limit(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sandbox, "_START", "raise SystemExit(3)")
    with pytest.raises(RefusedFile, match=r"broke the reader \(exit 3\)"):
        sandbox.read_table(SMALL, "a.csv")
    monkeypatch.setattr(sandbox, "_START", "import os; os.abort()")
    with pytest.raises(RefusedFile, match="SIGABRT"):
        sandbox.read_table(SMALL, "a.csv")


def test_what_a_child_says_reaches_the_terminal_as_one_harmless_line(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(
        sandbox, "_START", "import json; print(json.dumps({'refused': '\\x1b[31mred\\nline'}))"
    )
    with pytest.raises(RefusedFile) as caught:
        sandbox.read_table(SMALL, "a\x1b[2J.csv")
    assert str(caught.value).isprintable()
    assert r"\x1b[31mred\nline" in str(caught.value)


@pytest.mark.parametrize(
    "name",
    [
        "/vsicurl/http://127.0.0.1/a",
        "../../etc/passwd",
        "a\0b",
        "x" * 300,
        "تقرير",
        "",
        "; touch owned",
        "$(touch owned)",
    ],
)
def test_a_name_is_only_ever_text(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert sandbox.read_table(SMALL, name).rows == [["id", "dead"], ["1", "2"]]
    with pytest.raises(RefusedFile) as caught:
        sandbox.read_table(b"%PDF-1.7", name)
    assert "\0" not in str(caught.value)
    assert len(str(caught.value)) < 300
    assert list(tmp_path.iterdir()) == []


def test_json_comes_back_as_it_was() -> None:
    text = '{"a": [1, 2.5, null, true, "٢٠"], "b": {}}'
    expected = {"a": [1, 2.5, None, True, "٢٠"], "b": {}}
    assert sandbox.read_json(text.encode(), "a.json") == expected


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e400", "9" * 5000])
def test_json_with_a_number_that_is_none_is_refused(number: str) -> None:
    with pytest.raises(RefusedFile, match="number"):
        sandbox.read_json(f"[{number}]".encode(), "a.json")


def test_json_that_breaks_off_is_refused_with_its_place() -> None:
    with pytest.raises(RefusedFile, match="line 2, column 8"):
        sandbox.read_json(b'[{"a": 1},\n {"a": ', "a.json")


def test_json_nested_too_deep_is_refused() -> None:
    with pytest.raises(RefusedFile, match="nested deeper than the limit of 32"):
        sandbox.read_json(b"[" * 40 + b"]" * 40, "a.json")
    with pytest.raises(RefusedFile, match="nested"):
        sandbox.read_json(b"[" * 100_000 + b"]" * 100_000, "a.json")


def test_half_a_character_becomes_a_question_mark_and_stops_nothing() -> None:
    table = sandbox.read_table(rb'[{"place": "a\ud800b", "dead": 1}]', "a.json")
    assert table.rows == [["place", "dead"], ["a?b", "1"]]
