"""“Use as suggestion”, as far as it goes before Slack is asked which clip the thread is about."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot.domain.text import SUGGESTION_CHARACTERS
from handlers import ids
from tests.unit.handlers.cases import AIKO
from tests.unit.handlers.house import TEAM, Furnished, a_house
