-- Lent work is out of attempts: kept where operators see it. A mark made meanwhile gives it a fresh start.
-- NEEDS due_marks
--
-- KEYS  1 due     zset of the partition
--       2 work    hash of the partition
--       3 parked  hash of the partition
-- ARGV  1 member   2 token   3 why and when (JSON)
-- Gives 1, or 0 when the lease has passed to another worker or is settled (nothing is changed).

local due, work, parked = KEYS[1], KEYS[2], KEYS[3]
local member, token = ARGV[1], ARGV[2]

local entry = entry_of(work, member)
if not entry or entry.token ~= token then
  return 0
end
redis.call('HSET', parked, member, ARGV[3])
redis.call('HDEL', work, member)
if entry.marked then
  redis.call('ZADD', due, entry.marked, member)
else
  redis.call('ZREM', due, member)
end
return 1
