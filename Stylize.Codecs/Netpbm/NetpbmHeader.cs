namespace Stylize.Codecs.Netpbm;

/// <summary>What a Netpbm file says about its pixels.</summary>
/// <param name="HasAlpha">True where the last sample is alpha.</param>
/// <param name="Maximum">The sample value of full scale, 1 to 65535.</param>
/// <param name="IsPlain">True where samples are written as decimal numbers.</param>
/// <param name="IsBits">True where a pixel is one bit, and a set one black.</param>
internal sealed record NetpbmHeader(int Width, int Height, int Bands, bool HasAlpha, int Maximum, bool IsPlain, bool IsBits)
{
    /// <summary>Bytes of a raw row.</summary>
    internal int RowBytes => checked((int)(IsBits ? ((long)Width + 7) / 8 : (long)Width * Bands * (Maximum > 255 ? 2 : 1)));

    /// <summary>The fewest bytes that the pixels can take.</summary>
    internal long LeastBytes => IsPlain ? (long)Width * Height * Bands * (IsBits ? 1 : 2) - 1 : (long)RowBytes * Height;

    /// <summary>Reads from the start of the stream up to the first pixel.</summary>
    /// <exception cref="InvalidDataException">The header is damaged, or of a kind that is not read.</exception>
    internal static NetpbmHeader Read(Stream stream)
    {
        var words = new NetpbmWords(stream);
        var kind = words.NextWord();
        if (kind == "P7") return ReadArbitrary(words);

        var number = kind is ['P', >= '1' and <= '6']
            ? kind[1] - '0'
            : throw new InvalidDataException("The file is no PBM, PGM, PPM or PAM.");
        var (width, height) = (words.NextNumber(), words.NextNumber());
        var isBits = number is 1 or 4;
        var maximum = isBits ? 1 : words.NextNumber();
        return Checked(new NetpbmHeader(width, height, number is 3 or 6 ? 3 : 1, false, maximum, number <= 3, isBits));
    }

    /// <summary>A sample as 8 or 16 bits.</summary>
    /// <exception cref="InvalidDataException">It is beyond the maximum.</exception>
    internal ushort Scaled(int sample)
    {
        if (sample > Maximum) throw new InvalidDataException("The file has a sample beyond the maximum that it names.");

        var full = Maximum > 255 ? 65535L : 255L;
        return (ushort)(((sample * full) + (Maximum / 2)) / Maximum);
    }

    private static NetpbmHeader ReadArbitrary(NetpbmWords words)
    {
        var (width, height, depth, maximum) = (0, 0, 0, 0);
        while (true)
        {
            switch (words.NextWord())
            {
                case "WIDTH":
                    width = words.NextNumber();
                    break;
                case "HEIGHT":
                    height = words.NextNumber();
                    break;
                case "DEPTH":
                    depth = words.NextNumber();
                    break;
                case "MAXVAL":
                    maximum = words.NextNumber();
                    break;
                case "TUPLTYPE":
                    _ = words.NextWord();
                    break;
                case "ENDHDR":
                    if (depth is < 1 or > 4) throw new InvalidDataException($"The file has {depth} samples a pixel, which is not read.");

                    // A second or fourth sample of any type is taken for alpha, as other readers do.
                    return Checked(new NetpbmHeader(width, height, depth, depth is 2 or 4, maximum, false, false));
                default:
                    throw new InvalidDataException("The file has a line in its header that is not known.");
            }
        }
    }

    private static NetpbmHeader Checked(NetpbmHeader header) =>
        header is { Width: > 0, Height: > 0, Maximum: > 0 and <= 65535 }
            ? header
            : throw new InvalidDataException("The file claims a width, height or maximum that no image has.");
}
