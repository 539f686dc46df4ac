using System.Buffers.Binary;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>
/// Deflates samples nearly all of which are zero into a zlib stream (RFC 1950 and 1951), given only those that are not: the time taken
/// grows with their number and not with that of the zeros between them.
/// </summary>
/// <param name="sampleBytes">Bytes of a sample, 2 or 4; the stream has them in this machine's byte order.</param>
internal sealed class SparseDeflater(int sampleBytes)
{
    private const int BlockTokens = 1 << 14;
    private const int EndOfBlock = 256;
    private const int FirstLength = 257;
    private const int MaxLength = 258;
    private const uint Modulus = 65521;

    /// <summary>Zeros of one token at most: a block then takes less than 2^31 bits.</summary>
    private const int MaxZeros = 1 << 24;

    private readonly HuffmanCode _literals = new(286, 15);
    private readonly HuffmanCode _distances = new(30, 15);
    private readonly int[] _literalCounts = new int[286];
    private readonly int[] _distanceCounts = new int[30];
    private readonly CodeLengths _codeLengths = new();
    private readonly BitOutput _bits = new();
    private readonly (int Zeros, uint Sample)[] _tokens = new (int, uint)[BlockTokens];
    private readonly (uint Bits, int Count)[] _matches = new (uint, int)[MaxLength + 1];
    private int _count;
    private long _zeros;
    private ulong _low;
    private ulong _high;
    private bool _followsZero;
    private Stream _target = null!;

    /// <summary>Begins a stream.</summary>
    /// <param name="target">Where it goes; it stays open.</param>
    public void Begin(Stream target)
    {
        (_target, _count, _zeros, _followsZero) = (target, 0, 0, false);
        (_low, _high) = (Adler32.Start, 0);
        _bits.Clear();
        _target.Write([0x78, 0x01]);
    }

    /// <summary>Adds samples of zero.</summary>
    public void Skip(long samples) => _zeros += samples * sampleBytes;

    /// <summary>Adds a sample.</summary>
    public void Add(uint sample)
    {
        if (sample == 0)
        {
            _zeros += sampleBytes;
            return;
        }

        AddZeros();
        AddToken((int)_zeros, sample);
        _zeros = 0;
    }

    /// <summary>Ends the stream.</summary>
    public void End()
    {
        AddZeros();
        if (_zeros > 0)
        {
            AddToken((int)_zeros, 0);
        }

        if (_count > 0)
        {
            WriteBlock();
        }

        // The last block is an empty one of the fixed code: three bits of its kind, seven of its end.
        _bits.Reserve(16);
        _bits.Write(0b011, 10);
        _bits.AlignToByte();
        _bits.WriteTo(_target);
        Span<byte> checksum = stackalloc byte[4];
        BinaryPrimitives.WriteUInt32BigEndian(checksum, (uint)((_high % Modulus << 16) | _low));
        _target.Write(checksum);
    }

    private static byte At(uint sample, int place, int bytes) =>
        (byte)(sample >> (8 * (BitConverter.IsLittleEndian ? place : bytes - 1 - place)));

    /// <summary>The next part of a long match: of what is left, none may be shorter than the three bytes that deflate allows.</summary>
    private static int Piece(int rest) => rest <= MaxLength ? rest : Math.Min(MaxLength, rest - 3);

    /// <summary>Leaves fewer zeros to be added than a token holds.</summary>
    private void AddZeros()
    {
        for (; _zeros > MaxZeros; _zeros -= MaxZeros)
        {
            AddToken(MaxZeros, 0);
        }
    }

    private void AddToken(int zeros, uint sample)
    {
        _tokens[_count++] = (zeros, sample);

        // Zeros add the first sum of the checksum to the second, once for each of them. Both stay below 2^64 for any number of tokens.
        _high = (_high + ((ulong)zeros * _low)) % Modulus;
        for (var place = 0; sample != 0 && place < sampleBytes; place++)
        {
            _low += At(sample, place, sampleBytes);
            _high += _low;
        }

        _low %= Modulus;
        if (_count == _tokens.Length)
        {
            WriteBlock();
        }
    }

    private void WriteBlock()
    {
        Count();
        _literals.Build(_literalCounts);
        _distances.Build(_distanceCounts);
        _codeLengths.Build(_literals.Lengths, _distances.Lengths);
        var bits = _literals.Bits(_literalCounts) + _distances.Bits(_distanceCounts) + _codeLengths.Bits;
        for (var code = 0; code < 29; code++)
        {
            bits += (long)_literalCounts[FirstLength + code] * DeflateTables.LengthExtra(code);
        }

        _bits.Reserve((int)(bits / 8) + 64);
        _bits.Write(0b100, 3);
        _codeLengths.Write(_bits);
        PackMatches();
        WriteTokens();
        Write(EndOfBlock);
        _bits.WriteTo(_target);
        _count = 0;
    }

    private void Count()
    {
        Array.Clear(_literalCounts);
        var followsZero = _followsZero;
        foreach (var (zeros, sample) in _tokens.AsSpan(0, _count))
        {
            var rest = zeros;
            if (rest > 0 && !followsZero)
            {
                _literalCounts[0]++;
                rest--;
            }

            while (rest > 2)
            {
                var piece = Piece(rest);
                _literalCounts[FirstLength + DeflateTables.LengthCode(piece)]++;
                rest -= piece;
            }

            _literalCounts[0] += rest;
            followsZero = sample == 0;
            for (var place = 0; sample != 0 && place < sampleBytes; place++)
            {
                var value = At(sample, place, sampleBytes);
                _literalCounts[value]++;
                followsZero = value == 0;
            }
        }

        _literalCounts[EndOfBlock] = 1;
        _distanceCounts[0] = 0;
        foreach (var count in _literalCounts.AsSpan(FirstLength))
        {
            _distanceCounts[0] += count;
        }
    }

    /// <summary>
    /// The bits of each match at the distance of one byte: the code of its length, the bits behind that, the code of the distance.
    /// </summary>
    private void PackMatches()
    {
        for (var length = 3; length <= MaxLength; length++)
        {
            var code = DeflateTables.LengthCode(length);
            var symbol = FirstLength + code;
            int ofLength = _literals.Lengths[symbol], ofExtra = DeflateTables.LengthExtra(code);
            var bits = _literals.Codes[symbol] | ((uint)(length - DeflateTables.LengthBase(code)) << ofLength)
                | ((uint)_distances.Codes[0] << (ofLength + ofExtra));
            _matches[length] = (bits, ofLength + ofExtra + _distances.Lengths[0]);
        }
    }

    private void WriteTokens()
    {
        foreach (var (zeros, sample) in _tokens.AsSpan(0, _count))
        {
            var rest = zeros;
            if (rest > 0 && !_followsZero)
            {
                Write(0);
                rest--;
            }

            while (rest > 2)
            {
                var piece = Piece(rest);
                var (bits, count) = _matches[piece];
                _bits.Write(bits, count);
                rest -= piece;
            }

            for (; rest > 0; rest--)
            {
                Write(0);
            }

            _followsZero = sample == 0;
            for (var place = 0; sample != 0 && place < sampleBytes; place++)
            {
                var value = At(sample, place, sampleBytes);
                Write(value);
                _followsZero = value == 0;
            }
        }
    }

    private void Write(int symbol) => _bits.Write(_literals.Codes[symbol], _literals.Lengths[symbol]);
}
