"""The rows of the coverage table: methods, events, interactivity and behaviours."""

from simulator.coverage_rows import Row, absent, has, in_words, lacks

_CHAT = "test_chat.py::"
_LATER = "test_chat_scheduled.py::"
_UNFURL = "test_chat_unfurl.py::"
_TALKS = "test_conversations.py::"
_CHANNELS = "test_conversations_channels.py::"
_SDK = "test_python_sdk.py::"
_PEOPLE = "test_people.py::"
_FILES = "test_files.py::"
_REACTIONS = "test_reactions.py::"
_PINS = "test_pins.py::"
_OAUTH = "test_oauth.py::"
_VIEWS = "test_views.py::"
_DELIVERY = "test_delivery.py::"
_HTTP = "test_http_delivery.py::"
_SOCKETS = "test_sockets.py::"
_CONTROL = "test_control.py::"
_FAULTS = "test_faults.py::"
_LIMITS = "test_rate_limits.py::"
_DOOR = "test_web_api_door.py::"
_VALIDATE = "test_blocks_validate.py::"
_JS = "tests/clients/test_bolt_js.py::"
_WORKSPACE = "tests/browser/test_workspace.py::"
_FAILING = "tests/browser/test_workspace_failing.py::"

METHODS: tuple[Row, ...] = (
    *has(f"{_VALIDATE}test_api_test_says_what_it_was_told", "api.test"),
    *has(f"{_SDK}test_the_app_token_and_only_it_opens_connections", "apps.connections.open"),
    *has(f"{_OAUTH}test_an_uninstalled_app_can_be_installed_again", "apps.uninstall"),
    *has(f"{_OAUTH}test_a_revoked_token_opens_nothing_and_the_bot_has_left", "auth.revoke"),
    *has(f"{_SDK}test_who_the_app_is", "auth.test", "bots.info", "team.info"),
    *has(f"{_VALIDATE}test_each_complaint_says_where_and_why", "blocks.validate"),
    *has(
        "test_bookmarks.py::test_a_bookmark_is_added_changed_listed_and_removed",
        *("bookmarks.add", "bookmarks.edit", "bookmarks.list", "bookmarks.remove"),
    ),
    *has(f"{_CHAT}test_only_its_own_messages_are_deleted_by_an_app", "chat.delete"),
    *has(f"{_CHAT}test_a_permalink_leads_into_the_thread", "chat.getPermalink"),
    *has(f"{_CHAT}test_a_message_about_oneself_is_posted", "chat.meMessage"),
    *has(f"{_CHAT}test_an_ephemeral_message_reaches_only_members", "chat.postEphemeral"),
    *has(f"{_CHAT}test_a_message_carries_everything_that_the_call_gives", "chat.postMessage"),
    *has(f"{_CHAT}test_an_update_keeps_what_it_does_not_name", "chat.update"),
    *has(f"{_LATER}test_a_scheduled_message_is_posted_when_its_time_comes", "chat.scheduleMessage"),
    *has(f"{_LATER}test_what_is_scheduled_is_listed_in_the_order_of_its_time", "chat.scheduledMessages.list"),
    *has(
        f"{_LATER}test_a_scheduled_message_can_be_withdrawn_until_the_last_minute",
        "chat.deleteScheduledMessage",
    ),
    *has(f"{_UNFURL}test_a_preview_is_attached_to_the_message_and_replaced_by_the_next", "chat.unfurl"),
    *has(
        f"{_CHANNELS}test_a_channel_is_archived_and_brought_back",
        *("conversations.archive", "conversations.unarchive"),
    ),
    *has(
        f"{_TALKS}test_a_direct_message_is_opened_closed_and_opened_again",
        *("conversations.close", "conversations.open"),
    ),
    *has(f"{_CHANNELS}test_a_channel_is_made_with_the_app_as_its_only_member", "conversations.create"),
    *has(f"{_TALKS}test_history_is_read_within_bounds", "conversations.history"),
    *has(f"{_TALKS}test_a_conversation_says_what_may_be_done_in_it", "conversations.info"),
    *has(f"{_CHANNELS}test_people_are_invited_all_or_nobody_unless_the_call_insists", "conversations.invite"),
    *has(f"{_CHANNELS}test_the_app_joins_a_public_channel_once", "conversations.join"),
    *has(f"{_CHANNELS}test_a_member_is_removed", "conversations.kick"),
    *has(f"{_CHANNELS}test_the_app_leaves_but_not_as_the_last_of_a_private_channel", "conversations.leave"),
    *has(f"{_TALKS}test_a_list_is_read_page_by_page", "conversations.list"),
    *has(f"{_TALKS}test_what_was_read_is_remembered", "conversations.mark"),
    *has(f"{_TALKS}test_members_are_read_page_by_page", "conversations.members"),
    *has(f"{_CHANNELS}test_only_a_channel_of_its_own_is_renamed_by_an_app", "conversations.rename"),
    *has(f"{_TALKS}test_a_thread_goes_on_where_the_page_before_ended", "conversations.replies"),
    *has(
        f"{_CHANNELS}test_topic_and_purpose_are_set_with_who_set_them",
        *("conversations.setPurpose", "conversations.setTopic"),
    ),
    *has(f"{_VALIDATE}test_the_workspace_has_emoji_of_its_own", "emoji.list"),
    *has(
        f"{_FILES}test_a_file_goes_up_and_its_bytes_come_down_as_they_were",
        *("files.completeUploadExternal", "files.getUploadURLExternal", "files.info"),
    ),
    *has(f"{_FILES}test_a_deleted_file_leaves_a_tombstone_and_no_bytes", "files.delete"),
    *has(f"{_FILES}test_files_are_listed_newest_first_and_filtered", "files.list"),
    *has(f"{_FILES}test_the_old_upload_is_gone", "files.upload"),
    *has(f"{_OAUTH}test_consent_is_a_code_and_a_code_is_a_token_once", "oauth.v2.access"),
    *has(
        f"{_PINS}test_pins_are_listed_newest_first_until_they_are_taken_off",
        *("pins.add", "pins.list", "pins.remove"),
    ),
    *has(
        f"{_REACTIONS}test_a_reaction_is_added_read_and_taken_away",
        *("reactions.add", "reactions.get", "reactions.remove"),
    ),
    *has(f"{_REACTIONS}test_what_a_member_reacted_to_is_listed_newest_first", "reactions.list"),
    *has(
        f"{_SDK}test_user_groups_are_listed_with_the_members_that_are_asked_for",
        *("usergroups.list", "usergroups.users.list"),
    ),
    *has(
        f"{_TALKS}test_the_conversations_of_somebody_are_those_that_the_app_may_know", "users.conversations"
    ),
    *has(f"{_PEOPLE}test_presence_is_everybodys_own", "users.getPresence"),
    *has(f"{_SDK}test_people_are_described_one_by_one_and_all_together", "users.info", "users.list"),
    *has(f"{_PEOPLE}test_a_person_is_found_by_the_address", "users.lookupByEmail"),
    *has(f"{_PEOPLE}test_a_profile_says_what_the_person_wrote_into_it", "users.profile.get"),
    *has(f"{_PEOPLE}test_the_app_sets_its_own_presence", "users.setPresence"),
    *has(
        f"{_SDK}test_a_modal_is_opened_changed_and_covered_by_another",
        *("views.open", "views.push", "views.update"),
    ),
    *has(f"{_VIEWS}test_a_home_view_is_published_by_hash_and_has_its_own_size_limit", "views.publish"),
    *absent("admin.*", "The administration of an Enterprise Grid."),
    *absent("apps.event.authorizations.list"),
    *absent("apps.manifest.*", "The manifest is a file here."),
    *absent("apps.permissions.*", "Retired by Slack."),
    *absent("apps.user.connection.update"),
    *absent("assistant.*", "The side panel for assistants."),
    *absent("auth.teams.list", "There is one team."),
    *absent("calls.*"),
    *absent("canvases.*", "And `conversations.canvases.create`."),
    *absent(
        "channels.*", "Retired by Slack in favour of `conversations.*`, like `groups.*`, `im.*`, `mpim.*`."
    ),
    *absent("chat.*Stream", "Messages that grow while they are written."),
    *absent("conversations.*Invite*", "Slack Connect."),
    *absent("conversations.*Shared*", "Slack Connect."),
    *absent("conversations.canvases.create"),
    *absent("dialog.open", "Superseded by modals."),
    *absent("dnd.*"),
    *absent("files.comments.delete", "Retired by Slack."),
    *absent("files.remote.*"),
    *absent("files.*PublicURL", "These take a user token."),
    *absent("functions.*", "Steps of workflows."),
    *absent("groups.*"),
    *absent("im.*"),
    *absent("migration.exchange"),
    *absent("mpim.*"),
    *absent("oauth.access", "Of apps from before 2020."),
    *absent("oauth.token", "Of apps from before 2020."),
    *absent("oauth.v2.exchange", "A token that never ends for one that does."),
    *absent("openid.*", "Sign in with Slack."),
    *absent("reminders.*", "These take a user token."),
    *absent("rtm.*", "Superseded by Socket Mode."),
    *absent("search.*", "These take a user token."),
    *absent("slackLists.*"),
    *absent("stars.*", "These take a user token."),
    *absent("team.*", "All but `team.info`."),
    *absent("tooling.*"),
    *absent("usergroups.*", "All that changes user groups; the control API does."),
    *absent("users.*", "`users.identity` and what changes a person's account."),
    *absent("workflows.*", "Retired by Slack."),
)

