-- One claim, or one play, more of a person, unless the others reach the limit.
--
-- KEYS  1 tickets  zset of the person
-- ARGV  1 alias, or name of the link   2 limit   3 now (ms)   4 end of the claim or play (ms)
-- Gives the number of other tickets, or -1 when they reach the limit (no ticket is added).

local tickets = KEYS[1]
local alias, limit, now, ends = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), ARGV[4]

redis.call('ZREMRANGEBYSCORE', tickets, '-inf', now)
local others = redis.call('ZCARD', tickets)
if redis.call('ZSCORE', tickets, alias) then
  others = others - 1
end
if others >= limit then
  return -1
end
redis.call('ZADD', tickets, ends, alias)
local last = redis.call('ZRANGE', tickets, -1, -1, 'WITHSCORES')
redis.call('PEXPIRE', tickets, string.format('%.0f', math.max(1, tonumber(last[2]) - now)))
return others
