local function middle(n)
    local numbers = {}
    local seed = 42
    for i = 1, n do
        seed = (seed * 1103515245 + 12345) % 2147483648
        numbers[#numbers + 1] = seed
    end
    table.sort(numbers)
    return numbers[n // 2 + 1]
end
print(middle(100000))
