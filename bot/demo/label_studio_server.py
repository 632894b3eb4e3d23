"""A Label Studio of one's own: started on loopback, with two accounts, and gone with whoever started it."""

import asyncio
import os
import re
import secrets
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from aiohttp import web

from bot.demo import leash
from bot.errors import SecondEarError

PROGRAM = "SECOND_EAR_LABEL_STUDIO"
"""The variable that names the program label-studio; `scripts/label_studio.sh` sets it."""

BOT = "second-ear@example.com"
PERSON = "maria@example.com"
START_SECONDS = 300.0
TELL_SECONDS = 15.0
FREE_MEGABYTES = 300
_REQUEST = aiohttp.ClientTimeout(total=30)
_POLL_SECONDS = 0.5
_INHERITED = {"PATH", "HOME", "LANG", "TMPDIR"}
_OWN_HOST = "127.0.0.1"


class LabelStudioFailed(SecondEarError):  # noqa: N818 - the name says what happened
    """Label Studio cannot be used here; the message says what to do."""


@dataclass(frozen=True, kw_only=True)
class Accounts:
    """A Label Studio that runs, the account of the bot in it, and that of somebody who may do everything."""

    root: str
    bot_token: str
    person_token: str
    person_password: str


class LabelStudioServer:
    """A started process, which may not listen yet. It keeps all it has in the folder, and calls nobody."""

    def __init__(self, program: str, folder: Path) -> None:
        _require_room(folder)
        self.port = _free_port()
        self.root = f"http://{_OWN_HOST}:{self.port}"
        self.log = folder / "label-studio.log"
        self._program = program
        self._token, self._password = secrets.token_hex(20), secrets.token_urlsafe(16)
        command = [program, "start", "--no-browser", "--internal-host", _OWN_HOST, "--port", str(self.port)]
        with self.log.open("wb") as output:
            self._leash = subprocess.Popen(
                # By its file and alone: what is ours must not stand in the way of Label Studio's own modules.
                [sys.executable, "-I", leash.__file__, *command],
                env=_environment(folder, self._token, self._password),
                stdin=subprocess.PIPE,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )

    async def accounts(self, say: Callable[[str], None] | None = None) -> Accounts:
        """The accounts, once Label Studio listens; LabelStudioFailed with the end of its log otherwise."""
        jar = aiohttp.CookieJar(unsafe=True)  # the host is an address
        async with aiohttp.ClientSession(cookie_jar=jar, timeout=_REQUEST) as session:
            await self._wait_until_up(session, say or (lambda _: None))
            try:
                bot_token = await self._invite(session, jar)
            except (aiohttp.ClientError, TimeoutError) as error:
                raise LabelStudioFailed(
                    f"Label Studio broke off while the bot's account was made. Its log ends:\n{self.tail()}"
                ) from error
        return Accounts(
            root=self.root,
            bot_token=bot_token,
            person_token=self._token,
            person_password=self._password,
        )

    def stop(self) -> None:
        """Lets go of the leash and waits until all of it has ended."""
        self._leash.communicate(timeout=3 * leash.END_SECONDS)

    def tail(self) -> str:
        lines = self.log.read_text(encoding="utf-8", errors="replace").splitlines()
        return "\n".join(lines[-15:])

    async def _wait_until_up(self, session: aiohttp.ClientSession, say: Callable[[str], None]) -> None:
        started = told = time.monotonic()
        while not await self._is_up(session):
            now = time.monotonic()
            if self._leash.poll() is not None or now > started + START_SECONDS:
                raise LabelStudioFailed(
                    f"Label Studio did not start. Its log ends:\n{self.tail()}\n"
                    "Run it again; if it fails again, remove the folder that it is installed in, "
                    f"{Path(self._program).parents[1]}, to have it installed anew."
                )
            if now > told + TELL_SECONDS:
                told = now
                say(f"  … {now - started:.0f} s")
            await asyncio.sleep(_POLL_SECONDS)

    async def _is_up(self, session: aiohttp.ClientSession) -> bool:
        try:
            async with session.get(f"{self.root}/health") as response:
                return response.status == web.HTTPOk.status_code
        except (aiohttp.ClientError, TimeoutError):
            return False  # it does not listen yet, or has its hands full

    async def _invite(self, session: aiohttp.ClientSession, jar: aiohttp.CookieJar) -> str:
        """An account for the bot, made as an invited person makes one; its personal access token."""
        as_person = {"Authorization": f"Token {self._token}"}
        async with session.get(f"{self.root}/api/invite", headers=as_person) as response:
            if response.status != web.HTTPOk.status_code:
                raise LabelStudioFailed(
                    f"What answers on port {self.port} is not the Label Studio that was started: another "
                    "program took the port meanwhile. Run it again; it takes another port."
                )
            invitation = f"{self.root}{(await response.json())['invite_url']}"
        jar.clear()  # a session of the person who invited
        await _sign_up(session, invitation)
        csrf = next(cookie.value for cookie in jar if cookie.key == "csrftoken")
        headers = {"X-CSRFToken": csrf, "Referer": self.root}
        async with session.post(f"{self.root}/api/token/", headers=headers) as response:
            return str((await response.json())["token"])


async def _sign_up(session: aiohttp.ClientSession, invitation: str) -> None:
    async with session.get(invitation) as response:
        match = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', await response.text())
    form = {
        "csrfmiddlewaretoken": match[1] if match else "",
        "email": BOT,
        "password": secrets.token_urlsafe(16),
    }
    headers = {"Referer": invitation}
    async with session.post(invitation, data=form, headers=headers, allow_redirects=False) as response:
        if response.status != web.HTTPFound.status_code:
            raise LabelStudioFailed(
                f"Label Studio's page for signing up is not what it is in 1.23 (status {response.status})."
            )


def _environment(folder: Path, token: str, password: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in _INHERITED}
    return {
        **kept,
        "LABEL_STUDIO_BASE_DATA_DIR": str(folder),
        "LABEL_STUDIO_USERNAME": PERSON,
        "LABEL_STUDIO_PASSWORD": password,
        "LABEL_STUDIO_USER_TOKEN": token,
        "LABEL_STUDIO_ENABLE_LEGACY_API_TOKEN": "true",
        "LABEL_STUDIO_DISABLE_SIGNUP_WITHOUT_LINK": "true",
        # Without these it reports home: usage, errors, and a question for its latest version.
        "COLLECT_ANALYTICS": "false",
        "SENTRY_DSN": "",
        "FRONTEND_SENTRY_DSN": "",
        "LATEST_VERSION_CHECK": "false",
        "FEATURE_FLAGS_OFFLINE": "true",
        # Its webhooks lead to the bot beside it, on an address that it would not call otherwise.
        "SSRF_PROTECTION_ENABLED": "false",
        "LOG_LEVEL": "WARNING",
        "DEBUG": "false",
    }


def _require_room(folder: Path) -> None:
    free = shutil.disk_usage(folder).free // 1_000_000
    if free < FREE_MEGABYTES:
        raise LabelStudioFailed(
            f"Label Studio needs {FREE_MEGABYTES} MB for its data, and there are {free} MB free at {folder}. "
            "Make room, or set TMPDIR to a folder on another disk."
        )


def _free_port() -> int:
    with socket.create_server((_OWN_HOST, 0)) as listener:
        port: int = listener.getsockname()[1]
        return port
