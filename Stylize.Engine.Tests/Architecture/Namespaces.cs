namespace Stylize.Engine.Tests.Architecture;

/// <summary>The namespaces below a project's, which are its folders.</summary>
internal static class Namespaces
{
    /// <summary>Returns a type's namespace, such as "Gaussians/Files" at depth 2, or "" for types in the project's root
    /// folder.</summary>
    public static string Of(string type, string project, int depth)
    {
        var full = type[..Math.Max(type.LastIndexOf('.'), 0)];
        return full.Length <= project.Length
            ? "" : string.Join('/', full[(project.Length + 1)..].Split('.').Take(depth));
    }

    /// <summary>Returns a cycle of namespaces as one dependency between types per step, or null without a
    /// cycle.</summary>
    public static IReadOnlyList<Dependency>? FindCycle(
        IEnumerable<Dependency> dependencies, Func<string, string> namespaceOf)
    {
        var ways = dependencies
            .Where(a => namespaceOf(a.From) != namespaceOf(a.To))
            .GroupBy(a => namespaceOf(a.From))
            .ToDictionary(g => g.Key, g => g.DistinctBy(a => namespaceOf(a.To)).ToList());
        var done = new HashSet<string>();
        return ways.Keys.Select(space => Follow(space, [])).FirstOrDefault(cycle => cycle is not null);

        IReadOnlyList<Dependency>? Follow(string space, List<Dependency> path)
        {
            if (path.FindIndex(a => namespaceOf(a.From) == space) is >= 0 and var start) return path[start..];
            if (done.Contains(space) || !ways.TryGetValue(space, out var next)) return null;

            foreach (var dependency in next)
            {
                path.Add(dependency);
                if (Follow(namespaceOf(dependency.To), path) is { } cycle) return cycle;

                path.RemoveAt(path.Count - 1);
            }

            done.Add(space);
            return null;
        }
    }
}
