"""The measure to compare with: a Bolt app with one listener that only acks, committing nothing."""

import sys

from aiohttp import web
from slack_bolt.async_app import AsyncAck, AsyncApp
from slack_bolt.authorization import AuthorizeResult


async def authorize() -> AuthorizeResult:
    return AuthorizeResult(enterprise_id=None, team_id="T0EAR0001", bot_id="B0", bot_user_id="U0")


async def acknowledge(ack: AsyncAck) -> None:
    await ack("Thank you.")


def main() -> None:
    port, secret = int(sys.argv[1]), sys.argv[2]
    app = AsyncApp(signing_secret=secret, authorize=authorize, process_before_response=True)
    app.command("/clip")(acknowledge)
    web.run_app(app.web_app(), host="127.0.0.1", port=port, print=None, access_log=None)


if __name__ == "__main__":
    main()
