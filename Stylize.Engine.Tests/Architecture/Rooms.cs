namespace Stylize.Engine.Tests.Architecture;

/// <summary>
/// The rooms of the code and the arrows between them. A room is a namespace with those below it. It may use the rooms
/// that its row names, and what these use. docs/contributing/architecture.md shows the same order.
/// </summary>
internal static class Rooms
{
    private static readonly (string Room, string[] Uses)[] Rows =
    [
        ("Stylize.Engine", []),
        ("Stylize.Engine.IO", ["Stylize.Engine"]),
        ("Stylize.Engine.Imaging", ["Stylize.Engine.IO"]),
        ("Stylize.Engine.Telemetry", ["Stylize.Engine.Imaging"]),
        ("Stylize.Engine.Operations", ["Stylize.Engine.Telemetry"]),
        ("Stylize.Engine.Runs", ["Stylize.Engine.Operations"]),
        ("Stylize.Engine.Drawings", ["Stylize.Engine.Runs"]),
        ("Stylize.Engine.PixelArt", ["Stylize.Engine.Runs"]),
        ("Stylize.Engine.DotArt", ["Stylize.Engine.Drawings"]),
        ("Stylize.Engine.VectorArt", ["Stylize.Engine.Drawings"]),
        ("Stylize.Engine.Gaussians", ["Stylize.Engine.Runs"]),
        ("Stylize.Engine.Segmentation", ["Stylize.Engine.Runs"]),
        ("Stylize.Engine.Catalog",
        [
            "Stylize.Engine.PixelArt", "Stylize.Engine.DotArt", "Stylize.Engine.VectorArt", "Stylize.Engine.Gaussians",
            "Stylize.Engine.Segmentation",
        ]),
        ("Stylize.Engine.Measuring", ["Stylize.Engine.Catalog"]),
        ("Stylize.Codecs", ["Stylize.Engine.Runs"]),
        ("Stylize.Storage", ["Stylize.Engine.Segmentation"]),
        ("Stylize.Workers", ["Stylize.Engine.Measuring"]),
        ("Stylize.Studio", ["Stylize.Engine.Measuring"]),
        ("Stylize.GaussianLibrary", ["Stylize.Engine.Gaussians"]),
        ("Stylize.Cli", ["Stylize.Codecs", "Stylize.Storage", "Stylize.Workers", "Stylize.Studio"]),
        ("Stylize.PowerShell",
            ["Stylize.Codecs", "Stylize.Storage", "Stylize.Workers", "Stylize.Studio", "Stylize.Cli"]),
    ];

    private static readonly Dictionary<string, HashSet<string>> Below = Close();

    /// <summary>The names of all rooms.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Rows.Select(row => row.Room)];

    /// <summary>Whether one room may use another.</summary>
    public static bool MayUse(string user, string used) => user == used || Below[user].Contains(used);

    /// <summary>Returns the dependencies that no row allows.</summary>
    public static IEnumerable<Dependency> Wrong(IEnumerable<Dependency> dependencies) =>
        dependencies.Where(a => !MayUse(RoomOf(a.From), RoomOf(a.To)));

    /// <summary>Returns the room with the longest name that contains a type.</summary>
    private static string RoomOf(string type)
    {
        for (var space = type; (space = space[..Math.Max(space.LastIndexOf('.'), 0)]).Length > 0;)
        {
            // Only the foundation has files in the root of the engine: a new folder there is a new room.
            var isBelowRoot = space == "Stylize.Engine" && type.LastIndexOf('.') != space.Length;
            if (Below.ContainsKey(space) && !isBelowRoot) return space;
        }

        throw new InvalidOperationException($"{type} is in no room: give its namespace a row in {nameof(Rooms)}.");
    }

    private static Dictionary<string, HashSet<string>> Close()
    {
        var below = new Dictionary<string, HashSet<string>>();
        foreach (var (room, uses) in Rows)
        {
            below[room] = [.. uses, .. uses.SelectMany(one => below[one])];
        }

        return below;
    }
}
