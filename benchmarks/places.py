"""Locating: words and pins a second on one core, and what loading costs.    python -m benchmarks.places [FOLDER]

FOLDER is shaped like the reference data (register, outlines, villages); without it the demo register and a grid of
squares stand in. Words: tests/triage/places/*.jsonl, addresses and pleas in their mix. In the same run, beside them: a
plain `geothai.match` call with the three names already cut out, and a bare STRtree query. Loading: in processes of
their own, resident memory beside that of a bare Python.
"""

import random
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

import geothai
import shapely

from benchmarks.machine import ROOT, table
from store.gazetteer import Register
from store.lazy import Lazy
from store.outlines import Outlines, build_outlines
from store.reference import demo_register, register_from_folder
from tests.triage.places.scoring import BATCHES, cases
from triage.locate import locate

_LOADED = """
import time
began, busy = time.perf_counter(), time.process_time()
{work}
seconds = time.perf_counter() - began
resident = int(open("/proc/self/statm").read().split()[1]) * 4096
print(seconds, time.process_time() - busy, resident / 2**20)
"""


def main(folder: str = "") -> None:
    register = (
        register_from_folder(Path(folder)) if folder else replace(demo_register(), outlines=Lazy(_grid))
    )
    _words(register)
    _pins(register)
    if folder:
        _loading(folder)


def _grid() -> Outlines:
    """7,400 squares, as many as there are tambons."""
    squares = [(100 + x / 20, 6 + y / 20) for x in range(74) for y in range(100)]
    shapes = [
        (f"{900000 + n}", shapely.to_wkb(shapely.box(x, y, x + 0.05, y + 0.05)))
        for n, (x, y) in enumerate(squares)
    ]
    return build_outlines(shapes)


def _per_second(work: Callable[[Any], object], given: Sequence[Any]) -> float:
    """Median of five runs of processor time; answers are dropped one by one, as a worker does."""
    rates = []
    for _ in range(5):
        began = time.process_time()
        for each in given:
            work(each)
        rates.append(len(given) / (time.process_time() - began))
    return median(rates)


def _words(register: Register) -> None:
    rows = [row for name in BATCHES for row in cases(name)]
    texts = [row["text"] for row in rows]
    addresses = [found for row in rows if row["tambon"] and (found := geothai.address(row["tambon"]))]
    names = [(a.subdistrict.name_th, a.district.name_th, a.province.name_th) for a in addresses]
    locate("ต.ควนลัง อ.หาดใหญ่ บ้านโป่ง hat yai", register=register)
    ours = _per_second(lambda text: locate(text, register=register), texts)
    pleas = [text for text in texts if len(text) >= 100]
    long = _per_second(lambda text: locate(text, register=register), pleas)
    plain = _per_second(lambda name: geothai.match(name[0], district=name[1], province=name[2]), names)
    table(
        f"words: {len(texts)} addresses and pleas, one core    python -m benchmarks.places",
        ("what", "a second", "goal", "ratio"),
        [
            ("locate(text), all kinds", f"{ours:,.0f}", ">= 1,500", f"{plain / ours:.1f} x a match"),
            ("locate(text), 100 letters and more", f"{long:,.0f}", "", f"{plain / long:.1f} x a match"),
            ("geothai.match, names cut out before", f"{plain:,.0f}", "", ""),
        ],
    )


def _pins(register: Register) -> None:
    assert register.outlines is not None
    known, dice = register.outlines.get(), random.Random(1)
    pins = [_inside(known.tree.geometries[dice.randrange(len(known.codes))], dice) for _ in range(20_000)]
    points = [shapely.points(lon, lat) for lat, lon in pins]
    ours = _per_second(lambda pin: locate(lat=pin[0], lon=pin[1], register=register), pins)
    bare = _per_second(lambda point: known.tree.query(point, predicate="intersects"), points)
    table(
        f"pins: {len(pins)} in {len(known.codes)} outlines, one core, both sides of near boundaries looked up",
        ("what", "a second", "goal", "ratio"),
        [
            ("locate(lat, lon)", f"{ours:,.0f}", ">= 30,000", f"{bare / ours:.1f} x a query"),
            ("STRtree.query(point, intersects)", f"{bare:,.0f}", "", ""),
        ],
    )


def _inside(shape: shapely.Geometry, dice: random.Random) -> tuple[float, float]:
    west, south, east, north = shape.bounds
    return dice.uniform(south, north), dice.uniform(west, east)


def _loading(folder: str) -> None:
    read = f"from store.reference import register_from_folder as r; from pathlib import Path; x = r(Path({folder!r}))"
    steps: Sequence[tuple[str, str]] = (
        ("bare Python", "pass"),
        ("register alone (a process that never locates)", read),
        ("and words", f"{read}; from triage.locate import locate; locate('ต.ควนลัง', register=x)"),
        ("and pins", f"{read}; from triage.locate import locate; locate(lat=7.0, lon=100.47, register=x)"),
        ("and villages, pins, romanised: everything",
         f"{read}; from triage.locate import locate; [locate(t, lat=7.0, lon=100.47, register=x) for t in ('บ้านโป่งน้อย', 'khwan lang, hat yay')]"),
    )  # fmt: skip
    rows = []
    for name, work in steps:
        done = subprocess.run(
            [sys.executable, "-c", _LOADED.format(work=work)],
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
        )
        seconds, busy, megabytes = map(float, done.stdout.split())
        rows.append((name, f"{seconds:.2f}", f"{busy:.2f}", f"{megabytes:.0f}"))
    table(
        "loading the folder, each in a process of its own",
        ("what", "seconds", "of processor", "MB resident"),
        rows,
        "goal: 1.5 s, 200 MB",
    )


if __name__ == "__main__":
    main(*sys.argv[1:2])
