-- Draws requests for wrk, and prints what came of them as one line of JSON. Its arguments: Lua that gives
-- a function from n to method, path, token, headers and body of the n-th request; a seed; the first n.

local drawn, n

function init(args)
    random = math.random
    math.randomseed(tonumber(args[2]))
    n = tonumber(args[3])
    id = function(kind, number) return string.format("00000000-0000-7000-80%s-%012d", kind, number) end
    drawn = assert(loadstring(args[1]))()
end

function request()
    n = n + 1
    local method, path, token, headers, body = drawn(n - 1)
    if token then headers["Authorization"] = "Bearer " .. token end
    return wrk.format(method, path, headers, body)
end

function done(summary, latency)
    local failed = 0
    for _, count in pairs(summary.errors) do failed = failed + count end
    io.write(string.format('RESULT {"requests": %d, "seconds": %f, "failed": %d, "p50": %f, "p99": %f}\n',
        summary.requests, summary.duration / 1e6, failed,
        latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
