using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

namespace Stylize.Codecs.Microscopy;

/// <summary>An image of a microscope's file: the planes of one position or scene.</summary>
/// <param name="Well">Well on the plate; null if the file names none.</param>
/// <param name="Plate">Name of a plate of its own, whose only well it is; null for that of the file.</param>
/// <param name="Channels">Names of the channels; empty for one without a name.</param>
/// <param name="PixelSize">Size of a pixel in micrometers; null if unknown.</param>
/// <param name="Planes">The planes that exist, by page.</param>
internal sealed record OmeSeries(
    WellPosition? Well, string? Plate, IReadOnlyList<string> Channels, PixelSize? PixelSize,
    IReadOnlyList<(int Page, int C, int Z, int T)> Planes)
{
    /// <summary>Position on the stage in micrometers; null if unknown.</summary>
    public (double X, double Y)? Stage { get; init; }

    /// <summary>Distance of planes in micrometers; null if unknown.</summary>
    public double? PlaneDistance { get; init; }

    /// <summary>The file of each plane; null if all are in this one.</summary>
    public IReadOnlyList<string>? Files { get; init; }
}

/// <summary>Row and column of a well, from 0.</summary>
internal readonly partial record struct WellPosition(int Row, int Column)
{
    /// <summary>Finds the well in the name of a position, such as B2, B02_0003 or plate_B02_3; null if there is not
    /// exactly one.</summary>
    public static WellPosition? Find(string name)
    {
        if (Word().Matches(name) is not [{ Groups: [_, var letters, var digits] }]) return null;

        var row = letters.ValueSpan.Length == 1 ? letters.ValueSpan[0] - 'A' : 26 + letters.ValueSpan[1] - 'A';
        return int.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) is > 0 and <= 48 and var column
            ? new(row, column - 1) : null;
    }

    // Plates of 1,536 wells have the rows A to AF and the columns 1 to 48.
    [GeneratedRegex(
        @"(?<![A-Za-z0-9])(?:Well)?([A-Z]|A[A-F])([0-4]?[0-9])(?![A-Za-z0-9])", RegexOptions.CultureInvariant)]
    private static partial Regex Word();
}

/// <summary>Writes the part of OME-XML (schema 2016-06) that describes planes: images, channels, pixel size, wells and
/// pages.</summary>
internal static class OmeDescription
{
    private static readonly XNamespace Ome = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

    public static string Write(IEnumerable<OmeSeries> images)
    {
        var all = images.ToList();
        return new XElement(Ome + "OME", Plates(all), all.Select((image, index) => Image(index, image)))
            .ToString(SaveOptions.DisableFormatting);
    }

    private static IEnumerable<XElement> Plates(List<OmeSeries> images) =>
        images.Index().Where(image => image.Item.Well is not null).GroupBy(image => image.Item.Plate)
            .Select(plate => new XElement(
                Ome + "Plate", plate.Key is { } name ? new XAttribute("Name", Plain(name)) : null,
                plate.GroupBy(image => image.Item.Well!.Value).Select(well => new XElement(
                    Ome + "Well", new XAttribute("Row", well.Key.Row), new XAttribute("Column", well.Key.Column),
                    well.Select(image => new XElement(
                        Ome + "WellSample",
                        new XElement(Ome + "ImageRef", new XAttribute("ID", Invariant($"Image:{image.Index}")))))))));

    private static XElement Image(int index, OmeSeries image)
    {
        var (planes, channels) = (image.Planes, image.Channels.Count);
        var depth = planes.Max(plane => plane.Z) + 1;
        return new XElement(
            Ome + "Image", new XAttribute("ID", Invariant($"Image:{index}")),
            image.Stage is var (x, y)
                ? new XElement(Ome + "StageLabel", new XAttribute("X", x), new XAttribute("Y", y)) : null,
            new XElement(
                Ome + "Pixels", new XAttribute("DimensionOrder", "XYCZT"), new XAttribute("SizeC", channels),
                new XAttribute("SizeZ", depth), new XAttribute("SizeT", planes.Max(plane => plane.T) + 1),
                Size("X", image.PixelSize?.X), Size("Y", image.PixelSize?.Y), Size("Z", image.PlaneDistance),
                Names(image.Channels).Select(name => new XElement(Ome + "Channel", new XAttribute("Name", name))),
                Pages()));

        XAttribute? Size(string axis, double? size) => size is null ? null : new($"PhysicalSize{axis}", size);

        // Consecutive pages that follow the order of the axes are one element.
        IEnumerable<XElement> Pages()
        {
            for (var first = 0; first < planes.Count;)
            {
                var (page, c, z, t) = planes[first];
                var end = first + 1;
                while (end < planes.Count && planes[end].Page == page + end - first
                    && Rank(planes[end]) == Rank(planes[first]) + end - first
                    && image.Files?[end] == image.Files?[first])
                {
                    end++;
                }

                yield return new XElement(
                    Ome + "TiffData", new XAttribute("IFD", page), new XAttribute("FirstC", c),
                    new XAttribute("FirstZ", z), new XAttribute("FirstT", t),
                    new XAttribute("PlaneCount", end - first), image.Files is null ? null
                        : new XElement(Ome + "UUID", new XAttribute("FileName", Plain(image.Files[first]))));
                first = end;
            }
        }

        long Rank((int Page, int C, int Z, int T) plane) =>
            (((((long)plane.T) * depth) + plane.Z) * channels) + plane.C;
    }

    /// <summary>Returns names of which no two differ only in case.</summary>
    private static IEnumerable<string> Names(IEnumerable<string> channels)
    {
        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var plain in channels.Select(Plain))
        {
            var unique = plain;
            for (var copy = 2; unique.Length > 0 && !used.Add(unique); copy++)
            {
                unique = Invariant($"{plain} {copy}");
            }

            yield return unique;
        }
    }

    private static string Plain(string name) => string.Concat(name.Where(XmlConvert.IsXmlChar)).Trim();
}
