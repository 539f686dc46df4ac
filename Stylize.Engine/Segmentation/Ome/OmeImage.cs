namespace Stylize.Engine.Segmentation.Ome;

/// <summary>An image of OME-XML.</summary>
/// <param name="Index">Which image of the document it is, from 0.</param>
/// <param name="Order">The axes from the fastest to the slowest, such as XYCZT.</param>
/// <param name="PixelSize">Width of a pixel in micrometers, or null where it is unknown.</param>
/// <param name="Channels">Names of the channels; null for one without a name.</param>
internal sealed record OmeImage(
    int Index, string Order, int SizeZ, int SizeC, int SizeT, double? PixelSize, IReadOnlyList<string?> Channels,
    IReadOnlyList<OmeTiffData> Data, OmePlace? Place)
{
    public IEnumerable<(int Page, int Z, int C, int T)> Planes(OmeTiffData data, int pages)
    {
        var sizes = Order.Skip(2).Select(axis => (Axis: axis, Size: axis switch { 'Z' => SizeZ, 'C' => SizeC, _ => SizeT })).ToList();
        var total = (long)SizeZ * SizeC * SizeT;
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

/// <summary>Pages of a file that are planes of an image, one after the other in the image's order.</summary>
/// <param name="PlaneCount">Number of pages; null for all that are left.</param>
/// <param name="File">Name of the file, or null for the one that holds the metadata.</param>
internal sealed record OmeTiffData(int Ifd, int FirstZ, int FirstC, int FirstT, int? PlaneCount, string? File);

/// <summary>Where on a plate an image was taken.</summary>
/// <param name="Well">Name of the well, such as E4.</param>
/// <param name="Field">Which field of the well, from 1.</param>
internal sealed record OmePlace(string? Plate, string Well, int Field)
{
    /// <summary>The name of a well of a row and a column, both counted from 0.</summary>
    public static string WellName(int row, int column)
    {
        var letters = row >= 26 ? $"{(char)('A' + (row / 26) - 1)}{(char)('A' + (row % 26))}" : $"{(char)('A' + row)}";
        return string.Create(CultureInfo.InvariantCulture, $"{letters}{column + 1}");
    }
}
