namespace Stylize.Engine.Imaging;

/// <summary>Converts sRGB and linear sRGB to CIE L*a*b* (D65, 2 degree observer, CIE 15:2004) and back. The error
/// against double precision is at most 2e-4 in L*, a* and b*. The chroma of grays is below 2e-4.</summary>
/// <remarks>Each vector lane uses only additions, multiplications, divisions and square roots, so the result does not
/// depend on vector width or processor. The remainder of a row uses the same code with a padded vector. The plain way,
/// <see cref="Math.Cbrt"/> for each pixel after the same table of sRGB, takes 8 times as long.</remarks>
internal static class LabConversion
{
    private const float Epsilon = 216f / 24389f;
    private const float LinearSlope = 24389f / 27f / 116f;
    private const float LinearOffset = 16f / 116f;

    // Linear sRGB to XYZ relative to the white point. Each row of the matrix is divided by its sum, so that grays have
    // X/Xn = Y/Yn = Z/Zn.
    private const float Xr = 0.43394994f, Xg = 0.37620977f, Xb = 0.18984029f;
    private const float Yr = 0.21267288f, Yg = 0.71515213f, Yb = 0.07217499f;
    private const float Zr = 0.01775658f, Zg = 0.10946796f, Zb = 0.87277546f;

    private static readonly float[] Inverse = Invert();

    /// <summary>Converts a pixel; alpha is ignored.</summary>
    public static Lab FromRgba(Rgba32 color)
    {
        var table = Srgb.LinearOfByte;
        FromLinear(new(table[color.R]), new(table[color.G]), new(table[color.B]), out var l, out var a, out var b);
        return new Lab(l[0], a[0], b[0]);
    }

    /// <summary>Returns the nearest opaque 8-bit color. Each channel is clamped, and a chroma below 0.05 gives an exact
    /// gray.</summary>
    public static Rgba32 ToRgba(Lab color)
    {
        var gray = color.Chroma < 0.05f;
        ToLinear(new(color.L), new(gray ? 0 : color.A), new(gray ? 0 : color.B), out var r, out var g, out var b);
        var green = Srgb.ToByte(g[0]);
        return gray ? new Rgba32(green, green, green) : new Rgba32(Srgb.ToByte(r[0]), green, Srgb.ToByte(b[0]));
    }

    /// <summary>Converts a row of pixels; alpha is ignored. The targets must be at least as long as the row.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void FromRgba(ReadOnlySpan<Rgba32> pixels, Span<float> lPlane, Span<float> aPlane, Span<float> bPlane)
    {
        var lanes = Vector<float>.Count;
        Span<float> r = stackalloc float[lanes], g = stackalloc float[lanes], b = stackalloc float[lanes];
        var table = Srgb.LinearOfByte;
        for (var i = 0; i < pixels.Length; i += lanes)
        {
            var count = Math.Min(lanes, pixels.Length - i);
            var part = pixels.Slice(i, count);
            for (var lane = 0; lane < part.Length; lane++)
            {
                var p = part[lane];
                r[lane] = table[p.R];
                g[lane] = table[p.G];
                b[lane] = table[p.B];
            }

            FromLinear(new(r), new(g), new(b), out var vl, out var va, out var vb);
            StoreAt(vl, lPlane, i, pixels.Length);
            StoreAt(va, aPlane, i, pixels.Length);
            StoreAt(vb, bPlane, i, pixels.Length);
        }
    }

    /// <summary>Converts rows of sRGB-encoded samples, 0 to 255. The targets must be as long as the rows.</summary>
    public static void FromSrgb(
        ReadOnlySpan<float> r, ReadOnlySpan<float> g, ReadOnlySpan<float> b, Span<float> lPlane, Span<float> aPlane,
        Span<float> bPlane)
    {
        for (var x = 0; x < r.Length; x++)
        {
            FromLinear(Linear(r[x]), Linear(g[x]), Linear(b[x]), out var l, out var a, out var bStar);
            (lPlane[x], aPlane[x], bPlane[x]) = (l[0], a[0], bStar[0]);
        }

        static Vector<float> Linear(float value) => Srgb.ToLinear(new Vector<float>(Math.Clamp(value / 255, 0, 1)));
    }

