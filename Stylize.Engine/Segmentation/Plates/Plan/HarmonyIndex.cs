using System.Xml;

namespace Stylize.Engine.Segmentation.Plates.Plan;

/// <summary>The positions of images on the stage in the file that Harmony writes next to them: Index.idx.xml, or
/// Index.xml.</summary>
internal sealed class HarmonyIndex
{
    private readonly Dictionary<string, Dictionary<string, (double X, double Y)>> _folders =
        new(StringComparer.Ordinal);

    /// <summary>Returns the position of an image, with y downward; null if no readable index has it.</summary>
    public (double X, double Y)? Find(string path)
    {
        var folder = Path.GetDirectoryName(path) ?? "";
        if (!_folders.TryGetValue(folder, out var images))
        {
            _folders.Add(folder, images = []);
            var index = new[] { "Index.idx.xml", "Index.xml" }.Select(name => Path.Combine(folder, name))
                .FirstOrDefault(File.Exists);
            try
            {
                if (index is not null)
                {
                    Read(index, images);
                }
            }
            catch (Exception failure) when (failure is XmlException or IOException or UnauthorizedAccessException
                or StylizeException)
            {
                // Positions are a help: without them, tiles are in the order of their numbers.
                images.Clear();
            }
        }

        return images.TryGetValue(Path.GetFileName(path), out var place) ? place : null;
    }

    private static void Read(string index, Dictionary<string, (double X, double Y)> images)
    {
        using var file = InputFile.Open(index);
        using var reader = XmlReader.Create(file, PlainXml.Settings());
        var (name, element, x) = ("", "", double.NaN);
        while (reader.Read())
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                element = reader.LocalName;
            }
            else if (reader.NodeType == XmlNodeType.Text && element == "URL")
            {
                (name, x) = (Path.GetFileName(reader.Value), double.NaN);
            }
            else if (reader.NodeType == XmlNodeType.Text && element is "PositionX" or "PositionY"
                && TryNumber(reader.Value, out var value))
            {
                // The y axis points upward.
                if (element == "PositionY" && name.Length > 0) images[name] = (x, -value);
                x = element == "PositionX" ? value : x;
            }
        }
    }
}
