using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Imaging.Deflate;

/// <summary>
/// Finds what rows of an image repeat: the byte before, or the row before. Nothing else is looked for, so noise is passed 25 bytes at a
/// time.
/// </summary>
/// <param name="data">The rows.</param>
/// <param name="rowBytes">Bytes of a row; 0 to look for repeated bytes alone.</param>
internal readonly ref struct MatchFinder(ReadOnlySpan<byte> data, int rowBytes)
{
    /// <summary>Longest match that deflate can tell of.</summary>
    public const int MaxLength = 258;

    /// <summary>Longest distance that deflate can tell of.</summary>
    public const int MaxDistance = 1 << 15;

    /// <summary>Repeated bytes that are worth a match: telling their number takes fewer bits than they would.</summary>
    private const int MinRun = 4;

    /// <summary>Bytes of the row before that are worth a match, whose distance takes up to 13 bits more.</summary>
    private const int MinRow = 8;

    /// <summary>In 32 flags, runs that begin at one of the first 25 are seen whole.</summary>
    private const int Step = 32 - MinRow + 1;

    private readonly ReadOnlySpan<byte> _data = data;
    private readonly int _row = rowBytes is > 1 and <= MaxDistance ? rowBytes : 0;

    /// <summary>The next match at or after a place.</summary>
    /// <param name="at">Where to begin.</param>
    /// <param name="length">Its bytes, more than <see cref="MaxLength"/> perhaps; 0 where there is none any more.</param>
    /// <param name="isRow">True where it repeats the row before, false where it repeats the byte before.</param>
    /// <returns>Where it begins.</returns>
    [MethodImpl(MethodImplOptions.NoInlining | MethodImplOptions.AggressiveOptimization)]
    public int Next(int at, out int length, out bool isRow)
    {
        ref var first = ref MemoryMarshal.GetReference(_data);
        for (at = Math.Max(at, 1); at + 32 <= _data.Length; at += Step)
        {
            var here = Vector256.LoadUnsafe(ref first, (nuint)at);
            var run = Vector256.Equals(here, Vector256.LoadUnsafe(ref first, (nuint)at - 1)).ExtractMostSignificantBits();
            run &= run >> 1;
            run &= run >> 2;
            var row = 0u;
            if (_row > 0 && at >= _row)
            {
                row = Vector256.Equals(here, Vector256.LoadUnsafe(ref first, (nuint)(at - _row))).ExtractMostSignificantBits();
                row &= row >> 1;
                row &= row >> 2;
                row &= row >> 4;
            }

            if ((run | row) != 0)
            {
                at += BitOperations.TrailingZeroCount(run | row);
                var ofRun = Common(at, 1);
                var ofRow = _row > 0 && at >= _row && ofRun < MaxLength ? Common(at, _row) : 0;
                isRow = ofRow > ofRun + MinRun || ofRun < MinRun;
                length = isRow ? ofRow : ofRun;
                return at;
            }
        }

        (length, isRow) = (0, false);
        return _data.Length;
    }

    private int Common(int at, int distance) => _data[at..].CommonPrefixLength(_data.Slice(at - distance, _data.Length - at));
}
