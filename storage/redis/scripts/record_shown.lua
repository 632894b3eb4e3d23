-- Keeps what a surface of a case shows now.
-- NEEDS due_marks
--
-- KEYS  1 shown  hash of the case, surface name -> Shown (JSON)
--       2 case   hash
--       3 due    zset of the partition
--       4 work   hash of the partition
-- ARGV  1 name   2 revision   3 Shown (JSON)   4 now (ms)
--       5 member and 6 score of presenting the case now
-- Gives 1, or 0 when a newer revision of the surface is recorded: then its content hash is emptied, because old
-- content may just have been put over it. Presenting is due again then, and also when the case has moved on since
-- the caller read it: after its lease ran out, the caller may have put up what others have just taken down.

local shown, case, due, work = KEYS[1], KEYS[2], KEYS[3], KEYS[4]
local name, revision, now = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[4])

local raw = redis.call('HGET', shown, name)
if raw then
  local recorded = cjson.decode(raw)
  if recorded.revision > revision then
    recorded.content_hash = ''
    redis.call('HSET', shown, name, cjson.encode(recorded))
    mark(due, work, ARGV[5], ARGV[6], false, now)
    return 0
  end
end
redis.call('HSET', shown, name, ARGV[3])
if tonumber(redis.call('HGET', case, 'revision') or '0') > revision then
  mark(due, work, ARGV[5], ARGV[6], false, now)
end
return 1
