-- Counts what one decision says of one person's flags.
--
-- KEYS  1 flags   hash of the person: upheld, released, and counted_until
--       2 judged  zset of the person: decisions, each as <alias>:<number>
-- ARGV  1 decision, as above   2 its time (ms)   3 upheld or released   4 decisions remembered at most
-- Gives 1 when it was counted now, else 0.
-- Counts each decision once: by name among the latest, and by time before these, so that memory is bounded.

local flags, judged = KEYS[1], KEYS[2]
if tonumber(ARGV[2]) <= tonumber(redis.call('HGET', flags, 'counted_until') or '-1') then
  return 0
end
local is_new = redis.call('ZADD', judged, 'NX', ARGV[2], ARGV[1])
if is_new == 1 then
  redis.call('HINCRBY', flags, ARGV[3], 1)
end
local surplus = redis.call('ZCARD', judged) - tonumber(ARGV[4])
if surplus > 0 then
  local oldest = redis.call('ZRANGE', judged, 0, surplus - 1, 'WITHSCORES')
  redis.call('ZREMRANGEBYRANK', judged, 0, surplus - 1)
  redis.call('HSET', flags, 'counted_until', oldest[#oldest])
end
return is_new
