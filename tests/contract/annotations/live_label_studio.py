"""A real Label Studio on this machine: started for the suite, and furnished through its own doors."""

import asyncio
import os
import re
import secrets
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import aiohttp

from tests.contract.annotations.label_studio_world import BOT, PERSON, Instance

PROGRAM = "SECOND_EAR_LABEL_STUDIO"
"""The variable that names the program label-studio; `scripts/test --live-label-studio` sets it."""

START_SECONDS = 300.0
STOP_SECONDS = 20.0
_REQUEST = aiohttp.ClientTimeout(total=30)


@contextmanager
def running_label_studio(program: str, folder: Path) -> Iterator[Instance]:
    """It listens on loopback alone, keeps all it has in the folder, and calls nobody."""
    port, token, password = _free_port(), secrets.token_hex(20), secrets.token_urlsafe(16)
    log = folder / "label-studio.log"
    command = [program, "start", "--no-browser", "--internal-host", "127.0.0.1", "--port", str(port)]
    with log.open("wb") as output:
        process = subprocess.Popen(
            command,
            env=_environment(folder, token, password),
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    root = f"http://127.0.0.1:{port}"
    try:
        # In a thread, because an event loop may be running here already.
        with ThreadPoolExecutor(1) as thread:
            bot_token = thread.submit(asyncio.run, _furnish(root, token, process)).result()
    except BaseException as error:
        _stop(process)
        error.add_note(f"Label Studio's log ends:\n{log.read_text()[-3000:]}")
        raise
    try:
        yield Instance(root=root, bot_token=bot_token, person_token=token)
    finally:
        _stop(process)


def _environment(folder: Path, token: str, password: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name in {"PATH", "HOME", "LANG", "TMPDIR"}}
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
        "LOG_LEVEL": "WARNING",
        "DEBUG": "false",
    }


async def _furnish(root: str, token: str, process: subprocess.Popen[bytes]) -> str:
    """An account for the bot, made as an invited person makes one; its personal access token."""
    jar = aiohttp.CookieJar(unsafe=True)  # the host is an address
    async with aiohttp.ClientSession(cookie_jar=jar, timeout=_REQUEST) as session:
        await _wait_until_up(root, session, process)
        async with session.get(f"{root}/api/invite", headers={"Authorization": f"Token {token}"}) as response:
            invitation = f"{root}{(await response.json())['invite_url']}"
        jar.clear()  # a session of the person who invited
        async with session.get(invitation) as response:
            match = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', await response.text())
        assert match, "Label Studio's sign-up page has changed"
        form = {"csrfmiddlewaretoken": match[1], "email": BOT, "password": secrets.token_urlsafe(16)}
        async with session.post(
            invitation, data=form, headers={"Referer": invitation}, allow_redirects=False
        ) as response:
            assert response.status == 302, f"signing up failed: {response.status}"
        csrf = next(cookie.value for cookie in jar if cookie.key == "csrftoken")
        headers = {"X-CSRFToken": csrf, "Referer": root}
        async with session.post(f"{root}/api/token/", headers=headers) as response:
            return str((await response.json())["token"])


async def _wait_until_up(root: str, session: aiohttp.ClientSession, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            async with session.get(f"{root}/health") as response:
                if response.status == 200:
                    return
        except aiohttp.ClientError:
            pass  # it does not listen yet
        await asyncio.sleep(0.5)
    raise AssertionError("Label Studio did not start.")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Ends it with all that it started: its development server has a child."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.killpg(process.pid, how)
            process.wait(STOP_SECONDS)
        except ProcessLookupError:
            return
        except subprocess.TimeoutExpired:
            continue
