using System.Xml;
using System.Xml.Linq;
using Stylize.Engine.Segmentation.Wells;

namespace Stylize.Engine.Segmentation.Ome;

/// <summary>The part of OME-XML (schema 2016-06 and earlier) that describes the planes of a set of TIFF
/// files.</summary>
/// <param name="MetadataFile">Name of the file that holds the metadata if this one holds only pixels; otherwise
/// null.</param>
internal sealed partial record OmeXml(IReadOnlyList<OmeImage> Images, string? MetadataFile)
{
    private const string Schema = "http://www.openmicroscopy.org/Schemas/OME/2016-06";

    /// <summary>Last row or column of a plate, from 0, with a name of one or two letters.</summary>
    private const int MaxWells = 701;

    /// <summary>True if there is one image with one plane, so that the name of the file may say more.</summary>
    public bool IsOnePlane => Images is [{ SizeZ: 1, SizeC: 1, SizeT: 1 }];

    /// <summary>True for a text that should be OME-XML.</summary>
    public static bool Claims([NotNullWhen(true)] string? text) =>
        text is not null && (text.Contains("<OME") || text.Contains(":OME "));

    /// <summary>Reads a text; returns null if it is damaged or not OME-XML. Takes time proportional to its
    /// length.</summary>
    /// <exception cref="InvalidDataException">A size is out of range, or elements are nested too deep; the message says
    /// which.</exception>
    public static OmeXml? TryRead(string? text)
    {
        if (!Claims(text)) return null;

        try
        {
            text = text.TrimStart('\ufeff', ' ', '\r', '\n');
            var root = PlainXml.Load(() => XmlReader.Create(new StringReader(text), PlainXml.Settings()));
            var locations = FindLocations(root);
            var own = ((string?)root.Attribute("UUID"))?.Trim();
            var images = Named(root, "Image").Select((image, index) => Read(image, index, locations, own))
                .OfType<OmeImage>().ToList();
            return new OmeXml(images, (string?)Named(root, "BinaryOnly").FirstOrDefault()?.Attribute("MetadataFile"));
        }
        catch (Exception failure) when (failure is XmlException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Returns the position on the stage in the description of a plane of MetaXpress; null for any other
    /// text.</summary>
    public static OmeXml? FromMetaXpress(string? text) =>
        StageTags().Match(text ?? "") is { Success: true, Groups: [_, var left, var top] }
        && Value(left.Value) is { } x && Value(top.Value) is { } y
        ? new OmeXml([new OmeImage(0, "XYCZT", 1, 1, 1, null, [null], [], null) { Stage = (x, y) }], null) : null;

    /// <summary>Returns a plane of known size, of which the name of the file says the rest; null without a size.
    /// </summary>
    public static OmeXml? OnePlane(PixelSize? size) =>
        size is null ? null : new OmeXml([new OmeImage(0, "XYCZT", 1, 1, 1, size, [null], [], null)], null);

    /// <param name="pixelSize">Size of a pixel in micrometers; null if unknown.</param>
    public static string Write(string name, string channel, int width, int height, int bits, PixelSize? pixelSize)
    {
        var document = XElement.Parse($"""
            <OME Creator="Stylize" xmlns="{Schema}"><Image ID="Image:0" Name=""><Pixels ID="Pixels:0"
            DimensionOrder="XYCZT" Type="uint{bits}" SizeX="{width}" SizeY="{height}" SizeZ="1" SizeC="1" SizeT="1"
            BigEndian="{(BitConverter.IsLittleEndian ? "false" : "true")}">
            <Channel ID="Channel:0:0" Name="" SamplesPerPixel="1"/><TiffData IFD="0" PlaneCount="1"/>
            </Pixels></Image></OME>
            """);
        Named(document, "Image").Single().SetAttributeValue("Name", name);
        Named(document, "Channel").Single().SetAttributeValue("Name", channel);
        foreach (var (axis, side) in pixelSize is { } size ? [("X", size.X), ("Y", size.Y)] : ((string, double)[])[])
        {
            var pixels = Named(document, "Pixels").Single();
            pixels.SetAttributeValue($"PhysicalSize{axis}", side.ToString("R", CultureInfo.InvariantCulture));
            pixels.SetAttributeValue($"PhysicalSize{axis}Unit", "\u00b5m");
        }

        // TIFF tags hold ASCII, so the micro sign is written as a character reference.
        var settings = new XmlWriterSettings { OmitXmlDeclaration = true, Encoding = new System.Text.ASCIIEncoding() };
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, settings))
        {
            document.Save(writer);
        }

        return System.Text.Encoding.ASCII.GetString(bytes.ToArray());
    }

    private static Dictionary<string, OmeLocation> FindLocations(XElement root)
    {
        var locations = new Dictionary<string, OmeLocation>(StringComparer.Ordinal);
        foreach (var plate in Named(root, "Plate"))
        {
            foreach (var well in Named(plate, "Well"))
            {
                var name = WellName.FromPosition(
                    Number(well, "Row", 0, 0, MaxWells) + 1, Number(well, "Column", 0, 0, MaxWells) + 1);
                foreach (var (index, sample) in Named(well, "WellSample").Index())
                {
                    if ((string?)Named(sample, "ImageRef").FirstOrDefault()?.Attribute("ID") is { } image)
                    {
                        locations.TryAdd(image, new OmeLocation((string?)plate.Attribute("Name"), name, index + 1)
                        {
                            Stage = Position(sample, "PositionX", "PositionY"),
                        });
                    }
                }
            }
        }

        return locations;
    }

