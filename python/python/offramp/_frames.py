"""Tables as data frames, and as text and HTML for those who look at them."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas
    import polars

    from ._offramp import Table

#: Rows that are shown of a longer table.
SHOWN = 20


def to_rows(table: Table) -> list[dict[str, Any]]:
    """The rows of a table."""
    columns = {name: table.column(name) for name in table.columns}
    return [dict(zip(columns, row)) for row in zip(*columns.values())]


def to_pandas(table: Table) -> pandas.DataFrame:
    """A table as a data frame of pandas, the same with and without pyarrow.

    Numbers are ``float64``, unknown ones NaN; whole numbers and truths are ``int64`` and ``bool`` where all are
    known, else ``Int64`` and ``boolean``; dates are ``datetime64``.
    """
    import pandas

    def series(name: str, kind: str) -> pandas.Series[Any]:
        values = table.column(name)
        unknown = any(value is None for value in values)
        kinds = {
            "number": "float64",
            "integer": "Int64" if unknown else "int64",
            "boolean": "boolean" if unknown else "bool",
        }
        if kind == "date":
            return pandas.Series(pandas.to_datetime(values))
        return pandas.Series(values, dtype=kinds.get(kind, "str"))

    frame = pandas.DataFrame({name: series(name, kind) for name, kind in table.types.items()})
    frame.attrs.update(name=table.name, meaning=table.meaning, units=table.units, meanings=table.meanings)
    return frame


def to_polars(table: Table) -> polars.DataFrame:
    """A table as a data frame of polars, without a copy."""
    import polars

    return polars.DataFrame(table)


def table_text(table: Table) -> str:
    """What a table is."""
    return f"<Table {table.name}: {len(table)} rows, columns {', '.join(table.columns)}>"


def table_html(table: Table) -> str:
    """The first rows of a table."""
    meanings, units = table.meanings, table.units

    def head(name: str) -> str:
        unit = f" [{units[name]}]" if name in units else ""
        title = html.escape(meanings.get(name, "") + unit, quote=True)
        return f'<th scope="col" title="{title}">{html.escape(name)}</th>'

    columns = {name: table.column(name)[:SHOWN] for name in table.columns}
    rows = [f"<tr>{''.join(f'<td>{_cell(one)}</td>' for one in row)}</tr>" for row in zip(*columns.values())]
    more = len(table) - len(rows)
    said = f"{table.name}: {table.meaning}" + (f" {more} more rows." if more > 0 else "")
    return (
        f"<table><caption>{html.escape(said)}</caption><thead><tr>{''.join(map(head, columns))}</tr></thead>"
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cell(value: object) -> str:
    if value is None:
        return ""
    return html.escape(f"{value:.4g}" if isinstance(value, float) else str(value))
