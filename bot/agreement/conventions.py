"""A text as it is spoken: abbreviations, numbers and a style's own words written out."""

from bot.agreement.tokens import tokenise, written_out


def spoken(text: str, language: str, style: str = "books") -> str:
    """The words alone, in lower case, without punctuation and marks.

    The style "plain" writes out abbreviations and numbers; others are named in the language's data file.
    """
    tokens = [token for token in tokenise(text, language, style) if token.is_heard]
    return written_out(token.form + (" " if token.spelling[-1:].isspace() else "") for token in tokens)
