namespace Stylize.Engine.Tests.Drawings;

/// <summary>The groups of a DXF file.</summary>
internal sealed record DxfFile(IReadOnlyDictionary<string, int> Layers, IReadOnlyList<DxfEntity> Entities, string Units)
{
    /// <summary>Reads layers and entities, and checks the order of sections and tables.</summary>
    public static DxfFile Read(byte[] bytes)
    {
        var lines = Encoding.ASCII.GetString(bytes).Split('\n');
        var groups = new List<(int Code, string Value)>();
        for (var i = 0; i + 1 < lines.Length; i += 2)
        {
            groups.Add((int.Parse(lines[i], CultureInfo.InvariantCulture), lines[i + 1]));
        }

        Assert.Equal((0, "EOF"), groups[^1]);
        Assert.Equal(["HEADER", "TABLES", "ENTITIES"], Following(groups, "SECTION").Select(group => group.Value));
        var units = groups[groups.IndexOf((9, "$INSUNITS")) + 1].Value;
        var entities = new List<DxfEntity>();
        var layers = new Dictionary<string, int>();
        var start = groups.IndexOf((2, "ENTITIES"));
        for (var i = 0; i < groups.Count; i++)
        {
            if (groups[i].Code != 0) continue;

            var end = groups.FindIndex(i + 1, group => group.Code == 0);
            var own = groups[(i + 1)..(end < 0 ? groups.Count : end)];
            if (groups[i].Value == "LAYER")
            {
                layers.Add(own.First(group => group.Code == 2).Value, Number(own, 62));
            }
            else if (i > start && groups[i].Value is "CIRCLE" or "POLYLINE")
            {
                entities.Add(new(groups[i].Value, own.First(group => group.Code == 8).Value, own, []));
            }
            else if (i > start && groups[i].Value == "VERTEX")
            {
                entities[^1].Vertices.Add(own);
            }
        }

        return new(layers, entities, units);
    }

    private static IEnumerable<(int Code, string Value)> Following(
        List<(int Code, string Value)> groups, string name) =>
        groups.Select((group, i) => (group, i)).Where(at => at.group == (0, name)).Select(at => groups[at.i + 1]);

    private static int Number(List<(int Code, string Value)> groups, int code) =>
        int.Parse(groups.First(group => group.Code == code).Value, CultureInfo.InvariantCulture);
}

/// <summary>A circle or polyline of a DXF file.</summary>
internal sealed record DxfEntity(
    string Name, string Layer, IReadOnlyList<(int Code, string Value)> Groups,
    List<List<(int Code, string Value)>> Vertices)
{
    public bool IsClosed => Groups.Contains((70, "1"));

    public IReadOnlyList<(double X, double Y)> Points =>
        [.. Vertices.Select(vertex => (Number(vertex, 10), Number(vertex, 20)))];

    public double this[int code] => Number(Groups, code);

    public static double Number(IReadOnlyList<(int Code, string Value)> groups, int code) =>
        double.Parse(groups.First(group => group.Code == code).Value, CultureInfo.InvariantCulture);
}
