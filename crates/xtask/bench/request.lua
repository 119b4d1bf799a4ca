-- A benchmarked request, for wrk:  wrk .. -s request.lua BASE_URL -- METHOD PATH [BODY]
--   TOKEN   sent as "Authorization: Bearer TOKEN"
--   RUN_ID  makes "{n}" unique between runs
-- In path and body "{n}" becomes a value unique to each request, "{rand:LO:HI}" a whole number from LO to HI.
-- Each POST has its own Idempotency-Key, as in the browser app.
-- At the end: RESULT requests_per_second p50_us p95_us p99_us socket_errors responses_other_than_2xx_or_3xx requests

local threads = 0
function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

local method, path, body, fixed
local counter = 0
local run = os.getenv("RUN_ID") or "0"

local function unique()
  return run .. "-" .. (number or 0) .. "-" .. counter
end

local function expand(text)
  text = text:gsub("{n}", unique)
  return (text:gsub("{rand:(%d+):(%d+)}", function(low, high)
    return tostring(math.random(tonumber(low), tonumber(high)))
  end))
end

function init(arguments)
  method, path = arguments[1], arguments[2]
  if #arguments >= 3 then body = table.concat(arguments, " ", 3) end
  math.randomseed(4242 + (number or 0))
  wrk.headers["Accept"] = "application/json"
  local token = os.getenv("TOKEN")
  if token and token ~= "" then wrk.headers["Authorization"] = "Bearer " .. token end
  if body then wrk.headers["Content-Type"] = "application/json" end
  if method ~= "POST" and not path:find("{", 1, true) then
    fixed = wrk.format(method, path, wrk.headers, body)
  end
end

function request()
  if fixed then return fixed end
  counter = counter + 1
  if method == "POST" then wrk.headers["Idempotency-Key"] = unique() end
  return wrk.format(method, expand(path), wrk.headers, body and expand(body))
end

function done(summary, latency, _)
  local e = summary.errors
  io.write(string.format("RESULT %.2f %d %d %d %d %d %d\n",
    summary.requests / (summary.duration / 1e6),
    latency:percentile(50), latency:percentile(95), latency:percentile(99),
    e.connect + e.read + e.write + e.timeout, e.status, summary.requests))
end
