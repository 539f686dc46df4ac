namespace Stylize.Engine.Tests.Architecture;

/// <summary>Rooms of an assembly: the folders of its project, which are the namespaces below the project's.</summary>
internal static class Rooms
{
    /// <summary>Returns a type's room, such as "Gaussians/Files" at depth 2, or "" for types in the project's root folder.</summary>
    public static string Of(string type, string project, int depth)
    {
        var space = type[..Math.Max(type.LastIndexOf('.'), 0)];
        return space.Length <= project.Length ? "" : string.Join('/', space[(project.Length + 1)..].Split('.').Take(depth));
    }

    /// <summary>Returns a circle of rooms as one arrow between types per step, or null without a circle.</summary>
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
