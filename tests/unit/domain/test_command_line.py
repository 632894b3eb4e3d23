"""The text after a slash command: every verb, and everything that is none."""

import re
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain import command_line as line
from bot.domain.case import Category, ConflictChoice
from bot.domain.command_line import ClipLine, ReviewLine, parse_clip, parse_clip_review
from bot.domain.ids import Alias
from bot.errors import UserError, Why
from tests.unit.domain.builders import refused

Parse = Callable[[str], ClipLine | ReviewLine]

ALIAS = Alias("7K3QXM29TA")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("ask clips/17.wav", line.AskLine(clip="clips/17.wav", note="")),
        ("ask clips/17.wav  the name,  at 0:02", line.AskLine("clips/17.wav", "the name,  at 0:02")),
        ("claim", line.ClaimLine(alias=None)),
        ("claim 7K3QX-M29TA", line.ClaimLine(alias=ALIAS)),
        ("release 7K3QX-M29TA", line.ReleaseLine(alias=ALIAS)),
        ("suggest 7K3QX-M29TA turn  off [unclear]", line.SuggestLine(ALIAS, "turn  off [unclear]")),
        ("flag 7K3QX-M29TA", line.FlagLine(alias=ALIAS, category=None, note="")),
        ("flag 7K3QX-M29TA critical", line.FlagLine(ALIAS, Category.CRITICAL, "")),
        ("flag 7K3QX-M29TA Sensitive a name", line.FlagLine(ALIAS, Category.SENSITIVE, "a name")),
        ("flag 7K3QX-M29TA please stop this", line.FlagLine(ALIAS, None, "please stop this")),
        ("status 7K3QX-M29TA", line.StatusLine(alias=ALIAS)),
        ("queue", line.QueueLine(language=None)),
        ("queue DE", line.QueueLine(language="de")),  # type: ignore[arg-type]
        ("queue pt-BR", line.QueueLine(language="pt-br")),  # type: ignore[arg-type]
        ("queue es-419", line.QueueLine(language="es-419")),  # type: ignore[arg-type]
        ("mine", line.MineLine()),
        ("reopen 7K3QX-M29TA", line.ReopenLine(alias=ALIAS)),
        ("resolve 7K3QX-M29TA theirs", line.ResolveLine(ALIAS, ConflictChoice.THEIRS)),
        ("resolve 7K3QX-M29TA Beside", line.ResolveLine(ALIAS, ConflictChoice.BESIDE)),
        ("resolve 7K3QX-M29TA again", line.ResolveLine(ALIAS, None)),
        ("help", line.HelpLine()),
        ("", line.HelpLine()),
        ("   ", line.HelpLine()),
        ("  CLAIM   7k3qx-m29ta ", line.ClaimLine(alias=ALIAS)),
        ("status `7K3QX-M29TA`", line.StatusLine(alias=ALIAS)),
    ],
)
def test_every_verb_of_clip_is_understood(text: str, expected: ClipLine) -> None:
    assert parse_clip(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("queue", line.ReviewQueueLine()),
        ("take", line.TakeLine(alias=None)),
        ("take 7K3QX-M29TA", line.TakeLine(alias=ALIAS)),
        ("uphold 7K3QX-M29TA a full name", line.UpholdLine(ALIAS, "a full name")),
        ("release 7K3QX-M29TA a film", line.ReleaseCaseLine(ALIAS, "a film")),
        ("receipt 7K3QX-M29TA", line.ReceiptLine(ALIAS)),
        ("no-leak 7K3QX-M29TA", line.NoLeakLine(ALIAS)),
        ("help", line.HelpLine()),
        ("", line.HelpLine()),
        ("   ", line.HelpLine()),
    ],
)
def test_every_verb_of_clip_review_is_understood(text: str, expected: ReviewLine) -> None:
    assert parse_clip_review(text) == expected


@pytest.mark.parametrize("gap", ["\n", "\t", "\u00a0", " \n "])
def test_whatever_space_a_paste_brings_separates_words(gap: str) -> None:
    pasted = f"suggest{gap}7K3QX-M29TA{gap}turn off"

    assert parse_clip(pasted) == line.SuggestLine(ALIAS, "turn off")


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("dance", r"I don't know `/clip dance`\.\n`/clip ask"),
        ("ask", r"The clip is missing\.\n`/clip ask <clip>"),
        ("release", r"The alias is missing\.\n`/clip release"),
        ("suggest", r"The alias is missing\.\n`/clip suggest"),
        ("suggest 7K3QX-M29TA", r"The text is missing\.\n`/clip suggest"),
        ("suggest turn off the lights", r"Which clip\? The alias comes first\.\n`/clip suggest"),
        ("status 7K3QX-M29TA 8K3QX-M29TA", r"One alias at a time, please\.\n`/clip status"),
        ("resolve 7K3QX-M29TA", r"The choice is missing\.\n`/clip resolve <alias> theirs\|beside\|again`"),
        ("resolve 7K3QX-M29TA ours", r"Say `theirs`, `beside` or `again`\.\n`/clip resolve"),
        ("mine too", r"`mine` stands alone"),
        ("queue de en", r"A language is a short code such as `en`"),
        ("queue <!channel>", r"A language is a short code such as `en`"),
        ("queue " + "a" * 100, r"A language is a short code such as `en`"),
    ],
)
def test_what_clip_does_not_understand_gets_the_usage_it_needs(text: str, saying: str) -> None:
    with refused(Why.USAGE, saying=saying):
        parse_clip(text)


