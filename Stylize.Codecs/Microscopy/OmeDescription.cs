using System.Text.RegularExpressions;
using System.Xml;

namespace Stylize.Codecs.Microscopy;

/// <summary>An image of a microscope's file: the planes of one position or scene.</summary>
/// <param name="Well">Well on the plate; null if the file names none.</param>
/// <param name="Plate">Name of a plate of its own, whose only well it is; null for that of the file.</param>
/// <param name="Channels">Names of the channels; empty for one without a name.</param>
/// <param name="PixelSize">Width of a pixel in micrometers; null if unknown.</param>
/// <param name="Planes">The planes that exist, by page.</param>
internal sealed record OmeSeries(
    WellPosition? Well, string? Plate, IReadOnlyList<string> Channels, double? PixelSize,
    IReadOnlyList<(int Page, int C, int Z, int T)> Planes)
{
    /// <summary>Position on the stage in micrometers; null if unknown.</summary>
    public (double X, double Y)? Stage { get; init; }
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
    private const string Schema = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

    public static string Write(IEnumerable<OmeSeries> images)
    {
        var all = images.ToList();
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true }))
        {
            xml.WriteStartElement("OME", Schema);
            WritePlates(xml, all);
            foreach (var (index, image) in all.Index())
            {
                WriteImage(xml, index, image);
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static void WritePlates(XmlWriter xml, List<OmeSeries> images)
    {
        foreach (var plate in images.Index().Where(image => image.Item.Well is not null)
            .GroupBy(image => image.Item.Plate))
        {
            xml.WriteStartElement("Plate");
            if (plate.Key is { } name)
            {
                xml.WriteAttributeString("Name", Plain(name));
            }

            foreach (var well in plate.GroupBy(image => image.Item.Well!.Value))
            {
                xml.WriteStartElement("Well");
                Write(xml, "Row", well.Key.Row);
                Write(xml, "Column", well.Key.Column);
                foreach (var (index, _) in well)
                {
                    xml.WriteStartElement("WellSample");
                    xml.WriteStartElement("ImageRef");
                    xml.WriteAttributeString("ID", Invariant($"Image:{index}"));
                    xml.WriteEndElement();
                    xml.WriteEndElement();
                }

                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }
    }

    private static void WriteImage(XmlWriter xml, int index, OmeSeries image)
    {
        xml.WriteStartElement("Image");
        xml.WriteAttributeString("ID", Invariant($"Image:{index}"));
        if (image.Stage is { } stage)
        {
            xml.WriteStartElement("StageLabel");
            xml.WriteAttributeString("X", stage.X.ToString("R", CultureInfo.InvariantCulture));
            xml.WriteAttributeString("Y", stage.Y.ToString("R", CultureInfo.InvariantCulture));
            xml.WriteEndElement();
        }

        xml.WriteStartElement("Pixels");
        xml.WriteAttributeString("DimensionOrder", "XYCZT");
        var (planes, channels) = (image.Planes, image.Channels.Count);
        var depth = planes.Max(plane => plane.Z) + 1;
        Write(xml, "SizeC", channels);
        Write(xml, "SizeZ", depth);
        Write(xml, "SizeT", planes.Max(plane => plane.T) + 1);
        if (image.PixelSize is { } size)
        {
            xml.WriteAttributeString("PhysicalSizeX", size.ToString("R", CultureInfo.InvariantCulture));
        }

        var used = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in image.Channels)
        {
            var plain = Plain(name);
            var unique = plain;
            for (var copy = 2; unique.Length > 0 && !used.Add(unique); copy++)
            {
                unique = Invariant($"{plain} {copy}");
            }

            xml.WriteStartElement("Channel");
            xml.WriteAttributeString("Name", unique);
            xml.WriteEndElement();
        }

        // Consecutive pages that follow the order of the axes are one element.
        for (var first = 0; first < planes.Count;)
        {
            var (page, c, z, t) = planes[first];
            var end = first + 1;
            while (end < planes.Count && planes[end].Page == page + end - first
                && Rank(planes[end]) == Rank(planes[first]) + end - first)
            {
                end++;
            }

            xml.WriteStartElement("TiffData");
            Write(xml, "IFD", page);
            Write(xml, "FirstC", c);
            Write(xml, "FirstZ", z);
            Write(xml, "FirstT", t);
            Write(xml, "PlaneCount", end - first);
            xml.WriteEndElement();
            first = end;
        }

        xml.WriteEndElement();
        xml.WriteEndElement();

        long Rank((int Page, int C, int Z, int T) plane) =>
            (((((long)plane.T) * depth) + plane.Z) * channels) + plane.C;
    }

    private static string Plain(string name) => string.Concat(name.Where(XmlConvert.IsXmlChar)).Trim();

    private static void Write(XmlWriter xml, string name, int value) =>
        xml.WriteAttributeString(name, Invariant($"{value}"));
}
