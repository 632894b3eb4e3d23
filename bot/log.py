"""Logs as JSON lines: aliases and codes, never text, tokens or query strings."""

import logging
import sys
import traceback

import structlog


def set_up_logs(level: str, *, is_pretty: bool) -> None:
    """Sends everything that is logged, ours and the libraries', to standard error."""
    numeric = logging.getLevelNamesMapping()[level.upper()]
    renderer: structlog.typing.Processor = (
        structlog.dev.ConsoleRenderer() if is_pretty else structlog.processors.JSONRenderer()
    )
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[*shared, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(numeric),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    root = logging.getLogger()
    root.handlers = [handler]
    # The libraries' own chatter can hold payloads, so it starts at warning whatever our level is.
    root.setLevel(max(numeric, logging.WARNING))


def fault_lines(error: BaseException) -> list[str]:
    """The traceback without the messages of the exceptions, because those may quote what a person typed."""
    lines: list[str] = []
    found: BaseException | None = error
    while found is not None:
        lines += [
            f"{frame.filename}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(found.__traceback__)
        ]
        lines.append(type(found).__name__)
        found = found.__cause__ or found.__context__
    return lines
