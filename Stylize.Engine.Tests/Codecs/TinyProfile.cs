namespace Stylize.Engine.Tests.Codecs;

/// <summary>Creates ICC profiles from chromaticities, independently of a codec.</summary>
internal static class TinyProfile
{
    /// <summary>Columns red, green, blue; rows X, Y, Z; adapted to D50 by Bradford.</summary>
    internal static double[,] AdobeColorants { get; } =
        { { 0.60974, 0.20528, 0.14919 }, { 0.31111, 0.62567, 0.06322 }, { 0.01947, 0.06087, 0.74457 } };

    /// <summary>Adobe RGB (1998) with its gamma of 563/256.</summary>
    internal static byte[] AdobeRgb() => Make(AdobeColorants, [563]);

    /// <summary>A display profile of version 2 (ICC.1:2001-04) with one curve for all channels.</summary>
    internal static byte[] Make(double[,] colorants, ushort[] curve)
    {
        const int TagCount = 7;
        const int DataAt = 128 + 4 + (TagCount * 12);
        var curveAt = DataAt + (4 * 20);
        var length = (curveAt + 12 + (2 * curve.Length) + 3) & ~3;
        var bytes = new byte[length];
        Word(0, length);
        Word(8, 0x02400000);
        Text(12, "mntrRGB XYZ ");
        Text(36, "acsp");
        Xyz(68, 0.9642, 1, 0.8249);
        Word(128, TagCount);
        var entry = 132;
        for (var i = 0; i < 4; i++)
        {
            Tag(((string[])["rXYZ", "gXYZ", "bXYZ", "wtpt"])[i], DataAt + (20 * i), 20);
            Text(DataAt + (20 * i), "XYZ ");
            var (x, y, z) = i < 3 ? (colorants[0, i], colorants[1, i], colorants[2, i]) : (0.9642, 1, 0.8249);
            Xyz(DataAt + (20 * i) + 8, x, y, z);
        }

        foreach (var name in (string[])["rTRC", "gTRC", "bTRC"])
        {
            Tag(name, curveAt, 12 + (2 * curve.Length));
        }

        Text(curveAt, "curv");
        Word(curveAt + 8, curve.Length);
        for (var i = 0; i < curve.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(bytes.AsSpan(curveAt + 12 + (2 * i)), curve[i]);
        }

        return bytes;

        void Word(int at, int value) => BinaryPrimitives.WriteInt32BigEndian(bytes.AsSpan(at), value);

        void Text(int at, string text) => System.Text.Encoding.ASCII.GetBytes(text).CopyTo(bytes, at);

        void Xyz(int at, double x, double y, double z)
        {
            Word(at, (int)Math.Round(x * 65536));
            Word(at + 4, (int)Math.Round(y * 65536));
            Word(at + 8, (int)Math.Round(z * 65536));
        }

        void Tag(string name, int at, int size)
        {
            Text(entry, name);
            Word(entry + 4, at);
            Word(entry + 8, size);
            entry += 12;
        }
    }
}
