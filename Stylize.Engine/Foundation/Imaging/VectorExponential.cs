namespace Stylize.Engine.Imaging;

/// <summary>e^x of float vectors, from additions and multiplications only, with the same bits for any vector width and processor.</summary>
internal static class VectorExponential
{
    /// <summary>Returns e^x for x of 0 or less, as 2^n e^r with |r| up to ln 2 / 2 and a Taylor polynomial of degree 6 for e^r. The
    /// relative error is at most 4e-7 down to -87; the result is 0 below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        var clamped = Vector.Max(x, new Vector<float>(-87f));
        var scaled = clamped * new Vector<float>(1.442695041f);
        var whole = Vector.Floor(scaled + new Vector<float>(0.5f));

        // Subtracts n ln 2 in two parts. The first is exact, so that r keeps its digits.
        var r = clamped - (whole * new Vector<float>(0.693359375f)) - (whole * new Vector<float>(-2.12194440e-4f));
        var p = new Vector<float>(1f / 720f);
        p = (p * r) + new Vector<float>(1f / 120f);
        p = (p * r) + new Vector<float>(1f / 24f);
        p = (p * r) + new Vector<float>(1f / 6f);
        p = (p * r) + new Vector<float>(0.5f);
        p = (p * r) + Vector<float>.One;
        p = (p * r) + Vector<float>.One;
        var power = Vector.AsVectorSingle(Vector.ShiftLeft(Vector.ConvertToInt32(whole) + new Vector<int>(127), 23));
        return Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(-87f)), Vector<float>.Zero, p * power);
    }
}