    /// <param name="own">The identifier of the file.</param>
    private static OmeImage? Read(
        XElement image, int index, Dictionary<string, OmeLocation> locations, string? own)
    {
        if (Named(image, "Pixels").FirstOrDefault() is not { } pixels) return null;

        var channels = Named(pixels, "Channel").ToList();
        // A channel can have several samples, as colors do; SizeC counts samples.
        var samples = channels.Sum(channel => Number(channel, "SamplesPerPixel", 1, 1, PlaneLimit.Planes));
        var stated = Number(pixels, "SizeC", Math.Max(samples, 1), 1, PlaneLimit.Planes);
        var count = samples == stated ? channels.Count : stated;
        // Planes with the identifier of another file whose name is not stated are read with that file.
        var parts = Named(pixels, "TiffData").ToList();
        var data = parts.Where(d => FileOf(d) is not null || IdOf(d) is not { } id || own is null || id == own)
            .Select(d => new OmeTiffData(
            Number(d, "IFD", 0), Number(d, "FirstZ", 0), Number(d, "FirstC", 0), Number(d, "FirstT", 0),
            d.Attribute("PlaneCount") is not null
                ? Number(d, "PlaneCount", 1) : d.Attribute("IFD") is not null ? 1 : null,
            FileOf(d), own is not null && IdOf(d) == own)).ToList();
        var location = (string?)image.Attribute("ID") is { } id ? locations.GetValueOrDefault(id) : null;
        return new OmeImage(
            index,
            Order(pixels),
            Number(pixels, "SizeZ", 1, 1, PlaneLimit.Planes), count, Number(pixels, "SizeT", 1, 1, PlaneLimit.Planes),
            PixelSize.Find(
                Length(pixels, 'X'), Length(pixels, pixels.Attribute("PhysicalSizeY") is null ? 'X' : 'Y')),
            [.. Enumerable.Range(0, count)
                .Select(c => c < channels.Count ? (string?)channels[c].Attribute("Name") : null)],
            parts.Count > 0 ? data : [new OmeTiffData(0, 0, 0, 0, null, null)],
            location ?? Site(image))
        {
            Stage = Position(Named(pixels, "Plane").FirstOrDefault(at => at.Attribute("PositionX") is not null),
                "PositionX", "PositionY")
                ?? Position(Named(image, "StageLabel").FirstOrDefault(), "X", "Y") ?? location?.Stage,
            PlaneDistance = Length(pixels, 'Z') / Length(pixels, 'X'),
        };
    }

    private static string? FileOf(XElement data) =>
        (string?)Named(data, "UUID").FirstOrDefault()?.Attribute("FileName");

    private static string? IdOf(XElement data) => Named(data, "UUID").FirstOrDefault()?.Value.Trim();

    /// <summary>Returns the well of a position that Micro-Manager names B2-Site_0; null for any other name.</summary>
    private static OmeLocation? Site(XElement image) => SiteName().Match(
        (string?)Named(image, "StageLabel").FirstOrDefault()?.Attribute("Name")
            ?? (string?)image.Attribute("Name") ?? "")
        is { Success: true, Groups: [_, var well, var site] } && WellName.Parse(well.Value) is not null
        ? new OmeLocation(
            null, well.Value, int.Parse(site.ValueSpan, CultureInfo.InvariantCulture), IsSite: true) : null;

    private static (double X, double Y)? Position(XElement? element, string x, string y) =>
        Value((string?)element?.Attribute(x)) is { } left && Value((string?)element?.Attribute(y)) is { } top
            ? (left, top) : null;

    private static double? Value(string? text) =>
        TryNumber(text, out var value) && double.IsFinite(value) ? value : null;

    [GeneratedRegex(@"^(?:.*_)?([A-Z]{1,2}\d{1,2})-Site_(\d{1,6})$", RegexOptions.CultureInvariant)]
    private static partial Regex SiteName();

    [GeneratedRegex(
        @"<prop id=""stage-position-x""[^>]{0,200}value=""([^""]{1,40})""[\s\S]{0,400}?"
        + @"<prop id=""stage-position-y""[^>]{0,200}value=""([^""]{1,40})""",
        RegexOptions.CultureInvariant)]
    private static partial Regex StageTags();

    /// <summary>Returns the length of a voxel along an axis in micrometers; null if unknown.</summary>
    private static double? Length(XElement pixels, char axis) =>
        Value((string?)pixels.Attribute($"PhysicalSize{axis}")) is not (> 0 and var size) ? null
        : size * PixelSize.Micrometers((string?)pixels.Attribute($"PhysicalSize{axis}Unit") ?? "um");

    private static string Order(XElement pixels)
    {
        var order = (string?)pixels.Attribute("DimensionOrder") ?? "XYCZT";
        return order.StartsWith("XY", StringComparison.Ordinal) && order[2..].Order().SequenceEqual("CTZ") ? order
            : throw new InvalidDataException(
                $"DimensionOrder is '{order}'; it must be XY and then C, T and Z in any order.");
    }

    private static int Number(XElement element, string attribute, int absent, int min = 0, int max = int.MaxValue)
    {
        var text = element.Attribute(attribute)?.Value;
        return text is null ? absent
            : int.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out var number) && number >= min
                && number <= max
                ? number
            : throw new InvalidDataException(
                Invariant($"{attribute} is {text}; it must be {min:N0} to {max:N0}."));
    }

    /// <summary>Returns elements by their local name, because each version of the schema has a different namespace.</summary>
    private static IEnumerable<XElement> Named(XElement parent, string name) =>
        parent.Descendants().Where(e => e.Name.LocalName == name);
}
