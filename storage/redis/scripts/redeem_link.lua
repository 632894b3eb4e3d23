-- Uses a link up and opens the listening session that it gives.
--
-- KEYS  1 link     hash: grant (JSON), epoch, until, and the session it became
--       2 session  hash: grant (JSON), epoch, until
--       3 case     hash
-- ARGV  1 now (ms)   2 lifetime of the session (ms)   3 name of the session
-- Gives 1, or 0 when the link is gone, used by another session, or older than the last stop.
-- The same redemption sent twice opens its session once.

local link, session, case = KEYS[1], KEYS[2], KEYS[3]
local now, lifetime, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local found = redis.call('HMGET', link, 'grant', 'epoch', 'until', 'session')
local present = redis.call('HMGET', case, 'epoch', 'hidden')
local grant, epoch, ends, used_by = found[1], found[2], found[3], found[4]
if not grant or tonumber(ends) <= now or present[1] ~= epoch or present[2] ~= '0' then
  return 0
end
if used_by then
  return used_by == name and 1 or 0
end
redis.call('HSET', link, 'session', name)
redis.call('HSET', session, 'grant', grant, 'epoch', epoch, 'until', string.format('%.0f', now + lifetime))
redis.call('PEXPIRE', session, ARGV[2])
return 1
