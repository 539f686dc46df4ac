using System.Runtime.CompilerServices;

namespace Stylize.Engine.Gaussians.Files.Coding;

/// <summary>
/// Adaptive probability of a bit, kept as the frequency of 0 out of 2^15. After the n-th bit it moves by 1/(n + 1.5) of the way towards the
/// bit seen, and at least by 1/60.5.
/// </summary>
internal struct AdaptiveBit
{
    private const int Total = 1 << RangeEncoder.TotalBits;
    private const int MinFrequency = 48;
    private const int Slowest = 60;

    private static readonly int[] Rates = [.. Enumerable.Range(1, Slowest - 1).Select(n => (1 << 17) / ((2 * n) + 3))];

    private ushort _zero;
    private byte _seen;

    /// <summary>Frequency of zero.</summary>
    public readonly uint Zero => _zero;

    /// <summary>Models that begin with both bits equally likely.</summary>
    public static AdaptiveBit[] Create(int count)
    {
        var models = new AdaptiveBit[count];
        Array.Fill(models, new AdaptiveBit { _zero = Total / 2 });
        return models;
    }

    /// <summary>Updates the probability with a bit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Learn(int bit)
    {
        var goal = Total - MinFrequency - (bit * (Total - (2 * MinFrequency)));
        _zero = (ushort)(_zero + (((goal - _zero) * Rates[_seen]) >> 16));
        _seen = (byte)Math.Min(_seen + 1, Slowest - 2);
    }
}
