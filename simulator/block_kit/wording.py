"""Every sentence of the checker, and who said it first.

Most are the sentences of Slack's own JSON schema validator, github.com/slackhq/hack-json-schema; others come
from refusals that people have recorded; the rest Slack must have a sentence for that nobody wrote down.
"""

NOT_A_STRING = "must provide a string"
NOT_A_BOOLEAN = "must be a boolean"
NOT_AN_INTEGER = "must provide an integer"
NOT_A_NUMBER = "must provide a number"
NOT_AN_OBJECT = "must provide an object"
NOT_AN_ARRAY = "must provide an array"
TOO_LONG = "must be less than {} characters"
TOO_SHORT = "must be more than {} characters"
TOO_GREAT = "must be less than {}"
TOO_SMALL = "must be greater than {}"
TOO_MANY = "no more than {} items allowed"
TOO_FEW = "must provide at least {} items"
NOT_IN_ENUM = "must be a valid enum value"
NOT_LIKE_PATTERN = "input must match regex pattern: {}"
MISSING = "missing required field: {}"
ADDITIONAL = "invalid additional property: {}"
UNSUPPORTED = "unsupported type: {}"
NO_SCHEMA = "failed to match all allowed schemas"
NOT_ONE_SCHEMA = "failed to match exactly one allowed schema"
TAKEN_ID = '`{}` "{}" already exists'
NOT_OFFERED = "must be one of the provided options"
NEITHER = "must define either {}"
NO_SUBMIT = "must define `submit` to use an `input` block in modals"
NO_IMAGE = "downloading image failed"
NO_SUCH_FILE = "invalid slack file"
ONE_TABLE = "only_one_table_allowed"
NO_VIDEO_SCOPE = "Video validation failed: Bot scopes missing: [{}]"
BOTH = "must define only one of {}"
NOT_HTTPS = "must be a valid https URL"
NOT_A_DATE = "must be a valid date YYYY-MM-DD"
NOT_A_TIME = "must be a valid time HH:mm"
NOT_DECIMAL = "must be a valid number"
NOT_A_TIMEZONE = "must be a valid timezone"
ONE_FOCUS = "only one element can have `focus_on_load`"
TOO_MANY_CHARTS = "no more than 2 data_visualization blocks allowed"
TOO_MUCH_MARKDOWN = "all markdown blocks together must be less than {} characters"
TOO_MUCH_TABLE = "all table cells together must be less than {} characters"
ROWS_DIFFER = "all rows must have the same number of cells"
TWICE = "`{}` must be unique"
NO_POINT = "must contain exactly one entry for every category"

_VALIDATOR = "github.com/slackhq/hack-json-schema"
_RECORDED = "a recorded refusal"
_OURS = "ours"

SOURCES: dict[str, str] = {
    NOT_A_STRING: _VALIDATOR,
    NOT_A_BOOLEAN: _VALIDATOR,
    NOT_AN_INTEGER: _VALIDATOR,
    NOT_A_NUMBER: _VALIDATOR,
    NOT_AN_OBJECT: _VALIDATOR,
    NOT_AN_ARRAY: _VALIDATOR,
    TOO_LONG: _VALIDATOR,
    TOO_SHORT: _VALIDATOR,
    TOO_GREAT: _VALIDATOR,
    TOO_SMALL: _VALIDATOR,
    TOO_MANY: _VALIDATOR,
    TOO_FEW: _VALIDATOR,
    NOT_IN_ENUM: _VALIDATOR,
    NOT_LIKE_PATTERN: _VALIDATOR,
    MISSING: _VALIDATOR,
    ADDITIONAL: _VALIDATOR,
    UNSUPPORTED: _VALIDATOR,
    NO_SCHEMA: _VALIDATOR,
    NOT_ONE_SCHEMA: _VALIDATOR,
    TAKEN_ID: _RECORDED,
    NOT_OFFERED: _RECORDED,
    NEITHER: _RECORDED,
    NO_SUBMIT: _RECORDED,
    NO_IMAGE: _RECORDED,
    NO_SUCH_FILE: _RECORDED,
    ONE_TABLE: _RECORDED,
    NO_VIDEO_SCOPE: _RECORDED,
    BOTH: _OURS,
    NOT_HTTPS: _OURS,
    NOT_A_DATE: _OURS,
    NOT_A_TIME: _OURS,
    NOT_DECIMAL: _OURS,
    NOT_A_TIMEZONE: _OURS,
    ONE_FOCUS: _OURS,
    TOO_MANY_CHARTS: _OURS,
    TOO_MUCH_MARKDOWN: _OURS,
    TOO_MUCH_TABLE: _OURS,
    ROWS_DIFFER: _OURS,
    TWICE: _OURS,
    NO_POINT: _OURS,
}
