using System.Xml;

namespace Stylize.Engine.Segmentation.Plates;

/// <summary>The positions of images on the stage and the size of pixels in the file that Harmony writes next to them:
/// Index.idx.xml, or Index.xml.</summary>
internal sealed class HarmonyIndex
{
    private readonly Dictionary<string, (Dictionary<string, (double X, double Y)> Images, PixelSize? Size)> _folders =
        new(StringComparer.Ordinal);

    public TilePlace Find(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        if (!_folders.TryGetValue(folder, out var known))
        {
            known = ([], null);
            var index = new[] { "Index.idx.xml", "Index.xml" }.Select(name => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists);
            try
            {
                if (index is not null)
                {
                    known.Size = Read(index, known.Images);
                }
            }
            catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException
                or StylizeException)
            {
                // Positions are a help: without them, tiles are in the order of their numbers.
                known.Images.Clear();
            }

            _folders.Add(folder, known);
        }

        return known.Images.TryGetValue(Path.GetFileName(path), out var place) ? new(place, known.Size) : default;
    }

    /// <summary>Returns the size of pixels if all images have the same.</summary>
    private static PixelSize? Read(string index, Dictionary<string, (double X, double Y)> images)
    {
        using var file = InputFile.Open(index);
        using var reader = XmlReader.Create(file, PlainXml.Settings());
        var (name, element, unit, x) = ("", "", "", double.NaN);
        var (widths, heights) = (new HashSet<double?>(), new HashSet<double?>());
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                (element, unit) = (reader.LocalName, reader.GetAttribute("Unit") ?? "m");
            }
            else if (reader.NodeType == XmlNodeType.Text && element == "URL")
            {
                (name, x) = (Path.GetFileName(reader.Value), double.NaN);
            }
            else if (reader.NodeType == XmlNodeType.Text && element is "ImageResolutionX" or "ImageResolutionY"
                && TryNumber(reader.Value, out var side))
            {
                (element == "ImageResolutionX" ? widths : heights).Add(side * PixelSize.Micrometers(unit));
            }
            else if (reader.NodeType == XmlNodeType.Text && element is "PositionX" or "PositionY"
                && TryNumber(reader.Value, out var value))
            {
                // The y axis points upward.
                if (element == "PositionY" && name.Length > 0) images[name] = (x, -value);
                x = element == "PositionX" ? value : x;
            }
        }

        return (widths.Count, heights.Count) == (1, 1) ? PixelSize.Find(widths.Single(), heights.Single()) : null;
    }
}
