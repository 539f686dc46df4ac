namespace Stylize.Codecs.Color;

/// <summary>
/// The color of samples by code points (ITU-T H.273), by a gamma and chromaticities, as PNG, AVIF and HEIC state it
/// without a profile, or by a profile without tables. Converts to sRGB, and maps high dynamic range to it. Costs a
/// table look-up per sample, a matrix per pixel, and another look-up per sample.
/// </summary>
internal sealed class CodedColor
{
    /// <summary>Luminance of reference white in HDR (ITU-R BT.2408), and the peak that most films are graded for, in
    /// cd/m².</summary>
    private const double ReferenceWhite = 203, UsualPeak = 1000;

    /// <summary>Linear values of red, green and blue of ITU-R BT.2020 in its luminance (BT.2100).</summary>
    private const double LumaRed = .2627, LumaGreen = .6780, LumaBlue = .0593;

    private const int Pq = 16, Hlg = 18;

    private static readonly (double X, double Y) D50 = (.34570, .35854), D65 = (.3127, .3290);
    private static readonly (double X, double Y) IlluminantC = (.310, .316);

    private static readonly double[,] Bradford =
    {
        { .8951, .2664, -.1614 },
        { -.7502, 1.7135, .0367 },
        { .0389, -.0685, 1.0296 },
    };

    private static readonly Primaries Srgb = new((.64, .33), (.30, .60), (.15, .06), D65);
    private static readonly Primaries Bt2020 = new((.708, .292), (.170, .797), (.131, .046), D65);
    private static readonly float[] s_encoded = [.. Enumerable.Range(0, 65536).Select(i => (float)Encode(i / 65535.0))];

    private readonly double[,] _toSrgb, _toBt2020;

    /// <summary>Curves of red, green and blue.</summary>
    private readonly IReadOnlyList<Func<double, double>> _toLinear;
    private readonly int _transfer;

    /// <summary>The luminance of the brightest pixel in units of reference white.</summary>
    private readonly double _peak;

    private CodedColor(Primaries primaries, Func<double, double> toLinear, int transfer = 0, double peak = UsualPeak)
        : this(primaries.ToXyz(), primaries.White, [toLinear, toLinear, toLinear], transfer, peak)
    {
    }

    private CodedColor(
        double[,] toXyz, (double X, double Y) white, IReadOnlyList<Func<double, double>> toLinear, int transfer = 0,
        double peak = UsualPeak)
    {
        _peak = Math.Max(peak, ReferenceWhite) / ReferenceWhite;
        toXyz = Product(Adaptation(white, D65), toXyz);
        _toSrgb = Product(Inverse(Srgb.ToXyz()), toXyz);
        _toBt2020 = Product(Inverse(Bt2020.ToXyz()), toXyz);
        (_toLinear, _transfer) = (toLinear, transfer);
    }

    /// <summary>The name of its high dynamic range; null without.</summary>
    public string? HighRange => _transfer switch { Pq => "PQ", Hlg => "HLG", _ => null };

    /// <summary>True if the samples are already those of sRGB.</summary>
    public bool IsSrgb { get; private init; }

    /// <summary>Returns the color of code points; null if they are unknown.</summary>
    /// <param name="isVideo">True if the curve of video stands for that of sRGB, as programs that show AVIF take it;
    /// otherwise it is that of its display (BT.1886).</param>
    /// <param name="peak">Luminance of the brightest pixel in cd/m², which matters in high dynamic range; 0 if it is
    /// not stated.</param>
    public static CodedColor? FromCodes(int primaries, int transfer, bool isVideo, double peak = 0)
    {
        // H.273, tables 2 and 3. BT.601 with 525 lines, SMPTE 240M, and EBU Tech 3213 share a white.
        Primaries? colors = primaries switch
        {
            1 or 2 => Srgb,
            4 => new((.67, .33), (.21, .71), (.14, .08), IlluminantC),
            5 => new((.64, .33), (.29, .60), (.15, .06), D65),
            6 or 7 => new((.630, .340), (.310, .595), (.155, .070), D65),
            8 => new((.681, .319), (.243, .692), (.145, .049), IlluminantC),
            9 => Bt2020,
            10 => new((1, 0), (0, 1), (0, 0), (1.0 / 3, 1.0 / 3)),
            11 => new((.680, .320), (.265, .690), (.150, .060), (.314, .351)),
            12 => new((.680, .320), (.265, .690), (.150, .060), D65),
            22 => new((.630, .340), (.295, .605), (.155, .077), D65),
            _ => null,
        };
        Func<double, double>? curve = transfer switch
        {
            1 or 6 or 11 or 14 or 15 => isVideo ? IccProfile.SrgbToLinear : value => PortableMath.Pow(value, 2.4),
            2 or 13 => IccProfile.SrgbToLinear,
            4 => value => PortableMath.Pow(value, 2.2),
            5 => value => PortableMath.Pow(value, 2.8),
            7 => value => value < .0913 ? value / 4 : PortableMath.Pow((value + .1115) / 1.1115, 1 / .45),
            8 => value => value,
            17 => value => PortableMath.Pow(value, 2.6) * 52.37 / 48,
            Pq => PqToLinear,
            Hlg => HlgToLinear,
            _ => null,
        };
        var isSrgb = colors == Srgb && transfer is 2 or 13;
        isSrgb |= isVideo && colors == Srgb && transfer is 1 or 6 or 14 or 15;
        return colors is null || curve is null ? null : new CodedColor(
            colors, curve, transfer, peak > 0 && transfer == Pq ? peak : UsualPeak) { IsSrgb = isSrgb };
    }

