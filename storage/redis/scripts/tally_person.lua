-- Brings one person's pages in line with a case: the list of their cases, and how often they were right.
--
-- KEYS  1 cases    zset of the person
--       2 skill    hash of the person: accepted, counted_until
--       3 counted  zset of the person
-- ARGV  1 alias   2 when the person last acted in the case (ms)   3 cases kept at most
--       4 outcome that rests on the person's suggestion, or empty   5 its time (ms)   6 outcomes remembered at most
-- Gives 1 when the outcome was counted now, else 0.
-- Counts each outcome once: by name among the latest, and by time before these, so that memory is bounded.

local cases, skill, counted = KEYS[1], KEYS[2], KEYS[3]
local alias, acted, cases_max = ARGV[1], ARGV[2], tonumber(ARGV[3])
local outcome, agreed, outcomes_max = ARGV[4], ARGV[5], tonumber(ARGV[6])

redis.call('ZADD', cases, 'GT', acted, alias)
redis.call('ZREMRANGEBYRANK', cases, 0, -cases_max - 1)

if outcome == '' or redis.call('ZSCORE', counted, outcome) then
  return 0
end
if tonumber(agreed) <= tonumber(redis.call('HGET', skill, 'counted_until') or '-1') then
  return 0
end
redis.call('ZADD', counted, agreed, outcome)
redis.call('HINCRBY', skill, 'accepted', 1)
local surplus = redis.call('ZCARD', counted) - outcomes_max
if surplus > 0 then
  local oldest = redis.call('ZRANGE', counted, surplus - 1, surplus - 1, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', counted, 0, surplus - 1)
  redis.call('HSET', skill, 'counted_until', oldest[2])
end
return 1
