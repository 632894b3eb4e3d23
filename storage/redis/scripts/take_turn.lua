-- The turn of one holder: taken when nobody has it, kept by its holder, ended with a lease of nothing.
--
-- KEYS  1 turn  string
-- ARGV  1 holder   2 lease (ms), 0 to end it
-- Gives 1 when the holder has the turn now, else 0.

local turn = KEYS[1]
local present = redis.call('GET', turn)
if present and present ~= ARGV[1] then
  return 0
end
if ARGV[2] == '0' then
  redis.call('DEL', turn)
  return 0
end
redis.call('SET', turn, ARGV[1], 'PX', ARGV[2])
return 1
