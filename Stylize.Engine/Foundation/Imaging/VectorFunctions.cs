namespace Stylize.Engine.Imaging;

/// <summary>e^x of float vectors, from additions and multiplications only, with the same bits for any vector width and
/// processor.</summary>
/// <remarks>The plain way, <see cref="MathF.Exp"/> for each lane, takes 3 to 5 times as long.</remarks>
internal static class VectorExponential
{
    /// <summary>Returns e^x for x of 0 or less, as 2^n e^r with |r| up to ln 2 / 2 and a Taylor polynomial of degree 6
    /// for e^r. The relative error is at most 4e-7 down to -87; the result is 0 below.</summary>
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

/// <summary>Roots of float vectors, from multiplications, divisions and additions only, with the same bits for any
/// vector width and processor. The relative error is at most 3e-7 from 1e-30 to 1e30; the root of 0 is below
/// 1e-12.</summary>
internal static class VectorRoots
{
    /// <summary>Returns the square root of each lane. Browsers have an instruction only for this form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Square(Vector<float> x) =>
        Vector<float>.Count == Vector128<float>.Count
            ? Vector128.Sqrt(x.AsVector128()).AsVector() : Vector.SquareRoot(x);

    /// <summary>Returns the cube root of each lane, 0 or more: an estimate from the exponent bits, then two steps of
    /// Halley's method.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> Cbrt(Vector<float> x)
    {
        var root = Estimate(x, 1f / 3f, 0x2A510000);
        root = HalleyStep(root, x);
        return HalleyStep(root, x);
    }

    /// <summary>Returns the fifth root of each lane, 0 or more: an estimate from the exponent bits, then three steps of
    /// Newton's method.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector<float> FifthRoot(Vector<float> x)
    {
        var root = Estimate(x, 1f / 5f, 0x32C6C000);
        root = NewtonStep(root, x);
        root = NewtonStep(root, x);
        return NewtonStep(root, x);
    }

    /// <summary>Returns a first estimate: the float's bits, which approximate its logarithm, times a share. An offset
    /// restores the exponent's bias.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Estimate(Vector<float> x, float share, int offset)
    {
        var scaled = Vector.ConvertToSingle(Vector.AsVectorInt32(x)) * new Vector<float>(share);
        return Vector.AsVectorSingle(Vector.ConvertToInt32(scaled) + new Vector<int>(offset));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> HalleyStep(Vector<float> root, Vector<float> x)
    {
        var cube = root * root * root;
        return root * ((cube + x + x) / (cube + cube + x));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> NewtonStep(Vector<float> root, Vector<float> x)
    {
        var square = root * root;
        return ((root * new Vector<float>(4f)) + (x / (square * square))) * new Vector<float>(0.2f);
    }
}

/// <summary>Masks of vectors, as comparisons return them.</summary>
internal static class VectorMasks
{
    /// <summary>Returns true if a lane is set. Browsers have an instruction only for this form.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Any(Vector<int> mask) => Vector<int>.Count == Vector128<int>.Count
        ? mask.AsVector128().ExtractMostSignificantBits() != 0 : mask != Vector<int>.Zero;
}

/// <summary>Sums of the lanes of vectors.</summary>
internal static class VectorSums
{
    /// <summary>Returns the sum of the eight lanes, in the same order on every machine.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static float Lanes(Vector256<float> lanes)
    {
        var half = lanes.GetLower() + lanes.GetUpper();
        var pair = half + Vector128.Shuffle(half, Vector128.Create(2, 3, 2, 3));
        return (pair + Vector128.Shuffle(pair, Vector128.Create(1, 1, 1, 1))).ToScalar();
    }
}
