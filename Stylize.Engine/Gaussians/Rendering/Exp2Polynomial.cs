namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Computes 2^t: 2^floor(t) by the exponent, and 2^fraction by a minimax polynomial of degree 5 that is exactly 1 at 0. The relative error
/// is at most 2.5e-7 including rounding. The exponentials of <c>Imaging</c> and of the fit round differently, so using them would change
/// rendered bytes.
/// </summary>
internal static class Exp2Polynomial
{
    public const float MinArgument = -126;
    public const float C1 = 0.69315131f;
    public const float C2 = 0.24016445f;
    public const float C3 = 0.05579991f;
    public const float C4 = 0.00901703f;
    public const float C5 = 0.00186713f;

    /// <summary>Computes 2^t in every lane, for t in [-126,126]; undefined for other values.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static TVector Evaluate<TLanes, TVector>(TVector t)
        where TLanes : ILanes<TVector>
    {
        var f = TLanes.Fraction(t);
        var p = TLanes.Fma(TLanes.Create(C5), f, TLanes.Create(C4));
        p = TLanes.Fma(p, f, TLanes.Create(C3));
        p = TLanes.Fma(p, f, TLanes.Create(C2));
        p = TLanes.Fma(p, f, TLanes.Create(C1));
        p = TLanes.Fma(p, f, TLanes.Create(1));
        return TLanes.ScaleByFloor(p, t);
    }

    /// <summary>Computes 2^t for one value, bit-identical to a lane.</summary>
    public static float Evaluate(float t)
    {
        var floor = MathF.Floor(t);
        var f = t - floor;
        var p = MathF.FusedMultiplyAdd(C5, f, C4);
        p = MathF.FusedMultiplyAdd(p, f, C3);
        p = MathF.FusedMultiplyAdd(p, f, C2);
        p = MathF.FusedMultiplyAdd(p, f, C1);
        p = MathF.FusedMultiplyAdd(p, f, 1);
        return BitConverter.Int32BitsToSingle(BitConverter.SingleToInt32Bits(p) + ((int)floor << 23));
    }
}

/// <summary>The window max(0, 2^t - <see cref="Floor"/>) with t = -q log2(e) / 2.</summary>
/// <param name="Edge">t at the cutoff.</param>
/// <param name="Slack">Rows added at both ends of a column's span, so that rounding never excludes a sample inside.</param>
internal readonly record struct GaussianWindow(float Edge, float Floor, float Slack)
{
    private const float HalfLog2E = 0.72134752f;

    public static GaussianWindow Create(float cutoff, int samples)
    {
        var edge = -HalfLog2E * cutoff * cutoff;
        return new GaussianWindow(edge, Exp2Polynomial.Evaluate(edge), 0.01f + (4e-7f * samples));
    }
}
