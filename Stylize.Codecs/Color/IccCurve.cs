namespace Stylize.Codecs.Color;

/// <summary>Reads tone curves of ICC profiles: curveType (ICC.1:2022, 10.6) and parametricCurveType (10.18).</summary>
internal static class IccCurve
{
    private const int DataAt = 12;

    /// <summary>Returns the curve from encoded to linear values, both in [0,1]; null if the tag is not a
    /// curve.</summary>
    internal static Func<double, double>? TryParse(ReadOnlySpan<byte> tag) =>
        tag.Length < DataAt ? null
        : tag.StartsWith("curv"u8) ? Sampled(tag)
        : tag.StartsWith("para"u8) ? Parametric(tag)
        : null;

    private static Func<double, double>? Sampled(ReadOnlySpan<byte> tag)
    {
        var count = BinaryPrimitives.ReadUInt32BigEndian(tag[8..]);
        if (count == 0) return value => value;
        if (tag.Length < DataAt + (2L * count)) return null;

        if (count == 1)
        {
            var gamma = BinaryPrimitives.ReadUInt16BigEndian(tag[DataAt..]) / 256.0;
            return value => Math.Pow(value, gamma);
        }

        var table = new double[count];
        for (var i = 0; i < table.Length; i++)
        {
            table[i] = BinaryPrimitives.ReadUInt16BigEndian(tag[(DataAt + (2 * i))..]) / 65535.0;
        }

        return value =>
        {
            var at = Math.Clamp(value, 0, 1) * (table.Length - 1);
            var low = Math.Min((int)at, table.Length - 2);
            return table[low] + ((at - low) * (table[low + 1] - table[low]));
        };
    }

    private static Func<double, double>? Parametric(ReadOnlySpan<byte> tag)
    {
        int kind = BinaryPrimitives.ReadUInt16BigEndian(tag[8..]);
        int[] lengths = [1, 3, 4, 5, 7];
        if (kind >= lengths.Length || tag.Length < DataAt + (4 * lengths[kind])) return null;

        var p = new double[lengths[kind]];
        for (var i = 0; i < p.Length; i++)
        {
            p[i] = BinaryPrimitives.ReadInt32BigEndian(tag[(DataAt + (4 * i))..]) / 65536.0;
        }

        // Every type is a special case of the last one: (aX + b)^g + e from d on, cX + f below.
        var g = p[0];
        var (a, b) = kind == 0 ? (1, 0) : (p[1], p[2]);
        var (c, d, e, f) = kind switch
        {
            0 => (0, 0, 0, 0),
            1 => (0, -b / a, 0, 0),
            2 => (0, -b / a, p[3], p[3]),
            3 => (p[3], p[4], 0, 0),
            _ => (p[3], p[4], p[5], p[6]),
        };
        return value => value >= d ? Math.Pow((a * value) + b, g) + e : (c * value) + f;
    }
}
