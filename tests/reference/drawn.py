"""Writes areas and places into the map files that municipalities have."""

import json
import sqlite3
import struct
import zipfile
from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import numpy as np
import pyproj
import shapefile  # type: ignore[import-untyped]
import shapely
from shapely.geometry import mapping

WGS84 = pyproj.CRS.from_authority("OGC", "CRS84")
SWEREF = pyproj.CRS.from_epsg(3006)


@dataclass(frozen=True)
class Drawn:
    """What a file shall hold: columns and geometries in WGS84, written in `crs`."""

    rows: Sequence[dict[str, Any]]
    shapes: Sequence[Any]

    def projected(self, epsg: int) -> list[Any]:
        carry = pyproj.Transformer.from_crs(WGS84, pyproj.CRS.from_epsg(epsg), always_xy=True)
        return [
            shapely.transform(
                each, lambda points: np.column_stack(carry.transform(points[:, 0], points[:, 1]))
            )
            for each in self.shapes
        ]

    def geojson(self, path: Path, epsg: int | None = None, **more: object) -> Path:
        shapes = self.projected(epsg) if epsg else self.shapes
        stated = {"type": "name", "properties": {"name": f"urn:ogc:def:crs:EPSG::{epsg}"}}
        collection: dict[str, object] = {
            "type": "FeatureCollection",
            "features": [
                {"type": "Feature", "properties": row, "geometry": mapping(shape)}
                for row, shape in zip(self.rows, shapes, strict=True)
            ],
        }
        collection |= ({"crs": stated} if epsg else {}) | more
        path.write_text(json.dumps(collection), encoding="utf-8")
        return path

    def geopackage(self, path: Path, layer: str = "omraden", epsg: int = 3006) -> Path:
        """Write a layer, or one more, by the GeoPackage standard; envelopes in every other row."""
        file = sqlite3.connect(path)
        file.executescript(
            "CREATE TABLE IF NOT EXISTS gpkg_spatial_ref_sys (srs_name TEXT, srs_id INTEGER PRIMARY"
            " KEY, organization TEXT, organization_coordsys_id INTEGER, definition TEXT);"
            "CREATE TABLE IF NOT EXISTS gpkg_geometry_columns (table_name TEXT, column_name TEXT,"
            " geometry_type_name TEXT, srs_id INTEGER, z TINYINT, m TINYINT);"
        )
        wkt = pyproj.CRS.from_epsg(epsg).to_wkt()
        file.execute(
            "INSERT OR REPLACE INTO gpkg_spatial_ref_sys VALUES ('x', ?, 'EPSG', ?, ?)",
            (epsg, epsg, wkt),
        )
        file.execute(
            "INSERT INTO gpkg_geometry_columns VALUES (?, 'geom', 'GEOMETRY', ?, 0, 0)",
            (layer, epsg),
        )
        columns = list(self.rows[0])
        file.execute(
            f'CREATE TABLE "{layer}" (fid INTEGER PRIMARY KEY, geom BLOB, {",".join(columns)})'
        )
        for n, (row, shape) in enumerate(zip(self.rows, self.projected(epsg), strict=True)):
            flags, envelope = (0b11, struct.pack("<4d", *shape.bounds)) if n % 2 else (0b01, b"")
            blob = struct.pack("<2sBBi", b"GP", 0, flags, epsg) + envelope + shapely.to_wkb(shape)
            places = ",".join("?" * (len(columns) + 2))
            file.execute(f'INSERT INTO "{layer}" VALUES ({places})', (n + 1, blob, *row.values()))  # noqa: S608
        file.commit()
        file.close()
        return path

    def shapefile(
        self,
        path: Path,
        layer: str = "omraden",
        *,
        encoding: str = "utf-8",
        cpg: str | None = "UTF-8",
        prj: bool = True,
        dbf: bool = True,
        width: int = 80,
    ) -> Path:
        """Add a shapefile in SWEREF 99 TM to a zip."""
        shp, shx, table = BytesIO(), BytesIO(), BytesIO()
        with shapefile.Writer(shp=shp, shx=shx, dbf=table, encoding=encoding) as writer:
            for column in self.rows[0]:
                writer.field(column, "C", width)
            for row, shape in zip(self.rows, self.projected(3006), strict=True):
                if shape.geom_type == "Point":
                    writer.point(shape.x, shape.y)
                else:
                    writer.shape(mapping(shape))
                writer.record(*row.values())
        parts = {".shp": shp.getvalue(), ".shx": shx.getvalue()}
        if dbf:
            parts[".dbf"] = table.getvalue()
        if prj:
            parts[".prj"] = SWEREF.to_wkt("WKT1_ESRI").encode()
        if cpg:
            parts[".cpg"] = cpg.encode()
        with zipfile.ZipFile(path, "a") as archive:
            for suffix, content in parts.items():
                archive.writestr(f"leverans/{layer}{suffix}", content)
        return path
