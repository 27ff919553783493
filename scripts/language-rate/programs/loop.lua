local function total(n)
    local sum = 0
    for i = 1, n do
        if i % 3 == 0 then sum = sum + i end
    end
    return sum
end
print(total(3000000))
