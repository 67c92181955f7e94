"""What is wrong in a folder of register files, row by row, in words an official can act on."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from store.folder import content, find_file
from store.gazetteer import LAO_TYPES, amphoe_name, province_name, tambon_name

Row = Mapping[str, str]
Known = dict[str, set[str]]


@dataclass(frozen=True, slots=True)
class Problem:
    """row: as a spreadsheet numbers it, the heading being row 1, or which shape; 0 for the file as a whole.

    Not fatal: the row is imported without the value that is wrong.
    """

    file: str
    row: int
    thai: str
    english: str
    fatal: bool = True
    what: str = "แถวที่"

    def __str__(self) -> str:
        where = f"{self.file} {self.what} {self.row} (row {self.row})" if self.row else self.file
        return f"{where}: {self.thai} / {self.english}"


class BadRegister(ValueError):
    """The folder cannot be imported; nothing was changed."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


Check = Callable[[Row, Known], Iterator[tuple[str, str]]]


def problems(folder: Path) -> list[Problem]:
    """Every fault of every file; [] when the folder can be imported just as it is."""
    known: Known = {
        "lao": set(),
        "org": set(),
        "amphoe": set(),
        "link": set(),
        "village": set(),
        "number": set(),
    }
    found: list[Problem] = []
    whole = any(find_file(folder, stem, ".csv") for stem in (*NEEDED, "moo_lao"))
    whole = whole or not (
        find_file(folder, "muban", ".csv") or find_file(folder, "tambon_cod_ab", ".geojson")
    )
    for stem, columns, needed, check in _FILES:
        found += _of_file(folder, stem, columns, check, known, needed=needed and whole)
    return found


def _of_file(
    folder: Path, stem: str, columns: tuple[str, ...], check: Check, known: Known, *, needed: bool
) -> Iterator[Problem]:
    path = find_file(folder, stem, ".csv")
    if path is None:
        if needed:
            yield Problem(f"{stem}.csv", 0, "ไม่มีไฟล์นี้ในโฟลเดอร์", "this file is not in the folder")
        return
    try:
        reader = csv.DictReader(io.StringIO(content(path).decode("utf-8-sig")))
    except UnicodeDecodeError:
        yield Problem(
            path.name, 0, "ไม่ใช่ UTF-8 (บันทึกจาก Excel เป็น “CSV UTF-8”)", "not UTF-8 (save as “CSV UTF-8”)"
        )
        return
    missing = [column for column in columns if column not in (reader.fieldnames or ())]
    if missing:
        yield Problem(path.name, 1, f"ไม่มีคอลัมน์ {', '.join(missing)}", f"no column {', '.join(missing)}")
        return
    for number, row in enumerate(reader, 2):
        values = {key: (value or "").strip() for key, value in row.items() if key}
        for thai, english in check(values, known):
            yield Problem(path.name, number, thai, english)
        for thai, english in _position(values):
            yield Problem(path.name, number, thai, english, fatal=False)


