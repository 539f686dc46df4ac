namespace Stylize.Engine.Gaussians.Ordering;

/// <summary>Stable sorting by 32-bit keys in linear time: one pass of counting sort per byte in which keys differ.</summary>
internal static class RadixSort
{
    private const int Bytes = sizeof(uint);
    private const int Values = 256;

    /// <summary>Sorts keys in ascending order, together with their items.</summary>
    public static void Sort(Span<uint> keys, Span<int> items)
    {
        if (keys.IsEmpty) return;

        using var otherKeys = new PooledBuffer<uint>(keys.Length);
        using var otherItems = new PooledBuffer<int>(keys.Length);
        var fromKeys = keys;
        var fromItems = items;
        var toKeys = otherKeys.Span;
        var toItems = otherItems.Span;
        Span<int> counts = stackalloc int[Bytes * Values];
        Count(keys, counts);
        for (var k = 0; k < Bytes; k++)
        {
            var starts = counts.Slice(k * Values, Values);
            var shift = 8 * k;
            if (starts[(int)(fromKeys[0] >> shift) & 255] == keys.Length) continue;

            var sum = 0;
            foreach (ref var start in starts)
            {
                (start, sum) = (sum, sum + start);
            }

            for (var i = 0; i < fromKeys.Length; i++)
            {
                var place = starts[(int)(fromKeys[i] >> shift) & 255]++;
                toKeys[place] = fromKeys[i];
                toItems[place] = fromItems[i];
            }

            var keysSwap = fromKeys;
            fromKeys = toKeys;
            toKeys = keysSwap;
            var itemsSwap = fromItems;
            fromItems = toItems;
            toItems = itemsSwap;
        }

        if (fromKeys != keys)
        {
            fromKeys.CopyTo(keys);
            fromItems.CopyTo(items);
        }
    }

    private static void Count(ReadOnlySpan<uint> keys, Span<int> counts)
    {
        counts.Clear();
        foreach (var key in keys)
        {
            counts[(int)key & 255]++;
            counts[Values + ((int)(key >> 8) & 255)]++;
            counts[(2 * Values) + ((int)(key >> 16) & 255)]++;
            counts[(3 * Values) + (int)(key >> 24)]++;
        }
    }
}
