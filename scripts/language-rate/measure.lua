-- Prints how many milliseconds a .lua file takes, without the program's start.
local path = arg[1]
print = function(value) io.stderr:write(tostring(value), "\n") end
local file = assert(io.open(path))
local text = file:read("a")
file:close()
local start = os.clock()
assert(load(text, path))()
local finish = os.clock()
io.stdout:write(string.format("%.3f\n", (finish - start) * 1000))
