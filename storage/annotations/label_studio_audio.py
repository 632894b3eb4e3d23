"""Recordings that a Label Studio task points to, fetched without letting the token out of its house."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import PurePosixPath

import aiohttp
from yarl import URL

from bot.errors import AnnotationStoreAway
from storage.annotations.label_studio_address import Address
from storage.annotations.label_studio_client import LabelStudioClient, LabelStudioRefused
from storage.audio import CONTENT_TYPES, PIECE_BYTES

MOST_REDIRECTS = 2
_NAMES_OF_WAV = {"audio/x-wav", "audio/wave", "audio/vnd.wave"}
# Whoever can make a task writes the address of its recording. Only what serves recordings is asked with our
# token, or a task could have the answer of any other part of the API played to its listener.
_SERVES_AUDIO = re.compile(r"(data|storage-data)/.+|(tasks|projects)/[0-9]+/(resolve|presign|file-proxy)/?")
_RANGE = re.compile(r"bytes (?:(?P<first>\d+)-\d+|\*)/(?P<total>\d+)")
_WHOLE, _PART, _BEHIND_THE_END = 200, 206, 416
_GONE = {404, 410}
_REDIRECTS = {301, 302, 303, 307, 308}


class RemoteAudio:
    """A recording, or a part of it: bytes `first` to `last`, both counted, fetched as they are read."""

    def __init__(
        self,
        client: LabelStudioClient,
        url: URL,
        *,
        content_type: str,
        total_bytes: int,
        wanted: tuple[int, int | None],
    ) -> None:
        first, last = wanted
        end = total_bytes - 1
        self._client = client
        self._url = url
        self.content_type = content_type
        self.total_bytes = total_bytes
        self.first = min(first, total_bytes)
        self.last = end if last is None or first > end else min(last, end)

    async def pieces(self) -> AsyncIterator[bytes]:
        """The bytes in pieces of at most 16 KiB; AnnotationStoreAway when the store breaks off."""
        wanted = self.last + 1 - self.first
        if wanted <= 0:
            return
        async with _fetched(self._client, self._url, f"bytes={self.first}-{self.last}") as response:
            if response.status not in {_WHOLE, _PART} or _total(response) != self.total_bytes:
                raise AnnotationStoreAway("The recording changed while it was being read.")
            # A server that knows no ranges begins at the beginning.
            skip = self.first if response.status == _WHOLE else 0
            async for piece in response.content.iter_chunked(PIECE_BYTES):
                part, skip = piece[skip:][:wanted], max(0, skip - len(piece))
                wanted -= len(part)
                if part:
                    yield part
                if not wanted:
                    return
        raise AnnotationStoreAway("The recording became shorter while it was being read.")


async def open_audio(
    client: LabelStudioClient, address: str, *, first: int, last: int | None
) -> RemoteAudio | None:
    """The recording at an address in a task's data; None when there is nothing that may be served."""
    url = _own_or_named(client.address, address)
    if url is None:
        return None
    async with _fetched(client, url, "bytes=0-0") as response:
        if response.status in _GONE:
            return None
        total_bytes = _total(response)
        content_type = _content_type(url, response)
    if total_bytes is None:
        raise AnnotationStoreAway(f"The recording cannot be fetched (status {response.status}).")
    if content_type is None:
        return None
    return RemoteAudio(client, url, content_type=content_type, total_bytes=total_bytes, wanted=(first, last))


@asynccontextmanager
async def _fetched(client: LabelStudioClient, url: URL, part: str) -> AsyncIterator[aiohttp.ClientResponse]:
    """The answer at the end of the redirects, each of them looked at before it is followed."""
    headers: Mapping[str, str] = {"Range": part, "Accept-Encoding": "identity"}
    for _ in range(MOST_REDIRECTS + 1):
        async with client.stream(url, headers) as response:
            if response.status in {401, 403}:
                raise LabelStudioRefused("The recording is refused. Check what the bot's account may open.")
            if response.status not in _REDIRECTS:
                yield response
                return
            onward = _own_or_named(client.address, str(url.join(URL(response.headers.get("Location", "")))))
        if onward is None:
            raise AnnotationStoreAway(
                "A recording lies on a host that nobody named. Add audio_host=HOST to ANNOTATIONS_URL if the "
                "bot may fetch from there."
            )
        url = onward
    raise AnnotationStoreAway("A recording is redirected again and again.")


def _own_or_named(address: Address, text: str) -> URL | None:
    """The address when it may be asked: a place for recordings on Label Studio's host, or a named host."""
    try:
        url = address.root.join(URL(text))
        if url.scheme not in {"http", "https"} or url.user is not None:
            return None
        if url.origin() == address.root.origin():
            return url if _is_place_of_audio(address, url) else None
    except ValueError:
        return None
    return url if url.host in address.audio_hosts else None


def _is_place_of_audio(address: Address, url: URL) -> bool:
    # Some tools write the address with the path that Label Studio is served below, some without.
    path = url.path.removeprefix(address.root.path).removeprefix("/")
    return ".." not in path.split("/") and _SERVES_AUDIO.fullmatch(path) is not None


def _total(response: aiohttp.ClientResponse) -> int | None:
    if response.status == _WHOLE:
        return response.content_length
    match = _RANGE.fullmatch(response.headers.get("Content-Range", ""))
    is_usable = response.status in {_PART, _BEHIND_THE_END} and match is not None
    return int(match["total"]) if match and is_usable else None


def _content_type(url: URL, response: aiohttp.ClientResponse) -> str | None:
    said = response.content_type
    if said in _NAMES_OF_WAV:
        return "audio/wav"
    if said.startswith("audio/"):
        return said
    # Object stores often know no better than "bytes"; anything else that is named is no recording.
    if said != "application/octet-stream" and response.status != _BEHIND_THE_END:
        return None
    name = url.query.get("d", url.path)
    return CONTENT_TYPES.get(PurePosixPath(name).suffix.lower())
