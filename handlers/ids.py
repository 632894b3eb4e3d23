"""Every action_id, block_id, callback_id and command: `<feature>.<element>`.

A button's value is an alias, or something, ":" and an alias.
"""

# slash commands
CLIP = "/clip"
CLIP_REVIEW = "/clip-review"

# buttons on the help card
LISTEN_OPEN = "listen.open"
CLAIM_TAKE = "claim.take"
FLAG_RAISE = "flag.raise"
CARD_MORE = "card.more"  # the overflow; its options are the values below, each followed by ":" and the alias
MORE_CANT_TELL = "suggest.cant_tell"
MORE_RELEASE = "claim.release"
MORE_WITHDRAW = "ask.withdraw"
MORE_HOW_TO_WRITE = "suggest.how_to_write"

# direct messages and threads
CLAIM_EXTEND = "claim.extend"
CLAIM_GIVE_BACK = "claim.give_back"
SUGGEST_OPEN = "suggest.open"
REOPEN_ASK = "reopen.ask"
CONFLICT_THEIRS = "conflict.theirs"  # the value of these two is which conflict, ":" and the alias
CONFLICT_BESIDE = "conflict.beside"

# the lead's card
SETTLE_OPEN = "settle.open"

# the moderators' card
REVIEW_TAKE = "review.take"
REVIEW_LISTEN = "review.listen"
REVIEW_UPHOLD = "review.uphold"
REVIEW_RELEASE = "review.release"
REVIEW_ESCALATE = "review.escalate"
REVIEW_HAND_OVER = "review.hand_over"

# the moderators' note of a leak; the value is which leak they were shown, ":" and the alias
LEAK_CLEAR = "leak.clear"

# the moderators' Home tab and the notices of a panic, whose value is what one types after `panic`
SPARE_OPEN = "spare.open"
PANIC_START = "panic.start"
PANIC_RESUME = "panic.resume"

# the operators' card, whose value is the kind of work, ":" and the alias
WORK_RETRY = "work.retry"
WORK_DETAILS = "work.details"

# link buttons; Slack reports the press, nothing is to do
LISTEN_LINK = "listen.link"

# modals (callback_id); private_metadata is the alias
ASK_MODAL = "ask.modal"
SUGGEST_MODAL = "suggest.modal"
FLAG_MODAL = "flag.modal"
SETTLE_MODAL = "settle.modal"
UPHOLD_MODAL = "review.uphold_modal"
RELEASE_MODAL = "review.release_modal"
ESCALATE_MODAL = "review.escalate_modal"
SPARE_MODAL = "spare.modal"
LISTEN_MODAL = "listen.modal"
NOTICE_MODAL = "notice.modal"

# inputs: block_id, and the action_id of the one element in it
ASK_CLIP = "ask.clip"
ASK_NOTE = "ask.note"
ASK_GUESS = "ask.guess"
SUGGEST_TEXT = "suggest.text"
SUGGEST_CHOICE = "suggest.choice"
CHOICE_CANT_TELL = "cant_tell"
FLAG_CATEGORY = "flag.category"
FLAG_NOTE = "flag.note"
SETTLE_PICK = "settle.pick"
SETTLE_TEXT = "settle.text"
PICK_NOBODY_CAN_TELL = "nobody_can_tell"
PICK_OWN_WORDS = "own_words"
REVIEW_REASON = "review.reason"
SPARE_CATEGORIES = "spare.categories"

# shortcuts, by their callback_id
SHORTCUT_ASK = "ask.shortcut"
SHORTCUT_SUGGEST = "suggest.from_message"
SHORTCUT_FLAG = "flag.from_message"

# Surfaces: the places in Slack that show a case. A name is followed by whom it is for and which news it is.
HELP_CARD = "help_card"
OUTCOME_NOTE = "outcome_note"
NUDGE_NOTE = "nudge_note"
LEAD_CARD = "lead_card"
REVIEW_CARD = "review_card"
ASKER_MESSAGE = "asker_message"
CLAIM_MESSAGE = "claim_message"
FLAGGER_MESSAGE = "flagger_message"
ESCALATION_NOTE = "escalation_note"
SUPPORT_MESSAGE = "support_message"
CONFLICT_NOTE = "conflict_note"
FEED_DIGEST = "feed_digest"
PANIC_NOTE = "panic_note"
RECEIPT_NOTE = "receipt_note"
LEAK_NOTE = "leak_note"
LEAK_REQUEST = "leak_request"
FORM = "form"  # an open modal: its ts is the view's id, and its channel the person

# message metadata of everything the bot posts
METADATA_EVENT = "second_ear_surface"