EVENTS: tuple[Row, ...] = (
    *has("test_bolt.py::test_opening_home_publishes_it_for_the_one_who_opened_it", "app_home_opened"),
    *has(f"{_DELIVERY}test_a_mention_comes_as_an_event_of_its_own", "app_mention"),
    *has(
        f"{_LIMITS}test_an_app_that_hears_too_much_is_told_once_a_minute_that_it_hears_no_more",
        "app_rate_limited",
    ),
    *has(
        f"{_OAUTH}test_a_revoked_token_opens_nothing_and_the_bot_has_left",
        *("app_uninstalled", "tokens_revoked"),
    ),
    *has(
        f"{_CHANNELS}test_the_app_hears_what_becomes_of_public_channels",
        *("channel_archive", "channel_created", "channel_left", "channel_rename", "channel_unarchive"),
    ),
    *has(
        f"{_CHANNELS}test_the_app_hears_what_becomes_of_its_private_channels",
        *("group_archive", "group_left", "group_rename", "group_unarchive"),
    ),
    *has(
        f"{_CHANNELS}test_the_app_hears_of_direct_messages_and_of_what_is_said_in_groups",
        *("im_close", "im_created", "message.im", "message.mpim"),
    ),
    *has(
        f"{_FILES}test_the_app_hears_of_each_step_of_a_file",
        *("file_change", "file_created", "file_deleted", "file_shared"),
    ),
    *has(f"{_UNFURL}test_the_app_hears_of_links_to_its_domains_only", "link_shared"),
    *has(
        "test_samples.py::test_nothing_that_is_sent_has_a_key_or_a_type_that_no_sample_has",
        *("member_joined_channel", "member_left_channel", "team_join", "user_change"),
    ),
    *has(f"{_DELIVERY}test_edits_and_deletions_are_told_with_what_was_there_before", "message.channels"),
    *has(f"{_CHAT}test_the_app_hears_of_its_messages_in_the_shape_of_their_kind", "message.groups"),
    *has(f"{_PINS}test_the_app_hears_of_its_own_pins", "pin_added", "pin_removed"),
    *has(f"{_REACTIONS}test_the_app_hears_of_reactions", "reaction_added", "reaction_removed"),
    *has(f"{_DELIVERY}test_a_change_of_a_user_group_names_who_came_and_who_went", "subteam_members_changed"),
    *absent("assistant_thread_*"),
    *absent("call_*, dnd_*, star_*"),
    *absent("channel_shared, channel_unshared, shared_channel_*", "Slack Connect."),
    *absent("emoji_changed"),
    *absent("message_metadata_*"),
    *absent("subteam_created, subteam_updated"),
    *absent("team_domain_change, team_rename"),
    *absent("user_status_changed, user_huddle_changed"),
    *absent("workflow_*, function_executed"),
)

