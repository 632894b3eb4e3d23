"""What of Slack this workspace has, in part or not at all, and the test that shows it; kept in the docs.

`python -m simulator.coverage` writes the table anew.
"""

import sys
from pathlib import Path

from simulator.coverage_rows import Row, Status
from simulator.coverage_table import BEHAVIOURS, EVENTS, INTERACTIONS, METHODS

DOCUMENT = Path(__file__).parents[1] / "docs/simulator.md"
BEGIN = "<!-- The table from here on is written by `python -m simulator.coverage`. -->"
END = "<!-- The table ends here. -->"
TABLES: tuple[tuple[str, str, tuple[Row, ...]], ...] = (
    ("Web API methods", "method", METHODS),
    ("Events", "event", EVENTS),
    ("Interactivity", "payload", INTERACTIONS),
    ("Behaviours", "behaviour", BEHAVIOURS),
)


def rendered() -> str:
    """The tables as Markdown."""
    return "\n\n".join(_section(title, column, rows) for title, column, rows in TABLES)


def with_tables(document: str) -> str:
    """The document with the tables between its two markers."""
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not begin or not end:
        raise ValueError(f"the document has no place for the tables between {BEGIN} and {END}")
    return f"{before}{BEGIN}\n\n{rendered()}\n\n{END}{after}"


def main() -> int:
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
    sys.stderr.write(f"Wrote the tables into {DOCUMENT.name}.\n")
    return 0


def _section(title: str, column: str, rows: tuple[Row, ...]) -> str:
    counts = ", ".join(f"{sum(row.status is status for row in rows)} {status}" for status in Status)
    lines = [
        f"### {title}",
        "",
        f"{counts}.",
        "",
        f"| {column} | state | what is missing | shown by |",
        "|---|---|---|---|",
        *(_line(row) for row in sorted(rows, key=_order)),
    ]
    return "\n".join(lines)


def _order(row: Row) -> tuple[bool, str]:
    return row.status is Status.ABSENT, row.name


def _line(row: Row) -> str:
    name = f"`{row.name}`" if row.is_code else row.name
    test = f"`{row.test}`" if row.test else ""
    return f"| {name} | {row.status} | {row.missing} | {test} |"


if __name__ == "__main__":
    raise SystemExit(main())
