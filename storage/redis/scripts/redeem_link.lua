-- Uses a link up and opens the listening session that it gives.
--
-- KEYS  1 link     hash: grant (JSON), epoch, hidden, until, and the session it became
--       2 session  hash: grant (JSON), epoch, hidden, until
--       3 case     hash
--       4 panic    hash of the partition, scope -> <turn>:<time>
-- ARGV  1 now (ms)   2 lifetime of the session (ms)   3 name of the session
-- Gives 1, or 0 when the link is gone, used by another session, or older than the last stop, release or panic.
-- The same redemption sent twice opens its session once.

local link, session, case, panic = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local now, lifetime, name = tonumber(ARGV[1]), tonumber(ARGV[2]), ARGV[3]

local found = redis.call('HMGET', link, 'grant', 'epoch', 'until', 'session', 'hidden')
local present = redis.call('HMGET', case, 'epoch', 'hidden')
local grant, epoch, ends, used_by = found[1], found[2], found[3], found[4]
local hidden = found[5] or '0'
if not grant or tonumber(ends) <= now or present[1] ~= epoch or present[2] ~= hidden then
  return 0
end
local right = cjson.decode(grant)
local turns = 0
for _, scope in ipairs(right.scopes or {}) do
  local turn = tonumber(string.match(redis.call('HGET', panic, scope) or '0', '^%d+'))
  if turn % 2 == 1 then
    return 0
  end
  turns = turns + turn
end
if turns ~= (right.panics or 0) then
  return 0
end
if used_by then
  return used_by == name and 1 or 0
end
redis.call('HSET', link, 'session', name)
redis.call('HSET', session, 'grant', grant, 'epoch', epoch, 'hidden', hidden, 'until', string.format('%.0f', now + lifetime))
redis.call('PEXPIRE', session, ARGV[2])
return 1
