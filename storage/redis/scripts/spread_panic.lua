-- Brings a switch of a panic beside the cases of one partition, where their sharing checks read it.
--
-- KEYS  1 panic  hash of the partition, scope -> <turn>:<time in ms>
-- ARGV  1 scope   2 turn   3 time (ms)
-- Gives 1, or 0 when this turn or a newer one is there already (nothing is changed).

local panic = KEYS[1]
local present = redis.call('HGET', panic, ARGV[1])
if present and tonumber(string.match(present, '^%d+')) >= tonumber(ARGV[2]) then
  return 0
end
redis.call('HSET', panic, ARGV[1], ARGV[2] .. ':' .. ARGV[3])
return 1