INTERACTIONS: tuple[Row, ...] = (
    *has(f"{_CONTROL}test_an_immediate_reply_is_seen_by_the_one_who_typed_and_nobody_else", "slash command"),
    *has(f"{_JS}test_a_button_is_answered_through_its_response_url", "block_actions in a message"),
    *has(
        f"{_CONTROL}test_a_button_in_an_ephemeral_message_comes_without_the_message",
        "block_actions in an ephemeral message",
    ),
    *has(f"{_JS}test_errors_keep_the_modal_open_and_what_is_mended_is_accepted", "view_submission"),
    *has(f"{_JS}test_the_app_hears_that_a_modal_was_closed", "view_closed"),
    *has(f"{_JS}test_a_global_shortcut_opens_a_modal", "shortcut"),
    *has(f"{_JS}test_a_shortcut_on_a_message_answers_only_the_one_who_used_it", "message_action"),
    *has(f"{_VIEWS}test_modals_stack_three_high_and_no_higher", "response_action push"),
    *has(f"{_JS}test_an_answer_can_put_another_view_in_place_of_the_modal", "response_action update"),
    *has(
        f"{_VIEWS}test_a_chosen_conversation_can_be_answered_when_its_menu_asked_for_that",
        "response_urls of a modal",
    ),
    *has(
        "test_samples.py::test_nothing_that_is_sent_has_a_key_or_a_type_that_no_sample_has",
        "block_suggestion",
    ),
    *absent("interactive_message", "Buttons of attachments, superseded by blocks."),
    *absent("dialog_submission", "Superseded by modals."),
    *absent("workflow_step_edit, function_executed"),
)

