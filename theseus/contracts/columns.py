"""What a table contract is made of: columns, types, geometry. Imports nothing of ours."""

from __future__ import annotations

from dataclasses import dataclass

TEXT = "string"
INTEGER = "Int64"
NUMBER = "Float64"
TRUTH = "boolean"
DATE = "datetime64[us]"

CRS = "EPSG:28992"


@dataclass(frozen=True)
class Column:
    """One column: its name, pandas dtype, whether it may be empty, and what it holds."""

    name: str
    dtype: str
    nullable: bool = True
    allowed: tuple[str, ...] = ()
    note: str = ""


@dataclass(frozen=True)
class Contract:
    """The columns of one table, its key, and the geometry types it may hold (empty for none)."""

    name: str
    columns: tuple[Column, ...]
    key: tuple[str, ...] = ()
    geometry: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        """Column names in order, the geometry last."""
        names = [column.name for column in self.columns]
        return [*names, "geometry"] if self.geometry else names


POINT = ("Point",)
AREA_SHAPES = ("Polygon", "MultiPolygon")
