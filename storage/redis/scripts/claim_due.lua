-- Lends pieces of due work to one worker, each with a fencing token.
-- NEEDS due_marks
--
-- KEYS  1 due    zset of the partition
--       2 work   hash of the partition
--       3 fence  string of the partition, counts tokens
-- ARGV  1 now (ms)   2 end of the lease (ms)   3 name of this call   4... members
-- Gives {member, token, attempt, first failure (ms) or empty, ...} for those that were due still.
-- The same call sent twice gets the leases that the first one took.

local due, work, fence = KEYS[1], KEYS[2], KEYS[3]
local now, ends, claim = tonumber(ARGV[1]), ARGV[2], ARGV[3]
local lent = {}

local function tell(member, entry)
  lent[#lent + 1] = member
  lent[#lent + 1] = entry.token
  lent[#lent + 1] = text_of(entry.attempt)
  lent[#lent + 1] = entry.failed or ''
end

local function lend(member, score, entry)
  if entry.token then
    -- The holder before never came back: that counts as a failure, or work that kills its worker would go on
    -- for ever.
    entry.attempt = entry.attempt + 1
    entry.failed = entry.failed or text_of(now)
  end
  if entry.marked and tonumber(entry.marked) % BAND <= now then
    -- This worker reads the case after the mark was made.
    entry.marked = nil
  end
  entry.token = text_of(redis.call('INCR', fence))
  entry.ends = ends
  entry.claim = claim
  keep_entry(work, member, entry)
  redis.call('ZADD', due, text_of(score - score % BAND + tonumber(ends)), member)
  tell(member, entry)
end

for at = 4, #ARGV do
  local member = ARGV[at]
  local score = tonumber(redis.call('ZSCORE', due, member) or nil)
  local entry = entry_of(work, member) or { attempt = 1 }
  if entry.claim == claim then
    tell(member, entry)
  elseif score and score % BAND <= now then
    lend(member, score, entry)
  end
end
return lent
