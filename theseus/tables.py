"""The one door to DuckDB and to table files: connections, contracts, GeoParquet in and out."""

from __future__ import annotations

import dataclasses
import glob
import importlib.resources
import os
from contextlib import contextmanager, suppress
from functools import cache
from itertools import count
from typing import TYPE_CHECKING

import duckdb
import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc

from theseus.contracts import CRS, Column, Contract
from theseus.errors import ContractError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

MEMORY_LIMIT = "2GB"
_BATCH = 100_000  # rows
_ROW_GROUP = (
    250_000  # rows: as little is read to find one of them; with smaller ones the index grows too long
)
_ROOMS = count()
_WITHIN = """SELECT * REPLACE (ST_AsWKB(geometry)::BLOB AS geometry) FROM read_parquet($1)
             WHERE EXISTS (FROM boxes WHERE ST_Intersects_Extent(
                 geometry, ST_MakeEnvelope(west, south, east, north)))"""


@contextmanager
def connect(
    tables: Mapping[str, pd.DataFrame | pa.Table] | None = None, *, spatial: bool = False
) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open an empty in-memory DuckDB with tables registered by name; what is made in it goes with it.

    Parameters
    ----------
    tables
        Frames or Arrow tables to query by name. Geometry travels as WKB (``ST_GeomFromWKB`` reads it).
    spatial
        Load the spatial extension from its installed wheel; no network is used.
    """
    name = f"room_{next(_ROOMS)}"
    connection = _database(os.getpid()).cursor()
    try:
        connection.execute(f"ATTACH ':memory:' AS {name}")
        connection.execute(f"USE {name}")
        if spatial:
            connection.load_extension(_spatial_extension())
        for given, frame in (tables or {}).items():
            connection.register(given, _as_arrow(frame))
        yield connection
    except (duckdb.FatalException, duckdb.InternalException):
        _database.cache_clear()  # it answers nothing any more
        raise
    finally:
        connection.close()
        _leave(name)


@cache
def _database(process: int) -> duckdb.DuckDBPyConnection:  # noqa: ARG001 - a fork may not use its parent's
    """Start DuckDB, once per process: that takes longer than most questions to it."""
    return duckdb.connect(":memory:", config={"memory_limit": MEMORY_LIMIT, "threads": os.cpu_count() or 1})


def _leave(name: str) -> None:
    with suppress(duckdb.Error), _database(os.getpid()).cursor() as connection:
        connection.execute(f"DETACH {name}")


def _spatial_extension() -> str:
    root = importlib.resources.files("duckdb_extension_spatial")
    return str(root / "extensions" / f"v{duckdb.__version__}" / "spatial.duckdb_extension")


def _as_arrow(frame: pd.DataFrame | pa.Table) -> pa.Table:
    """Hand a frame over as Arrow, which DuckDB scans without making Python objects."""
    if isinstance(frame, pa.Table):
        return frame
    plain = pd.DataFrame(frame.to_wkb()) if hasattr(frame, "to_wkb") else frame
    table = pa.Table.from_pandas(plain, preserve_index=False)
    # One batch is the work of one thread.
    return pa.Table.from_batches(table.to_batches(max_chunksize=_BATCH), table.schema)


def query(
    connection: duckdb.DuckDBPyConnection, sql: str, contract: Contract, parameters: Sequence[object] = ()
) -> pd.DataFrame:
    """Run a query and return its rows as a table of a contract.

    The rows travel as Arrow: a million texts cross in a tenth of the time of Python objects.
    """
    arrow = connection.execute(sql, list(parameters)).to_arrow_table()
    frame = arrow.to_pandas(types_mapper={pa.string(): pd.StringDtype("pyarrow")}.get)
    return conform(frame, contract)


def positions(values: pd.Series, index: pd.Index) -> NDArray[np.intp]:
    """Row number of each value in an index, -1 where it is not there; quick for many repeated texts."""
    codes, met = pd.factorize(values)
    # One more -1 at the end: an empty value has code -1.
    found: NDArray[np.intp] = np.append(index.get_indexer(met), -1)[codes]
    return found


def is_in(values: pd.Series, others: pd.Series | pd.Index) -> pd.Series:
    """Tell which texts occur among others; empty is in if one of the others is.

    As ``Series.isin``, which makes an object of every single one of the others.
    """
    sought, known = (pa.array(texts, pa.large_string(), from_pandas=True) for texts in (values, others))
    return pd.Series(np.asarray(pc.is_in(sought, value_set=known)), index=values.index)


def empty(contract: Contract) -> pd.DataFrame:
    """Return a table of a contract with no rows (a GeoDataFrame if it has geometry)."""
    return _empty(contract).copy()


@cache
def _empty(contract: Contract) -> pd.DataFrame:
    return conform(pd.DataFrame({name: [] for name in contract.names}), contract)


def conform(frame: pd.DataFrame, contract: Contract) -> pd.DataFrame:
    """Cast a frame to its contract: columns in order, nullable dtypes, RD geometry.

    Columns that may be empty and are missing are added empty; columns the contract does not know
    are left out.

    Raises
    ------
    ContractError
        If a required column is missing or a value does not fit its type.
    """
    columns = {column.name: _column(frame, column, contract.name) for column in contract.columns}
    if not contract.geometry:
        return _sharing(columns, frame.index)
    import geopandas as gpd  # noqa: PLC0415 - it takes a fifth of a second, and few tables have geometry

    shapes = frame["geometry"] if "geometry" in frame.columns else pd.Series([None] * len(frame))
    held = shapes.array if shapes.dtype == "geometry" else list(shapes)
    columns["geometry"] = gpd.GeoSeries(held, crs=getattr(frame, "crs", None) or CRS, index=frame.index)
    if columns["geometry"].crs != CRS:
        raise ContractError(f"Tabel {contract.name}: de geometrie is niet in RD New ({CRS}).")
    return gpd.GeoDataFrame(_sharing(columns, frame.index), geometry="geometry", copy=False)


def _column(frame: pd.DataFrame, column: Column, table: str) -> pd.Series:
    wanted = _dtype(column.dtype)
    if column.name not in frame.columns:
        if not column.nullable:
            raise ContractError(f"Tabel {table}: kolom '{column.name}' ontbreekt.")
        return pd.Series(index=frame.index, dtype=wanted)
    values = frame[column.name]
    try:
        return values if values.dtype == wanted else values.astype(wanted)
    except (TypeError, ValueError) as error:
        raise ContractError(
            f"Tabel {table}, kolom '{column.name}': een waarde past niet bij het type "
            f"{column.dtype} ({error})."
        ) from error


def _sharing(columns: Mapping[str, pd.Series], index: pd.Index) -> pd.DataFrame:
    """Put columns of one index together; they share their values until one of the two changes."""
    return pd.DataFrame(columns, index=index, copy=False).reset_index(drop=True)


@cache
def _dtype(name: str) -> object:
    return pd.api.types.pandas_dtype(name)


def stack(frames: Iterable[pd.DataFrame], contract: Contract) -> pd.DataFrame:
    """Put frames of one contract under each other; no frames give an empty table."""
    filled = [frame for frame in frames if len(frame)]
    if not filled:
        return empty(contract)
    return conform(pd.concat(filled, ignore_index=True), contract)


def write(frame: pd.DataFrame, path: Path) -> None:
    """Write a table as (Geo)Parquet, zstd-compressed, without a pandas index."""
    path.parent.mkdir(parents=True, exist_ok=True)
    frame.to_parquet(path, index=False, compression="zstd", row_group_size=_ROW_GROUP)


def read(path: Path, contract: Contract) -> pd.DataFrame:
    """Read a table written by :func:`write`, conformed to its contract."""
    if not contract.geometry:
        return conform(pd.read_parquet(path), contract)
    import geopandas as gpd  # noqa: PLC0415 - it takes a fifth of a second, and few tables have geometry

    return conform(gpd.read_parquet(path), contract)


def pick(path: Path, contract: Contract, column: str, wanted: str | pd.Series) -> pd.DataFrame:
    """Read only the rows of a table file that have a text, or one of several, in a column.

    In a file that is sorted by the column nearly all of it is skipped: a row of millions takes
    milliseconds.

    Returns
    -------
    pandas.DataFrame
        Conformed to its contract, without its geometry.

    Raises
    ------
    ContractError
        If the file is absent or is no table.
    """
    flat = dataclasses.replace(contract, geometry=())
    # A column that a contract got later is not in an older file.
    rows = "SELECT COLUMNS(name -> list_contains($2, name)) FROM read_parquet($1)"
    place: list[object] = [glob.escape(str(path)), flat.names]
    try:
        if isinstance(wanted, str):
            # Nothing is made, so no room is needed; that takes as long as the question.
            with _database(os.getpid()).cursor() as connection:
                return query(connection, f'{rows} WHERE "{column}" = $3', flat, [*place, wanted])
        with connect({"wanted": pd.DataFrame({"wanted": wanted.unique()})}) as connection:
            sought = f'{rows} WHERE "{column}" IN (FROM wanted)'
            return query(connection, sought, flat, place)
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise ContractError(f"{path} is niet te lezen als tabel {contract.name}.") from error


def within(
    path: Path, contract: Contract, boxes: Sequence[tuple[float, float, float, float]]
) -> pd.DataFrame:
    """Read only the rows of a table file whose shape may lie in one of several boxes.

    Parameters
    ----------
    boxes
        West, south, east and north of each, RD metres.

    Raises
    ------
    ContractError
        If the file is absent or is no table.
    """
    if not boxes:
        return empty(contract)
    import geopandas as gpd  # noqa: PLC0415 - it takes a fifth of a second, and few tables have geometry

    sides = pd.DataFrame(boxes, columns=["west", "south", "east", "north"])
    try:
        with connect({"boxes": sides}, spatial=True) as connection:
            found = connection.execute(_WITHIN, [glob.escape(str(path))]).to_arrow_table().to_pandas()
    except (duckdb.IOException, duckdb.InvalidInputException) as error:
        raise ContractError(f"{path} is niet te lezen als tabel {contract.name}.") from error
    shapes = gpd.GeoSeries.from_wkb(found.pop("geometry"), crs=CRS)
    return conform(gpd.GeoDataFrame(found, geometry=shapes), contract)
