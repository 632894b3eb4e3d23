-- Brings one person's pages in line with a case: their cases, how often they were right, their errors and words.
--
-- KEYS  1 cases    zset of the person
--       2 skill    hash of the person: accepted, counted_until, and errors:<language> and words:<language>,
--                  which are the sums over the lessons
--       3 counted  zset of the person: outcomes, each as <alias>:<number>
--       4 lessons  hash of the person: <alias> -> number, errors, words and language of a counted outcome
-- ARGV  1 alias   2 when the person last acted in the case (ms)   3 cases kept at most
--       4 number of an outcome that tells something of the person, or empty   5 its time (ms)
--       6 outcomes remembered at most   7 1 when it rests on the person's suggestion, else 0
--       8 language   9 errors and 10 words that it shows, or both empty
-- Gives 1 when the outcome was counted now, else 0.
-- Counts each outcome once: by name among the latest, and by time before these, so that memory is bounded.
-- A later outcome of a case replaces the earlier one's lesson. An outcome that is no longer remembered takes
-- its lesson along, so that the sums can always be put right and the far past does not count.

local cases, skill, counted, lessons = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local alias, acted, cases_max = ARGV[1], ARGV[2], tonumber(ARGV[3])
local number, agreed, outcomes_max, is_accepted = ARGV[4], ARGV[5], tonumber(ARGV[6]), ARGV[7] == '1'
local language, errors, words = ARGV[8], ARGV[9], ARGV[10]

local function lesson_of(case)
  return string.match(redis.call('HGET', lessons, case) or '', '^(%d+) (%S+) (%S+) (.*)$')
end

local function add(sign, its_errors, its_words, its_language)
  -- The sign is put before the text: a number made of it might not be exactly the one that was added.
  redis.call('HINCRBYFLOAT', skill, 'errors:' .. its_language, sign .. its_errors)
  redis.call('HINCRBYFLOAT', skill, 'words:' .. its_language, sign .. its_words)
end

local function learn()
  local kept, kept_errors, kept_words, kept_language = lesson_of(alias)
  if kept and tonumber(kept) >= tonumber(number) then
    return
  end
  if kept then
    add('-', kept_errors, kept_words, kept_language)
  end
  add('', errors, words, language)
  redis.call('HSET', lessons, alias, table.concat({number, errors, words, language}, ' '))
end

local function forget(outcome)
  local case, its_number = string.match(outcome, '^(.*):(%d+)$')
  local kept, kept_errors, kept_words, kept_language = lesson_of(case)
  if kept == its_number then
    add('-', kept_errors, kept_words, kept_language)
    redis.call('HDEL', lessons, case)
  end
end

redis.call('ZADD', cases, 'GT', acted, alias)
redis.call('ZREMRANGEBYRANK', cases, 0, -cases_max - 1)

if number == '' or tonumber(agreed) <= tonumber(redis.call('HGET', skill, 'counted_until') or '-1') then
  return 0
end
local is_new = redis.call('ZADD', counted, 'NX', agreed, alias .. ':' .. number)
if is_new == 1 and is_accepted then
  redis.call('HINCRBY', skill, 'accepted', 1)
end
if errors ~= '' then
  learn()
end
local surplus = redis.call('ZCARD', counted) - outcomes_max
if surplus > 0 then
  local oldest = redis.call('ZRANGE', counted, 0, surplus - 1, 'WITHSCORES')
  for place = 1, #oldest, 2 do
    forget(oldest[place])
  end
  redis.call('ZREMRANGEBYRANK', counted, 0, surplus - 1)
  redis.call('HSET', skill, 'counted_until', oldest[#oldest])
end
return is_new
