-- Parked work gets another try.
-- NEEDS due_marks
--
-- KEYS  1 due     zset of the partition
--       2 work    hash of the partition
--       3 parked  hash of the partition
-- ARGV  1 member   2 score at which it is due   3 now (ms)
-- Gives 1, or 0 when no such work is parked (nothing is changed).

local due, work, parked = KEYS[1], KEYS[2], KEYS[3]
if redis.call('HDEL', parked, ARGV[1]) == 0 then
  return 0
end
mark(due, work, ARGV[1], ARGV[2], false, tonumber(ARGV[3]))
return 1
