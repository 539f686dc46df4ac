namespace Stylize.Engine.Gaussians.Fitting.Field;

/// <summary>Vector operations of the fit, on eight neighboring pixels of a row.</summary>
/// <remarks>Uses <see cref="Vector256{T}"/> on every machine (in halves on narrower hardware), so that results are
/// identical.</remarks>
internal static class FitLanes
{
    public const int Count = 8;

    public static Vector256<float> Indices => Vector256.Create(0f, 1f, 2f, 3f, 4f, 5f, 6f, 7f);

    /// <summary>Computes 2^t with a relative error below 2e-7. t is clamped to [-126, 126].</summary>
    /// <remarks>
    /// Adding 1.5 * 2^23 gives the nearest integer power; a minimax polynomial of degree 6 that is exactly 1 at 0
    /// covers the fraction in [-0.5, 0.5]. <see cref="Rendering.Exp2Polynomial"/> and the exponential of <c>Imaging</c>
    /// round differently, so using them would change every fitted file.
    /// </remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Exp2(Vector256<float> t)
    {
        t = Vector256.MinNative(Vector256.MaxNative(t, Vector256.Create(-126f)), Vector256.Create(126f));
        var rounding = Vector256.Create(12582912f);
        var shifted = t + rounding;
        var rest = t - (shifted - rounding);
        var value =
            Vector256.FusedMultiplyAdd(rest, Vector256.Create(0.000153533615f), Vector256.Create(0.00133988746f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.00961843736f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.0555033247f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.240226479f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256.Create(0.693147203f));
        value = Vector256.FusedMultiplyAdd(value, rest, Vector256<float>.One);
        return (value.AsInt32() + Vector256.ShiftLeft(shifted.AsInt32(), 23)).AsSingle();
    }

    /// <summary>Returns the <see cref="VectorSums.Lanes"/> of each of eight vectors.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> Sums(
        Vector256<float> a, Vector256<float> b, Vector256<float> c, Vector256<float> d, Vector256<float> e,
        Vector256<float> f, Vector256<float> g, Vector256<float> h)
    {
        if (!Avx.IsSupported)
        {
            return Vector256.Create(
                VectorSums.Lanes(a), VectorSums.Lanes(b), VectorSums.Lanes(c), VectorSums.Lanes(d), VectorSums.Lanes(e),
                VectorSums.Lanes(f), VectorSums.Lanes(g), VectorSums.Lanes(h));
        }


        var ae = Halves(a, e);
        var bf = Halves(b, f);
        var cg = Halves(c, g);
        var dh = Halves(d, h);
        var ab = Avx.UnpackLow(ae, bf) + Avx.UnpackHigh(ae, bf);
        var cd = Avx.UnpackLow(cg, dh) + Avx.UnpackHigh(cg, dh);
        return Avx.Shuffle(ab, cd, 0x44) + Avx.Shuffle(ab, cd, 0xEE);

        static Vector256<float> Halves(Vector256<float> x, Vector256<float> y) =>
            Avx.Permute2x128(x, y, 0x20) + Avx.Permute2x128(x, y, 0x31);
    }
}
