namespace Stylize.Engine.Imaging;

/// <summary>e^x of vectors of floats by additions and multiplications alone: the same bits at any vector width and processor.</summary>
internal static class VectorExponential
{
    /// <summary>e^x for x at most 0, as 2^n e^r with |r| up to half of ln 2 and the Taylor polynomial of degree 6 for e^r. Relative error
    /// at most 4e-7 down to -87; 0 below.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Exp(Vector<float> x)
    {
        var clamped = Vector.Max(x, new Vector<float>(-87f));
        var scaled = clamped * new Vector<float>(1.442695041f);
        var whole = Vector.Floor(scaled + new Vector<float>(0.5f));

        // n ln 2 is subtracted in two parts, the first of which is exact, so that r keeps its digits.
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
