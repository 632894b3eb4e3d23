-- Lent work is done: removed, or due again when it was marked meanwhile or is wanted again.
-- NEEDS due_marks
--
-- KEYS  1 due     zset of the partition
--       2 work    hash of the partition
--       3 parked  hash of the partition
-- ARGV  1 member   2 token   3 score at which it is due again, or empty
-- Gives 1, or 0 when the lease has passed to another worker or is settled (nothing is changed).

local due, work, parked = KEYS[1], KEYS[2], KEYS[3]
local member, token = ARGV[1], ARGV[2]
local again = ARGV[3] ~= '' and ARGV[3] or nil

local entry = entry_of(work, member)
if not entry or entry.token ~= token then
  return 0
end
redis.call('HDEL', work, member)
local score = earlier(entry.marked, again)
if score then
  redis.call('ZADD', due, score, member)
else
  redis.call('ZREM', due, member)
end
if not again then
  -- Work is to make the world match the case, so doing it now has done what was parked as well.
  redis.call('HDEL', parked, member)
end
return 1
