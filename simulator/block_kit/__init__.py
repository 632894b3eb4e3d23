"""What Slack accepts as Block Kit, and what it adds when it keeps it; no state, and no Web API answers."""

from simulator.block_kit.check import Surface, check_blocks, check_view
from simulator.block_kit.fill import with_block_ids
from simulator.block_kit.problems import Problem

__all__ = ["Problem", "Surface", "check_blocks", "check_view", "with_block_ids"]