    /// <summary>Returns the color of a gamma and of chromaticities; null if they span no colors.</summary>
    /// <param name="gamma">Exponent of the encoding, such as .45455.</param>
    /// <param name="points">White, red, green and blue, each x and y; null for those of sRGB.</param>
    public static CodedColor? FromGamma(double gamma, IReadOnlyList<double>? points)
    {
        if (gamma <= 0 || points?.Any(value => value is < 0 or > 1) == true) return null;

        var primaries = points is null ? Srgb
            : new((points[2], points[3]), (points[4], points[5]), (points[6], points[7]), (points[0], points[1]));
        var color = new CodedColor(primaries, value => PortableMath.Pow(value, 1 / gamma));
        return double.IsFinite(color._toSrgb[0, 0]) ? color : null;
    }

    /// <summary>Returns the color of gray with a curve from encoded to linear values.</summary>
    public static CodedColor FromCurve(Func<double, double> toLinear) => new(Srgb, toLinear);

    /// <summary>Returns the color of a profile without tables.</summary>
    public static CodedColor FromProfile(IccProfile profile) => profile.Colorants is { } colorants
        ? new(colorants, D50, profile.Curves) : FromCurve(profile.Curves[0]);

    /// <summary>Converts planes in [0,1] to sRGB in place; alpha stays.</summary>
    /// <param name="bits">8 or 16; the samples are multiples of 1 / (2^bits - 1).</param>
    public void Apply(SampleImage<float> image, int bits)
    {
        var full = (1 << bits) - 1;
        var tables = new Dictionary<Func<double, double>, float[]>();
        foreach (var curve in _toLinear)
        {
            tables.TryAdd(curve, [.. Enumerable.Range(0, full + 1).Select(i => (float)curve(i / (double)full))]);
        }

        var (redLight, greenLight, blueLight) = (tables[_toLinear[0]], tables[_toLinear[1]], tables[_toLinear[2]]);
        var (green, blue) = image.ColorPlanes >= 3 ? (1, 2) : (0, 0);
        for (var y = 0; y < image.Height; y++)
        {
            Span<float> reds = image.Planes[0].Row(y), greens = image.Planes[green].Row(y),
                blues = image.Planes[blue].Row(y);
            for (var x = 0; x < reds.Length; x++)
            {
                double r = redLight[Step(reds[x])], g = greenLight[Step(greens[x])], b = blueLight[Step(blues[x])];
                var gain = _transfer is Pq or Hlg
                    ? Gain(Mix(_toBt2020, 0, r, g, b), Mix(_toBt2020, 1, r, g, b), Mix(_toBt2020, 2, r, g, b)) : 1;
                reds[x] = Row(0);
                if (green > 0)
                {
                    (greens[x], blues[x]) = (Row(1), Row(2));
                }

                float Row(int row) =>
                    s_encoded[(int)((Math.Clamp(gain * Mix(_toSrgb, row, r, g, b), 0, 1) * 65535) + .5)];
            }
        }

        int Step(float value) => (int)((value * full) + .5f);
    }

    private static double Mix(double[,] matrix, int row, double r, double g, double b) =>
        (matrix[row, 0] * r) + (matrix[row, 1] * g) + (matrix[row, 2] * b);

    /// <summary>
    /// Returns the factor that maps a pixel of high dynamic range to the range of sRGB: reference white becomes half
    /// of the linear range, or more with a peak below the usual one, and from there a quadratic curve leads to the peak
    /// (the mapping of Chromium, SMPTE ST 2094-50). The largest of the three values decides, so that the hue stays.
    /// All are linear values of BT.2020.
    /// </summary>
    private double Gain(double r, double g, double b)
    {
        // HLG is of the scene; its system gamma at 1000 cd/m² is 1.2 (BT.2100, table 5).
        var scene = _transfer == Hlg
            ? PortableMath.Pow((LumaRed * r) + (LumaGreen * g) + (LumaBlue * b), .2) * UsualPeak / ReferenceWhite : 1;
        var largest = scene * Math.Max(r, Math.Max(g, b));
        const double Middle = .65;
        var knee = 1 - (.5 * Math.Min(1, Math.Log2(_peak) / Math.Log2(UsualPeak / ReferenceWhite)));
        if (largest <= 1) return knee * scene;

        // A quadratic Bezier curve from (1, knee) to (peak, 1). Its middle point lies at .65 of the way from the knee
        // to the place where the line of the knee would reach 1.
        var (midX, midY) = (1 - Middle + (Middle / knee), ((1 - Middle) * knee) + Middle);
        var (a, slope) = (_peak - (2 * midX) + 1, 2 * (midX - 1));
        var t = largest >= _peak ? 1
            : Math.Abs(a) < 1e-9 ? (largest - 1) / slope
            : (Math.Sqrt((slope * slope) + (4 * a * (largest - 1))) - slope) / (2 * a);
        var mapped = (knee * (1 - t) * (1 - t)) + (2 * t * (1 - t) * midY) + (t * t);
        return scene * mapped / largest;
    }

