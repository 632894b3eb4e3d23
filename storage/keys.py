"""Every key of the store: its name, its type and its lifetime, here and nowhere else.

The tag in braces decides the slot in a cluster: all keys of a case and of its partition share `{pNN}`, where
NN = CRC32(alias) mod 16, so that every script touches one slot. Keys of a person have a tag of that person.

| key | type | what | lifetime |
|---|---|---|---|
| `ear:{p00}:layout` | hash | partitions, format, fingerprint of the chain key | permanent |
| `ear:{pNN}:case:<alias>` | hash | doc, sealed, key, revision, epoch, hidden, mac, events | permanent |
| `ear:{pNN}:shown:<alias>` | hash | surface name -> Shown | permanent, as the case |
| `ear:{pNN}:log` | stream | every event, chained per case | permanent |
| `ear:{pNN}:due` | zset | `kind:alias` by urgency and time, see `due_score` | permanent |
| `ear:{pNN}:work` | hash | `kind:alias` -> lease, attempts, marks made meanwhile | permanent |
| `ear:{pNN}:fence` | string | the last fencing token | permanent |
| `ear:{pNN}:parked` | hash | `kind:alias` -> why and when | permanent |
| `ear:{pNN}:open:<language>` | zset | open cases by the time they opened | permanent |
| `ear:{pNN}:waiting:<language>` | zset | those of them with a free place | permanent |
| `ear:{pNN}:review` | zset | withheld cases by the time to acknowledge | permanent |
| `ear:{pNN}:answer:<alias>:<key>` | string | the Result of a delivery | `ANSWER_LIFETIME` |
| `ear:{pNN}:choice:<key>` | string | the alias chosen for a delivery | `ANSWER_LIFETIME` |
| `ear:{pNN}:link:<alias>:<hash>` | hash | grant, epoch, until, the session it became | the link's |
| `ear:{pNN}:session:<alias>:<hash>` | hash | grant, epoch, until | the session's |
| `ear:{p00}:panics` | hash | scope -> Panic; `mac:<scope>`, `swept:<scope>` | permanent |
| `ear:{p00}:panic_log` | stream | every switch of a panic, chained per scope | permanent |
| `ear:{pNN}:place:<place>` | string | the alias of our message there | `PLACE_LIFETIME` |
| `ear:{pNN}:leaks:<place>` | zset | aliases of what leaked in a message there | `PLACE_LIFETIME` |
| `ear:{pNN}:gone:<place>` | string | that the message there was deleted | `GONE_LIFETIME` |
| `ear:{pNN}:told:<place>` | zset | `told`: when Slack last told of the message there | `GONE_LIFETIME` |
| `ear:{pNN}:print:<print>` | zset | aliases whose agreed text has it, by the end | the last one's |
| `ear:{pNN}:prints:<alias>` | string | the prints of the case's agreed text | the policy's |
| `ear:{pNN}:lengths:<language>` | zset | open cases by the length of their clip | `PLACE_LIFETIME` |
| `ear:{pNN}:agreed:<language>` | zset | the last 1,000 agreed cases by time | `AGREED_LIFETIME` |
| `ear:{pNN}:answers:<alias>` | zset | people who were told of the clip alone, by time | `PLACE_LIFETIME` |
| `ear:{p00}:feed` | hash | how far the store was read, sealed; `line:<language>`, hints | permanent |
| `ear:{p00}:feed_turn` | string | which bot looks at the annotation store | the turn's |
| `ear:{p00}:feed_queue` | hash | alias -> Queued, sealed: requests that wait | permanent |
| `ear:{p00}:feed_line:<language>` | zset | those of a channel, by when each may come | permanent |
| `ear:{pNN}:panic` | hash | scope -> turn and time, for the sharing checks beside it | permanent |
| `ear:{u:<person>}:listens` | zset | critical listens of the day, by the end of it | the day's |
| `ear:{u:<person>}:spared` | string | categories that a moderator is not given | permanent |
| `ear:{u:<person>}:flags` | hash | flags upheld and released, until when all are counted | permanent |
| `ear:{u:<person>}:judged` | zset | the last 1,000 decisions counted in `flags`, by time | permanent |
| `ear:{u:<person>}:tickets` | zset | alias by the end of the claim | the last ticket's |
| `ear:{u:<person>}:plays` | zset | a link's name by the time it counts until | the last play's |
| `ear:{u:<person>}:cases` | zset | the last 200 cases of the person by time | permanent |
| `ear:{u:<person>}:skill` | hash | accepted suggestions, until when all are counted; skill | permanent |
| `ear:{u:<person>}:counted` | zset | the last 1,000 outcomes counted, by time | permanent |
| `ear:{u:<person>}:lessons` | hash | alias -> what its outcome in `counted` told of skill | permanent |

`EVERYBODY` is such a person too, of whom `skill` has what outcomes told of all their people together.
"""

import hashlib
import re
from datetime import UTC, datetime, timedelta
from zlib import crc32

from bot.domain.ids import Alias, Language, PersonId
from bot.ports import Kind

PARTITIONS = 16
ANSWER_LIFETIME = timedelta(hours=25)
"""An hour above a day: Slack repeats within minutes, people's tools within a day."""
PLACE_LIFETIME = timedelta(days=30)
"""Since Slack was last told of it, or since it was last written to."""
GONE_LIFETIME = timedelta(hours=1)
AGREED_LIFETIME = timedelta(days=7)
AGREED_REMEMBERED_MAX = 1_000
ANSWERED_REMEMBERED_MAX = 200
CASES_A_PERSON_MAX = 200
OUTCOMES_REMEMBERED_MAX = 1_000

