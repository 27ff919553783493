import SluiceModel

extension ScriptEvaluation {
    /// Stable, ascending by the keys.
    mutating func sorted(_ items: [Value], by keys: [Value], reverse: Bool) throws(Trouble) -> [Value] {
        guard let first = keys.first else { return [] }
        let order: [Int]
        if let numbers = try numbers(keys) {
            order = try positions(ofNumbers: numbers, reverse: reverse)
        } else {
            for key in keys {
                try burn(Int(key.extent.size) / 16)
                guard Value.order(first, key) == nil else { continue }
                throw Trouble(
                    .incomparable, "\(first.typeWithArticle) and \(key.typeWithArticle) have no order", label: "cannot be sorted",
                    help: "sort by something that has one: `sorted(xs, by: x => x.weight)`")
            }
            order = try positions(of: keys, reverse: reverse)
        }
        try burn(items.count / 16)
        return order.map { items[$0] }
    }

    private mutating func numbers(_ keys: [Value]) throws(Trouble) -> [Int64]? {
        var numbers: [Int64] = []
        numbers.reserveCapacity(keys.count)
        for key in keys {
            guard case .int(let number) = key else { return nil }
            numbers.append(number)
        }
        try burn(numbers.count / 16)
        return numbers
    }

    /// The order of whole numbers: by their lowest byte, then the next one, as far as they differ at all. Linear.
    private mutating func positions(ofNumbers numbers: [Int64], reverse: Bool) throws(Trouble) -> [Int] {
        // With the sign turned the order of the bits is that of the numbers.
        var keys = numbers.map { number in
            let bits = UInt64(bitPattern: number) ^ (1 << 63)
            return reverse ? ~bits : bits
        }
        var order = Array(keys.indices)
        let differing = keys.reduce(0) { $0 | ($1 ^ keys[0]) }
        var keysAfter = keys
        var orderAfter = order
        for shift in stride(from: 0, to: 64, by: 8) where (differing >> UInt64(shift)) & 0xFF != 0 {
            try burn(keys.count / 16)
            var starts = [Int](repeating: 0, count: 257)
            for key in keys { starts[Int((key >> UInt64(shift)) & 0xFF) + 1] += 1 }
            for byte in 1...256 { starts[byte] += starts[byte - 1] }
            for (index, key) in keys.enumerated() {
                let byte = Int((key >> UInt64(shift)) & 0xFF)
                let place = starts[byte]
                starts[byte] = place + 1
                keysAfter[place] = key
                orderAfter[place] = order[index]
            }
            swap(&keys, &keysAfter)
            swap(&order, &orderAfter)
        }
        return order
    }

    /// The order of any keys that have one: runs of doubling length are merged. What was equal keeps its order.
    private mutating func positions(of keys: [Value], reverse: Bool) throws(Trouble) -> [Int] {
        var order = Array(keys.indices)
        var merged = order
        var width = 1
        while width < order.count {
            for start in stride(from: 0, to: order.count, by: 2 * width) {
                let middle = min(start + width, order.count)
                let end = min(start + 2 * width, order.count)
                var (left, right) = (start, middle)
                for place in start..<end {
                    var takesRight = left == middle
                    if left < middle, right < end {
                        let comparison = Value.order(keys[order[right]], keys[order[left]]) ?? 0
                        takesRight = reverse ? comparison > 0 : comparison < 0
                    }
                    merged[place] = order[takesRight ? right : left]
                    if takesRight { right += 1 } else { left += 1 }
                }
                try burn(end - start)
            }
            swap(&order, &merged)
            width *= 2
        }
        return order
    }
}