BEHAVIOURS: tuple[Row, ...] = in_words(
    (
        *has(
            f"{_SOCKETS}test_an_envelope_goes_to_one_connection_and_any_other_may_acknowledge_it",
            "Socket Mode",
        ),
        *has(f"{_SOCKETS}test_the_eleventh_connection_is_sent_away", "ten connections at most"),
        *has(
            f"{_SOCKETS}test_a_connection_is_warned_before_its_hour_is_over",
            "warning and refresh of connections",
        ),
        *has(f"{_DELIVERY}test_requests_are_signed_as_the_official_verifier_expects", "signed HTTP"),
        *has(f"{_DELIVERY}test_a_failed_event_comes_three_more_times_and_then_no_more", "retries of events"),
        *has(f"{_DELIVERY}test_an_app_that_says_no_retry_is_left_alone", "x-slack-no-retry"),
        *has(f"{_HTTP}test_commands_and_events_can_go_to_addresses_of_their_own", "an address for each kind"),
        *has(
            f"{_SOCKETS}test_a_command_that_nobody_acknowledges_ends_after_three_seconds",
            "three seconds to acknowledge",
        ),
        *has(
            f"{_DELIVERY}test_a_trigger_opens_one_modal_within_three_seconds",
            "trigger ids: three seconds, one use",
        ),
        *has(f"{_DELIVERY}test_a_response_url_answers_five_times", "response URLs: five uses"),
        *has(f"{_DELIVERY}test_a_response_url_ends_after_half_an_hour", "response URLs: half an hour"),
        *has(
            f"{_VIEWS}test_an_external_id_finds_its_view_and_belongs_to_one_view_only",
            "external ids of views",
        ),
        *has(
            f"{_LIMITS}test_a_method_is_limited_by_its_tier_and_other_methods_are_not", "rate limits by tier"
        ),
        *has(
            f"{_LIMITS}test_a_channel_takes_a_short_burst_and_then_one_message_a_second",
            "one message a second and channel",
        ),
        *has(f"{_DOOR}test_every_answer_names_the_request_and_the_scopes", "scope headers"),
        *has(f"{_DELIVERY}test_a_method_without_its_scope_says_which_it_needs", "missing scopes"),
        *has(f"{_DOOR}test_a_content_type_that_says_too_little_or_too_much_is_warned_of", "warnings"),
        *has(
            f"{_DELIVERY}test_arguments_come_in_every_way_that_clients_send_them",
            "arguments in every encoding",
        ),
        *has(
            "test_block_kit_rules.py::test_a_message_is_refused_for_exactly_what_does_not_hold",
            "Block Kit rules",
        ),
        *has(
            "test_block_kit_limits.py::test_a_text_may_be_as_long_as_its_limit_and_not_longer",
            "Block Kit limits",
        ),
        *has(
            f"{_FILES}test_sharing_takes_a_while_and_the_reply_does_not_know_of_it_yet",
            "sharing of files takes a while",
        ),
        *lacks(
            "the length of uploaded sound",
            f"{_FILES}test_the_app_hears_how_long_an_uploaded_sound_is",
            "Of WAV files and voice clips only.",
        ),
        *has(f"{_OAUTH}test_bolt_installs_the_app", "installing by OAuth"),
        *has(f"{_OAUTH}test_rotating_tokens_end_after_twelve_hours_and_are_renewed", "token rotation"),
        *has(f"{_FAULTS}test_two_runs_with_one_seed_meet_the_very_same_faults", "faults by seed"),
        *has(f"{_DOOR}test_the_record_is_read_by_pages_and_by_kind", "the record of calls and deliveries"),
        *has(f"{_WORKSPACE}test_five_people_settle_and_flag_a_clip", "the page: a day's work of five people"),
        *has(f"{_WORKSPACE}test_a_peer_lends_an_ear_by_keyboard_alone", "the page: by keyboard alone"),
        *has(
            f"{_FAILING}test_a_button_that_the_app_does_not_acknowledge_gets_a_warning",
            "the page: what people see of a missed acknowledgement",
        ),
        *has(
            "tests/browser/test_developers.py::test_a_call_appears_as_it_is_made_with_what_was_answered",
            "the developers' tab",
        ),
        *lacks(
            "user tokens",
            "test_user_tokens.py::test_who_runs_the_workspace_deletes_anybodys_message_and_the_app_hears_of_it",
            "`chat.delete`, `.postMessage` and `.update` take them, `api.*` and `auth.*` too. "
            "People have no direct messages with each other.",
        ),
        *absent(
            "Slack Connect and Enterprise Grid", "One workspace, whose strangers are members of another team."
        ),
        *absent("incoming webhooks"),
        *absent("workflows and functions"),
        *absent("events that are switched off when most of them fail"),
    )
)
