namespace Stylize.Engine.Imaging.Deflate;

/// <summary>The canonical Huffman code of an alphabet of deflate (RFC 1951, section 3.2.2), its bits in the stream's order.</summary>
/// <param name="symbols">Size of the alphabet.</param>
/// <param name="maxLength">Longest code that the format allows.</param>
internal sealed class HuffmanCode(int symbols, int maxLength)
{
    private readonly byte[] _lengths = new byte[symbols];
    private readonly ushort[] _codes = new ushort[symbols];
    private readonly (long Weight, int Node)[] _leaves = new (long, int)[symbols];
    private readonly int[] _parents = new int[2 * symbols];
    private readonly long[] _weights = new long[2 * symbols];

    /// <summary>Bits of each symbol's code; 0 for a symbol that does not occur.</summary>
    public ReadOnlySpan<byte> Lengths => _lengths;

    /// <summary>The code of each symbol.</summary>
    public ReadOnlySpan<ushort> Codes => _codes;

    /// <summary>Makes the code for symbols that occur so often.</summary>
    public void Build(ReadOnlySpan<int> counts)
    {
        // Flatter weights give shorter longest codes: halve them until the longest fits.
        for (var shift = 0; !TryLengths(counts, shift); shift++)
        {
        }

        Span<int> numbers = stackalloc int[16], next = stackalloc int[16];
        numbers.Clear();
        foreach (var length in _lengths)
        {
            numbers[length]++;
        }

        (numbers[0], next[0]) = (0, 0);
        for (var length = 1; length < next.Length; length++)
        {
            next[length] = (next[length - 1] + numbers[length - 1]) << 1;
        }

        for (var symbol = 0; symbol < symbols; symbol++)
        {
            if (_lengths[symbol] is > 0 and var length)
            {
                _codes[symbol] = Reversed(next[length]++, length);
            }
        }
    }

    /// <summary>Bits that so many symbols take.</summary>
    public long Bits(ReadOnlySpan<int> counts)
    {
        var bits = 0L;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            bits += (long)counts[symbol] * _lengths[symbol];
        }

        return bits;
    }

    private bool TryLengths(ReadOnlySpan<int> counts, int shift)
    {
        Array.Clear(_lengths);
        var leaves = 0;
        for (var symbol = 0; symbol < counts.Length; symbol++)
        {
            if (counts[symbol] > 0)
            {
                _leaves[leaves++] = (Math.Max(counts[symbol] >> shift, 1), symbol);
            }
        }

        if (leaves <= 1)
        {
            // A code needs one bit even where nothing is to be told apart.
            if (leaves == 1)
            {
                _lengths[_leaves[0].Node] = 1;
            }

            return true;
        }

        _leaves.AsSpan(0, leaves).Sort();

        // Leaves come sorted, and sums are made in growing order: the two lightest are always at the head of one of two queues.
        var (leaf, inner, end) = (0, leaves, leaves);
        while (end < (2 * leaves) - 1)
        {
            _weights[end] = Lightest(end) + Lightest(end);
            end++;
        }

        long Lightest(int parent)
        {
            var takesLeaf = leaf < leaves && (inner >= end || _leaves[leaf].Weight <= _weights[inner]);
            var node = takesLeaf ? leaf : inner;
            _parents[node] = parent;
            return takesLeaf ? _leaves[leaf++].Weight : _weights[inner++];
        }

        // A child has a smaller number than its parent, so depths are known from the root down. _weights is free for them now.
        _weights[end - 1] = 0;
        for (var node = end - 2; node >= 0; node--)
        {
            _weights[node] = _weights[_parents[node]] + 1;
            if (node < leaves)
            {
                if (_weights[node] > maxLength)
                {
                    return false;
                }

                _lengths[_leaves[node].Node] = (byte)_weights[node];
            }
        }

        return true;
    }

    private static ushort Reversed(int code, int length)
    {
        var reversed = 0;
        for (var bit = 0; bit < length; bit++)
        {
            reversed = (reversed << 1) | ((code >> bit) & 1);
        }

        return (ushort)reversed;
    }
}