# Scores of due work are `kind * URGENCY_BAND + milliseconds`: exact in a double, and ordered by kind first.
# The scripts know the same number.
URGENCY_BAND = 10**14

PERMANENT = (
    re.compile(r"ear:\{p00\}:(layout|panics|panic_log|feed|feed_queue)"),
    re.compile(r"ear:\{p00\}:feed_line:.+"),
    re.compile(r"ear:\{p\d\d\}:(log|due|work|fence|parked|review|panic)"),
    re.compile(r"ear:\{p\d\d\}:(case|shown|open|waiting):.+"),
    re.compile(r"ear:\{u:.+\}:(cases|skill|counted|lessons|spared|flags|judged)"),
)
"""Keys without a lifetime; every other key has one."""

LAYOUT = "ear:{p00}:layout"
PANICS = "ear:{p00}:panics"
PANIC_LOG = "ear:{p00}:panic_log"
FEED = "ear:{p00}:feed"
FEED_TURN = "ear:{p00}:feed_turn"
FEED_QUEUE = "ear:{p00}:feed_queue"
EVERY_CASE = "ear:{p??}:case:*"
"""The pattern by which the feed goes through all cases in turn; never on a request's path."""


def partition_of(name: str) -> int:
    return crc32(name.encode()) % PARTITIONS


def case(alias: Alias) -> str:
    return _beside(alias, f"case:{alias}")


def every_case(partition: int) -> str:
    """The pattern that maintenance scans for; never on a request's path."""
    return _in(partition, "case:*")


def feed_line(language: Language) -> str:
    return f"ear:{{p00}}:feed_line:{language}"


def shown(alias: Alias) -> str:
    return _beside(alias, f"shown:{alias}")


def answer(alias: Alias, key: str) -> str:
    return _beside(alias, f"answer:{alias}:{_digest(key)}")


def choice(key: str) -> str:
    return _in(partition_of(key), f"choice:{_digest(key)}")


def link(alias: Alias, secret: str) -> str:
    return _beside(alias, f"link:{alias}:{_digest(secret)}")


def session(alias: Alias, secret: str) -> str:
    return _beside(alias, f"session:{alias}:{_digest(secret)}")


def log(partition: int) -> str:
    return _in(partition, "log")


def due(partition: int) -> str:
    return _in(partition, "due")


def work(partition: int) -> str:
    return _in(partition, "work")


def fence(partition: int) -> str:
    return _in(partition, "fence")


def parked(partition: int) -> str:
    return _in(partition, "parked")


def review(partition: int) -> str:
    return _in(partition, "review")


def panic(partition: int) -> str:
    return _in(partition, "panic")


def waiting_cases(partition: int, language: Language) -> str:
    return _in(partition, f"waiting:{language}")


def open_cases(partition: int, language: Language) -> str:
    return _in(partition, f"open:{language}")


def place(at: str) -> str:
    return _in(partition_of(at), f"place:{at}")


def leaks(at: str) -> str:
    return _in(partition_of(at), f"leaks:{at}")


def gone(at: str) -> str:
    return _in(partition_of(at), f"gone:{at}")


def told(at: str) -> str:
    return _in(partition_of(at), f"told:{at}")


def cases_with(text_print: str) -> str:
    return _in(partition_of(text_print), f"print:{text_print}")


def prints_of(alias: Alias) -> str:
    return _beside(alias, f"prints:{alias}")


def lengths(language: Language) -> str:
    return _in(partition_of(language), f"lengths:{language}")


def agreed(language: Language) -> str:
    return _in(partition_of(language), f"agreed:{language}")


def answers(alias: Alias) -> str:
    return _beside(alias, f"answers:{alias}")


def tickets(person: PersonId) -> str:
    return _of(person, "tickets")


def plays(person: PersonId) -> str:
    return _of(person, "plays")


def cases_of(person: PersonId) -> str:
    return _of(person, "cases")


def critical_listens(person: PersonId) -> str:
    return _of(person, "listens")


def spared(person: PersonId) -> str:
    return _of(person, "spared")


def flags(person: PersonId) -> str:
    return _of(person, "flags")


def judged(person: PersonId) -> str:
    return _of(person, "judged")


def skill(person: PersonId) -> str:
    return _of(person, "skill")


def counted(person: PersonId) -> str:
    return _of(person, "counted")


def lessons(person: PersonId) -> str:
    return _of(person, "lessons")


def due_member(kind: Kind, alias: Alias) -> str:
    return f"{kind.name.lower()}:{alias}"


def parse_due_member(member: str) -> tuple[Kind, Alias]:
    kind, _, alias = member.partition(":")
    return Kind[kind.upper()], Alias(alias)


def due_score(kind: Kind, due_at: datetime) -> int:
    """Orders due work by urgency, then by time."""
    return kind * URGENCY_BAND + milliseconds(due_at)


def milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def moment(milliseconds_since_1970: float) -> datetime:
    return datetime.fromtimestamp(milliseconds_since_1970 / 1000, UTC)


def _in(partition: int, rest: str) -> str:
    return f"ear:{{p{partition:02}}}:{rest}"


def _beside(alias: Alias, rest: str) -> str:
    return _in(partition_of(alias), rest)


def _of(person: PersonId, entity: str) -> str:
    # A brace in the name would end the tag early and scatter the person's keys over slots.
    name = person.replace("%", "%25").replace("{", "%7B").replace("}", "%7D")
    return f"ear:{{u:{name}}}:{entity}"


def _digest(secret: str) -> str:
    """Bounded, and for links the only trace that is kept of their secret."""
    return hashlib.sha256(secret.encode()).hexdigest()