    /// <summary>SMPTE ST 2084: returns the luminance in units of reference white.</summary>
    private static double PqToLinear(double value)
    {
        const double M1 = 2610.0 / 16384, M2 = 2523.0 / 32, C1 = 3424.0 / 4096, C2 = 2413.0 / 128, C3 = 2392.0 / 128;
        var power = PortableMath.Pow(value, 1 / M2);
        return 10_000 / ReferenceWhite * PortableMath.Pow(Math.Max(power - C1, 0) / (C2 - (C3 * power)), 1 / M1);
    }

    /// <summary>ITU-R BT.2100, table 5: returns the light of the scene in [0,1].</summary>
    private static double HlgToLinear(double value)
    {
        const double A = .17883277, B = .28466892, C = .55991073;
        return value <= .5 ? value * value / 3 : (PortableMath.Exp((value - C) / A) + B) / 12;
    }

    private static double Encode(double linear) =>
        linear <= .0031308 ? linear * 12.92 : (1.055 * PortableMath.Pow(linear, 1 / 2.4)) - .055;

    /// <summary>Returns the matrix that adapts XYZ from one white to another (ICC.1:2022, annex E).</summary>
    private static double[,] Adaptation((double X, double Y) from, (double X, double Y) to)
    {
        double[] Cone((double X, double Y) white)
        {
            var xyz = Xyz(white);
            return [.. Enumerable.Range(0, 3).Select(i => Enumerable.Range(0, 3).Sum(k => Bradford[i, k] * xyz[k]))];
        }

        var (one, other, scale) = (Cone(from), Cone(to), new double[3, 3]);
        for (var i = 0; i < 3; i++)
        {
            scale[i, i] = other[i] / one[i];
        }

        return Product(Inverse(Bradford), Product(scale, Bradford));
    }

    private static double[] Xyz((double X, double Y) point) => point.Y == 0
        ? [point.X, 0, 1 - point.X] : [point.X / point.Y, 1, (1 - point.X - point.Y) / point.Y];

    /// <summary>Returns the product of two matrices of 3 x 3.</summary>
    private static double[,] Product(double[,] a, double[,] b)
    {
        var product = new double[3, 3];
        for (var i = 0; i < product.Length; i++)
        {
            product[i / 3, i % 3] = Enumerable.Range(0, 3).Sum(k => a[i / 3, k] * b[k, i % 3]);
        }

        return product;
    }

    private static double[,] Inverse(double[,] m)
    {
        double Minor(int row, int column)
        {
            var (r1, r2) = ((row + 1) % 3, (row + 2) % 3);
            var (c1, c2) = ((column + 1) % 3, (column + 2) % 3);
            return (m[r1, c1] * m[r2, c2]) - (m[r1, c2] * m[r2, c1]);
        }

        var (inverse, determinant) = (new double[3, 3], Enumerable.Range(0, 3).Sum(i => m[0, i] * Minor(0, i)));
        for (var i = 0; i < inverse.Length; i++)
        {
            inverse[i / 3, i % 3] = Minor(i % 3, i / 3) / determinant;
        }

        return inverse;
    }

    /// <summary>Chromaticities x and y of three colors and of white.</summary>
    private sealed record Primaries(
        (double X, double Y) Red, (double X, double Y) Green, (double X, double Y) Blue, (double X, double Y) White)
    {
        /// <summary>Returns the matrix from linear values to XYZ in which 1, 1, 1 is white (SMPTE RP 177).</summary>
        public double[,] ToXyz()
        {
            double[][] columns = [Xyz(Red), Xyz(Green), Xyz(Blue)];
            var (matrix, white) = (new double[3, 3], Xyz(White));
            for (var i = 0; i < matrix.Length; i++)
            {
                matrix[i / 3, i % 3] = columns[i % 3][i / 3];
            }

            var inverse = Inverse(matrix);
            for (var i = 0; i < matrix.Length; i++)
            {
                var column = i % 3;
                matrix[i / 3, column] *= Enumerable.Range(0, 3).Sum(k => inverse[column, k] * white[k]);
            }

            return matrix;
        }
    }
}
