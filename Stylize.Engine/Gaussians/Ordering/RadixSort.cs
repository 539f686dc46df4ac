namespace Stylize.Engine.Gaussians.Ordering;

/// <summary>
/// Stable sorting by 32-bit keys in linear time: one pass of counting sort per digit of the bits in which keys differ.
/// Between passes, a key and its item are one 64-bit word.
/// </summary>
internal static unsafe class RadixSort
{
    private const int KeyBits = 32;

    /// <summary>Bits per digit of many keys. Their counts fit in the first-level cache.</summary>
    private const int LargeDigit = 11;

    /// <summary>Bits per digit of few keys, for which more counts would take longer than one more pass.</summary>
    private const int SmallDigit = 8;
    private const int MinLargeCount = 2048;

    /// <summary>Sorts keys in ascending order, together with their items.</summary>
    public static void Sort(Span<uint> keys, Span<int> items)
    {
        var differences = 0u;
        foreach (var key in keys)
        {
            differences |= key ^ keys[0];
        }

        if (differences == 0) return;

        var count = keys.Length;
        ArgumentOutOfRangeException.ThrowIfLessThan(items.Length, count, nameof(items));
        var shift = BitOperations.TrailingZeroCount(differences);
        var bits = KeyBits - BitOperations.LeadingZeroCount(differences) - shift;
        var maxWidth = count < MinLargeCount ? SmallDigit : LargeDigit;
        var digits = (bits + maxWidth - 1) / maxWidth;
        var width = (bits + digits - 1) / digits;
        var starts = stackalloc int[1 << width];
        var mask = (1u << width) - 1;
        using var words = new PooledBuffer<ulong>(2 * count);
        var from = words.Pointer;
        var to = from + count;
        fixed (uint* key = keys)
        fixed (int* item = items)
        {
            Count(key, count, shift, mask, starts);
            Join(key, item, count, shift, mask, starts, from);
            for (var digit = 1; digit < digits - 1; digit++)
            {
                shift += width;
                Count(key, count, shift, mask, starts);
                Move(from, count, KeyBits + shift, mask, starts, to);
                var swap = from;
                from = to;
                to = swap;
            }

            if (digits > 1)
            {
                shift += width;
                Count(key, count, shift, mask, starts);
            }
            else
            {
                // The words are sorted already, so each one's place is the next.
                (mask, starts[0]) = (0, 0);
            }

            Separate(from, count, KeyBits + shift, mask, starts, key, item);
        }
    }

    /// <summary>Computes the first place of each value of a digit.</summary>
    private static void Count(uint* keys, int count, int shift, uint mask, int* starts)
    {
        new Span<int>(starts, (int)mask + 1).Clear();
        for (var i = 0; i < count; i++)
        {
            starts[(keys[i] >> shift) & mask]++;
        }

        var sum = 0;
        for (var value = 0; value <= mask; value++)
        {
            (starts[value], sum) = (sum, sum + starts[value]);
        }
    }

    /// <summary>The first pass, which joins keys and items to words.</summary>
    private static void Join(uint* keys, int* items, int count, int shift, uint mask, int* starts, ulong* to)
    {
        for (var i = 0; i < count; i++)
        {
            to[starts[(keys[i] >> shift) & mask]++] = ((ulong)keys[i] << KeyBits) | (uint)items[i];
        }
    }

    private static void Move(ulong* from, int count, int shift, uint mask, int* starts, ulong* to)
    {
        for (var i = 0; i < count; i++)
        {
            to[starts[(uint)(from[i] >> shift) & mask]++] = from[i];
        }
    }

    /// <summary>The last pass, which separates words into keys and items.</summary>
    private static void Separate(ulong* from, int count, int shift, uint mask, int* starts, uint* keys, int* items)
    {
        for (var i = 0; i < count; i++)
        {
            var place = starts[(uint)(from[i] >> shift) & mask]++;
            keys[place] = (uint)(from[i] >> KeyBits);
            items[place] = (int)from[i];
        }
    }
}
