namespace Stylize.Codecs.Netpbm;

/// <summary>The header of a Netpbm file.</summary>
/// <param name="HasAlpha">True if the last sample is alpha.</param>
/// <param name="Maximum">Sample value of full scale, 1 to 65535.</param>
/// <param name="IsPlain">True if samples are decimal numbers.</param>
/// <param name="IsBits">True if a pixel is one bit, and a set bit is black.</param>
/// <param name="Meaning">What samples stand for, as a PAM file names it.</param>
internal sealed record NetpbmHeader(
    int Width, int Height, int Bands, bool HasAlpha, int Maximum, bool IsPlain, bool IsBits,
    string Meaning = "")
{
    internal int RowBytes =>
        checked((int)(IsBits ? ((long)Width + 7) / 8 : (long)Width * Bands * (Maximum > 255 ? 2 : 1)));

    internal long MinBytes => IsPlain ? (long)Width * Height * Bands * (IsBits ? 1 : 2) - 1 : (long)RowBytes * Height;

    /// <summary>Reads from the start of the stream up to the first pixel.</summary>
    internal static NetpbmHeader Read(Stream stream)
    {
        var tokens = new NetpbmTokens(stream);
        var kind = tokens.NextWord();
        if (kind == "P7") return ReadArbitrary(tokens);

        if (kind is "PF" or "Pf" or "PF4" or "PH" or "Ph") throw new UnsupportedDataException("floating-point samples");

        var number = kind is ['P', >= '1' and <= '6']
            ? kind[1] - '0'
            : throw new InvalidDataException("The file is not PBM, PGM, PPM or PAM.");
        var (width, height) = (tokens.NextNumber(), tokens.NextNumber());
        var isBits = number is 1 or 4;
        var maximum = isBits ? 1 : tokens.NextNumber();
        return Checked(new NetpbmHeader(width, height, number is 3 or 6 ? 3 : 1, false, maximum, number <= 3, isBits));
    }

    /// <summary>Scales a sample to 8 or 16 bits.</summary>
    internal ushort Scaled(int sample)
    {
        if (sample > Maximum) throw new InvalidDataException("A sample exceeds the maximum of the file.");

        var full = Maximum > 255 ? 65535L : 255L;
        return (ushort)(((sample * full) + (Maximum / 2)) / Maximum);
    }

    private static NetpbmHeader ReadArbitrary(NetpbmTokens tokens)
    {
        var (numbers, meaning) = (new Dictionary<string, int>(), "");
        while (true)
        {
            switch (tokens.NextWord())
            {
                case ("WIDTH" or "HEIGHT" or "DEPTH" or "MAXVAL") and var word:
                    numbers[word] = tokens.NextNumber();
                    break;
                case "TUPLTYPE":
                    meaning += tokens.NextWord();
                    break;
                case "ENDHDR":
                    var depth = numbers.GetValueOrDefault("DEPTH");
                    if (meaning is ['C', 'M', 'Y', 'K', ..]) throw new UnsupportedDataException("inks (CMYK)");
                    if (depth is < 1 or > 4)
                    {
                        throw new UnsupportedDataException(Invariant($"{depth} samples per pixel"));
                    }

                    // Treats a second or fourth sample of any type as alpha, as other readers do.
                    return Checked(new NetpbmHeader(
                        numbers.GetValueOrDefault("WIDTH"), numbers.GetValueOrDefault("HEIGHT"), depth, depth is 2 or 4,
                        numbers.GetValueOrDefault("MAXVAL"), false, false, meaning));
                case "332":
                    throw new UnsupportedDataException("a thumbnail of XV");
                default:
                    throw new InvalidDataException("The header has an unknown line.");
            }
        }
    }

    private static NetpbmHeader Checked(NetpbmHeader header) =>
        header is { Width: > 0, Height: > 0, Maximum: > 0 and <= 65535 }
            ? header
            : throw new InvalidDataException("The width, height or maximum is invalid.");
}