    /// <summary>Converts linear sRGB, 0 to 1, to L*, a* and b*.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void FromLinear(
        Vector<float> r, Vector<float> g, Vector<float> b, out Vector<float> l, out Vector<float> a,
        out Vector<float> bStar)
    {
        var fx = Forward((new Vector<float>(Xr) * r) + (new Vector<float>(Xg) * g) + (new Vector<float>(Xb) * b));
        var fy = Forward((new Vector<float>(Yr) * r) + (new Vector<float>(Yg) * g) + (new Vector<float>(Yb) * b));
        var fz = Forward((new Vector<float>(Zr) * r) + (new Vector<float>(Zg) * g) + (new Vector<float>(Zb) * b));
        l = (new Vector<float>(116f) * fy) - new Vector<float>(16f);
        a = new Vector<float>(500f) * (fx - fy);
        bStar = new Vector<float>(200f) * (fy - fz);
    }

    /// <summary>Converts L*, a* and b* to linear sRGB, without clamping.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void ToLinear(
        Vector<float> l, Vector<float> a, Vector<float> bStar, out Vector<float> r, out Vector<float> g,
        out Vector<float> b)
    {
        var fy = (l + new Vector<float>(16f)) * new Vector<float>(1f / 116f);
        var x = Backward(fy + (a * new Vector<float>(1f / 500f)));
        var y = Backward(fy);
        var z = Backward(fy - (bStar * new Vector<float>(1f / 200f)));
        var m = Inverse;
        r = (new Vector<float>(m[0]) * x) + (new Vector<float>(m[1]) * y) + (new Vector<float>(m[2]) * z);
        g = (new Vector<float>(m[3]) * x) + (new Vector<float>(m[4]) * y) + (new Vector<float>(m[5]) * z);
        b = (new Vector<float>(m[6]) * x) + (new Vector<float>(m[7]) * y) + (new Vector<float>(m[8]) * z);
    }

    /// <summary>The function f of CIE 15:2004: the cube root, linear near 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Forward(Vector<float> t)
    {
        var root = VectorRoots.Cbrt(Vector.Max(t, new Vector<float>(1e-6f)));
        var line = (t * new Vector<float>(LinearSlope)) + new Vector<float>(LinearOffset);
        return Vector.ConditionalSelect(Vector.GreaterThan(t, new Vector<float>(Epsilon)), root, line);
    }

    /// <summary>The inverse of <see cref="Forward"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Backward(Vector<float> f)
    {
        var low = (f - new Vector<float>(LinearOffset)) * new Vector<float>(1f / LinearSlope);
        return Vector.ConditionalSelect(Vector.GreaterThan(f, new Vector<float>(6f / 29f)), f * f * f, low);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void StoreAt(Vector<float> value, Span<float> plane, int i, int length)
    {
        if (length - i >= Vector<float>.Count)
        {
            value.CopyTo(plane[i..]);
        }
        else
        {
            Store(value, plane[i..length]);
        }
    }

    private static void Store(Vector<float> value, Span<float> target)
    {
        for (var lane = 0; lane < target.Length; lane++)
        {
            target[lane] = value[lane];
        }
    }

    /// <summary>The inverse of the matrix of linear sRGB to XYZ, row-major.</summary>
    private static float[] Invert()
    {
        double a = Xr, b = Xg, c = Xb, d = Yr, e = Yg, f = Yb, g = Zr, h = Zg, i = Zb;
        var det = (a * ((e * i) - (f * h))) - (b * ((d * i) - (f * g))) + (c * ((d * h) - (e * g)));
        double[] m =
        [
            (e * i) - (f * h), (c * h) - (b * i), (b * f) - (c * e),
            (f * g) - (d * i), (a * i) - (c * g), (c * d) - (a * f),
            (d * h) - (e * g), (b * g) - (a * h), (a * e) - (b * d),
        ];
        return Array.ConvertAll(m, v => (float)(v / det));
    }
}

/// <summary>A color in CIE L*a*b* under D65 with the 2 degree observer.</summary>
/// <param name="L">Lightness L*, 0 (black) to 100 (white).</param>
/// <param name="A">a*, from green to red; -87 to 99 for colors of sRGB.</param>
/// <param name="B">b*, from blue to yellow; -108 to 95 for colors of sRGB.</param>
internal readonly record struct Lab(float L, float A, float B)
{
    /// <summary>A just noticeable difference (Mahy, Van Eycken and Oosterlinck, Color Research and Application,
    /// 1994).</summary>
    public const float JustNoticeable = 2.3f;

    public float Chroma => MathF.Sqrt((A * A) + (B * B));

    /// <summary>Returns the color with its chroma multiplied.</summary>
    public Lab Saturate(float factor) => new(L, A * factor, B * factor);

    /// <summary>Returns the Euclidean distance of two colors, the CIE76 color difference.</summary>
    public static float Distance(Lab x, Lab y) => MathF.Sqrt(Squared(x, y));

    /// <summary>Returns the square of <see cref="Distance"/>.</summary>
    public static float Squared(Lab x, Lab y) => Dot(x - y, x - y);

    /// <summary>Returns the square of the distance in the precision that sums over many pixels need.</summary>
    public static double SquaredExactly(Lab x, Lab y)
    {
        double l = x.L - y.L, a = x.A - y.A, b = x.B - y.B;
        return (l * l) + (a * a) + (b * b);
    }

    public static float Dot(Lab x, Lab y) => (x.L * y.L) + (x.A * y.A) + (x.B * y.B);

    /// <summary>Returns the color at a share of the way from one to another.</summary>
    public static Lab Mix(Lab from, Lab to, float share) => from + (share * (to - from));

    /// <summary>Returns the place of the color in a grid of bins.</summary>
    public (int L, int A, int B) Bin(float side) =>
        ((int)MathF.Floor(L / side), (int)MathF.Floor(A / side), (int)MathF.Floor(B / side));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lab operator +(Lab x, Lab y) => new(x.L + y.L, x.A + y.A, x.B + y.B);
    public static Lab operator -(Lab x, Lab y) => new(x.L - y.L, x.A - y.A, x.B - y.B);
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static Lab operator *(float factor, Lab x) => new(factor * x.L, factor * x.A, factor * x.B);
    public static Lab operator /(Lab x, float divisor) => new(x.L / divisor, x.A / divisor, x.B / divisor);
}
