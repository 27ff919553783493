local function lines(n)
    local pieces = {}
    for i = 1, n do
        pieces[#pieces + 1] = "target-" .. i .. ": " .. (i * 2) .. " ok"
    end
    local text = ""
    for _, piece in ipairs(pieces) do
        text = text .. piece .. "\n"
        if #text > 1000 then text = "" end
    end
    return #table.concat(pieces, "\n") + #text
end
print(lines(100000))
