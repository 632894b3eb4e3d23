-- The alias chosen for a delivery: the first one that was offered.
--
-- KEYS  1 choice  string
-- ARGV  1 alias, empty to offer none   2 lifetime (ms)
-- Gives the alias that an earlier attempt wrote, or this one.

local choice = KEYS[1]
if ARGV[1] == '' then
  return redis.call('GET', choice) or ''
end
return redis.call('SET', choice, ARGV[1], 'NX', 'GET', 'PX', ARGV[2]) or ARGV[1]
