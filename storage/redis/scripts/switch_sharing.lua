-- One switch, or one vote, of one panic: kept and logged together, or neither.
--
-- KEYS  1 panics  hash: scope -> Panic (JSON), and its last code under mac:<scope>
--       2 log     stream of panics
-- ARGV  1 scope   2 expected revision, 0 for a new scope   3 Panic (JSON)   4 event (JSON)
--       5 expected code of the last event, empty for a new scope   6 code of this event
-- Gives 1, or 0 when the scope is not at the expected revision (nothing is changed).

local panics, log = KEYS[1], KEYS[2]
local present = redis.call('HGET', panics, ARGV[1])
local revision = present and string.format('%.0f', cjson.decode(present).revision) or '0'
local code = redis.call('HGET', panics, 'mac:' .. ARGV[1]) or ''
if revision ~= ARGV[2] or code ~= ARGV[5] then
  return 0
end
redis.call('HSET', panics, ARGV[1], ARGV[3], 'mac:' .. ARGV[1], ARGV[6])
redis.call('XADD', log, '*', 'scope', ARGV[1], 'event', ARGV[4], 'mac', ARGV[6])
return 1
