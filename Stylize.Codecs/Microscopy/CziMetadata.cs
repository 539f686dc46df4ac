using System.Xml;

namespace Stylize.Codecs.Microscopy;

/// <summary>The part of the metadata of a CZI file that describes its planes.</summary>
/// <param name="Channels">Names of channels by number.</param>
/// <param name="Scenes">Names of scenes by number.</param>
/// <param name="Wells">Names of the wells of scenes by number.</param>
/// <param name="PixelSize">Size of a pixel in micrometers; null if unknown.</param>
/// <param name="PlaneDistance">Distance of planes in micrometers; null if unknown.</param>
/// <param name="Stages">Positions of the centers of scenes on the stage, in micrometers, by number.</param>
internal sealed record CziMetadata(
    IReadOnlyDictionary<int, string> Channels, IReadOnlyDictionary<int, string> Scenes,
    IReadOnlyDictionary<int, string> Wells, PixelSize? PixelSize, double? PlaneDistance,
    IReadOnlyDictionary<int, (double X, double Y)> Stages)
{
    private const string Dimensions = "ImageDocument/Metadata/Information/Image/Dimensions/";
    private const string Channel = Dimensions + "Channels/Channel";
    private const string Display = "ImageDocument/Metadata/DisplaySetting/Channels/Channel";
    private const string Scene = Dimensions + "S/Scenes/Scene";
    private const string Distance = "ImageDocument/Metadata/Scaling/Items/Distance";

    private static readonly Dictionary<int, string> NoNames = [];

    public static CziMetadata None { get; } =
        new(NoNames, NoNames, NoNames, null, null, new Dictionary<int, (double X, double Y)>());

    /// <summary>Returns the name of a scene that no other scene has.</summary>
    public string NameOf(int scene) =>
        Scenes.TryGetValue(scene, out var name) && Scenes.Values.Count(other => other == name) == 1
            ? name : Invariant($"S{scene}");

    /// <exception cref="XmlException">The text is damaged.</exception>
    public static CziMetadata Read(byte[] text)
    {
        var (channels, displayed) = (new Dictionary<int, string>(), new Dictionary<int, string>());
        var (scenes, wells) = (new Dictionary<int, string>(), new Dictionary<int, string>());
        var stages = new Dictionary<int, (double X, double Y)>();
        var (channel, display, scene, axis) = (-1, -1, -1, "");
        var sizes = new Dictionary<string, double>();
        var path = new List<string>();

        // Texts end in zeros in some files.
        using var stream = new MemoryStream(text, 0, text.AsSpan().TrimEnd((byte)0).Length);
        using var reader = XmlReader.Create(stream, PlainXml.Settings(isLenient: true));
        while (PlainXml.Next(reader))
        {
            if (reader.NodeType == XmlNodeType.Element)
            {
                path.RemoveRange(reader.Depth, path.Count - reader.Depth);
                path.Add(reader.Name);
                switch (string.Join('/', path))
                {
                    case Channel:
                        AddName(channels, ++channel);
                        break;
                    case Display:
                        AddName(displayed, ++display);
                        break;
                    case Scene:
                        scene = int.TryParse(reader.GetAttribute("Index"), out var index) ? index : scene + 1;
                        AddName(scenes, scene);
                        break;
                    case Scene + "/Shape":
                        AddName(wells, scene);
                        break;
                    case Distance:
                        axis = reader.GetAttribute("Id") ?? "";
                        break;
                }
            }
            else if (reader.NodeType == XmlNodeType.Text && scene >= 0
                && string.Join('/', path) == Scene + "/CenterPosition"
                && reader.Value.Split(',') is [var left, var top]
                && TryNumber(left, out var x)
                && TryNumber(top, out var y))
            {
                stages[scene] = (x, y);
            }
            else if (reader.NodeType == XmlNodeType.Text && string.Join('/', path) == Distance + "/Value")
            {
                const double PerMeter = 1e6;
                const int Digits = 12;
                if (TryNumber(reader.Value, out var meters) && meters > 0 && double.IsFinite(meters))
                {
                    sizes[axis] = Math.Round(meters * PerMeter, Digits);
                }
            }
        }

        foreach (var (number, name) in displayed)
        {
            channels.TryAdd(number, name);
        }

        return new CziMetadata(
            channels, scenes, wells, Engine.Imaging.PixelSize.Find(Side("X"), Side("Y")), Side("Z"), stages);

        double? Side(string name) => sizes.TryGetValue(name, out var side) ? side : null;

        void AddName(Dictionary<int, string> names, int number)
        {
            if (reader.GetAttribute("Name") is { Length: > 0 } name)
            {
                names[number] = name;
            }
        }
    }
}
