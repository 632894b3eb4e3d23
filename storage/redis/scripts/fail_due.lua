-- Lent work has failed: due again later, with one attempt more.
-- NEEDS due_marks
--
-- KEYS  1 due   zset of the partition
--       2 work  hash of the partition
-- ARGV  1 member   2 token   3 score at which it is due again   4 now (ms)   5 why
-- Gives 1, or 0 when the lease has passed to another worker or is settled (nothing is changed).

local due, work = KEYS[1], KEYS[2]
local member, token, again, now = ARGV[1], ARGV[2], ARGV[3], ARGV[4]

local entry = entry_of(work, member)
if not entry or entry.token ~= token then
  return 0
end
redis.call('ZADD', due, earlier(entry.marked, again), member)
keep_entry(work, member, { attempt = entry.attempt + 1, failed = entry.failed or now, why = ARGV[5] })
return 1
