using System.Text.RegularExpressions;

namespace Stylize.Codecs.Tiff;

/// <summary>Kinds of TIFF files that microscopes write.</summary>
internal enum TiffDialect
{
    Plain,

    /// <summary>Stacks of MetaMorph: one directory describes all planes.</summary>
    MetaMorph,

    /// <summary>Files of Zeiss's LSM microscopes: a thumbnail follows each image, channels are samples.</summary>
    Lsm,

    /// <summary>Slides of PerkinElmer and Akoya: a directory per channel, then reduced copies.</summary>
    Qptiff,
}

/// <summary>The directories of a TIFF that are images of their own: no thumbnails or copies of lower resolution.
/// </summary>
/// <param name="Directories">Position and number in the file of each directory.</param>
internal sealed partial record TiffImages(IReadOnlyList<(long At, int Number)> Directories, TiffDialect Dialect)
{
    public const int MetaMorphPlanes = 33629, LsmTag = 34412, Description = 270;

    /// <param name="max">Maximum number of directories; one more is returned to show that there are more.</param>
    /// <exception cref="InvalidDataException">A directory is damaged.</exception>
    public static TiffImages Find(TiffReader reader, int max)
    {
        var all = reader.Directories(max).Select((at, number) => (at, number)).ToList();
        var first = reader.Tags(all[0].at);
        var text = reader.TextOf(all[0].at, Description);
        var dialect = first.Has(LsmTag) ? TiffDialect.Lsm
            : first.Has(MetaMorphPlanes) ? TiffDialect.MetaMorph
            : IsQptiff(text) ? TiffDialect.Qptiff
            : TiffDialect.Plain;

        // OME-XML numbers all directories.
        var (width, height) = (first.First(256, 0), first.First(257, 0));
        return new(
            text.Contains("<OME", StringComparison.Ordinal) || text.Contains(":OME ", StringComparison.Ordinal) ? all
                : [.. all.Take(1), .. all.Skip(1).Where(directory => IsImage(directory.at))],
            dialect);

        bool IsImage(long at)
        {
            if (dialect == TiffDialect.Qptiff) return KindOf(reader.TextOf(at, Description)) is "FullResolution";
            if (!reader.IsReduced(at)) return true;

            var tags = reader.Tags(at);
            return dialect != TiffDialect.Lsm && (tags.First(256, 0), tags.First(257, 0)) == (width, height);
        }
    }

    /// <summary>Returns the name of a format of whole slides, of which a TIFF holds only a preview, or too many pixels;
    /// null for others.</summary>
    public static string? Slide(TiffReader reader, long directory) =>
        reader.Tags(directory).Has(65420) ? "a slide in NDPI (Hamamatsu)"
        : reader.TextOf(directory, Description) is var text && text.StartsWith("Aperio", StringComparison.Ordinal)
            ? "a slide in SVS (Aperio)"
        : text.Contains("<scn", StringComparison.Ordinal) ? "a slide in SCN (Leica)"
        : text.Contains("DPUfsImport", StringComparison.Ordinal) ? "a slide of Philips"
        : null;

    public static bool IsQptiff(string text) =>
        text.Contains("<PerkinElmer-QPI-ImageDescription", StringComparison.Ordinal);

    private static string? KindOf(string text) =>
        ImageType().Match(text) is { Success: true, Groups: [_, var kind] } ? kind.Value : null;

    [GeneratedRegex(@"<ImageType>\s*(\w+)\s*</ImageType>")]
    private static partial Regex ImageType();
}
