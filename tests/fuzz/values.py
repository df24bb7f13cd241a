"""Values for parameters by their kind: usual ones, which only take part, and odd ones, which try to break something."""

from collections.abc import Iterator

from pileus.manager.http.kinds import Kind, choices, kind_of
from pileus.manager.kernel.registry import Command, Field

NOBODY = "11111111-2222-3333-4444-555566667777"
"""An id that names nothing."""

TEXTS = ("'; DROP TABLE account; --", "<a>&'\"$(reboot)`id`", "é" * 200, "%", "../../etc/passwd", "-1", "\U0001f600", "0")
NUMBERS = ("-1", "0", "2147483647", "99999999999999999999", "1e3", "NaN")
ODD = {
    Kind.UUID: (NOBODY, "-1", "1", TEXTS[0]),
    Kind.STRING: TEXTS,
    Kind.LIST: (f"{NOBODY},{NOBODY}", ",,,", TEXTS[0], TEXTS[1]),
    Kind.BOOLEAN: ("perhaps",),
    Kind.INTEGER: NUMBERS,
    Kind.LONG: NUMBERS,
    Kind.FLOAT: NUMBERS,
    Kind.DATE: ("0001-01-01", "9999-12-31", "0001-01-01T00:00:00+23:59", "tomorrow"),
    Kind.MAP: (TEXTS[0],),
}
USUAL = {
    Kind.UUID: NOBODY,
    Kind.STRING: "usual",
    Kind.LIST: NOBODY,
    Kind.BOOLEAN: "false",
    Kind.INTEGER: "1",
    Kind.LONG: "1",
    Kind.FLOAT: "1",
    Kind.DATE: "2016-08-18",
}


def usual(field: Field) -> dict[str, str]:
    """What a client might send."""
    kind = kind_of(field.type)
    if kind is Kind.MAP:
        return {f"{field.wire}[0].key": "k", f"{field.wire}[0].value": "v"}
    return {field.wire: next(iter(choices(field.type)), USUAL[kind])}


def usual_request(command: Command) -> dict[str, str]:
    """Every required parameter, as usual."""
    sent: dict[str, str] = {}
    for field in command.fields:
        if field.required:
            sent |= usual(field)
    return sent


def odd(field: Field) -> Iterator[dict[str, str]]:
    """What no sensible client sends."""
    kind = kind_of(field.type)
    yield from ({field.wire: text} for text in ODD[kind])
    if kind is Kind.MAP:
        for text in TEXTS:
            yield {f"{field.wire}[0].key": text, f"{field.wire}[0].value": text, f"{field.wire}[1].{text}": text}
