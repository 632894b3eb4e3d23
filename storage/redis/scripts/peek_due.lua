-- What is due now in a partition, most urgent first; changes nothing.
-- NEEDS due_marks
--
-- KEYS  1 due  zset of the partition
-- ARGV  1 now (ms)   2 at most so many   3... numbers of the kinds, from the most urgent
-- Gives {member, score, member, score, ...}.

local due = KEYS[1]
local now, limit = tonumber(ARGV[1]), tonumber(ARGV[2])
local found = {}
for at = 3, #ARGV do
  local kind = tonumber(ARGV[at])
  local left = limit - #found / 2
  if left <= 0 then
    break
  end
  local first, last = text_of(kind * BAND), text_of(kind * BAND + now)
  local these = redis.call('ZRANGE', due, first, last, 'BYSCORE', 'LIMIT', 0, text_of(left), 'WITHSCORES')
  for _, value in ipairs(these) do
    found[#found + 1] = value
  end
end
return found
