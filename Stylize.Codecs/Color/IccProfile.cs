namespace Stylize.Codecs.Color;

/// <summary>An ICC profile of the matrix/TRC kind (ICC.1:2022, 8.3 and 8.4): one tone curve per channel, and the
/// colorants in XYZ under D50. Profiles with lookup tables are not supported.</summary>
internal sealed class IccProfile(double[,]? colorants, Func<double, double>[] curves)
{
    /// <summary>Colorants of sRGB adapted to D50 (IEC 61966-2-1, Bradford transform): columns red, green, blue; rows X,
    /// Y, Z.</summary>
    private static readonly double[,] SrgbColorants =
    {
        { 0.4360747, 0.3850649, 0.1430804 },
        { 0.2225045, 0.7168786, 0.0606169 },
        { 0.0139322, 0.0971045, 0.7141733 },
    };

    // sRGB profiles differ in rounding: colorants within 0.002 in XYZ and curves within 0.004 (1 of 255 steps) count as
    // sRGB.
    private const double ColorantTolerance = 0.002;
    private const double CurveTolerance = 0.004;
    private const int CurveProbes = 64;

    /// <summary>Colorants, columns red, green, blue and rows X, Y, Z; null for a gray profile.</summary>
    internal double[,]? Colorants { get; } = colorants;

    /// <summary>Curves from encoded to linear values, both in [0,1]: three, or one for gray.</summary>
    internal IReadOnlyList<Func<double, double>> Curves { get; } = curves;

    internal bool IsSrgb =>
        Curves.All(FollowsSrgb)
        && (Colorants is null
            || Enumerable.Range(0, 9)
                .All(i => Math.Abs(Colorants[i / 3, i % 3] - SrgbColorants[i / 3, i % 3]) < ColorantTolerance));

    /// <summary>True if the bytes are a whole profile that converts a number of colors.</summary>
    internal static bool Fits(ReadOnlySpan<byte> bytes, int colors) =>
        bytes.Length > 128 && BinaryPrimitives.ReadUInt32BigEndian(bytes) <= bytes.Length
        && bytes[36..].StartsWith("acsp"u8)
        && (Encoding.ASCII.GetString(bytes.Slice(16, 4)), colors) is ("RGB ", 1 or 3) or ("GRAY", 1) or ("CMYK", 4);

    internal static IccProfile? TryParse(ReadOnlySpan<byte> bytes)
    {
        const int HeaderLength = 128;
        if (bytes.Length < HeaderLength + 4 || FindTag(bytes, "A2B0") is { Length: > 0 }) return null;

        var curveTags = Encoding.ASCII.GetString(bytes.Slice(16, 4)) switch
        {
            "RGB " => (string[])["rTRC", "gTRC", "bTRC"],
            "GRAY" => ["kTRC"],
            _ => [],
        };
        var curves = new List<Func<double, double>>();
        foreach (var tag in curveTags)
        {
            if (IccCurve.TryParse(FindTag(bytes, tag)) is { } curve)
            {
                curves.Add(curve);
            }
        }

        if (curves.Count == 0 || curves.Count != curveTags.Length) return null;
        if (curves.Count == 1) return new IccProfile(null, [.. curves]);

        var colorants = new double[3, 3];
        for (var column = 0; column < 3; column++)
        {
            var tag = FindTag(bytes, ((string[])["rXYZ", "gXYZ", "bXYZ"])[column]);
            if (tag.Length < 20) return null;

            for (var row = 0; row < 3; row++)
            {
                colorants[row, column] = BinaryPrimitives.ReadInt32BigEndian(tag[(8 + (4 * row))..]) / 65536.0;
            }
        }

        return new IccProfile(colorants, [.. curves]);
    }

    /// <summary>Returns the curve of sRGB from encoded to linear values (IEC 61966-2-1).</summary>
    internal static double SrgbToLinear(double value) =>
        value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);

    private static bool FollowsSrgb(Func<double, double> curve) =>
        Enumerable.Range(0, CurveProbes + 1)
            .Select(i => i / (double)CurveProbes)
            .All(value => Math.Abs(curve(value) - SrgbToLinear(value)) < CurveTolerance);

    private static ReadOnlySpan<byte> FindTag(ReadOnlySpan<byte> bytes, string name)
    {
        const int TableAt = 128;
        const int EntryLength = 12;
        var count = BinaryPrimitives.ReadUInt32BigEndian(bytes[TableAt..]);
        for (var i = 0; i < count && TableAt + 4 + ((i + 1) * EntryLength) <= bytes.Length; i++)
        {
            var entry = bytes.Slice(TableAt + 4 + (i * EntryLength), EntryLength);
            if (!Encoding.ASCII.GetString(entry[..4]).Equals(name, StringComparison.Ordinal)) continue;

            var (start, length) =
                (BinaryPrimitives.ReadUInt32BigEndian(entry[4..]), BinaryPrimitives.ReadUInt32BigEndian(entry[8..]));
            return start + (long)length <= bytes.Length ? bytes.Slice((int)start, (int)length) : [];
        }

        return [];
    }
}
