-- Functions for marking due work; put in front of the scripts that NEED this file.
--
-- An entry of the `work` hash describes a piece of work that is lent or has failed:
--   token, ends, claim  the lease: its fencing token, its end (ms), the call that took it
--   marked              the score of a mark made while it was lent
--   attempt, failed     the number of the present attempt, the time (ms) of the first failure
--   why                 what the last failure was
-- Numbers stand as text, because cjson writes only 14 digits.

-- Equals URGENCY_BAND in storage/keys.py.
local BAND = 100000000000000

local function text_of(number)
  return string.format('%.0f', number)
end

local function entry_of(work, member)
  local raw = redis.call('HGET', work, member)
  if not raw then
    return nil
  end
  return cjson.decode(raw)
end

local function keep_entry(work, member, entry)
  redis.call('HSET', work, member, cjson.encode(entry))
end

local function is_lent(entry, now)
  return entry and entry.token and tonumber(entry.ends) > now
end

local function earlier(one, other)
  if one and other then
    return tonumber(one) < tonumber(other) and one or other
  end
  return one or other
end

-- Makes the work due at the score. An earlier time wins, unless `is_exact` sets the time.
-- While it is lent the lease stays, and the mark waits in the entry for the end of it. A lease that ran out may
-- still be settled by its slow holder, so the mark is noted for that case too.
local function mark(due, work, member, score, is_exact, now)
  local entry = entry_of(work, member)
  if entry and entry.token then
    entry.marked = is_exact and score or earlier(entry.marked, score)
    keep_entry(work, member, entry)
  end
  if is_lent(entry, now) then
    return
  end
  if is_exact then
    redis.call('ZADD', due, score, member)
  else
    redis.call('ZADD', due, 'LT', score, member)
  end
end

-- Takes a mark back. A present lease stays: its holder settles it.
local function clear(due, work, member, now)
  local entry = entry_of(work, member)
  if is_lent(entry, now) then
    entry.marked = nil
    keep_entry(work, member, entry)
    return
  end
  redis.call('ZREM', due, member)
  redis.call('HDEL', work, member)
end
