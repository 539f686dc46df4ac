namespace Stylize.Engine.Gaussians.Rendering;

/// <summary>
/// Vector operations of the kernels for one width. All widths round and fuse in the same way, so results are
/// bit-identical.
/// </summary>
/// <typeparam name="TVector">A hardware vector of floats.</typeparam>
/// <remarks>Methods with a single operation are short enough to always be inlined.</remarks>
internal unsafe interface ILanes<TVector>
{
    /// <summary>Floats in a vector.</summary>
    static abstract int Count { get; }
    static abstract TVector Create(float value);
    static abstract TVector Load(float* source);
    static abstract void Store(TVector value, float* target);
    static abstract TVector Add(TVector a, TVector b);
    static abstract TVector Subtract(TVector a, TVector b);
    static abstract TVector Multiply(TVector a, TVector b);
    static abstract TVector Divide(TVector a, TVector b);

    /// <summary>a b + c with one rounding.</summary>
    static abstract TVector Fma(TVector a, TVector b, TVector c);

    /// <summary>The larger of a and b, which must not be NaN. The same applies to <see cref="Min"/>.</summary>
    static abstract TVector Max(TVector a, TVector b);
    static abstract TVector Min(TVector a, TVector b);

    /// <summary><paramref name="value"/> if <paramref name="a"/> is at most <paramref name="b"/>, otherwise
    /// 0.</summary>
    static abstract TVector WhereAtMost(TVector a, TVector b, TVector value);

    /// <summary>t - floor(t).</summary>
    static abstract TVector Fraction(TVector t);

    /// <summary>value 2^floor(t), for t from <see cref="Exp2Polynomial.MinArgument"/> to 126.</summary>
    static abstract TVector ScaleByFloor(TVector value, TVector t);

    /// <summary>Rounds four channels in [0,1] to bytes and writes them as pixels.</summary>
    static abstract void StorePixels(TVector r, TVector g, TVector b, TVector a, uint* target);
}

