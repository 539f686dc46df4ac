namespace Stylize.Codecs.Containers;

/// <summary>
/// Checks the size that a file claims, because decoders accept sizes that the bytes cannot contain, or report an absurd
/// size as damage.
/// </summary>
internal static class ClaimedSize
{
    // Headers and tables of a small picture are larger than its pixels.
    private const long FreePixels = 1 << 20;

    /// <summary>Compares the claimed size with the limits. Other formats and damaged headers pass.</summary>
    /// <exception cref="StylizeException">ImageTooLarge; ImageUnreadable: the file has too few bytes for its
    /// pixels.</exception>
    internal static void CheckLimits(SourceStream source, DecodeOptions options)
    {
        if (FormatCodec.ForFormat(source.Format).Claim is not { } claim
            || source.Read(claim) is not var (width, height, perByte))
        {
            return;
        }

        SourceLimits.Check(source.Name, width, height, 1, options);
        if (perByte < long.MaxValue && width * height > FreePixels + (source.Stream.Length * perByte))
        {
            throw Errors.ClaimedSize.With(source.Name, width, height, source.Stream.Length);
        }
    }
}
