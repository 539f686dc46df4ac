using System.Xml;
using System.Xml.Linq;

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
    private const string Dimensions = "Metadata/Information/Image/Dimensions/";

    /// <summary>Returns the name of a scene that no other scene has.</summary>
    public string NameOf(int scene) =>
        Scenes.TryGetValue(scene, out var name) && Scenes.Values.Count(other => other == name) == 1
            ? name : Invariant($"S{scene}");

    /// <exception cref="XmlException">The text is damaged.</exception>
    public static CziMetadata Read(byte[] text)
    {
        // Texts end in zeros in some files.
        var length = text.AsSpan().TrimEnd((byte)0).Length;
        var root = PlainXml.Load(() => XmlReader.Create(
            new MemoryStream(text, 0, length), PlainXml.Settings(isLenient: true)));
        var channels = Names(
            Numbered("Metadata/DisplaySetting/Channels/Channel").Concat(Numbered(Dimensions + "Channels/Channel")));
        var (scenes, stages) = (new List<(int Number, XElement Scene)>(), new Dictionary<int, (double X, double Y)>());
        foreach (var scene in All(Dimensions + "S/Scenes/Scene"))
        {
            var number = int.TryParse((string?)scene.Attribute("Index"), out var index)
                ? index : scenes.Select(last => last.Number).LastOrDefault(-1) + 1;
            scenes.Add((number, scene));
            if (scene.Element("CenterPosition")?.Value.Split(',') is [var left, var top]
                && TryNumber(left, out var x) && TryNumber(top, out var y))
            {
                stages[number] = (x, y);
            }
        }

        return new CziMetadata(
            channels, Names(scenes),
            Names(scenes.SelectMany(at => at.Scene.Elements("Shape").Select(shape => (at.Number, shape)))),
            Engine.Imaging.PixelSize.Find(Side("X"), Side("Y")), Side("Z"), stages);

        IEnumerable<(int Number, XElement Element)> Numbered(string path) =>
            All(path).Select((element, number) => (number, element));

        IEnumerable<XElement> All(string path) => path.Split('/').Aggregate(
            (IEnumerable<XElement>)[root], (parents, name) => parents.Elements(name));

        // Distances are in meters.
        double? Side(string axis) => All("Metadata/Scaling/Items/Distance")
            .LastOrDefault(distance => (string?)distance.Attribute("Id") == axis)?.Element("Value")?.Value is { } value
            && TryNumber(value, out var meters) && meters > 0 && double.IsFinite(meters)
                ? Math.Round(meters * 1e6, 12) : null;
    }

    private static Dictionary<int, string> Names(IEnumerable<(int Number, XElement Element)> all) => all
        .Select(at => (at.Number, Name: (string?)at.Element.Attribute("Name") ?? "")).Where(at => at.Name.Length > 0)
        .GroupBy(at => at.Number).ToDictionary(same => same.Key, same => same.Last().Name);
}
