using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace Stylize.Engine.Gaussians.Files;

/// <summary>
/// Cumulative frequencies of the places -<see cref="Reach"/> to <see cref="Reach"/> around a centre, by Student's t distribution.
/// Several places are computed at once, each with the same bits as alone.
/// </summary>
/// <param name="first">Where the place 0 begins, in scales from the expected value.</param>
/// <param name="step">Scales a place.</param>
internal readonly struct Places(double first, double step)
{
    /// <summary>Values this far from the expected one and beyond are told by what they go further.</summary>
    public const int Reach = 127;

    /// <summary>Degrees of freedom.</summary>
    public const double Freedom = 6;

    private const int Total = 1 << RangeEncoder.TotalBits;

    /// <summary>What is shared out by the distribution; each place has one besides.</summary>
    private const int Shared = Total - (2 * Reach) - 1;

    /// <summary>Frequencies of the distribution in a step of <see cref="Quantiles"/>.</summary>
    private const int QuantileBits = 4;

    /// <summary>Deviations by the share that lies below them: where the search begins, so its precision is of no account.</summary>
    private static readonly float[] Quantiles = CreateQuantiles();

    /// <summary>Frequencies below a place, and up to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public (uint Start, uint End) Of(int place)
    {
        var number = Vector128.Create((double)place, place + 1);
        var z = Vector128.Create(first) + (number * Vector128.Create(step));
        var u = z / Vector128.Sqrt(Vector128.Create(Freedom) + (z * z));
        var a = Vector128.Create(1.0) - (u * u);
        var below = Vector128.Create(.25) + (a * Vector128.Create(.1875));
        below = Vector128.Create((double)Shared) * (Vector128.Create(.5) + (u * (Vector128.Create(.5) + (a * below))));
        var start = place == -Reach ? 0 : place + Reach + double.ConvertToIntegerNative<int>(below[0]);
        var end = place == Reach ? Total : place + 1 + Reach + double.ConvertToIntegerNative<int>(below[1]);
        return ((uint)start, (uint)end);
    }

    /// <summary>The place whose frequencies hold a given one.</summary>
    /// <param name="frequency">Below the total.</param>
    /// <param name="places">Places a scale.</param>
    /// <param name="start">Frequencies below the place.</param>
    /// <param name="end">Frequencies up to its end.</param>
    public int At(uint frequency, double places, out uint start, out uint end)
    {
        var z = Quantiles[Math.Clamp((int)frequency - Reach, 0, Shared) >> QuantileBits];
        var place = Math.Clamp(double.ConvertToIntegerNative<int>(Math.Floor((z - first) * places)), -Reach, Reach);
        (start, end) = Of(place);
        if (frequency - start < end - start)
        {
            return place;
        }

        var (low, high) = frequency < start ? (-Reach, place) : (place + 1, Reach + 1);
        for (var width = 1; ; width *= 2)
        {
            // Twice as far each time, until it is known between which two places it lies; halves then.
            var ahead = frequency >= start;
            place = ahead ? Math.Min(low + width - 1, (low + high) >> 1) : Math.Max(high - width, (low + high) >> 1);
            (start, end) = Of(place);
            if (frequency - start < end - start)
            {
                return place;
            }

            (low, high) = frequency < start ? (low, place) : (place + 1, high);
        }
    }

    private static float[] CreateQuantiles()
    {
        var quantiles = new float[(Shared >> QuantileBits) + 1];
        for (var i = 0; i < quantiles.Length; i++)
        {
            var goal = ((i << QuantileBits) + (.5 * (1 << QuantileBits))) / Shared;
            var (low, high) = (-1.0, 1.0);
            for (var bit = 0; bit < 40; bit++)
            {
                var u = (low + high) / 2;
                var a = 1 - (u * u);
                (low, high) = .5 + (u * (.5 + (a * (.25 + (a * .1875))))) < goal ? (u, high) : (low, u);
            }

            quantiles[i] = (float)(low * Math.Sqrt(Freedom / (1 - (low * low))));
        }

        return quantiles;
    }
}
