-- One change of one case, or nothing: snapshot, log, indexes, due work and the answer to the delivery.
-- NEEDS due_marks
--
-- KEYS  1 case        hash
--       2 answer      string, the Result under the delivery's key
--       3 log         stream of the partition
--       4 due         zset of the partition
--       5 work        hash of the partition
--       6 review      zset of the partition
--       7 open_before zset of the language before
--       8 open_after  zset of the language after
--       9 waiting_before  zset of the language before
--      10 waiting_after   zset of the language after
-- ARGV  1 now (ms)               2 answer (JSON)             3 lifetime of the answer (ms)
--       4 marks (JSON: clear = {member}, marks = {{member, score, is_exact}})
--       5 expected revision, 0 for a new case, empty to remember the answer only; the rest is then missing
--       6 expected code of the last event, empty for a new case
--       7 alias    8 revision   9 doc    10 sealed   11 epoch   12 hidden, 0 or 1   13 wrapped key
--      14 score in open, or empty        15 score in waiting, or empty      16 score in review, or empty
--      17... four for each event: index, event, sealed, code; the last code becomes the case's
-- Gives {'answered', answer} when the key is known (nothing is changed),
--       {'conflict'}         when the case is not at the expected revision (nothing is changed),
--       {'done'}             otherwise.

local case, answer, log, due, work, review = KEYS[1], KEYS[2], KEYS[3], KEYS[4], KEYS[5], KEYS[6]
local open_before, open_after = KEYS[7], KEYS[8]
local waiting_before, waiting_after = KEYS[9], KEYS[10]
local FIRST_EVENT = 17
local PARTS_OF_EVENT = 4

local earlier_answer = redis.call('GET', answer)
if earlier_answer then
  return {'answered', earlier_answer}
end

local function append_events(alias, revision)
  local index, code
  for at = FIRST_EVENT, #ARGV, PARTS_OF_EVENT do
    index, code = ARGV[at], ARGV[at + 3]
    redis.call('XADD', log, '*', 'alias', alias, 'index', index, 'revision', revision,
      'event', ARGV[at + 1], 'sealed', ARGV[at + 2], 'mac', code)
  end
  return index, code
end

local function place(index, alias, score)
  if score ~= '' then
    redis.call('ZADD', index, score, alias)
  else
    redis.call('ZREM', index, alias)
  end
end

if ARGV[5] ~= '' then
  local present = redis.call('HMGET', case, 'revision', 'mac')
  -- The code as well as the revision: after a failover the same number may stand for another history.
  if (present[1] or '0') ~= ARGV[5] or (present[2] or '') ~= ARGV[6] then
    return {'conflict'}
  end
  local alias, revision = ARGV[7], ARGV[8]
  local count, code = append_events(alias, revision)
  redis.call('HSET', case, 'revision', revision, 'doc', ARGV[9], 'sealed', ARGV[10], 'epoch', ARGV[11],
    'hidden', ARGV[12], 'key', ARGV[13], 'mac', code, 'events', count)
  redis.call('ZREM', open_before, alias)
  place(open_after, alias, ARGV[14])
  redis.call('ZREM', waiting_before, alias)
  place(waiting_after, alias, ARGV[15])
  place(review, alias, ARGV[16])
end

local now = tonumber(ARGV[1])
local marks = cjson.decode(ARGV[4])
for _, member in ipairs(marks.clear) do
  clear(due, work, member, now)
end
for _, wanted in ipairs(marks.marks) do
  mark(due, work, wanted[1], wanted[2], wanted[3], now)
end

redis.call('SET', answer, ARGV[2], 'PX', ARGV[3])
return {'done'}
