namespace Stylize.Engine.Tests.Architecture;

/// <summary>Rooms of one assembly: the folders of its project, which are its namespaces below the project's own.</summary>
internal static class Rooms
{
    /// <summary>A type's room, such as "Gaussians/Files" at depth 2; "" for what lies at the project's root.</summary>
    public static string Of(string type, string project, int depth)
    {
        var space = type[..Math.Max(type.LastIndexOf('.'), 0)];
        return space.Length <= project.Length ? "" : string.Join('/', space[(project.Length + 1)..].Split('.').Take(depth));
    }

    /// <summary>A way through the rooms that ends where it began: an arrow between types for each step. Null where there is none.</summary>
    public static IReadOnlyList<Arrow>? Circle(IEnumerable<Arrow> arrows, Func<string, string> roomOf)
    {
        var ways = arrows
            .Where(a => roomOf(a.From) != roomOf(a.To))
            .GroupBy(a => roomOf(a.From))
            .ToDictionary(g => g.Key, g => g.DistinctBy(a => roomOf(a.To)).ToList());
        var done = new HashSet<string>();
        return ways.Keys.Select(room => Follow(room, [])).FirstOrDefault(circle => circle is not null);

        IReadOnlyList<Arrow>? Follow(string room, List<Arrow> path)
        {
            if (path.FindIndex(a => roomOf(a.From) == room) is >= 0 and var start) return path[start..];
            if (done.Contains(room) || !ways.TryGetValue(room, out var next)) return null;

            foreach (var arrow in next)
            {
                path.Add(arrow);
                if (Follow(roomOf(arrow.To), path) is { } circle) return circle;

                path.RemoveAt(path.Count - 1);
            }

            done.Add(room);
            return null;
        }
    }
}
