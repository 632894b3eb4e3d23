"""What Slack accepts as Block Kit, and what it adds when it keeps it; no state, and no Web API answers."""

from simulator.block_kit.check import (
    Surface,
    check_attachments,
    check_blocks,
    check_message,
    check_options,
    check_view,
)
from simulator.block_kit.fill import with_block_ids
from simulator.block_kit.markdown import expanded
from simulator.block_kit.problems import Problem
from simulator.block_kit.told import told_of
from simulator.block_kit.whole import unknown_files

__all__ = [
    "Problem",
    "Surface",
    "check_attachments",
    "check_blocks",
    "check_message",
    "check_options",
    "check_view",
    "expanded",
    "told_of",
    "unknown_files",
    "with_block_ids",
]
