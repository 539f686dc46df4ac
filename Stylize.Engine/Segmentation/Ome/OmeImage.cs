namespace Stylize.Engine.Segmentation.Ome;

/// <summary>An image of OME-XML.</summary>
/// <param name="Index">Index of the image in the document, from 0.</param>
/// <param name="Order">The axes from the fastest to the slowest, such as XYCZT.</param>
/// <param name="PixelSize">Size of a pixel in micrometers; null if unknown.</param>
/// <param name="Channels">Names of the channels; null for one without a name.</param>
internal sealed record OmeImage(
    int Index, string Order, int SizeZ, int SizeC, int SizeT, PixelSize? PixelSize, IReadOnlyList<string?> Channels,
    IReadOnlyList<OmeTiffData> Data, OmeLocation? Place)
{
    /// <summary>Distance of planes in widths of a pixel; null if unknown.</summary>
    public double? PlaneDistance { get; init; }

    /// <summary>Position on the stage, with y downward, in any unit; null if unknown.</summary>
    public (double X, double Y)? Stage { get; init; }

    public long PlaneCount => (long)SizeZ * SizeC * SizeT;

    /// <summary>Returns the image with a channel for each sample of a pixel, which pages of files store together.
    /// </summary>
    public OmeImage WithSamples(int samples) => samples == 1 ? this : this with
    {
        Order = "XYC" + string.Concat(Order.Where(axis => axis is 'Z' or 'T')),
        SizeC = samples,
        Channels = Channels.Count == samples ? Channels : new string?[samples],
        Data = [.. Data.Select(data => data with { Ifd = data.Ifd * samples, PlaneCount = data.PlaneCount * samples })],
    };

    public IEnumerable<(int Page, int Z, int C, int T)> Planes(OmeTiffData data, int pages)
    {
        var sizes = Order.Skip(2)
            .Select(axis => (Axis: axis, Size: axis switch { 'Z' => SizeZ, 'C' => SizeC, _ => SizeT })).ToList();
        var total = PlaneCount;
        var first = new Dictionary<char, int> { ['Z'] = data.FirstZ, ['C'] = data.FirstC, ['T'] = data.FirstT };
        var (start, stride) = (0L, 1L);
        foreach (var (axis, size) in sizes)
        {
            start += first[axis] * stride;
            stride *= size;
        }

        var count = Math.Min(data.PlaneCount ?? int.MaxValue, Math.Min(pages - data.Ifd, total - start));
        for (var i = 0; i < count; i++)
        {
            var rest = start + i;
            var at = new Dictionary<char, int>();
            foreach (var (axis, size) in sizes)
            {
                at[axis] = (int)(rest % size);
                rest /= size;
            }

            yield return (data.Ifd + i, at['Z'], at['C'], at['T']);
        }
    }
}

/// <summary>Pages of a file that are consecutive planes of an image.</summary>
/// <param name="PlaneCount">Number of pages; null for all that remain.</param>
/// <param name="File">Name of the file, or null for the one that holds the metadata.</param>
/// <param name="IsOwn">True if the identifier is that of the file that holds the metadata, whatever its name.</param>
internal sealed record OmeTiffData(
    int Ifd, int FirstZ, int FirstC, int FirstT, int? PlaneCount, string? File, bool IsOwn = false);

/// <summary>Position of an image on a plate.</summary>
/// <param name="Well">Name of the well, such as E4.</param>
/// <param name="Field">Number of the field in the well, from 1, or the site that the position names.</param>
/// <param name="IsSite">True if the name of the position gives well and site, as in B2-Site_0 of Micro-Manager.</param>
internal sealed record OmeLocation(string? Plate, string Well, int Field, bool IsSite = false)
{
    /// <summary>Position of the field on the stage or in the well; null if unknown.</summary>
    public (double X, double Y)? Stage { get; init; }
}

/// <summary>Limits of what one image of a plate may claim, because a small file can claim planes by the
/// thousand.</summary>
internal static class PlaneLimit
{
    /// <summary>Maximum number of channels; spectral microscopes record some hundred.</summary>
    public const int Channels = 1000;

    /// <summary>Maximum number of planes of one position in a file of a microscope, whose pages have no other
    /// limit.</summary>
    public const int Planes = 100_000;

    public static string OnePlane(string path, int count, int plane) =>
        $"'{StylizeException.Verbatim(path)}' holds stacks of {count} planes; using plane {plane}. "
        + "Use {StackPlane} to choose a different one, or {Projection}.";

    /// <summary>Returns the failure of an image above a limit; null for any other.</summary>
    /// <param name="path">The file or folder of the image.</param>
    /// <param name="planes">Number of channels times timepoints times planes of a stack.</param>
    public static StylizeException? Problem(string path, long channels, long planes, int maxPlanes = Planes)
    {
        return channels > Channels ? TooMany("channels", channels, Channels)
            : planes > maxPlanes ? TooMany("planes (channels x timepoints x stack)", planes, maxPlanes)
            : null;

        StylizeException TooMany(string what, long count, int limit) =>
            Errors.OmeTooLarge.With(path, count, what, limit);
    }
}
