"""What every benchmark says beside its figures, and where its report goes."""

import json
import os
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path


def taken_now() -> str:
    """The time of a measurement, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


def machine() -> dict[str, str | int | None]:
    """What the figures were taken on."""
    return {
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.machine()}",
    }


def publish(figures: Mapping[str, object], file: Path | None) -> None:
    """Prints the figures with their time and machine, and writes them to the file, if there is one."""
    text = json.dumps({"at": taken_now(), "machine": machine(), **figures}, indent=2)
    print(text)
    if file:
        file.write_text(text + "\n", encoding="utf-8")
