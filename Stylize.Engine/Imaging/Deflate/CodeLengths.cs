namespace Stylize.Engine.Imaging.Deflate;

/// <summary>The lengths of a block's two codes as the block's head has them (RFC 1951, section 3.2.7).</summary>
internal sealed class CodeLengths
{
    private static readonly byte[] Order = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

    private readonly HuffmanCode _code = new(19, 7);
    private readonly int[] _counts = new int[19];
    private readonly List<(byte Symbol, byte Extra)> _symbols = [];
    private int _literals;
    private int _distances;
    private int _ordered;

    /// <summary>Bits of the head, with the three of the block's kind.</summary>
    public long Bits => 3 + 14 + (3 * _ordered) + _code.Bits(_counts) + (2L * _counts[16]) + (3L * _counts[17]) + (7L * _counts[18]);

    /// <summary>Prepares the head of a block.</summary>
    public void Build(ReadOnlySpan<byte> literals, ReadOnlySpan<byte> distances)
    {
        _literals = Used(literals, 257);
        _distances = Used(distances, 1);
        Span<byte> all = stackalloc byte[_literals + _distances];
        literals[.._literals].CopyTo(all);
        distances[.._distances].CopyTo(all[_literals..]);
        _symbols.Clear();
        Array.Clear(_counts);
        for (var at = 0; at < all.Length;)
        {
            var length = all[at];
            var run = 1;
            while (at + run < all.Length && all[at + run] == length)
            {
                run++;
            }

            at += run;
            if (length != 0)
            {
                Add(length, 0);
                run--;
            }

            for (; run >= 3; run -= Math.Min(run, length != 0 ? 6 : 138))
            {
                var (symbol, shortest) = (length != 0, run) switch { (true, _) => (16, 3), (_, <= 10) => (17, 3), _ => (18, 11) };
                Add((byte)symbol, (byte)(Math.Min(run, length != 0 ? 6 : 138) - shortest));
            }

            for (; run > 0; run--)
            {
                Add(length, 0);
            }
        }

        _code.Build(_counts);
        _ordered = Order.Length;
        while (_ordered > 4 && _code.Lengths[Order[_ordered - 1]] == 0)
        {
            _ordered--;
        }
    }

    /// <summary>Writes the head behind the block's kind.</summary>
    public void Write(BitOutput bits)
    {
        bits.Write((uint)(_literals - 257), 5);
        bits.Write((uint)(_distances - 1), 5);
        bits.Write((uint)(_ordered - 4), 4);
        foreach (var symbol in Order.AsSpan(0, _ordered))
        {
            bits.Write(_code.Lengths[symbol], 3);
        }

        foreach (var (symbol, extra) in _symbols)
        {
            bits.Write(_code.Codes[symbol], _code.Lengths[symbol]);
            bits.Write(extra, symbol switch { 16 => 2, 17 => 3, 18 => 7, _ => 0 });
        }
    }

    private void Add(byte symbol, byte extra)
    {
        _symbols.Add((symbol, extra));
        _counts[symbol]++;
    }

    private static int Used(ReadOnlySpan<byte> lengths, int least) => Math.Max(lengths.LastIndexOfAnyExcept((byte)0) + 1, least);
}