@pytest.mark.parametrize(
    ("text", "saying"),
    [
        ("dance", r"I don't know `/clip-review dance`\."),
        ("queue all", r"`queue` stands alone"),
        ("uphold 7K3QX-M29TA", r"The reason is missing\.\n`/clip-review uphold"),
        ("release", r"The alias is missing\.\n`/clip-review release"),
    ],
)
def test_what_clip_review_does_not_understand_gets_the_usage_it_needs(text: str, saying: str) -> None:
    with refused(Why.USAGE, saying=saying):
        parse_clip_review(text)


@pytest.mark.parametrize("verb", ["claim", "release", "flag", "status", "reopen"])
def test_what_is_no_alias_is_answered_with_how_one_looks(verb: str) -> None:
    with refused(Why.UNKNOWN_CASE, saying="ten letters and digits, like 7K3QX-M29TA"):
        parse_clip(f"{verb} clips/17.wav")


@pytest.mark.parametrize("text", ["x" * 40_000, "suggest 7K3QX-M29TA " + "x" * 40_000, " " * 39_999 + "x"])
def test_forty_thousand_characters_are_refused_with_their_number(text: str) -> None:
    with refused(Why.USAGE, saying=r"That is too long: 40,\d\d\d|That is too long: 40,000"):
        parse_clip(text)


def test_four_thousand_characters_fit() -> None:
    text = "suggest 7K3QX-M29TA "

    parsed = parse_clip(text + "x" * (4000 - len(text)))

    assert isinstance(parsed, line.SuggestLine)


@pytest.mark.parametrize(
    "hostile",
    [
        "<!channel>",
        "<!here|x>",
        "<@U012345>",
        "<https://evil.example|click>",
        "`*bold*`",
        "``` code",
        "@everyone",
        "&lt;!channel&gt;",
        "\u202eesrever",
        "a\x00b\x1b[31m",
        "a\u2028b",
    ],
)
@pytest.mark.parametrize("parse", [parse_clip, parse_clip_review])
def test_nothing_that_is_echoed_mentions_anybody_or_leaves_its_backticks(parse: Parse, hostile: str) -> None:
    answer = answer_to(parse, hostile)

    assert answer
    assert_harmless(answer)


def answer_to(parse: Parse, text: str) -> str:
    """The sentence of the refusal, or nothing when the text was understood."""
    try:
        parse(text)
    except UserError as refusal:
        return refusal.message
    return ""


def assert_harmless(message: str) -> None:
    """The first line echoes at most one word, in backticks, of letters, digits, hyphens and underscores."""
    first, _, usage = message.partition("\n")
    echoed = re.findall("`([^`]*)`", first)
    assert first.count("`") % 2 == 0
    assert all(re.fullmatch(r"(/clip(-review)? )?[\w-]{0,20}", echo) for echo in echoed), first
    assert not set("<>@&!*~") & set(re.sub("`[^`]*`", "", first)), first
    assert all(letter.isprintable() for letter in first), first
    assert usage in line.CLIP_USAGE or usage in line.REVIEW_USAGE


@given(st.text(max_size=60))
def test_any_text_is_understood_or_refused_harmlessly(text: str) -> None:
    for parse in (parse_clip, parse_clip_review):
        assert_harmless(answer_to(parse, text))


@given(st.sampled_from(sorted(line._CLIP)), st.text(max_size=60))
def test_any_text_after_a_verb_is_understood_or_refused_harmlessly(verb: str, text: str) -> None:
    assert_harmless(answer_to(parse_clip, f"{verb} {text}"))


def test_the_usage_shows_every_verb() -> None:
    shown = set(re.findall(r"^`/clip (\w+)", line.CLIP_USAGE, re.MULTILINE))
    shown_review = set(re.findall(r"^`/clip-review ([\w-]+)", line.REVIEW_USAGE, re.MULTILINE))

    assert shown == set(line._CLIP) | {"help"}
    assert shown_review == set(line._REVIEW) | {"help"}
