using Stylize.Codecs.Color;

namespace Stylize.Codecs.Png;

/// <summary>Reads the color that chunks of a PNG state without a profile (PNG, third edition, 11.3.2).</summary>
internal static class PngColor
{
    /// <summary>The gamma and the chromaticities that the specification gives for sRGB, times 100,000.</summary>
    private const long SrgbGamma = 45455;

    /// <summary>White, red, green and blue of sRGB, each x and y.</summary>
    internal static readonly double[] SrgbPoints = [.3127, .3290, .64, .33, .30, .60, .15, .06];

    /// <summary>Returns the color of the chunk that ranks first: cICP, iCCP, sRGB, gAMA with cHRM; null for sRGB and
    /// for a profile, which the decoder applies.</summary>
    public static CodedColor? Read(Stream stream)
    {
        var chunks = PngChunk.All(stream).TakeWhile(chunk => chunk.Type != "IDAT")
            .Where(chunk => chunk.Type is "cICP" or "cLLI" or "iCCP" or "sRGB" or "gAMA" or "cHRM").ToList();
        byte[]? Data(string type, int length) =>
            chunks.Find(chunk => chunk.Type == type && chunk.Length == length) is { Type: not null } chunk
                ? chunk.Data(stream) : null;

        // In units of 0.0001 cd/m².
        var peak = Data("cLLI", 8) is { } light ? BinaryPrimitives.ReadUInt32BigEndian(light) / 1e4 : 0;
        if (OfCodes(Data("cICP", 4), peak) is { } coded) return coded.IsSrgb && !IsProfiled() ? null : coded;
        if (chunks.Exists(chunk => chunk.Type == "sRGB") || Data("gAMA", 4) is not { } gamma || IsProfiled())
        {
            return null;
        }

        var exponent = BinaryPrimitives.ReadUInt32BigEndian(gamma);
        double[]? points = Data("cHRM", 32) is { } data
            ? [.. Enumerable.Range(0, 8).Select(i => BinaryPrimitives.ReadUInt32BigEndian(data.AsSpan(4 * i)) / 1e5)]
            : null;
        var hasSrgbPoints = points?.Zip(SrgbPoints).All(pair => Math.Abs(pair.First - pair.Second) < .002) ?? true;
        return exponent == SrgbGamma && hasSrgbPoints ? null : CodedColor.FromGamma(exponent / 1e5, points);

        // Reads the profile, which the usual file needs only later.
        bool IsProfiled() =>
            chunks.Find(chunk => chunk.Type == "iCCP") is { Type: not null } found && HasProfile(stream, found);
    }

    /// <summary>True if libpng uses the profile of the chunk iCCP: not a damaged one, one of an unknown intent, or one
    /// of colors in gray.</summary>
    internal static bool HasProfile(Stream stream, PngChunk chunk)
    {
        var (profile, isGray) = (PngMetadata.Profile(stream, chunk), (StreamBytes.Read(stream, 25, 1)[0] & 2) == 0);
        return IccProfile.Fits(profile, isGray ? 1 : 3) && profile[64] == 0 && !(isGray && IccProfile.Fits(profile, 3));
    }

    /// <summary>Returns the color of the chunk cICP; null if its codes are unknown or not stated (2), so that it does
    /// not count, as in browsers. Samples of a PNG are red, green and blue, so the matrix is 0.</summary>
    internal static CodedColor? OfCodes(byte[]? codes, double peak = 0) =>
        codes is [not 2 and var primaries, not 2 and var transfer, 0, _]
            ? CodedColor.FromCodes(primaries, transfer, isVideo: false, peak) : null;
}
