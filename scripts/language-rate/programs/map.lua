local function looked_up(n)
    local ages = {}
    for i = 1, n do ages["key-" .. i] = i end
    local sum = 0
    for i = 1, n do sum = sum + ages["key-" .. i] end
    return sum
end
print(looked_up(200000))
