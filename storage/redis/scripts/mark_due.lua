-- Makes work due now, for each of several cases of a partition.
-- NEEDS due_marks
--
-- KEYS  1 due   zset of the partition
--       2 work  hash of the partition
-- ARGV  1 now (ms)   2 score at which it is due   3... members
-- Gives the number of members.

local due, work = KEYS[1], KEYS[2]
for at = 3, #ARGV do
  mark(due, work, ARGV[at], ARGV[2], false, tonumber(ARGV[1]))
end
return #ARGV - 2