/// <summary>Operations on 4 floats.</summary>
internal readonly unsafe struct Lanes128 : ILanes<Vector128<float>>
{
    public static int Count => 4;
    public static Vector128<float> Create(float value) => Vector128.Create(value);
    public static Vector128<float> Load(float* source) => Vector128.Load(source);
    public static void Store(Vector128<float> value, float* target) => value.Store(target);
    public static Vector128<float> Add(Vector128<float> a, Vector128<float> b) => a + b;
    public static Vector128<float> Subtract(Vector128<float> a, Vector128<float> b) => a - b;
    public static Vector128<float> Multiply(Vector128<float> a, Vector128<float> b) => a * b;
    public static Vector128<float> Divide(Vector128<float> a, Vector128<float> b) => a / b;
    public static Vector128<float> Fma(Vector128<float> a, Vector128<float> b, Vector128<float> c) =>
        Vector128.FusedMultiplyAdd(a, b, c);
    public static Vector128<float> Max(Vector128<float> a, Vector128<float> b) => Vector128.MaxNative(a, b);
    public static Vector128<float> Min(Vector128<float> a, Vector128<float> b) => Vector128.MinNative(a, b);
    public static Vector128<float> WhereAtMost(Vector128<float> a, Vector128<float> b, Vector128<float> value) =>
        Vector128.LessThanOrEqual(a, b) & value;
    public static Vector128<float> Fraction(Vector128<float> t) => t - Vector128.Floor(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector128<float> ScaleByFloor(Vector128<float> value, Vector128<float> t) =>
        (value.AsInt32() + (Vector128.ConvertToInt32Native(Vector128.Floor(t)) << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePixels(
        Vector128<float> r, Vector128<float> g, Vector128<float> b, Vector128<float> a, uint* target) =>
        (Byte(r) | (Byte(g) << 8) | (Byte(b) << 16) | (Byte(a) << 24)).AsUInt32().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<int> Byte(Vector128<float> value) =>
        Vector128.ConvertToInt32Native((value * 255f) + Vector128.Create(0.5f));
}

/// <summary>Operations on 8 floats.</summary>
internal readonly unsafe struct Lanes256 : ILanes<Vector256<float>>
{
    public static int Count => 8;
    public static Vector256<float> Create(float value) => Vector256.Create(value);
    public static Vector256<float> Load(float* source) => Vector256.Load(source);
    public static void Store(Vector256<float> value, float* target) => value.Store(target);
    public static Vector256<float> Add(Vector256<float> a, Vector256<float> b) => a + b;
    public static Vector256<float> Subtract(Vector256<float> a, Vector256<float> b) => a - b;
    public static Vector256<float> Multiply(Vector256<float> a, Vector256<float> b) => a * b;
    public static Vector256<float> Divide(Vector256<float> a, Vector256<float> b) => a / b;
    public static Vector256<float> Fma(Vector256<float> a, Vector256<float> b, Vector256<float> c) =>
        Vector256.FusedMultiplyAdd(a, b, c);
    public static Vector256<float> Max(Vector256<float> a, Vector256<float> b) => Vector256.MaxNative(a, b);
    public static Vector256<float> Min(Vector256<float> a, Vector256<float> b) => Vector256.MinNative(a, b);
    public static Vector256<float> WhereAtMost(Vector256<float> a, Vector256<float> b, Vector256<float> value) =>
        Vector256.LessThanOrEqual(a, b) & value;
    public static Vector256<float> Fraction(Vector256<float> t) => t - Vector256.Floor(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector256<float> ScaleByFloor(Vector256<float> value, Vector256<float> t) =>
        (value.AsInt32() + (Vector256.ConvertToInt32Native(Vector256.Floor(t)) << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePixels(
        Vector256<float> r, Vector256<float> g, Vector256<float> b, Vector256<float> a, uint* target) =>
        (Byte(r) | (Byte(g) << 8) | (Byte(b) << 16) | (Byte(a) << 24)).AsUInt32().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<int> Byte(Vector256<float> value) =>
        Vector256.ConvertToInt32Native((value * 255f) + Vector256.Create(0.5f));
}

/// <summary>Operations on 16 floats.</summary>
internal readonly unsafe struct Lanes512 : ILanes<Vector512<float>>
{
    public static int Count => 16;
    public static Vector512<float> Create(float value) => Vector512.Create(value);
    public static Vector512<float> Load(float* source) => Vector512.Load(source);
    public static void Store(Vector512<float> value, float* target) => value.Store(target);
    public static Vector512<float> Add(Vector512<float> a, Vector512<float> b) => a + b;
    public static Vector512<float> Subtract(Vector512<float> a, Vector512<float> b) => a - b;
    public static Vector512<float> Multiply(Vector512<float> a, Vector512<float> b) => a * b;
    public static Vector512<float> Divide(Vector512<float> a, Vector512<float> b) => a / b;
    public static Vector512<float> Fma(Vector512<float> a, Vector512<float> b, Vector512<float> c) =>
        Vector512.FusedMultiplyAdd(a, b, c);
    public static Vector512<float> Max(Vector512<float> a, Vector512<float> b) => Vector512.MaxNative(a, b);
    public static Vector512<float> Min(Vector512<float> a, Vector512<float> b) => Vector512.MinNative(a, b);
    public static Vector512<float> WhereAtMost(Vector512<float> a, Vector512<float> b, Vector512<float> value) =>
        Vector512.LessThanOrEqual(a, b) & value;
    public static Vector512<float> Fraction(Vector512<float> t) => t - Vector512.Floor(t);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Vector512<float> ScaleByFloor(Vector512<float> value, Vector512<float> t) => Avx512F.IsSupported
        ? Avx512F.Scale(value, t)
        : (value.AsInt32() + (Vector512.ConvertToInt32Native(Vector512.Floor(t)) << 23)).AsSingle();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void StorePixels(
        Vector512<float> r, Vector512<float> g, Vector512<float> b, Vector512<float> a, uint* target) =>
        (Byte(r) | (Byte(g) << 8) | (Byte(b) << 16) | (Byte(a) << 24)).AsUInt32().Store(target);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<int> Byte(Vector512<float> value) =>
        Vector512.ConvertToInt32Native((value * 255f) + Vector512.Create(0.5f));
}

/// <summary>
/// Computes 2^t: 2^floor(t) by the exponent, and 2^fraction by a minimax polynomial of degree 5 that is exactly 1 at 0.
/// The relative error is at most 2.5e-7 including rounding. The exponentials of <c>Imaging</c> and of the fit round
/// differently, so using them would change rendered bytes.
/// </summary>
internal static class Exp2Polynomial
{
    public const float MinArgument = -126;
    private const float C1 = 0.69315131f;
    private const float C2 = 0.24016445f;
    private const float C3 = 0.05579991f;
    private const float C4 = 0.00901703f;
    private const float C5 = 0.00186713f;

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

    /// <summary>Computes 2^t for one value.</summary>
    public static float Evaluate(float t) =>
        Evaluate<Lanes128, Vector128<float>>(Vector128.Create(t)).ToScalar();
}

/// <summary>The window max(0, 2^t - <see cref="Floor"/>) with t = -q log2(e) / 2.</summary>
/// <param name="Edge">t at the cutoff.</param>
/// <param name="Slack">Rows added at both ends of a column's span, so that rounding never excludes a sample
/// inside.</param>
internal readonly record struct GaussianWindow(float Edge, float Floor, float Slack)
{
    public const float HalfLog2E = 0.72134752f;

    public static GaussianWindow Create(float cutoff, int samples)
    {
        var edge = -HalfLog2E * cutoff * cutoff;
        return new GaussianWindow(edge, Exp2Polynomial.Evaluate(edge), 0.01f + (4e-7f * samples));
    }
}