def _lao(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _new(row["lao_code"], "lao", known)
    if row["type"] not in LAO_TYPES:
        yield f"ไม่รู้จักประเภท “{row['type']}”", f"unknown type “{row['type']}” (one of {', '.join(LAO_TYPES)})"
    if not row["name_th"]:
        yield "ไม่มีชื่อ", "no name"
    if province_name(row["province_code"]) is None:
        yield f"ไม่มีจังหวัดรหัส “{row['province_code']}”", f"no province “{row['province_code']}”"
    if row["amphoe_code"] and amphoe_name(row["amphoe_code"]) is None:
        yield f"ไม่มีอำเภอรหัส “{row['amphoe_code']}”", f"no amphoe “{row['amphoe_code']}”"


def _new(code: str, kind: str, known: Known) -> Iterator[tuple[str, str]]:
    if not code:
        yield "ไม่มีรหัส", "no code"
    elif code in known[kind]:
        yield f"รหัส {code} ซ้ำกับแถวก่อนหน้า", f"code {code} stands in an earlier row too"
    known[kind].add(code)


def _position(row: Row) -> Iterator[tuple[str, str]]:
    lat, lon = (row.get(name, "") or row.get(f"office_{name}", "") for name in ("lat", "lon"))
    if (lat or lon) and position(lat, lon) is None:
        yield (
            f"พิกัด “{lat}, {lon}” ใช้ไม่ได้ (ไม่ใช่ตัวเลข อยู่นอกประเทศไทย หรือสลับกัน) นำเข้าโดยไม่มีพิกัด",
            f"position “{lat}, {lon}” is no number, outside Thailand or swapped; imported without it",
        )


def position(lat: str, lon: str) -> tuple[float, float] | None:
    """As numbers, when they are a place in Thailand."""
    try:
        found = float(lat), float(lon)
    except ValueError:
        return None
    return found if 5 <= found[0] <= 21 and 97 <= found[1] <= 106 else None


def _hub(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _new(row["amphoe_code"], "amphoe", known)
    if row["amphoe_code"] and amphoe_name(row["amphoe_code"]) is None:
        yield f"ไม่มีอำเภอรหัส “{row['amphoe_code']}”", f"no amphoe “{row['amphoe_code']}”"


def _area(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    parts = row["hub"].split("-")
    if len(parts) != 3 or parts[0] != "hub" or parts[1] not in known["amphoe"] or not parts[2].isdecimal():
        yield f"ไม่รู้จักสถานที่กลาง “{row['hub']}”", f"unknown hub “{row['hub']}” (hub-<amphoe>-<number>)"
    if row["lao"]:
        yield from _new(f"area {row['lao']}", "link", known)
        yield from _owner(row["lao"], known)


def _link(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _new(f"{row['tambon']}/{row['lao']}", "link", known)
    yield from _tambon(row["tambon"])
    yield from _owner(row["lao"], known)
    if row["coverage"] not in {"completely", "partially"}:
        yield f"ไม่รู้จัก “{row['coverage']}”", f"unknown coverage “{row['coverage']}” (completely or partially)"


def _tambon(code: str) -> Iterator[tuple[str, str]]:
    if tambon_name(code) is None:
        yield f"ไม่มีตำบลรหัส “{code}”", f"no tambon “{code}”"


def _owner(code: str, known: Known) -> Iterator[tuple[str, str]]:
    if code not in known["lao"]:
        yield f"อปท. รหัส “{code}” ไม่อยู่ในไฟล์ lao_register", f"LAO “{code}” is not in lao_register"


def _number(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _new(f"{row['tambon']}/{row['moo']}", "number", known)
    yield from _tambon(row["tambon"])
    yield from _owner(row["lao"], known)
    if not row["moo"].isdecimal() or not 1 <= int(row["moo"]) <= 99:
        yield f"หมู่ “{row['moo']}” ไม่ใช่เลข 1–99", f"village number “{row['moo']}” is not 1–99"


def _village(row: Row, known: Known) -> Iterator[tuple[str, str]]:
    yield from _new(row["code"], "village", known)
    if len(row["code"]) != 8 or not row["code"].isdecimal():
        yield f"รหัสหมู่บ้าน “{row['code']}” ไม่ใช่เลข 8 หลัก", f"village code “{row['code']}” is not 8 digits"


NEEDED = ("lao_register", "amphoe_hub_default", "tambon_lao")
"""These come together; outlines and village names may also come alone."""

_FILES: tuple[tuple[str, tuple[str, ...], bool, Check], ...] = (
    ("lao_register", ("lao_code", "type", "name_th", "amphoe_code", "province_code"), True, _lao),
    ("amphoe_hub_default", ("amphoe_code", "default_hub"), True, _hub),
    ("tambon_lao", ("tambon", "lao", "coverage"), True, _link),
    ("moo_lao", ("tambon", "moo", "lao"), False, _number),
    ("hub_area", ("hub", "name", "lao"), False, _area),
    ("muban", ("code", "name"), False, _village),
)
