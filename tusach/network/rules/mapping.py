"""Placing points on a sheet: projection, scale bar, names that do not run into each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import cos, floor, log10, pi, radians, sin, sqrt

# Kilometres in a degree of latitude (mean, WGS 84).
KM_PER_DEGREE = 111.2
_GOLDEN = pi * (3 - sqrt(5))


@dataclass(frozen=True)
class Sheet:
    """A rectangle of the earth on a rectangle of paper, north up.

    Equirectangular about the middle latitude: over a province (200 km) distances are right
    within half a per cent.
    """

    west: float
    south: float
    east: float
    north: float
    width: float = 720.0
    margin: float = 28.0

    @property
    def scale(self) -> float:
        """Units of paper in a degree of latitude."""
        return (self.width - 2 * self.margin) / ((self.east - self.west) * self.squeeze)

    @property
    def squeeze(self) -> float:
        return cos(radians((self.south + self.north) / 2))

    @property
    def height(self) -> float:
        return (self.north - self.south) * self.scale + 2 * self.margin

    def at(self, lat: float, lon: float) -> tuple[float, float]:
        """x to the east and y to the south, in units of paper."""
        return (
            round(self.margin + (lon - self.west) * self.squeeze * self.scale, 1),
            round(self.margin + (self.north - lat) * self.scale, 1),
        )

    def bar(self) -> tuple[int, float]:
        """A scale bar of a round number of kilometres, about a fifth of the sheet: (km, units)."""
        per_km = self.scale / KM_PER_DEGREE
        wanted = self.width / 5 / per_km
        power = 10 ** floor(log10(wanted))
        km = max(step * power for step in (1, 2, 5) if step * power <= wanted)
        return max(1, int(km)), round(max(1, int(km)) * per_km, 1)

    def lines(self, step: float = 0.5) -> tuple[list[tuple[str, float]], list[tuple[str, float]]]:
        """Meridians and parallels in the sheet: ("103°30′", x), ("22°", y)."""
        meridians = [
            (_degrees(lon), self.at(self.south, lon)[0])
            for lon in _steps(self.west, self.east, step)
        ]
        parallels = [
            (_degrees(lat), self.at(lat, self.west)[1])
            for lat in _steps(self.south, self.north, step)
        ]
        return meridians, parallels


def _steps(low: float, high: float, step: float) -> list[float]:
    first = floor(low / step) + 1
    return [first * step + i * step for i in range(int((high - first * step) // step) + 1)]


def _degrees(value: float) -> str:
    whole = int(value)
    minutes = round((value - whole) * 60)
    return f"{whole}°{minutes:02d}′" if minutes else f"{whole}°"


def sheet_for(places: Sequence[tuple[float, float]]) -> Sheet | None:
    """The sheet that holds these (lat, lon), with a little air; None for no place."""
    if not places:
        return None
    lats, lons = [p[0] for p in places], [p[1] for p in places]
    air = max(0.04, (max(lats) - min(lats)) * 0.04)
    return Sheet(min(lons) - air, min(lats) - air, max(lons) + air, max(lats) + air)


def around(index: int, gap: float = 6.0) -> tuple[float, float]:
    """Where to put the nth of many points known only by their commune: a sunflower about
    its centre, so that none hides another."""
    radius, angle = gap * sqrt(index + 0.6), index * _GOLDEN
    return radius * cos(angle), radius * sin(angle)


def reach_of(count: int, gap: float = 6.0) -> float:
    """How far from the centre the last of ``count`` points is set by :func:`around`."""
    return gap * sqrt(count - 0.4) if count else 0.0


def names_apart(
    names: Iterable[tuple[str, float, float]],
    *,
    dots: Iterable[tuple[float, float]] = (),
    letter: float = 5.4,
    line: float = 10.0,
    dot: float = 6.0,
) -> list[tuple[str, float, float]]:
    """Those names, first come first kept, whose letters touch neither one already kept nor a
    dot. A name may go one or two lines further down to find room; else it is left out."""
    kept: list[tuple[str, float, float]] = []
    taken = [(x - dot, y - dot, x + dot, y + dot) for x, y in dots]
    for name, x, y in names:
        half = len(name) * letter / 2
        for down in (0.0, line, 2 * line):
            box = (x - half, y + down - line, x + half, y + down + 2)
            if not any(
                box[0] < b[2] and b[0] < box[2] and box[1] < b[3] and b[1] < box[3] for b in taken
            ):
                kept.append((name, x, round(y + down, 1)))
                taken.append(box)
                break
    return kept
