using Stylize.Engine.Imaging;

namespace Stylize.Engine.Gaussians.Ordering;

/// <summary>Stable sorting by 32-bit keys in linear time: four passes of counting sort over a byte each.</summary>
internal static class RadixSort
{
    /// <summary>Sorts keys upwards and carries the items along; equal keys keep their order.</summary>
    /// <param name="keys">Sorted in place.</param>
    /// <param name="items">As many items as keys, moved with them.</param>
    public static void Sort(Span<uint> keys, Span<int> items)
    {
        using var otherKeys = new PooledBuffer<uint>(keys.Length);
        using var otherItems = new PooledBuffer<int>(keys.Length);
        var fromKeys = keys;
        var fromItems = items;
        var toKeys = otherKeys.Span;
        var toItems = otherItems.Span;
        Span<int> starts = stackalloc int[256];
        for (var shift = 0; shift < 32; shift += 8)
        {
            starts.Clear();
            foreach (var key in fromKeys)
            {
                starts[(int)(key >> shift) & 255]++;
            }

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
    }
}
