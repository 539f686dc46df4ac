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

    /// <summary>Returns a cycle of rooms as one dependency between types per step, or null without a cycle.</summary>
    public static IReadOnlyList<Dependency>? FindCycle(IEnumerable<Dependency> dependencies, Func<string, string> roomOf)
    {
        var ways = dependencies
            .Where(a => roomOf(a.From) != roomOf(a.To))
            .GroupBy(a => roomOf(a.From))
            .ToDictionary(g => g.Key, g => g.DistinctBy(a => roomOf(a.To)).ToList());
        var done = new HashSet<string>();
        return ways.Keys.Select(room => Follow(room, [])).FirstOrDefault(cycle => cycle is not null);

        IReadOnlyList<Dependency>? Follow(string room, List<Dependency> path)
        {
            if (path.FindIndex(a => roomOf(a.From) == room) is >= 0 and var start) return path[start..];
            if (done.Contains(room) || !ways.TryGetValue(room, out var next)) return null;

            foreach (var dependency in next)
            {
                path.Add(dependency);
                if (Follow(roomOf(dependency.To), path) is { } cycle) return cycle;

                path.RemoveAt(path.Count - 1);
            }

            done.Add(room);
            return null;
        }
    }
}
