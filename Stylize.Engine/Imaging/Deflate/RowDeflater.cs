using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>
/// Deflates rows of an image into a zlib stream (RFC 1950 and 1951) several times faster than a general compressor: bytes repeat the byte
/// before or the row before, or are literals, and each block has Huffman codes of its own. For rows after a predictor and for indices of
/// colours; the noise of a camera becomes no smaller by looking further.
/// </summary>
internal sealed class RowDeflater
{
    private const int BlockBytes = 1 << 17;
    private const int EndOfBlock = 256;
    private const int FirstLength = 257;

    private readonly Stream _target;
    private readonly HuffmanCode _literals = new(286, 15);
    private readonly HuffmanCode _distances = new(30, 15);
    private readonly int[] _literalCounts = new int[286];
    private readonly int[] _distanceCounts = new int[30];
    private readonly int[] _byteCounts = new int[4 * 256];
    private readonly uint[] _packed = new uint[256];
    private readonly List<Token> _tokens = [];
    private readonly BitOutput _bits = new();
    private readonly CodeLengths _codeLengths = new();
    private int _rowBytes;
    private uint _checksum;

    /// <param name="target">Where the stream goes; it stays open.</param>
    public RowDeflater(Stream target) => _target = target;

    /// <summary>Begins a stream.</summary>
    /// <param name="rowBytes">Bytes of a row.</param>
    public void Begin(int rowBytes)
    {
        (_rowBytes, _checksum) = (rowBytes, Adler32.Start);
        _bits.Clear();

        // Deflate with a window of 32 KiB, the fastest level, no dictionary.
        _target.Write([0x78, 0x01]);
    }

    /// <summary>Adds bytes. Give whole rows, and many at a time: rows of an earlier call are not looked at.</summary>
    public void Add(ReadOnlySpan<byte> data)
    {
        _checksum = Adler32.Append(_checksum, data);
        for (var start = 0; start < data.Length; start += BlockBytes)
        {
            WriteBlock(data[..Math.Min(start + BlockBytes, data.Length)], start);
        }
    }

    /// <summary>Ends the stream.</summary>
    public void End()
    {
        // The last block is an empty one of the fixed code: three bits of its kind, seven of its end.
        _bits.Reserve(16);
        _bits.Write(0b011, 10);
        _bits.AlignToByte();
        _bits.WriteTo(_target);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, _checksum);
        _target.Write(checksum);
    }

    /// <summary>Writes what begins at a place, as one block.</summary>
    private void WriteBlock(ReadOnlySpan<byte> data, int start)
    {
        FindTokens(data, start);
        _literals.Build(_literalCounts);
        _distances.Build(_distanceCounts);
        _codeLengths.Build(_literals.Lengths, _distances.Lengths);
        var bits = _literals.Bits(_literalCounts) + _distances.Bits(_distanceCounts) + ExtraBits() + _codeLengths.Bits;
        if (bits / 8 >= data.Length - start)
        {
            Store(data[start..]);
            return;
        }

        _bits.Reserve((int)(bits / 8) + 64);
        _bits.Write(0b100, 3);
        _codeLengths.Write(_bits);
        WriteTokens(data, start);
        Write(_literals, EndOfBlock);
        _bits.WriteTo(_target);
    }

    /// <summary>Stores a block that would become larger (RFC 1951, section 3.2.4).</summary>
    private void Store(ReadOnlySpan<byte> block)
    {
        for (; block.Length > 0; block = block[Math.Min(ushort.MaxValue, block.Length)..])
        {
            var length = Math.Min(ushort.MaxValue, block.Length);
            _bits.Reserve(16);
            _bits.Write(0, 3);
            _bits.AlignToByte();
            _bits.Write((uint)length, 16);
            _bits.Write((uint)(ushort)~length, 16);
            _bits.WriteTo(_target);
            _target.Write(block[..length]);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void FindTokens(ReadOnlySpan<byte> data, int start)
    {
        _tokens.Clear();
        Array.Clear(_literalCounts);
        Array.Clear(_distanceCounts);
        Array.Clear(_byteCounts);
        var finder = new MatchFinder(data, _rowBytes);
        for (var at = start; at < data.Length;)
        {
            var next = finder.Next(at, out var length, out var isRow);
            Count(data[at..next]);
            _tokens.Add(new Token(next - at, length, isRow));
            var distance = isRow ? DeflateTables.DistanceCode(_rowBytes) : 0;
            for (var rest = length; rest > 0;)
            {
                var piece = Piece(rest);
                _literalCounts[FirstLength + DeflateTables.LengthCode(piece)]++;
                _distanceCounts[distance]++;
                rest -= piece;
            }

            at = next + length;
        }

        for (var value = 0; value < 256; value++)
        {
            _literalCounts[value] = _byteCounts[value] + _byteCounts[256 + value] + _byteCounts[512 + value] + _byteCounts[768 + value];
        }

        _literalCounts[EndOfBlock] = 1;
    }

    /// <summary>Counts literals in four tables by turns, since a counter that has just been written is slow to be read.</summary>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void Count(ReadOnlySpan<byte> literals)
    {
        Span<int> counts = _byteCounts;
        var words = MemoryMarshal.Cast<byte, uint>(literals);
        foreach (var word in words)
        {
            counts[(int)(word & 255)]++;
            counts[256 + (int)((word >> 8) & 255)]++;
            counts[512 + (int)((word >> 16) & 255)]++;
            counts[768 + (int)(word >> 24)]++;
        }

        foreach (var value in literals[(4 * words.Length)..])
        {
            counts[value]++;
        }
    }

    /// <summary>The next part of a long match: of what is left, none may be shorter than the three bytes that deflate allows.</summary>
    private static int Piece(int rest) =>
        rest <= MatchFinder.MaxLength ? rest : Math.Min(MatchFinder.MaxLength, rest - 3);

    private long ExtraBits()
    {
        var bits = 0L;
        for (var code = 0; code < 29; code++)
        {
            bits += (long)_literalCounts[FirstLength + code] * DeflateTables.LengthExtra(code);
        }

        for (var code = 0; code < 30; code++)
        {
            bits += (long)_distanceCounts[code] * DeflateTables.DistanceExtra(code);
        }

        return bits;
    }

    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    private void WriteTokens(ReadOnlySpan<byte> data, int at)
    {
        for (var value = 0; value < 256; value++)
        {
            _packed[value] = ((uint)_literals.Codes[value] << 8) | _literals.Lengths[value];
        }

        foreach (var token in _tokens)
        {
            _bits.WriteLiterals(data.Slice(at, token.Literals), _packed);
            at += token.Literals + token.Length;
            for (var rest = token.Length; rest > 0;)
            {
                var piece = Piece(rest);
                rest -= piece;
                var code = DeflateTables.LengthCode(piece);
                Write(_literals, FirstLength + code);
                _bits.Write((uint)(piece - DeflateTables.LengthBase(code)), DeflateTables.LengthExtra(code));
                var distance = token.IsRow ? DeflateTables.DistanceCode(_rowBytes) : 0;
                Write(_distances, distance);
                if (token.IsRow)
                {
                    _bits.Write((uint)(_rowBytes - DeflateTables.DistanceBase(distance)), DeflateTables.DistanceExtra(distance));
                }
            }
        }
    }

    private void Write(HuffmanCode code, int symbol) => _bits.Write(code.Codes[symbol], code.Lengths[symbol]);

    /// <summary>Literals, and the match behind them.</summary>
    private readonly record struct Token(int Literals, int Length, bool IsRow);
}
